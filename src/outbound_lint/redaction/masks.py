"""Text with its secret parts replaced by a mask of fixed width."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.source import Span, merge_spans

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


def mask_line(value: str, start: int, end: int, secret: Sequence[Span]) -> tuple[Piece, ...]:
    """Mask the secret spans between two offsets.

    Args:
        value: the text of the source.
        start: where the line, or the part of it to show, starts.
        end: where it ends.
        secret: the spans of the source that no output may show, sorted.

    Returns:
        Adjacent pieces from `start` to `end`; secret spans that touch have one mask.
    """
    first = bisect_right(secret, start, key=lambda span: span.end)
    last = bisect_left(secret, end, first, key=lambda span: span.start)
    within = ((max(one.start, start), min(one.end, end)) for one in secret[first:last])
    pieces = []
    for hidden in merge_spans(within):
        if start < hidden.start:
            pieces.append(Piece(start, hidden.start, value[start : hidden.start], masked=False))
        pieces.append(Piece(*hidden, MASK, masked=True))
        start = hidden.end
    if start < end:
        pieces.append(Piece(start, end, value[start:end], masked=False))
    return tuple(pieces)


def masked(value: str, start: int, end: int, secret: Sequence[Span]) -> str:
    """Return the text between two offsets with its secret spans, in any order, masked."""
    if not secret:
        return value[start:end]
    pieces = mask_line(value, start, end, merge_spans(secret))
    return "".join(piece.text for piece in pieces)
