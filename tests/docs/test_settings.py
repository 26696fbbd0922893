"""docs/settings.md agrees with the program."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from ruamel.yaml import YAML

from outbound_lint.cli import main
from outbound_lint.run.settings.keys import KEYS
from tests.checkout import ROOT

PAGE = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_every_key_is_in_the_table() -> None:
    table = PAGE.partition("## Keys")[2].partition("###")[0]
    assert tuple(re.findall(r"^\| `([\w-]+)` \|", table, re.MULTILINE)) == KEYS


def test_both_examples_are_the_same_and_valid(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = YAML(typ="safe", pure=True).load(block("yaml"))
    assert settings == tomllib.loads(block("toml"))["tool"]["outbound-lint"]
    monkeypatch.chdir(tmp_path)
    for name, language in ((".outbound-lint.yaml", "yaml"), ("pyproject.toml", "toml")):
        (tmp_path / name).write_text(block(language))
        assert main(["check", "-q"]) == 0
        (tmp_path / name).unlink()


def test_the_example_of_a_mistake_is_what_is_printed(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".outbound-lint.yaml").write_text("ignore: [endpoint-shceme]\n")
    assert main(["check"]) == 2
    assert capfdbinary.readouterr().err.decode() == block("text")
