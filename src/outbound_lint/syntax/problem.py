"""A syntax error, as all parsers tell it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Why a text can't be read.

    Attributes:
        start: where the text stops being what it should be.
        end: the end of the offending characters.
        message: what is wrong.
        hint: what to type instead.
        opened: where that was opened which is not closed, if this is the mistake.
    """

    start: int
    end: int
    message: str
    hint: str
    opened: int | None = None
