"""Nodes from the events of a YAML parser."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ruamel.yaml import events

from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Alias,
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    Style,
)
from outbound_lint.syntax.problem import Problem

MAX_ALIASES = 10_000
MAX_DOCUMENTS = 10_000

_TAG = pattern("![^ \t\r\n\x85\u2028\u2029]*+")
_TO_CONTENT = pattern(
    "(?:[ \t\r\n\x85\u2028\u2029]++|(?<=[\r\n\x85\u2028\u2029])\ufeff"
    "|(?<=[ \t\r\n\x85\u2028\u2029])#[^\r\n\x85\u2028\u2029]*+)*+"
)
_COLON = pattern(r"[ \t]*:")
_STYLES: dict[str | None, Style] = {
    None: "plain",
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}


class BeyondLimitsError(Exception):
    """A document is deeper or larger than what is read."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__()
        self.problem = Problem(offset, offset + 1, message, "Split the file into smaller ones.")


class Builder:
    """Nodes from the events of one stretch of a stream; `base` is the offset it starts at."""

    def __init__(self, source: Source, base: int, index: int) -> None:
        self.source = source
        self.base = base
        self.index = index
        self.problems: list[Problem] = []
        self.documents: list[Document] = []
        self.anchors: dict[str, Node] = {}
        self.stack: list[Mapping | Sequence] = []
        self.key: Node | None = None
        self.pending_keys: list[Node | None] = []
        self.count = 0
        self.opinions = 0
        self.aliases = 0

    def build(self, stream: Iterable[Any]) -> list[Document]:
        """Build the documents of a stream of events.

        Raises:
            BeyondLimitsError: there is too much of something.
        """
        handlers: dict[type, Callable[[Any], None]] = {
            events.ScalarEvent: self._scalar,
            events.MappingStartEvent: self._mapping,
            events.SequenceStartEvent: self._sequence,
            events.MappingEndEvent: self._close,
            events.SequenceEndEvent: self._close,
            events.AliasEvent: self._alias,
            events.DocumentStartEvent: self._document,
        }
        for event in stream:
            handler = handlers.get(type(event))
            if handler:
                handler(event)
        return self.documents

    def _document(self, event: Any) -> None:
        self.anchors = {}
        if self.index + len(self.documents) >= MAX_DOCUMENTS:
            start = self.base + event.start_mark.index
            raise BeyondLimitsError(start, f"there are more than {MAX_DOCUMENTS} documents")

    def _scalar(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        end = self.base + event.end_mark.index
        tag, style, value = event.tag, _STYLES[event.style], event.value
        if event.anchor is not None or tag is not None:
            start = min(self._behind_properties(event, start), end)
        if not value and start == end:
            start = end = self._empty(start)
        elif style == "double" and not value.isascii():
            value = _joined_surrogates(value)
        node = Scalar(self.source, start, end, tag, value, style)
        self._add(node, event.anchor)

    def _empty(self, start: int) -> int:
        """Return where an empty value stands: right behind its key's colon."""
        key = self.key
        if key is None:
            return start
        colon = _COLON.match(self.source.value, key.end)
        return colon.end() if colon and colon.end() <= start else start

    def _mapping(self, event: Any) -> None:
        self._open(Mapping(self.source, *self._collection_span(event), event.tag), event.anchor)

    def _sequence(self, event: Any) -> None:
        self._open(Sequence(self.source, *self._collection_span(event), event.tag), event.anchor)

    def _collection_span(self, event: Any) -> tuple[int, int]:
        start = self.base + event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            start = self._behind_properties(event, start)
        return start, start

    def _open(self, node: Mapping | Sequence, anchor: str | None) -> None:
        self._add(node, anchor)
        if len(self.stack) >= MAX_DEPTH:
            raise BeyondLimitsError(node.start, f"values stand more than {MAX_DEPTH} levels deep")
        self.stack.append(node)
        self.pending_keys.append(self.key)
        self.key = None

    def _close(self, event: Any) -> None:
        node = self.stack.pop()
        self.key = self.pending_keys.pop()
        flow = node.start < len(self.source.value) and self.source.value[node.start] in "{["
        last = _last_end(node)
        node.end = self.base + event.end_mark.index if flow else max(last, node.start)

    def _alias(self, event: Any) -> None:
        start = self.base + event.start_mark.index
        end = self.base + event.end_mark.index
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise BeyondLimitsError(start, f"there are more than {MAX_ALIASES} aliases")
        target = self.anchors.get(event.anchor)
        if target is None:
            message = "the alias names no anchor that stands before it in this document"
            hint = "Define it above with `&`, or correct its name."
            self.problems.append(Problem(start, end, message, hint))
            self._add(Scalar(self.source, start, end, None, "", "gap"), None)
            return
        self._add(Alias(self.source, start, end, target), None)

    def _add(self, node: Node, anchor: str | None) -> None:
        self.count += 1
        if self.count > MAX_NODES:
            raise BeyondLimitsError(node.start, f"there are more than {MAX_NODES} values")
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.documents.append(Document(self.index + len(self.documents), node))
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
        elif self.key is None:
            self.key = node
        else:
            parent.members.append(Member(self.key, node))
            self.key = None

    def _behind_properties(self, event: Any, start: int) -> int:
        """Return where a node itself starts, behind its anchor and tag."""
        text = self.source.value
        anchor = None if event.anchor is None else "&" + event.anchor
        tag = event.tag is not None
        while True:
            if anchor and text.startswith(anchor, start):
                start, anchor = start + len(anchor), None
            elif tag and (match := _TAG.match(text, start)):
                start, tag = match.end(), False
            else:
                return start
            if blanks := _TO_CONTENT.match(text, start):
                start = blanks.end()


def _last_end(node: Mapping | Sequence) -> int:
    if isinstance(node, Mapping):
        return node.members[-1].value.end if node.members else node.end
    return node.items[-1].end if node.items else node.end


def _joined_surrogates(value: str) -> str:
    """Join surrogate pairs that were written as two escapes, as JSON does."""
    if not any("\ud800" <= character <= "\udbff" for character in value):
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
