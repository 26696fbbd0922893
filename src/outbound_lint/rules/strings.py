"""The strings of embedded JSON, for rules that look into each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.model import Field
from outbound_lint.patterns import pattern
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
    return field.root if field else None


def plain_strings(field: Field) -> list[str] | None:
    """Return the strings of a field that parses as JSON, without a walk through its nodes.

    None where that can't be done, for a quote need not be a string's end: where there are escapes,
    or placeholders outside strings.
    """
    if not field.text or not field.json or field.json.gaps or "\\" in field.text.value:
        return None
    return field.text.value.split('"')[1::2]


def may_hold(field: Field, signs: tuple[str, ...]) -> bool:
    """Tell whether a string of a field's JSON may hold one of some signs but in a placeholder.

    Args:
        field: a field that parses as JSON.
        signs: what a string worth looking at holds.
    """
    if field.plain:
        return False
    plain = plain_strings(field)
    if plain is None:
        return True
    text = "\n".join(plain)
    if "{{" in text:
        text = _PLAIN_VARIABLE.sub("", text)
    if "${" in text:
        text = _PLAIN_NAME.sub("", text)
    return any(sign in text for sign in signs)


_PLAIN_VARIABLE = pattern(r"(?<!\{)\{\{[A-Za-z_]\w*+\}\}(?!\})", re.ASCII)
_PLAIN_NAME = pattern(r"\$\{[A-Z_][A-Z0-9_]*+\}(?!\})")
