"""The proof that every connection of a document is plainly valid, in one pass over its nodes.

Most files are valid, and for those this is all that runs: connections are counted, and neither they
nor the rules are made. The proof never judges. What it is not sure about is left to the rules, so
that no rule needs a shortcut. A document that it passes has no finding by any default rule and is
valid by the schema; property-based tests near its border keep it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    UnsureError,
    calls_no_other_number,
    prove_endpoint,
    prove_headers,
    prove_payload,
    prove_phone_number_key,
    require,
)
from outbound_lint.facts.host_endings import PROVIDER_ENDINGS, ending
from outbound_lint.syntax.nodes import (
    CORE_WORDS,
    Alias,
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    resolve,
)

Members = dict[str, Node]

_MOST_MERGED_MEMBERS = 100_000


def count_if_valid(documents: Iterable[Document]) -> int | None:
    """Count the connections of a stream, if all of them are plainly valid.

    Args:
        documents: the documents of a stream that was parsed without a problem.

    Returns:
        The number of connections, without templates; None where the rules have to decide.
    """
    count = 0
    try:
        for document in documents:
            require(not document.notes)
            count += _Proof().of(document.root)
    except UnsureError:
        return None
    return count


def is_valid(mapping: Mapping, members: Members, key: Node | None) -> bool:
    """Return whether one connection is plainly valid, whatever else the document holds.

    Args:
        mapping: its mapping.
        members: the members of the mapping after merges, by name.
        key: the key whose value it is.
    """
    try:
        _own_members(mapping)
        names = [*members, key.value] if isinstance(key, Scalar) else members
        require(all(map(_is_plain_key, names)) and (key is None or key.tag is None))
        fields = _fields(members)
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
        _prove_fields({name: value})
    except UnsureError:
        return False
    return True


class _Visit(NamedTuple):
    """A node to prove, and what is known of the way to it, as `connections.finder` sees it."""

    node: Node
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

    def of(self, root: Node) -> int:
        """Return the number of connections of a document."""
        require(not may_be_unspaced(root.text.value, root.start, root.end))
        waiting = [_Visit(root)]
        while waiting:
            visit = waiting.pop()
            node = visit.node
            if isinstance(node, Mapping):
                own = _own_members(node)
                listed = not self._prove_mapping(visit, own) and visit.listed
                waiting += _inside(visit, own, listed=listed)
            elif isinstance(node, Sequence):
                require(node.tag is None)
                _, template, listed, _, described = visit
                waiting += [
                    _Visit(item, template, listed, id(node), described)
                    for item in node.items
                    if not isinstance(item, Scalar)
                ]
            else:  # an alias would make a second way to what it names
                require(isinstance(node, Scalar))
        require(self.without_endpoint <= self.merged)
        return self.count

    def _prove_mapping(self, visit: _Visit, own: Members) -> bool:
        """Prove a mapping, and return whether it is a connection or a template."""
        members = self._effective(own) if "<<" in own else own
        fields = _fields(members)
        if ENDPOINT not in fields and HEADERS not in fields and PAYLOAD not in fields:
            require(not (visit.listed and PHONE_NUMBER_KEY in members))
            return False
        require(not visit.described)
        if visit.template or ENDPOINT not in fields:
            _prove_fields(fields)
            if not visit.template:
                self.without_endpoint.add(id(visit.node))
            return True
        _prove_connection(fields)
        self.count += 1
        name = own.get("name", own.get("display_name"))
        if name is not None:
            text = _text(name)
            require(text not in CORE_WORDS and (visit.container, text) not in self.names)
            self.names.add((visit.container, text))
        return True

    def _effective(self, own: Members) -> Members:
        """Return the members of a mapping after merges; its own override merged ones."""
        members = {name: value for name, value in own.items() if name != "<<"}
        merged = resolve(own["<<"])
        for item in merged.items if isinstance(merged, Sequence) else [merged]:
            base = resolve(item)
            if not isinstance(base, Mapping):
                raise UnsureError
            self.merged.add(id(base))
            further = _own_members(base)
            self.merged_members += len(further)
            require("<<" not in further and self.merged_members <= _MOST_MERGED_MEMBERS)
            members = {**further, **members}
        return members


def _own_members(mapping: Mapping) -> Members:
    """Return the members of a mapping by name, if all names differ and none is near a field's."""
    require(mapping.tag is None)
    own: Members = {}
    for member in mapping.members:
        key = member.key
        if not isinstance(key, Scalar) or key.tag is not None or key.value in own:
            raise UnsureError
        require(_is_plain_key(key.value) or (key.value == "<<" and key.style == "plain"))
        own[key.value] = member.value
    return own


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


def _inside(visit: _Visit, own: Members, *, listed: bool) -> Iterator[_Visit]:
    """Yield what the members of a mapping hold that has to be proved too."""
    for name, value in own.items():
        if isinstance(value, Scalar) and name != "<<":
            continue
        if name == "<<":
            inline = value.items if isinstance(value, Sequence) else [value]
            written_here = (item for item in inline if not isinstance(item, Alias))
            yield from (
                visit._replace(node=item, template=True, listed=listed) for item in written_here
            )
        elif isinstance(resolve(value), Scalar) or (name == "metadata" and "model_type" in own):
            continue
        else:
            require(
                name not in SKIPPED_KEYS and (name != "data" or _lower(own, "kind") != "secret")
            )
            is_base = name in BASE_KEYS and not listed
            require(is_base or not is_base_key(name) or is_template_key(name))
            template = visit.template or is_base or is_template_key(name)
            described = visit.described or (name in DESCRIBING_KEYS and not listed)
            is_listed = listed or name == "connections"
            yield _Visit(value, template, is_listed, id(visit.node), described)


def _fields(members: Members) -> Members:
    """Return the members of a mapping that may be fields, wherever its shape has them."""
    require("outbound" not in _lower(members, "type"))
    if "model_type" in members:
        return _agent_fields(members)
    if "metadata" in members:
        metadata = resolve(members["metadata"])
        require(not isinstance(metadata, Mapping) or _has_no_field(metadata))
    return members


def _agent_fields(members: Members) -> Members:
    """Return the fields of an agent as the platform's API has it; none of another model type."""
    model_type, metadata = members["model_type"], members.get("metadata")
    require(isinstance(model_type, Scalar) and members.keys().isdisjoint(FIELD_NAMES))
    fields: Members = {}
    if metadata is not None:
        if not isinstance(metadata, Mapping):
            raise UnsureError
        fields = _own_members(metadata)
        require(ENDPOINT not in fields and "<<" not in fields)
        require(all(isinstance(value, Scalar) for value in fields.values()))
    require(_text(model_type) not in CORE_WORDS)
    if _text(model_type) != OUTBOUND_VOICE:
        return {}
    require("endpoint" in members)
    return {**fields, ENDPOINT: members["endpoint"]}


def _has_no_field(metadata: Mapping) -> bool:
    """Prove that a mapping under `metadata` is not that of a request to the platform's API."""
    return _own_members(metadata).keys().isdisjoint((*FIELD_NAMES, "<<"))


def _lower(members: Members, name: str) -> str:
    """Return the text of a member in lower case; empty if it is absent or a collection."""
    value = resolve(members[name]) if name in members else None
    return value.value.lower() if isinstance(value, Scalar) else ""


def _prove_connection(fields: Members) -> None:
    """Prove the fields of a connection, and that they fit together."""
    headers = _prove_fields(fields)
    require({"content-type", "credential"} <= headers)
    host = _text(fields[ENDPOINT]).split("/", 3)[2].partition(":")[0]
    require(ending(host) not in PROVIDER_ENDINGS)
    if PAYLOAD in fields:
        key = fields.get(PHONE_NUMBER_KEY)
        wanted = DEFAULT_PHONE_NUMBER_KEY if key is None else _text(key)
        require(calls_no_other_number(_text(fields[PAYLOAD]), wanted))


def _prove_fields(fields: Members) -> frozenset[str]:
    """Prove each field alone, and return what the headers are."""
    headers: frozenset[str] = frozenset()
    if ENDPOINT in fields:
        prove_endpoint(_text(fields[ENDPOINT]))
    if HEADERS in fields:
        headers = prove_headers(_text(fields[HEADERS]))
    if PHONE_NUMBER_KEY in fields:
        prove_phone_number_key(_text(fields[PHONE_NUMBER_KEY]))
    if PAYLOAD in fields:
        prove_payload(_text(fields[PAYLOAD]))
    return headers


def _text(node: Node) -> str:
    value = resolve(node)
    if not isinstance(value, Scalar) or value.tag is not None:
        raise UnsureError
    return value.value
