"""JSON Pointers (RFC 6901) to nodes."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import NamedTuple

from outbound_lint.syntax.nodes import Mapping, Node, Sequence

LONGEST = 240
"""How many characters of a pointer are kept at least; outputs show fewer."""


class Path(NamedTuple):
    """The path to a node: the path to its parent and one token. The root's path has no parent."""

    parent: Path | None
    token: str

    def pointer(self) -> str:
        """Return the path as a JSON Pointer."""
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


def pointer_at(root: Node, start: int, end: int) -> str:
    """Return the JSON Pointer of the deepest node that contains a span.

    A span within a key belongs to the member of that key. A pointer longer than `LONGEST`, or a
    token of it, ends there with `…`, so that deep values and long names take no longer than others.
    """
    tokens: list[str] = []
    node: Node | None = root
    size = 0
    while node is not None and (step := _step(node, start, end)):
        if size > LONGEST:
            tokens.append("…")
            break
        token, node = step
        tokens.append(escape(token if len(token) <= LONGEST else token[:LONGEST] + "…"))
        size += len(tokens[-1]) + 1
    return "/".join(["", *tokens])


_START, _START_OF_KEY = attrgetter("start"), attrgetter("key.start")


def _step(node: Node, start: int, end: int) -> tuple[str, Node | None] | None:
    """Return the token and the child of a node that contain a span; a key has no child."""
    if isinstance(node, Mapping):
        index = bisect_right(node.members, start, key=_START_OF_KEY) - 1
        if index >= 0:
            member = node.members[index]
            if end <= member.key.end:
                return member.name, None
            if member.value.start <= start and end <= member.value.end:
                return member.name, member.value
    elif isinstance(node, Sequence):
        index = bisect_right(node.items, start, key=_START) - 1
        if index >= 0 and end <= node.items[index].end:
            return str(index), node.items[index]
    return None
