"""Rules of family phone-key: the name of the member that carries the number to call."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, field_rule
from outbound_lint.rules.hiding import hide_placeholders
from outbound_lint.source import Place
from outbound_lint.syntax.places import Decoded

# a.b and a[0], a JSON Pointer (RFC 6901), a JSONPath (RFC 9535).
_PATH = pattern(r"[^\s.]\.[^\s.]|\[[^\[\]]*\]|^\s*(?:/|\$[.\[])")


@field_rule("phone-key-empty", "phone-key", "error")
def phone_key_empty(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key is empty.

    ## What it finds
    A `phone_number_key` without a text, or with nothing but blanks in it.

    ## Why it matters
    The platform writes the number to call into the member of that name. A member without a name is
    one that no receiver reads, so no call starts.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: ""
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: to
    ```

    ## How to mend
    Write the name under which the receiver expects the number, or remove the field: then it is
    `phone_number`.
    """
    text = _text_to_judge(connection)
    if text and not text.value.strip():
        yield Finding(
            text.scalar.place,
            "the phone number key is empty: the number arrives under a name that nothing reads",
            "Write the member's name, or remove the field: then it is `phone_number`.",
        )


@field_rule("phone-key-whitespace", "phone-key", "error")
def phone_key_whitespace(connection: Connection, context: Context) -> Iterator[Finding]:
    """Spaces stand around the phone number key.

    ## What it finds
    Spaces, tabs and line breaks before or after the text of `phone_number_key`. A block scalar
    (`|`, `>`) ends with a line break.

    ## Why it matters
    They belong to the name: the number arrives under a name that the receiver does not know, and
    nobody sees why.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: "to "
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: "to"
    ```

    ## How to mend
    Remove them.
    """
    text = _text_to_judge(connection)
    name = text.value.strip() if text else ""
    if not text or not name or name == text.value or _is_number(name):
        return
    start = text.value.index(name)
    end = start + len(name)
    around = [Place(text, 0, start), Place(text, end, len(text.value))]
    place, *others = [one for one in around if one.start < one.end]
    yield Finding(
        place,
        "white space belongs to the name: the number arrives under a name that nothing reads",
        "Remove it.",
        tuple(Related(other, "here too") for other in others),
    )


@field_rule("phone-key-is-number", "phone-key", "error")
def phone_key_is_number(connection: Connection, context: Context) -> Iterator[Finding]:
    """A phone number stands where the name of its member belongs.

    ## What it finds
    A phone number in `phone_number_key`.

    ## Why it matters
    The field names the member that carries the number; the platform brings the number itself. Now
    it arrives under a name that is a number, and the one given here is never called.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: "+12025550123"
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: to
    ```

    ## How to mend
    Write the name under which the receiver expects the number, such as `to`.
    """
    text = _text_to_judge(connection)
    if text and _is_number(text.value):
        yield Finding(
            text.scalar.place,
            "this is a phone number, not the name of its member: it is never called, and the "
            "number to call arrives under a name that nothing reads",
            "Write the member's name, such as `to`; the platform brings the number.",
        )


@field_rule("phone-key-path", "phone-key", "warning")
def phone_key_path(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key looks like a path into the payload.

    ## What it finds
    A `phone_number_key` such as `customer.number`, `numbers[0]`, `/customer/number` or
    `$.customer.number`.

    ## Why it matters
    It is taken literally, as the name of one member at the top of the payload: the receiver gets
    `{"customer.number": "+1…"}`, and nothing in `customer`.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: customer.number
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    phone_number_key: customer_number
    ```

    ## How to mend
    Name a member at the top of the payload. Where the receiver wants the number further down, let
    a small function between the two move it there.
    """
    text = _text_to_judge(connection)
    if text and _PATH.search(hide_placeholders(text.value)) and not _is_number(text.value):
        yield Finding(
            text.scalar.place,
            "this is no path: the number arrives at the top of the payload, in one member whose "
            "name is this very text",
            "Name a member at the top of the payload.",
        )


def _text_to_judge(connection: Connection) -> Decoded | None:
    """Return the key's text unless it is plainly a sound name."""
    key = connection.phone_number_key
    text = key.text if key else None
    if text is None or (text.value.isascii() and text.value.isidentifier()):
        return None
    return text


def _is_number(value: str) -> bool:
    from outbound_lint.facts.numbers import is_phone_number

    return is_phone_number(value)
