"""Each rule finds what is marked in its fixtures, at those very characters, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rules.marks import FOLDER, SHOWN, found, lint, unmark

FIXTURES = sorted(path for path in FOLDER.glob("*/*") if path.suffix in (".yaml", ".yml", ".json"))
VARIANTS: dict[str, Callable[[str], bytes]] = {
    "as it stands": str.encode,
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
}


def name_of(path: Path) -> str:
    return path.relative_to(FOLDER).as_posix()


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("path", FIXTURES, ids=name_of)
def test_what_is_marked_is_found_and_nothing_else(path: Path, variant: str) -> None:
    rule = path.parent.name
    text, marked = unmark(path.read_text(encoding="utf-8"), rule)
    report = lint(VARIANTS[variant](text), rule, path.name)
    assert found(report) == marked
    assert all(one.exact for one in report.diagnostics)
    assert report.connections or marked, "the fixture holds no connection"


@pytest.mark.parametrize("rule", [rule.name for rule in SHOWN])
def test_every_rule_is_shown_finding_and_silent(rule: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in FIXTURES if path.parent.name == rule]
    marked = [text for text in texts if any(mark.rule == rule for mark in unmark(text, rule)[1])]
    assert marked, "no fixture in which the rule finds something"
    assert len(marked) < len(texts), "no fixture of a near miss, in which it finds nothing"


def test_every_folder_is_named_after_a_rule() -> None:
    assert {path.parent.name for path in FIXTURES} <= {rule.name for rule in SHOWN}
