"""A hint that is followed literally makes its finding disappear and causes no other."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.rules import corpus
from tests.rules.format import Case, load
from tests.rules.marks import lint
from tests.rules.writing import Document, write_out

LITERAL = (
    "ambiguous-scalar", "auth-", "content-type-", "duplicate-key", "endpoint-", "header-",
    "headers-", "invalid-merge", "misspelled-field", "missing-field", "payload-", "phone-key-",
    "provider-", "suppression-", "syntax-error", "unportable-yaml", "wrong-type",
)  # fmt: skip
"""How the names of the rules start whose hints must work when they are followed literally."""

TWO_MISTAKES = "what the hint gives has another mistake, which the first one hid"
OWN_WORDS = "what to write is for the user to say"
WITHOUT_AFTER = {
    "endpoint-invalid: a percent-encoded letter in the host": TWO_MISTAKES,
    "endpoint-invalid: an invalid host hides what else is wrong": TWO_MISTAKES,
    "header-name: a space in a name whose value is a number": TWO_MISTAKES,
    "misspelled-field: no space after a colon, in a list and in a mapping": TWO_MISTAKES,
    "wrong-type: template code that results in a quoted string": OWN_WORDS,
}

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


def test_every_case_of_these_rules_says_what_following_its_hints_gives() -> None:
    without = {
        f"{rule}: {case.name}"
        for rule in corpus.RULES
        if rule.startswith(LITERAL)
        for case in load(rule, "cases")
        if not case.after
    }
    assert without == WITHOUT_AFTER.keys()
