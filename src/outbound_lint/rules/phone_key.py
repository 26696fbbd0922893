"""Rules of the family phone-key: the name of the member for the number to call."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import FIELD_NAMES, PHONE_NUMBER_KEY
from outbound_lint.connections.unspaced import unspaced_fields
from outbound_lint.facts import placeholders
from outbound_lint.facts.http_fields import INVISIBLE
from outbound_lint.facts.numbers import is_phone_number
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit
from outbound_lint.syntax.places import Decoded

# a.b and a[0], a JSON Pointer (RFC 6901), a JSONPath (RFC 9535), jq's `.a`, `a->b`, `a/b`.
_PATH = pattern(
    r"[^\s.]\.[^\s.]|\[[^\[\]]*\]|^\s*(?:/|\$[.\[]|\.[^\W\d])|\w->+\w"
    r"|^\s*[a-z_]+(?:/[a-z_]+)+\s*$"
)
_SUBSCRIPT = pattern(r"""\[\s*(["'])[^\[\]"']*\1\s*\]""")  # a["b"]

# A plus and digits are never a name, even if they are too few for a phone number.
_PLUS = pattern(r"\s*\+[0-9][0-9().\- ]*")
_QUOTES = "\"'`\u00ab\u00bb\u2018-\u201f\uff02\uff07"
_INVALID = pattern(
    rf"(?P<quote>[{_QUOTES}])|(?P<colon>:)|(?P<comma>,)|(?P<semicolon>;)"
    r"|(?P<equals>=)|(?P<escape>\\(?:u[0-9A-Fa-f]{4}|.?))|(?P<bracket>^\s*[({](?=.*[)}]\s*$))"
    r"|(?P<scheme>^\s*(?i:bearer|basic)\s(?=\s*\S))"
    rf"|(?P<control>[\x00-\x1f\x7f-\x9f\u2028\u2029])|(?P<invisible>[{INVISIBLE}])"
)
# What a person adds to a name of one word; questions and labels of forms have several words.
_ADDED = pattern(
    r"^\s*[a-z_][a-z0-9_]*(?:(?P<choice>(?:\s+(?:or|and|&)\s+|\s*\|\s*)(?=[a-z_][a-z0-9_]*\s*$))"
    r"|(?P<mark>[!?*\u2026\u3002]+)\s*$|(?P<call>\(\))\s*$|(?P<comment>\s+(?://|\#)\s+)\S)"
    r"|^\s*(?P<stars>\*+)[^*]+\*+\s*$"
)
_ONE_NAME = "Write the name of one member, and nothing else."
_PROBLEMS = {
    "quote": ("a quote", "Remove all quotes inside the name."),
    "bracket": ("brackets", _ONE_NAME),
    "escape": ("a backslash", "Write the name without the backslash and what it escapes."),
    "scheme": (
        "a scheme and a credential",
        "Write the name of a member; credentials belong in `trigger_call_headers`.",
    ),
    "choice": ("a choice of names", _ONE_NAME),
    "stars": ("asterisks", "Write the name without asterisks."),
    "call": ("brackets", _ONE_NAME),
    "mark": ("punctuation at the end", "Remove the punctuation."),
    "comment": ("a comment", "Write only the name, without the comment."),
    "colon": ("a colon", _ONE_NAME),
    "comma": ("a comma", _ONE_NAME),
    "semicolon": ("a semicolon", _ONE_NAME),
    "equals": ("an equals sign", _ONE_NAME),
}
# What programs write where a variable has no value.
_NO_VALUE = frozenset(
    {"null", "none", "undefined", "nil", "nan", "n/a", "[object object]", "true", "false"}
)


@field_rule("phone-key-empty", "phone-key", "error", about=PHONE_NUMBER_KEY)
def phone_key_empty(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key is empty."""
    text = _text(connection)
    if text and not text.value.strip():
        yield Finding(
            text.scalar.place,
            "the phone number key is empty: no receiver looks for the number under an empty name",
            "Write the name of a member, or remove the field to use `phone_number`.",
        )


@field_rule("phone-key-whitespace", "phone-key", "error", about=PHONE_NUMBER_KEY, fix="unsafe")
def phone_key_whitespace(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key starts or ends with whitespace."""
    text = _text(connection)
    name = text.value.strip() if text else ""
    if not text or not name or name == text.value or _is_number(name):
        return
    start = text.value.index(name)
    end = start + len(name)
    around = [Place(text, 0, start), Place(text, end, len(text.value))]
    place, *others = [one for one in around if one.start < one.end]
    is_block = text.scalar.style in ("literal", "folded")
    yield Finding(
        place,
        "the whitespace is part of the name: the receiver does not find the number under it",
        "Write the name on the line of its key." if is_block else "Remove the whitespace.",
        tuple(Related(other, "here too") for other in others),
        fix=Fix("Remove the whitespace.", tuple(Edit(one, "") for one in (place, *others))),
    )


@field_rule("phone-key-invalid", "phone-key", "error", about=PHONE_NUMBER_KEY)
def phone_key_invalid(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key contains characters that no member name has."""
    text = _text(connection)
    if text is None or _is_number(text.value):
        return
    if text.value.lower() in _NO_VALUE:
        is_boolean = text.value.lower() in ("true", "false")
        value = "a boolean" if is_boolean else "a missing value"
        yield Finding(
            text.scalar.place,
            f"this is what a program writes for {value}: no receiver looks for the number "
            "under this name",
            "Write the name of a member, or remove the field to use `phone_number`.",
        )
    elif text.value.strip().lower() in FIELD_NAMES:
        yield Finding(
            text.scalar.place,
            "this is the name of a field of the connection: no receiver looks for the number "
            "under this name",
            "Write the name of a member, or remove the field to use `phone_number`.",
        )
    elif found := _invalid(text):
        place = Place(text, *found.span(str(found.lastgroup)))
        problem, hint = _problem(str(found.lastgroup), place.value)
        consequence = "the receiver does not find the number under it"
        yield Finding(place, f"the name contains {problem}: {consequence}", hint)


def _problem(kind: str, character: str) -> tuple[str, str]:
    if kind in _PROBLEMS:
        return _PROBLEMS[kind]
    if character in "\r\n":
        return "a line break", _ONE_NAME
    described = f"the {kind} character U+{ord(character):04X}"
    return described, "Retype the name."


def _invalid(text: Decoded) -> re.Match[str] | None:
    """Find the first invalid character between the whitespace at the edges."""
    value = text.value
    start = len(value) - len(value.lstrip())
    hidden = placeholders.hide(value, "x", malformed="`" not in value)  # they are quotes here
    hidden = _SUBSCRIPT.sub(lambda one: "[" + "x" * (len(one[0]) - 2) + "]", hidden)
    return _INVALID.search(hidden, start, len(value.rstrip())) or _ADDED.search(hidden)


def _is_number(text: str) -> bool:
    return is_phone_number(text) or _PLUS.fullmatch(text) is not None


@field_rule("phone-key-is-number", "phone-key", "error", about=PHONE_NUMBER_KEY)
def phone_key_is_number(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key is a phone number instead of a member name."""
    text = _text(connection)
    if text and _is_number(text.value):
        yield Finding(
            text.scalar.place,
            "this is a phone number instead of a member name: it is never called, and the receiver "
            "does not find the number to call",
            "Write the name of the member, such as `to`; the platform adds the number.",
        )


@field_rule("phone-key-path", "phone-key", "warning", about=PHONE_NUMBER_KEY)
def phone_key_path(connection: Connection, context: Context) -> Iterator[Finding]:
    """The phone number key looks like a path into the payload."""
    text = _text(connection)
    if text is None or _is_number(text.value) or _invalid(text):
        return
    if _PATH.search(placeholders.hide(text.value, "\0", malformed=True)):
        yield Finding(
            text.scalar.place,
            "paths are not supported: the payload gets one top-level member named "
            f"{context.quoted(text.value.strip())}",
            "Write the name of a top-level member of the payload.",
        )


def is_flawed(connection: Connection, context: Context) -> bool:
    """Return whether a rule of this family has a finding, so that other rules are silent."""
    rules = phone_key_empty, phone_key_whitespace, phone_key_invalid, phone_key_is_number
    checks = (rule.check for rule in (*rules, phone_key_path))
    return any(check and any(check(connection, context)) for check in checks)


def _text(connection: Connection) -> Decoded | None:
    """Return the text of the key; none if it holds another field, which is reported instead."""
    text = connection.phone_number_key.text if connection.phone_number_key else None
    holds_field = text and any(unspaced_fields(text.scalar, is_value=True))
    return None if holds_field else text
