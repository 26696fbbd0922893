"""A text and the places in it: offsets, lines, columns.

Offsets are 0-based and count Unicode code points; spans are half-open. An offset becomes a line and
a column only when a finding is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.patterns import pattern

_LINE_END = pattern(r"\r\n|\r|\n")


class Position(NamedTuple):
    """A line and a column, both 1-based; the column counts code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A half-open range of offsets in a source, in code points."""

    start: int
    end: int


class Traced(NamedTuple):
    """Where a place stands in its source: a span, and whether it is exact."""

    source: Source
    start: int
    end: int
    exact: bool


class Text:
    """A text whose characters can be traced back to a source."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def trace(self, start: int, end: int) -> Traced:
        """Find the span of the source that the characters from `start` to `end` came from."""
        raise NotImplementedError


class Place(NamedTuple):
    """A span of a text: of a source itself, or of what a scalar in it decodes to."""

    text: Text
    start: int
    end: int

    def trace(self) -> Traced:
        """Find the span of the source this place stands for, through the chain of its parents."""
        return self.text.trace(self.start, self.end)

    @property
    def value(self) -> str:
        """The characters of the place."""
        return self.text.value[self.start : self.end]


class Source(Text):
    """The decoded text of one file or of standard input.

    Args:
        value: the text, without a byte order mark and with its line ends as they stand.
        path: how the file is named to people, relative to the working directory, with `/`.
    """

    __slots__ = ("_line_starts", "path")

    def __init__(self, value: str, path: str) -> None:
        super().__init__(value)
        self.path = path
        self._line_starts: Sequence[int] | None = None

    def trace(self, start: int, end: int) -> Traced:
        """Return the span itself: a source is where every chain of places ends."""
        return Traced(self, start, end, exact=True)

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset.

        Lines end at LF, CRLF and CR and nowhere else, as in LSP 3.17 ("EOL").
        """
        starts = self._starts()
        line = bisect_right(starts, offset)
        return Position(line, offset - starts[line - 1] + 1)

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the span of a 1-based line, without its line end."""
        starts = self._starts()
        start = starts[line - 1]
        if line == len(starts):
            return start, len(self.value)
        end = starts[line]
        while end > start and self.value[end - 1] in "\r\n":
            end -= 1
        return start, end

    def _starts(self) -> Sequence[int]:
        if self._line_starts is None:
            from array import array  # a text may hold millions of lines

            self._line_starts = array("I", [0])
            self._line_starts.extend(match.end() for match in _LINE_END.finditer(self.value))
        return self._line_starts
