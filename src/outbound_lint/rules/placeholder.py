"""Rules of family placeholder: text that something fills before the connection is used."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rules.rule import Context, field_rule
from outbound_lint.source import Place


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
    trigger_call_payload: '{"campaign_id": ${CAMPAIGN_ID}}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_payload: '{"campaign_id": "${CAMPAIGN_ID}"}'
    ```

    ## How to mend
    Put the placeholder in double quotes, unless the receiver needs a number.
    """
    for field in (connection.headers, connection.payload):
        if field and field.text and field.json:
            for gap in field.json.gaps:
                yield Finding(
                    Place(field.text, gap.start, gap.end),
                    "the placeholder stands outside quotes: "
                    "this is JSON only after it is filled, and only with a JSON value",
                    'Put it in double quotes: `"`.',
                )
