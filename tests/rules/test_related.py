"""What belongs to a finding: related places and pointers; and what no message quotes."""

from __future__ import annotations

import pytest

from tests.connections.found import findings

URL = "https://voice.acme.dev/outbound"
SECRET = "qX7" + "vR2mK9" + "tLw4"


@pytest.mark.parametrize(
    ("rule", "text", "first"),
    [
        ("duplicate-key", f"trigger_call_endpoint: {URL}\na: 1\na: 2", "a"),
        ("payload-duplicate-key", """trigger_call_payload: '{"b": 1, "b": 2}'""", '"b"'),
        (
            "payload-key-collision",
            """{phone_number_key: k, trigger_call_payload: '{"k":1}'}""",
            "k",
        ),
        (
            "duplicate-name",
            "- {name: one, trigger_call_endpoint: x}\n- {name: 'one', trigger_call_endpoint: x}",
            "one",
        ),
    ],
)
def test_the_first_of_two_duplicates_is_a_related_place(rule: str, text: str, first: str) -> None:
    (finding,) = findings(text, rule)
    (related,) = finding.related
    assert text[slice(*related.span)] == first
    assert related.span < finding.span or rule == "payload-key-collision"


@pytest.mark.parametrize(
    "text",
    [
        f"trigger_call_endpoint: [{SECRET}]",
        f"trigger_call_headers: {{Authorization: {SECRET}}}",
        f"trigger_call_headers: '[\"{SECRET}\"]'",
        f"trigger_call_headers: '{SECRET}'",
        f"trigger_call_payload: '{{\"a\": {SECRET}}}'",
        f"trigger_call_payload: '\"{SECRET}\"'",
        f'trigger_call_payload: \'{{"a": 1, "a": "{SECRET}"}}\'',
        f"triggerCallHeaders: {SECRET}",
    ],
)
def test_no_message_quotes_a_value(text: str) -> None:
    found = findings(text, "document", "headers", "payload")
    assert found
    for one in found:
        assert SECRET.lower() not in (one.message + one.hint).lower()


def test_a_name_of_any_length_makes_a_short_message() -> None:
    (finding,) = findings(
        f"trigger_call_endpoint: {URL}\n{'k' * 9000}: 1\n? {'k' * 9000}\n: 2", "duplicate-key"
    )
    assert len(finding.message) < 250


@pytest.mark.parametrize(
    ("rule", "connection", "pointer", "embedded"),
    [
        ("missing-field", "{name: a, trigger_call_payload: '{}'}", "/connections/0", None),
        ("auth-missing", f"{{trigger_call_endpoint: {URL}}}", "/connections/0", None),
        (
            "content-type-missing",
            f'{{trigger_call_endpoint: {URL}, trigger_call_headers: \'{{"Accept": "a"}}\'}}',
            "/connections/0/trigger_call_headers",
            "",
        ),
    ],
)
def test_what_is_missing_belongs_to_the_mapping_that_should_contain_it(
    rule: str, connection: str, pointer: str, embedded: str | None
) -> None:
    (finding,) = findings(f"connections: [{connection}]", rule)
    assert (finding.pointer, finding.embedded_pointer) == (pointer, embedded)
