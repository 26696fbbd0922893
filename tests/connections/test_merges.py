"""Effective connections: aliases, merge keys, and which member wins."""

from __future__ import annotations

import time

import pytest

from outbound_lint.connections import finder, merging, model, reading
from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.facts import placeholders
from outbound_lint.facts._malformed_placeholders import Malformed
from outbound_lint.facts.placeholders import find_malformed
from outbound_lint.source import Source
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import Decoded
from tests.connections.found import connections, everything, findings, pointers, templates


def fields(text: str) -> dict[str, str]:
    """Return the fields of the last connection with the texts of their values."""
    connection = connections(text)[-1]
    return {
        name: field.value.value
        for name, field in connection.fields.items()
        if isinstance(field.value, Scalar)
    }


BASES = """
x-bases:
  - &a {trigger_call_endpoint: a, trigger_call_headers: a, phone_number_key: a}
  - &b {trigger_call_endpoint: b, trigger_call_headers: b, trigger_call_payload: b}
  - &c {<<: *b, trigger_call_headers: c}
connections:
"""


@pytest.mark.parametrize(
    ("connection", "expected"),
    [
        ("{<<: *a}", "a a a -"),
        ("{<<: *a, trigger_call_headers: own}", "a own a -"),
        ("{trigger_call_headers: own, <<: *a}", "a own a -"),
        ("{<<: [*a, *b]}", "a a a b"),
        ("{<<: [*b, *a]}", "b b a b"),
        ("{<<: *a, <<: *b}", "a a a b"),
        ("{<<: *c}", "b c - b"),
        ("{<<: [*a, *c, *a]}", "a a a b"),
        ("{<<: {trigger_call_endpoint: inline, <<: *c}}", "inline c - b"),
        ("{<<: *a, trigger_call_endpoint: 1, trigger_call_endpoint: last}", "last a a -"),
        ("{!!merge <<: *a}", "a a a -"),
        ("{'<<': *a, trigger_call_endpoint: quoted}", "quoted - - -"),
        ("{<<: [1, [*a], text], trigger_call_endpoint: own}", "own - - -"),
        ("{trigger_call_endpoint: own, deeper: {<<: *a}}", "a a a -"),
    ],
)
def test_own_members_win_over_merged_ones_and_earlier_over_later(
    connection: str, expected: str
) -> None:
    found = fields(f"{BASES}  - {connection}")
    assert " ".join(found.get(name, "-") for name in FIELD_NAMES) == expected


def test_an_alias_is_the_connection_it_names() -> None:
    text = """
    lines:
      - &one {trigger_call_endpoint: a}
    connections: [*one, *one]
    also: *one
    """
    assert pointers(text) == ["/lines/0"]


def test_a_template_with_an_alias_under_connections_is_a_connection() -> None:
    text = "x-lines: {one: &one {trigger_call_endpoint: a}}\nconnections: [*one]\n"
    assert pointers(text) == ["/connections/0"]
    assert templates(text) == []


def test_a_phone_number_key_is_a_connection_through_an_alias_under_connections() -> None:
    assert pointers("a: &a {phone_number_key: to}\nconnections: [*a]") == ["/connections/0"]


def test_an_alias_of_a_mapping_in_a_schema_is_a_connection() -> None:
    text = "properties: {a: &a {trigger_call_endpoint: a}}\nconnections: [*a]"
    assert pointers(text) == ["/connections/0"]


def test_a_mapping_without_endpoint_that_others_merge_is_a_template() -> None:
    text = """
    base: &base {trigger_call_headers: '{}'}
    between: &between {<<: *base, trigger_call_payload: '{}'}
    whole: &whole {trigger_call_endpoint: a}
    connections: [{<<: [*between, *whole]}]
    """
    assert [one.pointer for one in templates(text)] == ["/base", "/between"]
    assert pointers(text) == ["/whole", "/connections/0"]


def test_the_fields_of_a_template_are_judged_in_the_template() -> None:
    text = "defaults: {trigger_call_headers: 1, phone_number_key: to, trigger_call_payload: '{,}'}"
    assert [one.rule for one in findings(text, "default")] == ["wrong-type", "payload-invalid-json"]


def test_a_missing_field_of_a_template_is_reported_in_the_connections_that_use_it() -> None:
    text = "base: &base {trigger_call_payload: '{}'}\nconnections: {a: {<<: *base}}"
    (finding,) = findings(text, "missing-field")
    assert finding.pointer == "/connections/a"


def test_an_agent_can_merge_its_parts() -> None:
    text = """
    x-agent: &agent {model_type: MODEL_TYPE_OUTBOUND_VOICE, metadata: {phone_number_key: base}}
    common: &common {trigger_call_headers: '{}'}
    agents:
      - {<<: *agent, endpoint: a, metadata: {<<: *common, trigger_call_payload: '{}'}}
      - {<<: *agent, endpoint: b}
      - {model_type: MODEL_TYPE_OUTBOUND_VOICE, endpoint: c, metadata: *common}
    """
    found = connections(text)
    assert [one.pointer for one in found] == ["/agents/0", "/agents/1", "/agents/2"]
    assert [sorted(set(one.fields) - {"trigger_call_endpoint"}) for one in found] == [
        ["trigger_call_headers", "trigger_call_payload"],
        ["phone_number_key"],
        ["trigger_call_headers"],
    ]
    assert findings(text, "document") == []


@pytest.mark.parametrize(
    "text",
    [
        "{<<: !include base.yaml, trigger_call_payload: '{\"phone_number\": 1}'}",
        "{<<: ['${BASE}'], trigger_call_payload: '{\"phone_number\": 1}'}",
        "{<<: {<<: !ref base}, trigger_call_payload: '{\"phone_number\": 1}'}",
    ],
)
def test_a_hidden_merge_may_contain_every_absent_field(text: str) -> None:
    (connection,) = connections(text)
    assert connection.unseen == set(FIELD_NAMES) - {"trigger_call_payload"}
    assert connection.number_member is None
    assert findings(text, "default") == []


@pytest.mark.parametrize("metadata", ["!include base.yaml", "'${METADATA}'", "'{}'"])
def test_hidden_metadata_may_contain_every_field_but_the_endpoint(metadata: str) -> None:
    text = f"{{model_type: MODEL_TYPE_OUTBOUND_VOICE, metadata: {metadata}}}"
    (connection,) = connections(text)
    assert connection.unseen == set(FIELD_NAMES) - {"trigger_call_endpoint"}
    assert "missing-field" in [one.rule for one in findings(text, "document")]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {trigger_call_endpoint: a, <<: *a}",
        "a: &a {trigger_call_endpoint: a, b: &b {<<: *a, c: {<<: *b}}}",
        "&a [*a, {trigger_call_endpoint: a, again: *a}]",
        "&a {trigger_call_endpoint: a, <<: [*a, *a], connections: *a}",
    ],
)
def test_cycles_end(text: str) -> None:
    assert everything(text)


def chain(levels: int) -> str:
    """Write mappings that each merge the previous one."""
    lines = ["x-0: &m0 {trigger_call_endpoint: a}"]
    lines += [f"x-{i}: &m{i} {{<<: *m{i - 1}, k{i}: 1}}" for i in range(1, levels)]
    return "\n".join(lines)


def test_a_long_chain_of_merges_is_followed() -> None:
    assert len(everything(chain(300))) == 300


def test_merges_beyond_the_limit_are_a_finding_and_take_little_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(merging, "MAX_MERGED_MEMBERS", 10_000)
    started = time.monotonic()
    parsed = reading.read(Source(chain(2_000), "a.yaml"), as_json=False)
    assert time.monotonic() - started < 5
    assert 0 < len(parsed.connections) < 200
    (problem,) = parsed.problems
    message = (
        "the merge keys bring in more than 10,000 members: the rest of the file is not checked"
    )
    assert (problem.message, problem.hint) == (message, "Split the file.")


@pytest.mark.parametrize(("limit", "within"), [(10, True), (9, False)])
def test_a_merged_mapping_costs_its_members_and_one(
    monkeypatch: pytest.MonkeyPatch, limit: int, within: bool
) -> None:
    monkeypatch.setattr(merging, "MAX_MERGED_MEMBERS", limit)
    text = "x-base: &base {a: 1, b: 2, c: 3, d: 4}\nconnections:\n" + "".join(
        f"  - {{<<: *base, trigger_call_endpoint: https://voice.acme.dev/{number}}}\n"
        for number in range(2)
    )
    parsed = reading.read(Source(text, "a.yaml"), as_json=False)
    assert bool(parsed.problems) != within
    assert len(parsed.connections) == (2 if within else 1)


def test_what_is_beyond_the_limit_of_connections_is_said_at_the_first_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finder, "MAX_CONNECTIONS", 3)
    one = "---\ntrigger_call_endpoint: http://voice.acme.dev/calls\n"
    parsed = reading.read(Source(one * 3, "a.yaml"), as_json=False)
    assert len(parsed.connections) == 3
    assert not parsed.problems
    parsed = reading.read(Source(one * 5, "a.yaml"), as_json=False)
    assert len(parsed.connections) == 3
    (problem,) = parsed.problems
    message = "there are more than 3 connections: the rest of the file is not checked"
    assert (problem.message, problem.start) == (message, 3 * len(one) + 4)


def test_connections_that_are_plainly_valid_are_not_limited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finder, "MAX_CONNECTIONS", 1)
    valid = """
- trigger_call_endpoint: https://voice.acme.dev/calls
  trigger_call_headers: '{"Authorization": "Bearer ${TOKEN}", "Content-Type": "application/json"}'
"""
    assert findings(valid * 2) == []


def test_a_value_behind_an_anchor_is_parsed_and_judged_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parsed: list[str] = []
    searched: list[str] = []

    def parse(text: Decoded) -> ParsedJson:
        parsed.append(text.value)
        return parse_json(text)

    def find(text: str) -> tuple[Malformed, ...]:
        searched.append(text)
        return find_malformed(text)

    monkeypatch.setattr(model, "parse_json", parse)
    monkeypatch.setattr(placeholders, "find_malformed", find)
    text = 'x-payload: &payload \'{"campaign": "${A-B}"}\'\nconnections:\n' + "".join(
        f"  c{number}: {{trigger_call_endpoint: https://voice.acme.dev/{number}, "
        "trigger_call_payload: *payload}\n"
        for number in range(50)
    )
    found = [one for one in findings(text, "all") if one.rule == "placeholder-malformed"]
    assert [one.also_count for one in found] == [49]
    assert parsed.count('{"campaign": "${A-B}"}') == 1
    assert searched.count("${A-B}") < 10
