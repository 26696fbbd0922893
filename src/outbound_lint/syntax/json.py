"""JSON text to nodes, strictly by RFC 8259, without recursion, with the place of a mistake.

A mistake is placed at the first character at which no valid text can continue, one past the end if
the text just stops.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Text
from outbound_lint.syntax.nodes import MAX_NODES, Mapping, Member, Node, Scalar, Sequence

if TYPE_CHECKING:
    from outbound_lint.facts.placeholders import Placeholder

try:
    from _json import scanstring  # without the rest of the package, which takes a millisecond
except ImportError:  # the module belongs to CPython
    from json.decoder import scanstring  # type: ignore[attr-defined, no-redef]

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
    "fewer",
    "shallower",
]
"""What the grammar asks for where a text breaks it: a value, a name (or, in an empty object, its
end), a colon, a comma (or the end of the collection), the end of the text; the rest of a number, of
a word such as true, of a string or of an escape in a string; fewer nodes than `MAX_NODES`, or
shallower nesting than is allowed."""


class JsonMistake(NamedTuple):
    """Where a text stops being JSON.

    `opened` is the offset of what is not finished there: the innermost open collection, or the
    number, word, string or escape; -1 if there is none.
    """

    offset: int
    expected: Expected
    opened: int


class ParsedJson(NamedTuple):
    """The root of a JSON text, or its first mistake; and its unquoted placeholders."""

    root: Node | None
    mistake: JsonMistake | None
    gaps: tuple[Placeholder, ...]


class _StopError(Exception):
    """Ends the parse at a mistake."""

    def __init__(self, mistake: JsonMistake) -> None:
        super().__init__()
        self.mistake = mistake


# They match at any offset, if only nothing.
_SPACE = pattern(r"[ \t\n\r]*+")
_BRACKETS_OF_TEMPLATE = pattern(r"\[\[-?\s*+[.$]")  # no array of JSON starts so
_NUMBER = pattern(r"(?:-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)?")
_NUMBER_SO_FAR = pattern(r"-?(?:(?:0|[1-9][0-9]*+)(?:\.(?:[0-9]++(?:[eE][+-]?)?)?|[eE][+-]?)?)?")
_STRING_SO_FAR = pattern(
    r'[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+'
)
_HEX_SO_FAR = pattern(r"[0-9a-fA-F]{0,3}")
_DIGITS = frozenset("0123456789")
_NUMBER_START = _DIGITS | {"-"}
_WORDS = {"t": "true", "f": "false", "n": "null"}


def parse_json(text: Text, *, levels: int | None = None) -> ParsedJson:
    """Parse a whole text as one JSON value.

    Args:
        text: the text; numbers may have any size, but there may be no more nodes than `MAX_NODES`.
        levels: how deep values may be nested; any depth by default.

    Returns:
        The root, or the first mistake; duplicate names and lone surrogates are kept as they are.
    """
    parser = _Parser(text, levels)
    try:
        root = parser.parse()
    except _StopError as stop:
        return ParsedJson(None, stop.mistake, tuple(parser.gaps))
    return ParsedJson(root, None, tuple(parser.gaps))


def _end(expression: re.Pattern[str], value: str, offset: int) -> int:
    return expression.match(value, offset).end()  # type: ignore[union-attr]  # it always matches


class _Parser:
    """One pass over a text; `stack` holds the open collections."""

    def __init__(self, text: Text, levels: int | None) -> None:
        self.text = text
        self.levels = levels
        self.value = text.value
        self.stack: list[Mapping | Sequence] = []
        self.gaps: list[Placeholder] = []
        self.count = 0

    def parse(self) -> Node:
        """Parse the whole text.

        Raises:
            _StopError: the text is not JSON.
        """
        value, stack = self.value, self.stack
        offset = _end(_SPACE, value, 0)
        while True:
            node = self._string(offset) if value.startswith('"', offset) else self._value(offset)
            offset = _end(_SPACE, value, node.end)
            if isinstance(node, (Mapping, Sequence)):
                if value.startswith("}" if isinstance(node, Mapping) else "]", offset):
                    node.end = offset + 1
                    offset = _end(_SPACE, value, node.end)
                else:
                    stack.append(node)
                    if self.levels is not None and len(stack) > self.levels:
                        raise self._stop(node.start, "shallower")
                    offset = self._next(node, offset)
                    continue
            while stack:
                parent = stack[-1]
                if isinstance(parent, Mapping):
                    parent.members[-1].value = node
                    closing = "}"
                else:
                    parent.items.append(node)
                    closing = "]"
                if value.startswith(",", offset):
                    offset = self._next(parent, _end(_SPACE, value, offset + 1))
                    break
                if not value.startswith(closing, offset):
                    raise self._stop(offset, "comma")
                parent.end = offset + 1
                node = stack.pop()
                offset = _end(_SPACE, value, node.end)
            else:
                if offset != len(value):
                    raise self._stop(offset, "end")
                return node

    def _next(self, parent: Mapping | Sequence, offset: int) -> int:
        """Return where the next value of a collection starts; in an object, read its name."""
        if isinstance(parent, Sequence):
            return offset
        if not self.value.startswith('"', offset):
            raise self._stop(offset, "name")
        name = self._string(offset)
        parent.members.append(Member(name, name))  # the value follows when it is read
        colon = _end(_SPACE, self.value, name.end)
        if not self.value.startswith(":", colon):
            raise self._stop(colon, "colon")
        return _end(_SPACE, self.value, colon + 1)

    def _string(self, offset: int) -> Scalar:
        self._count(offset)
        try:
            string, end = scanstring(self.value, offset + 1)
        except (ValueError, SystemError):  # the latter while `json.decoder` is not imported
            end = _end(_STRING_SO_FAR, self.value, offset + 1)
            if not self.value.startswith("\\", end):
                raise self._stop(end, "string", offset) from None
            is_unicode = self.value.startswith("u", end + 1)
            wrong = _end(_HEX_SO_FAR, self.value, end + 2) if is_unicode else end + 1
            raise self._stop(wrong, "escape", end) from None
        return Scalar(self.text, offset, end, None, string, "string")

    def _value(self, offset: int) -> Node:
        """Read a value that is not a string; of a collection only the opening bracket."""
        self._count(offset)
        first = self.value[offset : offset + 1]
        if first == "[" and not _BRACKETS_OF_TEMPLATE.match(self.value, offset):
            return Sequence(self.text, offset, offset + 1, None)
        if first in _WORDS:
            return self._word(offset, _WORDS[first])
        if first in _NUMBER_START:
            return self._number(offset)
        if first == "{" and not self.value.startswith("{{", offset):
            return Mapping(self.text, offset, offset + 1, None)
        gap = self._gap(offset) if first else None
        if gap:
            return gap
        if first in ("{", "["):
            collection = Mapping if first == "{" else Sequence
            return collection(self.text, offset, offset + 1, None)
        raise self._stop(offset, "value")

    def _word(self, offset: int, word: str) -> Scalar:
        end = offset + len(word)
        if self.value.startswith(word, offset):
            return Scalar(self.text, offset, end, None, word, "word")
        wrong = next(
            at for at in range(offset, end) if not self.value.startswith(word[at - offset], at)
        )
        raise self._stop(wrong, "word", offset)

    def _number(self, offset: int) -> Scalar:
        end = _end(_NUMBER, self.value, offset)
        so_far = _end(_NUMBER_SO_FAR, self.value, offset)
        digits = self.value[offset:end]
        if so_far > end or (digits in ("0", "-0") and self.value[end : end + 1] in _DIGITS):
            raise self._stop(max(so_far, end), "number", offset)
        return Scalar(self.text, offset, end, None, digits, "number")

    def _gap(self, offset: int) -> Scalar | None:
        """Return a stand-in for the value that an unquoted placeholder will be filled with."""
        from outbound_lint.facts import placeholders  # most files have none outside of strings

        placeholder = placeholders.at(self.value, offset)
        # `<null>` is a word of JSON in brackets, which JSONTestSuite refuses, not a name.
        if placeholder is None or placeholder.name in _WORDS.values():
            return None
        self.gaps.append(placeholder)
        return Scalar(self.text, offset, placeholder.end, None, "", "gap")

    def _count(self, offset: int) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise self._stop(offset, "fewer")

    def _stop(self, offset: int, expected: Expected, opened: int | None = None) -> _StopError:
        if opened is None:
            opened = self.stack[-1].start if self.stack else -1
        return _StopError(JsonMistake(offset, expected, opened))
