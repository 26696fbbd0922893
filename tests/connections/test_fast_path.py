"""The proof of validity: what it passes has no finding, and it passes what teams write."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from outbound_lint import resources
from outbound_lint.connections import fast_path, reading
from outbound_lint.connections.fast_path import count_if_valid
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.facts import secret_shapes
from outbound_lint.facts.host_endings import PROVIDER_ENDINGS, ending
from outbound_lint.facts.provider_hosts import HOSTS
from outbound_lint.findings.selection import DEFAULT
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context
from outbound_lint.source import Source, Span
from tests.checkout import ROOT
from tests.rules import border, corpus
from tests.rules.format import load
from tests.rules.writing import write_out

ENDPOINT = "https://voice.acme.dev/outbound"
HEADERS = {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
PAYLOAD = {"sequence_code": "ABC123", "campaign_id": "summer2024"}
VALID: dict[str, Any] = {
    "trigger_call_endpoint": ENDPOINT,
    "trigger_call_headers": json.dumps(HEADERS),
    "phone_number_key": "to",
    "trigger_call_payload": json.dumps(PAYLOAD),
}
SCHEMA = Draft7Validator(json.loads(resources.schema("outbound-connection")))


def proved(text: str, *, as_json: bool = False) -> int | None:
    """Return what the proof says of a text."""
    source = Source(text, "x.json" if as_json else "x.yaml")
    parsed = reading.values_of(reading.parse(source, as_json=as_json))
    count = None if parsed is None else count_if_valid(text, parsed)
    plain = reading.plain_values(source, as_json=as_json)
    assert plain is None or count_if_valid(text, plain) == count
    return count


def check(text: str, *, as_json: bool = False) -> int | None:
    """Compare the proof with the rules, and return what it says."""
    count = proved(text, as_json=as_json)
    file = reading.read(Source(text, "x"), as_json=as_json)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast_path, "is_valid", lambda *_: False)
        patch.setattr(fast_path, "is_valid_field", lambda *_: False)
        found = findings(file)
    if count is not None:
        assert not found
        assert not file.problems
        assert count == sum(not one.template for one in file.connections)
    again = reading.read(Source(text, "x"), as_json=as_json)
    assert findings(again) == found, "what the proof passes alone has no finding either"
    return count


def findings(file: ParsedFile) -> list[tuple[str, Span, str]]:
    """Return the rule, place and message of each finding in a file."""
    context = Context(Settings(), 0.0, named=True, redactor=Redactor(file))
    return sorted(
        (one.rule.name, Span(*one.finding.place.trace()[1:3]), one.finding.message)
        for one in judge(file, context)
    )


def check_value(value: Any) -> int | None:
    """Compare the proof with the rules and with the schema, for a value written as JSON."""
    text = json.dumps(value)
    count = check(text, as_json=True)
    assert check(text) == count
    if count is not None:
        assert SCHEMA.is_valid(value)
    return count


@settings(max_examples=150)
@given(text=border.endpoints())
@example(text="https://hooks.slack.com/services/aaaaaaaaaaaa/bbbbbbbbbbbb/cccccccccccccccc")
def test_an_endpoint_that_is_proved_has_no_finding(text: str) -> None:
    check_value({**VALID, "trigger_call_endpoint": text})


@settings(max_examples=150)
@given(text=border.headers())
@example(text=json.dumps({**HEADERS, "X-Team": "BASIC dTpw"}))
@example(text=json.dumps({**HEADERS, "X-Team": "very long " * 819 + "abc"}))
def test_headers_that_are_proved_have_no_finding(text: str) -> None:
    check_value({**VALID, "trigger_call_headers": text})


@settings(max_examples=150)
@example(text='{"to": " +12025550123"}', key="phone_number")
@given(text=border.payloads(), key=st.sampled_from(["to", "phone_number", "customer_phone", "T_o"]))
def test_a_payload_that_is_proved_has_no_finding(text: str, key: str) -> None:
    check_value({**VALID, "trigger_call_payload": text, "phone_number_key": key})


@settings(max_examples=100)
@given(text=border.strings())
def test_a_phone_number_key_that_is_proved_has_no_finding(text: str) -> None:
    check_value({**VALID, "phone_number_key": text})


@pytest.mark.parametrize("host", sorted({host for host, _ in HOSTS}))
def test_the_proof_leaves_the_hosts_of_providers_to_the_rules(host: str) -> None:
    url = f"https://{host.replace('*', 'eu-1')}/v9/unknown"
    assert check_value({**VALID, "trigger_call_endpoint": url}) is None
    assert ending(host) in PROVIDER_ENDINGS


def agent(fields: dict[str, Any]) -> dict[str, Any]:
    metadata = {key: value for key, value in fields.items() if key != "trigger_call_endpoint"}
    found = {"model_type": "MODEL_TYPE_OUTBOUND_VOICE", "metadata": metadata}
    if "trigger_call_endpoint" in fields:
        found["endpoint"] = fields["trigger_call_endpoint"]
    return found


SHAPES: list[Callable[[list[dict[str, Any]]], Any]] = [
    lambda all_: all_,
    lambda all_: {"connections": all_},
    lambda all_: {"connections": dict(zip("abcde", all_, strict=False))},
    lambda all_: {"connections": {"defaults": all_[-1], "one": all_[0]}},
    lambda all_: {"x-base": all_[0], "connections": all_[1:]},
    lambda all_: {"agents": [agent(one) for one in all_]},
    lambda all_: {"agent": agent(all_[0]), "other": {"deep": all_}},
    lambda all_: {**all_[0], "properties": {"a": all_[-1]}},
    lambda all_: {"model_type": "MODEL_TYPE_VOICE", "metadata": all_[0], "more": all_[1:]},
    lambda all_: {"no": all_[0], "phone_number_key": "to"},
    lambda all_: {".base": all_[0], "common": all_[-1], "config_overrides": all_[0]},
    lambda all_: {"connections": {"common": all_[0], "default": all_[-1]}},
    lambda all_: {"endpoint": ENDPOINT, "metadata": all_[0], "name": "a"},
    lambda all_: {"endpoint": "http://voice.acme.dev", "type": "outbound-voice", "x": all_},
    lambda all_: {"agents": [{**agent(all_[0]), "metadata": None}, {**agent(VALID), "a": None}]},
    lambda all_: {**agent(all_[0]), "model_type": None},
    lambda all_: {"kind": "Secret", "data": all_[0], "encryptedData": all_[-1]},
    lambda all_: {"kind": "ConfigMap", "metadata": {"name": "a"}, "data": all_[0]},
    lambda all_: {"labels": all_[0], "connections": {"labels": all_[-1]}},
    lambda all_: {**all_[0], "errors": [{"a": all_[-1]}]},
    lambda all_: {"<<": all_[0], **all_[-1]},
    lambda all_: {**agent(all_[0]), "<<": {"endpoint": ENDPOINT}},
    lambda all_: {
        "connections": [{"model_type": "X", "a": all_[0], "b": {"phone_number_key": "t"}}]
    },
]


@settings(max_examples=200)
@given(
    fields=st.lists(border.connections() | st.just(VALID), min_size=1, max_size=3),
    shape=st.sampled_from(SHAPES),
)  # fmt: skip
@example(fields=[{**VALID, "name": 1}, {**VALID, "name": 1}], shape=list)
def test_documents_that_are_proved_have_no_finding(
    fields: list[dict[str, Any]], shape: Callable[[list[dict[str, Any]]], Any]
) -> None:
    check_value(shape(fields))


@settings(max_examples=3)
@pytest.mark.parametrize("shape", secret_shapes.SHAPES, ids=lambda shape: f"{shape.leads[0]}…")
@given(data=st.data())
def test_no_credential_of_a_known_shape_is_proved(
    shape: secret_shapes.Shape, data: st.DataObject
) -> None:
    lead = data.draw(st.sampled_from(shape.leads))
    pattern = shape.rest.replace("(?<=[0-9]{6}:AA)", "")
    text = lead + data.draw(st.from_regex(f"\\A(?:{pattern})\\Z"))
    check_value({**VALID, "trigger_call_payload": json.dumps({"value": text, "x" + text: [text]})})
    check_value({**VALID, "trigger_call_endpoint": f"{ENDPOINT}/{text}"})
    check_value({**VALID, "trigger_call_headers": json.dumps({**HEADERS, "X-Team": text})})


YAML_STRUCTURES = [
    "connections:\n  - &a\n    {fields}\n  - <<: *a\n    name: b\n",
    "base: &a\n  trigger_call_headers: '{headers}'\nconnections:\n  - <<: *a\n    {endpoint}\n",
    "base: &a\n  trigger_call_headers: '{headers}'\nother:\n  - {endpoint}\n",
    "base: &a\n  {endpoint}\nconnections:\n  - <<: [*a]\n    {headers_field}\n",
    "a: &a {{phone_number_key: to}}\nb:\n  <<: [*a, {{phone_number_key: x}}]\n  {fields}\n",
    "connections:\n  phone_number_key: to\n  a:\n    {fields}\n",
    "!t\n{fields_top}\n",
    "a: !t x\n{fields_top}\n",
    '"<<": x\n{fields_top}\n',
    "{fields_top}\n---\n{fields_top}\n...\n",
    "? [a]\n: b\n{fields_top}\n",
    "x: &x\n  {fields}\ny: *x\n",
    "yes: 1\n{fields_top}\n",
    "connections:\n  off:\n    {fields}\n",
    "connections:\n  - name: a\n    {fields}\n  - name: a\n    {fields}\n",
    "connections:\n  - name: &n a\n    {fields}\n  - name: *n\n    {fields}\n",
    'true: 1\n"true": 2\n{fields_top}\n',
    "phone_number_key: 2025-01-01\n{fields_top}\n",
    "phone_number_key: &k to\na: *k\n{fields_top}\n",
    "x-a: &a\n  trigger_call_payload: '{{'\n{fields_top}\n",
    "x-a: &a\n  trigger_call_payload: '{{}}'\nc:\n  <<: *a\n  {fields}\n",
    "connections:\n  <<: {{a: {{phone_number_key: to}}}}\n  b:\n    {fields}\n",
    "a: &a\n  <<: *a\n  {fields}\n",
    "deep: {{a: {{b: [{{c: {{}}}}]}}}}\n{fields_top}\n",
    "a:\n  trigger_call_endpoint:https://voice.acme.dev\n",
    "- {{name: a, trigger_call_endpoint:https://voice.acme.dev}}\n",
    "{fields_top}\nother: [trigger_call_payload:'{{}}']\n",
    "base: &a\n  {fields}\nb:\n  <<: *a\n  <<: *a\n  {fields}\n",
    "base: &a [1]\nb:\n  <<: *a\n  {fields}\n",
    "base: &a\n  {fields}\nb:\n  '<<': *a\n  name: b\n",
    "voice-base: &a\n  {fields}\nb:\n  <<: *a\n  name: b\n",
    "other:\n  <<: text\n{fields_top}\n",
    "other: [{{<<: [1]}}]\n{fields_top}\n",
    "trigger_call_endpoint: &e https://voice.acme.dev/x\ntrigger_call_headers: *e\n",
    "connections:\n  - name: !t a\n    {fields}\n  - name: !t a\n    {fields}\n",
]


@pytest.mark.parametrize("structure", YAML_STRUCTURES)
def test_structures_of_yaml_that_are_proved_have_no_finding(structure: str) -> None:
    def block(indent: str, *names: str) -> str:
        return f"\n{indent}".join(f"{name}: '{VALID[name]}'" for name in names)

    fields = ("trigger_call_endpoint", "trigger_call_headers", "trigger_call_payload")
    text = structure.format(
        fields=block("    ", *fields),
        fields_top=block("", *fields),
        headers=VALID["trigger_call_headers"],
        headers_field=block("", "trigger_call_headers"),
        endpoint=block("", "trigger_call_endpoint"),
    )
    check(text)


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "examples").glob("*/**/*.y*ml"))
    + sorted((ROOT / "examples").glob("*/**/*.json")),
    ids=lambda path: path.relative_to(ROOT / "examples").as_posix(),
)
def test_the_examples_are_judged_alike(path: Path) -> None:
    check(path.read_text(encoding="utf-8"), as_json=path.suffix == ".json")


def yaml(**written: str) -> str:
    """Write a valid connection; fields are in single quotes unless they are given as written."""
    lines = [f"{name}: " + written.get(name, f"'{text}'") for name, text in VALID.items()]
    return "\n".join(lines) + "\n"


def payload(**members: Any) -> str:
    return yaml(trigger_call_payload=f"'{json.dumps(members, ensure_ascii=False)}'")


def headers(**fields: str) -> str:
    named = {name.replace("_", "-"): value for name, value in fields.items()}
    return yaml(trigger_call_headers=f"'{json.dumps(named)}'")


def block(indicator: str) -> str:
    """Write the headers as a block scalar."""
    text = json.dumps(HEADERS, indent=2).replace("\n", "\n  ")
    return yaml(trigger_call_headers=f"{indicator}\n  {text}")


MERGED = f"""
x-headers: &headers |
  {json.dumps(HEADERS)}
defaults: &defaults
  trigger_call_headers: *headers
connections:
  - name: a
    <<: *defaults
    trigger_call_endpoint: {ENDPOINT}
    description: the first of two
    labels: [a, b]
"""
HIDDEN_KEYS = MERGED.replace("defaults: &defaults", ".base: &defaults")
USUAL = {
    "single quotes": yaml(),
    "plain scalars": yaml(trigger_call_endpoint=ENDPOINT, phone_number_key="to"),
    "double quotes": yaml(trigger_call_payload=json.dumps(json.dumps(PAYLOAD))),
    "a literal block": block("|"),
    "a folded block": block(">-"),
    "escapes": payload(greeting='Say "hello", \\ caller'),
    "escaped non-ASCII": yaml(trigger_call_payload="'" + json.dumps({"a": "Grüße 📞"}) + "'"),
    "non-ASCII": payload(greeting="Grüße 📞, 5 % off (today) & more!"),
    "nested values": payload(a={"b": [1, 2.5, True, None, {"c": "d"}]}),
    "placeholders": payload(id="{{simulation_output_id}}", env="${ENV}", lead="{{ lead.id }}"),
    "a UUID": payload(agent="3f2b8c1e-9d47-4a6b-8c1e-9d474a6b8c1e"),
    "a caller's number": payload(from_number="+12025550123", price="$5"),
    "a URL in the payload": payload(url="https://crm.acme.dev/leads?team=a&page=2"),
    "an API key": headers(X_API_Key="${VOICE_KEY}", content_type="application/json"),
    "more headers": headers(**HEADERS, X_Acme_Team="support", Accept="application/json"),
    "a host to be filled": yaml(trigger_call_endpoint="https://${VOICE_HOST}/outbound"),
    "a port and a query": yaml(trigger_call_endpoint=f"{ENDPOINT}/v1?mode=a&team=${{TEAM}}"),
    "a long host": yaml(trigger_call_endpoint="https://customer-success.voice.acme.dev:8443/a"),
    "two documents": f"# a comment\n{yaml()}---  # another\n{yaml()}...\n",
    "agents of the API": json.dumps({"agents": [agent(VALID)]}, indent=2),
    "anchors and merges": MERGED,
    "a hidden key": HIDDEN_KEYS,
}


@pytest.mark.parametrize("name", USUAL)
def test_what_teams_write_is_proved(name: str) -> None:
    assert check(USUAL[name])


@pytest.mark.parametrize("text", ["", "a: 1\n", "- trigger_call_nothing\n", "{}\n---\n[]\n"])
def test_documents_without_connections_are_proved_too(text: str) -> None:
    assert check(text) == 0


BROKEN_JSON = ['{"a": 1,}', '{"a" 1}', '{"a": 1', '{"a": 01}', '{"a": tru}', "{'a': 1}", "{,}"]


@pytest.mark.parametrize("text", BROKEN_JSON)
def test_broken_json_is_left_to_the_rules_in_a_process_without_the_json_package(text: str) -> None:
    script = (
        "import sys\n"
        "from outbound_lint.connections.plain_values import UnsureError, prove_payload\n"
        "assert 'json' not in sys.modules\n"
        "try: prove_payload(sys.argv[1])\n"
        "except UnsureError: sys.exit(7)"
    )
    done = subprocess.run([sys.executable, "-c", script, text], check=False, cwd=ROOT / "src")
    assert done.returncode == 7


ABOUT_COMMENTS = {"suppression-unused", "suppression-unknown"}
"""The proof is about values: a text with the word of an ignore comment is judged in any case."""


@pytest.mark.parametrize("rule", corpus.RULES)
def test_no_document_with_a_finding_is_proved(rule: str) -> None:
    documents = [
        document
        for case in load(rule, "cases")
        for document in write_out(case)
        if {name for _, _, name in document.expected} & DEFAULT - ABOUT_COMMENTS
    ]
    passed = [
        document.text
        for document in documents
        if proved(document.text, as_json=document.path.endswith(".json")) is not None
    ]
    assert not passed


def test_most_kinds_of_near_misses_that_teams_write_are_proved() -> None:
    """The proof would be useless if it left all documents near a mistake to the rules."""
    documents = [document for document in corpus.valid() if document.path.endswith(".yaml")]
    passed = sum(proved(document.text) is not None for document in documents)
    assert passed > len(documents) / 4
