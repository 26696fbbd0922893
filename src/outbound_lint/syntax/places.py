"""The decoded text of a scalar, whose characters map back to the text the scalar stands in."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Text, Traced
from outbound_lint.syntax.nodes import Scalar, ScalarMap, ScalarStyle


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


MAX_PIECES = 500_000
"""How finely a scalar may be cut: as many lines or escapes take 100 MB and a second."""


class MapPiece(NamedTuple):
    """Decoded characters and the span they come from.

    Where both have the same length, they match one by one; else one character stands for all.
    """

    decoded: str
    start: int
    end: int


def cut(scalar: Scalar) -> list[MapPiece]:
    """Cut a scalar into pieces, what decodes to nothing left out.

    Args:
        scalar: the scalar, with the value its parser gave.

    Returns:
        The pieces in their order; none where they do not make up the value, or are too many.
    """
    all_pieces = (piece for piece in _CUTTERS[scalar.style](scalar) if piece.decoded)
    pieces = list(islice(all_pieces, MAX_PIECES + 1))
    if len(pieces) > MAX_PIECES:
        return []
    value = scalar.value
    if scalar.style in ("literal", "folded"):
        pieces = _chomped(pieces, len(value))
    return pieces if "".join(piece.decoded for piece in pieces) == value else []


def _chomped(pieces: list[MapPiece], length: int) -> list[MapPiece]:
    """Keep the pieces that make up the first `length` characters: chomping drops line feeds."""
    kept, total = [], 0
    for piece in pieces:
        if total >= length:
            break
        kept.append(piece)
        total += len(piece.decoded)
    return kept


# libyaml and YAML 1.1 end a line at NEL, LS and PS as well; LS and PS stay what they are.
_BREAK = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
_BREAKS = pattern(_BREAK)
_LINE = pattern(r"[^\r\n\x85\u2028\u2029]*+")
_BLANKS_AND_BREAKS = pattern(rf"(?:[ \t]*+{_BREAK})*+[ \t]*+")
_SINGLE_SPECIAL = pattern(rf"''|{_BREAK}")
_CONTINUED = rf"{_BREAK}(?:[ \t]*+{_BREAK})*+[ \t]*+"
_PAIR = r"u[dD][89abAB]..\\u[dD][c-fC-F].."
_DOUBLE_SPECIAL = pattern(rf"\\(?:{_CONTINUED}|{_PAIR}|x..|u....|U........|.)|{_BREAK}", re.S)
_JSON_SPECIAL = pattern(rf"\\(?:{_PAIR}|u....|.)", re.S)
_SPACES = pattern(r" *+")
_HEADER = pattern(rf"[|>][-+0-9]*[ \t]*(?:#[^\r\n\x85\u2028\u2029]*)?{_BREAK}?")
_BLANK_LINE = pattern(rf" *+{_BREAK}")
_FRONT = pattern(r"([\n\u2028\u2029]*+)( *+)")
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


def _plain(scalar: Scalar) -> Iterator[MapPiece]:
    return _flow(scalar.text.value, scalar.start, scalar.end, _BREAKS)


def _single(scalar: Scalar) -> Iterator[MapPiece]:
    return _flow(scalar.text.value, scalar.start + 1, scalar.end - 1, _SINGLE_SPECIAL)


def _double(scalar: Scalar) -> Iterator[MapPiece]:
    return _flow(scalar.text.value, scalar.start + 1, scalar.end - 1, _DOUBLE_SPECIAL)


def _json_string(scalar: Scalar) -> Iterator[MapPiece]:
    return _flow(scalar.text.value, scalar.start + 1, scalar.end - 1, _JSON_SPECIAL)


def _verbatim(scalar: Scalar) -> Iterator[MapPiece]:
    yield MapPiece(scalar.text.value[scalar.start : scalar.end], scalar.start, scalar.end)


def _flow(text: str, start: int, end: int, special: re.Pattern[str]) -> Iterator[MapPiece]:
    """Cut a flow scalar: runs of ordinary characters, escapes, and folded line breaks."""
    run = start
    while match := special.search(text, run, end):
        token_start, token_end = match.span()
        if text[token_start] in "\\'":
            yield MapPiece(text[run:token_start], run, token_start)
            yield from _escaped(text, token_start, token_end)
        else:
            kept = len(text[run:token_start].rstrip(" \t"))
            yield MapPiece(text[run : run + kept], run, run + kept)
            token_end = _end_of_blanks(text, token_start, end)
            yield from _folded_breaks(text, run + kept, token_start, token_end)
        run = token_end
    yield MapPiece(text[run:end], run, end)


def _end_of_blanks(text: str, start: int, end: int) -> int:
    match = _BLANKS_AND_BREAKS.match(text, start, end)
    return match.end() if match else start


def _escaped(text: str, start: int, end: int) -> Iterator[MapPiece]:
    kind, digits = text[start + 1], text[start + 2 : end]
    if kind in "\r\n\x85\u2028\u2029":
        # The break behind the backslash is dropped; blank lines after it are line feeds.
        _, *blank_lines = _BREAKS.finditer(text, start + 1, end)
        yield from (_break(text, *match.span()) for match in blank_lines)
    elif "\\" in digits:
        high, low = int(digits[:4], 16), int(digits[-4:], 16)
        yield MapPiece(chr(0x10000 + ((high - 0xD800) << 10) + low - 0xDC00), start, end)
    elif digits:
        yield MapPiece(chr(int(digits, 16)), start, end)
    else:
        yield MapPiece(_ESCAPES.get(kind, kind), start, end)


def _folded_breaks(text: str, blanks: int, start: int, end: int) -> Iterator[MapPiece]:
    """Fold line breaks: a single one is a space, of several the first is dropped."""
    first, *rest = _BREAKS.finditer(text, start, end)
    if first.group() in "\u2028\u2029":
        yield _break(text, *first.span())
    elif not rest:
        yield MapPiece(" ", blanks, end)
    yield from (_break(text, *match.span()) for match in rest)


def _break(text: str, start: int, end: int) -> MapPiece:
    kept = text[start:end]
    return MapPiece(kept if kept in "\u2028\u2029" else "\n", start, end)


def _literal(scalar: Scalar) -> Iterator[MapPiece]:
    return _block(scalar, folded=False)


def _folded(scalar: Scalar) -> Iterator[MapPiece]:
    return _block(scalar, folded=True)


def _block(scalar: Scalar, *, folded: bool) -> Iterator[MapPiece]:
    """Cut a block scalar, with all its final line breaks, whatever its chomping indicator."""
    text, end = scalar.text.value, scalar.end
    header = _HEADER.match(text, scalar.start, end)
    offset = header.end() if header else scalar.start
    indent = _indent(text[offset:end], scalar.value)
    line_break: MapPiece | None = None
    more_indented = False
    while True:
        blank_lines, offset, goes_on = _skip_blank_lines(text, offset, end, indent)
        if not goes_on:
            break
        blank = text[offset] in " \t"
        if folded and line_break and line_break.decoded == "\n" and not (more_indented or blank):
            line_break = None if blank_lines else line_break._replace(decoded=" ")
        if line_break:
            yield line_break
        yield from blank_lines
        more_indented = blank
        line_end = _LINE.match(text, offset, end).end()  # type: ignore[union-attr]  # always matches
        yield MapPiece(text[offset:line_end], offset, line_end)
        match = _BREAKS.match(text, line_end, end)
        offset = match.end() if match else line_end
        line_break = _break(text, line_end, offset) if match else None
    if line_break:
        yield line_break
    yield from blank_lines


def _skip_blank_lines(
    text: str, offset: int, end: int, indent: int
) -> tuple[list[MapPiece], int, bool]:
    """Skip blank lines and one indentation; tell whether a line of the scalar follows."""
    breaks: list[MapPiece] = []
    while True:
        line = offset
        offset = _SPACES.match(text, line, min(line + indent, end)).end()  # type: ignore[union-attr]
        match = _BREAKS.match(text, offset, end)
        if not match or len(breaks) > MAX_PIECES:
            return breaks, offset, offset - line == indent and offset < end
        breaks.append(_break(text, *match.span()))
        offset = match.end()


def _indent(content: str, value: str) -> int:
    """Return the indentation of a block scalar's content.

    With an indentation indicator it depends on the parent, which the scalar does not know. But the
    blank lines in front are kept, and of the line after them the value keeps all other spaces.
    """
    breaks, spaces = _FRONT.match(value).groups()  # type: ignore[union-attr]  # always matches
    if len(breaks) > MAX_PIECES or (len(breaks) == len(value) and not spaces):
        return len(content)
    line = 0
    for _ in breaks:
        blank = _BLANK_LINE.match(content, line)
        line = blank.end() if blank else line
    raw = _SPACES.match(content, line).end() - line  # type: ignore[union-attr]  # always matches
    return max(raw - len(spaces), 0)


_CUTTERS: dict[ScalarStyle, Callable[[Scalar], Iterator[MapPiece]]] = {
    "plain": _plain,
    "single": _single,
    "double": _double,
    "literal": _literal,
    "folded": _folded,
    "string": _json_string,
    "number": _verbatim,
    "word": _verbatim,
    "gap": _verbatim,
}
