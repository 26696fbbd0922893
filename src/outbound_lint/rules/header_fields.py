"""Rules of family headers: each header's name and value, as HTTP carries them.

Of the rules about one header the first that holds speaks: header-name, header-reserved and
header-value, which `Header.fault` knows; then those about what the value means; then
header-unusual, and header-value-unusual last. A name that stands twice is told beside them.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.headers import LONGEST, Fault, Header, flaw_of, masked
from outbound_lint.connections.model import Connection
from outbound_lint.facts import http_fields
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rules import content_type
from outbound_lint.rules.rule import Context, field_rule
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Node, Scalar, Sequence


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
    headers = _headers(connection)
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
    for header in _headers_with(connection, "name"):
        wrong = header.name[http_fields.first_non_token(header.name) :][:1]
        yield Finding(
            header.key.place,
            f"{_shown(wrong)} can't stand in the name of a header: the request can't be sent so"
            if wrong
            else "a header has no name: the request can't be sent so",
            "Write the name in letters, digits and hyphens.",
        )


@field_rule("header-value", "headers", "error")
def header_value(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a header can't be sent.

    ## What it finds
    A value that is no string; line breaks, NUL and other control characters; characters outside
    Latin-1; characters that nobody sees, such as a zero-width space. What a placeholder stands for
    is not judged.

    ## Why it matters
    Clients refuse to send it, so no call starts. A line break that is sent starts another header;
    an invisible character makes another credential of the one that is read.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "X-Retries": 3}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "X-Retries": "3"}
    ```

    ## How to mend
    Put a value that is no string in double quotes; remove the character that is shown.
    """
    for header in _headers_with(connection, "value"):
        flaw = flaw_of(header.value) if header.value is not None else None
        if flaw is None:
            yield Finding(header.node.place, *_no_string(header.node))
        else:
            place = header.place(flaw.start, flaw.start + 1)
            yield Finding(place, *_of_flaw(flaw, place.value))


@field_rule("header-value-unusual", "headers", "warning")
def header_value_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a header is one that receivers read differently.

    ## What it finds
    A value that is empty, or starts or ends with a space; letters of Latin-1 beyond ASCII; a name
    or a value of more than 8 KiB.

    ## Why it matters
    Spaces around a value are none of it (RFC 9110, section 5.5): some clients send them, some drop
    them, some refuse the request. Letters beyond ASCII become others where they are read as UTF-8.
    Most servers refuse headers of more than 8 KiB.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "X-Campaign": "summer "}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json",
       "X-Campaign": "summer"}
    ```

    ## How to mend
    Remove the spaces, write ASCII, or leave out the header.
    """
    for header in _headers(connection):
        if not (header.plain or header.fault or _is_spoken_for(header)):
            yield from _unusual_value(header)


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
    for header in _headers_with(connection, "reserved"):
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
    for header in _headers(connection):
        if header.unusual and not header.fault:
            yield Finding(
                header.key.place,
                f"`{header.name}` has no place in a trigger: {header.unusual.why}",
                "Remove this header, unless the receiver's documentation asks for it.",
            )


def _headers(connection: Connection) -> tuple[Header, ...]:
    return connection.headers.header_fields if connection.headers else ()


def _headers_with(connection: Connection, fault: Fault) -> Iterator[Header]:
    return (header for header in _headers(connection) if header.fault == fault)


def _shown(character: str) -> str:
    if character == " ":
        return "a space"
    return f"`{character}`" if "!" <= character <= "~" else f"U+{ord(character):04X}"


def _no_string(node: Node) -> tuple[str, str]:
    """Say that a value is no string, and what to type."""
    if isinstance(node, Scalar):
        kind = "a number" if node.style == "number" else "a boolean"
        hint = "Put it in double quotes."
        if node.value == "null":
            kind, hint = "nothing", "Give it a text, or remove the header."
    else:
        kind = "an array" if isinstance(node, Sequence) else "an object"
        hint = "Write one string; a header has one value."
    return f"the value is {kind}, not a string: the request can't be sent so", hint


def _of_flaw(flaw: http_fields.Flaw, character: str) -> tuple[str, str]:
    """Say which character can't be sent; one that is seen may be part of a secret."""
    if flaw.kind == "line-break":
        message = "a line break stands in the value: clients refuse it, or send two headers"
        return message, "Remove it; a header is one line."
    if flaw.kind == "outside-latin-1":
        message = "a character outside Latin-1 stands in the value: it can't be sent in a header"
        return message, "Write the value in ASCII."
    kind = "control" if flaw.kind == "control" else "invisible"
    consequence = "clients refuse it" if kind == "control" else "the receiver gets another value"
    message = f"the {kind} character U+{ord(character):04X} stands in the value: {consequence}"
    return message, "Remove it, or type the value anew."


def _is_spoken_for(header: Header) -> bool:
    """Whether header-unusual, or a rule about what the value means, speaks of a header."""
    if header.unusual:
        return True
    judgement = content_type.judgement_of(header)
    return judgement is not None and judgement.verdict != "json"


def _unusual_value(header: Header) -> Iterator[Finding]:
    """Find the first thing that is unusual about a value without a fault."""
    value = header.value or ""
    seen = masked(value)
    sent = value.strip(" \t")
    if not sent:
        message = "the value is empty: some clients leave such a header out, others refuse it"
        yield Finding(header.node.place, message, "Give it a value, or remove the header.")
    elif sent != value:
        yield Finding(
            _outer_space(header, value),
            "a space stands at the edge of the value: clients send it, drop it or refuse it",
            "Remove it.",
        )
    elif http_fields.has_obs_text(seen):
        at = next(index for index, character in enumerate(seen) if not character.isascii())
        yield Finding(
            header.place(at, at + 1),
            "a letter beyond ASCII stands in the value: receivers read it as different letters",
            "Write the value in ASCII.",
        )
    elif max(len(header.name), len(value)) > LONGEST:
        node = header.node if len(value) > LONGEST else header.key
        yield Finding(
            node.place,
            "a name or a value of more than 8 KiB: most servers refuse such a header",
            "Send it in the payload.",
        )


def _outer_space(header: Header, value: str) -> Place:
    leading = len(value) - len(value.lstrip(" \t"))
    if leading:
        return header.place(0, leading)
    return header.place(len(value.rstrip(" \t")), len(value))
