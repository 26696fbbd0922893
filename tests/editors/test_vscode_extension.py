"""The extension for Visual Studio Code can be built from its folder."""

from __future__ import annotations

import json
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.checkout import ROOT, files
from tests.editors import npm

FOLDER = "editors/vscode/"
LOCK = ROOT / FOLDER / "package-lock.json"
MANIFEST = ROOT / FOLDER / "package.json"


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
    (built,) = copy.glob("*.vsix")
    return zipfile.ZipFile(built)


@pytest.mark.registry
def test_the_package_contains_one_file_of_code_and_its_licenses(package: zipfile.ZipFile) -> None:
    assert {name for name in package.namelist() if name.startswith("extension/")} == {
        "extension/package.json",
        "extension/readme.md",
        "extension/out/extension.js",
        "extension/out/third-party-licenses.txt",
    }
    code = package.read("extension/out/extension.js").decode()
    assert "outbound-lint.preview" in code
    assert 'require("vscode-languageclient' not in code
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
