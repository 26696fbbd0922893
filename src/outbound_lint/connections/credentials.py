"""Credentials: where they are in a value, which headers hold them, and what is wrong with them.

The rules of the families auth, headers and secret, and the probe, all ask this module.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.facts import http_fields, placeholders
from outbound_lint.patterns import pattern
from outbound_lint.source import Place

if TYPE_CHECKING:
    from outbound_lint.facts.auth_schemes import Scheme
    from outbound_lint.facts.secrets import Secret

HIDDEN = "\0"
"""Replaces each character of a placeholder."""

_PARTS = pattern(r"\s*+(?:(\S++)[ \t]++(?=\S))?(.*\S)\s*+", re.DOTALL)
_SCHEME_NAME = pattern(r"[A-Za-z][0-9A-Za-z-]*+")
_MARKED_SCHEME = pattern(r"([A-Za-z][\w-]*)([:=])")
_INSTRUCTION = pattern(r"[<\[].*(?<![a-z])your(?![a-z]).*[>\]]", re.IGNORECASE | re.DOTALL)
# An example with one of these says that it is to be replaced; others may be credentials with a
# mistake.
_TO_REPLACE = pattern(
    r"(?<![a-z])(?:your|change|replace|insert|example|placeholder|x{3})|\.{3}", re.IGNORECASE
)
# What programs write where a variable has no value.
_NO_VALUE = {"null": "null", "undefined": "undefined", "none": "None"}
# `t=…,v1=…` as in Stripe's webhooks, and GitHub's `sha256=…`: the signature of one body.
_SIGNATURE = pattern(r"(?:t=[0-9]+,)?(?:v[0-9]|sha1|sha256|sha512)=[0-9a-fA-F]{32,}")
_BASIC = pattern(r"\s*+basic\s++([A-Za-z0-9+/]++=*+)\s*+", re.IGNORECASE)

_ONE_SPACE = "Put exactly one space between the scheme and the credential."


class CredentialFlaw(NamedTuple):
    """What is wrong with a credential, and what to do; quotes nothing of it."""

    message: str
    hint: str


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
            value: its value, not empty and not a placeholder as a whole.
        """
        self._header = header
        self._value = placeholders.hide(value, HIDDEN, malformed=True)
        word, self.start, self.end = split(self._value)
        scheme = _scheme(word)
        self.scheme = scheme.name if scheme else ""
        if word and not scheme:
            self.start = self._value.index(word)
        self.raw = value[self.start : self.end]
        self.text = self._value[self.start : self.end]
        if scheme and placeholders.whole(self.raw):
            self.text = HIDDEN * len(self.raw)

    @cached_property
    def flaw(self) -> CredentialFlaw | None:
        """What keeps a receiver from reading the credential."""
        value = self._value.strip()
        if re.match(rf"{re.escape(self._header)} *:", value, re.IGNORECASE):
            message = "the value repeats the header's name: it is sent as part of the credential"
            return CredentialFlaw(message, "Remove the name and the colon.")
        if no_value := _NO_VALUE.get(self.text.lower()):
            message = f"the credential is the word `{no_value}`: a program had no value to write"
            return CredentialFlaw(message, "Write a placeholder, such as `${VOICE_TOKEN}`.")
        if self._header != "authorization":
            return None
        return self._flaw_after_scheme() if self.scheme else _flaw_without_scheme(value)

    @cached_property
    def not_static(self) -> str | None:
        """Why a header that never changes cannot hold this credential, if it cannot."""
        from outbound_lint.facts.auth_schemes import not_static

        if _SIGNATURE.fullmatch(self.text):
            return "it is the signature of one request"
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

    def _flaw_after_scheme(self) -> CredentialFlaw | None:
        scheme, text = self.scheme, self.text
        if text[0] in ":=":
            return CredentialFlaw(
                f"`{text[0]}` between `{scheme}` and the credential: receivers reject this",
                _ONE_SPACE,
            )
        first, space, _ = text.partition(" ")
        again = _scheme(first.rstrip(":"))
        if again and (space or again.name == scheme):
            return CredentialFlaw(
                "the scheme appears twice: the receiver reads the second one as the credential",
                f"Write `{again.name}` once, followed by the credential.",
            )
        if scheme not in ("Bearer", "Basic") or (self.is_example and _TO_REPLACE.search(text)):
            return None
        return self._flaw_of_token()

    def _flaw_of_token(self) -> CredentialFlaw | None:
        scheme, text = self.scheme, self.text
        if "'" in text or '"' in text:
            return CredentialFlaw(
                "the quotes are sent as part of the credential", "Remove the quotes."
            )
        if any(map(str.isspace, text)):
            return CredentialFlaw(
                f"the credential of `{scheme}` contains whitespace: receivers read only a part of "
                "it, or reject the request",
                "Remove the whitespace, and what does not belong to the credential.",
            )
        if scheme == "Basic" and HIDDEN not in text and not _is_basic(text):
            return CredentialFlaw(
                "the credential is not `user:password` in base64, as `Basic` requires (RFC 7617)",
                "Encode the user name, a colon and the password together in base64.",
            )
        return None


def split(value: str) -> tuple[str, int, int]:
    """Find what may be a credential in a value that is not blank.

    Returns:
        The word before the credential, which may name its scheme, or an empty text; and the
        span of the credential, without whitespace around it.
    """
    parts = _PARTS.fullmatch(value)
    return (parts[1] or "", *parts.span(2)) if parts else ("", 0, len(value))


def authenticates(header: str, further: frozenset[str]) -> bool:
    """Return whether a header holds a credential, by its name.

    Args:
        header: the name in lower case.
        further: further names that do, from the settings.
    """
    if header in http_fields.HARMLESS:
        return False
    return header in further or http_fields.authenticates(header)


def hardcoded(text: str) -> list[Secret]:
    """Find the credentials that a text shows by their shape, with their vendors."""
    from outbound_lint.facts.secrets import Secret, decode_basic, find

    found = list(find(text))
    basic = _BASIC.fullmatch(text)
    if basic and not found and decode_basic(basic[1]):
        found.append(Secret(*basic.span(1), "user name and password of `Basic`", ""))
    return found


class NamedValue(NamedTuple):
    """A value and its name, which may say that the value is a credential."""

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

    def is_suspected(self, host: str, further: frozenset[str]) -> bool:
        """Return whether no vendor is known for the value, but it looks like a credential.

        Args:
            host: the host that the value is sent to.
            further: further names of headers that hold credentials, in lower case.
        """
        from outbound_lint.facts.secret_names import suspected
        from outbound_lint.facts.secrets import find

        value = self.place.value
        name = "authorization" if http_fields.fold(self.name) in further else self.name
        has_placeholder = (
            placeholders.find(value)
            or placeholders.find_malformed(value)
            or placeholders.whole(self.credential.value)
        )
        if has_placeholder or not suspected(name, value):
            return False
        return not (find(value) or _BASIC.fullmatch(value) or self.vendor(host))


def _scheme(word: str) -> Scheme | None:
    from outbound_lint.facts.auth_schemes import SCHEMES

    return SCHEMES.get(http_fields.fold(word))


def _is_basic(text: str) -> bool:
    from outbound_lint.facts.secrets import decode_basic

    return decode_basic(text) is not None


def _flaw_without_scheme(value: str) -> CredentialFlaw | None:
    """Judge a value without a known scheme: a key alone, or a scheme with a mistake."""
    from outbound_lint.facts.auth_schemes import corrected

    word, *others = value.split(None, 1)
    if not others and (known := _scheme(word)):
        return CredentialFlaw(
            f"there is no credential after `{known.name}`: every request is rejected",
            "Add one space and the credential.",
        )
    if word[0] in "\"'" and _scheme(word[1:]):
        return CredentialFlaw("the quotes are sent as part of the value", "Remove the quotes.")
    if flaw := _flaw_without_space(word):
        return flaw
    if others and HIDDEN not in word and (scheme := corrected(word)):
        message = f"the scheme `{scheme}` is misspelled: the receiver does not know it"
        return CredentialFlaw(message, f"Write `{scheme}`.")
    return None


def _flaw_without_space(word: str) -> CredentialFlaw | None:
    match = _MARKED_SCHEME.match(word)
    marked = _scheme(match[1]) if match else None
    if match and marked and not word.lower().startswith("key="):  # Firebase's legacy keys
        return CredentialFlaw(
            f"`{match[2]}` instead of a space after `{marked.name}`: receivers reject this",
            _ONE_SPACE,
        )
    lower, rest = http_fields.fold(word), word[len("basic") :]
    bearer = lower.startswith("bearer") and len(lower) > len("bearers")
    if bearer or (lower.startswith("basic") and (rest.startswith(HIDDEN) or _is_basic(rest))):
        return CredentialFlaw(
            "there is no space after the scheme: the receiver reads one word", _ONE_SPACE
        )
    return None
