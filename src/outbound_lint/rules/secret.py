"""Rules of the family secret: credentials in the file instead of placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.credentials import NamedValue, hardcoded
from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place


@field_rule("secret-hardcoded", "secret", "error")
def secret_hardcoded(connection: Connection, context: Context) -> Iterator[Finding]:
    """The file contains a credential."""
    if not context.named:  # an export of the platform's API always contains credentials
        return
    for place, vendor in _hardcoded(connection):
        yield Finding(
            place,
            f"the file contains a credential ({vendor}): "
            "anyone who can read the file or its history can use it",
            "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
        )


@field_rule("secret-suspected", "secret", "warning")
def secret_suspected(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value looks like a credential."""
    further = context.settings.auth_headers
    for value, host in _named_values(connection):
        if value.is_suspected(host, further):
            yield Finding(
                value.credential,
                "this looks like a credential: anyone who can read the file could use it",
                "Revoke it, and write a placeholder such as `${VOICE_TOKEN}` here.",
            )


def _hardcoded(connection: Connection) -> Iterator[tuple[Place, str]]:
    """Yield the credentials that can be recognized, with their vendors."""
    for field in connection.fields.values():
        for _, text in field.strings():
            for secret in hardcoded(text.value):
                yield Place(text, secret.start, secret.end), secret.vendor
    for value, host in _named_values(connection):
        vendor = value.vendor(host)
        if vendor:
            yield value.credential, vendor


def _named_values(connection: Connection) -> Iterator[tuple[NamedValue, str]]:
    """Yield the values that have a name, and the host to which they are sent."""
    host = (connection.url and connection.url.host) or ""
    for field in connection.fields.values():
        for name, place in field.named_values():
            yield NamedValue(name, place), host
