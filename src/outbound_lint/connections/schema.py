"""What the schema says of a connection: jsonschema's errors as data for the rules.

A connection that is plainly valid is not handed to jsonschema, which need not be imported then. The
shortcut was proved for one schema; another schema is always asked itself.
"""

from __future__ import annotations

from binascii import crc32
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from functools import cache, lru_cache
from itertools import islice
from typing import Any, NamedTuple

from outbound_lint import resources
from outbound_lint.connections.merging import is_hidden
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Sequence, resolve, type_of

PROVED_FOR = 2810494559
"""The CRC-32 of the schema that the shortcut was proved for."""

MOST_NAMES = 1000
"""How many members the known schema is shown beside the fields: each name takes its time, and the
names it refuses are known without it."""

_OF_AGENTS = ("model_type", "endpoint", "metadata")

JUDGED_ELSEWHERE: ReadOnly[str, frozenset[int]] = {
    "pattern": frozenset({1823587197, 2702907044, 3271093735}),
    "maxLength": frozenset({200}),
}
"""What rules of their own tell in better words: the CRC-32 of patterns, and lengths."""


class SchemaError(NamedTuple):
    """One thing the schema refuses.

    Attributes:
        keyword: the keyword of JSON Schema that refuses it.
        path: the names from the connection down to what is refused.
        wanted: what the keyword asks for.
        about_name: whether a member's name is refused, the last of `path`, and not its value.
        member: the member at the end of `path`; none where the connection itself is refused.
    """

    keyword: str
    path: tuple[str, ...]
    wanted: Any
    about_name: bool
    member: Member | None


@lru_cache(maxsize=1)
def schema_errors(connection: Connection) -> tuple[SchemaError, ...]:
    """Validate an effective connection against the schema.

    What a tag or a placeholder hides is not judged.
    """
    if _checksum() != PROVED_FOR:
        return asked_errors(connection)
    return () if plainly_valid(connection) else asked_errors(connection, MOST_NAMES)


def plainly_valid(connection: Connection) -> bool:
    """Tell, without the schema, whether it refuses nothing; false where that takes more thought."""
    if ENDPOINT not in connection.fields or connection.misspelled:
        return False
    if connection.shape == "api":
        metadata = connection.members.get("metadata")
        if metadata and type_of(metadata.value) != "mapping":
            return False
        if any(name != "endpoint" and name.lower() == "endpoint" for name in connection.members):
            return False
    return all(field.type == "string" for field in connection.fields.values())


def asked_errors(connection: Connection, most: int | None = None) -> tuple[SchemaError, ...]:
    """Validate an effective connection by asking the schema itself.

    Args:
        connection: the connection.
        most: how many members it is shown beside the fields; all if not told.
    """
    validator = _validator("agent" if connection.shape == "api" else "connection")
    return tuple(_refusals(validator, connection, most))


@cache
def _checksum() -> int:
    return crc32(_schema_text().encode())


@cache
def _schema_text() -> str:
    return resources.schema("outbound-connection")


@cache
def _validator(definition: str) -> Any:
    import json

    from jsonschema import Draft202012Validator

    schema = json.loads(_schema_text())
    wanted = {"$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return Draft202012Validator(wanted)


def _refusals(validator: Any, connection: Connection, most: int | None) -> Iterator[SchemaError]:
    for error in validator.iter_errors(_instance(connection, most)):
        keyword, wanted = error.validator, error.validator_value
        if _is_judged_elsewhere(keyword, wanted):
            continue
        path = tuple(map(str, error.absolute_path))
        about_name = "propertyNames" in error.absolute_schema_path
        if about_name:
            path = (*path, error.instance)
        member = _member_at(connection, path)
        if about_name or member is None or not is_hidden(member.value):
            yield SchemaError(keyword, path, wanted, about_name, member)


def _is_judged_elsewhere(keyword: str, wanted: Any) -> bool:
    if keyword not in JUDGED_ELSEWHERE:
        return False
    number = crc32(wanted.encode()) if isinstance(wanted, str) else wanted
    return number in JUDGED_ELSEWHERE[keyword]


def _instance(connection: Connection, most: int | None) -> dict[str, Any]:
    instance = _values(connection.members, most)
    if isinstance(instance.get("metadata"), dict):
        instance["metadata"] = _values(connection.metadata, most)
    return instance


def _values(members: ReadOnly[str, Member], most: int | None) -> dict[str, Any]:
    shown = {name: members[name] for name in (*FIELD_NAMES, *_OF_AGENTS) if name in members}
    shown.update(islice(members.items(), most))
    return {name: _value(member.value) for name, member in shown.items()}


def _value(node: Node) -> Any:
    """Return what the schema is shown of a value: its type, and the text of a string."""
    node = resolve(node)
    if isinstance(node, Mapping):
        return {}
    if isinstance(node, Sequence):
        return []
    text = node.value if isinstance(node, Scalar) else ""
    stand_ins = {"null": None, "boolean": True, "integer": 1, "float": 0.5}
    return stand_ins.get(type_of(node), text)


def _member_at(connection: Connection, path: tuple[str, ...]) -> Member | None:
    if len(path) == 2 and path[0] == "metadata":
        return connection.metadata.get(path[1])
    return connection.members.get(path[0]) if len(path) == 1 else None
