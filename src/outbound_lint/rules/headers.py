"""Rules of family headers: the JSON of `trigger_call_headers`."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.rules.embedded import invalid_json, not_object


@field_rule("headers-invalid-json", "headers", "error")
def headers_invalid_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """The headers are not JSON.

    ## What it finds
    A text in `trigger_call_headers` that is not JSON by RFC 8259, at the very character at which
    it stops being so: single quotes, trailing commas, comments, `True` and `None`, typographic
    quotes, raw line breaks.

    ## Why it matters
    The platform can't read the headers: the request is sent without them or not at all, and the
    webhook refuses it.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Content-Type": "application/json",}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Type what the finding says at the character it shows. Names and texts stand in double quotes.
    """
    return invalid_json(connection.headers)


@field_rule("headers-not-object", "headers", "error")
def headers_not_object(connection: Connection, context: Context) -> Iterator[Finding]:
    """The headers are JSON, but no object.

    ## What it finds
    A list, a string, a number, a boolean or null in `trigger_call_headers`; also an object that was
    encoded twice, so that it is a string.

    ## Why it matters
    Headers are names with values. Anything else has none, so the request is sent without headers
    or not at all.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '["Content-Type: application/json"]'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write one object: `{"name": "value"}`.
    """
    return not_object(connection.headers)
