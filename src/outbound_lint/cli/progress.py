"""The progress bar of a long run, on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

_SECONDS_BEFORE = 1.0
_SECONDS_BETWEEN = 0.1
_USUAL_WIDTH = 80
_LONGEST, _SHORTEST = 40, 5
"""Characters of the bar; where there is less room, only numbers are shown."""


class Progress:
    """Shows how many files are done, from one second on, and removes it at the end.

    It is drawn when files are done, so it needs no thread. It uses no escape sequences, so nothing
    is left behind if the process is killed but the line itself.

    Args:
        total: How many files there are.
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._done = 0
        self._due = monotonic() + _SECONDS_BEFORE
        self._shown = ""

    def __enter__(self) -> Callable[[int], None]:
        return self._advance

    def __exit__(self, *_: object) -> None:
        if self._shown:
            self._show("")

    def _advance(self, count: int) -> None:
        """Note that so many more files are done."""
        self._done += count
        now = monotonic()
        if now >= self._due:
            self._due = now + _SECONDS_BETWEEN
            self._show(self._line())

    def _line(self) -> str:
        room = _columns() - 1  # a full line would move the cursor to the next
        total = f"{self._total:,}"
        text = f"Checking files: {self._done:>{len(total)},} of {total}"
        length = min(room - len(text) - len(" []"), _LONGEST)
        if length < _SHORTEST:
            return text[:room]
        filled = self._done * length // self._total
        return f"{text} [{'#' * filled}{'-' * (length - filled)}]"

    def _show(self, line: str) -> None:
        padded = line.ljust(len(self._shown))
        self._shown = line
        with suppress(OSError, ValueError):  # the terminal has gone
            sys.stderr.write(f"\r{padded}" if line else f"\r{padded}\r")
            sys.stderr.flush()


def _columns() -> int:
    """Return the width of the terminal on standard error; some do not know it."""
    with suppress(OSError, ValueError):
        return os.get_terminal_size(sys.stderr.fileno()).columns or _USUAL_WIDTH
    return _USUAL_WIDTH
