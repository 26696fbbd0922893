"""Offsets of a text to the positions of the protocol, and back.

LSP 3.17 counts lines from 0, ends them at LF, CRLF and CR only, and counts characters in the units
of an encoding that client and server agree on ("Position").
"""

from __future__ import annotations

from bisect import bisect_right

from lsprotocol import types

from outbound_lint.patterns import pattern
from outbound_lint.source import Span

_LINE_END = pattern(r"\r\n|\r|\n")


class Lines:
    """The lines of a text, and the units of its characters.

    Args:
        text: the text.
        encoding: `utf-8`, `utf-16` or `utf-32`.
    """

    def __init__(self, text: str, encoding: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        self._ends = [*(found.start() for found in _LINE_END.finditer(text)), len(text)]
        self._codec = encoding if encoding == "utf-8" else f"{encoding}-le"
        self._width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset; one between CR and LF is at the end of the line."""
        line = bisect_right(self._starts, offset) - 1
        before = self._text[self._starts[line] : min(offset, self._ends[line])]
        return types.Position(line, self._units(before))

    def range(self, span: Span) -> types.Range:
        """Return the range of a span."""
        return types.Range(self.position(span.start), self.position(span.end))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position; beyond the end of a line or the text, that end."""
        if position.line >= len(self._starts):
            return len(self._text)
        start, end = self._starts[position.line], self._ends[position.line]
        line = self._text[start:end]
        if line.isascii():
            return min(start + position.character, end)
        units = line.encode(self._codec, "surrogatepass")[: position.character * self._width]
        return start + len(units.decode(self._codec, "ignore"))

    def span(self, range_: types.Range) -> Span:
        """Return the span of a range."""
        return Span(self.offset(range_.start), self.offset(range_.end))

    def line(self, offset: int) -> Span:
        """Return the span of the line of an offset, without its end."""
        number = bisect_right(self._starts, offset) - 1
        return Span(self._starts[number], self._ends[number])

    def _units(self, text: str) -> int:
        if text.isascii():
            return len(text)
        return len(text.encode(self._codec, "surrogatepass")) // self._width
