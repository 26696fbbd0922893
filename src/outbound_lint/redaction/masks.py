"""Text with its secret parts replaced by a mask of fixed width."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from outbound_lint.source import Span

MASK = "****"
"""What is shown in place of a secret of any length."""


class Piece(NamedTuple):
    """A part of a line: its own text, or the mask of it.

    `start` and `end` are offsets in the source, so that places keep their meaning.
    """

    start: int
    end: int
    text: str
    masked: bool


MaskedLine = tuple[Piece, ...]
"""A line, or a part of it, as adjacent pieces."""


def mask_line(value: str, start: int, end: int, secret: Sequence[Span]) -> MaskedLine:
    """Mask the secret spans between two offsets.

    Args:
        value: the text of the source.
        start: where the line, or the part of it to show, starts.
        end: where it ends.
        secret: the spans of the source that no output may show, sorted.

    Returns:
        The pieces from `start` to `end`; secret spans that touch have one mask.
    """
    pieces = []
    shown = start
    for hidden in merged(_within(secret, start, end)):
        if shown < hidden.start:
            pieces.append(Piece(shown, hidden.start, value[shown : hidden.start], masked=False))
        pieces.append(Piece(hidden.start, hidden.end, MASK, masked=True))
        shown = hidden.end
    if shown < end:
        pieces.append(Piece(shown, end, value[shown:end], masked=False))
    return tuple(pieces)


def masked(value: str, start: int, end: int, secret: Iterable[Span]) -> str:
    """Return the text between two offsets with its secret spans, in any order, masked."""
    pieces = mask_line(value, start, end, merged(sorted(secret)))
    return "".join(piece.text for piece in pieces)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join sorted spans that touch or overlap; empty ones are left out."""
    joined: list[Span] = []
    for span in spans:
        if span.start >= span.end:
            continue
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(span.end, joined[-1].end))
        else:
            joined.append(span)
    return joined


def _within(secret: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    first = bisect_right(secret, start, key=attrgetter("end"))
    for index in range(first, len(secret)):
        span = secret[index]
        if span.start >= end:
            return
        yield Span(max(span.start, start), min(span.end, end))
