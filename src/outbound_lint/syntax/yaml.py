"""YAML streams to nodes.

What most files consist of, as `syntax.values` describes it, is read line by line, which takes no
import of a parser. Everything else, valid or not, is left to `syntax.yaml_events`. Property-based
tests compare the nodes of both.
"""

from __future__ import annotations

import re

from outbound_lint.source import Source
from outbound_lint.syntax.nodes import (
    MAX_DEPTH,
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    ScalarStyle,
    Sequence,
    YamlStream,
)
from outbound_lint.syntax.values import (
    REFUSED,
    YAML_LINE,
    YAML_REST,
    UnsureError,
    block,
    in_double_quotes,
    require,
    start_of_yaml,
)


def parse_yaml(source: Source) -> YamlStream:
    """Parse all documents of a YAML stream.

    Args:
        source: the text of the stream.

    Returns:
        Its documents; where one is broken, the others are still read.
    """
    try:
        return YamlStream([Document(0, plain_root(source))], [])
    except UnsureError:
        from outbound_lint.syntax.yaml_events import parse_stream

        return parse_stream(source)


def plain_root(source: Source) -> Node:
    """Return the root of plain YAML.

    Raises:
        UnsureError: a parser has to read the text.
    """
    return _PlainReader(source).read()


class _PlainReader:
    """One pass over the lines of a text.

    Args:
        source: the text.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        require(not REFUSED.search(source.value))
        self.position = start_of_yaml(source.value)
        self.stream = Sequence(source, 0, 0, None)  # it holds the root
        # The innermost open collection with the column of its keys or dashes, and those around it.
        self.inner: Mapping | Sequence = self.stream
        self.column = -1
        self.around: list[tuple[Mapping | Sequence, int]] = []
        self.waiting: Scalar | None = None  # the key whose value is in the lines below it

    def read(self) -> Node:
        """Read all lines.

        Raises:
            UnsureError: a parser has to read the text.
        """
        text = self.source.value
        while line := YAML_LINE.match(text, self.position):
            self.position = line.end()
            self._read_line(line)
        require(self.stream.items and not self.waiting and YAML_REST.fullmatch(text, self.position))
        while self.around:
            self._close()
        return self.stream.items[0]

    def _read_line(self, line: re.Match[str]) -> None:
        column, dash = len(line[1]), line[2]
        while column < self.column or (
            column == self.column and not dash and isinstance(self.inner, Sequence)
        ):
            require(not self.waiting)
            self._close()
        is_root = self.inner is self.stream and not self.stream.items
        if dash:
            if column != self.column or isinstance(self.inner, Mapping):
                self._open(Sequence(self.source, line.start(2), 0, None), column, is_item=is_root)
            column += len(dash)
        require(dash or line[3])
        key = None
        if line[3]:
            if column != self.column:
                is_item = bool(dash) or is_root
                self._open(Mapping(self.source, line.start(3), 0, None), column, is_item=is_item)
            require(not self.waiting)
            key = Scalar(self.source, *line.span(3), None, line[3], "plain")
        value = self._value(line)
        if value:
            self._add(key, value)
        else:
            require(key)
            self.waiting = key

    def _value(self, line: re.Match[str]) -> Scalar | None:
        """Return the scalar at the end of a line, if there is one."""
        _, _, _, plain, single, double, header = line.groups()
        style: ScalarStyle
        if plain is not None:
            (start, end), value, style = line.span(4), plain, "plain"
        elif single is not None:
            start, end, style = line.start(5) - 1, line.end(5) + 1, "single"
            value = single.replace("''", "'")
        elif double is not None:
            start, end, style = line.start(6) - 1, line.end(6) + 1, "double"
            value = in_double_quotes(double)
        elif header:
            value, self.position = block(self.source.value, line.end(), header, self.column)
            start, end = line.start(7), self.position
            style = "literal" if header[0] == "|" else "folded"
        else:
            return None
        return Scalar(self.source, start, end, None, value, style)

    def _add(self, key: Scalar | None, value: Node) -> None:
        """Add a value to the innermost collection."""
        if isinstance(self.inner, Mapping):
            require(key)
            assert key
            self.inner.members.append(Member(key, value))
        else:
            require(not key)
            self.inner.items.append(value)

    def _open(self, opened: Mapping | Sequence, column: int, *, is_item: bool) -> None:
        """Open a collection: the value of the key that waits, or an item."""
        require((self.waiting or is_item) and len(self.around) < MAX_DEPTH)
        self._add(self.waiting, opened)
        self.around.append((self.inner, self.column))
        self.inner, self.column, self.waiting = opened, column, None

    def _close(self) -> None:
        """Close a collection: it ends with its last value."""
        inner = self.inner
        last = inner.members[-1].value if isinstance(inner, Mapping) else inner.items[-1]
        inner.end = last.end
        self.inner, self.column = self.around.pop()
