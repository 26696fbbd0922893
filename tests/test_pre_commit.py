"""The hook through the real pre-commit, in a real git repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT, copy_to
from tests.registry import require_registry

pytestmark = pytest.mark.registry

VALID = """\
trigger_call_endpoint: https://voice.acme.dev/outbound
trigger_call_headers: '{"Content-Type": "application/json", "X-API-Key": "${API_KEY}"}'
"""
BROKEN = VALID.replace("https:", "http:")
IN_ROOT = ("known.json", ".outbound-lint.yaml", ".gitignore")
"""What tests may add to the root."""


class Repository:
    """A git repository whose hook comes from the work tree of this repository."""

    def __init__(self, root: Path, hooks: Path, cache: Path) -> None:
        self.root = root
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_")
        } | {
            "PRE_COMMIT_HOME": str(cache),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "NO_COLOR": "1",
        }
        self.hooks = self.commit_all(hooks)
        self.commit_all(root)

    def git(self, folder: Path, *arguments: str) -> str:
        identity = ["-c", "user.name=test", "-c", "user.email=test@example.org"]
        command = ["git", *identity, "-c", "init.defaultBranch=main", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=self.environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    def commit_all(self, folder: Path) -> str:
        self.git(folder, "init", "--quiet")
        self.git(folder, "add", "--all")
        self.git(folder, "commit", "--quiet", "--allow-empty", "--message", "all")
        return self.git(folder, "rev-parse", "HEAD")

    def hook(self, repo: Path, *arguments: str, name: str = "outbound-lint") -> None:
        lines = [
            "repos:",
            f"  - repo: {repo}",
            f"    rev: {self.hooks}",
            "    hooks:",
            f"      - id: {name}",
            f"        args: [{', '.join(arguments)}]",
        ]
        (self.root / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")

    def run(self, files: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
        """Stage files and run the hook on them, as a commit would, or with other options."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.git(self.root, "add", "--all")
        command = [sys.executable, "-m", "pre_commit", "run", "--color=never", *options]
        return subprocess.run(
            command,
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    require_registry()
    folder = tmp_path_factory.mktemp("pre-commit")
    hooks = folder / "hooks"
    user = folder / "user"
    user.mkdir()
    made = Repository(user, copy_to(hooks), folder / "cache")
    made.hook(hooks)
    return made


@pytest.fixture(autouse=True)
def clean(repository: Repository) -> None:
    repository.hook(repository.root.parent / "hooks")
    shutil.rmtree(repository.root / "agents", ignore_errors=True)
    for name in IN_ROOT:
        (repository.root / name).unlink(missing_ok=True)


def test_a_broken_connection_stops_the_commit(repository: Repository) -> None:
    done = repository.run({"agents/one.yaml": BROKEN, "agents/two.yaml": VALID})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "exit code: 1" in done.stdout
    assert "agents/one.yaml:1:24" in done.stdout
    assert "endpoint-scheme" in done.stdout
    assert "agents/two.yaml" not in done.stdout


def test_a_valid_connection_passes(repository: Repository) -> None:
    done = repository.run({"agents/one.yaml": VALID, "agents/two.yml": VALID})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_json_files_are_linted(repository: Repository) -> None:
    done = repository.run(
        {"agents/one.json": '{"trigger_call_endpoint": "http://voice.acme.dev/"}'}
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "agents/one.json:1:28" in done.stdout


def test_the_schema_is_installed(repository: Repository) -> None:
    done = repository.run({"agents/one.yaml": "connections:\n- phone_number_key: to\n"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "agents/one.yaml:2:3" in done.stdout
    assert "missing-field" in done.stdout


def test_other_files_are_not_checked(repository: Repository) -> None:
    done = repository.run({"agents/one.txt": BROKEN})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "exit code" not in done.stdout


def test_arguments_reach_the_linter(repository: Repository) -> None:
    repository.hook(repository.root.parent / "hooks", "--fail-on=never")
    done = repository.run({"agents/one.yaml": BROKEN})
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_fixing_hook_changes_files_and_stops_the_commit(repository: Repository) -> None:
    repository.hook(repository.root.parent / "hooks", name="outbound-lint-fix")
    done = repository.run({"agents/one.yaml": VALID.replace("/outbound", "/outbound#now")})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert (repository.root / "agents/one.yaml").read_text() == VALID
    done = repository.run({})
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hook_for_terraform_lints_its_files_and_no_others(repository: Repository) -> None:
    repository.hook(repository.root.parent / "hooks", name="outbound-lint-terraform")
    agent = 'resource "coval_agent" "a" {\n  model_type = "MODEL_TYPE_OUTBOUND_VOICE"\n}\n'
    done = repository.run({"agents/main.tf": agent, "agents/one.yaml": BROKEN})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "agents/main.tf:2:3" in done.stdout
    assert "agents/one.yaml" not in done.stdout


def test_the_hook_leaves_out_what_a_run_on_the_folder_leaves_out(repository: Repository) -> None:
    left_out = {
        "agents/chart/Chart.yaml": "name: voice\n",
        "agents/chart/templates/one.yaml": BROKEN,
        "agents/tsconfig.json": '{"trigger_call_endpoint": "http://voice.acme.dev/"}',
        "agents/node_modules/one.yaml": BROKEN,
    }
    done = repository.run(left_out)
    assert done.returncode == 0, done.stdout + done.stderr
    done = repository.run({"agents/two.yaml": BROKEN})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Found 1 error" in done.stdout


def test_the_hook_uses_the_settings_of_the_repository(repository: Repository) -> None:
    settings = "exclude: [generated/]\noverrides: [{files: [dev/], ignore: [endpoint-scheme]}]\n"
    files = {"agents/generated/one.yaml": BROKEN, "agents/dev/two.yaml": BROKEN}
    done = repository.run({**files, "agents/.outbound-lint.yaml": settings})
    assert done.returncode == 0, done.stdout + done.stderr
    done = repository.run({"agents/prod/three.yaml": BROKEN})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Found 1 error" in done.stdout
    done = repository.run({"agents/.outbound-lint.yaml": "exclud: [generated/]\n"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "exit code: 2" in done.stdout
    assert "agents/.outbound-lint.yaml:1:1" in done.stdout


def shown(output: str) -> set[str]:
    """Return the lines about files that were checked, and about findings."""
    return set(re.findall(r"^checked .*$|^.*: (?:error|warning)\[.*$", output, re.MULTILINE))


def both(repository: Repository, files: dict[str, str], *options: str) -> list[set[str]]:
    """Return what the hook shows for all files, and what the command line shows."""
    repository.hook(repository.root.parent / "hooks", "-v", "-o", "concise", *options)
    hook = repository.run(files, "--all-files", "--verbose")
    command = [sys.executable, "-m", "outbound_lint", "check", "-v", "-o", "concise", *options]
    done = subprocess.run(
        command,
        cwd=repository.root,
        env=repository.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert hook.returncode == done.returncode, hook.stdout + done.stdout
    return [shown(hook.stdout), shown(done.stdout)]


def test_hook_and_command_line_agree_on_a_fleet(repository: Repository) -> None:
    shutil.copytree(ROOT / "examples" / "fleet", repository.root / "agents" / "fleet")
    hook, command_line = both(repository, {})
    assert hook == command_line
    assert len([line for line in hook if "[" in line]) == 15


def test_hook_and_command_line_agree_where_files_are_left_out(repository: Repository) -> None:
    files = {
        ".gitignore": "/agents/built/\n",
        ".outbound-lint.yaml": "exclude: [vendor/, '*.old.yaml']\n",
        "agents/a.yaml": BROKEN,
        "agents/a.old.yaml": BROKEN,
        "agents/built/a.yaml": BROKEN,
        "agents/vendor/a.yaml": BROKEN,
        "agents/chart/Chart.yaml": "name: voice\n",
        "agents/chart/values.yml": BROKEN,
        "agents/chart/templates/a.yaml": BROKEN,
        "agents/node_modules/a.yaml": BROKEN,
        "agents/tsconfig.json": "// comment\n{}",
        "agents/team/.outbound-lint.yaml": "exclude: [/generated/]\nignore: [endpoint-scheme]\n",
        "agents/team/generated/a.yaml": BROKEN,
        "agents/team/a.yaml": BROKEN,
        "agents/team/vendor/a.json": '{"trigger_call_endpoint": "ftp://voice.acme.dev"}',
    }
    hook, command_line = both(repository, files, "--exclude", "/agents/chart/values.yml")
    assert hook == command_line
    assert {line.split()[1] for line in hook if line.startswith("checked")} == {
        ".pre-commit-config.yaml:",
        "agents/a.yaml:",
        "agents/chart/Chart.yaml:",
        "agents/team/a.yaml:",
        "agents/team/vendor/a.json:",
    }


def test_the_baseline_of_the_settings_is_used(repository: Repository) -> None:
    files = {".outbound-lint.yaml": "baseline: known.json\n", "agents/a.yaml": BROKEN}
    assert "write it with --write-baseline known.json" in repository.run(files).stdout
    command = [sys.executable, "-m", "outbound_lint", "check", "--write-baseline", "known.json"]
    subprocess.run(command, cwd=repository.root, capture_output=True, check=True)
    hook, command_line = both(repository, {})
    assert hook == command_line
    assert not any("[" in line for line in hook)
    done = repository.run({"agents/b.yaml": BROKEN})
    assert done.returncode == 1, done.stdout + done.stderr
    assert [line.partition(":")[0] for line in shown(done.stdout) if "[" in line] == [
        "agents/b.yaml"
    ]
