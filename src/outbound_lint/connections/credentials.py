"""Credentials: where they are in a value, which headers hold them, and which values are some.

The rules of the families auth, headers and secret, and the probe, all ask this module; what is
wrong with a credential is in `credential_flaws`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.credential_flaws import find_flaw
from outbound_lint.connections.credential_parts import HIDDEN, CredentialFlaw, split, take_apart
from outbound_lint.facts import credential_names, placeholders
from outbound_lint.facts.http_fields import HARMLESS, fold
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, strings
from outbound_lint.syntax.places import Decoded

if TYPE_CHECKING:
    from outbound_lint.facts.secrets import Secret

_SCHEME_NAME = pattern(r"[A-Za-z][0-9A-Za-z-]*+")
_INSTRUCTION = pattern(r"[<\[].*(?<![a-z])your(?![a-z]).*[>\]]", re.IGNORECASE | re.DOTALL)
# An example with one of these says that it is to be replaced; others may be credentials with a
# mistake.
_TO_REPLACE = pattern(
    r"(?<![a-z])(?:your|change|replace|insert|example|placeholder|x{3})|\.{3}", re.IGNORECASE
)
# `t=…,v1=…` as in Stripe's webhooks, GitHub's `sha256=…`, the `v1,…` of Standard Webhooks: the
# signature of one body.
_SIGNATURE = pattern(
    r"(?:t=(?:[0-9]+|\0+),)?(?:v[0-9]|sha1|sha256|sha512|hmac)=(?:[0-9a-zA-Z+/]{32,}+=*+|\0+)"
    r"|(?:v[0-9]a?,(?:[0-9A-Za-z+/]{43}=|\0+)(?:\s+|\Z))+"
)
# What a header for signatures holds without a mark: SHA-1, SHA-256 or SHA-512 in hex or base64.
_DIGEST = pattern(
    r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128}"
    r"|[0-9A-Za-z+/]{27}=|[0-9A-Za-z+/]{43}=|[0-9A-Za-z+/]{86}=="
)
_ONE_REQUEST = "it is the signature of one request"
_BASIC = pattern(r"\s*+basic\s++([A-Za-z0-9+/]++=*+)\s*+", re.IGNORECASE)


class Credential:
    """The credential in the value of a header.

    Attributes:
        scheme: the registered name of the scheme before the credential; empty without a scheme.
        start: the offset of the credential in the value of the header.
        end: its end.
        raw: the credential.
        text: the credential, each character of a placeholder in it replaced by `HIDDEN`.
    """

    def __init__(self, header: str, value: str) -> None:
        """Find the credential in a value.

        Args:
            header: the name of the header in lower case.
            value: its value, not blank.
        """
        hidden = placeholders.hide(value, HIDDEN, malformed=True)
        parts = take_apart(header, value, hidden)
        self.raw = value[parts.start : parts.end]
        if parts.scheme and placeholders.whole(self.raw):
            hidden = f"{hidden[: parts.start]}{HIDDEN * len(self.raw)}{hidden[parts.end :]}"
            parts = parts._replace(value=hidden)
        self._parts = parts
        self.scheme, self.start, self.end = parts.scheme, parts.start, parts.end
        self.text = parts.text

    @cached_property
    def flaw(self) -> CredentialFlaw | None:
        """What keeps a receiver from reading the credential."""
        to_replace = self.is_example and _TO_REPLACE.search(self.text) is not None
        return find_flaw(self._parts, to_replace=to_replace)

    @property
    def wide_gap(self) -> tuple[int, int] | None:
        """The span of the spaces between the scheme and the credential, if there are several."""
        if not self.scheme or not self._parts.header.endswith("authorization"):
            return None
        start, end = self._parts.gap
        return (start, end) if end - start > 1 else None

    @property
    def is_visible(self) -> bool:
        """Whether the credential is in the file: it has no placeholder, and is no example."""
        return HIDDEN not in self.text and not self.is_example

    @cached_property
    def not_static(self) -> str | None:
        """Why a header that never changes cannot hold this credential, if it cannot."""
        from outbound_lint.facts.auth_schemes import not_static

        header = self._parts.header
        digest = credential_names.signs(header) and _DIGEST.fullmatch(self.text)
        if header in credential_names.SIGNATURES or digest or _SIGNATURE.fullmatch(self.text):
            return _ONE_REQUEST
        return not_static(self.scheme, self.text)

    @cached_property
    def is_example(self) -> bool:
        """Whether the credential is an example value, or says what to put in its place."""
        if _INSTRUCTION.fullmatch(self.raw):
            return True
        from outbound_lint.facts.secrets import documentation_credential

        return HIDDEN not in self.text and documentation_credential(self.raw)

    @cached_property
    def expiry(self) -> float | None:
        """When the credential expires, in seconds since 1970-01-01 UTC; None if that is unknown."""
        from outbound_lint.facts.secrets import jwt_expiry

        return jwt_expiry(self.text)


def authenticates(header: str, further: frozenset[str]) -> bool:
    """Return whether a header has to do with authentication, by its name.

    Args:
        header: the name.
        further: further names that do, in lower case, from the settings.
    """
    folded = fold(header)
    if folded in HARMLESS:
        return False
    return folded in further or credential_names.authenticates(header)


def hardcoded(text: str) -> list[Secret]:
    """Find the credentials that a text shows by their shape, with their vendors."""
    from outbound_lint.facts.secrets import Secret, decode_basic, find, published

    found = [one for one in find(text) if not published(text[one.start : one.end])]
    basic = _BASIC.fullmatch(text)
    pair = decode_basic(basic[1]) if basic and not found else None
    if basic and pair and not {"", "null", "undefined", "none"}.issuperset(map(str.lower, pair)):
        found.append(Secret(*basic.span(1), "user name and password of `Basic`", ""))
    return found


class NamedValue(NamedTuple):
    """A value and its name, which says that the value is a credential."""

    name: str
    place: Place

    @property
    def credential(self) -> Place:
        """The place of the value without whitespace around it and a scheme before it."""
        text, start, _ = self.place
        value = self.place.value
        word, first, end = split(value)
        credential = value[first:end]
        if word and not (_SCHEME_NAME.fullmatch(word) and len(credential.split()) == 1):
            first = value.index(word)
        return Place(text, start + first, start + end)

    def vendor(self, host: str) -> str | None:
        """Return the vendor of a credential that only its name, or the host, gives away."""
        from outbound_lint.facts.secrets import contextual, find

        credential = self.credential.value
        return None if find(credential) else contextual(self.name, credential, host)

    def is_suspected(self, host: str) -> bool:
        """Return whether no vendor is known for the value, but it looks like a credential.

        Args:
            host: the host that the value is sent to.
        """
        from outbound_lint.facts.secret_values import suspected
        from outbound_lint.facts.secrets import find

        value = self.place.value
        has_placeholder = (
            placeholders.find(value)
            or placeholders.find_malformed(value)
            or placeholders.whole(self.credential.value)
        )
        if has_placeholder or not suspected(self.name, value):
            return False
        return not (find(value) or _BASIC.fullmatch(value) or self.vendor(host))


def named_values(name: str, text: Decoded, further: frozenset[str]) -> Iterator[NamedValue]:
    """Yield what the name of a string, or names inside it, say to be credentials.

    Inside are the members of an object of JSON, and the parameters and passwords of URLs.

    Args:
        name: the name of the string; empty if it has none.
        text: the string.
        further: further names of headers that hold credentials, in lower case.
    """
    waiting = [(name, text)]
    while waiting:
        name, text = waiting.pop()
        value = text.value
        root = parse_json(text).root if value.lstrip().startswith("{") else None
        if isinstance(root, Mapping) and root.members:
            inner = [(own_name, Decoded(scalar)) for own_name, scalar in strings(root)]
            waiting += reversed(inner)
            continue
        if name and (credential_names.names_credential(name) or fold(name) in further):
            yield NamedValue(name, Place(text, 0, len(value)))
        if "://" in value:
            from outbound_lint.facts.secret_urls import credentials_in_urls

            for inside, start, end in credentials_in_urls(value):
                yield NamedValue(inside, Place(text, start, end))
