"""What the schema says of a connection: jsonschema's errors as data for the rules.

A connection that is plainly valid is not handed to jsonschema, which need not be imported then. The
shortcut was proved for one schema; another schema is always asked itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zlib import crc32

from outbound_lint import schema_files
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve, type_of

PROVED_FOR = 0
"""The CRC-32 of the schema that the shortcut was proved for."""

# A name without any of these can't be refused as a misspelling.
_SUSPICIOUS_NAME = re.compile(r"[tf]r?[il1]+g|call|ph?one|numb|end|point", re.IGNORECASE)
_JUDGED_ELSEWHERE = frozenset({"pattern", "format", "contentMediaType"})


class SchemaError(NamedTuple):
    """One thing the schema refuses.

    Attributes:
        keyword: the keyword of JSON Schema that refuses it.
        path: the names from the connection down to what is refused.
        wanted: what the keyword asks for.
        about_name: whether a member's name is refused, the last of `path`, and not its value.
    """

    keyword: str
    path: tuple[str, ...]
    wanted: Any
    about_name: bool


@lru_cache(maxsize=1)
def schema_errors(connection: Connection) -> tuple[SchemaError, ...]:
    """Validate an effective connection against the schema."""
    if _plainly_valid(connection):
        return ()
    definition = "agent" if connection.shape == "api" else "connection"
    unknown = _unknown_paths(connection)
    return tuple(
        error
        for error in _refusals(_validator(definition), _instance(connection))
        if error.path not in unknown
    )


def _plainly_valid(connection: Connection) -> bool:
    if connection.shape != "connection" or crc32(_schema_text().encode()) != PROVED_FOR:
        return False
    if ENDPOINT not in connection.fields or connection.misspelled:
        return False
    names: tuple[str, ...] = FIELD_NAMES
    return all(
        type_of(connection.members[name].value) == "string"
        if name in names
        else not _SUSPICIOUS_NAME.search(name)
        for name in connection.members
    )


@cache
def _schema_text() -> str:
    return schema_files.read("outbound-connection")


@cache
def _validator(definition: str) -> Any:
    import json

    from jsonschema import Draft202012Validator

    schema = json.loads(_schema_text())
    wanted = {"$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return Draft202012Validator(wanted)


def _refusals(validator: Any, instance: dict[str, Any]) -> Iterator[SchemaError]:
    for error in validator.iter_errors(instance):
        if error.validator in _JUDGED_ELSEWHERE:
            continue
        path = tuple(map(str, error.absolute_path))
        about_name = "propertyNames" in error.absolute_schema_path
        if about_name:
            path = (*path, error.instance)
        yield SchemaError(error.validator, path, error.validator_value, about_name)


def _instance(connection: Connection) -> dict[str, Any]:
    instance = {name: _value(member.value) for name, member in connection.members.items()}
    if connection.shape == "api":
        metadata = resolve(connection.members["metadata"].value) if "metadata" in instance else None
        if isinstance(metadata, Mapping):
            from outbound_lint.connections.effective import effective_members

            held = effective_members(metadata)
            instance["metadata"] = {name: _value(m.value) for name, m in held.items()}
    return instance


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


def _unknown_paths(connection: Connection) -> frozenset[tuple[str, ...]]:
    """Return the fields whose values a tag or a placeholder hides: they are not judged."""
    return frozenset(
        path
        for field in connection.fields.values()
        if type_of(field.value) == "unknown"
        for path in ((field.label,), ("metadata", field.label))
    )
