"""The recipes of docs/ci.md and the action: valid for their systems, and their commands work."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.checkout import ROOT, copy_to
from tests.registry import require_registry
from tests.reporters.readers import READERS

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the recipes are for POSIX shells")

SCHEMAS = {
    "GitHub Actions": "vendor.github-workflows",
    "GitLab CI": "vendor.gitlab-ci",
    "CircleCI": "vendor.circle-ci",
    "Azure Pipelines": "vendor.azure-pipelines",
}

WRITTEN = {
    "gl-code-quality-report.json": "gitlab",
    "outbound-lint.xml": "junit",
    "reports/outbound-lint.xml": "junit",
    "outbound-lint.sarif": "sarif",
}
"""The reports of the recipes."""


def recipes() -> Iterator[tuple[str, str, str]]:
    """Yield the code blocks of the page: the heading above, the language and the text."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for section in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading = section.partition("\n")[0]
        for language, text in re.findall(r"^```(\w+)\n(.*?)^```$", section, re.M | re.S):
            yield heading, language, text


RECIPES = [*recipes()]


def load(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def check_jsonschema(schema: str, file: Path) -> str:
    """Return what is wrong in a file."""
    command = [sys.executable, "-m", "check_jsonschema", "--regex-variant", "nonunicode"]
    command += ["--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.stdout if done.returncode else ""


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        (heading, text)
        for heading, language, text in RECIPES
        if heading in SCHEMAS and language == "yaml"
    ],
)
def test_a_recipe_is_valid_for_its_system(heading: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "recipe.yml").write_text(text, encoding="utf-8")
    assert check_jsonschema(SCHEMAS[heading], tmp_path / "recipe.yml") == ""


@pytest.mark.parametrize("schema", SCHEMAS.values())
def test_a_mistake_in_a_recipe_would_be_found(schema: str, tmp_path: Path) -> None:
    mistakes = {"jobs": {"job": {"step": []}}, "outbound-lint": {"scripts": []}, "steps": {}}
    (tmp_path / "recipe.yml").write_text(json.dumps(mistakes))
    assert check_jsonschema(schema, tmp_path / "recipe.yml")


def test_the_action_is_valid() -> None:
    assert check_jsonschema("vendor.github-actions", ROOT / "action.yml") == ""


def test_the_recipe_for_pre_commit_is_valid(tmp_path: Path) -> None:
    (text,) = (text for heading, _, text in RECIPES if heading == "pre-commit.ci")
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(tmp_path / "config.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def scripts() -> Iterator[tuple[str, str]]:
    """Yield the shell parts of each recipe."""
    for heading, language, text in RECIPES:
        if language == "groovy":
            yield heading, "\n".join(re.findall(r"sh '''(.*?)'''", text, re.DOTALL))
        elif language == "bash":
            yield heading, text
        elif language == "make":
            yield heading, f"cat > Makefile <<'END'\n{text}END\nmake --silent\n"
        elif heading == "GitLab CI":
            yield heading, "\n".join(load(text)["outbound-lint"]["script"])
        elif heading in SCHEMAS:
            document = load(text)
            jobs = document.get("jobs", {"job": document}).values()
            steps = [step for job in jobs for step in job["steps"] if isinstance(step, dict)]
            runs = [step.get("run") or step.get("script") for step in steps]
            commands = [run["command"] if isinstance(run, dict) else run for run in runs if run]
            if commands:
                yield heading, "\n".join(commands)


SCRIPTS = [*scripts()]


def test_every_system_but_pre_commit_has_a_script() -> None:
    headings = {heading for heading, _, _ in RECIPES}
    assert {heading for heading, _ in SCRIPTS} == headings - {"pre-commit.ci"}
    assert len(headings) == 7


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """An environment with this outbound-lint, in which pip installs nothing."""
    folder = tmp_path / "programs"
    programs = {
        "outbound-lint": f'exec "{sys.executable}" -m outbound_lint "$@"',
        "pip": 'case "$*" in *git+https://*/outbound-lint@v*) ;; *) exit 1 ;; esac',
        "python3": f'[ "$1 $2" = "-m venv" ] && mkdir -p "$3/bin" && cp {folder}/* "$3/bin"',
    }
    folder.mkdir()
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    (tmp_path / "runner").mkdir()
    return {
        "PATH": f"{folder}{os.pathsep}/usr/bin{os.pathsep}/bin",
        "PYTHONPATH": str(ROOT / "src"),
        "RUNNER_TEMP": str(tmp_path / "runner"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }


def bash(script: str, cwd: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub Actions does."""
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(params=["valid", "broken"])
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "examples" / request.param, tmp_path / request.param))


@pytest.mark.parametrize(
    ("heading", "script"), SCRIPTS, ids=[f"{n} {heading}" for n, (heading, _) in enumerate(SCRIPTS)]
)
def test_the_commands_of_a_recipe_work(
    heading: str, script: str, repository: Path, environment: dict[str, str]
) -> None:
    if heading == "Make" and not shutil.which("make"):
        pytest.skip("make is not installed")
    done = bash(script, repository, environment)
    failed = 2 if heading == "Make" else 1  # make has its own status
    assert done.returncode == (failed if repository.name == "broken" else 0), done
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    for file, form in WRITTEN.items():
        assert file in page
        if (repository / file).exists():
            found = READERS[form]((repository / file).read_text(encoding="utf-8"))
            assert bool(found) == (repository.name == "broken")
    wanted = {one for one in WRITTEN if f"={one}" in script}
    assert wanted == {one for one in WRITTEN if (repository / one).exists()}


def steps() -> dict[str, dict[str, Any]]:
    document = load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return {step["name"]: step for step in document["runs"]["steps"] if "run" in step}


def check(
    cwd: Path, environment: dict[str, str], program: str = "outbound-lint", **given: str
) -> subprocess.CompletedProcess[str]:
    """Run the step that checks, with the defaults of the inputs that are not given."""
    document = load((ROOT / "action.yml").read_text(encoding="utf-8"))
    inputs = {name: one["default"] for name, one in document["inputs"].items()}
    inputs |= {name.replace("_", "-"): value for name, value in given.items()}
    step = steps()["Check the connections"]
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda match: inputs[match[1]], value)
        for name, value in step["env"].items()
    }
    return bash(step["run"], cwd, environment | variables | {"PROGRAM": program})


def test_the_action_checks_and_annotates(
    repository: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    done = check(repository, environment)
    broken = repository.name == "broken"
    assert done.returncode == int(broken)
    assert ("\n::error file=agents/support.yaml," in done.stdout) == broken
    assert "### outbound-lint\n" in (tmp_path / "summary.md").read_text(encoding="utf-8")


def test_every_input_of_the_action_has_an_effect(
    repository: Path, environment: dict[str, str]
) -> None:
    if repository.name == "valid":
        assert check(repository, environment, fail_on="info").returncode == 0
        done = check(repository, environment, paths="exports", require_connections="true")
        assert done.returncode == 0
        (repository / "empty").mkdir()
        done = check(repository, environment, paths="empty", require_connections="true")
        assert done.returncode == 1
        return
    assert check(repository, environment, fail_on="never").returncode == 0
    assert check(repository, environment, fail_on="nonsense").returncode == 2
    sarif = "a report.sarif"
    done = check(repository, environment, paths="agents/sales.yaml", sarif_file=sarif)
    found = READERS["sarif"]((repository / sarif).read_text(encoding="utf-8"))
    assert {one.path for one in found} == {"agents/sales.yaml"}
    options = "--select=endpoint-scheme\n\n--max-findings=1"
    done = check(repository, environment, options=options, paths="agents\nenvironments\n")
    assert done.stdout.count("\n::") == 1


def test_inputs_of_the_action_are_never_commands_or_options(
    environment: dict[str, str], tmp_path: Path
) -> None:
    for paths in ("$(touch hacked)", "`touch hacked`", "; touch hacked", '"; touch hacked; "'):
        assert check(tmp_path, environment, paths=paths).returncode == 2
        assert check(tmp_path, environment, options=paths).returncode == 2
    assert not (tmp_path / "hacked").exists()
    done = check(tmp_path, environment, paths="--version")
    assert done.returncode == 2
    assert "no such file or folder: --version" in done.stderr


@pytest.mark.registry
def test_the_action_installs_what_was_checked_out(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    require_registry()
    checkout = copy_to(tmp_path / "checkout")
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", str(tmp_path)),
        "RUNNER_TEMP": environment["RUNNER_TEMP"],
        "PYTHON": sys.executable,
        "GITHUB_ACTION_PATH": str(checkout),
        "GITHUB_OUTPUT": str(tmp_path / "output"),
    }
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    done = bash(steps()["Install outbound-lint"]["run"], tmp_path, pip | variables)
    assert done.returncode == 0, done.stderr
    program = (tmp_path / "output").read_text().removeprefix("program=").strip()
    done = check(ROOT / "examples" / "valid", {"PATH": os.environ["PATH"]}, program)
    assert done.returncode == 0, done.stderr
