"""The time that all rules take grows in proportion to the text, whatever the text is."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import select
from tests.growth import is_linear
from tests.rules.format import DEFAULTS

ALL = Settings(select(["all"], [], []))
CHARACTERS = 20_000
MEMBERS = 1_000

PIECES = (
    "{{", "}}", "{{ a | b ", "{% if a %}", "{{#a}}", "{{a(", "<%= a", "[[a", "${A:-",
    "${", "${A}", "$(", "$ {", "<%", "`", "((", "@", "%A%", "#{", "\\ud83d", '\\"',
    "a.", "a-", "eyJ", "eyJhIjoxfQ.", "Bearer ", "-----BEGIN ", "sk_", "AKIA", "0", "é", " ", "=",
)  # fmt: skip
FIELDS: dict[str, Callable[[str], str]] = {
    "trigger_call_endpoint": "https://voice.acme.dev/{}".format,
    "trigger_call_headers": '{{"Authorization": "{}"}}'.format,
    "phone_number_key": str,
    "trigger_call_payload": '{{"a": "{}"}}'.format,
}


def lint(document: object) -> None:
    lint_text(json.dumps(document), path="a.json", settings=ALL, now=0.0)


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("piece", PIECES)
def test_a_field_of_repeated_pieces_takes_linear_time(piece: str, field: str) -> None:
    def work(text: str) -> None:
        lint({**DEFAULTS, field: FIELDS[field](text)})

    assert is_linear(work, piece * (CHARACTERS // len(piece)))


def embedded(count: int, name: str, value: object) -> str:
    """Return an object of many members whose names may contain their number."""
    members = (f"{json.dumps(name.format(number))}: {json.dumps(value)}" for number in range(count))
    return "{" + ", ".join(members) + "}"


@pytest.mark.parametrize("field", ["trigger_call_headers", "trigger_call_payload"])
@pytest.mark.parametrize("name", ["X-{}", "x"])
@pytest.mark.parametrize("value", ["${A}", "x7Kq9Zp2Lm4Rt8Vb", ""])
def test_an_object_of_many_members_takes_linear_time(field: str, name: str, value: str) -> None:
    def work(text: str) -> None:
        lint({**DEFAULTS, field: embedded(len(text), name, value)})

    assert is_linear(work, "x" * MEMBERS)


@pytest.mark.parametrize("name", ["one {}", "one"])
def test_many_connections_take_linear_time(name: str) -> None:
    def work(text: str) -> None:
        lint([{**DEFAULTS, "name": name.format(number)} for number in range(len(text))])

    assert is_linear(work, "x" * MEMBERS)
