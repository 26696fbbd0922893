"""What editors say about mistakes: in words, and nothing about valid files."""

from __future__ import annotations

import json as json_text
import re

import pytest

from outbound_lint import lint_text
from outbound_lint.findings.settings import Settings
from tests.checkout import ROOT
from tests.editors.documents import Editor
from tests.rules import corpus
from tests.rules.format import DEFAULTS, load
from tests.rules.writing import write_out

pytestmark = pytest.mark.registry

URL = "https://a.dev"
MISSING = 'Missing property "trigger_call_endpoint".'
MISTAKES: list[tuple[dict[str, object], list[str]]] = [
    ({"trigger_call_endpoint": 1}, ["must be a string with the HTTPS URL"]),
    ({"trigger_call_endpoint": "http://a.dev"}, ["must be an absolute HTTPS URL"]),
    ({"trigger_call_endpoint": "a.dev/x"}, ["must be an absolute HTTPS URL"]),
    ({"trigger_call_endpoint": URL, "trigger_call_headers": {"A": "b"}}, ["must be a string"]),
    ({"trigger_call_endpoint": URL, "trigger_call_headers": "{'a': 1}"}, ["in double quotes"]),
    ({"trigger_call_endpoint": URL, "trigger_call_payload": ["a"]}, ["must be a string"]),
    ({"trigger_call_endpoint": URL, "trigger_call_payload": '{"a": 1,}'}, ["no trailing comma"]),
    ({"trigger_call_endpoint": URL, "phone_number_key": 7}, ["the name of a payload member"]),
    ({"trigger_call_endpoint": URL, "phone_number_key": "+12025550123"}, ["not a phone number"]),
    ({"name": "a", "trigger_call_headers": "{}"}, [MISSING]),
    (
        {"trigger_call_endpoint": URL, "triggerCallHeaders": "{}"},
        ["Write `trigger_call_headers`: the platform ignores this name."],
    ),
    (
        {"trigger_call_endpoint": URL, "phone_nubmer_key": "to"},
        ["Write `phone_number_key`: the platform ignores this name."],
    ),
    ({"trigger_call_endpiont": URL}, [MISSING, "Write `trigger_call_endpoint`"]),
    (
        {"model_type": "MODEL_TYPE_OUTBOUND_VOICE", "endpoint": URL, "metadata": 1},
        ["The metadata must be a mapping."],
    ),
]


@pytest.fixture(params=MISTAKES, ids=lambda one: json_text.dumps(one[0])[:60])
def mistake(request: pytest.FixtureRequest) -> tuple[dict[str, object], list[str]]:
    found: tuple[dict[str, object], list[str]] = request.param
    return found


def check(messages: list[str], expected: list[str]) -> None:
    assert len(messages) == len(expected), messages
    for part in expected:
        assert any(part in message for message in messages), messages
    assert not any("pattern" in message or "[" in message for message in messages), messages


def test_a_mistake(yaml: Editor, mistake: tuple[dict[str, object], list[str]]) -> None:
    document, expected = mistake
    check(yaml.problems(json_text.dumps({"connections": [document]}, indent=2)), expected)


def test_a_mistake_in_json(json: Editor, mistake: tuple[dict[str, object], list[str]]) -> None:
    document, expected = mistake
    check(json.problems(json_text.dumps({"connections": {"a": document}})), expected)


def lint(text: str, path: str) -> set[str]:
    """Return the rules that the linter reports."""
    report = lint_text(text, path=path, settings=Settings(), now=0)
    return {one.rule for _, one in report.diagnostics()}


HEADERS = DEFAULTS["trigger_call_headers"]
MERGED = f"""\
connections:
  usual: &usual
    trigger_call_headers: '{HEADERS}'
  support:
    <<: *usual
    trigger_call_endpoint: {URL}/x
"""
TAGGED = f"""\
trigger_call_endpoint: !secret voice-url
trigger_call_headers: '{HEADERS}'
"""


@pytest.mark.parametrize(
    ("text", "message"), [(MERGED, MISSING), (TAGGED, "must be an absolute HTTPS URL")]
)
def test_what_only_the_linter_knows_about_a_file(yaml: Editor, text: str, message: str) -> None:
    """See docs/editors.md, "What an editor does not know"."""
    check(yaml.problems(text), [message])
    assert lint(text, "a.yaml") == set()


def test_a_file_for_an_option_of_the_command_line(json: Editor) -> None:
    """See docs/editors.md, "What an editor does not know"."""
    fields = {"trigger_call_headers": HEADERS, "region": "eu"}
    text = json_text.dumps(fields)
    check(json.problems(text), [MISSING])
    assert lint(text, "voice-metadata.json") == set()
    assert lint(text, "voice.json") == {"missing-field"}


def valid_files(suffix: str) -> list[str]:
    """Return the valid examples, and the cases in which no rule finds anything.

    Without values behind a tag, such as `!secret name`: editors judge the text behind it.
    """
    paths = (ROOT / "examples" / "valid").rglob(f"*{suffix}")
    texts = [path.read_text(encoding="utf-8") for path in paths]
    forms = ("plain", "merge", "as written") if suffix == ".yaml" else ("JSON", "API", "as written")
    for rule in corpus.RULES_ABOUT_VALUES:
        for case in load(rule, "valid"):
            texts += [
                document.text
                for document in write_out(case)
                if document.form in forms
                and document.encoding == "LF"
                and document.path.endswith(suffix)
            ]
    return [text for text in texts if not re.search(r"(?m)(?:^|[\s\[{])!\w", text)]


def complaints(editor: Editor) -> dict[str, list[str]]:
    texts = valid_files(editor.suffix)
    assert len(texts) > 100
    opened = [(editor.open(text), text) for text in texts]
    return {text: found for uri, text in opened if (found := editor.server.problems(uri))}


def test_valid_files(yaml: Editor) -> None:
    assert complaints(yaml) == {}


def test_valid_json_files(json: Editor) -> None:
    assert complaints(json) == {}
