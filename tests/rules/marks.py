"""Fixtures of rules: texts in which the findings that must be made are marked by hand.

`⟦…⟧` encloses exactly what a finding stands at, maybe nothing; the finding is of the rule that the
folder is named after. `⟦rule-name|…⟧` is a finding of another rule. The marks are no part of the
text that is linted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import select
from outbound_lint.rules import RULES
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.source import Position, Source

FOLDER = Path(__file__).parent
NOW = 1_767_225_600.0
"""The time all fixtures are judged at: 2026-01-01T00:00:00Z."""

NOT_IN_A_TEXT = frozenset({"unreadable-file", "internal-error"})
SHOWN = [rule for rule in RULES if rule.family != "probe" and rule.name not in NOT_IN_A_TEXT]
"""The rules that a text can show; the others have tests of their own."""

_MARK = re.compile(rf"⟦(?:({'|'.join(rule.name for rule in RULES)})\|)?|⟧")


class Marked(NamedTuple):
    """Where a finding of a rule stands."""

    start: Position
    end: Position
    rule: str


def unmark(text: str, rule: str) -> tuple[str, list[Marked]]:
    """Return a text without its marks, and what they mark; a mark without a name means `rule`."""
    parts: list[str] = []
    length = offset = 0
    opened: list[tuple[int, str]] = []
    spans: list[tuple[int, int, str]] = []
    for match in _MARK.finditer(text):
        parts.append(text[offset : match.start()])
        length += match.start() - offset
        offset = match.end()
        if match.group() == "⟧":
            start, name = opened.pop()
            spans.append((start, length, name))
        else:
            opened.append((length, match.group(1) or rule))
    assert not opened, "a mark is never closed"
    source = Source("".join((*parts, text[offset:])), "")
    places = [Marked(source.position(a), source.position(b), name) for a, b, name in spans]
    return source.value, sorted(places)


def lint(data: bytes, rule: str, path: str) -> FileReport:
    """Lint with the default rules and one more."""
    task = Task(Settings(rules=select(None, [rule], [])), NOW, root=".")
    return lint_bytes(data, path=path, task=task, named=True)


def found(report: FileReport) -> list[Marked]:
    """Return where the findings of a file stand, as marks would."""
    if not report.diagnostics:
        return []
    assert report.source
    position = report.source.position
    return sorted(
        Marked(position(one.span.start), position(one.span.end), one.rule)
        for one in report.diagnostics
    )
