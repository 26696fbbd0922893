"""One table of a TOML 1.0 text to nodes with their spans.

`tomllib` has no positions, and importing it takes longer than reading settings may take. Other
tables of the text are skipped, unless it has strings of several lines: then all of it is read, so
that a `[table]` inside a string is none. Repeated keys are left for the caller to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import (
    MAX_DEPTH,
    Mapping,
    Member,
    Node,
    Scalar,
    ScalarStyle,
    SyntaxProblem,
)
from outbound_lint.syntax.nodes import Sequence as Items

if TYPE_CHECKING:
    import re

_BLANK = pattern(r"[ \t]*+")
_LINES = pattern(r"(?:[ \t\n]|\r\n|#[^\x00-\x08\x0a-\x1f\x7f]*+)*+")
_BARE_KEY = pattern(r"[A-Za-z0-9_-]++")
_WORD = pattern(r"[\w+.:-]++(?: \d\d:[\d:.]++(?:Z|[+-]\d\d:\d\d)?)?")
_NUMBER = pattern(
    r"[+-]?(?:0|[1-9](?:_?\d)*+)(?:\.\d(?:_?\d)*+)?(?:[eE][+-]?\d(?:_?\d)*+)?"
    r"|0x[\dA-Fa-f](?:_?[\dA-Fa-f])*+|0o[0-7](?:_?[0-7])*+|0b[01](?:_?[01])*+|[+-]?(?:inf|nan)",
)
_DATE = pattern(
    r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d++)?(?:[Zz]|[+-]\d\d:\d\d)?)?"
    r"|\d\d:\d\d:\d\d(?:\.\d++)?"
)
_CONTROL = r"\x00-\x08\x0b-\x1f\x7f"
_CONTROL_CHARACTER = pattern(rf"(?!\r\n)[{_CONTROL}]")
_STRINGS = {  # what opens a string: its whole pattern, its style
    '"""': (pattern(rf'"""(?:[^"\\{_CONTROL}]|\r\n|\\(?s:.)|"(?!""))*+"{{3,5}}'), "double"),
    "'''": (pattern(rf"'''(?:[^'{_CONTROL}]|\r\n|'(?!''))*+'{{3,5}}"), "single"),
    '"': (pattern(rf'"(?:[^"\\\n{_CONTROL}]|\\.)*+"'), "double"),
    "'": (pattern(rf"'[^'\n{_CONTROL}]*+'"), "single"),
}
_ESCAPE = pattern(r"\\(?:([btnfr\"\\])|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|[ \t]*+\r?\n\s*+|(.?))")
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


TomlTable = tuple[Mapping | None, SyntaxProblem | None]
"""A table, None if the text has none of that name or can't be read; and why it can't be read."""

_Statement = tuple[list[Scalar], Node | None, bool]
"""The keys of a header, or those of a value after those of its header; the value; whether it is the
header of a list of tables."""


class _MistakeError(Exception):
    def __init__(self, start: int, end: int, message: str, hint: str) -> None:
        super().__init__()
        self.problem = SyntaxProblem(start, end, message, hint)


def parse_toml_table(source: Source, path: Sequence[str]) -> TomlTable:
    """Parse a text, and return one table of it.

    Args:
        source: the text.
        path: the names of the table.
    """
    table = _Table(source, path)
    try:
        for statement in _Parser(source).statements(path):
            for each in _written_out(statement, path):
                table.add(each)
    except _MistakeError as mistake:
        return None, mistake.problem
    return table.root, None


def _written_out(statement: _Statement, path: Sequence[str]) -> Iterator[_Statement]:
    """Yield a statement, or what is inside a table in braces that holds the wanted one."""
    keys, value, _ = statement
    outside = len(keys) < len(path) and [key.value for key in keys] == [*path[: len(keys)]]
    if not (outside and isinstance(value, Mapping)):
        yield statement
        return
    for member in value.members:
        if isinstance(member.key, Scalar):
            yield from _written_out(([*keys, member.key], member.value, False), path)


class _Table:
    """Collects what belongs to one table."""

    def __init__(self, source: Source, path: Sequence[str]) -> None:
        self.root: Mapping | None = None
        self._source = source
        self._path = list(path)
        # By the identity of tables:
        self._opened: set[int] = set()
        self._values: dict[tuple[int, str], Node] = {}

    def add(self, statement: _Statement) -> None:
        keys, value, array = statement
        names, depth = [key.value for key in keys], len(self._path)
        if names[:depth] != self._path:
            return
        if len(names) == depth and (array or value is not None):
            if not isinstance(value, Mapping):
                name = ".".join(names)
                message = f"`{name}` must be a table"
                raise _MistakeError(keys[0].start, keys[-1].end, message, f"Write `[{name}]`.")
            if self.root:
                self._refuse(keys)
            self.root = value
            return
        table = self.root = self.root or self._empty(keys[:depth] or keys)
        if len(names) == depth:
            self._open(table, keys)
            return
        for key in keys[depth:-1]:
            table = self._inside(table, key)
        last = keys[-1]
        if value is not None:
            self._append(table, last, value)
        elif not array:
            self._open(self._inside(table, last), keys)
        else:
            items = self._values.get((id(table), last.value))
            if not isinstance(items, Items):
                items = Items(self._source, last.start, last.end, None)
                self._append(table, last, items)
            items.items.append(self._empty([last]))

    def _open(self, table: Mapping, keys: Sequence[Scalar]) -> None:
        """Note that a table has a header; each may have one."""
        if id(table) in self._opened:
            self._refuse(keys)
        self._opened.add(id(table))

    def _refuse(self, keys: Sequence[Scalar]) -> NoReturn:
        # Without its name, which may be a secret.
        message, hint = "this table is repeated", "Join the two tables."
        raise _MistakeError(keys[0].start, keys[-1].end, message, hint)

    def _empty(self, keys: Sequence[Scalar]) -> Mapping:
        return Mapping(self._source, keys[0].start, keys[-1].end, None)

    def _inside(self, table: Mapping, key: Scalar) -> Mapping:
        """Return the table under a key; a new one if there is none."""
        value = self._values.get((id(table), key.value))
        if isinstance(value, Items) and value.items:
            value = value.items[-1]
        if isinstance(value, Mapping):
            return value
        made = self._empty([key])
        self._append(table, key, made)
        return made

    def _append(self, table: Mapping, key: Scalar, value: Node) -> None:
        table.members.append(Member(key, value))
        self._values.setdefault((id(table), key.value), value)


class _Parser:
    def __init__(self, source: Source) -> None:
        self.source, self.text, self.at = source, source.value, 0

    def statements(self, path: Sequence[str]) -> Iterator[_Statement]:
        """Yield the statements that a table may have, the keys with those of their headers."""
        header: list[Scalar] = []
        skips = path and '"""' not in self.text and "'''" not in self.text
        other = pattern(rf"\n[ \t]*+\[[\[ \t]*+[\"']?{path[0]}\b" if path else "")
        while self._skip(_LINES) < len(self.text):
            if self.text[self.at] == "[":
                bracket = "[[" if self.text.startswith("[[", self.at) else "["
                self.at += len(bracket)
                header = self._keys()
                self._take("]" * len(bracket), "after the name of the table")
                yield header, None, bracket == "[["
                names = [key.value for key in header]
                if skips and any(map(str.__ne__, names, path)):
                    following = other.search(self.text, self.at)
                    self.at = following.start() if following else len(self.text)
                    continue
            else:
                keys = self._keys()
                self._take("=", "after the key")
                yield [*header, *keys], self._value(0), False
            self._skip(_BLANK)
            if not self.text.startswith(("\n", "\r\n", "#"), self.at) and self.at < len(self.text):
                self._fail("expected the end of the line", "Start a new line here.")

    def _skip(self, space: re.Pattern[str]) -> int:
        match = space.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _fail(self, message: str, hint: str) -> NoReturn:
        end = min(self.at + 1, len(self.text))
        if _CONTROL_CHARACTER.match(self.text, self.at):
            message, hint = "a control character", "Remove it."
        raise _MistakeError(self.at, end, f"the file is not valid TOML: {message}", hint)

    def _take(self, sign: str, where: str) -> None:
        self._skip(_BLANK)
        if not self.text.startswith(sign, self.at):
            self._fail(f"expected `{sign}` {where}", f"Write `{sign}` here.")
        self.at += len(sign)

    def _keys(self) -> list[Scalar]:
        keys = [self._key()]
        while self.text.startswith(".", self._skip(_BLANK)):
            self.at += 1
            keys.append(self._key())
        return keys

    def _key(self) -> Scalar:
        start = self._skip(_BLANK)
        match = _BARE_KEY.match(self.text, start)
        if match:
            self.at = match.end()
            return Scalar(self.source, start, self.at, None, match[0], "plain")
        if self.text[start : start + 1] not in ('"', "'"):
            self._fail("expected a key", "Write `key = value`.")
        return self._string(self.text[start])

    def _value(self, depth: int) -> Node:
        start = self._skip(_BLANK)
        if depth > MAX_DEPTH:
            self._fail("it is nested too deeply", "Nest fewer values.")
        sign = self.text[start : start + 1]
        if sign == "[":
            return self._array(depth)
        if sign == "{":
            return self._inline_table(depth)
        if sign and sign in "\"'":
            triple = 3 * sign
            return self._string(triple if self.text.startswith(triple, start) else sign)
        match = _WORD.match(self.text, start)
        if match is None:
            self._fail("expected a value", "Write a value here; strings are in quotes.")
        word = match[0]
        style: ScalarStyle = "number"
        if word in ("true", "false"):
            style = "word"
        elif _DATE.fullmatch(word):
            style = "gap"
        elif not _NUMBER.fullmatch(word):
            self._fail("a string without quotes", "Put it in quotes.")
        self.at = match.end()
        return Scalar(self.source, start, self.at, None, word, style)

    def _array(self, depth: int) -> Items:
        items = Items(self.source, self.at, self.at, None)
        self.at += 1
        while not self.text.startswith("]", self._skip(_LINES)):
            items.items.append(self._value(depth + 1))
            if self.text.startswith(",", self._skip(_LINES)):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                self._fail("expected `,` or `]` in a list", "Write `,` between two items.")
        self.at = items.end = self.at + 1
        return items

    def _inline_table(self, depth: int) -> Mapping:
        table = Mapping(self.source, self.at, self.at, None)
        inside = _Table(self.source, [])
        inside.root = table
        self.at += 1
        comma = False
        while comma or not self.text.startswith("}", self._skip(_BLANK)):
            if self.text.startswith(("\n", "\r\n", "#"), self._skip(_BLANK)):
                self._fail("a table in braces ends on its line", "Write it on one line.")
            keys = self._keys()
            self._take("=", "after the key")
            inside.add((keys, self._value(depth + 1), False))
            comma = self.text.startswith(",", self._skip(_BLANK))
            if comma:
                self.at += 1
            elif not self.text.startswith("}", self.at):
                self._fail("expected `,` or `}` in a table", "Write `,` between two members.")
        self.at = table.end = self.at + 1
        return table

    def _string_end(self, opening: str) -> int:
        """Return about where a string that can't be read ends."""
        end = opening if len(opening) > 1 else "\n"
        return self.text.find(end, self.at + len(opening)) % (len(self.text) + 1)

    def _string(self, opening: str) -> Scalar:
        start = self.at
        expression, style = _STRINGS[opening]
        match = expression.match(self.text, start)
        if match is None:
            stray = _CONTROL_CHARACTER.search(self.text, start, self._string_end(opening))
            self.at = stray.start() if stray else start
            self._fail("the string has no end", f"Write `{opening}` at its end.")
        self.at = match.end()
        value = self.text[start + len(opening) : self.at - len(opening)].replace("\r\n", "\n")
        if len(opening) > 1:
            value = value.removeprefix("\n")
        if style == "double" and "\\" in value:
            for escape in _ESCAPE.finditer(value):
                code = escape[2] or escape[3]
                if escape[4] is not None or (code and not _is_scalar(int(code, 16))):
                    self.at = start
                    self._fail("an unknown escape in a string", "Write `\\\\` for a backslash.")
            value = _ESCAPE.sub(_unescaped, value)
        return Scalar(
            self.source, start, self.at, None, value, "double" if style == "double" else "single"
        )


def _is_scalar(code: int) -> bool:
    return code < 0xD800 or 0xDFFF < code < 0x110000


def _unescaped(match: re.Match[str]) -> str:
    letter, short, long = match.group(1, 2, 3)
    if letter:
        return _LETTERS[letter]
    return chr(int(short or long, 16)) if short or long else ""
