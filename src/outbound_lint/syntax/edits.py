r"""Edits of a decoded text, written as its scalar is written in the source.

A rule edits the text that it judges. What changes in the file depends on the scalar that the text
is decoded from: a `'` is doubled in single quotes, a `"` is `\"` in double quotes, a new line of a
block scalar is indented. Everything else in the scalar stays as it is, to the character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Span, Text, with_edits
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, plain_type, resolve
from outbound_lint.syntax.places import Decoded, cut, span_of
from outbound_lint.syntax.yaml11 import ambiguity

LONGEST_TO_PROVE = 10_000
"""In a longer scalar whose lines are folded, nothing is edited: the proof takes long."""

MOST_EDITS = 1_000
"""How many edits of one text are written one by one."""

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
_LEADING = pattern(r"\n*+")
_FLOW = pattern(r"[,\[\]{}]")


class Edit(NamedTuple):
    """New text for the characters at a place; an empty place is where it is inserted.

    Attributes:
        place: the characters to replace.
        text: what to write.
        like: characters of the same text that are repeated after `text`, with the line breaks that
            they have in the file; they are neither at its start nor at its end.
    """

    place: Place
    text: str
    like: Place | None = None


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


def written(edit: Edit) -> tuple[SourceEdit, ...] | None:
    """Return an edit as it is written in the source, through all scalars around its text.

    Args:
        edit: an edit of the source, or of the decoded text of a scalar.

    Returns:
        The edits of the source; None where the style of a scalar does not allow the new text, or
        where its characters can't be traced.
    """
    (text, start, end), _, _ = edit
    new = _whole(edit)
    if not isinstance(text, Decoded):
        return (SourceEdit(Span(start, end), new),)
    scalar = text.scalar
    pieces = _in_scalar(scalar, edit)
    if pieces is None:
        return None
    if not isinstance(scalar.text, Decoded):
        inside = ScalarEdit(scalar.start, start, end, new)
        return tuple(
            SourceEdit(Span(one.place.start, one.place.end), _whole(one), inside) for one in pieces
        )
    outer = [written(one) for one in pieces]
    if None in outer:
        return None
    return tuple(one for edits in outer for one in edits or ())


def _whole(edit: Edit) -> str:
    return edit.text + (edit.like.value if edit.like else "")


def in_few(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return edits of one text, in order and apart, joined into one if they are very many.

    Each edit is proved on its own, so that many take long.
    """
    if len(edits) <= MOST_EDITS:
        return tuple(edits)
    (text, start, _), end = edits[0].place, edits[-1].place.end
    local = ((one.place.start, one.place.end, one.text) for one in edits)
    return (Edit(Place(text, start, end), with_edits(text.value[:end], local)[start:]),)


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


def with_member(held: Mapping, name: str, value: str) -> Edit:
    """Return the edit that adds a member to an object of JSON, before the others and like them.

    Args:
        held: the object.
        name: the name as JSON.
        value: the value as JSON.
    """
    text, start = held.text, held.start + 1
    if not held.members:
        return Edit(Place(text, start, held.end - 1), f"{name}: {value}")
    first = held.members[0]
    colon = ":" if first.value.start - first.key.end == 1 else ": "
    at = Place(text, first.key.start, first.key.start)
    if len(held.members) > 1:
        between = Place(text, first.value.end, held.members[1].key.start)
        return Edit(at, f"{name}{colon}{value}", between)
    gap = Place(text, start, first.key.start)
    comma = "," if colon == ":" or gap.value else ", "
    return Edit(at, f"{name}{colon}{value}{comma}", gap)


def _in_scalar(scalar: Scalar, edit: Edit) -> list[Edit] | None:
    """Return an edit of a scalar's value as edits of the text that the scalar is in."""
    (_, start, end), new, _ = edit
    value, whole = scalar.value, _whole(edit)
    after = value[:start] + whole + value[end:] if len(value) <= LONGEST_TO_PROVE else None
    if not value or ((start, end) == (0, len(value)) and not whole):
        return None
    if span_of(scalar, 0) is None:
        return None
    traced = _TracedScalar(scalar)
    if traced.is_block:
        pieces = _in_block(traced, start, end, new)
    else:
        pieces = _in_flow(traced, start, end, new)
    if not pieces:
        return None
    if edit.like:
        pieces[-1] = pieces[-1]._replace(like=traced.between(edit.like))
    if scalar.style == "plain" and not _is_plain(value, after, new):
        return None
    return pieces if _is_proved(scalar, pieces, after) else None


class _TracedScalar:
    """The characters of a scalar in the text around it, with what decodes to nothing between them.

    Between two characters there may be indentation, or an escaped line break.

    Args:
        scalar: the scalar; its map is proved.
    """

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar
        self.value = scalar.value
        self.is_block = scalar.style in ("literal", "folded")

    def gap(self, index: int) -> tuple[int, int]:
        """Return the span between a character of the value and the one before it."""
        first, last = self._content()
        before = self._span(index - 1)[1] if index else first
        if index < len(self.value):
            return before, self._span(index)[0]
        return before, before if self.is_block else last

    def is_after_break(self, index: int) -> bool:
        """Return whether the text before a character ends with a line break as such."""
        start = self.gap(index)[0]
        return self.scalar.text.value[start - 1] in "\r\n"

    def place(self, start: int, end: int, *, removed: bool) -> Place:
        """Return the characters to replace in the text around the scalar.

        Args:
            start: where the characters of the value start.
            end: where they end.
            removed: whether nothing is written instead; then no empty line remains.
        """
        text, before, after = self.scalar.text, self.gap(start), self.gap(end)
        if start == end:
            return Place(text, before[1], before[1])
        first = before[1]
        if self.value[start] == "\n" and _BREAKS.search(text.value, *before):
            first = before[0]  # the first of several line breaks decodes to nothing
        elif removed and end == len(self.value) and self.is_after_break(start):
            first = before[0]  # the last line, with its indentation
        with_gap = self.is_after_break(end) or (removed and before[0] < before[1])
        return Place(text, first, after[with_gap])

    def between(self, place: Place) -> Place:
        """Return all that is between the characters around a place of the value."""
        return Place(self.scalar.text, self.gap(place.start)[0], self.gap(place.end)[1])

    def _content(self) -> tuple[int, int]:
        """Return the span of the content, without quotes, or without the header's line."""
        text, start, end = self.scalar.text.value, self.scalar.start, self.scalar.end
        if self.is_block:
            line_break = _BREAKS.search(text, start, end)
            return line_break.end() if line_break else end, end
        quote = self.scalar.style != "plain"
        return start + quote, end - quote

    def _span(self, index: int) -> tuple[int, int]:
        found = span_of(self.scalar, index)
        assert found  # the caller made sure that the scalar can be traced
        return found


def _in_flow(traced: _TracedScalar, start: int, end: int, new: str) -> list[Edit] | None:
    style = traced.scalar.style
    if style in ("double", "string"):
        new = _ESCAPED.sub(_escape, new)
    elif _UNPRINTABLE.search(new) or "\n" in new:
        return None
    elif style == "single":
        new = new.replace("'", "''")
    return [Edit(traced.place(start, end, removed=not new), new)]


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character, f"\\u{ord(character):04x}")


def _is_plain(value: str, after: str | None, new: str) -> bool:
    """Return whether a plain scalar is one string still, wherever it is."""
    if after is None or _NOT_PLAIN.search(after) or _FLOW.search(new):
        return False
    node = Scalar(Text(after), 0, len(after), None, after, "plain")
    return plain_type(after) == "string" and (ambiguity(node) is None or after == value)


def _in_block(traced: _TracedScalar, start: int, end: int, new: str) -> list[Edit] | None:
    """Edit a block scalar; removing its final line breaks changes the chomping indicator."""
    scalar, value = traced.scalar, traced.value
    text = scalar.text
    header = _HEADER.match(text.value, scalar.start)
    if header is None or _UNPRINTABLE.search(new):
        return None
    digits = header[2].strip("+-")
    first_character = (new + value[end : end + 1])[:1] if start == 0 else value[:1]
    if start == 0 and (first_character in {"", "\n"} or (first_character == " " and not digits)):
        return None  # it would be taken for indentation
    pieces = []
    last = len(value) - _ending(value)
    if end >= last:
        ending = _ending(value[:start] + new + value[end:])
        if ending != len(value) - last:
            if ending or end < len(value) or start > last:
                return None  # its chomping indicator gives it other line breaks at the end
            pieces.append(Edit(Place(text, *header.span(2)), f"{digits}-"))
            end = last
            if start == end and not new:
                return pieces
    lines = _BREAKS.search(text.value, scalar.start, scalar.end)
    margin = _indentation(traced)
    lined = new.replace("\n", (lines[0] if lines else "\n") + margin)
    if traced.is_after_break(start) and (new + value[end:])[:1] not in {"", "\n"}:
        before, first = traced.gap(start)
        lined = margin[first - before :] + lined  # an empty line may have none
    return [*pieces, Edit(traced.place(start, end, removed=not new), lined)]


def _ending(value: str) -> int:
    """Return with how many line breaks a value ends."""
    count = 0
    while value.endswith("\n", 0, len(value) - count):
        count += 1
    return count


def _indentation(traced: _TracedScalar) -> str:
    """Return the indentation of the lines of a block scalar."""
    start, end = traced.gap(_LEADING.match(traced.value).end())  # type: ignore[union-attr]
    return traced.scalar.text.value[start:end]


def _is_proved(scalar: Scalar, pieces: list[Edit], after: str | None) -> bool:
    """Return whether the new text of a scalar, read as its style demands, has the wanted value."""
    text, start, end = scalar.text.value, scalar.start, scalar.end
    if text.find("\n", start, end) < 0 and text.find("\r", start, end) < 0:
        return True
    if after is None or end - start > LONGEST_TO_PROVE:
        return scalar.style == "literal"
    local = ((one.place.start - start, one.place.end - start, _whole(one)) for one in pieces)
    new = with_edits(text[start:end], local)
    return bool(cut(Scalar(Text(new), 0, len(new), None, after, scalar.style)))
