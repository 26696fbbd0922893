"""Rules of the family secret: credentials in the file instead of placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import chain

from outbound_lint.connections.credentials import NamedValue, hardcoded, named_values
from outbound_lint.connections.model import Field
from outbound_lint.connections.names import ENDPOINT
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, any_field_rule
from outbound_lint.source import Place


@any_field_rule("secret-hardcoded", "secret", "error")
def secret_hardcoded(field: Field, host: str, context: Context) -> Iterator[Finding]:
    """The file contains a credential."""
    if not context.named:  # an export of the platform's API always contains credentials
        return
    shaped = field.once("shaped", partial(_shaped, field))
    named = [
        (value.credential, vendor)
        for value in _named_values(field, context)
        if (vendor := value.vendor(host))
    ]
    for place, vendor in (*shaped, *named):
        yield Finding(
            place,
            f"the file contains a credential ({vendor}): "
            "anyone who can read the file or its history can use it",
            "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
        )


@any_field_rule("secret-suspected", "secret", "warning")
def secret_suspected(field: Field, host: str, context: Context) -> Iterator[Finding]:
    """The value looks like a credential."""
    if not context.named:
        return
    for value in _named_values(field, context):
        if value.is_suspected(host):
            yield Finding(
                value.credential,
                "this looks like a credential: anyone who can read the file could use it",
                "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
            )


def _shaped(field: Field) -> list[tuple[Place, str]]:
    """Find the credentials that can be recognized by their shape, with their vendors."""
    return [
        (Place(text, secret.start, secret.end), secret.vendor)
        for _, text in field.strings
        for secret in hardcoded(text.value)
    ]


def _named_values(field: Field, context: Context) -> list[NamedValue]:
    """Return the values whose name says that they are credentials."""
    further = context.settings.auth_headers

    def find() -> list[NamedValue]:
        if field.name == ENDPOINT:
            from outbound_lint.facts.secret_urls import credential_query

            named = field.named_values()
            return [NamedValue(name, place) for name, place in named if credential_query(name)]
        values = (named_values(name, text, further) for name, text in field.strings)
        return list(chain.from_iterable(values))

    return field.once(("named", further), find)
