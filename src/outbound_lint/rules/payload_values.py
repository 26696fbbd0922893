"""Rules of family payload that look at its values, and at names like that of the number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from outbound_lint.connections.model import Connection
from outbound_lint.facts import numbers, placeholders, variables
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.rules.strings import may_hold, root_of, strings
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, descendants
from outbound_lint.syntax.places import Decoded

# RFC 8259, section 6: integers up to this one mean the same to every receiver.
_HIGHEST = str(2**53 - 1)
# A number that is shorter than this, and has no exponent so long, is exact and finite.
_LONG_NUMBER = pattern(r"[:,\[]\s*+-?(?:[0-9]{16}|[0-9.]++[eE]\+?[0-9]{3})", re.ASCII)
_BRACES = ("{{", "}}")
_FRACTION = pattern(r"[.eE]")
_SURROGATE = pattern(r"[\ud800-\udfff]")


@connection_rule("payload-key-lookalike", "payload", "warning")
def payload_key_lookalike(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload has a member that looks like the one for the number to call.

    ## What it finds
    A member at the top of `trigger_call_payload` whose name differs from the phone number key only
    in case or separators (`phoneNumber` beside `phone_number`), or that has another usual name of
    the number to call (`to`, `to_number`, `recipient_phone_number`) and holds a phone number.
    Numbers that call (`from`, `caller_id`) are none.

    ## Why it matters
    The platform adds the number of each call under the phone number key. If the receiver reads the
    member found here instead, every call goes to the one number written down in it.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
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
    Remove the member, and let `phone_number_key` be the name that the receiver reads.
    """
    payload, wanted = connection.payload, connection.number_member
    if payload is None or payload.object is None or not wanted:
        return
    field = connection.phone_number_key
    related = (Related(field.value.place, "the number goes here"),) if field else ()
    for member in payload.object.members:
        name = member.key.value if isinstance(member.key, Scalar) else ""
        if not name or name == wanted:
            continue
        if _is_variant(name, wanted):
            message = (
                f"`{name}` differs from `{wanted}`, under which the platform sends the number, in "
                "case or separators only: the receiver gets both and may read the wrong one"
            )
        elif _may_be_number(member.value) and _calls(name, member.value):
            message = (
                f"`{name}` looks like the number to call, but the platform sends that as "
                f"`{wanted}`: the receiver may call this one each time"
            )
        else:
            continue
        hint = f"Remove this member; if the receiver reads it, let `phone_number_key` be `{name}`."
        yield Finding(member.key.place, message, hint, related)


def _is_variant(name: str, wanted: str) -> bool:
    first = name[0]
    if first.isalnum() and wanted[0].isalnum() and first.lower() != wanted[0].lower():
        return False  # most names part here, and flattening takes longer
    flat = numbers.flattened(name)
    return bool(flat) and flat == numbers.flattened(wanted)


def _may_be_number(value: Node) -> TypeGuard[Scalar]:
    if not isinstance(value, Scalar) or value.style not in ("string", "number"):
        return False
    return value.value[:1] in "+0123456789( t"


def _calls(name: str, value: Scalar) -> bool:
    return numbers.names_called_number(name) and numbers.is_phone_number(value.value)


@field_rule("payload-lone-surrogate", "payload", "warning")
def payload_lone_surrogate(connection: Connection, context: Context) -> Iterator[Finding]:
    r"""An escape in the payload stands for half a character.

    ## What it finds
    A `\uD800` to `\uDFFF` in a string or name of `trigger_call_payload` without its other half.

    ## Why it matters
    Characters beyond U+FFFF are escaped as two halves (RFC 8259, section 7). One alone is no
    character, and can't be sent as UTF-8: many receivers refuse the request, others put a question
    mark there.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"greeting": "Hello \ud83d"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"greeting": "Hello \ud83d\udcde"}'
    ```

    ## How to mend
    Write the character itself, or both halves of it.
    """
    payload, root = connection.payload, root_of(connection.payload)
    if payload is None or root is None or payload.plain:
        return
    if "\\u" not in root.text.value and root.text.value.isascii():
        return
    for _, scalar in strings(root):
        text = Decoded(scalar)
        for match in _SURROGATE.finditer(scalar.value):
            yield Finding(
                Place(text, *match.span()),
                "this stands for half a character: many receivers refuse the whole request",
                "Write the character itself, or both halves of it.",
            )


@field_rule("payload-number-precision", "payload", "warning")
def payload_number_precision(connection: Connection, context: Context) -> Iterator[Finding]:
    """A number in the payload is more than receivers can hold.

    ## What it finds
    Integers beyond 9007199254740991 (2^53-1) on either side of zero, and numbers that overflow, at
    any depth of `trigger_call_payload`.

    ## Why it matters
    Most receivers read numbers as 64-bit floats (RFC 8259, section 6). Beyond 2^53-1 the last
    digits change without a word, so an id becomes another's; a number such as `1e400` becomes
    infinite or breaks the request.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"account": 12345678901234567890}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"account": "12345678901234567890"}'
    ```

    ## How to mend
    Put it in double quotes, as a string.
    """
    payload, root = connection.payload, root_of(connection.payload)
    if payload is None or root is None or payload.plain:
        return
    if not _LONG_NUMBER.search(root.text.value):
        return
    for node in _numbers(root):
        problem = _imprecise(node.value)
        if problem:
            yield Finding(node.place, problem, "Put it in double quotes, as a string.")


def _numbers(root: Node) -> Iterator[Scalar]:
    held = [root]
    for node in descendants(root):
        held.extend(
            node.items if not isinstance(node, Mapping) else [m.value for m in node.members]
        )
    return (node for node in held if isinstance(node, Scalar) and node.style == "number")


def _imprecise(number: str) -> str | None:
    if not _FRACTION.search(number):
        digits = number.lstrip("-")
        # Digits are compared as text: a number of a million of them takes long to read.
        if (len(digits), digits) > (len(_HIGHEST), _HIGHEST):
            return "an integer beyond 2^53-1: most receivers round it, so its last digits change"
    elif float(number) in (float("inf"), float("-inf")):
        return "more than a 64-bit float can hold: it arrives as infinity, or not at all"
    return None


@field_rule("payload-template", "payload", "warning")
def payload_template(connection: Connection, context: Context) -> Iterator[Finding]:
    """The braces of a template variable don't match.

    ## What it finds
    `{{name`, `{{name}`, `{name}}`, `name}}` and `{{name}}}` in the strings of
    `trigger_call_payload`.

    ## Why it matters
    The platform fills `{{name}}` and nothing else. Anything short of it is sent as it stands, and
    the receiver reads braces where an id belongs.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"simulation": "{{simulation_output_id}"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"simulation": "{{simulation_output_id}}"}'
    ```

    ## How to mend
    Open with two braces and close with two.
    """
    payload, root = connection.payload, root_of(connection.payload)
    if payload is None or root is None or not may_hold(payload, _BRACES):
        return
    for _, scalar in strings(root):
        for malformed in placeholders.find_malformed(scalar.value):
            if malformed.kind == "unbalanced-braces":
                yield Finding(
                    Place(Decoded(scalar), malformed.start, malformed.start + 1),
                    malformed.message,
                    malformed.hint or "Balance the braces.",
                )


@field_rule("payload-template-unknown", "payload", "info")
def payload_template_unknown(connection: Connection, context: Context) -> Iterator[Finding]:
    """A template variable is none that the platform documents.

    ## What it finds
    `{{name}}` in a string of `trigger_call_payload`, where the platform documents no such variable.
    Known are `sessionId`, `simulation_output_id`, `messages`, `latest_message`, the paths below
    `init_response`, `persona` and `custom_data`, and `simulation_id`, `run_id` and `session_id`,
    which are in use. What a deployment fills is not known here, so this is only a hint.

    ## Why it matters
    If the platform does not know the variable either, its name is sent, braces and all.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"simulation": "{{simulationOutputId}}"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    trigger_call_payload: '{"simulation": "{{simulation_output_id}}"}'
    ```

    ## How to mend
    Use a documented variable, or write what the deployment fills in as `${NAME}`.
    """
    payload, root = connection.payload, root_of(connection.payload)
    if payload is None or root is None or payload.plain:
        return
    for _, scalar in strings(root):
        for found in placeholders.find(scalar.value):
            if found.syntax not in ("{{name}}", "{{{name}}}"):
                continue
            if not variables.is_platform_variable(found.name):
                yield Finding(
                    Place(Decoded(scalar), found.start, found.start + 1),
                    f"the platform documents no variable `{found.name}`: "
                    "if nothing else fills it, the braces are sent as they stand",
                    _meant(found.name),
                )


def _meant(name: str) -> str:
    flat = numbers.flattened(name)
    for known in sorted(variables.DOCUMENTED | variables.IN_USE):
        if numbers.flattened(known) == flat:
            return f"Write `{{{{{known}}}}}`."
    return "Use a documented variable, or `${NAME}` for what the deployment fills in."
