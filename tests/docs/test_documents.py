"""The documents agree with the program."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from outbound_lint import __version__, resources
from outbound_lint.cli.group import group
from tests.checkout import ROOT, copy_to, files
from tests.registry import require_registry

DOCUMENTS = [path for path in files() if path.endswith(".md")]
COMMAND_LINE = ROOT / "docs" / "command-line.md"
OPTION = re.compile(r"(?<![\w-])--?[a-z][a-z-]*")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def text(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def commands() -> dict[str, click.Command]:
    with click.Context(group) as context:
        found = {name: group.get_command(context, name) for name in group.list_commands(context)}
    return {name: command for name, command in found.items() if command}


def options(command: click.Command) -> set[str]:
    return {
        name for param in command.params if isinstance(param, click.Option) for name in param.opts
    }


def section(document: str, heading: str) -> str:
    """The text below a heading, up to the next one of the same level or above."""
    found = re.search(rf"^(#+) {heading}\n(.*?)(?=^\1 |\Z)", document, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[2]


def command_of(heading: str) -> str:
    """The only command line in a section of the README."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", section(text("README.md"), heading), re.M | re.S)
    (line,) = "".join(blocks).splitlines()
    return line


def test_the_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_command_has_a_section() -> None:
    assert re.findall(r"^## (\S+)$", text(COMMAND_LINE), re.MULTILINE) == list(commands())


@pytest.mark.parametrize("name", list(commands()))
def test_every_option_is_documented(name: str) -> None:
    documented = set(OPTION.findall(FENCED.sub("", section(text(COMMAND_LINE), name))))
    assert options(commands()[name]) - {"--help"} <= documented


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md", "docs/command-line.md"])
def test_every_documented_option_exists(document: str) -> None:
    known = {"--help", "--version"}.union(*(options(command) for command in commands().values()))
    calls = re.findall(r"\boutbound-lint .*", text(document))
    prose = re.findall(r"`[^`\n]+`", FENCED.sub("", text(document)))
    assert set(OPTION.findall(" ".join([*calls, *prose]))) <= known


def test_every_schema_is_documented() -> None:
    described = section(text(COMMAND_LINE), "schema")
    assert all(f"`{name}`" in described for name in resources.schema_names())


def test_the_changelog_has_a_section_for_the_version() -> None:
    assert re.search(rf"^## \[({re.escape(__version__)}|Unreleased)\]", text("CHANGELOG.md"), re.M)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_point_to_existing_files(document: str) -> None:
    folder = (ROOT / document).parent
    for target in re.findall(r"\]\(([^)#\s]+)", FENCED.sub("", text(document))):
        assert target.startswith("https://") or (folder / target).exists(), target


def test_the_documented_hook_exists() -> None:
    ids = set(re.findall(r"- id: ([\w-]+)", text("README.md")))
    for path in files():
        if path.endswith(".pre-commit-config.yaml"):
            ids |= set(re.findall(r"- id: (\S+)", text(path)))
    assert ids == set(re.findall(r"^- id: (\S+)", text(".pre-commit-hooks.yaml"), re.MULTILINE))


def test_ci_runs_the_test_command_of_the_readme() -> None:
    reading = re.search(r"^test_command=.*?^' README\.md\)$", text(".ci/run"), re.M | re.S)
    assert reading
    script = f'{reading[0]}\nprintf %s "$test_command"'
    done = subprocess.run(
        ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == command_of("Running the tests")


def test_the_extras_of_the_test_command_exist() -> None:
    extras = tomllib.loads(text("pyproject.toml"))["project"]["optional-dependencies"]
    (named,) = re.findall(r"\.\[(\w+)\]", command_of("Running the tests"))
    assert named in extras


@pytest.mark.registry
def test_the_quick_start_reports_the_mistakes_in_the_example(tmp_path: Path) -> None:
    require_registry()
    copy_to(tmp_path)
    done = subprocess.run(
        ["bash", "-c", command_of("Quick start")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "examples/broken/agents/support.yaml:18:9" in done.stdout
