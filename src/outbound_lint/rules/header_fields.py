"""Rules of family headers: the names of headers, as HTTP knows them.

Of the rules about one header the first that holds speaks: header-name, header-reserved and
header-value, which `Header.fault` knows; then those about what the value means; then
header-unusual, and header-value-unusual last. A name that stands twice is told beside them.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.headers import Fault, Header
from outbound_lint.connections.model import Connection
from outbound_lint.facts import http_fields
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rule import Context, field_rule


@field_rule("header-duplicate", "headers", "error")
def header_duplicate(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header is named twice.

    ## What it finds
    Two names in `trigger_call_headers` that are the same to HTTP: letter case does not count.

    ## Why it matters
    Which of the two values is sent, or whether both are, depends on the client. Most receivers
    refuse two `Authorization` or `Content-Type` headers, or take the one that was not meant.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "content-type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Keep the one that is meant.
    """
    headers = headers_of(connection)
    if len({header.folded for header in headers}) == len(headers):
        return
    first: dict[str, Header] = {}
    for header in headers:
        name = header.name if header.unknown_name else header.folded
        earlier = first.setdefault(name, header)
        if earlier is not header:
            yield Finding(
                header.key.place,
                f"the headers name `{header.name}` for the second time here: "
                "which of the two values is sent depends on the client",
                "Keep one of the two.",
                (Related(earlier.key.place, "first here"),),
            )


@field_rule("header-name", "headers", "error")
def header_name(connection: Connection, context: Context) -> Iterator[Finding]:
    """The name of a header holds what no name may hold.

    ## What it finds
    A name that is not a token (RFC 9110, section 5.6.2): letters, digits and ``!#$%&'*+-.^_`|~``.
    Spaces, colons, other characters and empty names are none. A name with a placeholder is not
    judged.

    ## Why it matters
    The client refuses to send such a header, so no call starts; or a receiver refuses the request.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type:": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write letters, digits and hyphens.
    """
    for header in headers_with(connection, "name"):
        wrong = header.name[http_fields.first_non_token(header.name) :][:1]
        yield Finding(
            header.key.place,
            f"{_shown(wrong)} can't stand in the name of a header: the request can't be sent so"
            if wrong
            else "a header has no name: the request can't be sent so",
            "Write the name in letters, digits and hyphens.",
        )


@field_rule("header-reserved", "headers", "error")
def header_reserved(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header is not the configuration's to set.

    ## What it finds
    `Host`, `Content-Length`, `Transfer-Encoding`, `Connection`, `Keep-Alive`, `TE`, `Trailer`,
    `Upgrade`, `Expect`, `HTTP2-Settings`, all that begin with `Proxy-`, and the headers that the
    metadata services of clouds ask for.

    ## Why it matters
    The client computes them from the URL, the body and the connection. A second or a wrong one
    makes receivers refuse the request, or take its end for the start of another one. The headers
    of metadata services let the request read a cloud's credentials.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "Host": "voice.acme.dev"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Remove the header.
    """
    for header in headers_with(connection, "reserved"):
        reason = http_fields.reserved(header.name)
        if reason:
            yield Finding(
                header.key.place,
                f"`{header.name}` is not the configuration's to set: {reason.why}",
                "Remove this header.",
            )


@field_rule("header-unusual", "headers", "warning")
def header_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header is legal, but has no place in a trigger.

    ## What it finds
    `Cookie`, `Content-Encoding`, `Range`, `Forwarded`, `X-Forwarded-*` and their kin, and headers
    that change the method or the URL for receivers that know them.

    ## Why it matters
    The receiver believes something that is not so: that a browser calls, that the body is packed,
    that the request came another way or is another one.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "X-HTTP-Method-Override": "PUT"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Remove the header, unless the receiver's documentation asks for it.
    """
    for header in headers_of(connection):
        if header.unusual and not header.fault:
            yield Finding(
                header.key.place,
                f"`{header.name}` has no place in a trigger: {header.unusual.why}",
                "Remove this header, unless the receiver's documentation asks for it.",
            )


def headers_of(connection: Connection) -> tuple[Header, ...]:
    """Return the headers of a connection, in the order they stand."""
    return connection.headers.header_fields if connection.headers else ()


def headers_with(connection: Connection, fault: Fault) -> Iterator[Header]:
    """Yield the headers of a connection that have one fault."""
    return (header for header in headers_of(connection) if header.fault == fault)


def _shown(character: str) -> str:
    if character == " ":
        return "a space"
    return f"`{character}`" if "!" <= character <= "~" else f"U+{ord(character):04X}"
