"""JSON text to nodes, strictly by RFC 8259, without recursion, with the place of a mistake.

A mistake stands at the first character at which no valid text can continue, one past the end where
the text just stops.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple, NoReturn

from outbound_lint.facts import placeholders
from outbound_lint.facts.placeholders import Placeholder
from outbound_lint.patterns import pattern
from outbound_lint.source import Text
from outbound_lint.syntax.nodes import MAX_NODES, Mapping, Member, Node, Scalar, Sequence

Expected = Literal[
    "value",
    "name",
    "colon",
    "comma",
    "end",
    "number",
    "word",
    "string",
    "escape",
    "less",
    "flatter",
]
"""What the grammar asks for where a text breaks it: a value, a name (or, in an empty object, its
end), a colon, a comma (or the end of the collection), the end of the text; or the rest of a number,
of a word such as true, of a string, or of an escape in a string; and less, beyond `MAX_NODES`, or
flatter, beyond the levels that are allowed."""


class JsonMistake(NamedTuple):
    """Where a text stops being JSON.

    `opened` is the offset of what is not finished there: the innermost open collection, or the
    number, word or string; -1 where there is none.
    """

    offset: int
    expected: Expected
    opened: int


class ParsedJson(NamedTuple):
    """What a JSON text says: its root, or the mistake; and its unquoted placeholders."""

    root: Node | None
    mistake: JsonMistake | None
    gaps: tuple[Placeholder, ...]


class _StopError(Exception):
    """Ends the parse at a mistake."""

    def __init__(self, mistake: JsonMistake) -> None:
        super().__init__()
        self.mistake = mistake


_SPACE = pattern(r"[ \t\n\r]*+")
_NUMBER = pattern(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_NUMBER_SO_FAR = pattern(r"-?(?:(?:0|[1-9][0-9]*+)(?:\.(?:[0-9]++(?:[eE][+-]?)?)?|[eE][+-]?)?)?")
_PLAIN_STRING = pattern(r'"[^"\\\x00-\x1f]*+"')
_STRING_BODY = pattern(r'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+')
_HEX_SO_FAR = pattern(r"\\u[0-9a-fA-F]{0,3}")
_ESCAPE = pattern(r"\\(?:u([dD][89abAB]..)\\u([dD][c-fC-F]..)|u(....)|(.))", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_DIGITS = frozenset("0123456789")
_WORDS = {"t": "true", "f": "false", "n": "null"}


def parse_json(text: Text, *, levels: int | None = None) -> ParsedJson:
    """Parse a whole text as one JSON value.

    Args:
        text: the text; any size of numbers is fine, but not more nodes than `MAX_NODES`.
        levels: how deep values may stand; any depth if not told.

    Returns:
        The root, or the first mistake; duplicate names and lone surrogates are kept as they stand.
    """
    parser = _Parser(text, levels)
    try:
        root = parser.document()
    except _StopError as stop:
        return ParsedJson(None, stop.mistake, tuple(parser.gaps))
    return ParsedJson(root, None, tuple(parser.gaps))


def unescape(body: str) -> str:
    """Decode what stands between the quotes of a sound JSON string (RFC 8259, section 7)."""
    return _ESCAPE.sub(_decoded_escape, body) if "\\" in body else body


def _end(pattern: re.Pattern[str], value: str, offset: int) -> int:
    match = pattern.match(value, offset)
    return match.end() if match else offset


def _decoded_escape(match: re.Match[str]) -> str:
    high, low, unit, short = match.groups()
    if short:
        return _SHORT.get(short, short)
    if unit:
        return chr(int(unit, 16))
    return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)


class _Parser:
    """One pass over a text; `stack` holds the collections that are open."""

    def __init__(self, text: Text, levels: int | None) -> None:
        self.text = text
        self.levels = levels
        self.value = text.value
        self.stack: list[Mapping | Sequence] = []
        self.gaps: list[Placeholder] = []
        self.count = 0

    def document(self) -> Node:
        value = self.value
        offset = self._skip(0)
        while True:
            self.count += 1
            if self.count > MAX_NODES:
                self._stop(offset, "less")
            node = self._value(offset)
            offset = self._skip(node.end)
            if isinstance(node, (Mapping, Sequence)) and value[node.end - 1] not in "}]":
                self.stack.append(node)  # opened, not closed: its first value comes next
                if self.levels is not None and len(self.stack) > self.levels:
                    self._stop(node.start, "flatter")
                offset = self._next(node, offset)
                continue
            while self.stack:
                parent = self.stack[-1]
                self._attach(parent, node)
                mark = value[offset : offset + 1]
                if mark == ",":
                    offset = self._next(parent, self._skip(offset + 1))
                    break
                if mark != ("}" if isinstance(parent, Mapping) else "]"):
                    self._stop(offset, "comma")
                parent.end = offset + 1
                node = self.stack.pop()
                offset = self._skip(node.end)
            else:
                if offset != len(value):
                    self._stop(offset, "end")
                return node

    @staticmethod
    def _attach(parent: Mapping | Sequence, node: Node) -> None:
        if isinstance(parent, Mapping):
            parent.members[-1].value = node
        else:
            parent.items.append(node)

    def _next(self, parent: Mapping | Sequence, offset: int) -> int:
        """Read up to where the next value of an open collection starts."""
        if isinstance(parent, Sequence):
            return offset
        if self.value[offset : offset + 1] != '"':
            self._stop(offset, "name")
        self.count += 1
        name = self._string(offset)
        parent.members.append(Member(name, name))  # the value takes its place when it is read
        colon = self._skip(name.end)
        if self.value[colon : colon + 1] != ":":
            self._stop(colon, "colon")
        return self._skip(colon + 1)

    def _value(self, offset: int) -> Node:
        first = self.value[offset : offset + 1]
        if first == '"':
            return self._string(offset)
        if first == "{":
            gap = self._gap(offset) if self.value.startswith("{{", offset) else None
            return gap or self._opened(Mapping(self.text, offset, offset + 1, None), "}")
        if first == "[":
            return self._opened(Sequence(self.text, offset, offset + 1, None), "]")
        if first in _WORDS:
            return self._word(offset, _WORDS[first])
        match = _NUMBER.match(self.value, offset)
        if match:
            return self._number(match)
        gap = self._gap(offset) if first else None
        if gap:
            return gap
        if first == "-":
            self._stop(offset + 1, "number", offset)
        raise _StopError(JsonMistake(offset, "value", self._innermost()))

    def _skip(self, offset: int) -> int:
        return _end(_SPACE, self.value, offset)

    def _opened(self, node: Mapping | Sequence, closing: str) -> Node:
        """Return a collection, whole where it is empty, else with its end just after its start."""
        after = self._skip(node.end)
        if self.value[after : after + 1] == closing:
            node.end = after + 1
        return node

    def _string(self, offset: int) -> Scalar:
        match = _PLAIN_STRING.match(self.value, offset)
        if match:
            end = match.end()
            return Scalar(self.text, offset, end, None, self.value[offset + 1 : end - 1], "string")
        end = _end(_STRING_BODY, self.value, offset + 1)
        stopper = self.value[end : end + 1]
        if stopper == "\\":
            so_far = _HEX_SO_FAR.match(self.value, end)
            self._stop(so_far.end() if so_far else end + 1, "escape", end)
        if stopper != '"':
            self._stop(end, "string", offset)
        body = unescape(self.value[offset + 1 : end])
        return Scalar(self.text, offset, end + 1, None, body, "string")

    def _word(self, offset: int, word: str) -> Scalar:
        end = offset + len(word)
        if self.value.startswith(word, offset):
            return Scalar(self.text, offset, end, None, word, "word")
        wrong = next(
            at for at in range(offset, end) if self.value[at : at + 1] != word[at - offset]
        )
        raise _StopError(JsonMistake(wrong, "word", offset))

    def _number(self, match: re.Match[str]) -> Scalar:
        offset, end = match.span()
        so_far = _end(_NUMBER_SO_FAR, self.value, offset)
        digits = match.group()
        if so_far > end or (digits in ("0", "-0") and self.value[end : end + 1] in _DIGITS):
            self._stop(max(so_far, end), "number", offset)
        return Scalar(self.text, offset, end, None, digits, "number")

    def _gap(self, offset: int) -> Scalar | None:
        """Return what stands in for the value of an unquoted placeholder."""
        placeholder = placeholders.at(self.value, offset)
        # `<null>` is a word of JSON in brackets, which JSONTestSuite refuses, not a name.
        if placeholder is None or placeholder.name in _WORDS.values():
            return None
        self.gaps.append(placeholder)
        return Scalar(self.text, offset, placeholder.end, None, "", "gap")

    def _innermost(self) -> int:
        return self.stack[-1].start if self.stack else -1

    def _stop(self, offset: int, expected: Expected, opened: int | None = None) -> NoReturn:
        raise _StopError(
            JsonMistake(offset, expected, self._innermost() if opened is None else opened)
        )
