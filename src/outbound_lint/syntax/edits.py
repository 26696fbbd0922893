"""Edits of a text: what a rule changes in the text that it judges, and what changes in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.source import Place, Span, line_start, with_edits
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, resolve
from outbound_lint.syntax.places import Decoded

MOST_EDITS = 1_000
"""How many edits of one text are written one by one."""


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

    @property
    def whole(self) -> str:
        """All of the new text."""
        return self.text + (self.like.value if self.like else "")


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


def with_pair_before(held: Mapping, key: Node, name: str, value: str) -> Edit | None:
    """Return the edit that adds a member before another one in a mapping of the file.

    Args:
        held: the mapping, of YAML or JSON.
        key: a key in it.
        name: the new name, which needs no quotes in YAML.
        value: the new value, which needs no quotes in YAML.

    Returns:
        The edit; None where something else is before the key on its line.
    """
    text, (_, start, _) = held.text.value, key.place
    line = line_start(text, start)
    before = text[line:start]
    is_json = isinstance(key, Scalar) and key.style == "string"
    is_block = not text.startswith("{", held.start)
    is_first = not before.strip(" -" if is_block else " \t")
    if is_block and not is_first:
        return None
    pair = f'"{name}": "{value}"' if is_json else f"{name}: {value}"
    comma = "" if is_block else ","
    ending = next((one for one in ("\r\n", "\n", "\r") if one in text), "\n")
    gap = f"{ending}{before.replace('-', ' ')}" if is_first else " "
    return Edit(Place(key.text, start, start), f"{pair}{comma}{gap}")
