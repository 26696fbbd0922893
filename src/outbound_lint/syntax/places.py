"""The decoded text of a scalar, whose characters map back to the text that the scalar is in.

The map is made from the source alone, by one small function for each way to write a scalar, and it
proves itself: the text rebuilt from it must equal the value that the parser produced.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from operator import itemgetter

from outbound_lint.patterns import pattern
from outbound_lint.source import Text, Traced
from outbound_lint.syntax.nodes import Scalar, ScalarMap, ScalarStyle
from outbound_lint.syntax.pieces import MapPiece

MAX_PIECES = 500_000
"""Into how many pieces a scalar may be cut: as many lines or escapes take 100 MB and a second."""


class Decoded(Text):
    """What a scalar decodes to, as a text in which places can be named.

    The map back is made once, when the first place is traced. If it can't be proved, a place is
    traced to the whole scalar and says that it is not exact.
    """

    __slots__ = ("scalar",)

    def __init__(self, scalar: Scalar) -> None:
        super().__init__(scalar.value)
        self.scalar = scalar

    def trace(self, start: int, end: int) -> Traced:
        """Find the span of the source by way of the scalar's own text."""
        parent, scalar = self.scalar.text, self.scalar
        if not scalar.value:
            within = scalar.start + (scalar.style in ("single", "double", "string", "quoted"))
            return parent.trace(within, within)
        scalar_map = scalar.map or _map_of(scalar)
        if not scalar_map[1]:
            return parent.trace(scalar.start, scalar.end)._replace(exact=False)
        first = _span(scalar_map, start)
        last = _span(scalar_map, end - 1) if end > start + 1 else first
        return parent.trace(first[0], last[1] if end > start else first[0])


def span_of(scalar: Scalar, index: int) -> tuple[int, int] | None:
    """Return where a character of a scalar's value is in the text around it.

    Args:
        scalar: the scalar.
        index: the offset of the character; past the end, the end is returned.

    Returns:
        The start and the end; None if the map can't be proved.
    """
    scalar_map = _map_of(scalar)
    return _span(scalar_map, index) if scalar_map[1] else None


def _map_of(scalar: Scalar) -> ScalarMap:
    if scalar.map is None:
        scalar.map = mapped(cut(scalar))
    return scalar.map


def mapped(pieces: Sequence[MapPiece]) -> ScalarMap:
    """Return what tracing needs of the pieces of a scalar, in a tenth of the memory."""
    if len(pieces) == 1:  # as of most strings
        piece = pieces[0]
        return (0, len(piece.decoded)), (piece.start,), (piece.end,)
    from array import array  # only where something was found

    decoded, start, end = map(itemgetter, range(3))
    return (
        array("I", accumulate(map(len, map(decoded, pieces)), initial=0)),
        array("I", map(start, pieces)),
        array("I", map(end, pieces)),
    )


def _span(scalar_map: ScalarMap, index: int) -> tuple[int, int]:
    """Return the span of one decoded character; past the end, the end."""
    offsets, starts, ends = scalar_map
    number = bisect_right(offsets, index, hi=len(starts)) - 1
    start, end = starts[number], ends[number]
    within, length = index - offsets[number], offsets[number + 1] - offsets[number]
    if within >= length:
        return end, end
    if length != end - start:
        return start, end
    return start + within, start + within + 1


def cut(scalar: Scalar) -> list[MapPiece]:
    """Cut a scalar into pieces; what decodes to nothing is left out.

    Args:
        scalar: the scalar, with the value that its parser produced.

    Returns:
        The pieces in their order; none if they do not make up the value, or are too many.
    """
    text, start, end, value = scalar.text.value, scalar.start, scalar.end, scalar.value
    if scalar.style in _FLOW_STYLES:
        quote, special = _FLOW_STYLES[scalar.style]
        if value and text[start + quote : end - quote] == value:  # as most strings
            return [MapPiece(value, start + quote, end - quote)]
        pieces = _flow(text, start + quote, end - quote, special)
    elif scalar.style in ("literal", "folded"):
        pieces = _chomped(_block(scalar), len(value))
    elif scalar.style in ("quoted", "heredoc", "whole"):
        pieces = _of_hcl(scalar)
    else:
        pieces = iter((MapPiece(text[start:end], start, end),))
    kept = list(islice((piece for piece in pieces if piece.decoded), MAX_PIECES + 1))
    proved = len(kept) <= MAX_PIECES and "".join(piece.decoded for piece in kept) == value
    return kept if proved else []


def _of_hcl(scalar: Scalar) -> Iterator[MapPiece]:
    from outbound_lint.syntax import hcl_templates

    text, start, end = scalar.text.value, scalar.start, scalar.end
    if scalar.style == "whole":
        return iter((MapPiece(scalar.value, start, end),))
    if scalar.style == "quoted":
        return hcl_templates.quoted_pieces(text, start, end)
    return hcl_templates.heredoc_pieces(text, start, end)


def _chomped(pieces: Iterator[MapPiece], length: int) -> Iterator[MapPiece]:
    """Yield the pieces of the first characters: chomping drops final line breaks."""
    for piece in pieces:
        if length <= 0:
            return
        yield piece
        length -= len(piece.decoded)


_BREAK = r"(?:\r\n|[\r\n])"
_BREAKS = pattern(_BREAK)
_LINE = pattern(r"[^\r\n]*+")
_BLANKS_AND_BREAKS = pattern(rf"(?:[ \t]*+{_BREAK})*+[ \t]*+")
_SINGLE_SPECIAL = pattern(rf"''|{_BREAK}")
_CONTINUED = rf"{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+"
_PAIR = r"u[dD][89abAB]..\\u[dD][c-fC-F].."
_DOUBLE_SPECIAL = pattern(rf"\\(?:{_CONTINUED}|{_PAIR}|x..|u....|U........|.)|{_BREAK}", re.S)
_JSON_SPECIAL = pattern(rf"\\(?:{_PAIR}|u....|.)", re.S)
_SPACES = pattern(r" *+")
_HEADER = pattern(rf"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?{_BREAK}?")
_EMPTY_LINE = pattern(rf" *+{_BREAK}")
_FRONT = pattern(r"(\n*+)( *+)")
# For each style of flow scalar, and for strings of JSON: the width of its quotes, and what is not
# kept as it is between them.
_FLOW_STYLES: dict[ScalarStyle, tuple[int, re.Pattern[str]]] = {
    "plain": (0, _BREAKS),
    "single": (1, _SINGLE_SPECIAL),
    "double": (1, _DOUBLE_SPECIAL),
    "string": (1, _JSON_SPECIAL),
}
# YAML 1.2.2, section 5.7; those of JSON (RFC 8259, section 7) are among them.
_ESCAPES = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _flow(text: str, start: int, end: int, special: re.Pattern[str]) -> Iterator[MapPiece]:
    """Cut a flow scalar: runs of ordinary characters, escapes, and folded line breaks.

    YAML 1.2.2, section 7.3; RFC 8259, section 7.
    """
    run = start
    while match := special.search(text, run, end):
        token_start, token_end = match.span()
        if text[token_start] in "\\'":
            yield MapPiece(text[run:token_start], run, token_start)
            yield from _escaped(text, token_start, token_end)
        else:
            kept = len(text[run:token_start].rstrip(" \t"))
            yield MapPiece(text[run : run + kept], run, run + kept)
            token_end = _BLANKS_AND_BREAKS.match(text, token_start, end).end()  # type: ignore[union-attr]
            yield from _folded_breaks(text, run + kept, token_start, token_end)
        run = token_end
    yield MapPiece(text[run:end], run, end)


def _escaped(text: str, start: int, end: int) -> Iterator[MapPiece]:
    kind, digits = text[start + 1], text[start + 2 : end]
    if kind in "\r\n":
        # The escaped line break is dropped; each empty line after it is a line feed.
        _, *empty_lines = _BREAKS.finditer(text, start + 1, end)
        yield from (MapPiece("\n", *match.span()) for match in empty_lines)
    elif "\\" in digits:
        high, low = int(digits[:4], 16), int(digits[-4:], 16)
        yield MapPiece(chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00), start, end)
    elif digits:
        yield MapPiece(chr(int(digits, 16)), start, end)
    else:
        yield MapPiece(_ESCAPES.get(kind, kind), start, end)


def _folded_breaks(text: str, blanks: int, start: int, end: int) -> Iterator[MapPiece]:
    """Fold line breaks: a single one is a space; of several the first is dropped (section 6.5)."""
    _, *rest = _BREAKS.finditer(text, start, end)
    if not rest:
        yield MapPiece(" ", blanks, end)
    yield from (MapPiece("\n", *match.span()) for match in rest)


def _block(scalar: Scalar) -> Iterator[MapPiece]:
    """Cut a block scalar, with all its final line breaks, whatever its chomping indicator.

    YAML 1.2.2, section 8.1. In a folded scalar a line break between two lines is a space, unless
    one of them is more indented or empty lines come between them.
    """
    text, end, folded = scalar.text.value, scalar.end, scalar.style == "folded"
    header = _HEADER.match(text, scalar.start, end)
    offset = header.end() if header else scalar.start
    indent = _indent(text[offset:end], scalar.value)
    line_break: MapPiece | None = None
    more_indented = False
    while True:
        empty_lines, offset, goes_on = _skip_empty_lines(text, offset, end, indent)
        if not goes_on:
            break
        was_more_indented, more_indented = more_indented, text[offset] in " \t"
        foldable = folded and not (was_more_indented or more_indented)
        if foldable and line_break:
            line_break = None if empty_lines else line_break._replace(decoded=" ")
        if line_break:
            yield line_break
        yield from empty_lines
        line_end = _LINE.match(text, offset, end).end()  # type: ignore[union-attr]  # always matches
        yield MapPiece(text[offset:line_end], offset, line_end)
        match = _BREAKS.match(text, line_end, end)
        offset = match.end() if match else line_end
        line_break = MapPiece("\n", line_end, offset) if match else None
    if line_break:
        yield line_break
    yield from empty_lines


def _skip_empty_lines(
    text: str, offset: int, end: int, indent: int
) -> tuple[list[MapPiece], int, bool]:
    """Skip empty lines and one indentation.

    Returns:
        The breaks of the empty lines, the offset after them, and whether a line of text follows.
    """
    breaks: list[MapPiece] = []
    while True:
        line = offset
        offset = _SPACES.match(text, line, line + indent).end()  # type: ignore[union-attr]
        match = _BREAKS.match(text, offset, end)
        if not match or len(breaks) > MAX_PIECES:
            return breaks, offset, offset - line == indent and offset < end
        breaks.append(MapPiece("\n", *match.span()))
        offset = match.end()


def _indent(content: str, value: str) -> int:
    """Return the indentation of a block scalar's content.

    With an indentation indicator it depends on the parent, which the scalar does not know. But the
    value keeps the empty lines at its start, and of the line after them all further spaces.
    """
    breaks, spaces = _FRONT.match(value).groups()  # type: ignore[union-attr]  # always matches
    if len(breaks) > MAX_PIECES or (len(breaks) == len(value) and not spaces):
        return len(content)
    line = 0
    for _ in breaks:
        empty = _EMPTY_LINE.match(content, line)
        line = empty.end() if empty else line
    raw = _SPACES.match(content, line).end() - line  # type: ignore[union-attr]  # always matches
    return max(raw - len(spaces), 0)
