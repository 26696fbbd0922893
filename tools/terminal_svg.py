"""Draw terminal output as an SVG picture of a window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape

from outbound_lint.source import display_width

FONT_SIZE = 14
ROW_HEIGHT = 20
COLUMN_WIDTH = 8.4
"""The advance of most monospaced fonts, 0.6 em; `textLength` makes others take as much."""

MARGIN = 18
TITLE_BAR = 40

_TOKEN = re.compile(
    r"\x1b\[(?P<codes>[0-9;]*)m"  # colors and weights: SGR, ECMA-48 8.3.117
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # other control sequences, ECMA-48 5.4
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # hyperlinks and titles: OSC
    r"|[\x00-\x09\x0b-\x1f\x7f]"
    r"|(?P<text>.)",
    re.DOTALL,
)

_COLORS = {1: "red", 2: "green", 3: "yellow", 4: "blue", 6: "cyan"}

_STYLE = """\
text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;\
fill:#e6edf3;white-space:pre}
.bold{font-weight:bold}
.faint{fill:#9198a1}
.underline{text-decoration:underline}
.red{fill:#ff7b72}
.green{fill:#7ee787}
.yellow{fill:#e3b341}
.blue{fill:#79c0ff}
.cyan{fill:#56d4dd}"""


class _Cell(NamedTuple):
    """A character, and its classes in the style sheet."""

    text: str
    style: str


def render(ansi: str, *, columns: int = 100) -> str:
    """Draw what a program printed to a terminal.

    Args:
        ansi: the output; bold, faint, underline and the colors red, green, yellow, blue and cyan
            are shown, other escape sequences and control characters are left out.
        columns: the width of the terminal; longer lines are wrapped after a space.

    Returns:
        An SVG document that needs no fonts, scripts or other files, and is the same for the same
        arguments.
    """
    rows = list(_rows(ansi, columns))
    width = round(columns * COLUMN_WIDTH) + 2 * MARGIN
    height = TITLE_BAR + len(rows) * ROW_HEIGHT + MARGIN
    title = next(("".join(cell.text for cell in row) for row in rows if row), "")
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" role="img" xml:space="preserve">
<title>{escape(f"Terminal: {title.strip()}")}</title>
<style>{_STYLE}</style>
<rect x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="8" fill="#0d1117" \
stroke="#3d444d"/>
<circle cx="24" cy="20" r="6" fill="#ff5f57"/>
<circle cx="44" cy="20" r="6" fill="#febc2e"/>
<circle cx="64" cy="20" r="6" fill="#28c840"/>
{"".join(_row(number, row) for number, row in enumerate(rows) if row)}</svg>
"""


def _rows(ansi: str, columns: int) -> Iterator[list[_Cell]]:
    """Yield the rows of the terminal; long lines are cut after a space if there is one."""
    row: list[_Cell] = []
    for cell in _cells(ansi.removesuffix("\n")):
        if cell.text == "\n":
            yield row
            row = []
            continue
        row.append(cell)
        if _width(row) > columns:
            last = len(row) - 1
            spaces = (at + 1 for at in range(last - 1, 0, -1) if row[at].text == " ")
            cut = next(spaces, last)
            yield row[:cut]
            row = row[cut:]
    yield row


def _cells(ansi: str) -> Iterator[_Cell]:
    """Yield each visible character and line feed with its style."""
    weight = line = color = ""
    for token in _TOKEN.finditer(ansi):
        if token["text"]:
            yield _Cell(token["text"], " ".join(filter(None, (weight, line, color))))
        elif token["codes"] is not None:
            for code in (int(code or 0) for code in token["codes"].split(";")):
                if code in {0, 1, 2, 22}:
                    weight = {1: "bold", 2: "faint"}.get(code, "")
                if code in {0, 4, 24}:
                    line = "underline" if code == 4 else ""
                if code == 0 or 30 <= code <= 39 or 90 <= code <= 97:
                    color = _COLORS.get(code % 10, "")


def _width(cells: list[_Cell]) -> int:
    return sum(display_width(cell.text) for cell in cells)


def _row(number: int, cells: list[_Cell]) -> str:
    spans = []
    for style, group in groupby(cells, lambda cell: cell.style):
        text = escape("".join(cell.text for cell in group))
        spans.append(f'<tspan class="{style}">{text}</tspan>' if style else text)
    width = _width(cells) * COLUMN_WIDTH
    y = TITLE_BAR + number * ROW_HEIGHT + FONT_SIZE
    return f'<text x="{MARGIN}" y="{y}" textLength="{width:.1f}">{"".join(spans)}</text>\n'
