"""Render the output of a terminal as an SVG picture."""

from __future__ import annotations

import re
from html import escape

_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_LINE_HEIGHT = 18
_CHARACTER = 8


def render(ansi: str, *, columns: int = 100) -> str:
    """Return an SVG picture of a text with ANSI colours."""
    lines = _COLOR.sub("", ansi).splitlines()
    width, height = (columns + 4) * _CHARACTER, (len(lines) + 2) * _LINE_HEIGHT
    texts = "".join(
        f'<text x="16" y="{(number + 2) * _LINE_HEIGHT}">{escape(line)}</text>\n'
        for number, line in enumerate(lines)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'font-family="monospace" font-size="13" fill="#eee" xml:space="preserve">\n'
        f'<rect width="100%" height="100%" fill="#222"/>\n{texts}</svg>\n'
    )
