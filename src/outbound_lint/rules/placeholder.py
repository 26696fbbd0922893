"""Rules of the family placeholder: text that is filled before the connection is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import ENDPOINT, HEADERS, PAYLOAD, PHONE_NUMBER_KEY
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, any_field_rule, field_rule
from outbound_lint.source import Place, Text

if TYPE_CHECKING:
    from outbound_lint.facts._malformed_placeholders import Malformed


@any_field_rule("placeholder-malformed", "placeholder", "warning")
def placeholder_malformed(field: Field, host: str, context: Context) -> Iterator[Finding]:
    """The text looks like a placeholder, but nothing will fill it in."""
    return iter(field.once("malformed placeholders", partial(_malformed, field)))


@field_rule("placeholder-unquoted", "placeholder", "warning")
def placeholder_unquoted(connection: Connection, context: Context) -> Iterator[Finding]:
    """A placeholder in embedded JSON is outside quotes."""
    for field in (connection.headers, connection.payload):
        if field and field.text and field.json and field.root:
            for gap in field.json.gaps:
                if placeholders.makes_json(field.text.value, gap):
                    continue
                yield Finding(
                    Place(field.text, gap.start, gap.start + 1),
                    "the placeholder is outside quotes: "
                    "this is valid JSON only after it is filled with a JSON value",
                    "Put the placeholder in double quotes.",
                )


def _malformed(field: Field) -> list[Finding]:
    """Find the first malformed placeholder of each string."""
    findings = []
    for text, malformed in _with_malformed(field):
        for one in malformed:
            if not _is_reported_elsewhere(field, one):
                place = Place(text, one.start, one.start + 1)
                findings.append(Finding(place, one.message, one.hint))
                break
    return findings


def _with_malformed(field: Field) -> Iterable[tuple[Text, tuple[Malformed, ...]]]:
    """Return the texts of a field with the malformed placeholders in them."""
    if field.name == PAYLOAD:
        return field.malformed_placeholders if field.root else ()
    if field.name == HEADERS:
        texts = [one.text for one in field.header_fields if one.value and one.fault is None]
    else:
        texts = [field.text] if field.text else []
    return ((text, placeholders.find_malformed(text.value)) for text in texts)


def _is_reported_elsewhere(field: Field, malformed: Malformed) -> bool:
    """Return whether another rule reports the same characters.

    They are payload-template, phone-key-invalid (backticks) and endpoint-invalid.
    """
    if field.name == PAYLOAD:
        return malformed.kind == "unbalanced-braces"
    if field.name == PHONE_NUMBER_KEY and field.text:
        return field.text.value.startswith("`", malformed.start)
    problem = field.url.problem if field.name == ENDPOINT and field.url else None
    if problem is None:
        return False
    return problem.span.start < malformed.end and malformed.start < problem.span.end
