"""The proof that every connection of a document is plainly valid, in one pass over its values.

Most files are valid, and for those this is all that runs: connections are counted, and neither they
nor the rules are made. The proof never judges. What it is not sure about is left to the rules, so
that no rule needs a shortcut. A document that it passes has no finding by any default rule and is
valid by the schema; property-based tests near its border keep it so.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as ReadOnly
from functools import lru_cache
from typing import NamedTuple

from outbound_lint.connections.names import (
    BASE_KEYS,
    DEFAULT_PHONE_NUMBER_KEY,
    DESCRIBING_KEYS,
    ENDPOINT,
    FIELD_NAMES,
    HEADERS,
    OUTBOUND_VOICE,
    OVERRIDES,
    PAYLOAD,
    PHONE_NUMBER_KEY,
    SKIPPED_KEYS,
    is_base_key,
    is_template_key,
    may_be_unspaced,
    meant_field,
)
from outbound_lint.connections.plain_values import (
    AMBIGUOUS_WORDS,
    may_have_profile,
    prove_endpoint,
    prove_headers,
    prove_payload,
    prove_phone_number_key,
)
from outbound_lint.syntax.nodes import CORE_WORDS, MAX_DEPTH, Mapping, Node, Scalar
from outbound_lint.syntax.values import UnsureError, Value, of_node, require

Members = dict[str, Value]

_UNPROVED_KEYS = SKIPPED_KEYS | {OVERRIDES}
"""Keys of what is no connection, and of what makes another connection of one."""

_NEEDED_HEADERS = frozenset(("content-type", "credential"))
_MOST_MERGED_MEMBERS = 100_000


def count_if_valid(text: str, documents: Iterable[Value]) -> int | None:
    """Count the connections of a text, if all of them are plainly valid.

    Args:
        text: the text.
        documents: the value of each of its documents.

    Returns:
        The number of connections, without templates; None where the rules have to decide.
    """
    try:
        require(not may_be_unspaced(text, 0, len(text)))
        return sum(_Proof().of(document) for document in documents)
    except UnsureError:
        return None


def is_valid(mapping: Mapping, members: ReadOnly[str, Node], key: Node | None) -> bool:
    """Return whether one connection is plainly valid, whatever else the document holds.

    Args:
        mapping: its mapping.
        members: the members of the mapping after merges, by name.
        key: the key whose value it is.
    """
    try:
        of_node(mapping)
        effective = {name: of_node(value) for name, value in members.items()}
        names = [*members, key.value] if isinstance(key, Scalar) else members
        require(all(map(_is_plain_key, names)) and (key is None or key.tag is None))
        fields = _fields(effective)
        require(ENDPOINT in fields)
        _prove_connection(fields)
    except UnsureError:
        return False
    return True


def is_valid_field(name: str, value: Node) -> bool:
    """Return whether the value of a field is plainly valid, whatever else the connection holds.

    Args:
        name: the name of the field.
        value: its value.
    """
    try:
        _prove_fields({name: of_node(value)})
    except UnsureError:
        return False
    return True


class _Visit(NamedTuple):
    """A value to prove, and what is known of the way to it, as `connections.finder` sees it."""

    value: Value
    depth: int = 0
    template: bool = False
    listed: bool = False
    container: int = 0
    described: bool = False


class _Proof:
    """The proof of one document."""

    def __init__(self) -> None:
        self.count = 0
        self.merged: set[int] = set()
        self.merged_members = 0
        self.without_endpoint: set[int] = set()
        self.names: set[tuple[int, str]] = set()

    def of(self, root: Value) -> int:
        """Return the number of connections of a document."""
        waiting = [_Visit(root)]
        while waiting:
            visit = waiting.pop()
            value = visit.value
            if isinstance(value, dict):
                listed = not self._prove_mapping(visit, value) and visit.listed
                waiting += _inside(visit, value, listed=listed)
            elif isinstance(value, list):
                _, depth, template, listed, _, described = visit
                waiting += [
                    _Visit(item, depth + 1, template, listed, id(value), described)
                    for item in value
                    if isinstance(item, (dict, list))
                ]
            require(visit.depth < MAX_DEPTH)
        require(self.without_endpoint <= self.merged)
        return self.count

    def _prove_mapping(self, visit: _Visit, own: Members) -> bool:
        """Prove a mapping, and return whether it is a connection or a template."""
        members = self._effective(own) if "<<" in own else own
        require(all(map(_is_plain_key, members)))
        fields = _fields(members)
        if ENDPOINT not in fields and HEADERS not in fields and PAYLOAD not in fields:
            require(not (visit.listed and PHONE_NUMBER_KEY in members))
            return False
        require(not visit.described)
        if visit.template or ENDPOINT not in fields:
            _prove_fields(fields)
            if not visit.template:
                self.without_endpoint.add(id(own))
            return True
        _prove_connection(fields)
        self.count += 1
        if "name" in own or "display_name" in own:
            text = _text(own.get("name", own.get("display_name")))
            require(text not in CORE_WORDS and (visit.container, text) not in self.names)
            self.names.add((visit.container, text))
        return True

    def _effective(self, own: Members) -> Members:
        """Return the members of a mapping after merges; its own override merged ones."""
        members = {name: value for name, value in own.items() if name != "<<"}
        merged = own["<<"]
        assert isinstance(merged, list)
        for base in merged:
            if not isinstance(base, dict):
                raise UnsureError
            self.merged.add(id(base))
            self.merged_members += len(base)
            require("<<" not in base and self.merged_members <= _MOST_MERGED_MEMBERS)
            members = {**base, **members}
        return members


@lru_cache(maxsize=1024)
def _is_plain_key(name: str) -> bool:
    """Prove that a key means the same in every version of YAML, and is a field or unlike one."""
    if (
        not name.removeprefix(".")[:1].isalpha()
        or name in CORE_WORDS
        or name.lower() in AMBIGUOUS_WORDS
    ):
        return False
    if name.lower() == "endpoint":
        return name == "endpoint"
    return name in FIELD_NAMES or meant_field(name) is None


def _inside(visit: _Visit, own: Members, *, listed: bool) -> list[_Visit]:
    """Return what the members of a mapping hold that has to be proved too."""
    inside: list[_Visit] = []
    for name in [name for name, value in own.items() if not isinstance(value, str)]:
        value = own[name]
        if not isinstance(value, (dict, list)) or name == "<<":
            continue
        if name == "metadata" and "model_type" in own:
            continue
        require(name not in _UNPROVED_KEYS and (name != "data" or _lower(own, "kind") != "secret"))
        is_base = name in BASE_KEYS and not listed
        require(is_base or not is_base_key(name) or is_template_key(name))
        held = _Visit(
            value,
            visit.depth + 1,
            template=visit.template or is_base or is_template_key(name),
            listed=listed or name == "connections",
            container=id(own),
            described=visit.described or (name in DESCRIBING_KEYS and not listed),
        )
        inside.append(held)
    return inside


def _fields(members: Members) -> Members:
    """Return the members of a mapping that may be fields, wherever its shape has them."""
    if "type" in members:
        require("outbound" not in _lower(members, "type"))
    if "model_type" in members:
        return _agent_fields(members)
    if "metadata" in members:
        # A mapping with fields there may be that of a request to the platform's API.
        metadata = members["metadata"]
        require(not isinstance(metadata, dict) or metadata.keys().isdisjoint((*FIELD_NAMES, "<<")))
    return members


def _agent_fields(members: Members) -> Members:
    """Return the fields of an agent as the platform's API has it; none of another model type."""
    model_type, metadata = members["model_type"], members.get("metadata", {})
    require(isinstance(model_type, str) and members.keys().isdisjoint(FIELD_NAMES))
    if not isinstance(metadata, dict):
        raise UnsureError
    require(ENDPOINT not in metadata and "<<" not in metadata)
    require(all(map(_is_plain_key, metadata)))
    require(not any(isinstance(value, (dict, list)) for value in metadata.values()))
    require(model_type not in CORE_WORDS)
    if model_type != OUTBOUND_VOICE:
        return {}
    require("endpoint" in members)
    return {**metadata, ENDPOINT: members["endpoint"]}


def _lower(members: Members, name: str) -> str:
    """Return the text of a member in lower case; empty if it is absent or not a text."""
    value = members.get(name)
    return value.lower() if isinstance(value, str) else ""


def _prove_connection(fields: Members) -> None:
    """Prove the fields of a connection, and that they fit together."""
    key = _text(fields.get(PHONE_NUMBER_KEY, DEFAULT_PHONE_NUMBER_KEY))
    require(_prove_fields(fields, key) >= _NEEDED_HEADERS)


def _prove_fields(fields: Members, key: str | None = None) -> frozenset[str]:
    """Prove each field, and return what the headers are.

    Args:
        fields: the fields.
        key: the phone number key by which the payload is judged; None to judge each alone: together
            they may be no request that a provider expects.
    """
    if ENDPOINT in fields:
        host = prove_endpoint(_text(fields[ENDPOINT]))
        if key is not None and may_have_profile(host):
            raise UnsureError
    if PHONE_NUMBER_KEY in fields:
        prove_phone_number_key(_text(fields[PHONE_NUMBER_KEY]))
    if PAYLOAD in fields:
        prove_payload(_text(fields[PAYLOAD]), key)
    return prove_headers(_text(fields[HEADERS])) if HEADERS in fields else frozenset()


def _text(value: Value) -> str:
    if not isinstance(value, str):
        raise UnsureError
    return value
