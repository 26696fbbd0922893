"""Plain tables for terminals."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from outbound_lint.patterns import pattern
from outbound_lint.source import display_width

_COLOR = pattern(r"\x1b\[[0-9;]*m")


def table(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> list[str]:
    """Align the cells of rows in columns, two spaces apart.

    Args:
        rows: cells without line ends; all rows have the same number of them. Colors and wide
            characters are measured as a terminal shows them.
        right: the indexes of the columns to align to the right.

    Returns:
        One line for each row, without line end and trailing spaces.
    """
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for index, (cell, width) in enumerate(zip(row, widths, strict=True)):
            space = " " * (width - _width(cell))
            cells.append(space + cell if index in right else cell + space)
        lines.append("  ".join(cells).rstrip())
    return lines


def _width(cell: str) -> int:
    return display_width(_COLOR.sub("", cell))
