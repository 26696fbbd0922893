"""A fix makes of a file what a person would have made of it, and changes nothing else."""

from __future__ import annotations

from collections import Counter

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import Fixed, fix_text
from outbound_lint.rules import RULES
from tests.rules.fix_cases import STYLES, FixCase, forms, load_fixes
from tests.rules.format import FOLDER
from tests.rules.marks import NOW

WITH_FIX = {
    "ambiguous-scalar": "safe",
    "content-type-missing": "unsafe",
    "endpoint-fragment": "safe",
    "endpoint-scheme": "unsafe",
    "header-misspelled": "unsafe",
    "header-value-unusual": "safe",
    "headers-invalid-json": "unsafe",
    "headers-not-object": "unsafe",
    "misspelled-field": "unsafe",
    "payload-invalid-json": "unsafe",
    "payload-key-collision": "safe",
    "payload-not-object": "unsafe",
    "phone-key-whitespace": "unsafe",
    "provider-auth-header": "unsafe",
    "provider-phone-key": "unsafe",
    "suppression-unknown": "safe",
    "suppression-unused": "safe",
    "wrong-type": "unsafe",
}
"""The rules that offer fixes, and when these are applied."""

WITH_CASES = sorted(path.parent.name for path in FOLDER.glob("*/fixes.yaml"))
CASES = [case for rule in WITH_CASES for case in load_fixes(rule).cases]

cases = pytest.mark.parametrize("case", CASES, ids=map(str, CASES))


def settings(case: FixCase) -> Settings:
    return Settings(rules=select(None, [case.rule], []))


def lint(text: str, case: FixCase) -> FileReport:
    return lint_text(text, path=case.path, settings=settings(case), now=NOW).files[0]


def fix(text: str, case: FixCase, *, unsafe: bool) -> Fixed:
    return fix_text(text, path=case.path, settings=settings(case), now=NOW, unsafe=unsafe)


def rules(report: FileReport) -> Counter[str]:
    return Counter(one.rule for one in report.diagnostics)


@cases
def test_a_fix_gives_exactly_what_a_person_wrote(case: FixCase) -> None:
    for form, before, after in forms(case):
        assert fix(before, case, unsafe=True).text == after, form


@cases
def test_an_unsafe_fix_is_applied_only_on_request(case: FixCase) -> None:
    for form, before, after in forms(case):
        assert fix(before, case, unsafe=False).text == (after if case.safe else before), form


@cases
def test_a_fix_removes_its_finding_adds_none_and_is_final(case: FixCase) -> None:
    found = rules(lint(case.before, case))
    again = fix(case.after, case, unsafe=True)
    assert found[case.rule], "the mistake is not found"
    assert again.text == case.after, "a second run changes something"
    assert bool(rules(again.report)[case.rule]) != case.is_fixed
    assert rules(again.report) <= found


@pytest.mark.parametrize("rule", WITH_CASES)
def test_each_style_has_a_case_or_a_reason_and_no_case_is_repeated(rule: str) -> None:
    fixes = load_fixes(rule)
    fixed = {case.style for case in fixes.cases if case.is_fixed}
    assert {*fixed, *fixes.without} == {*STYLES}
    assert not fixed & fixes.without.keys(), "a style has both a fix and a reason"
    assert all(reason.strip() for reason in fixes.without.values())
    assert len({*map(str, fixes.cases)}) == len(fixes.cases), "two cases have one name"


def test_every_rule_with_a_fix_has_cases() -> None:
    assert sorted(WITH_FIX) == WITH_CASES
    assert WITH_FIX.keys() <= {rule.name for rule in RULES}


@pytest.mark.parametrize("rule", WITH_CASES)
def test_fixes_are_safe_or_unsafe_as_stated(rule: str) -> None:
    assert any(one.safe for one in load_fixes(rule).cases) == (WITH_FIX[rule] == "safe")
