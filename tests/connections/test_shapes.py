"""Finding connections: every shape, any depth, and mappings that only look like connections."""

from __future__ import annotations

import json
import time

import pytest

from outbound_lint.connections import reading
from tests.connections.found import connections, everything, findings, pointers, templates

URL = "https://voice.acme.dev/outbound"
ONE = {"trigger_call_endpoint": URL, "phone_number_key": "to"}
AGENT = {
    "id": "gk3jK9mPq2xRt5vW8yZaBc",
    "display_name": "Support line",
    "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
    "endpoint": URL,
    "metadata": {"phone_number_key": "to", "trigger_call_payload": "{}"},
}


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (ONE, [""]),
        ([ONE, ONE], ["/0", "/1"]),
        ({"connections": [ONE, ONE]}, ["/connections/0", "/connections/1"]),
        ({"connections": {"a": ONE, "b/c~": ONE}}, ["/connections/a", "/connections/b~1c~0"]),
        ({"connections": ONE}, ["/connections"]),
        ({"teams": [{"voice": {"lines": [[ONE]]}}]}, ["/teams/0/voice/lines/0/0"]),
        ({**ONE, "fallback": ONE}, ["", "/fallback"]),
        (AGENT, [""]),
        ({"agent": AGENT}, ["/agent"]),
        ({"agents": [AGENT, AGENT]}, ["/agents/0", "/agents/1"]),
        ([AGENT], ["/0"]),
        ({"data": {"items": [{"agent": AGENT}]}}, ["/data/items/0/agent"]),
        ({"trigger_call_payload": "{}"}, [""]),
    ],
)
@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "YAML"])
def test_connections_are_found_in_every_shape(
    document: object, expected: list[str], *, as_json: bool
) -> None:
    assert pointers(json.dumps(document), as_json=as_json) == expected


@pytest.mark.parametrize(
    "document",
    [
        {"name": "support"},
        {"phone_number_key": "to"},
        {"phoneNumberKey": "to"},
        {"connections": {"database": {"host": "db", "port": 5432}}},
        {"connections": [[], "trigger_call_endpoint", {}]},
        {"TRIGGER_CALL_ENDPOINT": URL, "TRIGGER-CALL-HEADERS": "{}"},
        {"connections": [{"PHONE_NUMBER_KEY": "to"}]},
        {"config.yaml": "trigger_call_endpoint: http://voice.acme.dev"},
        {"trigger_call_retries": 3},
        {"endpoint": URL, "metadata": {"phone_number_key": "to"}},
        {"kind": "Secret", "data": {"trigger_call_headers": "e30="}},
    ],
)
def test_other_mappings_are_not_connections(document: object) -> None:
    assert everything(json.dumps(document)) == []


@pytest.mark.parametrize(
    "document",
    [
        {"properties": {"trigger_call_endpoint": URL}},
        {"properties": {"line": {"default": ONE}}},
        {"$defs": {"trigger_call_endpoint": URL}},
        {"$defs": {"line": ONE}},
        {"fields": {"trigger_call_endpoint": {"type": "string"}, "other": 1}},
        {
            "fields": {
                "trigger_call_endpoint": {"$ref": "#/url"},
                "trigger_call_payload": {"type": "string"},
                "phone_number_key": {"type": "string"},
            }
        },
        {"connections": {"phone_number_key": {"type": "string"}}},
        {"fields": {"triggerCallEndpoint": {"type": "string"}}},
    ],
)
def test_schemas_are_not_connections(document: object) -> None:
    assert everything(json.dumps(document)) == []


def test_one_field_that_is_not_a_schema_makes_a_connection() -> None:
    headers = {"type": "string"}
    assert pointers(json.dumps({"trigger_call_endpoint": URL, "trigger_call_headers": headers}))
    assert pointers(json.dumps({"trigger_call_headers": {"Content-Type": "application/json"}}))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"connections": [{"phone_number_key": "to"}]}, ["/connections/0"]),
        ({"connections": {"support": {"phone_number_key": "to"}}}, ["/connections/support"]),
        ({"connections": {"phone_number_key": "to"}}, ["/connections"]),
        ({"connections": {"eu": {"a": {"phoneNumberKey": "to"}}}}, ["/connections/eu/a"]),
        ({"connections": [{**ONE, "more": {"phone_number_key": "to"}}]}, ["/connections/0"]),
        ({"connection": [{"phone_number_key": "to"}]}, []),
    ],
)
def test_the_phone_number_key_alone_counts_only_under_connections(
    document: object, expected: list[str]
) -> None:
    assert pointers(json.dumps(document)) == expected


@pytest.mark.parametrize(
    "name",
    [
        "triggerCallEndpoint",
        "TriggerCallEndpoint",
        "trigger-call-endpoint",
        "trigger.call.endpoint",
        "Trigger Call Endpoint",
        "TRIGGER_call_endpoint",
        "trigger_call_endpiont",
        "triger_call_endpont",
        "trigger_call_endpoints",
        "trigger_call_endpoint ",
        "triggerCallEndpont",
        "rigger_call_endpoin",
    ],
)
def test_a_connection_is_found_by_a_field_in_another_style_or_within_two_edits(name: str) -> None:
    text = json.dumps({"of": "an outbound_voice agent", name: URL})
    (connection,) = connections(text)
    assert [field for _, field in connection.misspelled] == ["trigger_call_endpoint"]
    assert [one.rule for one in findings(text, "document")] == ["misspelled-field"]


@pytest.mark.parametrize(
    "name", ["trigger_call_endpo", "tiger_cal_endpint", "trigger_endpoint", "call_endpoint"]
)
def test_a_name_three_edits_away_is_another_name(name: str) -> None:
    assert everything(json.dumps({name: URL})) == []


@pytest.mark.parametrize(
    "document",
    [
        {"defaults": ONE},
        {"overrides": {"staging": {"eu": ONE}}},
        {"x-voice": [ONE]},
        {"connections": {"x-base": ONE}},
        {"x-agents": [AGENT]},
        {".base": ONE},
        {"_base": [ONE]},
        {"connections": {".base": ONE}},
        {"common": ONE},
        {"templates": [ONE]},
        {"anchors": {"endpoint": ONE}},
        {"config_overrides": ONE},
        {"mutations": [{"parameter_values": {"trigger_call_payload": "{}"}}]},
        {"config_overrides": AGENT},
        {"schema": {"example": ONE}},
        {"metadata": {"trigger_call_payload": "{}"}},
        {"endpoint": URL, "metadata": {"trigger_call_payload": "{}"}},
        {"endpoint": URL, "metadata": {"triggerCallPayload": "{}"}},
        {"display_name": "A", "metadata": ONE},
        {"type": "outbound-voice", "endpoint": URL},
        {"type": "OUTBOUND_VOICE", "metadata": {"phone_number_key": "to"}},
        {"trigger_call_headers": "{}", "trigger_call_payload": "{}"},
    ],
)
def test_a_mapping_in_a_place_for_templates_is_a_template(document: object) -> None:
    text = json.dumps(document)
    assert connections(text, as_json=True) == []
    assert len(everything(text, as_json=True)) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("connections: {base: &b {trigger_call_endpoint: a}, one: {<<: *b}}", ["/connections/one"]),
        ("connections: {base: {trigger_call_endpoint: a}}", ["/connections/base"]),
        ("shared: {us: &b {trigger_call_endpoint: a}}\nlines: [{<<: *b}]", ["/lines/0"]),
        ("voice-base: &b {trigger_call_endpoint: a}\nlines: [{<<: *b}]", ["/lines/0"]),
        ("voice-base: {trigger_call_endpoint: a}", ["/voice-base"]),
        ("database: &b {trigger_call_endpoint: a}\nlines: [{<<: *b}]", ["/database", "/lines/0"]),
        ("lines: [&b {trigger_call_endpoint: a}, {<<: *b}]", ["/lines/0", "/lines/1"]),
    ],
)
def test_a_mapping_under_the_usual_key_of_a_base_is_a_template_if_others_merge_it(
    text: str, expected: list[str]
) -> None:
    assert pointers(text) == expected


def test_fields_of_metadata_alone_are_a_file_for_an_option_only_in_json() -> None:
    fields = {"trigger_call_headers": "{}", "phone_number_key": "to"}
    text = json.dumps(fields)
    assert pointers(text, as_json=True) == []
    assert pointers(text) == [""]
    assert pointers(json.dumps({**fields, "name": "support"}), as_json=True) == [""]
    assert pointers(json.dumps({"trigger_call_headers": "{}"}), as_json=True) == [""]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({**AGENT, "metadata": None}, {"trigger_call_endpoint"}),
        ({**AGENT, "metadata": {"phone_number_key": None}}, {"trigger_call_endpoint"}),
        ({**AGENT, "model_type": None}, {*AGENT["metadata"], "trigger_call_endpoint"}),  # type: ignore[misc]
        ({"config_overrides": {"trigger_call_payload": None, **ONE}}, {*ONE}),
        ({**AGENT, "endpoint": None, "metadata": None}, {"trigger_call_endpoint"}),
    ],
)
def test_null_means_absent_in_the_shape_of_the_api(document: object, expected: set[str]) -> None:
    (one,) = everything(json.dumps(document), as_json=True)
    assert {*one.fields} == expected


@pytest.mark.parametrize(
    "name",
    [
        "triger_call_endpoint",
        "tigger_call_endpoint",
        "rigger_call_endpoint",
        "Triger-Call-Endpoint",
        "trigge_cal_endpoint",
        "triger call payload",
    ],
)
def test_a_file_without_any_right_name_is_searched(name: str) -> None:
    for text in (f"{name}: 'https://voice.acme.dev'\n", json.dumps({name: "{}"})):
        assert reading.holds_marker(text)


@pytest.mark.parametrize(
    "text",
    [
        "phone_numbers: 1\n",
        "callback_headers: 1\n",
        "a triger_call_endpoint\n",
        "x" * 99,
    ],
)
def test_a_file_without_a_field_is_not_searched(text: str) -> None:
    assert not reading.holds_marker(text)


@pytest.mark.parametrize("model_type", ["MODEL_TYPE_VOICE", "MODEL_TYPE_CHAT", "Other", 1])
def test_the_metadata_of_another_model_type_is_not_a_connection(model_type: object) -> None:
    metadata = {**ONE, "connections": [{"phone_number_key": "to"}]}
    assert everything(json.dumps({"model_type": model_type, "metadata": metadata})) == []
    assert pointers(json.dumps({"metadata": ONE})) == ["/metadata"]


def test_an_agent_has_its_url_in_endpoint_and_the_other_fields_in_metadata() -> None:
    (connection,) = connections(json.dumps(AGENT))
    assert {name: field.value.value for name, field in connection.fields.items()} == {  # type: ignore[attr-defined]
        "trigger_call_endpoint": URL,
        "phone_number_key": "to",
        "trigger_call_payload": "{}",
    }
    assert connection.shape == "agent"
    assert connection.name == "Support line"


def test_a_list_of_agents_on_standard_input_is_read_as_json() -> None:
    wrong = {**AGENT, "endpoint": "http://voice.acme.dev/outbound"}
    text = json.dumps({"agents": [AGENT, wrong], "next_page_token": None}, indent=2)
    (finding,) = findings(text, "endpoint-scheme", path="<stdin>", named=False)
    assert finding.pointer == "/agents/1/endpoint"
    assert finding.connection == "Support line"


def test_every_document_of_a_stream_is_searched() -> None:
    found = connections(f"trigger_call_endpoint: {URL}\n---\na: 1\n---\n- {json.dumps(ONE)}\n")
    assert [(one.document, one.pointer) for one in found] == [(0, ""), (2, "/0")]


def test_agents_that_share_their_metadata_take_linear_time() -> None:
    many = range(1500)
    keys = ", ".join(f"key{number}: 1" for number in many)
    shared = "{display_name: a, endpoint: 'https://voice.acme.dev', metadata: *all}"
    text = f"all: &all {{{keys}, trigger_call_payload: '{{}}'}}\nagents:\n" + "".join(
        f"- {shared}\n" for _ in many
    )
    started = time.perf_counter()
    assert len(templates(text)) == len(many)
    assert time.perf_counter() - started < 5
