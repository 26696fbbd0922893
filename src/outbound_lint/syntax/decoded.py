"""The decoded text of a scalar, whose characters map back to the text the scalar stands in."""

from __future__ import annotations

from bisect import bisect_right

from outbound_lint.source import Text, Traced
from outbound_lint.syntax.nodes import Scalar, ScalarMap


class Decoded(Text):
    """What a scalar decodes to, as a text in which places can be named.

    The map back is made when the first place of the scalar is traced, and once. Where it can't be
    proved, a place falls back to the whole scalar and says that it is not exact.
    """

    __slots__ = ("scalar",)

    def __init__(self, scalar: Scalar) -> None:
        super().__init__(scalar.value)
        self.scalar = scalar

    def trace(self, start: int, end: int) -> Traced:
        """Find the span of the source by way of the scalar's own text."""
        parent, scalar = self.scalar.text, self.scalar
        if not scalar.value:
            within = scalar.start + (scalar.style in ("single", "double", "string"))
            return parent.trace(within, within)
        if scalar.map is None:
            scalar.map = _map(scalar)
        if not scalar.map[0]:
            return parent.trace(scalar.start, scalar.end)._replace(exact=False)
        first = _span(scalar.map, start)[0]
        return parent.trace(first, _span(scalar.map, end - 1)[1] if end > start else first)


def _map(scalar: Scalar) -> ScalarMap:
    from outbound_lint.syntax.scalar_map import cut

    pieces = cut(scalar)
    starts, length = [], 0
    for piece in pieces:
        starts.append(length)
        length += len(piece.decoded)
    return pieces, starts


def _span(scalar_map: ScalarMap, index: int) -> tuple[int, int]:
    """Return the span of one decoded character; past the end, the end."""
    pieces, starts = scalar_map
    number = bisect_right(starts, index) - 1
    (decoded, start, end), within = pieces[number], index - starts[number]
    if within >= len(decoded):
        return end, end
    if len(decoded) != end - start:
        return start, end
    return start + within, start + within + 1
