"""Source text and the places in it: offsets, spans, lines and columns.

Offsets are 0-based and count Unicode code points; spans are half-open. An offset becomes a line and
a column only when a finding is shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from outbound_lint.patterns import pattern

_LINE_END = pattern(r"\r\n|\r|\n")
_KOREAN_TAIL = pattern(r"[\u1160-\u11ff\ud7b0-\ud7ff]")


class Position(NamedTuple):
    """A line and a column, both 1-based; the column counts code points."""

    line: int
    column: int


class Span(NamedTuple):
    """A half-open range of offsets in a source, in code points."""

    start: int
    end: int


def merge_spans(spans: Iterable[tuple[int, int]]) -> list[Span]:
    """Merge spans that overlap or touch; drop empty ones.

    Args:
        spans: pairs of start and end, in any order.

    Returns:
        The same characters as spans in order, with a gap between each two.
    """
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(end, merged[-1].end))
        elif start < end:
            merged.append(Span(start, end))
    return merged


class Traced(NamedTuple):
    """The position of a place in its source: a span, and whether it is exact."""

    source: Source
    start: int
    end: int
    exact: bool


class Text:
    """A string whose characters can be traced back to a source."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value

    def trace(self, start: int, end: int) -> Traced:
        """Return the span of the source that the characters from `start` to `end` came from."""
        raise NotImplementedError


class Place(NamedTuple):
    """A span of a text: of the source itself, or of the decoded value of a scalar in it."""

    text: Text
    start: int
    end: int

    def trace(self) -> Traced:
        """Return the span of the source that this place came from, through all parents."""
        return self.text.trace(self.start, self.end)

    @property
    def value(self) -> str:
        """The characters of the place."""
        return self.text.value[self.start : self.end]


class Source(Text):
    """The decoded text of one file or of standard input.

    Args:
        value: the text, without a byte order mark and with its original line ends.
        path: the path to show, relative to the working directory, with `/`.
    """

    __slots__ = ("_line_starts", "path")

    def __init__(self, value: str, path: str) -> None:
        super().__init__(value)
        self.path = path
        self._line_starts: Sequence[int] | None = None

    @property
    def is_hcl(self) -> bool:
        """Whether its name is that of a file in HCL, the language of Terraform and OpenTofu."""
        return self.path.lower().endswith((".tf", ".tofu", ".tfvars", ".hcl"))

    def trace(self, start: int, end: int) -> Traced:
        """Return the span itself: every chain of places ends at a source."""
        return Traced(self, start, end, True)  # a tuple, made for each place

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset.

        Lines end at LF, CRLF and CR and nowhere else, as in LSP 3.17 ("EOL"). An offset between CR
        and LF is the end of the line.
        """
        if offset and self.value.startswith("\r\n", offset - 1):
            offset -= 1
        line = self.line(offset)
        return Position(line, offset - self._starts()[line - 1] + 1)

    def line(self, offset: int) -> int:
        """Return the number of the line that an offset is in, from 1."""
        if offset and self.value.startswith("\r\n", offset - 1):
            offset -= 1
        return bisect_right(self._starts(), offset)

    def line_span(self, line: int) -> Span:
        """Return the span of a 1-based line, without its line end."""
        starts = self._starts()
        start = starts[line - 1]
        if line == len(starts):
            return Span(start, len(self.value))
        end = starts[line]
        while end > start and self.value[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def _starts(self) -> Sequence[int]:
        if self._line_starts is None:
            from array import array  # a file may have millions of lines

            self._line_starts = array("I", [0])
            self._line_starts.extend(match.end() for match in _LINE_END.finditer(self.value))
        return self._line_starts


def with_edits(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with edits, each a start, an end and a new text, in order and apart."""
    parts: list[str] = []
    offset = 0
    for start, end, new in edits:
        parts += text[offset:start], new
        offset = end
    return "".join(parts) + text[offset:]


def line_start(text: str, offset: int, first: int = 0) -> int:
    """Return where the line of an offset starts, in time that depends on the line only.

    Args:
        text: any text; its lines end at LF, CRLF or CR.
        offset: an offset in it.
        first: where the first line starts.
    """
    width = 256
    while True:
        low = max(first, offset - width)
        found = max(text.rfind("\n", low, offset), text.rfind("\r", low, offset))
        if found >= 0 or low == first:
            return max(first, found + 1)
        width *= 8


def display_width(text: str) -> int:
    """Return how many columns a terminal gives to a printable string.

    Characters of East Asian Width W and F (UAX 11) take two columns; combining characters, and the
    medial and final letters of a Korean syllable, take none.
    """
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    width = 0
    for character in text:
        if category(character) not in {"Mn", "Me"} and not _KOREAN_TAIL.match(character):
            width += 2 if east_asian_width(character) in {"W", "F"} else 1
    return width


def cut(text: str, width: int) -> str:
    """Return a printable string in at most so many columns of a terminal, with `…` at a cut.

    Args:
        text: the string.
        width: the columns; at least one.
    """
    if display_width(text) <= width:
        return text
    while display_width(text) >= width:
        # Every character takes two columns at most, so this removes none that fits.
        text = text[: len(text) - max(1, (display_width(text) - width) // 2)]
    return text + "…"
