"""The documentation of each rule: its sections, and examples that show what they say."""

from __future__ import annotations

import re

import pytest

from outbound_lint.rule import Rule
from outbound_lint.rules import RULES
from tests.rules.marks import SHOWN, lint

HEADINGS = ["What it finds", "Why it matters", "Wrong", "Right", "How to mend"]
EXAMPLE = re.compile(r"## (Wrong|Right)\n```yaml\n(.*?)```", re.DOTALL)


def name_of(rule: Rule) -> str:
    return rule.name


def example(rule: Rule, heading: str) -> str:
    return dict(EXAMPLE.findall(rule.info().explanation))[heading]


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_a_page_has_a_summary_and_the_fixed_sections(rule: Rule) -> None:
    info = rule.info()
    wanted = [one for one in HEADINGS if rule in SHOWN or one not in ("Wrong", "Right")]
    assert re.findall(r"^## (.*)$", info.explanation, re.MULTILINE) == wanted
    assert re.fullmatch(r"[A-Z`].{10,80}\.", info.summary)


@pytest.mark.parametrize("rule", SHOWN, ids=name_of)
def test_the_wrong_example_gives_that_rule_and_no_other(rule: Rule) -> None:
    report = lint(example(rule, "Wrong").encode(), rule.name, "example.yaml")
    assert {one.rule for one in report.diagnostics} == {rule.name}


@pytest.mark.parametrize("rule", SHOWN, ids=name_of)
def test_the_right_example_gives_nothing(rule: Rule) -> None:
    report = lint(example(rule, "Right").encode(), rule.name, "example.yaml")
    assert report.diagnostics == ()
    assert report.connections
