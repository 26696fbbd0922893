"""Rules of the family document: the file, its keys, and the fields of a connection."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from outbound_lint.connections import type_fixes, type_hints, unspaced_fixes
from outbound_lint.connections.merging import (
    how_to_merge,
    is_merge_key,
    mergeable,
    one_merge_key,
    wrongly_merged,
)
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import API_NAMES, ENDPOINT, FIELD_NAMES, PHONE_NUMBER_KEY
from outbound_lint.connections.odd_spaces import odd_spaces, without_odd_spaces
from outbound_lint.connections.schema import SchemaError
from outbound_lint.connections.unspaced import Unspaced
from outbound_lint.facts import placeholders
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rule import (
    Context,
    DocumentView,
    Rule,
    connection_rule,
    document_rule,
    field_rule,
)
from outbound_lint.source import Place
from outbound_lint.syntax.edits import in_quotes, rename
from outbound_lint.syntax.nodes import (
    YAML_TAG,
    Mapping,
    Member,
    Node,
    Scalar,
    Type,
    descendants,
    resolve,
    type_of,
    untagged_type,
)
from outbound_lint.syntax.yaml11 import ambiguity

# Findings about files and about the rules themselves.
syntax_error, unreadable_file, internal_error = (
    Rule(name, "document", "error")
    for name in ("syntax-error", "unreadable-file", "internal-error")
)


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
                    "Keep the one you want, and remove the other.",
                    (Related(earlier.place, "first here"),),
                )


@document_rule("unportable-yaml", "document", "warning")
def unportable_yaml(view: DocumentView, context: Context) -> Iterator[Finding]:
    """YAML that some parsers refuse although others read it."""
    for note in view.document.notes:
        place = Place(view.document.root.text, note.start, note.end)
        yield Finding(place, note.message, note.hint)


def _identity(key: Scalar) -> tuple[Type, str]:
    """Return what two spellings of one key have in common: `1` and `"1"` are two keys."""
    kind = type_of(key)
    if kind == "unknown":
        return kind, f"{key.tag} {key.value}"
    if kind == "null":
        return kind, ""
    return kind, key.value.lower() if kind == "boolean" else key.value


@document_rule("invalid-merge", "document", "error")
def invalid_merge(view: DocumentView, context: Context) -> Iterator[Finding]:
    """A merge key (`<<`) merges something other than mappings, or appears twice."""
    for mapping in descendants(view.document.root):
        if not isinstance(mapping, Mapping):
            continue
        merges = [member for member in mapping.members if is_merge_key(member.key)]
        for member in merges[1:2]:
            yield Finding(
                member.key.place,
                "a second merge key in one mapping: which of the merged values count, or whether "
                "the file is rejected, depends on the parser",
                one_merge_key(merges, context.quoted),
                (Related(merges[0].key.place, "first here"),),
            )
        for member in merges:
            wrong = wrongly_merged(member)
            if wrong:
                kind = _kind(wrong[0], context).replace("empty", "nothing")
                in_list = wrong[0] is not resolve(member.value)
                yield Finding(
                    member.value.place,
                    f"`<<` merges {f'a list with {kind} in it' if in_list else kind}, but can only "
                    "merge mappings: parsers reject the file, or ignore the merge key",
                    mergeable(member, wrong, context.quoted),
                    tuple(Related(item.place, "not a mapping") for item in wrong if in_list),
                )


@field_rule("ambiguous-scalar", "document", "warning", fix="safe")
def ambiguous_scalar(connection: Connection, context: Context) -> Iterator[Finding]:
    """YAML 1.1 and YAML 1.2 read this unquoted value differently."""
    nodes = [
        (field.value, type_hints.of_scalar(field.name, field.value))
        for field in connection.fields.values()
        if isinstance(field.value, Scalar)
        # Other fields are reported for not being a URL or JSON.
        and (field.name == PHONE_NUMBER_KEY or type_of(field.value) != "string")
    ]
    keys = [member.key for member in connection.node.members if not is_merge_key(member.key)]
    keys += [connection.key] if connection.key else []
    for node, hint in (*nodes, *((key, type_hints.QUOTE) for key in keys)):
        if difference := ambiguity(node):
            # A number of YAML 1.2 becomes a string.
            fix = Fix(hint, in_quotes(node, "'"), safe=type_of(node) == "string")
            message = f"{difference}: the meaning depends on the parser"
            is_sure = hint == type_hints.QUOTE
            yield Finding(node.place, message, hint, fix=fix if is_sure else None)


@connection_rule("missing-field", "document", "error")
def missing_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A connection has no `trigger_call_endpoint`."""
    if ENDPOINT in connection.unseen:
        return
    misspelled = _misspelled_members(connection)
    meant = {field for _, field in misspelled.values()} | {*map(without_odd_spaces, misspelled)}
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
            if name != ENDPOINT and ENDPOINT in connection.members:
                hint = f"Rename `{ENDPOINT}` to `{name}`."
            elif name == ENDPOINT:
                hint += " If another file adds it, check the merged file instead."
            hint = how_to_merge(connection.node, name) or hint
        else:
            message, hint = f"`{name}` is missing: the schema requires it", f"Add `{name}`."
        yield Finding(place, message, hint, absent=True)


@field_rule("misspelled-field", "document", "error", fix="unsafe")
def misspelled_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """The name of a member is almost, but not exactly, the name of a field."""
    misspelled = _misspelled_members(connection)
    meant = Counter(field for _, field in misspelled.values())
    for name, (member, field) in misspelled.items():
        if isinstance(member, Unspaced):
            subject, hint = member.problem
            message = (
                f"there is {subject} `{member.name}`: "
                "YAML reads name and value as one string, so the field is not set"
            )
            fix = unspaced_fixes.fix(member, connection)
            yield Finding(member.mark, message, hint, fix=fix)
            continue
        is_twice = field in connection.fields or field in connection.members
        odd = () if is_twice else tuple(odd_spaces(member, field))
        for place, words, hint, fix in odd:
            message = f"{words}: this makes another name, so the field is not set"
            yield Finding(place, message, hint, fix=fix)
        if odd:
            continue
        if is_twice:
            consequence = f"the platform ignores it and reads only `{field}`"
            hint = f"Remove it, or move its value to `{field}`."
        else:
            consequence = f"the platform ignores it, so `{field}` is not set"
            hint = f"Rename it to `{field}`."
        message = f"{context.quoted(name)} is not a field: {consequence}"
        is_sure = not is_twice and meant[field] == 1 and isinstance(member.key, Scalar)
        rename_it = Fix(hint, (rename(member.key, field),)) if is_sure else None
        yield Finding(member.key.place, message, hint, fix=rename_it)


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
    unspaced = tuple(f"{one.name}:" for one, _ in misspelled.values() if isinstance(one, Unspaced))
    for name, member in (*connection.members.items(), *connection.metadata.items()):
        if name in FIELD_NAMES or name in misspelled or name.isupper() or name.startswith(unspaced):
            continue
        is_absent = type_of(member.value) == "null"
        if not is_absent and name.lower().startswith(("trigger_", "phone_number")):
            yield Finding(
                member.key.place,
                f"{context.quoted(name)} is not a field of a connection: the platform ignores it",
                f"Remove it, or use {', '.join(f'`{field}`' for field in FIELD_NAMES)}.",
            )


@field_rule("wrong-type", "document", "error", fix="unsafe")
def wrong_type(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a field is not a string."""
    reported: set[int] = set()
    fields = {id(field.key): field for field in connection.fields.values()}
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
        elif not ambiguity(node):
            kinds = [error.wanted] if isinstance(error.wanted, str) else error.wanted
            by_tag, field = _is_wrong_by_tag(node), fields.get(id(error.member.key))
            yield Finding(
                node.tag_place if by_tag else node.place,
                f"{name} is {_kind(node, context)}, but must be "
                f"{' or '.join(type_hints.WANTED.get(kind, kind) for kind in kinds)}: "
                "the platform rejects it, or reads another value than intended",
                _right_type(error, node, kinds, context),
                fix=type_fixes.fix(field) if field else None,
            )


def _is_wrong_by_tag(node: Node) -> bool:
    """Return whether the tag of a value makes it another type than a string."""
    return node.tag is not None and (type_of(node) == "other" or untagged_type(node) == "string")


def _kind(value: Node, context: Context) -> str:
    """Return what a value is, as a message says it."""
    value = resolve(value)
    if _is_wrong_by_tag(value):
        return f"a value tagged {_shown_tag(value, context)}"
    return type_hints.TYPES[type_of(value)]


def _shown_tag(node: Node, context: Context) -> str:
    """Return a tag of YAML in its short form."""
    return context.quoted("!!" + (node.tag or "").removeprefix(YAML_TAG))


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


_SEE_SCHEMA = "Run `outbound-lint schema` to see what is allowed."


def _right_type(error: SchemaError, value: Node, kinds: list[str], context: Context) -> str:
    """Return what to write instead of a value of the wrong type."""
    written = error.path[-1]
    name = next((name for name in FIELD_NAMES if written in (name, API_NAMES.get(name))), None)
    if name is None or error.member is None or "string" not in kinds:
        return type_hints.of_other(value, kinds) or _SEE_SCHEMA
    if value.tag not in (None, f"{YAML_TAG}str"):
        return type_hints.without_tag(name, value, _shown_tag(value, context))
    if isinstance(value, Scalar):
        return type_hints.of_scalar(name, value)
    if placeholders.whole(value.place.value):
        render = "Render the template, and pipe the rendered text to `outbound-lint check -`."
        return placeholders.hint_to_quote(value.place.value) or render
    secrets = context.redactor.own_spans
    index = bisect_right(secrets, value.start, key=lambda one: one.end)
    is_secret = index < len(secrets) and secrets[index].start < value.end
    return type_hints.of_collection(name, value, error.member.key, quote=not is_secret)
