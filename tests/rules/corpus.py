"""Every case of every rule, written out, for tests that need many documents."""

from __future__ import annotations

from collections.abc import Iterator

from tests.rules.format import FOLDER, load
from tests.rules.writing import Document, write_out

RULES = sorted(path.parent.name for path in FOLDER.glob("*/cases.yaml"))
"""The rules that have a folder of cases."""

RULES_ABOUT_VALUES = [rule for rule in RULES if not rule.startswith("suppression-")]
"""Without those about comments, in whose valid cases a comment hides a wrong value."""


def cases() -> Iterator[Document]:
    """Yield each document in which something is found: `document.expected` says what."""
    return _documents("cases")


def valid() -> Iterator[Document]:
    """Yield each document in which no rule finds anything."""
    return _documents("valid")


def _documents(file: str) -> Iterator[Document]:
    for rule in RULES:
        for case in load(rule, file):
            yield from write_out(case)
