"""Whether edits changed in a text what they were meant to change, and nothing else."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

from outbound_lint.source import Span, with_edits
from outbound_lint.syntax.edits import ScalarEdit, SourceEdit
from outbound_lint.syntax.nodes import Alias, Document, Mapping, Node, Scalar
from outbound_lint.syntax.nodes import Sequence as SequenceNode


class _Edits:
    """What edits do to the scalars of a source.

    Args:
        edits: the edits, in order and apart.
    """

    def __init__(self, edits: Sequence[SourceEdit]) -> None:
        inside: dict[int, dict[ScalarEdit, None]] = defaultdict(dict)
        for edit in edits:
            if edit.inside:
                inside[edit.inside.scalar][edit.inside] = None
        self._inside = inside
        self._around = [edit.span for edit in edits if not edit.inside]

    def touch(self, node: Node) -> bool:
        """Return whether an edit changes how a scalar is written, or is beside it."""
        return node.start in self._inside or self._is_around(node)

    def intended(self, scalar: Scalar) -> str:
        """Return what the value of a scalar becomes."""
        # In the source, the header of a block scalar comes before the line breaks that it removes.
        edits = sorted(self._inside.get(scalar.start, ()))
        return with_edits(scalar.value, ((one.start, one.end, one.text) for one in edits))

    def allow_style(self, before: Scalar, after: Scalar) -> bool:
        """Return whether a scalar may be written as it is now: edits may add or remove quotes."""
        return before.style == after.style or self._is_around(before)

    def _is_around(self, node: Node) -> bool:
        index = bisect_left(self._around, node.start, key=_end)
        return index < len(self._around) and self._around[index].start <= node.end


def _end(span: Span) -> int:
    return span.end


def changes_only(
    before: Sequence[Document], after: Sequence[Document], edits: Sequence[SourceEdit]
) -> bool:
    """Return whether edited scalars have the intended values, and everything else is the same.

    Args:
        before: the documents before the edits.
        after: the documents after them.
        edits: the edits, in order and apart.
    """
    if len(before) != len(after):
        return False
    made = _Edits(edits)
    same: dict[int, Node] = {}
    waiting = [(one.root, other.root) for one, other in zip(before, after, strict=True)]
    aliases: list[tuple[Alias, Alias]] = []
    while waiting:
        one, other = waiting.pop()
        same[id(one)] = other
        if type(one) is not type(other) or one.tag != other.tag:
            return False
        if isinstance(one, Alias) and isinstance(other, Alias):
            aliases.append((one, other))
        elif isinstance(one, Scalar) and isinstance(other, Scalar):
            if made.intended(one) != other.value or not made.allow_style(one, other):
                return False
        else:
            held, other_held = [*_held(one)], [*_held(other)]
            if len(held) != len(other_held):
                return False
            waiting += zip(held, other_held, strict=True)
    return all(same.get(id(one.target)) is other.target for one, other in aliases)


def keeps_others(
    before: Sequence[Document], after: Sequence[Document], edits: Sequence[SourceEdit]
) -> bool:
    """Return whether all scalars that no edit touches are there as before, in the same order.

    An empty value, of which nothing is written, may get another value.

    Args:
        before: the documents before the edits.
        after: the documents after them, which may have further keys and values.
        edits: the edits, in order and apart.
    """
    made = _Edits(edits)
    untouched = (one for one in _scalars(before) if one.start < one.end and not made.touch(one))
    waiting = ((one.value, one.style, one.tag) for one in _scalars(after))
    # Looking for an item consumes what comes before it.
    return len(before) == len(after) and all(
        (one.value, one.style, one.tag) in waiting for one in untouched
    )


def _scalars(documents: Sequence[Document]) -> Iterator[Scalar]:
    """Yield the scalars of documents in the order of the text."""
    waiting: list[Node] = [document.root for document in reversed(documents)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node
        else:
            waiting += reversed([*_held(node)])


def _held(node: Node) -> Iterator[Node]:
    """Yield what a collection holds, as it is written: aliases are not followed."""
    if isinstance(node, Mapping):
        for member in node.members:
            yield from (member.key, member.value)
    elif isinstance(node, SequenceNode):
        yield from node.items
