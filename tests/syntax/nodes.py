"""The nodes of a parsed stream: all scalars of it, and what a test compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outbound_lint.syntax.nodes import Document, Mapping, Node, Scalar, Sequence


def scalars(documents: Iterable[Document]) -> Iterator[Scalar]:
    """Yield keys and values, each once; aliases are not followed."""
    waiting: list[Node] = [document.root for document in documents]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Scalar):
            yield node
        elif isinstance(node, Mapping):
            waiting += [part for member in node.members for part in (member.key, member.value)]
        elif isinstance(node, Sequence):
            waiting += node.items


def described(node: Node) -> object:
    """Return all of a node but its text, to be compared."""
    if isinstance(node, Scalar):
        return node.start, node.end, node.tag, node.style, node.value
    if isinstance(node, Mapping):
        parts = [(described(member.key), described(member.value)) for member in node.members]
        return node.start, node.end, node.tag, parts
    assert isinstance(node, Sequence)
    return node.start, node.end, node.tag, [*map(described, node.items)]
