"""What editors explain: a field under the mouse."""

from __future__ import annotations

import pytest

from tests.editors.documents import Editor

pytestmark = pytest.mark.registry

AGENT = """\
agents:
  - model_type: MODEL_TYPE_OUTBOUND_VOICE
    endpoint: https://a.dev
    metadata:
      phone_number_key: to
"""
CONNECTIONS = """\
x-base: &base
  trigger_call_headers: '{}'
connections:
  support:
    <<: *base
    trigger_call_endpoint: https://a.dev
    phone_number_key: to
"""


def at(text: str, name: str) -> str:
    """Put the cursor into a name."""
    return text.replace(name, f"{name[:3]}|{name[3:]}", 1)


@pytest.mark.parametrize(
    ("text", "name", "title", "explanation"),
    [
        (CONNECTIONS, "trigger_call_endpoint", "Trigger call endpoint", "absolute HTTPS URL"),
        (CONNECTIONS, "trigger_call_headers", "Trigger call headers", "JSON object in a string"),
        (CONNECTIONS, "phone_number_key", "Phone number key", "a name, not a number"),
        (AGENT, "endpoint", "Endpoint", "at most 200 characters"),
        (AGENT, "phone_number_key", "Phone number key", "a name, not a number"),
    ],
)
def test_a_field(yaml: Editor, text: str, name: str, title: str, explanation: str) -> None:
    shown = yaml.hover(at(text, name))
    assert shown.startswith(f"#### {title}\n")
    assert explanation in shown
    assert shown.count("https://${VOICE_HOST}") <= 1  # no example twice


@pytest.mark.parametrize(
    ("text", "name", "title", "explanation"),
    [
        (CONNECTIONS, "connections", "Connections", "A list of connections, or a mapping from"),
        (CONNECTIONS, "support", "Outbound voice connection", "One outbound voice connection"),
        (AGENT, "agents", "Agents", "A list of agents"),
        (AGENT, "model_type", "Model type", "Marks the agent as an outbound voice connection"),
        (AGENT, "metadata", "Metadata", "The other fields of the connection"),
    ],
)
def test_other_members(yaml: Editor, text: str, name: str, title: str, explanation: str) -> None:
    shown = yaml.hover(at(text, name))
    assert shown.startswith(f"#### {title}\n")
    assert explanation in shown
    assert "editors" not in shown.lower()  # a remark for developers


def test_a_template(yaml: Editor) -> None:
    assert yaml.hover(at(CONNECTIONS, "x-base")).startswith("Fields that connections inherit")


@pytest.mark.parametrize("name", ["version", "retries"])
def test_nothing_is_shown_for_members_that_the_schema_does_not_know(
    yaml: Editor, name: str
) -> None:
    assert yaml.hover(at(f"{CONNECTIONS}    retries: 3\nversion: 2\n", name)) == ""


def test_a_field_in_json(json: Editor) -> None:
    shown = json.hover('{"connections": [{"trigger_call_|endpoint": "https://a.dev"}]}')
    assert shown.startswith("Trigger call endpoint\n")
    assert "absolute HTTPS URL" in shown
