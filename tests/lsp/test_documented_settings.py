"""The settings for editors in docs/editors.md are well-formed, and start the server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from outbound_lint.lsp.actions import FIX_ALL
from tests.checkout import ROOT

DOCUMENT = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
(SECTION,) = re.findall(r"^## The language server\n(.*?)^## ", DOCUMENT, re.M | re.S)
MANIFEST = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))


def examples(heading: str, language: str) -> list[str]:
    """Return the examples in a part of the section."""
    (part,) = re.findall(rf"^### {heading}\n(.*?)(?=^### |\Z)", SECTION, re.M | re.S)
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```$", part, re.M | re.S)
    return found


def test_helix() -> None:
    (text,) = examples("Helix", "toml")
    settings = tomllib.loads(text)
    ((name, server),) = settings["language-server"].items()
    assert (server["command"], server["args"]) == ("outbound-lint", ["lsp"])
    assert all(name in one["language-servers"] for one in settings["language"])


def test_zed() -> None:
    (text,) = examples("Zed", "json")
    binary = json.loads(text)["lsp"]["yaml-language-server"]["binary"]
    assert (Path(binary["path"]).name, binary["arguments"]) == ("outbound-lint", ["lsp"])


def test_visual_studio_code() -> None:
    (text,) = examples("Visual Studio Code", "json")
    settings = json.loads(text)
    known = MANIFEST["contributes"]["configuration"]["properties"]
    assert {name for name in settings if name.startswith("outbound-lint.")} <= set(known)
    assert list(settings["editor.codeActionsOnSave"]) == [FIX_ALL]
    (commands,) = examples("Visual Studio Code", "bash")
    assert f"{MANIFEST['name']}-{MANIFEST['version']}.vsix" in commands
    assert "package" in MANIFEST["scripts"]


def test_emacs() -> None:
    (text,) = examples("Emacs", "elisp")
    assert '("outbound-lint" "lsp")' in text
    assert text.count("(") == text.count(")")


def test_neovim() -> None:
    new, old, fix_all = examples("Neovim", "lua")
    assert all('cmd = { "outbound-lint", "lsp" },' in text for text in (new, old))
    assert f'"{FIX_ALL}"' in fix_all


@pytest.mark.skipif(not shutil.which("nvim"), reason="Neovim is not installed")
def test_neovim_can_parse_its_settings(tmp_path: Path) -> None:
    checks = []
    for number, text in enumerate(examples("Neovim", "lua")):
        (tmp_path / f"{number}.lua").write_text(text)
        checks += ["-c", f"lua assert(loadfile('{tmp_path / str(number)}.lua'))"]
    command = ["nvim", "--headless", "--clean", "-n", "-u", "NONE", *checks, "-c", "qall!"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert not done.stderr
