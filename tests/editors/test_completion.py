"""What editors offer: the fields, wherever a connection can be written."""

from __future__ import annotations

import pytest

from tests.editors.documents import Editor

pytestmark = pytest.mark.registry

FIELDS = [
    "phone_number_key",
    "trigger_call_endpoint",
    "trigger_call_headers",
    "trigger_call_payload",
]
AT_THE_TOP = ["agent", "agents", "connections"]
MODEL_TYPE = "model_type: MODEL_TYPE_OUTBOUND_VOICE"
JSON_MODEL_TYPE = '"model_type": "MODEL_TYPE_OUTBOUND_VOICE"'


@pytest.mark.parametrize("text", ["|", "tr|", "name: a\n|", "# a comment\n|"])
def test_a_file_without_fields(yaml: Editor, text: str) -> None:
    offered = yaml.completions(text)
    assert [one.label for one in offered] == AT_THE_TOP + FIELDS
    assert all(one.inserted.startswith(f"{one.label}:") for one in offered)
    assert all(one.documentation for one in offered)


@pytest.mark.parametrize(
    "text",
    [
        "- |",
        "connections:\n  - |",
        "connections:\n  - tr|",
        "connections:\n  - name: a\n    |",
        "connections:\n  - name: a\n    ph|",
        "connections:\n  support:\n    |",
        "connections:\n  support:\n    name: a\n    |",
        "connections:\n  eu:\n    support:\n      |",
        "x-base: &base\n  |",
        "defaults:\n  |",
    ],
)
def test_where_a_connection_can_be_written(yaml: Editor, text: str) -> None:
    assert yaml.offered(text) == FIELDS


@pytest.mark.parametrize(
    "text",
    [
        "connections:\n  - trigger_call_endpoint: https://a.dev\n    |",
        "connections:\n  a:\n    trigger_call_endpoint: https://a.dev\n    |",
    ],
)
def test_the_other_fields_of_a_connection(yaml: Editor, text: str) -> None:
    assert {*yaml.offered(text)} == {*FIELDS} - {"trigger_call_endpoint"}


def test_the_other_fields_of_a_connection_alone_in_its_file(yaml: Editor) -> None:
    offered = yaml.offered("trigger_call_endpoint: https://a.dev\n|")
    assert {*offered} == {*FIELDS} - {"trigger_call_endpoint"}


@pytest.mark.parametrize("text", ["connections:\n  - name: a\n|", "agents: []\n|"])
def test_no_field_beside_connections_or_agents(yaml: Editor, text: str) -> None:
    assert {*yaml.offered(text)} <= {*AT_THE_TOP}


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("agents:\n  - |", {"model_type"}),
        (f"agents:\n  - {MODEL_TYPE}\n    |", {"endpoint", "metadata"}),
        (f"agents:\n  - {MODEL_TYPE}\n    metadata:\n      |", {*FIELDS} - {FIELDS[1]}),
        ("labels:\n  - |", set()),
        ("labels:\n  team: |", set()),
    ],
)
def test_other_places(yaml: Editor, text: str, offered: set[str]) -> None:
    labels = {label for label in yaml.offered(text) if label[0].islower()}
    assert labels == offered


@pytest.mark.parametrize(
    "text", ["{|}", '{"name": "a", |}', '{"|"}', '{"phone_number_key": "to", |}']
)
def test_a_json_file(json: Editor, text: str) -> None:
    assert {*json.offered(text), "phone_number_key"} == {*AT_THE_TOP, *FIELDS}


@pytest.mark.parametrize(
    "text",
    [
        "[{|}]",
        '{"connections": [{|}]}',
        '{"connections": {"support": {|}}}',
        '{"connections": [{"name": "a", |}]}',
    ],
)
def test_where_a_connection_can_be_written_in_json(json: Editor, text: str) -> None:
    assert json.offered(text) == FIELDS


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ('{"agents": [{|}]}', ["model_type"]),
        (f'{{"agents": [{{{JSON_MODEL_TYPE}, |}}]}}', ["endpoint", "metadata"]),
        (f'{{"agent": {{{JSON_MODEL_TYPE}, "metadata": {{|}}}}}}', [FIELDS[0], *FIELDS[2:]]),
        ('{"labels": {|}}', []),
    ],
)
def test_other_places_in_json(json: Editor, text: str, offered: list[str]) -> None:
    assert json.offered(text) == offered


@pytest.mark.parametrize("field", ["trigger_call_endpoint", "trigger_call_headers"])
def test_the_first_example_of_a_value_has_a_placeholder(yaml: Editor, field: str) -> None:
    first = yaml.completions(f"{field}: |")[0]
    assert "${VOICE_" in first.inserted.replace("\\", "")


def test_examples_in_json(json: Editor) -> None:
    first = json.completions('{"trigger_call_endpoint": |}')[0]
    assert first.inserted.replace("\\", "") == '"https://${VOICE_HOST}/outbound"'
    headers = json.completions('{"trigger_call_headers": |}')
    assert len(headers) == 2
    assert all("${VOICE_" in one.inserted.replace("\\", "") for one in headers)


def test_an_empty_json_file(json: Editor) -> None:
    agent, several, alone = (one.inserted for one in json.completions("|"))
    assert '"model_type"' in agent
    assert '"connections"' in several
    assert '"trigger_call_endpoint"' in alone
    assert all("${VOICE_HOST}" in text.replace("\\", "") for text in (agent, several, alone))


@pytest.mark.parametrize(
    "text",
    [
        "phone_number_key: |",
        "trigger_call_endpoint: https://a.dev\nphone_number_key: |",
        "connections:\n  - phone_number_key: |",
        "x-base:\n  phone_number_key: |",
    ],
)
def test_the_default_of_the_phone_number_key(yaml: Editor, text: str) -> None:
    assert yaml.offered(text)[0] == "phone_number"
