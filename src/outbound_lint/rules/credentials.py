"""The credential of a header: where it stands in the value, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.headers import Header
from outbound_lint.connections.model import Connection
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.findings.settings import Settings
from outbound_lint.patterns import pattern
from outbound_lint.rules.hiding import HIDDEN, hide_placeholders

if TYPE_CHECKING:
    from outbound_lint.facts.auth_schemes import Scheme

# Most values are a placeholder behind a scheme, and nothing is to be said about those.
_PLAIN = pattern(r"(?:(?:Bearer|Token|ApiKey) )?(?:\$\{[A-Z][A-Z0-9_]*\}|\{\{\w+\}\})")
_PARTS = pattern(r"\s*+(?:(\S++)[ \t]++(?=\S))?(.*\S)\s*+", re.DOTALL)
_STAND_IN = pattern(r"[<\[].*(?<![a-z])your(?![a-z]).*[>\]]", re.IGNORECASE | re.DOTALL)
_NOTHING = frozenset({"null", "undefined", "none"})


class Credential(NamedTuple):
    """The credential of a header that authenticates.

    Attributes:
        header: the header.
        scheme: the scheme before the credential, as registered; empty where there is none.
        start: where the credential starts in the header's value: the value itself where no known
            scheme stands before it.
        end: where it ends.
        value: the header's value, each character of a placeholder in it hidden.
    """

    header: Header
    scheme: str
    start: int
    end: int
    value: str

    @property
    def text(self) -> str:
        """The credential, each character of a placeholder in it hidden."""
        return self.value[self.start : self.end]

    @property
    def known(self) -> bool:
        """Whether no placeholder hides a part of the value."""
        return HIDDEN not in self.value


class CredentialFlaw(NamedTuple):
    """What is wrong with a credential; quotes nothing of it."""

    message: str
    hint: str


def read(connection: Connection, settings: Settings) -> Iterator[Credential]:
    """Yield the credentials of a connection's headers, but for those that are plainly sound.

    A header with a fault is judged no further, nor is one whose value is wholly a placeholder.
    """
    for header in connection.headers.header_fields if connection.headers else ():
        value = header.value
        if not value or header.fault or header.unknown_name or _PLAIN.fullmatch(value):
            continue
        if authenticates(header.folded, settings):
            credential = _credential(header, value)
            if credential:
                yield credential


def authenticates(folded: str, settings: Settings) -> bool:
    """Tell whether a header of a name, in ASCII lower case, carries a credential."""
    if folded in http_fields.HARMLESS:
        return False
    return folded in settings.auth_headers or http_fields.authenticates(folded)


def malformed(credential: Credential) -> CredentialFlaw | None:
    """Find what keeps a receiver from reading a credential."""
    value = credential.value.strip()
    if re.match(rf"(?:{re.escape(credential.header.folded)}) *:", value, re.IGNORECASE):
        return CredentialFlaw(
            "the value starts with the header's name", "Keep what stands after the colon."
        )
    if credential.text.lower() in _NOTHING:
        message = "a program wrote this where it had no credential: it is sent as a word"
        return CredentialFlaw(
            message, "Fill in the credential with a placeholder, such as `${TOKEN}`."
        )
    if credential.header.folded != "authorization":
        return None
    if credential.scheme:
        return _after_scheme(credential)
    return _without_scheme(value)


def is_stand_in(credential: Credential) -> bool:
    """Tell whether a credential is an example's, or says what is to be put in its place."""
    raw = (credential.header.value or "")[credential.start : credential.end]
    if _STAND_IN.fullmatch(raw):
        return True
    if not credential.known:
        return False
    from outbound_lint.facts.secrets import documentation_credential

    return documentation_credential(raw)


def _scheme(word: str) -> Scheme | None:
    """Return the scheme that a word names, in any letter case."""
    from outbound_lint.facts.auth_schemes import SCHEMES

    return SCHEMES.get(http_fields.fold(word))


def _credential(header: Header, value: str) -> Credential | None:
    parts = _PARTS.fullmatch(value)
    if parts is None or (placeholders.whole(value) and not _STAND_IN.fullmatch(value.strip())):
        return None
    hidden = hide_placeholders(value)
    parts = _PARTS.fullmatch(hidden) or parts
    scheme = _scheme(parts[1]) if parts[1] else None
    start, end = parts.span(2)
    if scheme is None:
        start = parts.start(1) if parts[1] else start
        return Credential(header, "", start, end, hidden)
    if placeholders.whole(value[start:end]):
        hidden = hidden[:start] + HIDDEN * (end - start) + hidden[end:]
    return Credential(header, scheme.name, start, end, hidden)


def _after_scheme(credential: Credential) -> CredentialFlaw | None:
    scheme, text = credential.scheme, credential.text
    if text[0] in ":=":
        return CredentialFlaw(
            f"`{text[0]}` stands between `{scheme}` and the credential", _ONE_SPACE
        )
    first, space, _ = text.partition(" ")
    again = _scheme(first.rstrip(":"))
    if again and (space or again.name == scheme):
        return CredentialFlaw(
            "a scheme stands here twice: the receiver takes the second for the credential",
            f"Write `{again.name}` once, then the credential.",
        )
    if scheme not in ("Bearer", "Basic") or (is_stand_in(credential) and _SPOKEN.search(text)):
        return None
    if "'" in text or '"' in text:
        return CredentialFlaw("the quotes are sent as part of the credential", "Remove them.")
    if any(map(str.isspace, text)):
        message = f"a space ends the credential of `{scheme}`: what follows is lost or refused"
        return CredentialFlaw(
            message, "Remove the space and what does not belong to the credential."
        )
    return _basic(credential) if scheme == "Basic" and credential.known else None


def _basic(credential: Credential) -> CredentialFlaw | None:
    from outbound_lint.facts.secrets import decode_basic

    if decode_basic(credential.text) or (
        is_stand_in(credential) and _SPOKEN.search(credential.text)
    ):
        return None
    message = "`Basic` takes user and password in base64 (RFC 7617), and this is none"
    return CredentialFlaw(message, "Encode user, colon and password together in base64.")


def _without_scheme(value: str) -> CredentialFlaw | None:
    """Judge a value that starts with no known scheme: a raw key, or a scheme that is misspelled."""
    word, *others = value.split(None, 1)
    known = _scheme(word)
    if known and not others:
        message = "no credential stands after the scheme: every request is refused"
        return CredentialFlaw(message, "Add one space and the credential.")
    inner = _scheme(word[1:]) if word[0] in "\"'" else None
    if inner:
        return CredentialFlaw("the quotes are sent as part of the value", "Remove them.")
    return _glued(word) or _misspelled(word, followed=bool(others))


def _glued(word: str) -> CredentialFlaw | None:
    match = _MARKED_SCHEME.match(word)
    marked = _scheme(match[1]) if match else None
    if match and marked and not word.lower().startswith("key="):  # Firebase's legacy keys
        return CredentialFlaw(
            f"`{match[2]}` stands where a space belongs after `{marked.name}`", _ONE_SPACE
        )
    lower = http_fields.fold(word)
    bearer = lower.startswith("bearer") and len(lower) > len("bearers")
    basic = lower.startswith("basic") and _is_basic_credential(word[len("basic") :])
    if not bearer and not basic:
        return None
    return CredentialFlaw(
        "the scheme is glued to the credential: both are read as one word", _ONE_SPACE
    )


def _is_basic_credential(text: str) -> bool:
    from outbound_lint.facts.secrets import decode_basic

    return text.startswith(HIDDEN) or decode_basic(text) is not None


def _misspelled(word: str, *, followed: bool) -> CredentialFlaw | None:
    from outbound_lint.facts.auth_schemes import corrected

    scheme = corrected(word) if followed and HIDDEN not in word else None
    if scheme is None:
        return None
    message = f"the scheme `{scheme}` is misspelled: the receiver knows no such scheme"
    return CredentialFlaw(message, f"Write `{scheme}`.")


_MARKED_SCHEME = pattern(r"([A-Za-z][\w-]*)([:=])")
# What says itself that it is to be replaced; other examples may just be written wrongly.
_SPOKEN = pattern(
    r"(?<![a-z])(?:your|change|replace|insert|example|placeholder|x{3})|\.{3}", re.IGNORECASE
)
_ONE_SPACE = "Put one space, and nothing else, between the scheme and the credential."
