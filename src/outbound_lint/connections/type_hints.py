"""What to write instead of a value of the wrong type, by the field and by the value."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice

from outbound_lint.connections.names import (
    DEFAULT_PHONE_NUMBER_KEY,
    ENDPOINT,
    EXAMPLES,
    PHONE_NUMBER_KEY,
    FieldName,
)
from outbound_lint.facts.numbers import is_phone_number
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, Type, type_of
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.quoting import json_string, single_quoted

TYPES: dict[Type, str] = {
    "null": "empty",
    "boolean": "a boolean",
    "integer": "a number",
    "float": "a number",
    "mapping": "a mapping",
    "sequence": "a list",
    "string": "a string",
    "other": "something else",
    "unknown": "something else",
}
"""What a value of each type is, as messages say it."""

WANTED = {
    "string": "a string",
    "object": "a mapping",
    "array": "a list",
    "integer": "an integer",
    "number": "a number",
    "boolean": "a boolean",
    "null": "empty",
}
"""What the types of JSON Schema are, as messages say them."""

QUOTE = "Put it in single quotes."
_SHORT = 80
"""So many characters of a value are repeated in a hint."""

_WRITE: dict[str, str] = {
    ENDPOINT: "Write the HTTPS URL of the webhook, in quotes.",
    PHONE_NUMBER_KEY: "Write the name of the member for the number to call, such as "
    f"`{DEFAULT_PHONE_NUMBER_KEY}`; the platform adds the number.",
}


def of_scalar(name: FieldName, value: Scalar) -> str:
    """Return what to write instead of a number, a boolean, null, or a word that may be one.

    Args:
        name: the field.
        value: its value.
    """
    kind = type_of(value)
    if value.tag is not None and value.style != "plain":
        return "Remove the tag."
    if name == PHONE_NUMBER_KEY:
        if kind == "null":
            return f"Remove the field to use `{DEFAULT_PHONE_NUMBER_KEY}`, or write a name."
        if kind == "boolean" or is_phone_number(value.value):
            return _WRITE[name]
        return "Put it in double quotes." if value.style == "number" else QUOTE
    return _WRITE.get(name) or _write_object(EXAMPLES[name], in_json=value.style in _JSON)


_JSON = ("string", "number", "word")


def of_collection(name: str, value: Node, key: Node, *, quote: bool) -> str:
    """Return what to write instead of a mapping or a list.

    Args:
        name: the field.
        value: its value.
        key: the key of the field.
        quote: whether the hint may repeat the value.
    """
    in_json = isinstance(key, Scalar) and key.style == "string"
    if name not in EXAMPLES:
        return _WRITE[name]
    text = _as_json(value) if quote and isinstance(value, Mapping) and value.members else None
    return _write_object(text or EXAMPLES[name], in_json=in_json)


def of_other(value: Node, kinds: list[str]) -> str | None:
    """Return what to write where no string belongs; None if that is not known.

    Args:
        value: the value.
        kinds: the types that the schema allows.
    """
    if "object" not in kinds:
        return None
    if isinstance(value, Scalar) and isinstance(parse_json(Decoded(value)).root, Mapping):
        return "Write the object itself, without quotes around it."
    return "Write a mapping with the other fields, or remove it."


def _write_object(text: str, *, in_json: bool) -> str:
    quoted = json_string(text) if in_json else single_quoted(text)
    return f"Write it as a JSON object in a string: `{quoted}`."


def _as_json(node: Node) -> str | None:
    """Return a short value as JSON; None if it is long, or YAML that JSON can't say."""
    text = _write(node, _SHORT)
    return text if text is not None and len(text) <= _SHORT and "`" not in text else None


def _write(node: Node, room: int) -> str | None:
    if room <= 0 or node.tag is not None:
        return None
    if isinstance(node, Mapping):
        pairs = ((_write_name(one.key, room), _write(one.value, room - 4)) for one in node.members)
        return _joined("{}", (name and value and f"{name}: {value}" for name, value in pairs))
    if isinstance(node, Sequence):
        return _joined("[]", (_write(item, room - 2) for item in node.items))
    if not isinstance(node, Scalar):
        return None
    if type_of(node) == "string":
        return _write_name(node, room)
    parsed = parse_json(Decoded(node))
    return node.value if parsed.root and not parsed.gaps else None


def _write_name(node: Node, room: int) -> str | None:
    is_short = isinstance(node, Scalar) and len(node.value) <= room
    return json.dumps(node.value, ensure_ascii=False) if is_short else None  # type: ignore[attr-defined]


def _joined(brackets: str, parts: Iterator[str | None]) -> str | None:
    """Join parts; None if one of them is missing, or there are more than fit."""
    kept = list(islice(parts, _SHORT))
    if None in kept or len(kept) == _SHORT:
        return None
    return brackets[0] + ", ".join(part for part in kept if part) + brackets[1]
