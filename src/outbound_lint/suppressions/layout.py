"""How a text in YAML or HCL is laid out: where comments can be, and which lines belong to a key."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from outbound_lint.patterns import pattern
from outbound_lint.source import Source, Span
from outbound_lint.syntax.nodes import Document, Mapping, Member, Node, Scalar, Sequence

_HEADER = pattern(r"[^\r\n]*+")
_INDENT = pattern(r"[ \t]*+")
_HOLDING_OTHERS = ("encoded", "whole")
"""Styles of scalars that are made of other ones, between which comments are possible."""


class Layout:
    """The lines of a source, as its documents use them.

    Args:
        source: the text.
        documents: its documents; of those that could not be parsed nothing is known.
    """

    def __init__(self, source: Source, documents: Iterable[Document]) -> None:
        self.source = source
        self._signs = ("#", "//") if source.is_hcl else ("#",)
        self.last_lines: dict[int, int] = {}
        """For each line on which keys start, the last line of their values."""
        texts: list[Span] = []
        for node in _nodes(documents):
            if isinstance(node, Member):
                first = source.line(node.key.start)
                last = source.line(self._last_character(node))
                self.last_lines[first] = max(last, self.last_lines.get(first, first))
            elif isinstance(node, Scalar) and node.style not in _HOLDING_OTHERS:
                texts.append(self._text_span(node))
        self._texts = sorted(texts)
        self._key_lines = sorted(self.last_lines)

    def key_lines(self, last: int) -> list[int]:
        """Return the lines up to one on which keys start, in their order."""
        return self._key_lines[: bisect_right(self._key_lines, last)]

    def is_text(self, offset: int) -> bool:
        """Return whether an offset is inside a scalar, behind its start: a `#` there is text."""
        index = bisect_left(self._texts, offset, key=lambda span: span.start) - 1
        return index >= 0 and offset < self._texts[index].end

    def is_comment(self, offset: int) -> bool:
        """Return whether a comment starts at a `#` or, in HCL, at a `//`."""
        return not self.is_text(offset) and self.source.value.startswith(self._signs, offset)

    def is_comment_line(self, line: int) -> bool:
        """Return whether there is nothing but a comment on a line."""
        start, end = self.source.line_span(line)
        first = _INDENT.match(self.source.value, start, end).end()  # type: ignore[union-attr]
        return self.is_comment(first)

    def _text_span(self, node: Scalar) -> Span:
        """Return where a scalar is text: a comment may follow the header of a block scalar."""
        if node.style in ("literal", "folded"):
            header = _HEADER.match(self.source.value, node.start)
            at_end = node.end == len(self.source.value)  # what is added there is text as well
            return Span(header.end() if header else node.start, node.end + at_end)
        return Span(node.start, node.end)

    def _last_character(self, member: Member) -> int:
        text, end = self.source.value, member.value.end
        while end > member.key.end and text[end - 1] in " \t\r\n":
            end -= 1
        return max(end - 1, member.key.start)


def _nodes(documents: Iterable[Document]) -> Iterator[Node | Member]:
    """Yield every node and member as it is written: aliases are not followed."""
    waiting: list[Node] = [document.root for document in documents]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, Sequence):
            waiting += node.items
        elif isinstance(node, Mapping):
            for member in node.members:
                yield member
                waiting += (member.key, member.value)
