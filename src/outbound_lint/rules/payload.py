"""Rules of family payload: the JSON of `trigger_call_payload`, and the number added to it."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding, Related
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.rules.embedded import invalid_json, not_object
from outbound_lint.rules.words import quoted
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, descendants


@field_rule("payload-invalid-json", "payload", "error")
def payload_invalid_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload is not JSON.

    ## What it finds
    A text in `trigger_call_payload` that is not JSON by RFC 8259, at the very character at which
    it stops being so: single quotes, trailing commas, comments, `True` and `None`, typographic
    quotes, raw line breaks.

    ## Why it matters
    The platform can't add the number to call to a body it can't read, so no call starts.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: "{'campaign_id': 'summer2024'}"
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Type what the finding says at the character it shows. Names and texts stand in double quotes.
    """
    return invalid_json(connection.payload)


@field_rule("payload-not-object", "payload", "error")
def payload_not_object(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload is JSON, but no object.

    ## What it finds
    A list, a string, a number, a boolean or null in `trigger_call_payload`; also an object that was
    encoded twice, so that it is a string.

    ## Why it matters
    The number to call is added as a member. Only an object has members, so the number has no place
    to go.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '[{"campaign_id": "summer2024"}]'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Write one object: `{"name": "value"}`.
    """
    return not_object(connection.payload)


@field_rule("payload-duplicate-key", "payload", "error")
def payload_duplicate_key(connection: Connection, context: Context) -> Iterator[Finding]:
    """An object in the payload names a member twice.

    ## What it finds
    Two members of one name in one object of `trigger_call_payload`, at any depth.

    ## Why it matters
    What a receiver does with them is unpredictable (RFC 8259, section 4): most keep the last value
    only, some the first, some refuse the request.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "spring2024", "campaign_id": "summer2024"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Keep the one that is meant.
    """
    root = connection.payload.object if connection.payload else None
    for node in descendants(root) if root else ():
        if not isinstance(node, Mapping) or _are_distinct(node.members):
            continue
        first: dict[str, Node] = {}
        for member in node.members:
            name = member.key.value if isinstance(member.key, Scalar) else ""
            earlier = first.setdefault(name, member.key)
            if earlier is not member.key:
                yield Finding(
                    member.key.place,
                    f"the payload names {quoted(name)} again: "
                    "most receivers keep this value, and the one before is lost",
                    "Keep the one that is meant, and remove the other.",
                    (Related(earlier.place, "first here"),),
                )


def _are_distinct(members: list[Member]) -> bool:
    names = {key.value for member in members if isinstance(key := member.key, Scalar)}
    return len(names) == len(members)


@connection_rule("payload-key-collision", "payload", "error")
def payload_key_collision(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload already has the member that is to carry the number.

    ## What it finds
    A member of `trigger_call_payload` with the name that `phone_number_key` gives, or with the
    default name `phone_number` where that field is absent.

    ## Why it matters
    The platform writes the number to call into that member, so the value given here is lost. If the
    value was meant, it never arrives; if the number was meant, it is another one.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: to
    trigger_call_payload: '{"to": "+12025550123", "campaign_id": "summer2024"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: to
    trigger_call_payload: '{"campaign_id": "summer2024"}'
    ```

    ## How to mend
    Remove the member from the payload, or let `phone_number_key` name another one.
    """
    payload, name = connection.payload, connection.number_member
    if payload is None or payload.object is None or name is None:
        return
    field = connection.phone_number_key
    for member in payload.object.members:
        if isinstance(member.key, Scalar) and member.key.value == name:
            related = (Related(field.value.place, "the number goes here"),) if field else ()
            yield Finding(
                member.key.place,
                f"the platform writes the number to call into {quoted(name)}, "
                "so this value is lost",
                "Remove this member, or let `phone_number_key` name another one.",
                related,
            )
            return
