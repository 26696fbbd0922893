"""Whether a value in a file may be the one on the platform: placeholders stand for any text."""

from __future__ import annotations

from outbound_lint.facts import placeholders
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve


def may_be(written: str, text: str) -> bool:
    """Return whether a text with placeholders can become another text.

    Args:
        written: The text in the file.
        text: The text on the platform.
    """
    if written == text:
        return True
    if placeholders.whole(written):
        return True
    hidden = placeholders.find(written)
    if not hidden:
        return False
    pieces, done = [], 0
    for one in hidden:
        pieces.append(written[done : one.start])
        done = one.end
    first, *between = pieces
    last = written[done:]
    end = len(text) - len(last)
    if not (text.startswith(first) and text.endswith(last)) or end < len(first):
        return False
    at = len(first)
    for piece in between:
        at = text.find(piece, at, end)
        if at < 0:
            return False
        at += len(piece)
    return True


def may_be_value(written: Node, value: Node) -> bool:
    """Return whether a JSON value with placeholders can become another one, at any depth.

    The order of members does not matter. Of members with one name the last one counts.

    Args:
        written: The value in the file.
        value: The value on the platform.
    """
    waiting = [(written, value)]
    while waiting:
        one, other = map(resolve, waiting.pop())
        if isinstance(one, Scalar) and one.style == "gap":
            continue
        if isinstance(one, Scalar) and isinstance(other, Scalar):
            if (one.style == "string") is not (other.style == "string"):
                return False
            if not may_be(one.value, other.value):
                return False
        elif isinstance(one, Mapping) and isinstance(other, Mapping):
            here, there = members(one), members(other)
            if here.keys() != there.keys():
                return False
            waiting += [(here[name], there[name]) for name in here]
        elif isinstance(one, Sequence) and isinstance(other, Sequence):
            if len(one.items) != len(other.items):
                return False
            waiting += zip(one.items, other.items, strict=True)
        else:
            return False
    return True


def members(mapping: Mapping) -> dict[str, Node]:
    """Return the values of a JSON object by name."""
    return {member.name: member.value for member in mapping.members}
