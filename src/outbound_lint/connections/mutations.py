"""Mutations of the platform: an agent with some values replaced, for a run.

A mutation has `agent_id` and `config_overrides`, which the platform merges deeply with the agent
(github.com/coval-ai/coval-examples, CovalAgentMutationsAPIMutationResource.ts). Where both are in a
document, the effective connection is judged: that is what a run sends. Mutations of agents that are
elsewhere remain templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ReadOnly
from itertools import starmap
from typing import NamedTuple

from outbound_lint.connections.members import own_name_of, without_nulls, word
from outbound_lint.connections.merging import Merger
from outbound_lint.connections.model import Connection, Field, Known
from outbound_lint.connections.names import (
    ENDPOINT,
    METADATA_FIELDS,
    OUTBOUND_VOICE,
    OVERRIDES,
    FieldName,
)
from outbound_lint.connections.pointers import Path
from outbound_lint.syntax.nodes import Mapping, Member, Node, resolve

_AGENT = "agent_id"


class Mutation(NamedTuple):
    """A mutation in a document.

    Attributes:
        mapping: its mapping.
        members: the members of that, after merges.
        path: the path to it from the root of the document.
    """

    mapping: Mapping
    members: ReadOnly[str, Member]
    path: Path


def effective(
    mutations: Iterable[tuple[Mapping, ReadOnly[str, Member], Path]],
    connections: Iterable[Connection],
    merger: Merger,
    known: Known,
) -> Iterator[Connection]:
    """Yield the connections that mutations make of the agents in the same document.

    Args:
        mutations: the mapping of each mutation, its members after merges, and its path.
        connections: the connections of the document.
        merger: computes the effective mappings of the document.
        known: what is known about its values.

    Raises:
        LimitError: the merge keys bring in too many members.
    """
    agents: dict[str, Connection] = {}
    for one in connections:
        if one.shape == "agent" and not one.template and (name := word(one.members, "id")):
            agents.setdefault(name, one)
    for mutation in starmap(Mutation, mutations):
        agent = agents.get(word(mutation.members, _AGENT) or "")
        overrides = agent and _overrides(mutation, merger)
        if agent and overrides:
            fields = {name: Field(name, member, known) for name, member in overrides.items()}
            if ENDPOINT in agent.fields or ENDPOINT in fields:  # else the agent's finding says it
                yield _merged(agent, mutation, fields)


def _overrides(mutation: Mutation, merger: Merger) -> dict[FieldName, Member]:
    """Return the fields that a mutation replaces; none if it makes another type of agent.

    Fields of `metadata` count in `metadata`, and right inside the overrides as well.
    """
    outer = _members(mutation.members[OVERRIDES].value, merger)
    if (word(outer, "model_type") or OUTBOUND_VOICE) != OUTBOUND_VOICE:
        return {}
    inner = _members(outer["metadata"].value, merger) if "metadata" in outer else {}
    inside = {**outer, **inner}
    found = {name: inside[name] for name in METADATA_FIELDS if name in inside}
    endpoint = outer.get("endpoint")
    return {ENDPOINT: endpoint, **found} if endpoint else found


def _members(node: Node, merger: Merger) -> dict[str, Member]:
    mapping = resolve(node)
    return without_nulls(merger.effective(mapping).members) if isinstance(mapping, Mapping) else {}


def _merged(
    agent: Connection, mutation: Mutation, fields: ReadOnly[FieldName, Field]
) -> Connection:
    """Return an agent with some fields replaced; what else is wrong in it is reported there."""
    every = {**agent.fields, **fields}
    members = {field.label: Member(field.key, field.value) for field in every.values()}
    own_name = own_name_of(mutation.mapping)
    pointer = mutation.path.pointer()
    return Connection(
        node=mutation.mapping,
        shape="agent",
        fields=every,
        misspelled=(),
        unseen=agent.unseen - fields.keys(),
        members={"model_type": agent.members["model_type"]}
        | {name: member for name, member in members.items() if name == "endpoint"},
        metadata={name: member for name, member in members.items() if name != "endpoint"},
        name=f"{agent.name} / {own_name.value.strip() if own_name else pointer}",
        own_name=own_name,
        key=None,
        pointer=pointer,
        document=agent.document,
        container=None,  # mutations of several agents may have one name
        template=False,
    )
