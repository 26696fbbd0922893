"""Rules of the family secret: credentials in the file instead of placeholders."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from outbound_lint.connections.credentials import NamedValue, hardcoded
from outbound_lint.connections.model import Connection, Field
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place


@field_rule("secret-hardcoded", "secret", "error")
def secret_hardcoded(connection: Connection, context: Context) -> Iterator[Finding]:
    """The file contains a credential."""
    if not context.named:  # an export of the platform's API always contains credentials
        return
    host = _host(connection)
    for field in connection.fields.values():
        for place, vendor in field.once(("hardcoded", host), partial(_hardcoded, field, host)):
            yield Finding(
                place,
                f"the file contains a credential ({vendor}): "
                "anyone who can read the file or its history can use it",
                "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
            )


@field_rule("secret-suspected", "secret", "warning")
def secret_suspected(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value looks like a credential."""
    host, further = _host(connection), context.settings.auth_headers
    for field in connection.fields.values():
        for place in field.once(
            ("suspected", host, further), partial(_suspected, field, host, further)
        ):
            yield Finding(
                place,
                "this looks like a credential: anyone who can read the file could use it",
                "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
            )


def _host(connection: Connection) -> str:
    """Return the host to which the values are sent, which may be that of a vendor."""
    return (connection.url and connection.url.host) or ""


def _suspected(field: Field, host: str, further: frozenset[str]) -> list[Place]:
    values = [NamedValue(*named) for named in field.named_values()]
    return [value.credential for value in values if value.is_suspected(host, further)]


def _hardcoded(field: Field, host: str) -> list[tuple[Place, str]]:
    """Find the credentials that can be recognized, with their vendors."""
    found = [
        (Place(text, secret.start, secret.end), secret.vendor)
        for _, text in field.strings()
        for secret in hardcoded(text.value)
    ]
    for named in field.named_values():
        value = NamedValue(*named)
        if vendor := value.vendor(host):
            found.append((value.credential, vendor))
    return found
