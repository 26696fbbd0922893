"""The server in Emacs: Eglot starts it with the settings of the documentation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.test_documented_settings import examples
from tests.lsp.test_neovim import TEXT

NEEDED = "(progn (package-activate-all) (require 'eglot) (require 'yaml-mode))"


def is_installed() -> bool:
    """Return whether there is an Emacs with Eglot and the mode for YAML."""
    if not shutil.which("emacs"):
        return False
    command = ["emacs", "--batch", "--eval", NEEDED]
    return not subprocess.run(command, capture_output=True, check=False, timeout=60).returncode


pytestmark = pytest.mark.skipif(not is_installed(), reason="Emacs with Eglot is not installed")

SCRIPT = Path(__file__).with_name("emacs.el")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Emacs showed; one process for all tests."""
    folder = tmp_path_factory.mktemp("emacs")
    file, results, settings = folder / "support.yaml", folder / "seen.json", folder / "init.el"
    file.write_text(TEXT, encoding="utf-8")
    (text,) = examples("Emacs", "elisp")
    settings.write_text(text, encoding="utf-8")
    about = {
        "HOME": folder,
        "EMACS_FILE": file,
        "EMACS_RESULTS": results,
        "EMACS_SETTINGS": settings,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    process = subprocess.run(
        ["emacs", "--batch", "--load", SCRIPT],
        env=os.environ | {name: str(value) for name, value in about.items()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    found: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    assert "error" not in found, found["error"]
    assert file.read_text(encoding="utf-8") == TEXT  # nothing was saved
    return found


def test_findings_are_shown_at_their_characters(seen: dict[str, Any]) -> None:
    first, second = seen["opened"]
    assert "headers-invalid-json" in first["message"]
    assert (first["marked"], first["type"]) == ("}", "eglot-error")
    assert "payload-key-collision" in second["message"]
    assert second["marked"] == '"to"'


def test_a_field_is_explained(seen: dict[str, Any]) -> None:
    assert seen["hover"].startswith("**trigger_call_endpoint**\n\n")


def test_the_fix_in_the_menu_changes_the_text(seen: dict[str, Any]) -> None:
    assert seen["actions"] == [
        "Remove the comma (unsafe: may change the meaning)",
        "Ignore headers-invalid-json here",
    ]
    assert seen["text"] == TEXT.replace(",}'", "}'")
    (left,) = seen["fixed"]
    assert left == seen["opened"][1]
