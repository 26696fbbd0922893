"""Rules of family endpoint: the URL that starts the call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rules.rule import Context, field_rule
from outbound_lint.source import Place

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)")


@field_rule("endpoint-scheme", "endpoint", "error")
def endpoint_scheme(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is not an https URL.

    ## What it finds
    A URL with another scheme than https. What stands before `://` as a placeholder is not judged.

    ## Why it matters
    The request carries a credential and the number to call. Over http everybody on the way can
    read both, and the platform asks for HTTPS.

    ## Wrong
    ```yaml
    trigger_call_endpoint: http://voice.acme.dev/outbound
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    ```

    ## How to mend
    Write `https://`, and see that the server answers there.
    """
    text = connection.endpoint.text if connection.endpoint else None
    match = _SCHEME.match(text.value) if text else None
    if text and match and match.group().lower() != "https":
        yield Finding(
            Place(text, *match.span()),
            f"the scheme is `{match.group()}`: "
            "the credential and the number to call need the protection of https",
            "Write `https`.",
        )
