"""`jsonencode({…})` in HCL: the JSON text that Terraform makes of an object, and where it is from.

The characters of names and values are those of the source; the punctuation of JSON is where that of
HCL is, or between two values.
"""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps

from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.pieces import MapPiece
from outbound_lint.syntax.places import cut, mapped, span_of

_AS_IS = ("number", "word")


def encoded(source: Source, start: int, end: int, value: Mapping) -> Scalar:
    """Return the text of an object as a scalar that is already mapped.

    Args:
        source: the text that holds it.
        start: where the call of `jsonencode` starts.
        end: where it ends.
        value: the object.
    """
    pieces = [*_pieces(value)]
    text = "".join(piece.decoded for piece in pieces)
    scalar = Scalar(source, start, end, None, text, "encoded")
    scalar.map = mapped(pieces)
    return scalar


def _pieces(node: Node) -> Iterator[MapPiece]:
    start, end = node.start, node.end
    if isinstance(node, Mapping):
        yield MapPiece("{", start, start + 1)
        for number, member in enumerate(node.members):
            if number:
                yield _gap(", ", member.key.start)
            yield from _pieces(member.key)
            yield _gap(": ", member.key.end)
            yield from _pieces(member.value)
        yield MapPiece("}", end - 1, end)
    elif isinstance(node, Sequence):
        yield MapPiece("[", start, start + 1)
        for number, item in enumerate(node.items):
            if number:
                yield _gap(", ", item.start)
            yield from _pieces(item)
        yield MapPiece("]", end - 1, end)
    elif isinstance(node, Scalar):
        yield from _of_scalar(node)


def _of_scalar(node: Scalar) -> Iterator[MapPiece]:
    start, end = node.start, node.end
    if node.style in _AS_IS:
        yield MapPiece(node.value, start, end)
        return
    quote = node.style == "quoted"
    as_it_is = f'"{node.value}"'
    if quote and len(as_it_is) == end - start and _json(node.value) == as_it_is:
        yield MapPiece(as_it_is, start, end)
        return
    yield MapPiece('"', start, start + quote)
    for decoded, first, last in _encoded_again(node) if node.style == "encoded" else cut(node):
        code = _json(decoded)[1:-1]
        if code == decoded or len(decoded) != last - first:
            yield MapPiece(code, first, last)
        else:
            for offset, character in enumerate(decoded, first):
                yield MapPiece(_json(character)[1:-1], offset, offset + 1)
    yield MapPiece('"', end - quote, end)


def _encoded_again(node: Scalar) -> Iterator[MapPiece]:
    for index, character in enumerate(node.value):
        yield MapPiece(character, *(span_of(node, index) or (node.start, node.end)))


def _json(text: str) -> str:
    return dumps(text, ensure_ascii=False)


def _gap(punctuation: str, offset: int) -> MapPiece:
    return MapPiece(punctuation, offset, offset)
