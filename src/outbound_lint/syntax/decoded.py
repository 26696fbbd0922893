"""The decoded text of a scalar, whose characters map back to the text the scalar stands in."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from outbound_lint.source import Text, Traced
from outbound_lint.syntax.nodes import Scalar

if TYPE_CHECKING:
    from outbound_lint.syntax.scalar_map import Piece


class Decoded(Text):
    """What a scalar decodes to, as a text in which places can be named.

    The map back is made when the first place is traced. Where it can't be proved, a place falls
    back to the whole scalar and says that it is not exact.
    """

    __slots__ = ("_pieces", "_starts", "scalar")

    def __init__(self, scalar: Scalar) -> None:
        super().__init__(scalar.value)
        self.scalar = scalar
        self._pieces: list[Piece] | None = None
        self._starts: list[int] = []

    def trace(self, start: int, end: int) -> Traced:
        """Find the span of the source by way of the scalar's own text."""
        parent, scalar = self.scalar.text, self.scalar
        if not scalar.value:
            within = scalar.start + (scalar.style in ("single", "double", "string"))
            return parent.trace(within, within)
        if self._pieces is None:
            from outbound_lint.syntax.scalar_map import cut

            self._pieces = cut(scalar)
            self._starts = _running_starts(self._pieces)
        if not self._pieces:
            return parent.trace(scalar.start, scalar.end)._replace(exact=False)
        first = self._span(start)[0]
        return parent.trace(first, self._span(end - 1)[1] if end > start else first)

    def _span(self, index: int) -> tuple[int, int]:
        """Return the span of one decoded character; past the end, the end."""
        pieces = self._pieces or []
        number = bisect_right(self._starts, index) - 1
        piece, within = pieces[number], index - self._starts[number]
        if within >= len(piece.decoded):
            return piece.end, piece.end
        if len(piece.decoded) != piece.end - piece.start:
            return piece.start, piece.end
        return piece.start + within, piece.start + within + 1


def _running_starts(pieces: list[Piece]) -> list[int]:
    starts, length = [], 0
    for piece in pieces:
        starts.append(length)
        length += len(piece.decoded)
    return starts
