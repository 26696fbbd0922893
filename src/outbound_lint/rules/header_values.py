"""Rules of family headers: the values of headers, as HTTP carries them."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.headers import LONGEST, Header, flaw_of, masked
from outbound_lint.connections.model import Connection
from outbound_lint.facts import http_fields
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.rules import content_type, credentials
from outbound_lint.rules.header_fields import headers_of, headers_with
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Node, Scalar, Sequence


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
    for header in headers_with(connection, "value"):
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
    # The rules about a header's name and about what its value means speak first.
    waiting = [one for one in headers_of(connection) if not (one.plain or one.fault or one.unusual)]
    if not waiting:
        return
    found = credentials.read(connection, context.settings)
    malformed = {one.header for one in found if credentials.malformed(one)}
    for header in waiting:
        if header not in malformed and _means_json(header):
            yield from _unusual_value(header)


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


def _of_flaw(flaw: http_fields.ValueFlaw, character: str) -> tuple[str, str]:
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


def _means_json(header: Header) -> bool:
    judgement = content_type.judgement_of(header)
    return judgement is None or judgement.verdict == "json"


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
