"""The edits that make JSON of a text in another notation, where it is certain what it means.

A repair is tried first and proven after that: JSON5 or Python must read from the text what JSON
reads from the repaired one.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from outbound_lint.patterns import pattern
from outbound_lint.source import Text, with_edits
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.json_dialects import (
    Repair,
    Replacement,
    find_repairs,
    joined,
)
from outbound_lint.syntax.json_spots import PYTHON
from outbound_lint.syntax.nodes import MAX_DEPTH, Mapping, Sequence

_LONGEST = 100_000
"""In characters; people write no longer text by hand."""
_ESCAPED_SLASH = pattern(r"(?<!\\)(?:\\\\)*+\\/")
_VALUES = {"true": True, "false": False, "null": None}


def repair(text: str, *, only_objects: bool) -> tuple[Replacement, ...] | None:
    """Find the edits that make JSON of a text in the notation of JSON5, Python or a word processor.

    The repaired text is strict JSON (RFC 8259) without duplicate names and lone surrogates, and has
    the value that JSON5 or Python reads from the text; if both can read it, they agree. To either
    reader, true and True are the same, and typographic quotes around a string are straight ones.

    Args:
        text: any text.
        only_objects: whether it has to be an object; otherwise it may also be an array.

    Returns:
        The edits in order: only the wrong characters, none overlaps or touches another. None if
        the text is JSON already, or if it is not certain what it means.
    """
    if len(text) > _LONGEST:
        return None
    repairs = list(find_repairs(text))
    edits = joined(repairs, text)
    repaired = with_edits(text, edits)
    root = parse_json(Text(repaired), levels=MAX_DEPTH).root
    if not edits or not isinstance(root, (Mapping,) if only_objects else (Mapping, Sequence)):
        return None
    try:
        is_certain = _readings(text, repairs, repaired) == {_canonical(_read_json(repaired))}
    except (ValueError, TypeError, RecursionError, MemoryError):
        return None  # a value that JSON does not have, or too large a one
    return edits if is_certain else None


def _readings(text: str, repairs: list[Repair], repaired: str) -> set[bytes]:
    """Return what JSON5 and Python read from a text: up to two values.

    Raises:
        ValueError: a value that JSON does not have.
    """
    quotes = [one for one in repairs if one.kind == "typographic"]
    words = [one for one in repairs if one.kind == "word" and one.of(text) in PYTHON]
    readings: set[bytes | None] = set()
    if not _ESCAPED_SLASH.search(repaired):  # a slash in JSON; Python warns and means both signs
        readings.add(_read_python(with_edits(text, joined(quotes, text))))
    # Without a backslash, two readers can only agree, and the one of JSON5 is slow to import.
    if "\\" in text or readings <= {None}:
        readings.add(_read_json5(with_edits(text, joined(quotes + words, text))))
    return {reading for reading in readings if reading is not None}


def _read_json(text: str) -> object:
    """Read strict JSON.

    Raises:
        ValueError: a name occurs twice in an object, or a number is too long.
    """
    return json.loads(text, object_pairs_hook=_unique)


def _unique(members: list[tuple[str, object]]) -> dict[str, object]:
    values = dict(members)
    if len(values) != len(members):
        raise ValueError("duplicate name")
    return values


def _canonical(value: object) -> bytes:
    """Return the same bytes for the same value, and others for another: 1, 1.0 and true differ.

    Raises:
        ValueError: the value has NaN, an infinite number or a lone surrogate.
    """
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True).encode()


def _read_json5(text: str) -> bytes | None:
    import pyjson5

    try:
        value = pyjson5.decode(text, maxdepth=MAX_DEPTH)
    except pyjson5.Json5Exception:
        return None
    return _canonical(value)


def _read_python(text: str) -> bytes | None:
    # In parentheses, indentation and line breaks have no meaning.
    try:
        tree = ast.parse(f"({text}\n)", mode="eval")
        value = ast.literal_eval(_JsonWords().visit(tree))
    except (SyntaxError, ValueError):
        return None
    return _canonical(_as_json(value))


class _JsonWords(ast.NodeTransformer):
    """Reads the words of JSON as those of Python."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(_VALUES[node.id]) if node.id in _VALUES else node


def _as_json(value: Any) -> object:
    """Return a value of Python as JSON has it: a tuple is an array, ASCII bytes are a string.

    Raises:
        ValueError: JSON has no such value.
    """
    if isinstance(value, dict):
        if not all(isinstance(name, (str, bytes)) for name in value):
            raise ValueError("name that is not a string")
        return {_as_json(name): _as_json(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_json(item) for item in value]
    if isinstance(value, bytes):
        return value.decode("ascii")
    if isinstance(value, str):  # in Python, two escape sequences for one character stay two
        return value.encode("utf-16", "surrogatepass").decode("utf-16")
    return value  # `json.dumps` refuses what it does not know
