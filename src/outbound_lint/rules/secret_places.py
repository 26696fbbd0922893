"""Where the credentials of a field stand, for the rules of family secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import ENDPOINT, HEADERS, PAYLOAD
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.facts.secret_names import suspected
from outbound_lint.facts.secrets import contextual, decode_basic, find
from outbound_lint.findings.settings import Settings
from outbound_lint.patterns import pattern
from outbound_lint.rules.queries import parameters
from outbound_lint.rules.strings import plain_strings, root_of, strings
from outbound_lint.source import Place, Text
from outbound_lint.syntax.nodes import Node, Scalar
from outbound_lint.syntax.places import Decoded

_BASIC = pattern(r"\s*+basic\s++([A-Za-z0-9+/]++=*+)\s*+", re.IGNORECASE)
_SCHEME = pattern(r"\s*+(?:[A-Za-z][0-9A-Za-z-]*+ ++(?=\S++\s*+$))?")
# No credential is known by its name alone unless it is so long and holds a digit.
_SHORTEST = 16
_DIGIT = pattern(r"[0-9]")
# What the names of credentials have in them.
_TELLING = ("key", "token", "secret", "pass", "pwd", "cred", "auth", "bearer", "jwt", "pat")


class _Value(NamedTuple):
    """A text, the name it stands under, and the part of it that may be a credential."""

    name: str
    text: Text
    start: int
    end: int

    @property
    def credential(self) -> Place:
        """The value without outer spaces and without a scheme before it."""
        value = self.text.value[self.start : self.end]
        scheme = _SCHEME.match(value)
        start = scheme.end() if scheme else 0
        return Place(self.text, self.start + start, self.start + len(value.rstrip()))


def hardcoded(field: Field, connection: Connection) -> Iterator[tuple[Place, str]]:
    """Yield the credentials of a field with their vendors."""
    for text in _texts(field):
        for secret in find(text.value):
            yield Place(text, secret.start, secret.end), secret.vendor
        basic = _BASIC.fullmatch(text.value)
        if basic and not find(text.value) and decode_basic(basic[1]):
            yield Place(text, *basic.span(1)), "user and password of `Basic`"
    for value in _named_values(field):
        vendor = _vendor(value, connection)
        if vendor and not find(value.credential.value):
            yield value.credential, vendor


def suspicious(field: Field, connection: Connection, settings: Settings) -> Iterator[Place]:
    """Yield what is no vendor's by its shape, but a credential by its name and its letters."""
    for value in _named_values(field, settings.auth_headers):
        if _is_suspected(value, connection, settings):
            yield value.credential


def _vendor(value: _Value, connection: Connection) -> str | None:
    url = connection.endpoint.url if connection.endpoint else None
    return contextual(value.name, value.credential.value, (url and url.host) or "")


def _is_suspected(value: _Value, connection: Connection, settings: Settings) -> bool:
    raw = value.text.value[value.start : value.end]
    if placeholders.find(raw) or placeholders.find_malformed(raw):
        return False
    if placeholders.whole(value.credential.value):
        return False
    named = http_fields.fold(value.name) in settings.auth_headers
    if not suspected("authorization" if named else value.name, raw):
        return False
    return not (find(raw) or _BASIC.fullmatch(raw) or _vendor(value, connection))


def _texts(field: Field) -> Iterator[Text]:
    """Yield the texts of a field that may hold a secret: the strings of its JSON, if it is JSON."""
    root = _json(field)
    if root:
        if _may_hold_secret(root.text.value):
            yield from (Decoded(scalar) for _, scalar in strings(root))
    elif isinstance(field.value, Scalar):
        if _may_hold_secret(field.value.value):
            yield Decoded(field.value)
    else:
        yield from (Decoded(scalar) for _, scalar in strings(field.value))


def _json(field: Field) -> Node | None:
    return root_of(field) if field.name in (HEADERS, PAYLOAD) else None


def _may_hold_secret(text: str) -> bool:
    """Tell, of JSON or of a plain text, whether a closer look may find a secret in it."""
    return "\\" in text or bool(find(text)) or "asic " in text.lower()


def _named_values(field: Field, further: frozenset[str] = frozenset()) -> Iterator[_Value]:
    """Yield the values of a field that are long enough to be credentials, with their names.

    Args:
        field: the field.
        further: names of headers that hold credentials, whatever words they are made of.
    """
    if field.name == ENDPOINT:
        yield from _in_query(field)
        return
    root = _json(field) if isinstance(field.value, Scalar) else field.value
    if root is None or (root is not field.value and not _may_hold_credential(field, further)):
        return
    for name, scalar in strings(root):
        if name and len(scalar.value) >= _SHORTEST and _DIGIT.search(scalar.value):
            yield _Value(name, Decoded(scalar), 0, len(scalar.value))


def _may_hold_credential(field: Field, further: frozenset[str]) -> bool:
    """Tell whether JSON may hold a string that is long enough, and a name that makes it telling."""
    plain = plain_strings(field)
    if plain is None:
        return True
    if not any(len(one) >= _SHORTEST and _DIGIT.search(one) for one in plain):
        return False
    text = "\n".join(plain).lower()
    return any(word in text for word in _TELLING) or any(name in text for name in further)


def _in_query(field: Field) -> Iterator[_Value]:
    url, text = field.url, field.text
    if url and text:
        for name, start, end in parameters(url):
            if end - start >= _SHORTEST:
                yield _Value(name, text, start, end)
