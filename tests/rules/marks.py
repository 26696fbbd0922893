"""Marks in a text, which say where findings must be, and how the text is linted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.rules import RULES
from outbound_lint.run.files import Task, lint_bytes

NOW = 1_767_225_600.0
"""The time at which all cases are judged: 2026-01-01T00:00:00Z."""

NOT_OF_A_TEXT = ("probe", "drift")
NOT_IN_A_TEXT = frozenset({"unreadable-file", "internal-error"})
SHOWN = [
    rule for rule in RULES if rule.name not in NOT_IN_A_TEXT and rule.family not in NOT_OF_A_TEXT
]
"""The rules that a text can show; the others have tests of their own."""

_MARK = re.compile(rf"[⟦⟪](?:({'|'.join(rule.name for rule in RULES)})\|)?|[⟧⟫]")


class Mark(NamedTuple):
    """Where a finding must be: offsets in a text without its marks.

    Attributes:
        start: the first character.
        end: the end, exclusive.
        rule: the rule that finds it.
        whole: whether the span is the whole value as written, with its quotes.
    """

    start: int
    end: int
    rule: str
    whole: bool = False


@dataclass(frozen=True)
class MarkedText:
    """A text without its marks, and the marks."""

    value: str
    marks: tuple[Mark, ...] = ()


def unmark(text: str, rule: str) -> MarkedText:
    """Take the marks out of a text; a mark that names no rule means `rule`."""
    parts: list[str] = []
    opened: list[tuple[int, str]] = []
    marks: list[Mark] = []
    length = offset = 0
    for match in _MARK.finditer(text):
        parts.append(text[offset : match.start()])
        length += match.start() - offset
        offset = match.end()
        if match.group() in "⟧⟫":
            start, name = opened.pop()
            marks.append(Mark(start, length, name, match.group() == "⟫"))
        else:
            opened.append((length, match.group(1) or rule))
    assert not opened, f"a mark is never closed: {text}"
    return MarkedText("".join((*parts, text[offset:])), tuple(marks))


def lint(data: bytes, rule: str, path: str) -> FileReport:
    """Lint with the default rules and one more."""
    task = Task(Settings(rules=select(None, [rule], [])), NOW, root=".")
    return lint_bytes(data, path=path, task=task, named=True)
