"""How values of the wrong type are fixed: a mapping as the JSON string that belongs there."""

from __future__ import annotations

import re

from outbound_lint.connections.merging import is_merge_key
from outbound_lint.connections.model import Field
from outbound_lint.connections.names import EXAMPLES, PHONE_NUMBER_KEY
from outbound_lint.connections.type_hints import QUOTE, is_hcl, is_json, quoted
from outbound_lint.facts.numbers import is_phone_number
from outbound_lint.findings.fixes import Fix
from outbound_lint.patterns import pattern
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit, in_quotes
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, untagged_type
from outbound_lint.syntax.yaml11 import ambiguity

_TO_VALUE = pattern(r"\s*+[:=]\s*+")
# Between the keys and values of a mapping there is nothing else: no comment, tag, anchor or alias.
_BETWEEN = pattern(r"[\s:,?{}\[\]-]*+")
_BLOCK_COMMENT = pattern(r"[|>][-+0-9]*+[ \t]*+#")
_INTEGER = pattern(r"\+?(-?(?:0|[1-9][0-9]*+))")
_HEXADECIMAL = pattern(r"0x[0-9a-fA-F]{1,16}")
_FLOAT = pattern(r"(?P<sign>[-+]?)0*+(?P<whole>[0-9]*+)(?:\.(?P<part>[0-9]*+))?+(?P<exponent>.*)")
# What YAML can't have in quotes (1.2.2, section 5.1), and the line breaks of YAML 1.1.
_UNPRINTABLE = pattern(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")


class _NotJsonError(Exception):
    """JSON can't say the same as a value, or parsers of YAML do not agree about it."""


def fix(field: Field) -> Fix | None:
    """Return the fix of a value of the wrong type.

    A mapping becomes JSON in a string, and a number that may name a member is put in quotes.

    Args:
        field: the field.

    Returns:
        The fix; None where something would be lost, or where it is not sure what is meant.
    """
    return field.once("fix of type", lambda: _fix(field))


def _fix(field: Field) -> Fix | None:
    value, text = field.value, field.value.text.value
    in_json = is_json(field.key)
    if not _TO_VALUE.fullmatch(text, field.key.end, value.start) or value.tag:
        return None
    if isinstance(value, Mapping) and is_hcl(field.key):
        return None
    if isinstance(value, Mapping) and field.name in EXAMPLES:
        return _in_string(value, in_json=in_json)
    is_name = isinstance(value, Scalar) and value.value.isdecimal() and value.value.isascii()
    if field.name != PHONE_NUMBER_KEY or field.type != "integer" or not is_name:
        return None
    if is_phone_number(value.place.value):
        return None
    hint = "Put it in double quotes." if in_json else QUOTE
    return Fix(hint, in_quotes(value, '"' if in_json else "'"))


def _in_string(value: Mapping, *, in_json: bool) -> Fix | None:
    """Return the fix that writes a mapping as a JSON string."""
    writer = _Writer(value)
    try:
        writer.write(value)
    except _NotJsonError:
        return None
    text = value.text.value
    new = quoted("".join(writer.parts), in_json=in_json)
    start, end = value.start, value.end
    if not text.startswith("{", start):
        # A block mapping starts on the next line, and ends with the lines of its last value.
        new, start = f" {new}", text.rindex(":", 0, start) + 1
        end = start + len(text[start:end].rstrip())
    elif not in_json and text[start - 1] == ":":
        new = f" {new}"
    place = Place(value.text, start, end)
    return Fix("Write it as a JSON object in a string.", (Edit(place, new),), reshapes=True)


class _Writer:
    """Writes a value as JSON, and makes sure that there is nothing that JSON can't say.

    Attributes:
        parts: the JSON so far.
    """

    def __init__(self, root: Node) -> None:
        self.parts: list[str] = []
        self._text = root.text.value
        self._offset = root.start

    def write(self, node: Node) -> None:
        """Write a value.

        Raises:
            _NotJsonError: JSON can't say the same.
        """
        if node.tag is not None:
            raise _NotJsonError
        if isinstance(node, Scalar):
            self.parts.append(self._scalar(node))
        elif isinstance(node, Mapping):
            names: set[str] = set()
            for member in node.members:
                self.parts.append(", " if names else "{")
                self._name(member.key, names)
                self.parts.append(": ")
                self.write(member.value)
            self.parts.append("}" if names else "{}")
        elif isinstance(node, Sequence):
            for number, item in enumerate(node.items):
                self.parts.append(", " if number else "[")
                self.write(item)
            self.parts.append("]" if node.items else "[]")
        else:  # an alias
            raise _NotJsonError
        self._pass(node.end)

    def _name(self, key: Node, names: set[str]) -> None:
        """Write the name of a member, which must not be among the names before it."""
        if not isinstance(key, Scalar) or untagged_type(key) != "string":
            raise _NotJsonError
        if key.value in names or is_merge_key(key):
            raise _NotJsonError
        names.add(key.value)
        self.write(key)

    def _scalar(self, node: Scalar) -> str:
        if ambiguity(node):
            raise _NotJsonError
        self._pass(node.start)
        self._offset = node.end
        kind = untagged_type(node)
        if kind == "string":
            if node.style in ("literal", "folded") and _BLOCK_COMMENT.match(self._text, node.start):
                raise _NotJsonError
            import json

            return _UNPRINTABLE.sub(_escaped, json.dumps(node.value, ensure_ascii=False))
        if node.style in ("number", "word"):
            return node.value
        if kind == "null":
            return "null"
        if kind == "boolean":
            return node.value.lower()
        if kind == "integer":
            return _integer(node.value)
        if kind == "float":
            return _float(node.value)
        raise _NotJsonError  # a placeholder

    def _pass(self, end: int) -> None:
        """Make sure that there is nothing but punctuation up to an offset."""
        if end > self._offset:
            if not _BETWEEN.fullmatch(self._text, self._offset, end):
                raise _NotJsonError
            self._offset = end


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _integer(text: str) -> str:
    """Write an integer; with zeros before it, YAML 1.1 reads it in base 8."""
    if _HEXADECIMAL.fullmatch(text):
        return str(int(text, 16))
    match = _INTEGER.fullmatch(text)
    if not match:
        raise _NotJsonError
    return match[1]


def _float(text: str) -> str:
    match = _FLOAT.fullmatch(text)
    if not match or "n" in text.lower():  # infinity, or not a number
        raise _NotJsonError
    sign = match["sign"].strip("+")
    fraction = "" if match["part"] is None else f".{match['part'] or '0'}"
    return f"{sign}{match['whole'] or '0'}{fraction}{match['exponent']}"
