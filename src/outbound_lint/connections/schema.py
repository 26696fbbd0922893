"""What the JSON Schema says about a connection: jsonschema's errors as data for the rules.

The schema is asked about names and types only. Rules judge the texts: they say more about them, and
find more.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as ReadOnly
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from outbound_lint import resources
from outbound_lint.connections.merging import is_hidden
from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES, is_close
from outbound_lint.syntax.nodes import Member, Type, type_of

Shape = Literal["connection", "agent"]
"""A mapping with the four fields, or an agent of the platform's API: definitions of the schema."""

_ABOUT_TEXTS = frozenset({"pattern", "maxLength", "const"})
"""The keywords of values that say what their text may be."""

_EXAMPLES: dict[Type, Any] = {
    "null": None,
    "boolean": True,
    "integer": 1,
    "float": 0.5,
    "mapping": {},
    "sequence": [],
    "other": None,
}


class SchemaError(NamedTuple):
    """One thing that the schema refuses.

    Attributes:
        keyword: the keyword of JSON Schema that refuses it.
        path: the names from the connection down to what is refused.
        wanted: the value of the keyword; of `type` without null.
        about_name: whether the name of a member is refused, the last of `path`, not its value.
        member: the member at `path`; None where the connection itself is refused.
    """

    keyword: str
    path: tuple[str, ...]
    wanted: Any
    about_name: bool
    member: Member | None


def validate(
    shape: Shape, members: ReadOnly[str, Member], metadata: ReadOnly[str, Member]
) -> tuple[SchemaError, ...]:
    """Validate an effective connection against the schema.

    Values that a tag or a placeholder hides are not judged.

    Args:
        shape: how the connection is written.
        members: its members.
        metadata: the members of `metadata` of an agent.
    """
    if shape == "connection" and is_plain(members):
        return ()
    from json import dumps

    definitions = _schema()["$defs"]
    described = definitions[shape]["properties"]
    instance = _shown(members, described)
    if "metadata" in described and instance.get("metadata") == {}:
        instance["metadata"] = _shown(metadata, definitions["fields_of_agent"]["properties"])
    errors = []
    for keyword, path, wanted, about_name in _refused(shape, dumps(instance)):
        within = metadata if path[:-1] else members
        member = within.get(path[-1]) if path else None
        if about_name or member is None or not is_hidden(member.value):
            errors.append(SchemaError(keyword, path, wanted, about_name, member))
    return tuple(errors)


def is_plain(members: ReadOnly[str, Member]) -> bool:
    """Return whether a connection is valid without a look at the schema, whose import takes long.

    It is if its fields are strings, the endpoint is one of them, and other names are unlike them.

    Args:
        members: its members.
    """
    return ENDPOINT in members and all(
        type_of(member.value) in ("string", "unknown")
        if name in FIELD_NAMES
        else not any(is_close(name, field) for field in FIELD_NAMES)
        for name, member in members.items()
    )


@cache
def _schema() -> Any:
    from json import loads

    return loads(resources.schema("outbound-connection"))


@cache
def _validator(shape: Shape) -> Any:
    from jsonschema import Draft7Validator

    return Draft7Validator({"$defs": _schema()["$defs"], "$ref": f"#/$defs/{shape}"})


@lru_cache(maxsize=256)  # most connections have the same names and types
def _refused(shape: Shape, instance: str) -> list[tuple[str, tuple[str, ...], Any, bool]]:
    """Ask the schema about a JSON text."""
    from json import loads

    refused = []
    for error in _validator(shape).iter_errors(loads(instance)):
        path = tuple(map(str, error.absolute_path))
        about_name = "propertyNames" in error.absolute_schema_path
        if about_name:
            path = (*path, error.instance)
        wanted = error.validator_value
        if error.validator == "type" and isinstance(wanted, list):
            wanted = [kind for kind in wanted if kind != "null"]  # nobody wants to write null
        if about_name or error.validator not in _ABOUT_TEXTS:
            refused.append((error.validator, path, wanted, about_name))
    return refused


def _shown(members: ReadOnly[str, Member], described: Collection[str]) -> dict[str, Any]:
    """Return the members whose names are those in the schema, or close to one of them.

    A value of each type stands for the value.
    """
    return {
        name: _EXAMPLES.get(type_of(member.value), "")
        for name, member in members.items()
        if any(is_close(name, field) for field in described)
    }
