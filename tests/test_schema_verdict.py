"""The schema and the linter agree about documents of any shape.

What the schema refuses, some rule reports as an error or a warning; and what the rules about names
and types report in a documented shape, the schema refuses.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML, YAMLError

from outbound_lint import resources
from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.connections.schema import is_plain
from outbound_lint.facts import placeholders
from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.source import Source
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Member
from tests.rules import border, corpus
from tests.rules.format import DEFAULTS, load
from tests.rules.writing import STYLES, Document, write_out

SCHEMA = Draft7Validator(json.loads(resources.schema("outbound-connection")))
TASK = Task(Settings(), 0.0, root=".")
Fields = dict[str, Any]


def refused(document: object) -> list[str]:
    """Return what the schema refuses, and why."""
    return [f"{one.json_path}: {one.message[:200]}" for one in SCHEMA.iter_errors(document)]


def reported(document: object) -> set[str]:
    """Return the rules that report an error or a warning."""
    report = lint_bytes(json.dumps(document).encode(), path="a.json", task=TASK, named=True)
    return {one.rule for one in report.diagnostics if one.severity != "info"}


def agent(fields: Fields) -> Fields:
    metadata = {name: value for name, value in fields.items() if name != "trigger_call_endpoint"}
    found = {"display_name": "Support", "model_type": "MODEL_TYPE_OUTBOUND_VOICE"}
    if "trigger_call_endpoint" in fields:
        found["endpoint"] = fields["trigger_call_endpoint"]
    return {**found, "metadata": metadata}


DOCUMENTED: dict[str, Callable[[Fields], object]] = {
    "alone": lambda one: {"name": "a", **one},
    "list": lambda one: [one],
    "connections as a list": lambda one: {"connections": [one]},
    "connections as a mapping": lambda one: {"connections": {"support": one}},
    "connections in groups": lambda one: {"connections": {"eu": [{"support": one}]}},
    "agent": lambda one: {"agent": agent(one)},
    "agents": lambda one: {"agents": [agent(one)]},
    "agent alone": agent,
}
OTHER: dict[str, Callable[[Fields], object]] = {
    "deep": lambda one: {"teams": [{"voice": {"connections": [one]}}]},
    "anywhere": lambda one: {"voice": {"support": one}},
    "defaults": lambda one: {"defaults": one, "connections": {"overrides": {"eu": one}}},
    "x- key": lambda one: {"x-voice": [one]},
    "hidden keys": lambda one: {".voice": one, "_voice": {"a": one}, "connections": {".b": one}},
    "agent as a template": lambda one: {"x-voice": agent(one), "defaults": {"a": [agent(one)]}},
    "agents without a model type": lambda one: {"agents": [one]},
    "mutation": lambda one: {"mutations": [{"config_overrides": one}]},
    "nested mutation": lambda one: {"config_overrides": {"agent": one, "lines": [{"a": one}]}},
    "mutation of metadata": lambda one: {"config_overrides": {"metadata": one, "name": "a"}},
    "parameter values": lambda one: {"parameter_values": {"metadata": one}},
    "request body": lambda one: {"display_name": "a", "metadata": one},
    "request body with an endpoint": lambda one: {"endpoint": "https://a.dev", "metadata": one},
    "request body that changes an agent": lambda one: {
        name: value for name, value in agent(one).items() if name != "model_type"
    },
    "export": lambda one: {"data": [{**agent(one), "prompt": None}], "next": None},
    "export without metadata": lambda one: {"agents": [{**agent(one), "metadata": None}]},
    "file of a command": lambda one: {"type": "outbound-voice", **agent(one), "model_type": None},
    "declarations": lambda one: {"inputs": {name: {"default": one[name]} for name in one}},
    "overlay": lambda one: {"overrides": {"production": {"connections": {"support": one}}}},
    "Kubernetes": lambda one: [{"kind": "ConfigMap", "data": one}, {"kind": "Secret", "data": one}],
    "phone number key alone": lambda one: {
        "connections": [{name: one[name] for name in one if name == "phone_number_key"}]
    },
    "other agent": lambda one: {"model_type": "MODEL_TYPE_VOICE", "metadata": one},
    "JSON Schema": lambda one: {"properties": one, "$defs": {"a": one}},
    "keys that describe": lambda one: {"labels": one, "connections": {"labels": one}},
    "metadata of a command": lambda one: {
        name: value for name, value in one.items() if name != "trigger_call_endpoint"
    },
    "agent in a list": lambda one: [agent(one), {"agents": agent(one)}],
    "agent under connections": lambda one: {"connections": [agent(one)]},
    "inside a connection": lambda one: {**DEFAULTS, "fallback": one, "retries": [one]},
}
SHAPES = {**DOCUMENTED, **OTHER}

REFERENCES = (
    "vault:secret/voice#url", "op://voice/trigger/url", "env:VOICE_URL", "sm://team/voice-url",
    "berglas://voice/url", "ref+vault://voice/url", "arn:aws:ssm:eu-west-1:1:parameter/voice",
    "projects/1/secrets/voice", "@Microsoft.KeyVault(SecretUri=https://a.vault.azure.net/s/b)",
    "ENC[AES256_GCM,data:x]", "<endpoint>", "[ENDPOINT]", "((endpoint))", "{{ base_url }}/a",
    "${SCHEME}://a.dev", "%BASE%/a", "#{base}/a", "@BASE@/a", "https://#{host}#/a", "$(BASE)/a",
)  # fmt: skip
KEYS = (
    "", " ", "to", "7", "202", "12", "123456789", "1234567890", "123456789012345",
    "1234567890123456", "+", "+1", "+1234567", "+12025550123", "+12025550123x", "+1 202 555 0123",
    "(202) 555-0123", "tel:+12025550123", "2nd", "to ", " to", "to\n", "\ufeffto", "\x1cto", "${K}",
    " ${K} ", "${K} ", "{{key}}", "a.b", "$.to", "/to", "2026-10-01", "1.5", "10.0.0.1",
)  # fmt: skip
STRINGS = st.one_of(st.sampled_from(REFERENCES), border.strings())


@st.composite
def fields(draw: st.DrawFn) -> Fields:
    """Draw the fields of a connection; some are near the border of what is valid."""
    one = draw(st.one_of(border.connections(), st.just(DEFAULTS)))
    name = draw(st.sampled_from(list(DEFAULTS)))
    value = draw(st.one_of(st.none(), st.sampled_from([one.get(name)]), STRINGS))
    if name == "phone_number_key":
        value = draw(st.sampled_from(KEYS))
    return {key: one[key] for key in one if key != name or value is None} | (
        {} if value is None else {name: value}
    )


@settings(max_examples=200)
@given(fields=fields(), shape=st.sampled_from(list(SHAPES)))
@example(fields={"phone_number_key": ""}, shape="agents without a model type")
@example(fields={**DEFAULTS, "trigger_call_headers": "1{{end}}"}, shape="alone")
@example(fields={"trigger_call_payload": "{}"}, shape="nested mutation")
@example(fields={"trigger_call_endpoint": "sm://team/voice-url"}, shape="alone")
@example(
    fields={"trigger_call_endpoint": "${" + "A" * 200 + "}", "trigger_call_payload": None},
    shape="agents",
)
def test_what_the_schema_refuses_is_reported(fields: Fields, shape: str) -> None:
    document = SHAPES[shape](fields)
    assert not refused(document) or reported(document), refused(document)


@pytest.mark.parametrize("shape", ["alone", "connections as a list", "agents", "x- key"])
def test_every_kind_of_phone_number_key(shape: str) -> None:
    for key in KEYS:
        document = SHAPES[shape]({**DEFAULTS, "phone_number_key": key})
        assert not refused(document) or reported(document), refused(document)


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("field", [name for name in DEFAULTS if name != "phone_number_key"])
def test_what_is_filled_in_later_is_accepted(reference: str, field: str) -> None:
    if field == "trigger_call_endpoint" or placeholders.whole(reference):
        assert refused({**DEFAULTS, field: reference}) == []


ODD = st.sampled_from([None, 1, 1.5, [], {"a": 1}, ["a"]])
"""Values that no field may have, except for null in the shape of the API."""


@settings(max_examples=150)
@given(
    absent=st.sets(st.sampled_from(list(DEFAULTS)), max_size=1),
    odd=st.dictionaries(st.sampled_from(list(DEFAULTS)), ODD, max_size=1),
    misspelled=st.sampled_from([{}, {"triggerCallHeaders": "{}"}, {"trigger_call_endpiont": "a"}]),
    shape=st.sampled_from(list(DOCUMENTED)),
)  # fmt: skip
def test_a_wrong_name_or_type_is_refused_in_the_documented_shapes(
    absent: set[str], odd: Fields, misspelled: Fields, shape: str
) -> None:
    fields = {name: value for name, value in DEFAULTS.items() if name not in absent}
    document = DOCUMENTED[shape](fields | odd | misspelled)
    about_shape = reported(document) & {"missing-field", "wrong-type", "misspelled-field"}
    assert bool(about_shape) == bool(refused(document))


def loaded(document: Document) -> list[object]:
    """Return the values of a document; none where a loader of YAML 1.2 does not read it."""
    if document.path.endswith(".json"):
        return [json.loads(document.text)]
    reader = YAML(typ="safe", pure=True)
    reader.allow_duplicate_keys = True
    try:
        return [json.loads(json.dumps(one, default=str)) for one in reader.load_all(document.text)]
    except (YAMLError, TypeError, ValueError):
        return []  # broken, or its keys are collections


@pytest.mark.parametrize("rule", corpus.RULES_ABOUT_VALUES)
def test_the_schema_accepts_every_case_in_which_no_rule_finds_anything(rule: str) -> None:
    for case in load(rule, "valid"):
        for document in write_out(case):
            if document.encoding == "LF" and document.form not in STYLES[1:]:
                for value in loaded(document):
                    assert refused(value) == [], str(document)


TEXTS = ("pattern", "maxLength", "const")
"""Keywords about texts, which the rules judge."""


@pytest.mark.parametrize("count", range(4))
def test_the_schema_allows_what_the_linter_does_not_show_to_it(count: int) -> None:
    definitions = SCHEMA.schema["$defs"]
    assert {*definitions["connection"]["properties"]} == {*FIELD_NAMES}
    validator = Draft7Validator({"$defs": definitions, "$ref": "#/$defs/connection"})
    for further in combinations(FIELD_NAMES[1:], count):
        fields = dict.fromkeys((FIELD_NAMES[0], *further), "text")
        for written in (fields, {**fields, "name": "text", "phone": 1, "x": None}):
            assert is_plain(members(written))
            errors = validator.iter_errors(written)
            assert not [one for one in errors if one.validator not in TEXTS]


@pytest.mark.parametrize(
    "written",
    [
        {"name": "a"},
        {"trigger_call_endpoint": 1},
        {"trigger_call_endpoint": "a", "trigger_call_payload": None},
        {"trigger_call_endpoint": "a", "Trigger-Call-Headers": "{}"},
        {"trigger_call_endpoint": "a", "phone_numbre_key": "to"},
    ],
)
def test_the_linter_shows_to_the_schema_what_may_be_refused(written: dict[str, object]) -> None:
    assert not is_plain(members(written))


def members(written: dict[str, object]) -> dict[str, Member]:
    root = parse_json(Source(json.dumps(written), "a.json")).root
    assert isinstance(root, Mapping)
    return {member.name: member for member in root.members}
