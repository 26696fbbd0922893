"""Mutations of the platform: judged as the agent that they make, where that is in the document."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outbound_lint.connections import finder
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import read
from outbound_lint.source import Source
from tests.connections.found import connections, findings

HEADERS = '{"Content-Type": "application/json", "Authorization": "Bearer ${TOKEN}"}'
AGENT = {
    "id": "a1",
    "display_name": "Support",
    "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
    "endpoint": "https://voice.acme.dev/outbound",
    "metadata": {"trigger_call_headers": HEADERS, "trigger_call_payload": '{"to": "desk"}'},
}


def mutation(overrides: object, agent: str = "a1", name: str = "Angry") -> dict[str, Any]:
    return {"agent_id": agent, "display_name": name, "config_overrides": overrides}


def document(*mutations: object) -> str:
    return json.dumps({"mutations": mutations, "agents": [AGENT]})


def mutated(*mutations: object) -> list[Connection]:
    found = connections(document(*mutations), as_json=True)
    return [one for one in found if one.pointer.startswith("/mutations/")]


def values(connection: Connection) -> dict[str, str]:
    return {name: field.value.value for name, field in connection.fields.items()}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "overrides",
    [
        {"metadata": {"phone_number_key": "to"}},
        {"phone_number_key": "to"},
        {"prompt": "Be brief.", "metadata": {"phone_number_key": "to", "voice": "f"}},
    ],
)
def test_a_mutation_is_the_agent_with_other_values(overrides: object) -> None:
    (one,) = mutated(mutation(overrides))
    assert one.name == "Support / Angry"
    assert values(one) == {
        "trigger_call_endpoint": AGENT["endpoint"],
        **AGENT["metadata"],  # type: ignore[dict-item]
        "phone_number_key": "to",
    }


def test_rules_over_several_fields_see_the_agent_with_the_overrides() -> None:
    text = document(mutation({"metadata": {"phone_number_key": "to"}}))
    (found,) = findings(text, "default", path="a.json")
    assert found.rule == "payload-key-collision"
    assert found.connection == "Support / Angry"
    assert found.pointer == "/agents/0/metadata/trigger_call_payload"


def test_a_mistake_that_a_mutation_inherits_is_one_finding() -> None:
    text = document(mutation({"prompt": "x", "endpoint": AGENT["endpoint"]}), mutation({"a": 1}))
    (found,) = findings(text.replace("${TOKEN}", ""), "auth-malformed", path="a.json")
    assert {found.connection, *found.also} == {"Support", "Support / Angry"}


def test_a_value_that_is_replaced_is_judged_only_in_the_agent() -> None:
    text = document(mutation({"endpoint": "http://voice.acme.dev/outbound"}))
    (found,) = findings(text, "endpoint", path="a.json")
    assert (found.connection, found.pointer) == (
        "Support / Angry",
        "/mutations/0/config_overrides/endpoint",
    )


@pytest.mark.parametrize(
    "one",
    [
        mutation({"metadata": {"phone_number_key": "to"}}, agent="another"),
        mutation({}),
        mutation({"prompt": "Be brief."}),
        mutation({"metadata": None}),
        mutation({"metadata": {"phone_number_key": None}}),
        mutation({"model_type": "MODEL_TYPE_CHAT", "endpoint": "https://chat.acme.dev"}),
        mutation(None),
        mutation("${OVERRIDES}"),
        {"display_name": "Angry", "config_overrides": {"phone_number_key": "to"}},
    ],
)
def test_other_mutations_are_no_connections(one: object) -> None:
    assert mutated(one) == []


def test_the_overrides_alone_are_judged_as_a_template() -> None:
    text = json.dumps([mutation({"metadata": {"phone_number_key": " to"}})])
    (found,) = findings(text, "default", path="a.json")
    assert found.rule == "phone-key-whitespace"


def test_mutations_of_different_agents_may_have_one_name() -> None:
    other = {**AGENT, "id": "a2", "display_name": "Sales"}
    overrides = {"endpoint": "https://voice.acme.dev/v2"}
    mutations = [mutation(overrides), mutation(overrides, agent="a2")]
    text = json.dumps({"agents": [AGENT, other], "mutations": mutations})
    assert findings(text, "document", path="a.json") == []


def test_an_agent_without_a_url_is_reported_once() -> None:
    agent = {name: value for name, value in AGENT.items() if name != "endpoint"}
    text = json.dumps([agent, mutation({"phone_number_key": "x"})])
    (found,) = findings(text, "missing-field", path="a.json")
    assert found.connection == "Support"


def test_mutations_count_as_connections_for_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder, "MAX_CONNECTIONS", 3)
    text = document(*[mutation({"endpoint": AGENT["endpoint"]})] * 3)
    parsed = read(Source(text, "a.json"), as_json=True)
    assert len(parsed.connections) == 3
    assert "more than 3 connections" in parsed.problems[0].message
