"""A line as a terminal shows it: escaped, masked, and cut to a window round what matters."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.redaction.masks import Piece, mask_line
from outbound_lint.reporters.escaping import COMMAND, escape, hidden
from outbound_lint.source import Span

WIDTH = 100
"""How many columns of a line are shown, whatever the terminal."""

_REACH = 4 * WIDTH
"""How many characters round a span are looked at: lines may be of any length."""

_CUT = "…"
_TAB = " " * 4
_KOREAN_TAIL = pattern(r"[\u1160-\u11ff\ud7b0-\ud7ff]")


class Cell(NamedTuple):
    """What stands for one character, one mask or one cut: its offset in the source, its look."""

    start: int
    text: str
    width: int


@dataclass(frozen=True, slots=True)
class View:
    """A part of a line, cell beside cell.

    Attributes:
        cells: what is shown, in the order of their offsets.
        edges: the column where each cell starts, and last the one where all end.
        span: the offsets whose characters are shown.
    """

    cells: tuple[Cell, ...]
    edges: tuple[int, ...]
    span: Span

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return "".join(cell.text for cell in self.cells)

    def holds(self, span: Span) -> bool:
        """Tell whether a span is shown from its start to its end."""
        if span.start == self.span.end and self._cut_after():
            return False
        return self.span.start <= span.start and span.end <= self.span.end

    def columns(self, span: Span) -> tuple[int, int]:
        """Return where a span is shown: its first column, from 0, and its width, at least 1."""
        first = self._index(span.start)
        last = self._index(span.end - 1) + 1 if span.end > span.start else first + 1
        column = self.edges[first]
        return column, max(1, self.edges[min(last, len(self.cells))] - column)

    def _index(self, offset: int) -> int:
        """Find the cell of an offset; a combining character is shown in the cells before it."""
        if offset >= self.span.end and not self._cut_after():
            return len(self.cells)
        index = max(0, bisect_right(self.cells, offset, key=lambda cell: cell.start) - 1)
        while index and not self.cells[index].width:
            index -= 1
        return index

    def _cut_after(self) -> bool:
        return bool(self.cells) and self.cells[-1].start == self.span.end


def view(value: str, line: Span, span: Span, sensitive: Sequence[Span]) -> View:
    """Show a line, or the part of it round a span where it is too long.

    Args:
        value: the text of the source.
        line: the offsets of the line, without its line end.
        span: what has to be seen, within the line.
        sensitive: the spans of the source that may not be shown, sorted.
    """
    start = max(line.start, span.start - _REACH)
    end = min(line.end, min(span.end, span.start + _REACH) + _REACH)
    pieces = mask_line(value, start, end, sensitive)
    near = _beside([cell for piece in pieces for cell in _cells(piece)], Span(start, end))
    if near.span == line and near.edges[-1] <= WIDTH:
        return near
    return _window(near, line, span)


def _beside(cells: Sequence[Cell], span: Span) -> View:
    return View(tuple(cells), tuple(accumulate((c.width for c in cells), initial=0)), span)


def _window(near: View, line: Span, span: Span) -> View:
    """Cut a view to the window, with the span in its middle, and mark the cuts."""
    budget = WIDTH - 2 * len(_CUT)
    column, width = near.columns(span)
    left = max(0, min(column - max(0, budget - width) // 2, near.edges[-1] - budget))
    first = bisect_left(near.edges, left)
    while first and not near.cells[first].width:
        first += 1
    last = max(first, bisect_right(near.edges, near.edges[first] + budget) - 1)
    cells = list(near.cells[first:last])
    start = cells[0].start if first else near.span.start
    end = near.cells[last].start if last < len(near.cells) else near.span.end
    if start > line.start:
        cells.insert(0, Cell(line.start, _CUT, len(_CUT)))
    if end < line.end:
        cells.append(Cell(end, _CUT, len(_CUT)))
    return _beside(cells, Span(start, end))


def _cells(piece: Piece) -> list[Cell]:
    if piece.masked:
        return [Cell(piece.start, piece.text, len(piece.text))]
    commands = {match.start() for match in COMMAND.finditer(piece.text)}
    plain = piece.text.isascii() and piece.text.isprintable() and not commands
    looks = piece.text if plain else _looks(piece.text, commands)
    widths = [1] * len(piece.text) if plain else [_width(look) for look in looks]
    return [
        Cell(piece.start + index, look, width)
        for index, (look, width) in enumerate(zip(looks, widths, strict=True))
    ]


def _looks(text: str, commands: set[int]) -> list[str]:
    pattern = hidden()
    return [
        _TAB
        if character == "\t"
        else escape(character)
        if index in commands or pattern.match(character)
        else character
        for index, character in enumerate(text)
    ]


def _width(look: str) -> int:
    """Return how many columns a terminal gives to an escape, or to one visible character.

    Wide are those of East Asian Width W and F (UAX 11); those that combine with the one before
    take no column, nor do the medial and final letters of a Korean syllable.
    """
    if look.isascii():
        return len(look)
    from unicodedata import category, east_asian_width

    if category(look) in {"Mn", "Me"} or _KOREAN_TAIL.match(look):
        return 0
    return 2 if east_asian_width(look) in {"W", "F"} else 1
