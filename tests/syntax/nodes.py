"""All scalars of a parsed stream."""

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
