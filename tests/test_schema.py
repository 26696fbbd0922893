"""The schema of connection files, as editors, check-jsonschema and the linter use it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from outbound_lint import resources
from tests.connections.found import findings

SCHEMAS = Path(__file__).parent.parent / "schemas"
SCHEMA = json.loads(resources.schema("outbound-connection"))
DEFINITIONS = SCHEMA["$defs"]
FIELDS = DEFINITIONS["connection"]["properties"]
OF_AGENT = DEFINITIONS["agent"]["properties"]
ENDPOINT = "https://your-endpoint.com/webhook"
HEADERS = '{"Content-Type": "application/json", "Authorization": "Bearer token123"}'
PAYLOAD = '{"sequence_code": "ABC123", "campaign_id": "summer2024"}'
CONNECTION = {
    "trigger_call_endpoint": ENDPOINT,
    "trigger_call_headers": HEADERS,
    "phone_number_key": "phone_number",
    "trigger_call_payload": PAYLOAD,
}
WITHOUT_ENDPOINT = {"name": "a", "trigger_call_headers": HEADERS, "phone_number_key": "to"}
AGENT = {
    "display_name": "Support",
    "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
    "endpoint": ENDPOINT,
    "metadata": {
        "trigger_call_headers": HEADERS,
        "trigger_call_payload": PAYLOAD,
        "phone_number_key": "phone_number",
        "region": 3,
    },
}
SHAPES: dict[str, Callable[[object], object]] = {
    "alone": lambda one: one,
    "list": lambda one: [one],
    "connections as a list": lambda one: {"connections": [one]},
    "connections as a mapping": lambda one: {"version": 2, "connections": {"support": one}},
    "connections in groups": lambda one: {"connections": {"eu": {"support": one}}},
    "connections with one": lambda one: {"connections": one},
    "deep": lambda one: {"teams": [{"voice": {"connections": [one]}}]},
    "agent": lambda one: {"agent": one},
    "agents": lambda one: {"agents": [one]},
}


def errors(instance: object) -> list[tuple[str, str]]:
    """Return the keyword and the JSON path of every error."""
    found = Draft7Validator(SCHEMA).iter_errors(instance)
    return sorted((str(error.validator), error.json_path) for error in found)


def connection(**changes: object) -> dict[str, object]:
    return CONNECTION | changes


@pytest.mark.parametrize("name", sorted({*resources.schema_names()} - {"problem-matcher"}))
def test_every_schema_and_its_examples_are_valid(name: str) -> None:
    schema = json.loads(resources.schema(name))
    Draft7Validator.check_schema(schema)
    validator = Draft7Validator(schema)
    parts = [schema, *schema.get("$defs", {}).values()]
    parts += [field for part in parts for field in part.get("properties", {}).values()]
    for part in parts:
        if isinstance(part, dict):
            for example in part.get("examples", []):
                validator.evolve(schema=part).validate(example)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_documented_values_are_accepted_in_every_shape(shape: str) -> None:
    assert errors(SHAPES[shape](CONNECTION)) == []


@pytest.mark.parametrize("shape", ["alone", "list", "connections as a list", "agent", "agents"])
def test_the_shape_of_the_api_is_accepted(shape: str) -> None:
    assert errors(SHAPES[shape](AGENT)) == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_missing_endpoint_is_refused_in_every_shape(shape: str) -> None:
    assert [keyword for keyword, _ in errors(SHAPES[shape](WITHOUT_ENDPOINT))] == ["required"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_wrong_type_is_refused_in_every_shape(shape: str) -> None:
    wrong = connection(trigger_call_headers={"Content-Type": "application/json"})
    ((keyword, path),) = errors(SHAPES[shape](wrong))
    assert keyword == "type"
    assert path.endswith("trigger_call_headers")


@pytest.mark.parametrize("field", CONNECTION)
@pytest.mark.parametrize("value", [None, True, 7, 1.5, [], {}])
def test_every_field_is_a_string(field: str, value: object) -> None:
    assert errors(connection(**{field: value})) == [("type", f"$.{field}")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("triggerCallEndpoint", "trigger_call_endpoint"),
        ("TriggerCallEndpoint", "trigger_call_endpoint"),
        ("trigger-call-endpoint", "trigger_call_endpoint"),
        ("Trigger Call Endpoint", "trigger_call_endpoint"),
        ("triggercallendpoint", "trigger_call_endpoint"),
        ("trigger_call_endpiont", "trigger_call_endpoint"),
        ("triger_call_endpoint", "trigger_call_endpoint"),
        ("trigger_call_header", "trigger_call_headers"),
        ("trigger_calls_headers", "trigger_call_headers"),
        ("trigger_call_paylod", "trigger_call_payload"),
        ("phoneNumberKey", "phone_number_key"),
        ("phone_nubmer_key", "phone_number_key"),
        ("phone_number_keys", "phone_number_key"),
    ],
)
def test_a_misspelled_field_is_refused_with_the_right_name(written: str, meant: str) -> None:
    wrong = {written if name == meant else name: value for name, value in CONNECTION.items()}
    found = [
        error
        for error in Draft7Validator(SCHEMA).iter_errors(wrong)
        if "propertyNames" in error.absolute_schema_path
    ]
    assert [(error.instance, error.validator_value) for error in found] == [(written, meant)]


@pytest.mark.parametrize(
    "name",
    [
        "name",
        "TRIGGER_CALL_ENDPOINT",
        "PHONE-NUMBER-KEY",
        "trigger_call_retries",
        "trigger_call_timeout",
        "phone_number",
        "phone_number_country",
        "trigger_call_header",  # one edit away, but the field itself is there
    ],
)
def test_other_members_are_accepted(name: str) -> None:
    assert errors(connection(**{name: {"any": ["thing"]}})) == []


@pytest.mark.parametrize(
    "holder",
    [
        {"defaults": WITHOUT_ENDPOINT},
        {"overrides": {"staging": WITHOUT_ENDPOINT}},
        {"x-voice": WITHOUT_ENDPOINT},
        {"base": WITHOUT_ENDPOINT},
        {"connections": {"defaults": WITHOUT_ENDPOINT, "x-base": WITHOUT_ENDPOINT}},
    ],
)
def test_a_template_needs_no_endpoint(holder: object) -> None:
    assert errors(holder) == []


def test_the_fields_of_a_template_are_judged() -> None:
    assert errors({"defaults": {"trigger_call_headers": 1}}) == [
        ("type", "$.defaults.trigger_call_headers")
    ]


@pytest.mark.parametrize(
    "document",
    [
        None,
        "text",
        {},
        [],
        {"phone_number_key": 1},
        {"connections": {"database": {"host": "db", "port": 5432}}},
        {"properties": {"trigger_call_endpoint": 1}},
        {"$defs": {"one": {"trigger_call_endpoint": 1}}},
        {"fields": {"trigger_call_endpoint": {"type": "string"}, "other": 1}},
        {"model_type": "MODEL_TYPE_VOICE", "metadata": {"trigger_call_headers": 1}},
    ],
)
def test_other_documents_are_accepted(document: object) -> None:
    assert errors(document) == []


def test_the_phone_number_key_alone_counts_only_under_connections() -> None:
    assert errors({"connections": [{"phone_number_key": "to"}]}) == [
        ("required", "$.connections[0]")
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"endpoint": None}, [("type", "$.endpoint")]),
        ({"endpoint": "https://your-endpoint.com/" + "x" * 175}, [("maxLength", "$.endpoint")]),
        ({"endpoint": "http://your-endpoint.com"}, [("pattern", "$.endpoint")]),
        ({"metadata": "{}"}, [("type", "$.metadata")]),
        ({"metadata": {"phone_number_key": 1}}, [("type", "$.metadata.phone_number_key")]),
        ({"metadata": {"phoneNumberKey": "to"}}, [("const", "$.metadata")]),
    ],
)
def test_mistakes_in_the_shape_of_the_api(
    changes: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    assert errors({"agents": [AGENT | changes]}) == [
        (keyword, path.replace("$", "$.agents[0]")) for keyword, path in expected
    ]


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://voice.acme.dev",
        "${SCHEME}://voice.acme.dev",
        "{{ base_url }}/trigger",
        "https://${HOST}/trigger",
        "$(BASE)/trigger",
        "%BASE%/trigger",
        "#{base}/trigger",
        "@BASE@/trigger",
        "<endpoint>",
        "[ENDPOINT]",
        "((endpoint))",
        "vault:secret/voice#url",
        "op://voice/trigger/url",
        "ENC[AES256_GCM,data:x]",
        "https://voice.acme.dev/trigger\n",
    ],
)
def test_https_urls_and_placeholders_are_accepted_as_endpoints(url: str) -> None:
    assert errors(connection(trigger_call_endpoint=url)) == []


@pytest.mark.parametrize(
    "url",
    ["", "http://voice.acme.dev", "voice.acme.dev/x", "https:/voice.acme.dev", "ftp://x/${Y}"],
)
def test_other_endpoints_are_refused(url: str) -> None:
    assert errors(connection(trigger_call_endpoint=url)) == [("pattern", "$.trigger_call_endpoint")]


@pytest.mark.parametrize("field", ["trigger_call_headers", "trigger_call_payload"])
@pytest.mark.parametrize(
    "text",
    [
        "{}",
        ' {\n"a": "b"\n} \n',
        '{"id": ${ID}}',
        "${HEADERS}",
        "{{ headers }}",
        "<headers>",
        "[HEADERS]",
        "ENC[AES256_GCM,data:x]",
        "vault:secret/voice#headers",
    ],
)
def test_object_texts_and_placeholders_are_accepted_as_embedded_json(field: str, text: str) -> None:
    assert errors(connection(**{field: text})) == []


@pytest.mark.parametrize("field", ["trigger_call_headers", "trigger_call_payload"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "{'a': 'b'}",
        "{a: 1}",
        '{"a": "b",}',
        '{"a": "b"',
        '[{"a": "b"}]',
        '["a"]',
        '"{}"',
        "null",
        "42",
        "Authorization: Bearer",
        '{ // note\n"a": "b"}',
        "{\u201ca\u201d: 1}",
    ],
)
def test_texts_that_are_not_json_objects_are_refused(field: str, text: str) -> None:
    assert errors(connection(**{field: text})) == [("pattern", f"$.{field}")]


@pytest.mark.parametrize("key", ["to", "customer.number", "2nd_number", "${KEY}", "номер"])
def test_member_names_are_accepted_as_phone_number_keys(key: str) -> None:
    assert errors(connection(phone_number_key=key)) == []


@pytest.mark.parametrize("key", ["", "  ", " to", "to ", "+12025550123", "12025550123"])
def test_blanks_and_numbers_are_refused_as_phone_number_keys(key: str) -> None:
    assert errors(connection(phone_number_key=key)) == [("pattern", "$.phone_number_key")]


def test_the_embedded_json_is_described() -> None:
    for name in ("trigger_call_headers", "trigger_call_payload"):
        assert FIELDS[name]["contentMediaType"] == "application/json"
        assert FIELDS[name]["contentSchema"]["type"] == "object"


def test_every_field_is_described() -> None:
    for field in (*FIELDS.values(), OF_AGENT["endpoint"]):
        assert {"title", "description", "type", "examples"} <= field.keys()


@pytest.mark.parametrize("name", [name for name in CONNECTION if name != "trigger_call_endpoint"])
def test_the_fields_of_an_agent_are_those_of_a_connection_or_null(name: str) -> None:
    assert DEFINITIONS[f"{name}_or_null"] == {**FIELDS[name], "type": ["string", "null"]}


def test_no_example_invites_to_write_a_credential() -> None:
    """Editors offer the examples, and what is offered is accepted without reading."""
    alone, several, _ = SCHEMA["examples"]
    written = [one["trigger_call_headers"] for one in (alone, *several["connections"])]
    for headers in (*written, *FIELDS["trigger_call_headers"]["examples"]):
        (value,) = (text for name, text in json.loads(headers).items() if name != "Content-Type")
        assert re.fullmatch(r"(Bearer )?\$\{\w+\}", value)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_linter_reports_a_missing_endpoint_in_every_shape(shape: str) -> None:
    text = json.dumps(SHAPES[shape](WITHOUT_ENDPOINT))
    assert [one.rule for one in findings(text, "document")] == ["missing-field"]


@pytest.mark.parametrize("field", CONNECTION)
@pytest.mark.parametrize("value", [None, True, 7, 1.5, [], {}])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_linter_reports_a_wrong_type_in_every_shape(
    shape: str, value: object, field: str
) -> None:
    text = json.dumps(SHAPES[shape](connection(**{field: value})))
    (finding,) = findings(text, "document")
    assert finding.rule == "wrong-type"
    assert (finding.pointer or "").endswith(f"/{field}")


@pytest.mark.parametrize("shape", ["alone", "list", "connections as a list", "agent", "agents"])
def test_the_linter_reports_what_the_schema_refuses_in_an_agent(shape: str) -> None:
    without = {name: value for name, value in AGENT.items() if name != "endpoint"}
    metadata = {"phone_number_key": 1, "trigger_call_headers": {}}
    for agent, rules in (
        (without, ["missing-field"]),
        ({**without, "endpiont": ENDPOINT}, ["misspelled-field"]),
        ({**AGENT, "endpoint": 7}, ["wrong-type"]),
        ({**AGENT, "metadata": metadata}, ["wrong-type", "wrong-type"]),
        ({**AGENT, "metadata": "{}"}, ["wrong-type"]),
    ):
        text = json.dumps(SHAPES[shape](agent))
        assert [one.rule for one in findings(text, "document")] == rules


def test_the_schema_limits_values_only_by_what_the_linter_asks_it_or_judges_itself() -> None:
    asked = {"type", "if", "else"}
    judged_by_rules = {"pattern", "maxLength", "const"}
    described = {"title", "description", "default", "examples", "contentMediaType"}
    described |= {"contentSchema", "$comment", "errorMessage", "patternErrorMessage"}
    for field in (*FIELDS.values(), OF_AGENT["model_type"], OF_AGENT["endpoint"]):
        assert field.keys() <= asked | judged_by_rules | described


def check_jsonschema(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_check_jsonschema_accepts_the_schemas() -> None:
    done = check_jsonschema("--check-metaschema", *SCHEMAS.glob("*.schema.json"))
    assert done.returncode == 0, done.stdout


def test_check_jsonschema_distinguishes_valid_from_broken_files(tmp_path: Path) -> None:
    valid = tmp_path / "valid.yaml"
    valid.write_text(
        "x-base: &base\n"
        f"  trigger_call_headers: '{HEADERS}'\n"
        "connections:\n"
        "  support:\n"
        "    <<: *base\n"
        f"    trigger_call_endpoint: {ENDPOINT}\n"
        "    trigger_call_payload: >-\n"
        f"      {PAYLOAD}\n"
    )
    mistakes = {
        "type": f"trigger_call_endpoint: {ENDPOINT}\ntrigger_call_headers: {{A: b}}\n",
        "required": "connections:\n  - phone_number_key: to\n",
        "misspelled": f"connections:\n  - triggerCallEndpoint: {ENDPOINT}\n",
        "scheme": "trigger_call_endpoint: http://your-endpoint.com/webhook\n",
        "quotes": f"trigger_call_endpoint: {ENDPOINT}\ntrigger_call_payload: \"{{'a': 1}}\"\n",
    }
    for name, text in mistakes.items():
        (tmp_path / f"{name}.broken.yaml").write_text(text)
    broken = sorted(tmp_path.glob("*.broken.yaml"))
    schema = SCHEMAS / "outbound-connection.schema.json"
    done = check_jsonschema("-o", "json", "--schemafile", schema, valid, *broken)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert {error["filename"] for error in report["errors"]} == set(map(str, broken))
    assert report["parse_errors"] == []
