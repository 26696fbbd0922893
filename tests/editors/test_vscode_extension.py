"""The extension for Visual Studio Code can be built from its folder, and runs the server."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT, files
from tests.editors import npm

FOLDER = "editors/vscode/"
LOCK = ROOT / FOLDER / "package-lock.json"
MANIFEST = ROOT / FOLDER / "package.json"
STAND_IN = Path(__file__).with_name("vscode.cjs")
CONNECTION = """\
connections:
  - name: support
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_payload: '{"simulation_output_id": "{{simulation_output_id}}"}'
"""


@pytest.fixture
def package(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> zipfile.ZipFile:
    """The package, built from a copy of the folder; the type check is a part of that."""
    cache = getattr(request.config, "cache", None)  # pytest can run without it
    folder = cache.mkdir("vscode-extension") if cache else tmp_path_factory.mktemp("npm")
    packages = npm.install_locked(Path(folder), ROOT / FOLDER) / "node_modules"
    copy = tmp_path_factory.mktemp("extension")
    for path in files():
        if path.startswith(FOLDER):
            target = copy / path.removeprefix(FOLDER)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes((ROOT / path).read_bytes())
    (copy / "node_modules").symlink_to(packages)
    command = [npm.program(), "run", "package"]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "tsc --noEmit" in done.stdout
    assert "eslint src" in done.stdout
    (built,) = copy.glob("*.vsix")
    return zipfile.ZipFile(built)


def seen(code: Path, file: Path) -> dict[str, Any]:
    """Return what a user sees: see the script that takes the place of Visual Studio Code."""
    file.write_text(CONNECTION)
    program = Path(sys.executable).with_name("outbound-lint")
    command = [shutil.which("node") or "node", STAND_IN, code, program, file]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.registry
def test_the_package_works_and_contains_its_licenses(
    package: zipfile.ZipFile, tmp_path: Path
) -> None:
    assert {name for name in package.namelist() if name.startswith("extension/")} == {
        "extension/package.json",
        "extension/readme.md",
        "extension/out/extension.js",
        "extension/out/third-party-licenses.txt",
    }
    code = package.read("extension/out/extension.js").decode()
    assert "resultsAreShown" in code
    assert 'require("vscode-languageclient' not in code

    package.extract("extension/out/extension.js", tmp_path)
    found = seen(tmp_path / "extension" / "out" / "extension.js", tmp_path / "support.yaml")
    first, second = found["shown"]  # the server is started again after its settings changed
    assert first == second
    assert first.startswith("POST /outbound HTTP/1.1\nHost: voice.acme.dev\n")
    assert found["errors"][-1].startswith("no-such-program lsp cannot be started.")
    assert found["commands"] == []  # the server is stopped at the end

    licenses = package.read("extension/out/third-party-licenses.txt").decode()
    for name in ("vscode-languageclient 9.", "vscode-jsonrpc ", "semver "):
        assert f"\n{name}" in f"\n{licenses}"


def test_the_lock_file_names_no_registry() -> None:
    assert '"resolved"' not in LOCK.read_text(encoding="utf-8")


def test_the_readme_describes_all_settings() -> None:
    properties = json.loads(MANIFEST.read_text())["contributes"]["configuration"]["properties"]
    readme = (ROOT / FOLDER / "README.md").read_text(encoding="utf-8")
    for name, about in properties.items():
        assert f"| `{name}` | `{json.dumps(about['default']).strip(chr(34))}` |" in readme
