"""Texts made for people, without the secrets of the file they speak of."""

from __future__ import annotations

from collections.abc import Iterable

from outbound_lint.connections.pointers import escape
from outbound_lint.connections.sensitive import Hidden, secret_values, secret_words
from outbound_lint.facts import secrets
from outbound_lint.findings.redaction import Scrubber, mask_line
from outbound_lint.source import Span


class Cleaner:
    """Masks the secrets of a file in messages, names and pointers.

    Args:
        hidden: the sensitive places of the file.

    Attributes:
        words: the words by which its secrets are known wherever else they stand.
    """

    def __init__(self, hidden: Iterable[Hidden]) -> None:
        values = secret_values(hidden)
        self.words = secret_words(values)
        self._scrubber = Scrubber([*values, *map(escape, values), *self.words])

    def clean(self, text: str) -> str:
        """Return a text without the secrets of the file, nor what is shaped like one."""
        return self._scrubber.scrub(without_secrets(text))


def without_secrets(text: str) -> str:
    """Mask what is shaped like a secret in a text that stands for itself, such as a name."""
    spans = shaped_spans(text)
    return "".join(piece.text for piece in mask_line(text, 0, len(text), spans))


def shaped_spans(text: str) -> list[Span]:
    """Return the spans of what is shaped like a secret, but for the vendors' prefixes."""
    return [Span(one.start + len(one.prefix), one.end) for one in secrets.find(text)]
