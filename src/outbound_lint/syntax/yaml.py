"""Nodes from the events of a YAML parser."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

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
    ScalarStyle,
    Sequence,
    SyntaxProblem,
)

MAX_ALIASES = 10_000
MAX_DOCUMENTS = 10_000

_TAG = pattern("![^ \t\r\n\x85\u2028\u2029]*+")
_TO_CONTENT = pattern(
    "(?:[ \t\r\n\x85\u2028\u2029]++|(?<=[\r\n\x85\u2028\u2029])\ufeff"
    "|(?<=[ \t\r\n\x85\u2028\u2029])#[^\r\n\x85\u2028\u2029]*+)*+"
)
_COLON = pattern(r"[ \t]*:")
_STYLES: dict[str | None, ScalarStyle] = {
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
        self.problem = SyntaxProblem(
            offset, offset + 1, message, "Split the file into smaller ones."
        )


class Builder:
    """Nodes from the events of one stretch of a stream; `base` is the offset it starts at."""

    def __init__(self, source: Source, base: int, index: int) -> None:
        self.source = source
        self.base = base
        self.index = index
        self.problems: list[SyntaxProblem] = []
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
            self.problems.append(SyntaxProblem(start, end, message, hint))
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


# The pure parser takes a second or two for so much; to start it takes as long as for 4 KB.
MAX_SECOND_OPINIONS = 512 * 1024
_START_OF_OPINION = 4096

# What is not c-printable (YAML 1.2.2, section 5.1). The class of what is, negated, takes ten times
# as long to compile.
_UNPRINTABLE = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_BOUNDARY = pattern(r"(?:\A|(?<=[\r\n]))(?:---(?=[ \t\r\n]|\Z)|\.\.\.(?=[ \t\r\n]|\Z)[^\r\n]*)")
_NO_VALUE = pattern(r"(?:\s|[%#][^\r\n]*+|\.\.\.(?=[ \t\r\n]|\Z))*+")
# They end a line for the parsers, as in YAML 1.1, but not for YAML 1.2 and editors.
_ODD_BREAK = pattern("[\x85\u2028\u2029]")


class YamlStream(NamedTuple):
    """The documents of a stream that could be read, and what is wrong with the others."""

    documents: list[Document]
    problems: list[SyntaxProblem]


def parse_yaml(source: Source) -> YamlStream:
    """Parse all documents of a YAML stream.

    Args:
        source: the text of the stream.

    Returns:
        Its documents; where one is broken, the others are still read.
    """
    try:
        start = _start(source.value)
        builder = Builder(source, start, 0)
        return YamlStream(builder.build(_events(source.value[start:])), builder.problems)
    except BeyondLimitsError as limit:
        if len(list(islice(_chunks(source.value), 2))) < 2:
            return YamlStream([], [limit.problem])
    except (YAMLError, UnicodeEncodeError):
        pass
    return _parse_one_by_one(source)


def _start(text: str) -> int:
    """Return where a text starts behind byte order marks: libyaml does not count them."""
    return len(text) - len(text.lstrip("\ufeff"))


def _parse_one_by_one(source: Source) -> YamlStream:
    """Parse what the markers between documents part; the limits are those of the whole stream."""
    stream = YamlStream([], [])
    index, count, opinions = 0, 0, MAX_SECOND_OPINIONS
    for start, end in _chunks(source.value):
        builder = Builder(source, start, index)
        builder.count, builder.opinions = count, opinions
        try:
            documents = _parse_chunk(builder, source.value[start:end])
        except BeyondLimitsError as limit:
            documents, builder.problems = [], [limit.problem]
        stream.documents.extend(documents)
        stream.problems.extend(builder.problems)
        index += max(len(documents), 1 if builder.problems else 0)
        count, opinions = builder.count, builder.opinions
        if count > MAX_NODES or index > MAX_DOCUMENTS:
            break
    return stream


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Cut a stream where its documents start: the markers can't stand inside of one."""
    start = first = seen = _start(text)
    for match in _BOUNDARY.finditer(text):
        cut = match.end() if match.group().startswith(".") else match.start()
        if not _NO_VALUE.fullmatch(text, seen, cut):
            yield start, cut
            start = cut
        seen = cut
    if start == first or not _NO_VALUE.fullmatch(text, seen):
        yield start, len(text)


def _parse_chunk(builder: Builder, text: str) -> list[Document]:
    base = builder.base
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        at = base + unprintable.start()
        message = f"the control character U+{ord(unprintable.group()):04X} is not allowed in YAML"
        builder.problems.append(SyntaxProblem(at, at + 1, message, "Remove it."))
        return []
    try:
        return builder.build(_events(text))
    except YAMLError as error:
        first = error
    cost = max(len(text), _START_OF_OPINION)
    if cost <= builder.opinions:
        builder.opinions -= cost
        second = Builder(builder.source, base, builder.index)
        try:
            documents = second.build(_pure_events(text))
        except MarkedYAMLError as error:
            first = max(first, error, key=_offset)
        except BeyondLimitsError:
            raise
        except Exception:  # noqa: BLE001, S110  # its own faults are not the user's
            pass
        else:
            builder.problems = second.problems
            return documents
    odd = _ODD_BREAK.search(text)
    if odd and _is_sound(_ODD_BREAK.sub("_", text)):
        at, code = base + odd.start(), ord(odd.group())
        hint = f"Remove it, or write it as `\\u{code:04x}` in double quotes."
        builder.problems = [
            SyntaxProblem(at, at + 1, f"the character U+{code:04X} ends the line", hint)
        ]
        return []
    from outbound_lint.syntax.yaml_errors import explain_yaml

    builder.problems = [explain_yaml(first, builder.source.value, base, base + len(text))]
    return []


def _is_sound(text: str) -> bool:
    try:
        for _ in _events(text):
            pass
    except YAMLError:
        return False
    return True


def _offset(error: YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.index if mark else -1


def _events(text: str) -> Iterator[Any]:
    """Yield parser events, from libyaml where its binding is installed."""
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        yield from _pure_events(text)
        return
    parser = CParser(text)
    try:
        while (event := parser.get_event()) is not None:
            yield event
    finally:
        parser.dispose()


def _pure_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except YAMLError:
        raise
    except Exception as error:  # it raises what it likes: AssertionError for `%YAML 1.3`
        raise YAMLError from error
