"""The effective mapping: a mapping after its merge keys (YAML 1.1, "Merge Key")."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.syntax.nodes import (
    YAML_TAG,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    resolve,
)


def is_merge_key(key: Node) -> bool:
    """Tell whether a key is `<<`, written plain or tagged as a merge."""
    if not isinstance(key, Scalar) or key.value != "<<":
        return False
    return key.style == "plain" if key.tag is None else key.tag == YAML_TAG + "merge"


def merged_mappings(mapping: Mapping) -> Iterator[Mapping]:
    """Yield the mappings that a mapping merges itself, the ones that win first."""
    for member in mapping.members:
        if is_merge_key(member.key):
            value = resolve(member.value)
            for node in value.items if isinstance(value, Sequence) else (value,):
                source = resolve(node)
                if isinstance(source, Mapping):
                    yield source


def effective_members(mapping: Mapping) -> dict[str, Member]:
    """Return the members of a mapping after merges, by the text of their keys.

    Of a mapping's own members of one name the last counts; own members win over merged ones, and
    earlier merged mappings over later ones. A mapping that is merged twice, or merges itself, adds
    nothing the second time, so that neither cycles nor towers of merges cost more than one look at
    each mapping.
    """
    members: dict[str, Member] = {}
    seen: set[int] = set()
    waiting = [mapping]
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        own = {
            member.key.value: member
            for member in current.members
            if isinstance(member.key, Scalar) and not is_merge_key(member.key)
        }
        members = {**own, **members}
        waiting.extend(reversed(list(merged_mappings(current))))
    return members
