"""A source line as a terminal shows it: escaped, masked, and cut to a window around a span."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate, count, repeat
from operator import itemgetter
from typing import NamedTuple

from outbound_lint.redaction.masks import Piece, mask_line
from outbound_lint.reporters.escaping import COMMAND, HIDDEN, escape
from outbound_lint.source import Span, display_width

_CUT = "…"
_WIDTH = itemgetter(2)


class Cell(NamedTuple):
    """One character, mask or ellipsis as shown: its offset in the source, its text and width."""

    start: int
    text: str
    width: int


class View(NamedTuple):
    """A part of a line as a row of cells.

    Attributes:
        cells: the cells, in the order of their offsets.
        edges: the column at which each cell starts, then the one at which the last cell ends.
        span: the source characters that are shown.
    """

    cells: tuple[Cell, ...]
    edges: tuple[int, ...]
    span: Span

    @property
    def text(self) -> str:
        """The text to show."""
        return "".join(cell.text for cell in self.cells)

    def shows(self, span: Span) -> bool:
        """Return whether the whole span is shown."""
        if span.start == self.span.end and self._cut_after():
            return False
        return self.span.start <= span.start and span.end <= self.span.end

    def columns(self, span: Span) -> tuple[int, int]:
        """Return the first column of a span, from 0, and its width, at least 1."""
        first = self._index(span.start)
        last = self._index(span.end - 1) + 1 if span.end > span.start else first + 1
        column = self.edges[first]
        return column, max(1, self.edges[min(last, len(self.cells))] - column)

    def _index(self, offset: int) -> int:
        """Return the cell of an offset; combining characters belong to the cell before."""
        if offset >= self.span.end and not self._cut_after():
            return len(self.cells)
        index = max(0, bisect_right(self.cells, offset, key=lambda cell: cell.start) - 1)
        while index and not self.cells[index].width:
            index -= 1
        return index

    def _cut_after(self) -> bool:
        return bool(self.cells) and self.cells[-1].start == self.span.end


class Line(NamedTuple):
    """A line to show.

    Attributes:
        value: the text that it is in.
        line: its span, without its line end.
        span: the span that must be visible, inside the line.
        sensitive: the spans of the text to mask, sorted.
    """

    value: str
    line: Span
    span: Span
    sensitive: Sequence[Span]


def view(value: str, line: Span, span: Span, sensitive: Sequence[Span], width: int) -> View:
    """Show a line, or the part of it around a span if the line is too long.

    Lines may have any length: only the characters near the span are looked at.

    Args:
        value: the text of the source.
        line: the span of the line, without its line end.
        span: the span that must be visible, inside the line.
        sensitive: the spans of the source to mask, sorted.
        width: how many columns there are.
    """
    return aligned([Line(value, line, span, sensitive)], width)[0]


def aligned(lines: Sequence[Line], width: int) -> list[View]:
    """Show lines whose spans start alike; of lines that are too long, the same part is shown.

    Args:
        lines: the lines.
        width: how many columns there are.
    """
    views = [_near(*line, width) for line in lines]
    leads = [_lead(near, line.span, width) for near, line in zip(views, lines, strict=True)]
    return [
        near
        if near.span == line.line and near.edges[-1] <= width
        else _window(near, line.line, line.span, min(leads), width)
        for near, line in zip(views, lines, strict=True)
    ]


def _near(value: str, line: Span, span: Span, sensitive: Sequence[Span], width: int) -> View:
    """Return the part of a line that can be seen if the span is."""
    for reach in (width, 4 * width):  # masks and combining characters take less width
        start = max(line.start, span.start - reach)
        end = min(line.end, min(span.end, span.start + reach) + reach)
        pieces = mask_line(value, start, end, sensitive)
        if all(piece.text.isascii() and not piece.masked for piece in pieces):
            break
    cells = [cell for piece in pieces for cell in _cells(piece)]
    return _view(cells, Span(start, end))


def _view(cells: Sequence[Cell], span: Span) -> View:
    return View(tuple(cells), tuple(accumulate(map(_WIDTH, cells), initial=0)), span)


def _lead(near: View, span: Span, width: int) -> int:
    """Return how many columns to show before a span, so that it is in the middle."""
    budget = width - 2 * len(_CUT)
    column, taken = near.columns(span)
    return column - max(0, min(column - max(0, budget - taken) // 2, near.edges[-1] - budget))


def _window(near: View, line: Span, span: Span, lead: int, width: int) -> View:
    """Cut a view to a window with so many columns before the span, and mark the cuts."""
    budget = width - 2 * len(_CUT)
    left = max(0, near.columns(span)[0] - lead)
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
    return _view(cells, Span(start, end))


def _cells(piece: Piece) -> list[Cell]:
    if piece.masked:
        return [Cell(piece.start, piece.text, len(piece.text))]
    is_plain = piece.text.isascii() and piece.text.isprintable()  # hides nothing
    escapes = {
        match.start(): escape(match[0])
        for unsafe in ((COMMAND,) if is_plain else (COMMAND, HIDDEN))
        for match in unsafe.finditer(piece.text)
    }
    if is_plain and not escapes:
        return [*map(Cell._make, zip(count(piece.start), piece.text, repeat(1)))]  # the usual case
    cells = []
    for index, character in enumerate(piece.text):
        look = " " * 4 if character == "\t" else escapes.get(index, character)
        cells.append(Cell(piece.start + index, look, display_width(look)))
    return cells
