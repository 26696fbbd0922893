"""Fixing the documents of all rules: nothing breaks, and what is not fixed stays as it is."""

from __future__ import annotations

from itertools import chain, islice

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import Fixed, fix_text
from outbound_lint.source import Source
from tests.rules import corpus
from tests.rules.format import load
from tests.rules.marks import NOW
from tests.rules.writing import ENCODINGS, FORMS, Document, write_out

ALL_RULES = Settings(rules=select(None, ["all"], []))


@pytest.fixture(scope="module")
def documents() -> list[Document]:
    """Return a document of each case: the forms and encodings take turns."""
    files = [load(rule, file) for rule in corpus.RULES for file in ("cases", "valid")]
    chosen = []
    for number, case in enumerate(chain.from_iterable(files)):
        most = len(ENCODINGS) * (1 if case.document else len(FORMS))
        written = [*islice(write_out(case), number % most + 1)]
        chosen.append(written[-1])
    return chosen


def fix(text: str, document: Document, *, unsafe: bool) -> Fixed:
    return fix_text(text, path=document.path, settings=ALL_RULES, now=NOW, unsafe=unsafe)


def first_fixes(document: Document, *, unsafe: bool) -> list[Diagnostic]:
    """Return the findings of a document that have a fix."""
    report = lint_text(document.text, path=document.path, settings=ALL_RULES, now=NOW).files[0]
    return [one for one in report.diagnostics if one.fix and (unsafe or one.fix.safe)]


def lines_without_edits(document: Document, fixes: list[Diagnostic]) -> list[str]:
    """Return the lines of a document that no edit of these fixes touches."""
    source = Source(document.text, document.path)
    touched: set[int] = set()
    for one in fixes:
        for edit in one.fix.edits if one.fix else ():
            first, last = (source.position(offset).line for offset in edit.span)
            touched.update(range(first, last + 1))
    count = source.position(len(document.text)).line
    spans = (source.line_span(line) for line in range(1, count + 1) if line not in touched)
    return [document.text[start:end] for start, end in spans if start < end]


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe fixes", "unsafe fixes too"])
def test_fixing_changes_only_lines_of_fixes_and_is_final(
    documents: list[Document], *, unsafe: bool
) -> None:
    fixed: set[str] = set()
    for document in documents:
        result = fix(document.text, document, unsafe=unsafe)
        fixes = first_fixes(document, unsafe=unsafe)
        fixed.update(one.rule for one in result.fixed)
        assert result.withdrawn == (), str(document)
        assert bool(fixes) == bool(result.fixed) == (result.text != document.text), str(document)
        lines = iter(result.text.replace("\r", "\n").split("\n"))
        missing = [line for line in lines_without_edits(document, fixes) if line not in lines]
        assert missing == [], str(document)
        if fixes:
            assert fix(result.text, document, unsafe=unsafe).text == result.text, str(document)
    some_safe = {"ambiguous-scalar", "endpoint-fragment", "suppression-unknown"}
    some_unsafe = {"misspelled-field", "payload-invalid-json", "payload-not-object", "wrong-type"}
    assert some_safe <= fixed
    assert some_unsafe <= fixed or not unsafe
    assert not some_unsafe & fixed or unsafe
