"""Text that is not secret is never masked, and no harmless value changes what is said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.settings import Settings
from outbound_lint.rules import RULES
from tests.leaking import outputs

MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SOME = settings(MANY, max_examples=20)

PROGRAM_WORDS = (
    "platform header headers support Write POST call trigger payload number phone_number name "
    "connection connections endpoint https Remove value Bearer the application/json json error "
    "warning help production prod staging trigger_call_payload Content-Type voice outbound Add"
).split()
"""Words that the program uses itself, in messages, hints, labels and previews."""

ORDINARY = st.one_of(
    st.sampled_from(PROGRAM_WORDS),
    st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12),
    st.builds("{}-{}".format, *[st.text("abcdefgh", min_size=3, max_size=8)] * 2),
    st.integers(1000, 99999).map(str),
    st.sampled_from(
        ["summer2024", "2026-01-31", "eu-west-1", "3c90c3cc-0d44-4b50-8888-8dd25736052a"]
    ),
)
HEADER_NAMES = ("X-Team", "X-Env", "X-Request-Type", "X-Kind", "Idempotency-Key", "X-Tenant")
MEMBERS = (
    "team environment key session_parameters application_sid publicKey idempotency_key note kind "
    "publishable_key max_tokens"
).split()
PLACEHOLDER = "${VOICE_TOKEN}"


class File:
    """A file of two connections with several mistakes, made from harmless values."""

    def __init__(self, headers: dict[str, str], payload: dict[str, str]) -> None:
        self.headers = headers
        self.payload = payload

    def text(self) -> str:
        sent = {"Authorization": f"Bearer {PLACEHOLDER}", **self.headers}
        collision = {**self.payload, "phone": "+12025550123"}
        broken = json.dumps(self.payload)[:-1] + ",}"
        connections: list[dict[str, Any]] = [
            {
                "name": "sales-en",
                "trigger_call_endpoint": "http://voice.brightline.io/trigger/call",
                "trigger_call_headers": json.dumps(sent),
                "phone_number_key": "phone",
                "trigger_call_payload": json.dumps(collision),
            },
            {
                "name": "sales-en",
                "trigger_call_endpoint": "https://voice.brightline.io/platform/support",
                "trigger_call_headers": json.dumps({**self.headers, "X-Team": 1}),
                "phone_number_key": " to",
                "trigger_call_payload": broken,
            },
        ]
        return json.dumps({"connections": connections}, indent=1)


FILES_OF_HARMLESS_VALUES = st.builds(
    File,
    st.dictionaries(st.sampled_from(HEADER_NAMES), ORDINARY, min_size=1),
    st.dictionaries(st.sampled_from(MEMBERS), ORDINARY, min_size=1),
)


def diagnostics(text: str) -> tuple[Diagnostic, ...]:
    chosen = Settings(rules=frozenset(rule.name for rule in RULES))
    return lint_text(text, path="a.json", settings=chosen, now=0).files[0].diagnostics


def said_of(text: str) -> list[tuple[Any, ...]]:
    """Return all that is said of a file, apart from places and the file's own lines."""
    return [
        (
            *(one.rule, one.message, one.hint, one.connection, one.also),
            *(one.pointer, one.embedded_pointer, *(related.message for related in one.related)),
            one.fix and one.fix.message,
        )
        for one in diagnostics(text)
    ]


@MANY
@given(FILES_OF_HARMLESS_VALUES, st.data())
def test_messages_hints_names_and_pointers_do_not_depend_on_harmless_values(
    file: File, data: st.DataObject
) -> None:
    """Law 2, first half.

    Two files with the same names of headers and members, and any harmless values, have the same
    rules, messages, hints, names, pointers and labels, in the same order.
    """
    other = File(
        {name: data.draw(ORDINARY) for name in file.headers},
        {name: data.draw(ORDINARY) for name in file.payload},
    )
    assert said_of(file.text()) == said_of(other.text())


@SOME
@given(FILES_OF_HARMLESS_VALUES)
def test_nothing_is_masked_but_values_of_headers_and_of_broken_json(file: File) -> None:
    """Law 2, second half.

    Where a file holds no secret, a mask is shown only in secret places: on source lines in place
    of a value of a header, or of a value in JSON that does not parse; in a preview in place of a
    value of a header.
    """
    for call, output in outputs("a.json", file.text()):
        for line in masked_lines(output):
            if call.startswith("check"):
                assert is_secret_place(file.text(), line), line
            else:
                assert re.search(r'^X-|^Idempotency|--header|"value": "\*{4}"', line), line


def is_secret_place(text: str, frame_line: str) -> bool:
    """Check whether a line of a frame or diff shows headers, or the payload that does not parse."""
    number = re.match(r" *([0-9]+) [-+|] ", frame_line)
    line = text.splitlines()[int(number[1]) - 1] if number else ""
    return "trigger_call_headers" in line or ('trigger_call_payload"' in line and ",}" in line)


def masked_lines(output: str) -> Iterator[str]:
    return (line for line in output.splitlines() if "****" in line)


@MANY
@given(FILES_OF_HARMLESS_VALUES)
def test_a_fingerprint_does_not_depend_on_other_values(file: File) -> None:
    """The fingerprint of a finding at an endpoint is the same whatever the headers hold."""
    first, second = (
        [one.fingerprint for one in diagnostics(each.text()) if one.rule == "endpoint-scheme"]
        for each in (file, File({"X-Team": "support"}, {}))
    )
    assert first == second
    assert len(first) == 1


@pytest.mark.parametrize("word", PROGRAM_WORDS)
def test_the_word_of_a_header_stays_in_the_programs_sentences(word: str) -> None:
    text = File({"X-Team": word, "X-Env": word}, {"note": word}).text()
    assert "****" not in str(said_of(text))
