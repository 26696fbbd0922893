r"""Edits of a decoded text, written as its scalar is written in the source.

A rule edits the text that it judges. What changes in the file depends on the scalar that the text
is decoded from: a `'` is doubled in single quotes, a `"` is `\"` in double quotes, a new line of a
block scalar is indented. Everything else in the scalar stays as it is, to the character.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Span, Text
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, plain_type, resolve
from outbound_lint.syntax.places import Decoded, cut, span_of
from outbound_lint.syntax.yaml11 import ambiguity

LONGEST_TO_PROVE = 10_000
"""In a longer scalar of several lines that are folded, nothing is edited: the proof takes long."""

_BREAKS = pattern(r"\r\n|[\r\n]")
_HEADER = pattern(r"([|>])([-+0-9]*)")
# YAML 1.2.2, section 5.1; a byte order mark is left out, since it should never be inside a text.
_UNPRINTABLE = pattern(
    r"[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_ESCAPED = pattern(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]')
# What starts or ends something else in a plain scalar (YAML 1.2.2, section 7.3.3); brackets and
# commas do so inside a flow collection.
_NOT_PLAIN = pattern(r"\A[-?:,\[\]{}#&*!|>'\"%@`\s]|:(?=\s|\Z)|\s\#|\s\Z|\A(?:---|\.\.\.)(?=\s|\Z)")
_FLOW = pattern(r"[,\[\]{}]")


class Edit(NamedTuple):
    """New text for the characters at a place; an empty place is where it is inserted."""

    place: Place
    text: str


class ScalarEdit(NamedTuple):
    """New text for some characters of the decoded value of the scalar that starts at `scalar`."""

    scalar: int
    start: int
    end: int
    text: str


class SourceEdit(NamedTuple):
    """New text for a span of the source.

    Attributes:
        span: the characters to replace; an empty span is where the text is inserted.
        text: what to write.
        inside: what becomes of the value of the scalar around it; None where the edit is not
            inside of a scalar.
    """

    span: Span
    text: str
    inside: ScalarEdit | None = None


class _Written(NamedTuple):
    """New text for a span of the text that a scalar is in."""

    start: int
    end: int
    text: str


def written(edit: Edit) -> tuple[SourceEdit, ...] | None:
    """Return an edit as it is written in the source, through all scalars around its text.

    Args:
        edit: an edit of the source, or of the decoded text of a scalar.

    Returns:
        The edits of the source; None where the style of a scalar does not allow the new text, or
        where its characters can't be traced.
    """
    (text, start, end), new = edit
    if not isinstance(text, Decoded):
        return (SourceEdit(Span(start, end), new),)
    scalar = text.scalar
    pieces = _in_scalar(scalar, start, end, new)
    if pieces is None:
        return None
    if not isinstance(scalar.text, Decoded):
        inside = ScalarEdit(scalar.start, start, end, new)
        return tuple(SourceEdit(Span(one.start, one.end), one.text, inside) for one in pieces)
    outer = [written(Edit(Place(scalar.text, one.start, one.end), one.text)) for one in pieces]
    if None in outer:
        return None
    return tuple(one for edits in outer for one in edits or ())


def apply(text: str, edits: Iterable[tuple[int, int, str]]) -> str:
    """Return a text with edits, each a start, an end and a new text, in order and apart."""
    parts: list[str] = []
    offset = 0
    for start, end, new in edits:
        parts += text[offset:start], new
        offset = end
    return "".join(parts) + text[offset:]


def rename(key: Node, name: str) -> Edit:
    """Return the edit that gives a key another name; its quotes stay."""
    node = resolve(key)
    if isinstance(node, Scalar) and node is key and node.value:
        return Edit(Place(Decoded(node), 0, len(node.value)), name)
    return Edit(key.place, name)


def in_quotes(node: Node, quote: str) -> tuple[Edit, Edit]:
    """Return the edits that put a scalar in quotes; it has nothing to escape."""
    text, start, end = node.place
    return Edit(Place(text, start, start), quote), Edit(Place(text, end, end), quote)


def without_members(held: Mapping, members: Sequence[Member]) -> tuple[Edit, ...]:
    """Return the edits that remove members of an object of JSON, each with its comma.

    Args:
        held: the object.
        members: some of its members, in their order.
    """
    gone, every = set(map(id, members)), held.members
    kept = [index for index, member in enumerate(every) if id(member) not in gone]
    if not kept:
        return (Edit(Place(held.text, held.start + 1, held.end - 1), ""),)
    edits = []
    for index, member in enumerate(every[: kept[-1]]):
        if id(member) in gone:
            place = Place(held.text, member.key.start, every[index + 1].key.start)
            edits.append(Edit(place, ""))
    if kept[-1] < len(every) - 1:
        place = Place(held.text, every[kept[-1]].value.end, every[-1].value.end)
        edits.append(Edit(place, ""))
    return tuple(edits)


def with_member(held: Mapping, member: str) -> Edit:
    """Return the edit that adds a member to an object of JSON, before the others.

    Args:
        held: the object.
        member: the member as JSON.
    """
    at = held.start + 1
    if not held.members:
        return Edit(Place(held.text, at, at), member)
    first = held.members[0].key.start
    between = held.text.value[at:first]
    gap = between if "\n" in between else " "
    return Edit(Place(held.text, first, first), f"{member},{gap}")


def _in_scalar(scalar: Scalar, start: int, end: int, new: str) -> list[_Written] | None:
    value = scalar.value
    after = value[:start] + new + value[end:] if len(value) <= LONGEST_TO_PROVE else None
    if (start, end) == (0, len(value)) and not new:
        return None
    if not value or span_of(scalar, 0) is None:
        return None
    if scalar.style in ("literal", "folded"):
        pieces = _in_block(scalar, start, end, new)
    else:
        pieces = _in_flow(scalar, start, end, new)
    if not pieces:
        return None
    raw = scalar.text.value[scalar.start : scalar.end]
    is_folded = scalar.style != "literal" and _BREAKS.search(raw) is not None
    if scalar.style == "plain" and not _is_plain(value, after, new):
        return None
    if is_folded and (after is None or not _is_proved(scalar, raw, pieces, after)):
        return None
    return pieces


def _in_flow(scalar: Scalar, start: int, end: int, new: str) -> list[_Written] | None:
    if scalar.style in ("double", "string"):
        new = _ESCAPED.sub(_escape, new)
    elif _UNPRINTABLE.search(new) or "\n" in new:
        return None
    elif scalar.style == "single":
        new = new.replace("'", "''")
    first, last = _range(scalar, start, end)
    return [_Written(first, last, new)]


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character, f"\\u{ord(character):04x}")


def _is_plain(value: str, after: str | None, new: str) -> bool:
    """Return whether a plain scalar is one string still, wherever it is."""
    if after is None or _NOT_PLAIN.search(after) or _FLOW.search(new):
        return False
    node = Scalar(Text(after), 0, len(after), None, after, "plain")
    return plain_type(after) == "string" and (ambiguity(node) is None or after == value)


def _in_block(scalar: Scalar, start: int, end: int, new: str) -> list[_Written] | None:
    """Edit a block scalar; removing its final line breaks changes the chomping indicator."""
    text, value = scalar.text.value, scalar.value
    header = _HEADER.match(text, scalar.start)
    if header is None or _UNPRINTABLE.search(new):
        return None
    first_character = (new + value[end : end + 1])[:1] if start == 0 else value[:1]
    if start == 0 and first_character in ("", " ", "\n"):
        return None  # it would be taken for indentation
    last = len(value.rstrip("\n"))
    pieces = []
    if end == len(value) > last and not new.endswith("\n"):
        if start > last:
            return None  # only some of the line breaks
        digits = header[2].strip("+-")
        pieces.append(_Written(header.start(2), header.end(2), f"{digits}-"))
        end = last
        if start == end and not new:
            return pieces
    place = _range(scalar, start, end)
    lines = _BREAKS.search(text, scalar.start, scalar.end)
    new = new.replace("\n", (lines[0] if lines else "\n") + _indentation(scalar))
    return [*pieces, _Written(*place, new)]


def _indentation(scalar: Scalar) -> str:
    """Return the indentation of the lines of a block scalar."""
    text, value = scalar.text.value, scalar.value
    first = len(value) - len(value.lstrip("\n"))
    found = span_of(scalar, first)
    at = found[0] if found else scalar.start
    start = max(text.rfind("\n", 0, at), text.rfind("\r", 0, at)) + 1
    return text[start:at]


def _range(scalar: Scalar, start: int, end: int) -> tuple[int, int]:
    """Return the characters to replace in the text around a scalar, for some of its value."""
    value, is_block = scalar.value, scalar.style in ("literal", "folded")
    if start == end:
        # Behind a line break, text is inserted after the indentation.
        after_break = start == 0 or (is_block and value[start - 1] == "\n")
        at = _span(scalar, start)[0] if after_break else _span(scalar, start - 1)[1]
        return at, at
    if is_block and value[end - 1] == "\n" and end < len(value):
        last = _span(scalar, end)[0]
    else:
        last = _span(scalar, end - 1)[1]
    return _span(scalar, start)[0], last


def _span(scalar: Scalar, index: int) -> tuple[int, int]:
    found = span_of(scalar, index)
    assert found  # the caller made sure that the scalar can be traced
    return found


def _is_proved(scalar: Scalar, raw: str, pieces: list[_Written], after: str) -> bool:
    """Return whether the new text of a scalar, read as its style demands, has the wanted value."""
    if len(raw) > LONGEST_TO_PROVE:
        return False
    base = scalar.start
    local = ((one.start - base, one.end - base, one.text) for one in pieces)
    text = apply(raw, local)
    return bool(cut(Scalar(Text(text), 0, len(text), None, after, scalar.style)))
