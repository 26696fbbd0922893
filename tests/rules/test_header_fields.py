"""The rules about one header: only the first one that applies reports it, and quotes no value."""

from __future__ import annotations

import json

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.facts import http_fields
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.settings import Settings
from outbound_lint.rules import RULES

SECRET = "qX7v" + "R2mK9"
"""No message contains this word unless it quotes the start or the end of the value."""

SETTINGS = Settings(frozenset(rule.name for rule in RULES if rule.family == "headers"))


def diagnostics(headers: str) -> list[Diagnostic]:
    text = json.dumps({"trigger_call_headers": headers})
    report = lint_text(text, path="x.json", settings=SETTINGS, now=0.0)
    return [one for _, one in report.diagnostics() if one.rule != "content-type-missing"]


def rules(name: str, value: object) -> list[str]:
    return [one.rule for one in diagnostics(json.dumps({name: value}))]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("Ho st", None, "header-name"),
        ("Host:", "\r\n", "header-name"),
        ("Host", None, "header-reserved"),
        ("Proxy-Authorization", "\r\n", "header-reserved"),
        ("Content-Type", None, "header-value"),
        ("Content-Type", "text/plain\n", "header-value"),
        ("Cookie", 1, "header-value"),
        ("Content-Type", "", "content-type-not-json"),
        ("Content-Type", " text/plain", "content-type-not-json"),
        ("Content-Type", " text/json", "content-type-unusual"),
        ("Cookie", " a=b", "header-unusual"),
        ("X-Campaign", " é" + "x" * 9000, "header-value-unusual"),
        ("X-Campaign", "é" + "x" * 9000, "header-value-unusual"),
        ("X" * 9000, "summer", "header-value-unusual"),
    ],
)
def test_only_the_first_rule_that_applies_reports_a_header(
    name: str, value: object, expected: str
) -> None:
    assert rules(name, value) == [expected]


@pytest.mark.parametrize("name", [*http_fields.RESERVED, "proxy-anything", "PROXY-CONNECTION"])
def test_reserved_names_are_reported_in_any_case(name: str) -> None:
    assert rules(name, "x") == rules(name.upper(), "x") == ["header-reserved"]


@pytest.mark.parametrize("name", [*http_fields.UNUSUAL, "x-forwarded-anything"])
def test_unusual_names_are_reported_in_any_case(name: str) -> None:
    assert rules(name, "x") == rules(name.upper(), "x") == ["header-unusual"]


def test_case_is_ignored_for_ascii_letters_only() -> None:
    kelvin = "\N{KELVIN SIGN}eep-Alive"
    assert rules(kelvin, "x") == ["header-name"]
    assert [one.rule for one in diagnostics('{"X-\\u212a": "a", "x-k": "b"}')] == ["header-name"]


@pytest.mark.parametrize(
    "headers",
    [
        "{}",
        '{"${NAME}": "x"}',
        '{"X-A": "${VALUE}"}',
        '{"X-A": "<välue>"}',
        '{"a": "b", "A_": "b"}',
    ],
)
def test_valid_headers_and_placeholders_are_not_reported(headers: str) -> None:
    assert diagnostics(headers) == []


FORMS = ["{}", " {}", "{}\n", "{}\u200b", "{}€", "é{}", "Bearer {} ", "Bearer: {}"]


@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "Content Type", "Host", "X-Ab"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("middle", ["", " ", "-", "é", "€", "\u200b", '"', "${A}", "null"])
def test_no_message_quotes_the_value_of_a_header(name: str, form: str, middle: str) -> None:
    value = form.replace("{}", f"{SECRET}{middle}{SECRET}")
    found = diagnostics(json.dumps({name: value, name.upper(): value}))
    assert found
    for one in found:
        words = (one.message, one.hint, *(related.message for related in one.related))
        assert not any(SECRET.lower() in text.lower() for text in words)
        assert not any("***" in text for text in words), "a mask is a quoted value"
