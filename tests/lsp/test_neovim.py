"""The server in a real editor: Neovim, which starts it and shows what it finds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed")

SCRIPT = Path(__file__).with_name("neovim.lua")
TEXT = """\
connections:
  - name: support
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Content-Type": "application/json", "X-Api-Key": "${KEY}",}'
    trigger_call_payload: '{"agent": "😀", "to": "+12025550123"}'
    phone_number_key: to
"""
LINES = TEXT.splitlines()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What Neovim showed; one process for all tests."""
    folder = tmp_path_factory.mktemp("neovim")
    file, results = folder / "support.yaml", folder / "seen.json"
    file.write_text(TEXT, encoding="utf-8")
    places = {"HOME": folder, "XDG_STATE_HOME": folder, "XDG_CACHE_HOME": folder}
    about = {"NEOVIM_FILE": file, "NEOVIM_RESULTS": results, "NEOVIM_PYTHON": sys.executable}
    subprocess.run(
        ["nvim", "--headless", "--clean", "-n", "-u", "NONE", "-S", SCRIPT],
        env=os.environ | {name: str(value) for name, value in (places | about).items()},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=True,
    )
    found: dict[str, Any] = json.loads(results.read_text(encoding="utf-8"))
    assert "error" not in found, found["error"]
    assert file.read_text(encoding="utf-8") == TEXT  # nothing was saved
    return found


def marked(one: dict[str, Any]) -> str:
    """Return the characters that a diagnostic marks; Neovim counts bytes."""
    (line, start), (end_line, end) = one["from"], one["to"]
    assert line == end_line
    return LINES[line].encode()[start:end].decode()


def test_findings_are_shown_at_their_characters(seen: dict[str, Any]) -> None:
    first, second = seen["opened"]
    assert first["rule"] == "headers-invalid-json"
    assert first["from"] == [3, LINES[3].index("}'")]
    assert marked(first) == "}"
    assert (first["source"], first["severity"]) == ("outbound-lint", "ERROR")
    assert second["rule"] == "payload-key-collision"
    assert marked(second) == '"to"'


def test_a_field_is_explained(seen: dict[str, Any]) -> None:
    assert seen["hover"].startswith("**trigger_call_endpoint**\n\n")


def test_the_fix_in_the_menu_changes_the_text(seen: dict[str, Any]) -> None:
    assert seen["actions"] == [
        "Remove the comma (unsafe: may change the meaning)",
        "Ignore headers-invalid-json here",
    ]
    assert seen["lines"] == TEXT.replace(",}'", "}'").splitlines()
    (left,) = seen["fixed"]
    assert left == seen["opened"][1]
