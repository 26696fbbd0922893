"""Each rule finds what its cases mark, at exactly those characters, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.rules import find_rule
from tests.rules import corpus
from tests.rules.format import load
from tests.rules.marks import SHOWN, lint
from tests.rules.writing import Document, Expected, write_out

rules = pytest.mark.parametrize("rule", corpus.RULES)


def documents(rule: str, file: str) -> Iterator[Document]:
    for case in load(rule, file):
        yield from write_out(case)


def found(report: FileReport) -> list[Expected]:
    """Return the findings of a file as a document expects them."""
    return [Expected(one.span.start, one.span.end, one.rule) for one in report.diagnostics]


def fixes_more_than_declared(one: Diagnostic) -> bool:
    """Return whether a finding has a fix that its rule does not declare.

    A rule with safe fixes may have an unsafe one, where it changes other connections as well.
    """
    declared = find_rule(one.rule).fix
    return bool(one.fix) and (declared is None or (one.fix.safe and declared == "unsafe"))


@rules
def test_a_rule_finds_what_its_cases_mark_in_every_form_and_nothing_else(rule: str) -> None:
    for document in documents(rule, "cases"):
        report = lint(document.data, rule, document.path)
        assert sorted(found(report)) == list(document.expected), str(document)
        assert all(one.exact for one in report.diagnostics), str(document)
        assert not any(map(fixes_more_than_declared, report.diagnostics)), str(document)


@rules
def test_no_rule_finds_anything_in_a_near_miss(rule: str) -> None:
    for document in documents(rule, "valid"):
        report = lint(document.data, rule, document.path)
        assert found(report) == [], str(document)
        assert report.connections, str(document)


@rules
def test_cases_have_marks_and_names_and_one_shows_the_rule_itself(rule: str) -> None:
    cases, valid = load(rule, "cases"), load(rule, "valid")
    names = [case.name for case in (*cases, *valid)]
    assert len({*names[: len(cases)]}) == len(cases)
    assert len({*names[len(cases) :]}) == len(valid)
    assert all(next(write_out(case)).expected for case in cases)
    assert not any(next(write_out(case)).expected for case in valid)
    marked = (one.rule for case in cases for one in next(write_out(case)).expected)
    assert rule in marked


def test_every_rule_that_a_text_can_show_has_cases_and_near_misses() -> None:
    assert [rule.name for rule in SHOWN if not load(rule.name, "cases")] == []
    assert [rule.name for rule in SHOWN if not load(rule.name, "valid")] == []
    assert sorted(rule.name for rule in SHOWN) == corpus.RULES
