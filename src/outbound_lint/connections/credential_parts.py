"""The value of a header taken apart: the word before the credential, and the credential."""

from __future__ import annotations

import re
from typing import NamedTuple

from outbound_lint.facts.auth_schemes import SCHEMES, Scheme
from outbound_lint.facts.http_fields import fold
from outbound_lint.patterns import pattern

HIDDEN = "\0"
"""Replaces each character of a placeholder."""

_PARTS = pattern(r"\s*+(?:(\S++)[ \t]++(?=\S))?(.*\S)\s*+", re.DOTALL)


class Parts(NamedTuple):
    """The value of a header taken apart.

    Attributes:
        header: the name of the header in lower case.
        raw: the value.
        value: the value, each character of a placeholder in it replaced by `HIDDEN`.
        word: the word before the credential; empty if it is absent.
        scheme: the registered name of the scheme that the word is; empty if it is none.
        start: where the credential starts.
        end: where it ends.
    """

    header: str
    raw: str
    value: str
    word: str
    scheme: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The credential, its placeholders hidden."""
        return self.value[self.start : self.end]

    @property
    def gap(self) -> tuple[int, int]:
        """The span of the whitespace between the scheme and the credential."""
        return self.value.index(self.word) + len(self.word), self.start

    def flaw(self, message: str, hint: str, span: tuple[int, int] | None = None) -> CredentialFlaw:
        """Describe a flaw of some characters of the value; of the whole credential by default."""
        return CredentialFlaw(message, hint, *(span or (self.start, self.end)))


class CredentialFlaw(NamedTuple):
    """What is wrong with a credential, what to do, and the span in the value; quotes no secret."""

    message: str
    hint: str
    start: int
    end: int


def split(value: str) -> tuple[str, int, int]:
    """Find what may be a credential in a value that is not blank.

    Returns:
        The word before the credential, which may name its scheme, or an empty text; and the
        span of the credential, without whitespace around it.
    """
    parts = _PARTS.fullmatch(value)
    return (parts[1] or "", *parts.span(2)) if parts else ("", 0, len(value))


def take_apart(header: str, raw: str, value: str) -> Parts:
    """Take the value of a header apart: see `Parts`."""
    word, start, end = split(value)
    scheme = scheme_of(word)
    if word and not scheme:
        start = value.index(word)
    return Parts(header, raw, value, word, scheme.name if scheme else "", start, end)


def scheme_of(word: str) -> Scheme | None:
    """Return the scheme that a word names; none if it names no known one."""
    return SCHEMES.get(fold(word))
