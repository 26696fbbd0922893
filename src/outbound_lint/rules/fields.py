"""Rules of family document that judge the fields of a connection as such, by its schema."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import ENDPOINT, FIELD_NAMES, HEADERS, PAYLOAD
from outbound_lint.connections.schema import SchemaError, schema_errors
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.rules.ambiguous import other_reading
from outbound_lint.rules.words import quoted
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Type, resolve, type_of


@connection_rule("missing-field", "document", "error")
def missing_field(connection: Connection, context: Context) -> Iterator[Finding]:
    """A connection has no `trigger_call_endpoint`.

    ## What it finds
    A connection that, after merges, lacks a field the schema requires. Templates need not have it.
    Where a tag or a placeholder hides what is merged (`<<: !include base.yaml`), nothing is said.

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
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Add the field, in the connection itself or in what it merges.
    """
    if ENDPOINT in connection.unseen:
        return
    missing = [
        (error.member, name)
        for error in schema_errors(connection)
        if error.keyword == "required"
        for name in error.wanted
        if name not in (connection.metadata if error.member else connection.members)
    ]
    if not missing:
        return
    misspelled = {field for _, field in misspelled_members(connection).values()}
    for member, name in dict.fromkeys(missing):
        if name not in misspelled:
            endpoint = name.endswith("endpoint")
            yield Finding(
                member.key.place if member else connection.first_key,
                f"`{name}` is missing: "
                + ("the platform has nowhere to send the request" if endpoint else _REQUIRED),
                f"Add `{name}`" + (" with the https URL of the webhook." if endpoint else "."),
                absent=True,
            )


_REQUIRED = "the schema of connections requires it"


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
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phoneNumberKey: to
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: to
    ```

    ## How to mend
    Write the field's name exactly.
    """
    for name, (member, field) in misspelled_members(connection).items():
        if field in connection.fields or field in connection.members:
            consequence = f"the platform ignores it and reads `{field}` alone"
            hint = f"Remove it, or merge it into `{field}`."
        else:
            consequence = f"the platform ignores it, as if `{field}` were not given"
            hint = f"Write `{field}`."
        yield Finding(member.key.place, f"{quoted(name)} is not a field: {consequence}", hint)


def misspelled_members(connection: Connection) -> dict[str, tuple[Member, str]]:
    """Return, by their names, the members that mean a field, each with that field's name."""
    errors = schema_errors(connection)
    if not (errors or connection.misspelled):
        return {}
    found = {
        error.path[-1]: (error.member, error.wanted)
        for error in errors
        if error.about_name and error.member and isinstance(error.wanted, str)
    }
    for member, field in connection.misspelled:
        key = resolve(member.key)
        if isinstance(key, Scalar):
            found[key.value] = (member, field)
    return found


@field_rule("unknown-field", "document", "info")
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
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_retries: 3
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    x-retries: 3
    ```

    ## How to mend
    Remove it, or name it otherwise. This rule is off unless it is selected.
    """
    misspelled = misspelled_members(connection)
    for name, member in (*connection.members.items(), *connection.metadata.items()):
        if name in FIELD_NAMES or name in misspelled or name.isupper():
            continue
        if name.lower().startswith(("trigger_", "phone_number")):
            yield Finding(
                member.key.place,
                f"{quoted(name)} is not a field of a connection: the platform ignores it",
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
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload:
      campaign_id: summer2024
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Put scalars in quotes, and write a mapping as JSON inside a string.
    """
    told: set[int] = set()
    for error in schema_errors(connection):
        node = resolve(error.member.value) if error.member else connection.node
        named = error.about_name and isinstance(error.wanted, str)
        if named or error.keyword == "required" or id(node) in told:
            continue
        told.add(id(node))
        if error.keyword != "type" or error.member is None:
            yield _other_breach(connection, error)
        elif not (isinstance(node, Scalar) and other_reading(node)):
            yield _wrong_type(error.path[-1], node, error.wanted)


def _other_breach(connection: Connection, error: SchemaError) -> Finding:
    """Tell what only a changed schema can refuse."""
    name = error.path[-1] if error.path else "connection"
    place = connection.first_key
    if error.member:
        place = (error.member.key if error.about_name else resolve(error.member.value)).place
    return Finding(
        place,
        f"{quoted(name)} is not as the schema wants it: `{error.keyword}` refuses it",
        "See `outbound-lint schema` for what it may be.",
    )


_TYPES: dict[Type, str] = {
    "null": "empty",
    "boolean": "a boolean",
    "integer": "a number",
    "float": "a number",
    "mapping": "a mapping",
    "sequence": "a list",
    "string": "text",
}
_WANTED = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}


def _wrong_type(name: str, value: Node, wanted: str | list[str]) -> Finding:
    kinds = [wanted] if isinstance(wanted, str) else wanted
    return Finding(
        value.place,
        f"{quoted(name)} is {_TYPES.get(type_of(value), 'something else')}, but must be "
        f"{' or '.join(_WANTED.get(kind, kind) for kind in kinds)}: "
        "the platform refuses it, or reads something else than is meant",
        _right_type(name, value, kinds),
    )


def _right_type(name: str, value: Node, kinds: list[str]) -> str:
    """Say what to type instead of a value of a wrong type."""
    if type_of(value) == "null":
        return "Write a value, or remove the field."
    if "string" not in kinds:
        return "See `outbound-lint schema` for what it may be."
    if isinstance(value, Scalar):
        return "Put it in quotes."
    if _is_bare_placeholder(value):
        return "Put the placeholder in quotes: without them YAML reads its braces as a mapping."
    if name in (HEADERS, PAYLOAD):
        return 'Write it as one JSON object inside quotes: `\'{"name": "value"}\'`.'
    return "Write one text."


def _is_bare_placeholder(value: Node) -> bool:
    """Tell whether a mapping is `{{ name }}`, written without quotes."""
    return (
        isinstance(value, Mapping)
        and len(value.members) == 1
        and isinstance(value.members[0].key, Mapping)
    )
