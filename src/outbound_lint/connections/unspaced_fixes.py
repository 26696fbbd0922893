"""How fields are fixed that have no colon, or no space after it (`unspaced`).

YAML reads such a field and its value as one plain scalar, or as the key of another value. After the
fix they are a key and a value, so the edits are those of the source, not of the scalar.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.unspaced import Unspaced
from outbound_lint.findings.fixes import Fix
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Span, Text
from outbound_lint.syntax.edits import Edit
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence

_BREAK = pattern(r"[\r\n]")
_LINE_START = pattern(r"(?:\A|[\r\n])( *+(?:- ++)*+)\Z")
_FLOW_START = pattern(r"(?:\A|[\r\n{\[,])[ \t]*+\Z")
_FLOW_END = pattern(r"[ \t\r\n]*+[,}\]]")
_LINE_END = pattern(r"[ \t]*+(?:\Z|[\r\n]|(?P<comment>(?<=[ \t])#))")
_TO_VALUE = pattern(r"[ \t]*+:[ \t]++")
_INDENT = pattern(r"[\r\n]+( *+)")
# What a value may be that is no plain scalar, and what starts something else than a plain one.
_QUOTED = pattern(r"'(?:[^']|'')*+'|\"(?:[^\"\\]|\\.)*+\"")
_FARTHEST = 1000
"""How far before a field, in characters, the start of its line is looked for."""

_NOT_PLAIN = pattern(r"[,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|\Z)")


class _Parts(NamedTuple):
    """A field without its colon or the space after it, as it is in the source.

    Attributes:
        name: its name.
        value: what is meant as its value.
    """

    name: Span
    value: Span


def fix(field: Unspaced, connection: Connection) -> Fix | None:
    """Return the fix of a field, and of the others in the same scalar, which cannot do without.

    Args:
        field: the field.
        connection: the connection that it is in.

    Returns:
        The fix; None where it is not sure what is meant, or more would have to change.
    """
    assert isinstance(field.key, Scalar)
    scalar = _scalar_of(field)
    fields = [
        one
        for one, _ in connection.misspelled
        if isinstance(one, Unspaced) and _scalar_of(one) is scalar
    ]
    names = {one.name for one in fields}
    holder = _value_after(scalar, connection)
    parts = [*map(_parts, fields)]
    if scalar.tag or len(names) < len(fields) or None in parts:
        return None
    known = [one for one in parts if one]
    if holder:
        edits = _of_key(scalar, holder, field, known)
    elif fields[0].key.start == 0:
        edits = _of_scalar(scalar, connection.container, [*zip(fields, known, strict=True)])
    else:
        edits = None
    return Fix(_message(fields), tuple(edits), reshapes=True) if edits else None


def _message(fields: list[Unspaced]) -> str:
    if len(fields) == 1:
        return fields[0].problem[1]
    message = "Separate the names of these fields from their values with a colon and a space"
    quotes = any(one.opens_collection for one in fields)
    return f"{message}, and put JSON in single quotes." if quotes else f"{message}."


def _scalar_of(field: Unspaced) -> Scalar:
    text = field.mark.text
    return text.scalar  # type: ignore[attr-defined,no-any-return]  # it is decoded


def _value_after(scalar: Scalar, connection: Connection) -> Node | None:
    """Return the value of the member whose key a scalar is; None if it is no key."""
    for members in (connection.members, connection.metadata):
        member = members.get(scalar.value)
        if member and member.key is scalar:
            return member.value
    return None


def _parts(field: Unspaced) -> _Parts | None:
    """Find the name and the value of a field in the source; None if they can't be traced."""
    name, value = field.key.place.trace(), field.value.place.trace()
    start = field.value.start + len(field.gap)
    after = field.key.text.trace(start, start + 1)
    if not (name.exact and value.exact and after.exact):
        return None
    text = value.source.value[after.start : value.end].rstrip(" \t\r\n")
    return _Parts(Span(name.start, name.end), Span(after.start, after.start + len(text)))


def _of_key(
    scalar: Scalar, holder: Node, field: Unspaced, known: list[_Parts]
) -> list[Edit] | None:
    """Return the edits of a field that is a key of something else."""
    is_plain = isinstance(holder, Scalar) and holder.style == "plain" and not holder.tag
    if len(known) > 1 or not is_plain:
        return None
    text, (name, value) = scalar.text.value, known[0]
    before = _before(text, scalar.start)
    if holder.start == holder.end:  # `{name:value, …}`
        is_alone = _FLOW_START.search(before) and _FLOW_END.match(text, scalar.end)
        return _edits(scalar.text, field, known[0]) if is_alone else None
    # `name:{"a": 1}`, where the first colon with a space after it is inside of the value
    if _TO_VALUE.fullmatch(text, scalar.end, holder.start) and _LINE_START.search(before):
        value = Span(value.start, holder.end)
        if field.opens_collection:
            return _edits(scalar.text, field, _Parts(name, value))
        if _is_quoted(text, value):
            return [Edit(Place(scalar.text, name.end, value.end), ": " + text[slice(*value)])]
    return None


def _of_scalar(
    scalar: Scalar, container: Node | None, fields: list[tuple[Unspaced, _Parts]]
) -> list[Edit] | None:
    """Return the edits of the fields that make up a scalar in place of a mapping."""
    text = scalar.text.value
    in_flow = isinstance(container, (Mapping, Sequence)) and text[container.start] in "{["
    column = _column(text, scalar.start)
    is_possible = column is not None
    if in_flow:
        starts = _FLOW_START.search(_before(text, scalar.start))
        is_possible = len(fields) == 1 and starts is not None
    edits: list[Edit] = []
    for field, parts in fields:
        is_beside = in_flow or _column(text, parts.name.start) == column
        own = _edits(scalar.text, field, parts) if is_possible and is_beside else None
        if own is None or not _is_indented(text, parts.value, column or 0):
            return None
        edits += own
    return edits


def _before(text: str, offset: int) -> str:
    return text[max(offset - _FARTHEST, 0) : offset]


def _column(text: str, offset: int) -> int | None:
    """Return the column of a field that starts a line, after dashes; None if it does not."""
    start = _LINE_START.search(_before(text, offset))
    return len(start[1]) if start else None


def _is_indented(text: str, value: Span, column: int) -> bool:
    """Return whether all lines of a value but the first are inside of a mapping at a column."""
    return all(len(one[1]) > column for one in _INDENT.finditer(text, *value))


def _edits(source: Text, field: Unspaced, parts: _Parts) -> list[Edit] | None:
    """Return the edits of one field in the source; None where its value needs other ones."""
    text, (name, value) = source.value, parts
    between = text[name.end : value.start]
    if field.opens_collection:
        quotes = _in_quotes(source, value)
    else:
        is_fit = _NOT_PLAIN.match(text, *value) is None or _is_quoted(text, value)
        quotes = [] if is_fit else None
    if quotes is None:
        return None
    if not field.sign and not between.strip(" \r\n"):
        at, new = Span(name.end, name.end), ":"
    elif field.sign == ":" and not field.gap:
        at, new = Span(value.start, value.start), " "
    elif _BREAK.search(between):
        return None
    elif field.sign == ":":
        at, new = Span(value.start - len(field.gap), value.start), " "
    else:
        at, new = Span(name.end, value.start), ": "
    if quotes and at.end == value.start:  # two edits cannot be at one place
        new, quotes = new + quotes[0].text, quotes[1:]
    return [Edit(Place(source, *at), new), *quotes]


def _in_quotes(source: Text, value: Span) -> list[Edit] | None:
    """Return the edits that put a value in single quotes."""
    text = source.value
    after = _LINE_END.match(text, value.end)
    if not after or _BREAK.search(text, *value):
        return None
    if after["comment"] and parse_json(Text(text[slice(*value)])).root is None:
        return None  # it may be a part of the value
    return [*_quotes(source, value)]


def _quotes(source: Text, value: Span) -> Iterator[Edit]:
    yield Edit(Place(source, value.start, value.start), "'")
    at = source.value.find("'", *value)
    while at >= 0:
        yield Edit(Place(source, at, at), "'")
        at = source.value.find("'", at + 1, value.end)
    yield Edit(Place(source, value.end, value.end), "'")


def _is_quoted(text: str, value: Span) -> bool:
    return _QUOTED.fullmatch(text, *value) is not None
