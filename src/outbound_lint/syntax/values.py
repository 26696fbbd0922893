"""Texts to plain values: mappings become dicts, sequences lists, scalars strings.

The proof of validity (`connections.fast_path`) needs no more, and values cost a third of nodes. Two
short readers make them without a parser and its import: one for JSON, and one for the YAML that
most files consist of, which is one document of block collections whose scalars are on one line or
in a block. Everything else, valid or not, is left to the parsers; no problem is reported here.
Property-based tests compare these values with those of the nodes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any, TypeAlias

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import (
    MAX_NODES,
    Alias,
    Document,
    Mapping,
    Node,
    Scalar,
    Sequence,
    resolve,
)

Value: TypeAlias = "dict[str, Value] | list[Value] | str | bool | None"
"""Numbers are as they are written. None is also a scalar with a tag, or a word of parsed JSON."""


class UnsureError(Exception):
    """Ends the proof of validity: something needs a closer look."""


def require(condition: object) -> None:
    """End the proof of validity unless a condition holds."""
    if not condition:
        raise UnsureError


def of_document(document: Document) -> Value:
    """Return the value of a parsed document; the mappings that `<<` merges are in a list.

    Raises:
        UnsureError: there are other aliases of collections, repeated keys, or tags of collections.
    """
    require(not document.notes)
    return of_node(document.root)


def of_node(node: Node) -> Value:
    """Return the value of a node, like `of_document`."""
    return _of_node(node, {})


def _of_node(node: Node, made: dict[int, Value]) -> Value:
    """Return the value of a node; `made` has those of the collections before it, by identity."""
    scalar = resolve(node)
    if isinstance(scalar, Scalar):
        is_text = scalar.tag is None and scalar.style not in ("word", "gap")
        return scalar.value if is_text else None
    require(node.tag is None)
    if isinstance(node, Sequence):
        items: list[Value] = []
        made[id(node)] = items
        items += [_of_node(item, made) for item in node.items]
        return items
    if not isinstance(node, Mapping):  # an alias would make a second way to what it names
        raise UnsureError
    members: dict[str, Value] = {}
    made[id(node)] = members
    for member in node.members:
        key, value = member.key, member.value
        if not isinstance(key, Scalar) or key.tag is not None or key.value in members:
            raise UnsureError
        if key.value == "<<":
            require(key.style == "plain" and value.tag is None)
            merged = value.items if isinstance(value, Sequence) else [value]
            require(all(isinstance(each, Alias) for each in merged))
            members["<<"] = [made.get(id(resolve(each))) for each in merged]
        else:
            members[key.value] = _of_node(value, made)
    return members


_JSON_WHITESPACE = " \t\r\n"


def of_json(text: str) -> Value:
    """Return the value of a JSON text.

    Raises:
        UnsureError: it is not JSON, repeats a name, or may have too many values.
    """
    # Each value has one of these before it, but for the first.
    require(sum(map(text.count, ",:[{")) < MAX_NODES)
    value: Value = scan_json(text.strip(_JSON_WHITESPACE), _distinct, number=str)
    return value


def scan_json(
    text: str,
    take: Callable[[list[tuple[str, Any]]], Any],
    number: Callable[[str], Any] | None = None,
) -> Any:
    """Return the value of a JSON text without whitespace around it.

    Args:
        text: the text.
        take: makes the value of an object from its members.
        number: makes that of a number from its text; int or float by default.

    Raises:
        UnsureError: it is not JSON.
    """
    try:
        value, end = _scanner(take, number)(text, 0)
    except (StopIteration, TypeError, ValueError, RecursionError, SystemError):
        # A SystemError says that CPython's scanner found no `json.decoder` to raise an error of.
        raise UnsureError from None
    require(end == len(text))
    return value


@cache
def _scanner(take: Any, number: Any) -> Any:
    """Return the scanner of the standard library's json, without the import of the rest."""
    try:
        from _json import make_scanner
    except ImportError:  # only CPython has it
        raise UnsureError from None
    options: Any = SimpleNamespace(
        strict=True,
        object_hook=None,
        object_pairs_hook=take,
        parse_float=number or float,
        parse_int=number or int,
        parse_constant=None,  # NaN is not JSON
    )
    return make_scanner(options)


def _distinct(members: list[tuple[str, Value]]) -> dict[str, Value]:
    value = dict(members)
    require(len(value) == len(members) and "<<" not in value)
    return value


_MOST_LINES = MAX_NODES // 4
"""A line makes at most four nodes: a sequence, a mapping, a key and its value."""

# Parsers refuse these characters, or take them for line breaks. The set of all others would take
# twenty times as long to compile.
REFUSED = pattern(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_TO_LINE_END = r"(?:[ ]++#[^\n]*+|[ ]*+)\n"
_SKIPPED_LINES = r"(?:[ ]*+(?:#[^\n]*+)?+\n)*+"
_START = pattern(rf"{_SKIPPED_LINES}(?:---{_TO_LINE_END})?+")
YAML_REST = pattern(_SKIPPED_LINES)
_KEY = r"[A-Za-z_][A-Za-z0-9_.-]{0,99}+"
_PLAIN = r"[^ \n?:,\[\]{}#&*!|>'\"%@`-](?:[^ \n:#]++|:(?![ \n])|#|[ ]++(?![#\n]))*+"
_SINGLE = r"(?:[^'\n]++|'')*+"
_ESCAPE = r"\\(?:[\"\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4})"
_DOUBLE = rf"(?:[^\"\\\n]++|{_ESCAPE})*+"
YAML_LINE = pattern(
    rf"{_SKIPPED_LINES}([ ]*+)(-[ ]++)?+(?:({_KEY}):(?=[ \n])[ ]*+)?+"
    rf"(?:({_PLAIN})|'({_SINGLE})'|\"({_DOUBLE})\"|([|>]-?+))?+{_TO_LINE_END}"
)
_BLOCK = pattern(r"([ ]*+)[^ \n][^\n]*+\n(?:\n*+\1[^\n]++\n)*+\n*+(?![ ]*+\n)")


_Line: TypeAlias = tuple[int, int, str, "str | None", str]
"""The column of what a line holds; the length of the dash that opens an item, with the spaces after
it; the key; the scalar, None if it is in the lines below; the header of a block scalar."""

_MOST_TO_REMEMBER = 8192
"""The lines of a longer text are remembered only while it is read: they may be many, or long."""


@lru_cache(maxsize=2048)  # the files of a folder repeat many lines
def _known_line(line: str) -> _Line | None:
    return _read_line(line)


def _read_line(line: str) -> _Line | None:
    """Read a line with its end; return None if there is at most a comment.

    Raises:
        UnsureError: a parser has to read the text.
    """
    match = YAML_LINE.fullmatch(line)
    if REFUSED.search(line) or not (match or YAML_REST.fullmatch(line)):
        raise UnsureError
    if match is None:
        return None
    indent, dash, key, value, single, double, header = match.groups()
    if double is not None:
        value = in_double_quotes(double) if "\\" in double else double
    elif single is not None:
        value = single.replace("''", "'")
    if not (key or (dash and (header or value is not None))):
        raise UnsureError
    return len(indent), len(dash or ""), key or "", value, header or ""


def start_of_yaml(text: str) -> int:
    """Return where the first line of plain YAML is; the lines from there may hold any character.

    Raises:
        UnsureError: a parser has to read the text.
    """
    require(text.endswith("\n") and text.count("\n") <= _MOST_LINES)
    start = _START.match(text)
    end = start.end() if start else 0
    require(not REFUSED.search(text, 0, end))
    return end


def of_yaml(text: str) -> Value:  # noqa: C901, PLR0912  # one hot loop
    """Return the value of plain YAML.

    Raises:
        UnsureError: a parser has to read the text.
    """
    position = start_of_yaml(text)
    lines = iter(text[position:].splitlines(keepends=True))
    read_line = _known_line if len(text) <= _MOST_TO_REMEMBER else cache(_read_line)
    # The innermost open collection with the column of its keys or dashes, and those around it.
    roots: list[Any] = []
    inner: Any = roots
    column = -1
    around: list[tuple[Any, int]] = []
    waiting = ""  # the key whose value is in the lines below it
    for text_of_line in lines:
        position += len(text_of_line)
        line = read_line(text_of_line)
        if line is None:
            continue
        at, dash, key, value, header = line
        while at < column or (at == column and not dash and type(inner) is list):
            require(not waiting)
            inner, column = around.pop()
        if dash:
            if at != column or type(inner) is dict:
                opened: Any = []
                _attach(opened, inner, waiting, is_item=inner is roots and not roots)
                around.append((inner, column))
                inner, column, waiting = opened, at, ""
            at += dash
        if key:
            if at != column:
                opened = {}
                _attach(opened, inner, waiting, is_item=dash or (inner is roots and not roots))
                around.append((inner, column))
                inner, column, waiting = opened, at, ""
            if waiting or key in inner:
                raise UnsureError
        if header:
            start = position
            value, position = block(text, start, header, column)
            for _ in range(text.count("\n", start, position)):
                next(lines)
        elif value is None:
            waiting = key
            continue
        if key:
            inner[key] = value
        else:
            inner.append(value)
    require(roots and not waiting)
    root: Value = roots[0]
    return root


def _attach(opened: Value, around: Any, key: str, *, is_item: object) -> None:
    """Put a new collection into the one around it, as the value of a key or as an item."""
    if key:
        around[key] = opened
    else:
        require(is_item)
        around.append(opened)


def in_double_quotes(text: str) -> str:
    """Return the text between double quotes with its escapes, which are those of JSON, decoded."""
    value: str = scan_json(f'"{text}"', _distinct)
    return value


def block(text: str, start: int, header: str, column: int) -> tuple[str, int]:
    """Return the text of a block scalar that is indented by more than a column, and its end."""
    match = _BLOCK.match(text, start)
    if match is None or len(match[1]) <= column or REFUSED.search(text, *match.span()):
        raise UnsureError
    indent = match[1]
    value = match[0].rstrip("\n")[len(indent) :].replace("\n" + indent, "\n")
    if header[0] == ">":
        value = _folded(value)
    return value + "\n" if len(header) == 1 else value, match.end()


def _folded(text: str) -> str:
    """Fold the lines of a block (YAML 1.2.2, section 8.1.3), if none of them is empty."""
    require("\n\n" not in text)
    if "\n " not in text:
        return text.replace("\n", " ")
    lines = text.split("\n")
    folded = lines[0]
    for before, after in pairwise(lines):
        folded += ("\n" if " " in (before[:1], after[:1]) else " ") + after
    return folded
