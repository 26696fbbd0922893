"""What of a text may be shown: the sensitive parts of it give way to a mask of a fixed width."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from outbound_lint.source import Span

MASK = "****"
"""What stands for a sensitive text of any length."""

_SHORTEST = 4
"""Shorter values also occur by chance, in any word."""

_CUT = "…"
_LONGEST_QUOTED = 200

_MOST_ALIKE = 1000
"""Values with one start that a text is compared with."""


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


class Scrubber:
    """Masks every occurrence of sensitive values in texts made for people.

    A text takes time by its own length, however many values there are.

    Args:
        secrets: the sensitive values; those under four characters are left alone.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = {}
        for secret in frozenset(secrets):
            if len(secret) >= _SHORTEST:
                self._by_start.setdefault(secret[:_SHORTEST], []).append(secret)

    def scrub(self, text: str) -> str:
        """Return a message, a hint, a name or a pointer without the sensitive values.

        Occurrences that overlap or touch have one mask.
        """
        if not self._by_start:
            return text
        found = list(self._occurrences(text))
        return "".join(piece.text for piece in mask_line(text, 0, len(text), found))

    def _occurrences(self, text: str) -> Iterator[Span]:
        for start in range(len(text) - _SHORTEST + 1):
            alike = self._by_start.get(text[start : start + _SHORTEST], ())
            if len(alike) > _MOST_ALIKE:  # too many to tell apart: all that follows may be one
                yield Span(start, len(text))
                return
            if alike:
                # A message may quote the start of a long name only.
                cut = text.find(_CUT, start, start + _LONGEST_QUOTED)
                fitting = [len(secret) for secret in alike if text.startswith(secret, start)]
                if cut >= 0 and any(secret.startswith(text[start:cut]) for secret in alike):
                    fitting.append(cut - start)
                if fitting:
                    yield Span(start, start + max(fitting))


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Mask every occurrence of sensitive values in one text, as a `Scrubber` of them does."""
    return Scrubber(secrets).scrub(text)


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
