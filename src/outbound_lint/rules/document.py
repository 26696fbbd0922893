"""Rules of the family document: the file, its keys, and the fields of a connection."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from outbound_lint.connections import type_hints
from outbound_lint.connections.merging import is_merge_key
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import API_NAMES, ENDPOINT, FIELD_NAMES
from outbound_lint.connections.schema import SchemaError
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rule import (
    Context,
    DocumentView,
    Rule,
    connection_rule,
    document_rule,
    field_rule,
)
from outbound_lint.syntax.nodes import (
    Mapping,
    Member,
    Node,
    Scalar,
    Type,
    descendants,
    plain_type,
    resolve,
    type_of,
)

# Findings about files and about the rules themselves.
syntax_error, unreadable_file, internal_error = (
    Rule(name, "document", "error")
    for name in ("syntax-error", "unreadable-file", "internal-error")
)

_KEEP_ONE = "Keep the one you want, and remove the other."


@document_rule("duplicate-key", "document", "error")
def duplicate_key(view: DocumentView, context: Context) -> Iterator[Finding]:
    """A mapping contains the same key more than once."""
    for mapping in descendants(view.document.root):
        if not isinstance(mapping, Mapping):
            continue
        first: dict[tuple[Type, str], Node] = {}
        for member in mapping.members:
            key = resolve(member.key)
            if not isinstance(key, Scalar) or is_merge_key(key):
                continue
            earlier = first.setdefault(_identity(key), member.key)
            if earlier is not member.key:
                yield Finding(
                    member.key.place,
                    f"the key {context.quoted(key.value)} is repeated: "
                    "most parsers keep this value and drop the first one",
                    _KEEP_ONE,
                    (Related(earlier.place, "first here"),),
                )


def _identity(key: Scalar) -> tuple[Type, str]:
    """Return what two spellings of one key have in common: `1` and `"1"` are two keys."""
    kind = type_of(key)
    if kind == "unknown":
        return kind, f"{key.tag} {key.value}"
    if kind == "null":
        return kind, ""
    return kind, key.value.lower() if kind == "boolean" else key.value


@field_rule("ambiguous-scalar", "document", "warning")
def ambiguous_scalar(connection: Connection, context: Context) -> Iterator[Finding]:
    """YAML 1.1 and YAML 1.2 read this unquoted value differently."""
    nodes = [
        (field.value, type_hints.of_scalar(field.name, field.value))
        for field in connection.fields.values()
        if isinstance(field.value, Scalar)
    ]
    keys = [member.key for member in connection.node.members if not is_merge_key(member.key)]
    keys += [connection.key] if connection.key else []
    for node, hint in (*nodes, *((key, type_hints.QUOTE) for key in keys)):
        ambiguity = _ambiguity(node)
        if ambiguity:
            message = f"{ambiguity}: the meaning depends on the parser"
            yield Finding(node.place, message, hint)


# What YAML 1.1 (https://yaml.org/type/) does not read as a string.
_OLD_BOOLEANS = frozenset("y Y n N yes Yes YES no No NO on On ON off Off OFF".split())
_OLD_NUMBER = (
    r"[-+]?(?:0b[01_]+|0[0-7_]+|[1-9][0-9]*_[0-9_]*|0x[0-9a-fA-F]*_[0-9a-fA-F_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+"
    r"|[0-9]+_[0-9_]*\.[0-9_]*|[0-9]+\.[0-9]*_[0-9_]*|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)"
)
_OLD_DATE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?"
)
_LONGEST_AMBIGUOUS = 64


def _ambiguity(node: Node) -> str | None:
    """Return how the two versions of YAML differ about a scalar; None where they agree."""
    if not isinstance(node, Scalar) or node.style != "plain" or node.tag is not None:
        return None
    text = node.value
    if re.fullmatch("0o[0-7]+", text):
        return "YAML 1.2 reads this as a number, YAML 1.1 as a string"
    if len(text) > _LONGEST_AMBIGUOUS or plain_type(text) != "string":
        return None
    if text in _OLD_BOOLEANS:
        old = "a boolean"
    elif re.fullmatch(_OLD_NUMBER, text):
        old = "a number"
    elif re.fullmatch(_OLD_DATE, text):
        old = "a date"
    else:
        return None
    return f"YAML 1.1 reads this as {old}, YAML 1.2 as a string"


@connection_rule("missing-field", "document", "error")
def missing_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A connection has no `trigger_call_endpoint`."""
    if ENDPOINT in connection.unseen:
        return
    meant = {field for _, field in _misspelled_members(connection).values()}
    missing = [
        (error.member, name)
        for error in connection.schema_errors
        if error.keyword == "required"
        for name in error.wanted
        if name not in (connection.metadata if error.member else connection.members)
    ]
    for member, name in dict.fromkeys(missing):
        if name in meant:
            continue
        place = member.key.place if member else connection.first_key
        if name.endswith("endpoint"):
            message = f"`{name}` is missing: the platform has nowhere to send the request"
            hint = f"Add `{name}` with the HTTPS URL of the webhook."
        else:
            message, hint = f"`{name}` is missing: the schema requires it", f"Add `{name}`."
        yield Finding(place, message, hint, absent=True)


@field_rule("misspelled-field", "document", "error")
def misspelled_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """The name of a member is almost, but not exactly, the name of a field."""
    for name, (member, field) in _misspelled_members(connection).items():
        if field in connection.fields or field in connection.members:
            consequence = f"the platform ignores it and reads only `{field}`"
            hint = f"Remove it, or move its value to `{field}`."
        else:
            consequence = f"the platform ignores it, so `{field}` is not set"
            hint = f"Rename it to `{field}`."
        yield Finding(
            member.key.place, f"{context.quoted(name)} is not a field: {consequence}", hint
        )


def _misspelled_members(connection: Connection) -> dict[str, tuple[Member, str]]:
    """Return the members that mean a field, by their names, each with the name of that field."""
    by_schema = {
        error.path[-1]: (error.member, error.wanted)
        for error in connection.schema_errors
        if error.member and _is_misspelling(error)
    }
    return by_schema | {member.name: (member, field) for member, field in connection.misspelled}


def _is_misspelling(error: SchemaError) -> bool:
    return error.about_name and isinstance(error.wanted, str)


@field_rule("unknown-field", "document", "info")
def unknown_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A member is named like a field, but no such field exists."""
    misspelled = _misspelled_members(connection)
    for name, member in (*connection.members.items(), *connection.metadata.items()):
        if name in FIELD_NAMES or name in misspelled or name.isupper():
            continue
        if name.lower().startswith(("trigger_", "phone_number")):
            yield Finding(
                member.key.place,
                f"{context.quoted(name)} is not a field of a connection: the platform ignores it",
                f"Remove it, or use {', '.join(f'`{field}`' for field in FIELD_NAMES)}.",
            )


@field_rule("wrong-type", "document", "error")
def wrong_type(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a field is not a string."""
    reported: set[int] = set()
    for error in connection.schema_errors:
        node = resolve(error.member.value) if error.member else connection.node
        if error.keyword == "required" or _is_misspelling(error) or id(node) in reported:
            continue
        reported.add(id(node))
        name = context.quoted(error.path[-1] if error.path else "connection")
        if error.member is None or error.keyword != "type":
            place = connection.first_key
            if error.member:
                place = error.member.key.place if error.about_name else node.place
            yield Finding(
                place,
                f"{name} does not match the schema: `{error.keyword}` does not allow it",
                _SEE_SCHEMA,
            )
        elif not _ambiguity(node):
            kinds = [error.wanted] if isinstance(error.wanted, str) else error.wanted
            yield Finding(
                node.place,
                f"{name} is {_TYPES[type_of(node)]}, but must be "
                f"{' or '.join(_WANTED.get(kind, kind) for kind in kinds)}: "
                "the platform rejects it, or reads another value than intended",
                _right_type(error, node, kinds, context),
            )


@document_rule("duplicate-name", "document", "error")
def duplicate_name(view: DocumentView, context: Context) -> Iterator[Finding]:
    """Two connections in one list or mapping have the same name."""
    first: dict[tuple[int, str], Scalar] = {}
    for connection in view.connections:
        name = connection.own_name
        if name is None or connection.template or connection.container is None:
            continue
        earlier = first.setdefault((id(connection.container), name.value), name)
        if earlier is not name:
            yield Finding(
                name.place,
                f"two connections are named {context.quoted(name.value)}: "
                "a lookup by name may return either",
                "Give every connection its own name.",
                (Related(earlier.place, "first here"),),
            )


_TYPES: dict[Type, str] = {
    "null": "empty",
    "boolean": "a boolean",
    "integer": "a number",
    "float": "a number",
    "mapping": "a mapping",
    "sequence": "a list",
    "string": "a string",
    "unknown": "something else",
}
_WANTED = {
    "string": "a string",
    "object": "a mapping",
    "array": "a list",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "empty",
}
_SEE_SCHEMA = "Run `outbound-lint schema` to see what is allowed."


def _right_type(error: SchemaError, value: Node, kinds: list[str], context: Context) -> str:
    """Return what to write instead of a value of the wrong type."""
    name = next(
        (name for name in FIELD_NAMES if error.path[-1] in (name, API_NAMES.get(name))), None
    )
    if name is None or error.member is None or "string" not in kinds:
        return type_hints.of_other(value, kinds) or _SEE_SCHEMA
    if isinstance(value, Scalar):
        return type_hints.of_scalar(name, value)
    if isinstance(value, Mapping) and any(isinstance(one.key, Mapping) for one in value.members):
        return "Put the placeholder in single quotes: YAML reads its braces as a mapping."
    secrets = context.redactor.own_spans
    index = bisect_right(secrets, value.start, key=lambda one: one.end)
    is_secret = index < len(secrets) and secrets[index].start < value.end
    return type_hints.of_collection(name, value, error.member.key, quote=not is_secret)
