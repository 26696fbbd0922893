"""Rules of the family placeholder: text that is filled before the connection is used."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from outbound_lint.connections.model import Connection, Field
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place, Text
from outbound_lint.syntax.nodes import strings
from outbound_lint.syntax.places import Decoded

if TYPE_CHECKING:
    from outbound_lint.facts._malformed_placeholders import Malformed


@field_rule("placeholder-malformed", "placeholder", "warning")
def placeholder_malformed(connection: Connection, context: Context) -> Iterator[Finding]:
    """The text looks like a placeholder, but nothing will fill it in."""
    for text in _texts(connection):
        for malformed in placeholders.find_malformed(text.value):
            if not _makes_url_invalid(connection, text, malformed.start, malformed.end):
                yield _malformed(text, malformed)
    if connection.payload:
        yield from connection.payload.once("malformed", partial(_in_payload, connection.payload))


@field_rule("placeholder-unquoted", "placeholder", "warning")
def placeholder_unquoted(connection: Connection, context: Context) -> Iterator[Finding]:
    """A placeholder in embedded JSON is outside quotes."""
    for field in (connection.headers, connection.payload):
        if field and field.text and field.json and field.root:
            for gap in field.json.gaps:
                yield Finding(
                    Place(field.text, gap.start, gap.start + 1),
                    "the placeholder is outside quotes: "
                    "this is valid JSON only after it is filled with a JSON value",
                    "Put the placeholder in double quotes.",
                )


def _texts(connection: Connection) -> Iterator[Text]:
    """Yield the texts outside the payload."""
    for field in (connection.endpoint, connection.phone_number_key):
        if field and field.text:
            yield field.text
    for header in connection.header_fields:
        if header.value and header.fault is None:
            yield header.text


def _in_payload(payload: Field) -> list[Finding]:
    return [
        _malformed(Decoded(scalar), malformed)
        for _, scalar in (strings(payload.root) if payload.root else ())
        for malformed in placeholders.find_malformed(scalar.value)
        if malformed.kind != "unbalanced-braces"  # reported by payload-template
    ]


def _malformed(text: Text, malformed: Malformed) -> Finding:
    place = Place(text, malformed.start, malformed.start + 1)
    return Finding(place, malformed.message, malformed.hint)


def _makes_url_invalid(connection: Connection, text: Text, start: int, end: int) -> bool:
    """Return whether endpoint-invalid reports the same characters."""
    endpoint = connection.endpoint
    if endpoint is None or text is not endpoint.text or not (endpoint.url and endpoint.url.problem):
        return False
    first, last = endpoint.url.problem.span
    return first < end and start < last
