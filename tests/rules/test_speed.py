"""The time that all rules take grows in proportion to the text, whatever the text is."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from tests.growth import is_linear
from tests.rules.format import DEFAULTS

ALL = Settings(select(["all"], [], []))
CHARACTERS = 20_000
MEMBERS = 1_000
MANY = 60
SECONDS_EACH = 0.005
"""What a connection itself may cost; judging one of the shared values takes far longer."""

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


@pytest.mark.parametrize("piece", ["X ", "x", "1", "x-1-", "aB", "é"])
def test_a_long_name_of_a_header_takes_linear_time(piece: str) -> None:
    def work(name: str) -> None:
        lint({**DEFAULTS, "trigger_call_headers": json.dumps({name: "v"})})

    assert is_linear(work, piece * CHARACTERS)


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


VALUES = [
    ("trigger_call_endpoint", "https://voice.acme.dev/a?" + "token=x7Kq9Zp2Lm4&" * MEMBERS),
    ("trigger_call_endpoint", "https://voice.acme.dev/" + "a b" * 20 * MEMBERS),
    ("trigger_call_endpoint", "https://" + "user:" * 5 * MEMBERS + "@voice.acme.dev/"),
    ("trigger_call_headers", embedded(MEMBERS // 2, "X {}", "v")),
    ("trigger_call_payload", embedded(MEMBERS, "a", 1e999)),
    ("phone_number_key", "to, " * MEMBERS),
]


@pytest.mark.parametrize(("field", "value"), VALUES)
def test_a_value_that_many_connections_share_is_judged_once(field: str, value: str) -> None:
    others = {name: value for name, value in DEFAULTS.items() if name != field}
    connection = f"- <<: {json.dumps(others)}\n  {field}: *shared\n"
    head = f"x-shared: &shared {json.dumps(value)}\nconnections:\n"

    def seconds(count: int) -> float:
        start = process_time()
        lint_text(head + connection * count, path="a.yaml", settings=ALL, now=0.0)
        return process_time() - start

    seconds(1)  # imports
    alone = seconds(1)
    assert any(seconds(MANY) < 5 * alone + MANY * SECONDS_EACH for _ in range(3))


def test_a_finding_about_a_shared_value_names_the_connections_that_share_it() -> None:
    shared = 'x-shared: &shared \'{"a": 1, "a": 2}\'\nconnections:\n'
    connections = "".join(
        f"  {name}:\n    trigger_call_endpoint: https://voice.acme.dev/{name}\n"
        "    trigger_call_payload: *shared\n"
        for name in ("first", "second", "third")
    )
    (file,) = lint_text(shared + connections, path="a.yaml", settings=ALL, now=0.0).files
    (finding,) = (one for one in file.diagnostics if one.rule == "payload-duplicate-key")
    assert (finding.connection, finding.also) == ("first", ("second", "third"))
