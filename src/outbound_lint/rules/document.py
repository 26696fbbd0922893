"""Rules of family document: the file, and the fields of a connection as such."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.effective import is_merge_key
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rules.rule import (
    Context,
    Page,
    connection_rule,
    engine_rule,
    field_rule,
    page_rule,
)
from outbound_lint.rules.validation import SchemaError, schema_errors
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


@engine_rule("syntax-error", "document", "error")
def syntax_error() -> None:
    """The file can't be read as YAML or JSON.

    ## What it finds
    Text that is not YAML or JSON, that is not UTF-8, or that is beyond the limits: 16 MiB, 100
    levels of YAML, 500,000 values. The other documents of a YAML stream are still linted.

    ## Why it matters
    What can't be parsed can't be deployed, and nothing in it can be checked.

    ## Wrong
    ```yaml
    trigger_call_endpoint: "https://voice.acme.dev/outbound
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: "https://voice.acme.dev/outbound"
    ```

    ## How to mend
    Go to the place that is shown: the text is sound up to there. A template is no YAML yet: render
    it and pipe the text to `outbound-lint check -`.
    """


@engine_rule("unreadable-file", "document", "error")
def unreadable_file() -> None:
    """The file can't be opened.

    ## What it finds
    Files without permission, links that lead outside the working directory or in circles, and
    things that are no regular files, such as pipes and devices.

    ## Why it matters
    A file that was not read was not checked. Links that lead elsewhere are not followed, so that a
    stranger's change can't make the linter show what does not belong to the repository.

    ## How to mend
    Correct the permissions, or put a regular file there.
    """


@engine_rule("internal-error", "document", "error")
def internal_error() -> None:
    """A rule failed: this is a bug of outbound-lint.

    ## What it finds
    An exception inside a rule. Every other rule and file is still linted; the exit status is 3.

    ## Why it matters
    What that rule would have found is unknown.

    ## How to mend
    Please report it, with a file that shows it and without its secrets. Until it is mended, leave
    the rule out with `--ignore`.
    """


@page_rule("duplicate-key", "document", "error")
def duplicate_key(page: Page, context: Context) -> Iterator[Finding]:
    """A mapping names a key twice.

    ## What it finds
    Two members of one mapping with the same key, in a document that holds a connection. A key that
    overrides a merged one (`<<`) is none.

    ## Why it matters
    Parsers disagree: most keep the last, some the first, some refuse the file. So one of the two
    values is lost, and which one depends on who reads it.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    ```

    ## How to mend
    Keep the one that is meant.
    """
    for mapping in descendants(page.document.root):
        first: dict[tuple[str, Type], Node] = {}
        for member in mapping.members if isinstance(mapping, Mapping) else ():
            key = member.key
            if not isinstance(key, Scalar) or is_merge_key(key):
                continue
            earlier = first.setdefault((key.value, type_of(key)), key)
            if earlier is not key:
                yield Finding(
                    key.place,
                    f"the key `{key.value}` stands here for the second time: "
                    "most readers keep this value, and the first is lost",
                    "Keep one of the two.",
                    (Related(earlier.place, "first here"),),
                )


# What YAML 1.1 (https://yaml.org/type/) does not read as a string.
_YAML_1_1 = re.compile(
    r"(?P<boolean>[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)"
    r"|(?P<integer>[-+]?(?:0b[01_]+|0[0-7_]+|[0-9][0-9_]*_[0-9_]*|0x[0-9a-fA-F_]*_[0-9a-fA-F_]*"
    r"|[1-9][0-9_]*(?::[0-5]?[0-9])+))"
    r"|(?P<float>[-+]?(?:[0-9][0-9_]*\.[0-9_]*_[0-9_]*|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*))"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?))?)"
)
_OCTAL_1_2 = re.compile(r"0o[0-7]+")
_READINGS = {
    "boolean": "a boolean",
    "integer": "a number",
    "float": "a number",
    "date": "a date",
}


@field_rule("ambiguous-scalar", "document", "warning")
def ambiguous_scalar(connection: Connection, context: Context) -> Iterator[Finding]:
    """YAML 1.1 and YAML 1.2 read this plain scalar differently.

    ## What it finds
    A field's value, a member name of a connection, or the key that names a connection, written
    without quotes, that one version of YAML reads as text and the other as a boolean, a number or
    a date: `no`, `on`, `0o7`, `1_000`, `12:30`.

    ## Why it matters
    The tools that read the file differ in the version they follow. So the same line may name the
    member `no` here and the member `false` there.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    phone_number_key: no
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    phone_number_key: "no"
    ```

    ## How to mend
    Put it in quotes.
    """
    for node in _named_scalars(connection):
        reading = other_reading(node)
        if reading:
            yield Finding(
                node.place,
                f"{reading}, so what it means depends on who reads the file",
                f'Put it in quotes: `"{node.value}"`.',
            )


def other_reading(node: Scalar) -> str | None:
    """Say how the two versions of YAML differ about a plain scalar; nothing where they agree."""
    if node.style != "plain" or node.tag is not None:
        return None
    if _OCTAL_1_2.fullmatch(node.value):
        return "YAML 1.2 reads this as a number, YAML 1.1 as text"
    match = _YAML_1_1.fullmatch(node.value)
    if match and plain_type(node.value) == "string":
        return f"YAML 1.1 reads this as {_READINGS[match.lastgroup or 'integer']}, YAML 1.2 as text"
    return None


def _named_scalars(connection: Connection) -> Iterator[Scalar]:
    """Yield the fields' values, the member names, and the key that names the connection."""
    for field in connection.fields.values():
        if isinstance(field.value, Scalar):
            yield field.value
    for member in connection.node.members:
        if isinstance(member.key, Scalar) and not is_merge_key(member.key):
            yield member.key
    if isinstance(connection.container, Mapping):
        for member in connection.container.members:
            if resolve(member.value) is connection.node and isinstance(member.key, Scalar):
                yield member.key


@connection_rule("missing-field", "document", "error")
def missing_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A connection has no `trigger_call_endpoint`.

    ## What it finds
    A connection that, after merges, lacks a field the schema requires. Templates need not have it.

    ## Why it matters
    Without an endpoint the platform has nowhere to send the request, so no call ever starts.

    ## Wrong
    ```yaml
    name: support-line
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## Right
    ```yaml
    name: support-line
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Add the field, in the connection itself or in what it merges.
    """
    meant: set[str] = {field for _, field in connection.misspelled}
    meant |= {str(error.wanted) for error in schema_errors(connection) if error.about_name}
    for error in schema_errors(connection):
        if error.keyword != "required":
            continue
        members = connection.members
        for name in error.wanted:
            if not error.path and name not in members and name not in meant:
                yield Finding(
                    connection.first_key,
                    f"`{name}` is missing: " + _consequence(name),
                    f"Add `{name}`" + (": an https URL." if name.endswith("endpoint") else "."),
                    absent=True,
                )


def _consequence(name: str) -> str:
    if name.endswith("endpoint"):
        return "the platform has nowhere to send the request, so no call starts"
    return "the schema requires it"


@field_rule("misspelled-field", "document", "error")
def misspelled_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A name is close to that of a field, but is none.

    ## What it finds
    A member whose name is within two letters of a field that is absent, or a field in another case
    or with other separators, such as `triggerCallEndpoint`. Names wholly in capitals are
    environment variables and are left alone.

    ## Why it matters
    The platform ignores members it does not know. So the value has no effect: the field counts as
    absent.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger-call-headers: '{"Content-Type": "application/json"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Content-Type": "application/json"}'
    ```

    ## How to mend
    Write the field's name exactly.
    """
    meant: dict[Node, str] = {member.key: field for member, field in connection.misspelled}
    for error in schema_errors(connection):
        member = _member_at(connection, error)
        if error.about_name and member:
            meant.setdefault(member.key, str(error.wanted))
    for key, field in meant.items():
        name = key.value if isinstance(key, Scalar) else ""
        yield Finding(
            key.place,
            f"`{name}` is no field: the platform ignores it, as if `{field}` were not given",
            f"Write `{field}`.",
        )


@connection_rule("unknown-field", "document", "info")
def unknown_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A member is named like a field, but is none.

    ## What it finds
    A member of a connection whose name starts with `trigger_` or `phone_number` and that is neither
    a field nor close to one.

    ## Why it matters
    The platform ignores it. That may be meant, for example for a tool of your own.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_retries: 3
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    x-retries: 3
    ```

    ## How to mend
    Remove it, or name it otherwise. This rule is off unless it is selected.
    """
    misspelled = {id(member) for member, _ in connection.misspelled}
    for name, member in connection.members.items():
        if name in FIELD_NAMES or id(member) in misspelled:
            continue
        if name.lower().startswith(("trigger_", "phone_number")) and not name.isupper():
            yield Finding(
                member.key.place,
                f"`{name}` is no field of a connection: the platform ignores it",
                f"The fields are {', '.join(f'`{field}`' for field in FIELD_NAMES)}.",
            )


@field_rule("wrong-type", "document", "error")
def wrong_type(connection: Connection, context: Context) -> Iterator[Finding]:
    """A field's value is not a string.

    ## What it finds
    A field whose value is a mapping, a list, a number, a boolean or nothing. Headers and payload
    are strings that hold JSON; they are no mappings.

    ## Why it matters
    The platform takes strings. Another type is refused, or arrives as something else than meant.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_payload:
      campaign_id: summer2024
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Put scalars in quotes, and write a mapping as JSON inside a string.
    """
    told: set[int] = set()
    for error in schema_errors(connection):
        member = _member_at(connection, error)
        if member is None or error.about_name or error.keyword == "required":
            continue
        value = resolve(member.value)
        if id(value) in told or (isinstance(value, Scalar) and other_reading(value)):
            continue
        told.add(id(value))
        if error.keyword == "type":
            yield _wrong_type(error.path[-1], value, str(error.wanted))
        else:
            yield Finding(
                value.place,
                f"`{error.path[-1]}` breaks the schema: it is not as `{error.keyword}` asks",
                f"See `outbound-lint fields` for what `{error.path[-1]}` takes.",
            )


_TYPES: dict[Type, str] = {
    "null": "empty",
    "boolean": "a boolean",
    "integer": "a number",
    "float": "a number",
    "mapping": "a mapping",
    "sequence": "a list",
    "string": "a string",
}


def _wrong_type(name: str, value: Node, wanted: str) -> Finding:
    found = type_of(value)
    if found == "mapping" and name.endswith(("headers", "payload")):
        hint = 'Write it as JSON inside a string: `\'{"name": "value"}\'`.'
    elif found == "null":
        hint = "Write a value, or remove the field."
    elif isinstance(value, Scalar):
        hint = "Put it in quotes."
    else:
        hint = "Write one string."
    return Finding(
        value.place,
        f"`{name}` is {_TYPES.get(found, 'of another type')}, not a {wanted}: "
        "the platform refuses it or reads something else",
        hint,
    )


def _member_at(connection: Connection, error: SchemaError) -> Member | None:
    """Return the member that an error of the schema is about."""
    members = connection.members
    member: Member | None = None
    for name in error.path:
        member = members.get(name)
        if member is None:
            return None
        value = resolve(member.value)
        members = (
            {m.key.value: m for m in value.members if isinstance(m.key, Scalar)}
            if isinstance(value, Mapping)
            else {}
        )
    return member


@page_rule("duplicate-name", "document", "error")
def duplicate_name(page: Page, context: Context) -> Iterator[Finding]:
    """Two connections of one list or mapping have one name.

    ## What it finds
    A `name` or `display_name` that a connection beside it in the same list or mapping has too. A
    name that is merged in is none.

    ## Why it matters
    People and tools find a connection by its name: of two with one name, the wrong one is changed,
    tested or called.

    ## Wrong
    ```yaml
    connections:
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    ```

    ## Right
    ```yaml
    connections:
      - name: support-line
        trigger_call_endpoint: https://voice.acme.dev/outbound
      - name: support-line-v2
        trigger_call_endpoint: https://voice.acme.dev/outbound-v2
    ```

    ## How to mend
    Give each its own name.
    """
    first: dict[tuple[int, str], Scalar] = {}
    for connection in page.connections:
        name = connection.own_name
        if name is None or connection.template or connection.container is None:
            continue
        earlier = first.setdefault((id(connection.container), name.value), name)
        if earlier is not name:
            yield Finding(
                name.place,
                f"a connection beside this one is called `{name.value}` too: "
                "whoever looks one up by name may get the other",
                "Give each connection its own name.",
                (Related(earlier.place, "first here"),),
            )
