"""The times as a picture: a logarithmic axis, and a row for each program of each case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import log10
from typing import NamedTuple
from xml.sax.saxutils import escape

_LABELS, _AXIS, _VALUES, _ROW, _MARGIN = 170, 520, 90, 18, 12
_STYLE = """\
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .case { font-weight: 600; }
  .grid { stroke: #d1d9e0; }
  .peer { fill: #818b98; stroke: #818b98; }
  .ours { fill: #0969da; stroke: #0969da; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .grid { stroke: #3d444d; }
    .peer { fill: #9198a1; stroke: #9198a1; }
    .ours { fill: #4493f8; stroke: #4493f8; }
  }"""


class Row(NamedTuple):
    """The times of a program in seconds: the shortest, the median and the longest."""

    name: str
    shortest: float
    median: float
    longest: float


def picture(groups: Iterable[tuple[str, Sequence[Row]]], ours: str) -> str:
    """Draw the times.

    Args:
        groups: the title and the rows of each case.
        ours: the program to draw in color.

    Returns:
        The SVG. It has no background, and colors for light and for dark pages.
    """
    groups = list(groups)
    times = [row for _, rows in groups for row in rows]
    low = int(log10(min(row.shortest for row in times)) // 1)
    high = int(-(-log10(max(row.longest for row in times)) // 1))

    def across(seconds: float) -> float:
        return round(_LABELS + _AXIS * (log10(seconds) - low) / (high - low), 1)

    drawn, y = [], _MARGIN + _ROW
    for title, rows in groups:
        drawn.append(f'<text class="case" x="{_MARGIN}" y="{y}">{escape(title)}</text>')
        y += _ROW
        for row in rows:
            drawn += _row(row, "ours" if row.name == ours else "peer", y, across)
            y += _ROW
        y += _ROW // 2
    grid = []
    for power in range(low, high + 1):
        x = across(10.0**power)
        grid.append(f'<path class="grid" d="M{x} {_MARGIN + _ROW + 4}V{y - _ROW}"/>')
        grid.append(f'<text text-anchor="middle" x="{x}" y="{y}">{_time(10.0**power)}</text>')
    width, height = _LABELS + _AXIS + _VALUES, y + _MARGIN
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
    lines = [f'{head} height="{height}" role="img">', f"<style>\n{_STYLE}\n</style>"]
    return "\n".join([*lines, *grid, *drawn, "</svg>"]) + "\n"


def _row(row: Row, kind: str, y: int, across: Callable[[float], float]) -> list[str]:
    left, middle, right = map(across, row[1:])
    label = f'<text text-anchor="end" x="{_LABELS - 8}" y="{y}">{escape(row.name)}</text>'
    return [
        label,
        f'<path class="{kind}" stroke-width="2" d="M{left} {y - 4}H{right}"/>',
        f'<circle class="{kind}" cx="{middle}" cy="{y - 4}" r="4"/>',
        f'<text x="{right + 8}" y="{y}">{_time(row.median)}</text>',
    ]


def _time(seconds: float) -> str:
    """Write a time with the digits that count."""
    if seconds >= 100:
        return f"{seconds:,.0f} s"
    return f"{seconds:.3g} s" if seconds >= 1 else f"{1000 * seconds:.3g} ms"
