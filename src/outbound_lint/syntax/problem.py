"""A syntax error, as all parsers tell it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """Why a text can't be read: the offending span, what is wrong, and what to type instead."""

    start: int
    end: int
    message: str
    hint: str
