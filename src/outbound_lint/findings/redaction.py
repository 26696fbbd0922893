"""What of a text may be shown: the sensitive parts of it give way to a mask of a fixed width."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from outbound_lint.findings.model import Span

MASK = "****"
"""What stands for a sensitive text of any length."""

_SHORTEST = 4
"""Shorter values also occur by chance, in any word."""


class Piece(NamedTuple):
    """A part of a line: as it stands, or the mask of it.

    `start` and `end` are offsets in the source, so that places keep their meaning.
    """

    start: int
    end: int
    text: str
    masked: bool


MaskedLine = tuple[Piece, ...]
"""A line, or a part of it, as pieces one after the other, without gap or overlap."""


def mask_line(value: str, start: int, end: int, sensitive: Sequence[Span]) -> MaskedLine:
    """Mask what is sensitive between two offsets.

    Args:
        value: the text of the source.
        start: where the line, or the part of it to show, starts.
        end: where it ends.
        sensitive: the spans of the source that may not be shown, sorted.

    Returns:
        The pieces from `start` to `end`; sensitive spans that touch have one mask.
    """
    pieces = []
    shown = start
    for hidden in _merged(_within(sensitive, start, end)):
        if shown < hidden.start:
            pieces.append(Piece(shown, hidden.start, value[shown : hidden.start], masked=False))
        pieces.append(Piece(hidden.start, hidden.end, MASK, masked=True))
        shown = hidden.end
    if shown < end:
        pieces.append(Piece(shown, end, value[shown:end], masked=False))
    return tuple(pieces)


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Mask every occurrence of a sensitive value in a text made for people.

    Args:
        text: a message, a hint, a name or a pointer.
        secrets: the sensitive values; those under four characters are left alone.

    Returns:
        The text, in which occurrences that overlap or touch have one mask.
    """
    found = {secret for secret in secrets if len(secret) >= _SHORTEST and secret in text}
    if not found:
        return text
    occurrences = sorted(span for secret in found for span in _occurrences(text, secret))
    return "".join(piece.text for piece in mask_line(text, 0, len(text), occurrences))


def _within(sensitive: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    first = bisect_right(sensitive, start, key=attrgetter("end"))
    for index in range(first, len(sensitive)):
        span = sensitive[index]
        if span.start >= end:
            return
        if span.start < span.end:
            yield Span(max(span.start, start), min(span.end, end))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for span in spans:
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return merged


def _occurrences(text: str, secret: str) -> Iterator[Span]:
    start = text.find(secret)
    while start >= 0:
        yield Span(start, start + len(secret))
        start = text.find(secret, start + len(secret))
