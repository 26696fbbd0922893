"""What the members of a mapping say, before it is read as a connection."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly

from outbound_lint.connections.names import TRIGGER_FIELDS, FieldName, flat, meant_field
from outbound_lint.connections.unspaced import unspaced_fields
from outbound_lint.syntax.nodes import Mapping, Member, Scalar, resolve, type_of


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
        elif ":" in name and isinstance(member.key, Scalar):
            yield from unspaced_fields(member.key)


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
