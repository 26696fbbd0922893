"""Pieces of a decoded text, and where they come from."""

from __future__ import annotations

from typing import NamedTuple


class MapPiece(NamedTuple):
    """Decoded characters and the span they come from.

    If both have the same length, they match one by one; otherwise all belong to the whole span.
    """

    decoded: str
    start: int
    end: int
