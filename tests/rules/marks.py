"""Linting for the tests of rules: which rules a text can show, at which time, with which rules."""

from __future__ import annotations

from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import select
from outbound_lint.rules import RULES
from outbound_lint.run.files import Task, lint_bytes

NOW = 1_767_225_600.0
"""The time at which all cases are judged: 2026-01-01T00:00:00Z."""

NOT_IN_A_TEXT = frozenset({"unreadable-file", "internal-error"})
SHOWN = [rule for rule in RULES if rule.family != "probe" and rule.name not in NOT_IN_A_TEXT]
"""The rules that a text can show; the others have tests of their own."""


def lint(data: bytes, rule: str, path: str) -> FileReport:
    """Lint with the default rules and one more."""
    task = Task(Settings(rules=select(None, [rule], [])), NOW, root=".")
    return lint_bytes(data, path=path, task=task, named=True)
