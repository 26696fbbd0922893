"""Where the connections of a document stand: at any depth, behind aliases and merge keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outbound_lint.connections.merging import (
    MAX_MERGED_MEMBERS,
    Effective,
    MergeLimitError,
    Merger,
    is_merge_key,
    merged_mappings,
)
from outbound_lint.connections.model import Connection, Field, Shape
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    PHONE_NUMBER_KEY,
    FieldName,
    flat,
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
    SyntaxProblem,
    resolve,
    type_of,
)

OUTBOUND_VOICE = "MODEL_TYPE_OUTBOUND_VOICE"
_TRIGGER_FIELDS: frozenset[str] = frozenset(FIELD_NAMES) - {PHONE_NUMBER_KEY}
_TEMPLATE_KEYS = frozenset({"defaults", "overrides"})
_SCHEMA_KEYS = frozenset({"properties", "$defs"})


class _Stand(NamedTuple):
    """A node and what is known of the way to it.

    Attributes:
        node: the node, or an alias of it.
        path: the way to it from the document's root.
        key: the key it is the value of, where it is one.
        container: the collection it stands in.
        template: whether it stands where templates stand.
        listed: whether it stands under `connections`, and in no connection there.
    """

    node: Node
    path: Path = ROOT
    key: Node | None = None
    container: Node | None = None
    template: bool = False
    listed: bool = False


class _Candidate(NamedTuple):
    """A mapping that holds fields."""

    stand: _Stand
    mapping: Mapping
    shape: Shape
    members: dict[str, Member]
    metadata: dict[str, Member]
    fields: dict[FieldName, Field]
    misspelled: tuple[tuple[Member, FieldName], ...]
    unseen: frozenset[FieldName]


def find(documents: Iterable[Document]) -> tuple[list[Connection], list[SyntaxProblem]]:
    """Find the connections of a stream, templates too, in the order they stand.

    Args:
        documents: the parsed documents.

    Returns:
        The connections, one that several aliases name being one; and what was too much to look at.
    """
    connections: list[Connection] = []
    problems: list[SyntaxProblem] = []
    for document in documents:
        try:
            connections += _Search(document).connections()
        except MergeLimitError as error:
            start = error.mapping.start
            message = f"the merge keys bring more than {MAX_MERGED_MEMBERS} members"
            problems.append(
                SyntaxProblem(start, start + 1, message, "Merge less, or split the file.")
            )
    return connections, problems


class _Search:
    """One walk through a document."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.merger = Merger()
        self.candidates: dict[int, _Candidate] = {}
        self.merged: set[int] = set()
        self.metadata: set[int] = set()

    def connections(self) -> list[Connection]:
        """Return the connections of the document, in the order they stand."""
        self._walk()
        found = [one for key, one in self.candidates.items() if key not in self.metadata]
        found.sort(key=lambda candidate: candidate.mapping.start)
        return [self._connection(candidate) for candidate in found]

    def _walk(self) -> None:
        """Look at each node, again only where it also stands in another kind of place."""
        seen: set[tuple[int, bool, bool]] = set()
        waiting = [_Stand(self.document.root)]
        while waiting:
            stand = waiting.pop()
            node = resolve(stand.node)
            state = (id(node), stand.template, stand.listed)
            if state in seen:
                continue
            seen.add(state)
            if isinstance(node, Mapping):
                waiting += reversed(list(self._below_mapping(stand, node)))
            elif isinstance(node, Sequence):
                waiting += reversed(list(_below_sequence(stand, node)))

    def _below_mapping(self, stand: _Stand, mapping: Mapping) -> Iterator[_Stand]:
        self.merged.update(map(id, merged_mappings(mapping)))
        effective = self.merger.effective(mapping)
        members = effective.members
        model_type = _model_type(members)
        if model_type == OUTBOUND_VOICE:
            candidate = self._api_candidate(stand, mapping, effective)
        else:
            candidate = _candidate(stand, mapping, effective)
        if candidate:
            known = self.candidates.get(id(mapping))
            if known is None or (known.stand.template and not stand.template):
                self.candidates[id(mapping)] = candidate
        if model_type is not None and "metadata" in members:
            self.metadata.add(id(resolve(members["metadata"].value)))
        listed = stand.listed and candidate is None
        for member in mapping.members:
            name = key_token(member.key)
            merge = is_merge_key(member.key)
            if (
                isinstance(member.value, Scalar)
                or name in _SCHEMA_KEYS
                or (name == "metadata" and model_type is not None)
                or (merge and resolve(member.value) is not member.value)
            ):
                continue  # what an alias merges is looked at where it stands
            yield _Stand(
                member.value,
                Path(stand.path, name),
                member.key,
                mapping,
                stand.template or merge or name in _TEMPLATE_KEYS or name.startswith("x-"),
                listed or name == "connections",
            )

    def _api_candidate(
        self, stand: _Stand, mapping: Mapping, effective: Effective
    ) -> _Candidate | None:
        members, unseen = effective
        fields: dict[FieldName, Field] = {}
        if "endpoint" in members:
            fields[ENDPOINT] = Field(ENDPOINT, members["endpoint"])
        metadata = resolve(members["metadata"].value) if "metadata" in members else None
        held = Effective({}, unseen or metadata is not None)
        if isinstance(metadata, Mapping) and type_of(metadata) == "mapping":
            held = self.merger.effective(metadata)
        for name in FIELD_NAMES:
            if name in held.members and name != ENDPOINT:
                fields[name] = Field(name, held.members[name])
        misspelled = [pair for pair in _misspelled(held.members, fields) if pair[1] != ENDPOINT]
        maybe = {ENDPOINT} if unseen else set()
        if held.unseen:
            maybe.update(set(FIELD_NAMES) - {ENDPOINT})
        return _Candidate(
            stand,
            mapping,
            "api",
            members,
            held.members,
            fields,
            tuple(misspelled),
            frozenset(maybe - fields.keys()),
        )

    def _connection(self, candidate: _Candidate) -> Connection:
        stand, mapping = candidate.stand, candidate.mapping
        own_name = _own_name(mapping)
        pointer = stand.path.pointer()
        called = own_name.value if own_name else key_token(stand.key) if stand.key else ""
        is_base = id(mapping) in self.merged and ENDPOINT not in candidate.fields
        return Connection(
            node=mapping,
            shape=candidate.shape,
            fields=candidate.fields,
            misspelled=candidate.misspelled,
            unseen=candidate.unseen,
            members=candidate.members,
            metadata=candidate.metadata,
            name=called.strip() or pointer,
            own_name=own_name,
            key=stand.key,
            pointer=pointer,
            document=self.document.index,
            container=stand.container,
            template=stand.template or is_base,
        )


def _candidate(stand: _Stand, mapping: Mapping, effective: Effective) -> _Candidate | None:
    """Return what a mapping says as a connection; nothing where it is none."""
    members, unseen = effective
    fields = {name: Field(name, members[name]) for name in FIELD_NAMES if name in members}
    misspelled = tuple(_misspelled(members, fields))
    names = {*fields, *(name for _, name in misspelled)}
    if not names & (_TRIGGER_FIELDS | ({PHONE_NUMBER_KEY} if stand.listed else set())):
        return None
    held = [*(field.value for field in fields.values()), *(m.value for m, _ in misspelled)]
    if all(_is_schema(resolve(value)) for value in held):
        return None
    absent = frozenset(FIELD_NAMES) - fields.keys() if unseen else frozenset()
    return _Candidate(stand, mapping, "connection", members, {}, fields, misspelled, absent)


def _below_sequence(stand: _Stand, sequence: Sequence) -> Iterator[_Stand]:
    for index, item in enumerate(sequence.items):
        if not isinstance(item, Scalar):
            path = Path(stand.path, str(index))
            yield stand._replace(node=item, path=path, key=None, container=sequence)


def _model_type(members: dict[str, Member]) -> str | None:
    member = members.get("model_type")
    value = resolve(member.value) if member else None
    return value.value if isinstance(value, Scalar) else None


def _misspelled(
    members: dict[str, Member], fields: dict[FieldName, Field]
) -> Iterator[tuple[Member, FieldName]]:
    """Yield the members that mean a field: one that is absent, or one in another style."""
    for name, member in members.items():
        meant = meant_field(name)
        if meant and (meant not in fields or flat(name) == flat(meant)):
            yield member, meant


def _is_schema(node: Node) -> bool:
    if not isinstance(node, Mapping):
        return False
    return any(key_token(member.key) in ("type", "$ref") for member in node.members)


def _own_name(mapping: Mapping) -> Scalar | None:
    """Return the scalar that names a mapping, were it a number: people read it all the same."""
    for wanted in ("name", "display_name"):
        for member in mapping.members:
            if key_token(member.key) == wanted:
                value = resolve(member.value)
                nameless = type_of(value) in ("null", "unknown")
                if isinstance(value, Scalar) and value.value.strip() and not nameless:
                    return value
    return None
