"""The effective mapping: a mapping after its merge keys (YAML 1.1, "Merge Key")."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.syntax.nodes import (
    YAML_TAG,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    resolve,
    type_of,
)

MAX_MERGED_MEMBERS = 1_000_000


class MergeLimitError(Exception):
    """The merge keys of a document bring more members than are looked at.

    Attributes:
        mapping: the mapping at which it became too much.
    """

    def __init__(self, mapping: Mapping) -> None:
        super().__init__()
        self.mapping = mapping


def is_merge_key(key: Node) -> bool:
    """Tell whether a key is `<<`, written plain or tagged as a merge."""
    if not isinstance(key, Scalar) or key.value != "<<":
        return False
    return key.style == "plain" if key.tag is None else key.tag == YAML_TAG + "merge"


def is_hidden(node: Node) -> bool:
    """Tell whether a tag or a placeholder stands for a value, so that it can't be judged."""
    node = resolve(node)
    kind = type_of(node)
    if kind == "unknown":
        return True
    text = node.value if isinstance(node, Scalar) and kind == "string" else ""
    return placeholders.whole(text) is not None


def merged_mappings(mapping: Mapping) -> Iterator[Mapping]:
    """Yield the mappings that a mapping merges itself, the ones that win first."""
    for node in _merged(mapping):
        if isinstance(node, Mapping):
            yield node


class Effective(NamedTuple):
    """A mapping after merges.

    Attributes:
        members: its members by the text of their keys.
        unseen: whether there may be more: a tag or a placeholder hides what is merged.
    """

    members: dict[str, Member]
    unseen: bool


class Merger:
    """Works out the effective mappings of one document, all of them within one limit."""

    def __init__(self) -> None:
        self._left = MAX_MERGED_MEMBERS

    def effective(self, mapping: Mapping) -> Effective:
        """Return a mapping after merges.

        Of a mapping's own members of one name the last counts; own members win over merged ones,
        and earlier merged mappings over later ones. A mapping that is merged twice, or merges
        itself, adds nothing the second time, so that no cycle keeps this from ending.

        Raises:
            MergeLimitError: the limit is reached.
        """
        members = _own_members(mapping)
        unseen = False
        seen = {id(mapping)}
        waiting = _last_first(mapping)
        while waiting:
            merged = waiting.pop()
            if not isinstance(merged, Mapping):
                unseen = unseen or is_hidden(merged)
            elif id(merged) not in seen:
                seen.add(id(merged))
                self._left -= 1 + len(merged.members)
                if self._left < 0:
                    raise MergeLimitError(mapping)
                for name, member in _own_members(merged).items():
                    members.setdefault(name, member)
                waiting += _last_first(merged)
        return Effective(members, unseen)


def _merged(mapping: Mapping) -> Iterator[Node]:
    for member in mapping.members:
        if is_merge_key(member.key):
            value = resolve(member.value)
            yield from map(resolve, value.items if isinstance(value, Sequence) else (value,))


def _last_first(mapping: Mapping) -> list[Node]:
    return list(_merged(mapping))[::-1]


def _own_members(mapping: Mapping) -> dict[str, Member]:
    members = {}
    for member in mapping.members:
        key = resolve(member.key)
        if isinstance(key, Scalar) and not is_merge_key(key):
            members[key.value] = member
    return members
