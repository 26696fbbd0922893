"""Merge keys (YAML 1.1, "Merge Key"): from a mapping to its effective mapping."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.syntax.nodes import (
    YAML_TAG,
    Alias,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    SyntaxProblem,
    resolve,
    type_of,
)

MAX_MERGED_MEMBERS = 1_000_000
"""How many members the merge keys of a document may bring in."""

MAX_CONNECTIONS = 5_000
"""How many connections and templates a file may have, unless all are plainly valid."""


class LimitError(Exception):
    """A document exceeds a limit: the rest of the file is not checked.

    Attributes:
        problem: where, and what to do.
    """

    def __init__(self, mapping: Mapping, message: str) -> None:
        """Make the problem.

        Args:
            mapping: the mapping at which the limit was exceeded.
            message: which limit it is.
        """
        super().__init__(message)
        message = f"{message}: the rest of the file is not checked"
        start = mapping.start
        self.problem = SyntaxProblem(start, start + 1, message, "Split the file.")


class Effective(NamedTuple):
    """A mapping after merges.

    Attributes:
        members: its members by the text of their keys.
        unseen: whether there may be more members: a tag or a placeholder hides what is merged, or
            it is not a mapping.
    """

    members: dict[str, Member]
    unseen: bool


class Merger:
    """Computes the effective mappings of one document, within one limit for all of them."""

    def __init__(self) -> None:
        self._left = MAX_MERGED_MEMBERS
        self._merged: dict[int, tuple[dict[str, Member], list[Node]]] = {}

    def effective(self, mapping: Mapping) -> Effective:
        """Return a mapping after merges.

        Own members win over merged ones, earlier merged mappings over later ones, and of two own
        members with one name the last wins. A mapping that was merged already adds nothing, so
        that a cycle ends.

        Raises:
            LimitError: the limit is exceeded.
        """
        members = _own_members(mapping)
        unseen = False
        seen = {id(mapping)}
        waiting = [*_merge_values(mapping)][::-1]
        while waiting:
            merged = waiting.pop()
            if not isinstance(merged, Mapping) or type_of(merged) == "other":
                unseen = True
            elif id(merged) not in seen:
                seen.add(id(merged))
                self._left -= 1 + len(merged.members)
                if self._left < 0:
                    message = f"the merge keys bring in more than {MAX_MERGED_MEMBERS:,} members"
                    raise LimitError(mapping, message)
                own, further = self._parts(merged)
                for name, member in own.items():
                    members.setdefault(name, member)
                waiting += further
        return Effective(members, unseen)

    def _parts(self, merged: Mapping) -> tuple[dict[str, Member], list[Node]]:
        """Return the own members of a merged mapping, and what it merges, the last one first.

        They are found once, however many mappings merge it.
        """
        if id(merged) not in self._merged:
            self._merged[id(merged)] = _own_members(merged), [*_merge_values(merged)][::-1]
        return self._merged[id(merged)]


def is_merge_key(key: Node) -> bool:
    """Return whether a key is `<<`, unquoted or tagged as a merge."""
    if not isinstance(key, Scalar) or key.value != "<<":
        return False
    return key.style == "plain" if key.tag is None else key.tag == YAML_TAG + "merge"


def is_hidden(node: Node) -> bool:
    """Return whether the value of a node is unknown: it has a tag or is a placeholder."""
    node = resolve(node)
    kind = type_of(node)
    if isinstance(node, Scalar) and kind == "string":
        return placeholders.whole(node.value) is not None
    return kind == "unknown"


def wrongly_merged(member: Member) -> list[Node]:
    """Return what a merge key merges although it is neither a mapping nor hidden.

    Args:
        member: the merge key and its value: a mapping, or a list of mappings.
    """
    value = resolve(member.value)
    items = value.items if type_of(value) == "sequence" and isinstance(value, Sequence) else [value]
    return [item for item in items if type_of(item) != "mapping" and not is_hidden(item)]


def mergeable(member: Member, wrong: list[Node], quoted: Callable[[str], str]) -> str:
    """Return what to merge instead of values that are not mappings.

    Args:
        member: the merge key and its value.
        wrong: what it merges wrongly.
        quoted: quotes a text of the file.
    """
    value, merged = wrong[0], resolve(member.value)
    if isinstance(value, Scalar) and len(wrong) == 1:
        name = value.value.removeprefix("*")
        if name and re.search(rf"(?<!\S)&{re.escape(name)}(?!\S)", value.text.value):
            how = "with the `*` of an alias" if value.style == "plain" else "without quotes"
            return f"Write {quoted('*' + name)}, {how}."
    if value is not merged and isinstance(merged, Sequence) and len(wrong) < len(merged.items):
        return "Remove each item of the list that is not a mapping."
    return "Write the alias of a mapping instead, or remove the merge key."


def one_merge_key(merges: list[Member], quoted: Callable[[str], str]) -> str:
    """Return how to write several merge keys as one.

    Args:
        merges: the merge keys of one mapping and their values.
        quoted: quotes a text of the file.
    """
    values = [member.value for member in merges]
    if len(values) < 10 and all(isinstance(value, Alias) for value in values):
        aliases = ", ".join(value.place.value for value in values)
        return f"Keep one merge key, with a list: {quoted(f'<<: [{aliases}]')}."
    return "Keep one merge key, and list what it merges: `<<: [*first, *second]`."


def how_to_merge(mapping: Mapping, name: str) -> str | None:
    """Return how to get a member that is under a `<<` that is not a merge key, if it is."""
    key = _unmerged(mapping, name)
    if key is None:
        return None
    if key.style == "string":
        return f"Add `{name}`: JSON has no merge keys, so `<<` is ignored."
    if key.tag:
        return "Remove the tag before `<<`: it is not a merge key with a tag."
    return "Remove the quotes around `<<`: it is not a merge key in quotes."


def _unmerged(mapping: Mapping, name: str) -> Scalar | None:
    """Return the key `<<` that is not a merge key, and so keeps a mapping from having a member."""
    for member in mapping.members:
        key, value = resolve(member.key), resolve(member.value)
        if isinstance(key, Scalar) and key.value == "<<" and not is_merge_key(key):
            parts = map(resolve, value.items) if isinstance(value, Sequence) else [value]
            mappings = [part for part in parts if isinstance(part, Mapping)]
            if any(name in Merger().effective(part).members for part in mappings):
                return key
    return None


def merged_mappings(mapping: Mapping) -> Iterator[Mapping]:
    """Yield the mappings that a mapping merges directly; the first one wins."""
    return (node for node in _merge_values(mapping) if isinstance(node, Mapping))


def _merge_values(mapping: Mapping) -> Iterator[Node]:
    for member in mapping.members:
        if is_merge_key(member.key):
            value = resolve(member.value)
            yield from map(resolve, value.items if isinstance(value, Sequence) else (value,))


def _own_members(mapping: Mapping) -> dict[str, Member]:
    return {
        key.value: member
        for member in mapping.members
        if isinstance(key := resolve(member.key), Scalar) and not is_merge_key(key)
    }
