"""A hint that is followed literally makes its finding disappear and causes no other."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.rules import corpus
from tests.rules.format import Case, load
from tests.rules.marks import lint
from tests.rules.writing import Document, write_out

FOLLOWED = [(rule, case) for rule in corpus.RULES for case in load(rule, "cases") if case.after]


def left(document: Document, case: Case) -> list[str]:
    """Return the findings in a document that its case did not have before its hints were followed.

    A finding of another rule that the case marks may be there still: its hint is another.
    """
    before = Counter(one.rule for one in next(write_out(case)).expected)
    del before[case.rule]
    found = Counter(one.rule for one in lint(document.data, case.rule, document.path).diagnostics)
    return [*(found - before).elements()]


@pytest.mark.parametrize(
    ("rule", "case"), FOLLOWED, ids=[f"{rule}: {case.name}" for rule, case in FOLLOWED]
)
def test_a_hint_that_is_followed_removes_its_finding_and_causes_no_other(
    rule: str, case: Case
) -> None:
    assert case.after
    for document in write_out(case.after):
        if document.encoding == "LF":
            assert left(document, case) == [], str(document)


def test_a_hint_that_is_not_followed_is_noticed() -> None:
    case = load("endpoint-fragment", "cases")[0]
    assert {*left(next(write_out(case)), case)} == {"endpoint-fragment"}
