"""What a mapping is, by its members and the keys around it, before it is read as a connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as ReadOnly
from enum import IntEnum

from outbound_lint.connections.merging import Effective
from outbound_lint.connections.names import (
    BASE_KEYS,
    ENDPOINT,
    HEADERS,
    METADATA_FIELDS,
    MUTATION_KEYS,
    OUTBOUND_VOICE,
    PHONE_NUMBER_KEY,
    TRIGGER_FIELDS,
    FieldName,
    flat,
    is_base_key,
    is_template_key,
    may_be_unspaced,
    meant_field,
)
from outbound_lint.connections.odd_spaces import without_odd_spaces
from outbound_lint.connections.unspaced import unspaced_endpoint, unspaced_fields
from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Member, Scalar, resolve, type_of

_BESIDE_METADATA = frozenset(("endpoint", "display_name"))
_OUTBOUND_TYPES = frozenset(("outboundvoice", flat(OUTBOUND_VOICE)))
_FILE_OF_OPTION = pattern(r"(?i).*(?:metadata|overrides)[^/]*\.json")


def without_nulls(members: ReadOnly[str, Member]) -> dict[str, Member]:
    """Return the members that are not null, which means absent in the API's shape."""
    return {name: member for name, member in members.items() if type_of(member.value) != "null"}


def word(members: ReadOnly[str, Member], name: str) -> str | None:
    """Return the text of a member; None where it is absent, null or a collection."""
    value = resolve(members[name].value) if name in members else None
    return value.value if isinstance(value, Scalar) and type_of(value) != "null" else None


def means_field(member: Member) -> bool:
    """Return whether a member is a trigger field, in any spelling."""
    return member.name in TRIGGER_FIELDS or meant_field(member.name) in TRIGGER_FIELDS


def misspelled_fields(
    members: ReadOnly[str, Member], fields: ReadOnly[FieldName, object]
) -> Iterator[tuple[Member, FieldName]]:
    """Yield the members that mean a field that is absent, or write one in another style."""
    for name, member in members.items():
        meant = meant_field(name)
        if meant and (meant not in fields or flat(name) == flat(meant)):
            yield member, meant
        elif isinstance(member.key, Scalar) and may_be_unspaced(name, 0, len(name)):
            found = unspaced_fields(member.key, any_sign=True)
            yield from (pair for pair in found if pair[1] not in fields)


def misspelled_endpoints(members: ReadOnly[str, Member]) -> Iterator[tuple[Member, FieldName]]:
    """Yield the endpoint of an agent without the space after its colon, or with odd ones."""
    for name, member in members.items():
        if isinstance(member.key, Scalar):
            yield from unspaced_endpoint(member.key)
        if name != "endpoint" == without_odd_spaces(name) and "endpoint" not in members:
            yield member, ENDPOINT


def is_outside(misspelled: Iterable[tuple[Member, FieldName]]) -> bool:
    """Return whether odd spaces in the indentation put a phone key outside of its connection."""
    return any(without_odd_spaces(member.name) == PHONE_NUMBER_KEY for member, _ in misspelled)


def own_name_of(mapping: Mapping) -> Scalar | None:
    """Return the scalar that names a mapping; it need not be a string."""
    for wanted in ("name", "display_name"):
        for member in mapping.members:
            if member.name == wanted:
                value = resolve(member.value)
                nameless = type_of(value) in ("null", "unknown")
                if isinstance(value, Scalar) and value.value.strip() and not nameless:
                    return value
    return None


def is_request(
    members: ReadOnly[str, Member], metadata_of_agent: Callable[[Mapping], Effective]
) -> bool:
    """Return whether members are those of a request to the API, if they have no model type.

    The command line of the platform calls the type `outbound-voice` (github.com/coval-ai/cli).

    Args:
        members: the members of an effective mapping.
        metadata_of_agent: returns those of `metadata` that may be fields.
    """
    if any(map(means_field, members.values())):
        return False
    if flat(word(members, "type") or "") in _OUTBOUND_TYPES:
        return True
    if "metadata" not in members or _BESIDE_METADATA.isdisjoint(members):
        return False
    metadata = resolve(members["metadata"].value)
    return isinstance(metadata, Mapping) and any(
        map(means_field, metadata_of_agent(metadata).members.values())
    )


def is_part(mapping: Mapping, member: Member | None, *, is_root: bool, in_part: bool) -> bool:
    """Return whether a mapping is a part of an agent of the platform, by itself.

    Args:
        mapping: the mapping; it is no agent.
        member: the member whose value it is.
        is_root: whether it is a whole document.
        in_part: whether it is inside a part.
    """
    if isinstance(mapping.text, Source) and mapping.text.is_hcl:
        # An agent of Terraform has a model type; other blocks hold what an agent refers to.
        names = {one.name for one in mapping.members}
        return not {ENDPOINT, HEADERS} <= names
    if member:
        return (member.name == "metadata" and in_part) or member.name in MUTATION_KEYS
    return is_root and _is_file_of_option(mapping)


def _is_file_of_option(root: Mapping) -> bool:
    """Return whether a document is what the platform's command line takes as JSON.

    `--metadata` and `--config-overrides` take a part of an agent (github.com/coval-ai/cli). A file
    for them has `metadata` or `overrides` in its name, or holds fields of `metadata` and nothing
    else.
    """
    names = {member.name for member in root.members}
    first = root.members[0].key if root.members else None
    if ENDPOINT in names or not isinstance(first, Scalar) or first.style != "string":
        return False
    is_named = isinstance(root.text, Source) and _FILE_OF_OPTION.fullmatch(root.text.path)
    return bool(is_named) or (len(names) > 1 and names <= METADATA_FIELDS)


class Role(IntEnum):
    """What the surroundings make of a mapping; the lowest of several ways to it counts."""

    CONNECTION = 0
    BASE = 1
    """A template if others merge it."""
    TEMPLATE = 2


def role_of(key: str, *, listed: bool) -> Role:
    """Return what a key makes of a mapping below it.

    Args:
        key: the key.
        listed: whether it is below `connections`, but not inside a connection there.
    """
    if is_template_key(key):
        return Role.TEMPLATE
    if key in BASE_KEYS and not listed:
        return Role.TEMPLATE
    return Role.BASE if is_base_key(key) else Role.CONNECTION
