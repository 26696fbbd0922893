"""What to write instead of a value of the wrong type, by the field and by the value."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from outbound_lint.connections.names import (
    DEFAULT_PHONE_NUMBER_KEY,
    ENDPOINT,
    EXAMPLES,
    PAYLOAD,
    PHONE_NUMBER_KEY,
    FieldName,
)
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import (
    HCL_STYLES,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Type,
    type_of,
    untagged_type,
)
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
    if name == PHONE_NUMBER_KEY and kind == "string" and value.value.isidentifier():
        return QUOTE
    if kind == "null" and name == PHONE_NUMBER_KEY:
        return f"Remove the field to use `{DEFAULT_PHONE_NUMBER_KEY}`, or write a name."
    if kind == "null" and name == PAYLOAD:
        return "Remove the field, or write a JSON object in a string."
    return _WRITE.get(name) or _write_object(EXAMPLES[name], in_json=is_json(value))


def without_tag(name: FieldName, value: Node, tag: str) -> str:
    """Return what to write instead of a value whose tag makes it no string.

    Args:
        name: the field.
        value: its value.
        tag: the tag as the hint shows it.
    """
    remove = f"Remove the tag {tag}"
    if isinstance(value, Scalar) and untagged_type(value) == "string":
        text = value.value
        is_right = {
            ENDPOINT: "://" in text,
            PHONE_NUMBER_KEY: text.isidentifier(),
        }.get(name, isinstance(parse_json(Decoded(value)).root, Mapping))
        if is_right:
            return f"{remove}."
    write = _WRITE.get(name) or _write_object(EXAMPLES[name], in_json=False)
    return f"{remove}, and {write[0].lower()}{write[1:]}"


def is_json(node: Node) -> bool:
    """Return whether a node is in a JSON document, or in HCL, where strings are written alike."""
    in_json = isinstance(node, Scalar) and node.style in ("string", "number", "word")
    return in_json or is_hcl(node)


def is_hcl(key: Node) -> bool:
    """Return whether a key is in HCL."""
    return isinstance(key, Scalar) and key.style in HCL_STYLES


def of_collection(name: str, value: Node, key: Node, *, quote: bool) -> str:
    """Return what to write instead of a mapping or a list.

    Args:
        name: the field.
        value: its value.
        key: the key of the field.
        quote: whether the hint may repeat the value.
    """
    if name not in EXAMPLES:
        item = value.items[0] if isinstance(value, Sequence) and len(value.items) == 1 else None
        if not isinstance(item, Scalar) or type_of(item) != "string":
            return _WRITE[name]
        is_shown = quote and len(item.value) <= _SHORT and item.value.isprintable()
        if not is_shown or "`" in item.value:
            return "Write the item without the list, in quotes."
        return f"Write the item without the list: `{quoted(item.value, in_json=is_json(key))}`."
    if is_hcl(key) and isinstance(value, Mapping):
        return "Put `jsonencode(…)` around it."
    text = _as_json(value) if quote and isinstance(value, Mapping) and value.members else None
    return _write_object(text or EXAMPLES[name], in_json=is_json(key))


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
    return f"Write it as a JSON object in a string: `{quoted(text, in_json=in_json)}`."


def quoted(text: str, *, in_json: bool) -> str:
    """Return a text of one line as a string of JSON, or in single quotes for YAML."""
    return json_string(text) if in_json else single_quoted(text)


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
    import json

    is_short = isinstance(node, Scalar) and len(node.value) <= room
    return json.dumps(node.value, ensure_ascii=False) if is_short else None  # type: ignore[attr-defined]


def _joined(brackets: str, parts: Iterator[str | None]) -> str | None:
    """Join parts; None if one of them is missing, or there are more than fit."""
    kept = list(islice(parts, _SHORT))
    if None in kept or len(kept) == _SHORT:
        return None
    return brackets[0] + ", ".join(part for part in kept if part) + brackets[1]
