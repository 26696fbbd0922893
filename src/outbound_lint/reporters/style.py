"""Colours for a terminal, or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from outbound_lint.findings.model import Severity

Style = Literal[Severity, "strong", "faint", "related", "sound"]

Painter = Callable[[str, Style], str]
"""Wraps a text that is escaped already in the escape sequences of a style (ECMA-48, SGR)."""

_CODES: Mapping[Style, str] = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "strong": "1",
    "faint": "2",
    "related": "34",
    "sound": "32",
}


def painter(*, color: bool) -> Painter:
    """Return what paints texts, or leaves them as they are."""
    return _paint if color else _leave


def _paint(text: str, style: Style) -> str:
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if text else text


def _leave(text: str, style: Style) -> str:  # noqa: ARG001 - a Painter takes it
    return text
