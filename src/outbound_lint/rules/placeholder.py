"""Rules of the family placeholder: text that is filled before the connection is used."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place, Text
from outbound_lint.syntax.nodes import strings
from outbound_lint.syntax.places import Decoded


@field_rule("placeholder-malformed", "placeholder", "warning")
def placeholder_malformed(connection: Connection, context: Context) -> Iterator[Finding]:
    """The text looks like a placeholder, but nothing will fill it in."""
    for text, ignored in _texts(connection):
        for malformed in placeholders.find_malformed(text.value):
            start, end = malformed.start, malformed.end
            if malformed.kind != ignored and not _makes_url_invalid(connection, text, start, end):
                place = Place(text, start, start + 1)
                yield Finding(place, malformed.message, malformed.hint)


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


def _texts(connection: Connection) -> Iterator[tuple[Text, str | None]]:
    """Yield the texts to look at, each with a kind that another rule reports."""
    for field in (connection.endpoint, connection.phone_number_key):
        if field and field.text:
            yield field.text, None
    for header in connection.header_fields:
        if header.value and header.fault is None:
            yield header.text, None
    if connection.payload and connection.payload.root:
        for _, scalar in strings(connection.payload.root):
            yield Decoded(scalar), "unbalanced-braces"  # payload-template


def _makes_url_invalid(connection: Connection, text: Text, start: int, end: int) -> bool:
    """Return whether endpoint-invalid reports the same characters."""
    endpoint = connection.endpoint
    if endpoint is None or text is not endpoint.text or not (endpoint.url and endpoint.url.problem):
        return False
    first, last = endpoint.url.problem.span
    return first < end and start < last
