"""Finds the connections of a document: at any depth, behind aliases and merge keys."""

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
from outbound_lint.connections.model import Connection, Field, Known
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    PHONE_NUMBER_KEY,
    FieldName,
    flat,
    meant_field,
)
from outbound_lint.connections.pointers import ROOT, Path
from outbound_lint.connections.schema import Shape
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

_TRIGGER_FIELDS: frozenset[str] = frozenset(FIELD_NAMES) - {PHONE_NUMBER_KEY}
_TEMPLATE_KEYS = frozenset({"defaults", "overrides"})
_SCHEMA_KEYS = frozenset({"properties", "$defs"})


class _Visit(NamedTuple):
    """A node, and what is known about its surroundings.

    Attributes:
        node: the node, or an alias of it.
        path: the path to it from the root of the document.
        member: the member whose value it is.
        container: the collection that contains it.
        template: whether it is where templates are kept.
        listed: whether it is under `connections`, but not inside a connection there.
    """

    node: Node
    path: Path = ROOT
    member: Member | None = None
    container: Node | None = None
    template: bool = False
    listed: bool = False


class _Candidate(NamedTuple):
    """A mapping with fields of a connection."""

    visit: _Visit
    mapping: Mapping
    shape: Shape
    members: dict[str, Member]
    metadata: dict[str, Member]
    fields: dict[FieldName, Field]
    misspelled: tuple[tuple[Member, FieldName], ...]
    unseen: frozenset[FieldName]


def find(documents: Iterable[Document]) -> tuple[list[Connection], list[SyntaxProblem]]:
    """Find the connections and templates of a stream, in the order of the text.

    Args:
        documents: the parsed documents.

    Returns:
        The connections, each once, even if several aliases name it; and the problems of documents
        that exceed the limit of merged members.
    """
    connections: list[Connection] = []
    problems: list[SyntaxProblem] = []
    for document in documents:
        try:
            connections += _Search(document).connections()
        except MergeLimitError as error:
            start = error.mapping.start
            message = f"the merge keys bring in more than {MAX_MERGED_MEMBERS} members"
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
        self.known: Known = {}

    def connections(self) -> list[Connection]:
        """Return the connections and templates of the document, in the order of the text."""
        self._walk()
        found = [one for key, one in self.candidates.items() if key not in self.metadata]
        found.sort(key=lambda candidate: candidate.mapping.start)
        return [self._connection(candidate) for candidate in found]

    def _walk(self) -> None:
        """Visit every node; a second time only if an alias brings it into other surroundings."""
        seen: set[tuple[int, bool, bool]] = set()
        waiting = [_Visit(self.document.root)]
        while waiting:
            visit = waiting.pop()
            node = resolve(visit.node)
            state = (id(node), visit.template, visit.listed)
            if state in seen:
                continue
            seen.add(state)
            if isinstance(node, Mapping):
                waiting += [*self._in_mapping(visit, node)][::-1]
            elif isinstance(node, Sequence):
                waiting += [*_in_sequence(visit, node)][::-1]

    def _in_mapping(self, visit: _Visit, mapping: Mapping) -> Iterator[_Visit]:
        self.merged.update(map(id, merged_mappings(mapping)))
        effective = self.merger.effective(mapping)
        model_type = _model_type(effective.members)
        if model_type == "MODEL_TYPE_OUTBOUND_VOICE":
            candidate: _Candidate | None = self._agent(visit, mapping, effective)
        else:
            candidate = _candidate(visit, mapping, effective, self.known)
        if candidate:
            known = self.candidates.get(id(mapping))
            if known is None or (known.visit.template and not visit.template):
                self.candidates[id(mapping)] = candidate
        if model_type is not None and "metadata" in effective.members:
            self.metadata.add(id(resolve(effective.members["metadata"].value)))
        listed = visit.listed and candidate is None
        for member in mapping.members:
            name = member.name
            is_merge = is_merge_key(member.key)
            if (
                isinstance(member.value, Scalar)
                or name in _SCHEMA_KEYS
                or (name == "metadata" and model_type is not None)
                or (is_merge and resolve(member.value) is not member.value)
            ):
                continue  # what an alias merges is visited at its anchor
            yield _Visit(
                member.value,
                Path(visit.path, name),
                member,
                mapping,
                visit.template or is_merge or name in _TEMPLATE_KEYS or name.startswith("x-"),
                listed or name == "connections",
            )

    def _agent(self, visit: _Visit, mapping: Mapping, effective: Effective) -> _Candidate:
        """Read a mapping in the shape of the platform's API."""
        members, unseen = effective
        metadata = resolve(members["metadata"].value) if "metadata" in members else None
        if isinstance(metadata, Mapping) and type_of(metadata) == "mapping":
            inner = self.merger.effective(metadata)
        else:
            inner = Effective({}, unseen or metadata is not None)
        fields = {
            name: Field(name, inner.members[name], self.known)
            for name in FIELD_NAMES
            if name in inner.members and name != ENDPOINT
        }
        misspelled = [pair for pair in _misspelled(inner.members, fields) if pair[1] != ENDPOINT]
        maybe = {ENDPOINT} if unseen else set()
        if inner.unseen:
            maybe |= set(FIELD_NAMES) - {ENDPOINT}
        if "endpoint" in members:
            fields = {ENDPOINT: Field(ENDPOINT, members["endpoint"], self.known), **fields}
        return _Candidate(
            visit,
            mapping,
            "agent",
            members,
            inner.members,
            fields,
            tuple(misspelled),
            frozenset(maybe - fields.keys()),
        )

    def _connection(self, candidate: _Candidate) -> Connection:
        visit, mapping = candidate.visit, candidate.mapping
        own_name = _own_name(mapping)
        pointer = visit.path.pointer()
        name = own_name.value if own_name else visit.member.name if visit.member else ""
        is_base = id(mapping) in self.merged and ENDPOINT not in candidate.fields
        return Connection(
            node=mapping,
            shape=candidate.shape,
            fields=candidate.fields,
            misspelled=candidate.misspelled,
            unseen=candidate.unseen,
            members=candidate.members,
            metadata=candidate.metadata,
            name=name.strip() or pointer,
            own_name=own_name,
            key=visit.member.key if visit.member else None,
            pointer=pointer,
            document=self.document.index,
            container=visit.container,
            template=visit.template or is_base,
        )


def _candidate(
    visit: _Visit, mapping: Mapping, effective: Effective, known: Known
) -> _Candidate | None:
    """Read a mapping as a connection; None where it is not one."""
    members, unseen = effective
    fields = {name: Field(name, members[name], known) for name in FIELD_NAMES if name in members}
    misspelled = tuple(_misspelled(members, fields))
    names = {*fields, *(name for _, name in misspelled)}
    if not names & (_TRIGGER_FIELDS | ({PHONE_NUMBER_KEY} if visit.listed else set())):
        return None
    values = [field.value for field in fields.values()]
    values += [resolve(member.value) for member, _ in misspelled]
    if all(
        isinstance(value, Mapping)
        and any(member.name in ("type", "$ref") for member in value.members)
        for value in values
    ):
        return None  # a JSON Schema of a connection
    absent = frozenset(FIELD_NAMES) - fields.keys() if unseen else frozenset()
    return _Candidate(visit, mapping, "connection", members, {}, fields, misspelled, absent)


def _in_sequence(visit: _Visit, sequence: Sequence) -> Iterator[_Visit]:
    for index, item in enumerate(sequence.items):
        if not isinstance(item, Scalar):
            path = Path(visit.path, str(index))
            yield visit._replace(node=item, path=path, member=None, container=sequence)


def _model_type(members: dict[str, Member]) -> str | None:
    member = members.get("model_type")
    value = resolve(member.value) if member else None
    return value.value if isinstance(value, Scalar) else None


def _misspelled(
    members: dict[str, Member], fields: dict[FieldName, Field]
) -> Iterator[tuple[Member, FieldName]]:
    """Yield the members that mean a field that is absent, or write one in another style."""
    for name, member in members.items():
        meant = meant_field(name)
        if meant and (meant not in fields or flat(name) == flat(meant)):
            yield member, meant


def _own_name(mapping: Mapping) -> Scalar | None:
    """Return the scalar that names a mapping; it need not be a string."""
    for wanted in ("name", "display_name"):
        for member in mapping.members:
            if member.name == wanted:
                value = resolve(member.value)
                nameless = type_of(value) in ("null", "unknown")
                if isinstance(value, Scalar) and value.value.strip() and not nameless:
                    return value
    return None
