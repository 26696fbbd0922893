"""Where the connections of a document stand: at any depth, behind aliases and merge keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outbound_lint.connections.effective import effective_members, is_merge_key, merged_mappings
from outbound_lint.connections.model import Connection, Field, Shape
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    PHONE_NUMBER_KEY,
    FieldName,
    meant_field,
)
from outbound_lint.connections.pointers import ROOT, Path, key_token
from outbound_lint.syntax.nodes import (
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    resolve,
    type_of,
)

OUTBOUND_VOICE = "MODEL_TYPE_OUTBOUND_VOICE"
_TRIGGER_FIELDS: frozenset[str] = frozenset(FIELD_NAMES) - {PHONE_NUMBER_KEY}
_TEMPLATE_KEYS = frozenset({"defaults", "overrides"})
_SCHEMA_KEYS = frozenset({"properties", "$defs"})


class _Stand(NamedTuple):
    """A node and what is known of the way to it."""

    node: Node
    path: Path
    container: Node | None
    template: bool
    listed: bool
    ignored: bool


class _Candidate(NamedTuple):
    """A mapping that holds fields."""

    stand: _Stand
    mapping: Mapping
    shape: Shape
    members: dict[str, Member]
    fields: dict[FieldName, Field]
    misspelled: tuple[tuple[Member, FieldName], ...]


def find(documents: Iterable[Document]) -> list[Connection]:
    """Find the connections of a stream, templates too, in the order they stand.

    Args:
        documents: the parsed documents.

    Returns:
        The connections; one that several aliases name is one.
    """
    return [connection for document in documents for connection in _find_in(document)]


def _find_in(document: Document) -> list[Connection]:
    candidates: dict[int, _Candidate] = {}
    merged: set[int] = set()
    for stand in _walk(document.root):
        mapping = stand.node
        if not isinstance(mapping, Mapping):
            continue
        merged.update(map(id, merged_mappings(mapping)))
        candidate = _candidate(stand, mapping)
        known = candidates.get(id(mapping))
        if candidate and (known is None or known.stand.template):
            candidates[id(mapping)] = candidate
    ordered = sorted(candidates.values(), key=lambda candidate: candidate.mapping.start)
    return [_connection(candidate, merged, document.index) for candidate in ordered]


def _walk(root: Node) -> Iterator[_Stand]:
    """Yield each node once as it stands, and once more where only templates held it before."""
    seen: set[tuple[int, bool]] = set()
    waiting = [_Stand(root, ROOT, None, template=False, listed=False, ignored=False)]
    while waiting:
        stand = waiting.pop()
        node = resolve(stand.node)
        if isinstance(node, Scalar) or (id(node), stand.template) in seen:
            continue
        seen.add((id(node), stand.template))
        stand = stand._replace(node=node)
        yield stand
        waiting.extend(reversed(list(_below(stand))))


def _below(stand: _Stand) -> Iterator[_Stand]:
    node = stand.node
    if isinstance(node, Sequence):
        for index, item in enumerate(node.items):
            if not isinstance(item, Scalar):
                path = Path(stand.path, str(index))
                yield stand._replace(node=item, path=path, container=node, ignored=False)
    elif isinstance(node, Mapping):
        foreign = _model_type(node) not in (None, OUTBOUND_VOICE)
        outbound = _model_type(node) == OUTBOUND_VOICE
        for member in node.members:
            if isinstance(member.value, Scalar):
                continue
            key = key_token(member.key)
            merge = is_merge_key(member.key)
            if merge and resolve(member.value) is not member.value:
                continue  # what an alias merges is looked at where it stands
            yield _Stand(
                member.value,
                Path(stand.path, key),
                node,
                stand.template or merge or key in _TEMPLATE_KEYS or key.startswith("x-"),
                "connections" in (key, stand.path.token if stand.listed else ""),
                key in _SCHEMA_KEYS or (key == "metadata" and (foreign or outbound)),
            )


def _model_type(mapping: Mapping) -> str | None:
    for member in mapping.members:
        if isinstance(member.key, Scalar) and member.key.value == "model_type":
            value = resolve(member.value)
            return value.value if isinstance(value, Scalar) else None
    return None


def _candidate(stand: _Stand, mapping: Mapping) -> _Candidate | None:
    """Return what a mapping says as a connection; nothing where it is none."""
    if stand.ignored:
        return None
    members = effective_members(mapping)
    if _model_type_of(members) == OUTBOUND_VOICE:
        return _api_candidate(stand, mapping, members)
    fields: dict[FieldName, Field] = {
        name: Field(name, members[name]) for name in FIELD_NAMES if name in members
    }
    misspelled = tuple(_misspelled(members, fields))
    names = {*fields, *(name for _, name in misspelled)}
    if not names & (_TRIGGER_FIELDS | ({PHONE_NUMBER_KEY} if stand.listed else set())):
        return None
    held = [*(field.value for field in fields.values()), *(m.value for m, _ in misspelled)]
    if all(_is_schema(resolve(value)) for value in held):
        return None
    return _Candidate(stand, mapping, "connection", members, fields, misspelled)


def _model_type_of(members: dict[str, Member]) -> str | None:
    member = members.get("model_type")
    value = resolve(member.value) if member else None
    return value.value if isinstance(value, Scalar) else None


def _api_candidate(stand: _Stand, mapping: Mapping, members: dict[str, Member]) -> _Candidate:
    fields: dict[FieldName, Field] = {}
    if "endpoint" in members:
        fields[ENDPOINT] = Field(ENDPOINT, members["endpoint"])
    metadata = resolve(members["metadata"].value) if "metadata" in members else None
    held = effective_members(metadata) if isinstance(metadata, Mapping) else {}
    for name in FIELD_NAMES[1:]:
        if name in held:
            fields[name] = Field(name, held[name])
    misspelled = tuple(pair for pair in _misspelled(held, fields) if pair[1] != ENDPOINT)
    return _Candidate(stand, mapping, "api", members, fields, misspelled)


def _misspelled(
    members: dict[str, Member], fields: dict[FieldName, Field]
) -> Iterator[tuple[Member, FieldName]]:
    for name, member in members.items():
        meant = meant_field(name)
        if meant and (meant not in fields or not _same_letters_apart(name, meant)):
            yield member, meant


def _same_letters_apart(name: str, field: FieldName) -> bool:
    """Tell whether a name differs from a field in more than case and separators."""
    return "".join(filter(str.isalnum, name)).lower() != field.replace("_", "")


def _is_schema(node: Node) -> bool:
    if not isinstance(node, Mapping):
        return False
    return any(key_token(member.key) in ("type", "$ref") for member in node.members)


def _connection(candidate: _Candidate, merged: set[int], document: int) -> Connection:
    stand, mapping = candidate.stand, candidate.mapping
    own_name = _own_name(mapping)
    in_mapping = isinstance(stand.container, Mapping)
    pointer = stand.path.pointer()
    named = own_name.value.strip() if own_name else ""
    key = stand.path.token if in_mapping else ""
    is_base = id(mapping) in merged and ENDPOINT not in candidate.fields
    return Connection(
        node=mapping,
        shape=candidate.shape,
        fields=candidate.fields,
        misspelled=candidate.misspelled,
        members=candidate.members,
        name=named or key or pointer,
        own_name=own_name,
        pointer=pointer,
        document=document,
        container=stand.container,
        template=stand.template or is_base,
    )


def _own_name(mapping: Mapping) -> Scalar | None:
    for wanted in ("name", "display_name"):
        for member in mapping.members:
            if isinstance(member.key, Scalar) and member.key.value == wanted:
                value = resolve(member.value)
                if isinstance(value, Scalar) and type_of(value) == "string":
                    return value
    return None
