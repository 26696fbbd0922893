"""JSON Pointers (RFC 6901) of nodes."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence

LONGEST = 240
"""How many characters of a pointer are kept at least; outputs show fewer."""


class Path(NamedTuple):
    """The way to a node: its parent's way and one token; the root has none."""

    parent: Path | None
    token: str

    def pointer(self) -> str:
        """Return the way as a JSON Pointer."""
        tokens = []
        path: Path | None = self
        while path is not None and path.parent is not None:
            tokens.append(escape(path.token))
            path = path.parent
        return "".join("/" + token for token in reversed(tokens))


ROOT = Path(None, "")


def escape(token: str) -> str:
    """Escape one token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def key_token(key: Node) -> str:
    """Return the token of a member: the text of its key; a collection as key has none."""
    return key.value if isinstance(key, Scalar) else ""


def pointer_at(root: Node, start: int, end: int) -> str:
    """Return the JSON Pointer of the deepest node around a span, keys counting as their members.

    One longer than `LONGEST`, or a token of it, ends there with `…`, so that deep values and long
    names take no longer than others.
    """
    tokens: list[str] = []
    node: Node | None = root
    size = 0
    while node is not None:
        found = _step(node, start, end)
        if found is None:
            break
        if size > LONGEST:
            tokens.append("…")
            break
        token, node = found
        tokens.append(escape(token if len(token) <= LONGEST else token[:LONGEST] + "…"))
        size += len(tokens[-1]) + 1
    return "".join("/" + token for token in tokens)


def _step(node: Node, start: int, end: int) -> tuple[str, Node | None] | None:
    """Find the child of a node around a span; a key ends the way."""
    if isinstance(node, Mapping):
        index = bisect_right(node.members, start, key=lambda member: member.key.start) - 1
        if index >= 0:
            member = node.members[index]
            if end <= member.key.end:
                return key_token(member.key), None
            if member.value.start <= start and end <= member.value.end:
                return key_token(member.key), member.value
    elif isinstance(node, Sequence):
        index = bisect_right(node.items, start, key=lambda item: item.start) - 1
        if index >= 0 and end <= node.items[index].end:
            return str(index), node.items[index]
    return None
