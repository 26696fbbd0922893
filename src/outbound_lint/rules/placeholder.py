"""Rules of family placeholder: text that something fills before the connection is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections.model import Connection, Field
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.rules.strings import may_hold, root_of, strings
from outbound_lint.source import Place, Text
from outbound_lint.syntax.places import Decoded

if TYPE_CHECKING:
    from outbound_lint.facts._malformed_placeholders import Malformed

_SIGNS = placeholders.SUSPICIOUS


@field_rule("placeholder-malformed", "placeholder", "warning")
def placeholder_malformed(connection: Connection, context: Context) -> Iterator[Finding]:
    """Something looks like a placeholder, and nothing will ever fill it.

    ## What it finds
    In the endpoint, the values of headers, the strings of the payload and the phone number key: a
    placeholder that is never closed, closed twice or without a name; one with a name that no
    variable can have (`${API-KEY}`, `$ {API_KEY}`); one inside another; `$(command …)` and
    commands in backticks; code of a template engine. Unbalanced `{{…}}` in the payload is told
    by `payload-template`.

    ## Why it matters
    The text is sent as it stands, braces and all: a URL that leads nowhere, a credential that no
    server takes. A shell reads `${API-KEY}` as the variable `API` with the default `KEY`, and fills
    in something that nobody meant.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE-TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write `${NAME}` with letters, digits and underscores, or `{{name}}` for what the platform fills
    in. Where a template engine renders the file first, lint what it renders.
    """
    yield from _in_endpoint(connection.endpoint)
    yield from _in_headers(connection.headers)
    yield from _in_payload(connection.payload)
    key = connection.phone_number_key
    if key and key.text and not key.plain:
        for malformed in placeholders.find_malformed(key.text.value):
            yield _finding(_place(key.text, malformed), malformed)


def _in_endpoint(endpoint: Field | None) -> Iterator[Finding]:
    if not endpoint or not endpoint.text or endpoint.plain:
        return
    for malformed in placeholders.find_malformed(endpoint.text.value):
        problem = endpoint.url.problem if endpoint.url else None
        # What makes the URL unsound is told as that.
        if not problem or problem.span[1] <= malformed.start or malformed.end <= problem.span[0]:
            yield _finding(_place(endpoint.text, malformed), malformed)


def _in_headers(headers: Field | None) -> Iterator[Finding]:
    if (
        not headers
        or not headers.object
        or headers.plain
        or not may_hold(headers, placeholders.SUSPICIOUS)
    ):
        return
    for header in headers.header_fields:
        if header.value and header.fault is None:
            for malformed in placeholders.find_malformed(header.value):
                yield _finding(header.place(malformed.start, malformed.start + 1), malformed)


def _in_payload(payload: Field | None) -> Iterator[Finding]:
    root = root_of(payload)
    if (
        payload is None
        or root is None
        or payload.plain
        or not may_hold(payload, placeholders.SUSPICIOUS)
    ):
        return
    for _, scalar in strings(root):
        for malformed in placeholders.find_malformed(scalar.value):
            if malformed.kind != "unbalanced-braces":  # told by payload-template
                yield _finding(_place(Decoded(scalar), malformed), malformed)


def _place(text: Text, malformed: Malformed) -> Place:
    return Place(text, malformed.start, malformed.start + 1)


def _finding(place: Place, malformed: Malformed) -> Finding:
    return Finding(place, malformed.message, malformed.hint or "Write `${NAME}`.")


@field_rule("placeholder-unquoted", "placeholder", "warning")
def placeholder_unquoted(connection: Connection, context: Context) -> Iterator[Finding]:
    """A placeholder stands outside quotes in embedded JSON.

    ## What it finds
    A placeholder in `trigger_call_headers` or `trigger_call_payload` where JSON wants a value. The
    rest is judged as if a value stood there.

    ## Why it matters
    The text is JSON only after something has filled the placeholder, and only if what it fills in
    is a number, `true`, `false`, `null` or brings its own quotes. Filled with nothing, the whole
    text is void.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": ${CAMPAIGN_ID}}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "${CAMPAIGN_ID}"}'
    ```

    ## How to mend
    Put the placeholder in double quotes, unless the receiver needs a number.
    """
    for field in (connection.headers, connection.payload):
        if field and field.text and field.json and not field.json.mistake:
            for gap in field.json.gaps:
                yield Finding(
                    Place(field.text, gap.start, gap.start + 1),
                    "the placeholder stands outside quotes: "
                    "this is JSON only after it is filled, and only with a JSON value",
                    'Put it in double quotes: `"`.',
                )
