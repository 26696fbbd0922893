"""The pages in docs/rules: one for each rule, with fixed sections and examples that are true."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from outbound_lint import resources
from outbound_lint.rule import Rule
from outbound_lint.rules import RULES
from tests.checkout import ROOT
from tests.rules.marks import SHOWN, lint

HEADINGS = ["What it finds", "Why it matters", "Wrong", "Right", "How to fix"]
EXAMPLE = re.compile(r"^## (Wrong|Right)\n\n```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted((ROOT / "docs" / "rules").glob("[!R]*.md"))
LONGEST_LINE = 100
CHECKED = [rule for rule in RULES if any(map(callable, rule))]
"""The rules that are functions; other parts of the program make the findings of the others."""


def name_of(rule: Rule) -> str:
    return rule.name


def headings(rule: Rule) -> list[str]:
    return [name for name in HEADINGS if rule in SHOWN or name not in ("Wrong", "Right")]


def example(rule: Rule, heading: str) -> str:
    return dict(EXAMPLE.findall(resources.rule_page(rule.name)))[heading]


def test_every_rule_has_a_page_and_every_page_a_rule() -> None:
    assert sorted(page.stem for page in PAGES) == sorted(rule.name for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_page_starts_with_name_summary_and_metadata(rule: Rule) -> None:
    title, summary, metadata, *_ = resources.rule_page(rule.name).split("\n\n")
    off = " (off by default)" if rule.severity == "info" else ""
    assert title == f"# {rule.name}"
    assert re.fullmatch(r"[A-Z`][^\n]{18,78}\.", summary)
    fix = rule.fix or "none"
    assert metadata == f"Severity: {rule.severity}{off}. Family: {rule.family}. Fix: {fix}."


@pytest.mark.parametrize("rule", CHECKED, ids=name_of)
def test_the_summary_is_the_docstring_of_the_rule(rule: Rule) -> None:
    (check,) = filter(None, (rule.check, rule.check_field, rule.check_document))
    assert inspect.getdoc(check) == rule.info().summary


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_page_has_the_fixed_sections_in_order_and_none_is_empty(rule: Rule) -> None:
    _, *sections = re.split(r"^## ", resources.rule_page(rule.name), flags=re.MULTILINE)
    assert [section.partition("\n\n")[0] for section in sections] == headings(rule)
    assert all(section.partition("\n\n")[2].strip() for section in sections)


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_info_splits_the_page_into_summary_and_explanation(rule: Rule) -> None:
    info = rule.info()
    assert (info.name, info.family, info.severity) == (rule.name, rule.family, rule.severity)
    page = resources.rule_page(rule.name)
    assert page.startswith(f"# {rule.name}\n\n{info.summary}\n\nSeverity: ")
    assert page.endswith(f".\n\n{info.explanation}\n")
    assert info.explanation.startswith("## What it finds\n")


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_page_says_what_the_fix_does_if_there_is_one(rule: Rule) -> None:
    how = resources.rule_page(rule.name).partition("## How to fix")[2]
    assert ("The fix " in how) == (rule.fix is not None)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_can_be_printed_on_a_terminal(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert max(map(len, lines)) <= LONGEST_LINE


@pytest.mark.parametrize("rule", SHOWN, ids=name_of)
def test_the_wrong_example_is_reported_by_this_rule_only(rule: Rule) -> None:
    report = lint(example(rule, "Wrong").encode(), rule.name, "example.yaml")
    assert {one.rule for one in report.diagnostics} == {rule.name}


@pytest.mark.parametrize("rule", SHOWN, ids=name_of)
def test_nothing_is_reported_for_the_right_example(rule: Rule) -> None:
    report = lint(example(rule, "Right").encode(), rule.name, "example.yaml")
    assert report.diagnostics == ()
    assert report.connections
