"""The strings of embedded JSON, for rules that look into each of them."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection, Field
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve


def strings(root: Node) -> Iterator[tuple[str, Scalar]]:
    """Yield the strings from a node downwards, in the order they stand.

    Each comes with the name it stands under, an item with the name of its list; names are strings
    too, and stand under none. Aliases are followed, each collection is looked at once.
    """
    seen: set[int] = set()
    waiting = [("", root)]
    while waiting:
        name, node = waiting.pop()
        node = resolve(node)
        if isinstance(node, Scalar):
            if node.style not in ("number", "word", "gap"):
                yield name, node
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                for member in reversed(node.members):
                    key = member.key
                    waiting.append((key.value if isinstance(key, Scalar) else "", member.value))
                    waiting.append(("", key))
            elif isinstance(node, Sequence):
                waiting.extend((name, item) for item in reversed(node.items))


def root_of(field: Field | None) -> Node | None:
    """Return the embedded JSON of a field; none where there is none, or it does not parse."""
    return field.json.root if field and field.json else None


def payload_strings(connection: Connection, *signs: str) -> Iterator[tuple[str, Scalar]]:
    """Yield the strings of the payload, unless it plainly holds none of some signs.

    Args:
        connection: the connection.
        signs: characters that a string worth looking at holds; a text without them, and without
            an escape that could stand for one of them, is passed over.
    """
    root = root_of(connection.payload)
    if root is None:
        return
    text = root.text.value
    if "\\" in text or any(sign in text for sign in signs):
        yield from strings(root)
