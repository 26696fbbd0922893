"""Programs from npm: the language servers of editors, the validator ajv, and what builds ours."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

# `yaml-language-server` 1.15 is what distributions ship, 1.19 read every schema as draft-07, and
# 2.0 is the newest. The last package holds the servers of Visual Studio Code.
PACKAGES = {
    "yaml-1.15": "npm:yaml-language-server@1.15.0",
    "yaml-1.19": "npm:yaml-language-server@1.19.2",
    "yaml-2.0": "npm:yaml-language-server@2.0.0",
    "vscode-langservers-extracted": "4.10.0",
    "ajv": "8.20.0",
    "ajv-formats": "3.0.1",
}


def install(cache: Path, packages: Mapping[str, str] = PACKAGES) -> Path:
    """Install packages, or find them where an earlier run did.

    Args:
        cache: the folder for them.
        packages: their names and versions.

    Returns:
        The folder that contains `node_modules`. The test is skipped where Node.js or the registry
        is missing, but never where CI is set.
    """
    wanted = json.dumps({"private": True, "dependencies": packages}, indent=2)
    folder = cache / hashlib.sha256(wanted.encode()).hexdigest()[:16]
    if folder.exists():
        return folder
    scratch = _scratch(cache)
    (scratch / "package.json").write_text(wanted)
    return _installed(["install"], scratch, folder)


def install_locked(cache: Path, project: Path) -> Path:
    """Install what the lock file of a project names, like `install`."""
    lock = (project / "package-lock.json").read_bytes()
    folder = cache / hashlib.sha256(lock).hexdigest()[:16]
    if folder.exists():
        return folder
    scratch = _scratch(cache)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(project / name, scratch)
    return _installed(["ci"], scratch, folder)


def program() -> str:
    """The path of npm; the test is skipped where it is missing, but never where CI is set."""
    npm = shutil.which("npm")
    if not npm and not os.environ.get("CI"):
        pytest.skip("Node.js is not installed")
    assert npm, "CI needs Node.js"
    return npm


def _scratch(cache: Path) -> Path:
    program()
    cache.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=cache))


def _installed(action: list[str], scratch: Path, folder: Path) -> Path:
    """Install packages in a new folder, and give it its name once it is complete."""
    # No script of a package runs: none of these needs one.
    options = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"]
    command = [program(), *action, *options]
    done = subprocess.run(command, cwd=scratch, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        shutil.rmtree(scratch)
        if not os.environ.get("CI"):
            pytest.skip("npm cannot install packages")
        raise AssertionError(done.stderr)
    try:
        scratch.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(scratch)
    return folder
