"""Finds the connections of a document: at any depth, behind aliases and merge keys.

What a mapping is, by its members and its surroundings (keys: `connections.names`); the first row
that holds decides.

| a mapping | is | shape |
| --- | --- | --- |
| with `model_type: MODEL_TYPE_OUTBOUND_VOICE`, anywhere, as in the API's exports and Terraform | a connection | agent |
| with `type: outbound-voice` and no `model_type` | a template: a request body | agent |
| with `metadata` that has fields, beside `endpoint` or `display_name`, and no `model_type` | a template: a request body | agent |
| under `metadata` beside any `model_type`, or of such a request body | a part of that | |
| whose fields are declared, named for people, or only switched on or off (`declarations`) | nothing | |
| under `properties`, `$defs`, `encryptedData`, `data` of a Kubernetes Secret, or, but not below `connections`, one of `DESCRIBING_KEYS` | nothing | |
| with a trigger field, or under `connections` or `config_overrides` with a `phone_number_key`, in any spelling | as below | connection |
| … under `defaults`, `overrides`, `example`, a mutation's `config_overrides` or `parameter_values`, or a key that starts with `x-`, `.` or `_` | a template | |
| … under `base`, `common`, `anchors`, `templates`, but not below `connections` | a template | |
| … under a key with such a word in it (`voice-base`, `shared`), if others merge it | a template | |
| … under `metadata`, or a JSON file for `--metadata` or for overrides, without an endpoint | a template | |
| … that others merge, without an endpoint | a template | |
| … in HCL, where it is a variable or a local value, without an endpoint or headers | a template | |
| … otherwise | a connection | |
| with `agent_id` of an agent in the document and `config_overrides` (`mutations`) | a connection as well: that agent with these values | agent |
| a string with a field that has no colon, or no space after it (`unspaced`), in place of a mapping | a template | connection |

In the API's shape, and in parts of it, `null` means that a field is absent.
"""  # noqa: E501  # a table

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outbound_lint.connections.declarations import describes
from outbound_lint.connections.members import (
    Role,
    is_outside,
    is_part,
    is_request,
    misspelled_endpoints,
    misspelled_fields,
    own_name_of,
    role_of,
    without_nulls,
    word,
)
from outbound_lint.connections.merging import (
    MAX_CONNECTIONS,
    Effective,
    LimitError,
    Merger,
    is_merge_key,
    merged_mappings,
)
from outbound_lint.connections.model import Connection, Field, Known
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    METADATA_FIELDS,
    OUTBOUND_VOICE,
    OVERRIDES,
    PHONE_NUMBER_KEY,
    TRIGGER_FIELDS,
    FieldName,
    is_skipped_key,
    may_be_unspaced,
    resembles_field,
)
from outbound_lint.connections.pointers import ROOT, Path
from outbound_lint.connections.schema import Shape
from outbound_lint.connections.unspaced import unspaced_fields
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


class _Visit(NamedTuple):
    """A node, and what is known about its surroundings.

    Attributes:
        node: the node, or an alias of it.
        path: the path to it from the root of the document.
        member: the member whose value it is.
        container: the collection that contains it.
        role: what the keys around it make of it.
        listed: whether it is under `connections` or `config_overrides`, but not inside a connection
            there.
    """

    node: Node
    path: Path = ROOT
    member: Member | None = None
    container: Node | None = None
    role: Role = Role.CONNECTION
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


def find(documents: Iterable[Document]) -> tuple[list[Connection], SyntaxProblem | None]:
    """Find the connections and templates of a stream, in the order of the text.

    Args:
        documents: the parsed documents.

    Returns:
        The connections, each once even if several aliases name it, and the exceeded limit, if any.
    """
    connections: list[Connection] = []
    for document in documents:
        search = _Search(document, MAX_CONNECTIONS - len(connections))
        connections += search.connections()
        if search.problem:
            return connections, search.problem
    return connections, None


class _Search:
    """One walk through a document."""

    def __init__(self, document: Document, most: int) -> None:
        self.document = document
        self.most = most
        self.problem: SyntaxProblem | None = None
        self.merger = Merger()
        self.candidates: dict[int, _Candidate] = {}
        self.merged: set[int] = set()
        self.metadata: set[int] = set()
        self.mutations: list[tuple[Mapping, dict[str, Member], Path]] = []
        self.of_agents: dict[int, Effective] = {}
        self.known: Known = {}
        root = document.root
        self.may_be_unspaced = may_be_unspaced(root.text.value, root.start, root.end)

    def connections(self) -> list[Connection]:
        """Return the connections and templates of the document, in the order of the text."""
        try:
            self._walk()
        except LimitError as error:
            self.problem = error.problem
        kept = [one for key, one in self.candidates.items() if key not in self.metadata]
        found = [self._connection(candidate) for candidate in kept]
        if self.mutations:
            self._mutate(found)
        return sorted(found, key=lambda one: one.node.start)

    def _mutate(self, found: list[Connection]) -> None:
        """Add what the mutations of the document make of its agents."""
        from outbound_lint.connections.mutations import effective  # rare

        try:
            for mutated in effective(self.mutations, found.copy(), self.merger, self.known):
                if len(found) >= self.most:
                    raise _too_many(mutated.node)
                found.append(mutated)
        except LimitError as error:
            self.problem = self.problem or error.problem

    def _walk(self) -> None:
        """Visit every node; a second time only if an alias brings it into other surroundings."""
        seen: set[tuple[int, Role, bool]] = set()
        waiting = [_Visit(self.document.root)]
        while waiting:
            visit = waiting.pop()
            node = resolve(visit.node)
            state = (id(node), visit.role, visit.listed)
            if state in seen:
                continue
            seen.add(state)
            if isinstance(node, Mapping):
                waiting += [*self._in_mapping(visit, node)][::-1]
            elif isinstance(node, Sequence):
                waiting += [*self._in_sequence(visit, node)][::-1]
            elif isinstance(node, Scalar) and self.may_be_unspaced:
                self._in_scalar(visit, node)

    def _in_mapping(self, visit: _Visit, mapping: Mapping) -> Iterator[_Visit]:
        self.merged.update(map(id, merged_mappings(mapping)))
        effective = self.merger.effective(mapping)
        members = effective.members
        if OVERRIDES in members and "agent_id" in members:
            self.mutations.append((mapping, members, visit.path))
        model_type = word(members, "model_type")
        of_request = model_type is None and is_request(members, self._metadata_of_agent)
        is_agent = model_type == OUTBOUND_VOICE or of_request
        around = visit._replace(role=Role.TEMPLATE) if of_request else visit
        candidate = (self._agent if is_agent else self._candidate)(around, mapping, effective)
        if candidate:
            known = self.candidates.get(id(mapping))
            if known is None and len(self.candidates) == self.most:
                raise _too_many(mapping)
            if known is None or candidate.visit.role < known.visit.role:
                self.candidates[id(mapping)] = candidate
        of_agent = model_type is not None or of_request
        if of_agent and "metadata" in members:
            self.metadata.add(id(resolve(members["metadata"].value)))
        listed = visit.listed and candidate is None
        is_secret = word(members, "kind") == "Secret"
        for member in mapping.members:
            name, value = member.name, resolve(member.value)
            if (
                (isinstance(value, Scalar) and not self.may_be_unspaced)
                or is_skipped_key(name, listed=listed)
                or (name == "metadata" and of_agent)
                or (name == "data" and is_secret)  # in base64
                or (value is not member.value and is_merge_key(member.key))
            ):
                continue  # what an alias merges is visited at its anchor
            is_part = name == "<<" or (name == "metadata" and self._is_of_agent(value))
            yield _Visit(
                member.value,
                Path(visit.path, name),
                member,
                mapping,
                max(visit.role, Role.TEMPLATE if is_part else role_of(name, listed=listed)),
                listed or name in ("connections", OVERRIDES),
            )

    def _in_sequence(self, visit: _Visit, sequence: Sequence) -> Iterator[_Visit]:
        for index, item in enumerate(sequence.items):
            if self.may_be_unspaced or not isinstance(item, Scalar):
                path = Path(visit.path, str(index))
                yield visit._replace(node=item, path=path, member=None, container=sequence)

    def _in_scalar(self, visit: _Visit, scalar: Scalar) -> None:
        """Read a string as the mapping of the fields in it, which lack a colon or its space."""
        is_near = visit.listed or visit.path is ROOT  # elsewhere `name=value` is an argument
        is_value = visit.member is not None
        found = tuple(unspaced_fields(scalar, is_value=is_value, any_sign=is_near))
        if (visit.listed and found) or any(name in TRIGGER_FIELDS for _, name in found):
            mapping = Mapping(scalar.text, scalar.start, scalar.end, None)
            mapping.members = [member for member, _ in found]
            visit = visit._replace(role=Role.TEMPLATE)
            self.candidates[id(scalar)] = _Candidate(
                visit, mapping, "connection", {}, {}, {}, found, frozenset()
            )

    def _candidate(
        self, visit: _Visit, mapping: Mapping, effective: Effective
    ) -> _Candidate | None:
        """Read a mapping as a connection; None where it is not one."""
        members, unseen = effective
        is_root, in_part = visit.path is ROOT, visit.role == Role.TEMPLATE
        if is_part(mapping, visit.member, is_root=is_root, in_part=in_part):
            visit = visit._replace(role=Role.TEMPLATE)
            members = without_nulls(members)
        fields = self._fields(members)
        misspelled = tuple(misspelled_fields(members, fields))
        names = {*fields, *(name for _, name in misspelled)}
        if not names & TRIGGER_FIELDS and is_outside(misspelled):
            visit = visit._replace(role=Role.TEMPLATE, listed=True)
        if not names & (TRIGGER_FIELDS | ({PHONE_NUMBER_KEY} if visit.listed else set())):
            return None
        values = {name: field.value for name, field in fields.items()}
        if describes(values, [resolve(one.value) for one, _ in misspelled], listed=visit.listed):
            return None
        absent = frozenset(FIELD_NAMES) - fields.keys() if unseen else frozenset()
        return _Candidate(visit, mapping, "connection", members, {}, fields, misspelled, absent)

    def _agent(self, visit: _Visit, mapping: Mapping, effective: Effective) -> _Candidate:
        """Read a mapping in the shape of the platform's API."""
        members, unseen = effective
        if "metadata" in members and type_of(members["metadata"].value) == "null":
            members = {name: one for name, one in members.items() if name != "metadata"}
        metadata = resolve(members["metadata"].value) if "metadata" in members else None
        if isinstance(metadata, Mapping) and type_of(metadata) == "mapping":
            inner = self._metadata_of_agent(metadata)
        else:
            inner = Effective({}, unseen or metadata is not None)
        fields = self._fields(inner.members)
        fields.pop(ENDPOINT, None)
        inside = (one for one in misspelled_fields(inner.members, fields) if one[1] != ENDPOINT)
        misspelled = (*inside, *misspelled_endpoints(members))
        maybe: set[FieldName] = {ENDPOINT} if unseen else set()
        if inner.unseen:
            maybe |= METADATA_FIELDS
        if "endpoint" in members:
            fields = {ENDPOINT: Field(ENDPOINT, members["endpoint"], self.known), **fields}
        absent = frozenset(maybe - fields.keys())
        return _Candidate(
            visit, mapping, "agent", members, inner.members, fields, misspelled, absent
        )

    def _is_of_agent(self, metadata: Node) -> bool:
        return isinstance(metadata, Mapping) and (
            ENDPOINT not in self._metadata_of_agent(metadata).members
        )

    def _metadata_of_agent(self, metadata: Mapping) -> Effective:
        """Return the members of `metadata` that a rule may look at; agents may share them all."""
        if id(metadata) not in self.of_agents:
            members, unseen = self.merger.effective(metadata)
            told = {name: one for name, one in members.items() if resembles_field(name)}
            self.of_agents[id(metadata)] = Effective(without_nulls(told), unseen)
        return self.of_agents[id(metadata)]

    def _fields(self, members: dict[str, Member]) -> dict[FieldName, Field]:
        return {
            name: Field(name, members[name], self.known) for name in FIELD_NAMES if name in members
        }

    def _connection(self, candidate: _Candidate) -> Connection:
        visit, mapping = candidate.visit, candidate.mapping
        own_name = own_name_of(mapping)
        pointer = visit.path.pointer()
        name = own_name.value if own_name else visit.member.name if visit.member else ""
        is_base = id(mapping) in self.merged and (
            visit.role == Role.BASE or ENDPOINT not in candidate.fields
        )
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
            template=visit.role == Role.TEMPLATE or is_base,
        )


def _too_many(mapping: Mapping) -> LimitError:
    return LimitError(mapping, f"there are more than {MAX_CONNECTIONS:,} connections")
