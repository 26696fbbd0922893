"""Helpers: the connections and the findings of a text."""

from __future__ import annotations

from outbound_lint.connections import reading
from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.source import Source


def everything(text: str, *, as_json: bool = False) -> list[Connection]:
    """Return the connections and templates in a text."""
    parsed = reading.read(Source(text, "a.json" if as_json else "a.yaml"), as_json=as_json)
    assert parsed.problems == []
    return parsed.connections


def connections(text: str, *, as_json: bool = False) -> list[Connection]:
    return [one for one in everything(text, as_json=as_json) if not one.template]


def templates(text: str) -> list[Connection]:
    return [one for one in everything(text) if one.template]


def pointers(text: str, *, as_json: bool = False) -> list[str]:
    """Return the pointers of the connections."""
    return [one.pointer for one in connections(text, as_json=as_json)]


def findings(text: str, *rules: str, path: str = "a.yaml", named: bool = True) -> list[Diagnostic]:
    """Lint with some rules only."""
    task = Task(Settings(select(rules, [], [])), 0.0, root=".")
    report = lint_bytes(text.encode(), path=path, task=task, named=named)
    return list(report.diagnostics)
