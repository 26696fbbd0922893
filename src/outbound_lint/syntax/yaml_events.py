"""YAML streams to nodes, from the events of libyaml or of ruamel.yaml's pure parser.

libyaml reads a whole stream at once. If it fails, the documents are parsed one by one, so that one
broken document does not hide the others; each gets a second chance with the pure parser, and where
YAML 1.2 allows what neither accepts, it is rewritten for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from outbound_lint.patterns import pattern
from outbound_lint.source import Source, line_start
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
    YamlStream,
)

MAX_ALIASES = 10_000
MAX_DOCUMENTS = 10_000
MAX_REWRITTEN_CHARACTERS = 8 * 1024 * 1024
"""How much of one stream is parsed again after it was rewritten."""
# Starting a parser takes as long as parsing so many characters.
_START_COST = 4096

# Line breaks of YAML 1.1, and so of both parsers, but not of YAML 1.2 and editors.
_OLD_BREAK = pattern("[\x85\u2028\u2029]")
_TAG = pattern("![^ \t\r\n]*+")
_TO_CONTENT = pattern("(?:[ \t\r\n]++|(?<=[\r\n])\ufeff|(?<=[ \t\r\n])#[^\r\n]*+)*+")
_COLON = pattern(r"[ \t]*:")
_VISIBLE_LINE = pattern(r"[\r\n]( *+)[^ \t\r\n]")
_UTF_16 = ("utf-16", "surrogatepass")
_STYLES: dict[str | None, ScalarStyle] = {
    None: "plain",  # from the pure parser
    "": "plain",
    "'": "single",
    '"': "double",
    "|": "literal",
    ">": "folded",
}
_QUOTED = ("single", "double")


class _BeyondLimitsError(Exception):
    """A stream is deeper or larger than what is read."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__()
        hint = "Split the file into smaller ones."
        self.problem = SyntaxProblem(offset, offset + 1, message, hint)


def parse_stream(source: Source) -> YamlStream:
    """Parse all documents of a YAML stream, whatever it is like, as `syntax.yaml` describes it."""
    value = source.value
    # libyaml does not count byte order marks at the start.
    start = len(value) - len(value.lstrip("\ufeff"))
    if value.isascii() or not _OLD_BREAK.search(value):
        try:
            return _Builder(source, start).build(_events(value[start:]))
        except (_BeyondLimitsError, YAMLError, UnicodeEncodeError):
            pass
    return _SeparateParser(source).parse(start)


def _events(text: str) -> Iterator[Any]:
    """Iterate over parser events, from libyaml if its binding is installed."""
    try:
        from _ruamel_yaml import CParser
    except ImportError:
        return _pure_events(text)
    return iter(CParser(text).get_event, None)


def _pure_events(text: str) -> Iterator[Any]:
    from ruamel.yaml import YAML

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except YAMLError:
        raise
    except Exception as error:  # such as an AssertionError for `%YAML 1.3`
        raise YAMLError(str(error)) from error


class _SeparateParser:
    """Parses the documents of a broken stream one by one; the limits are those of the stream."""

    def __init__(self, source: Source) -> None:
        from outbound_lint.syntax.yaml_work import PureWork

        self.source = source
        self.index = 0
        self.count = 0
        self.pure_work = PureWork()
        self.rewritten_characters = MAX_REWRITTEN_CHARACTERS

    def parse(self, first: int) -> YamlStream:
        from outbound_lint.syntax.yaml_recovery import chunks

        stream = YamlStream([], [])
        for start, end in chunks(self.source.value, first):
            try:
                chunk = self._parse_chunk(start, self.source.value[start:end])
            except _BeyondLimitsError as limit:
                chunk = YamlStream([], [limit.problem])
            stream.documents.extend(chunk.documents)
            stream.problems.extend(chunk.problems)
            self.index += max(len(chunk.documents), 1 if chunk.problems else 0)
            if self.count > MAX_NODES or self.index > MAX_DOCUMENTS:
                break
        return stream

    def _parse_chunk(self, start: int, text: str) -> YamlStream:
        """Parse one document, rewritten if need be, or explain what is wrong with it."""
        from outbound_lint.syntax import yaml_errors, yaml_recovery
        from outbound_lint.syntax.yaml_work import UsedUpError

        problem = yaml_errors.unprintable_character(text, start)
        if problem:
            return YamlStream([], [problem])
        breaks = yaml_recovery.without_old_breaks(text)
        rewritings = [breaks] if breaks else []
        before = self.count
        while True:
            read = rewritings[-1].text if rewritings else text
            errors: list[YAMLError] = []
            for events in self._parsers(len(text)):
                builder = _Builder(self.source, start, self.index, before)
                try:
                    stream = builder.build(yaml_recovery.restored(events(read), rewritings))
                except UsedUpError:
                    continue
                except YAMLError as error:
                    errors.append(error)
                else:
                    if breaks and yaml_recovery.is_readable(_events(text)):
                        rewritings.remove(breaks)
                    for document in stream.documents:
                        document.notes += yaml_recovery.notes(self.source.value, start, rewritings)
                    return stream
                finally:
                    self.count = max(self.count, builder.count)
            rewriting = yaml_recovery.rewrite(read, errors)
            self.rewritten_characters -= max(len(text), _START_COST)
            if rewriting is None or self.rewritten_characters < 0:
                break
            rewritings.append(rewriting)
        end = start + len(text)
        problem = yaml_errors.explain(errors, _events(read), self.source.value, start, end)
        return YamlStream([], [problem])

    def _parsers(self, length: int) -> Iterator[Callable[[str], Iterator[Any]]]:
        """Yield libyaml's binding, and the pure parser as long as its work is not used up."""
        yield _events
        if self.pure_work.allows(length):
            yield lambda text: self.pure_work.counted(_pure_events(text))


class _Builder:
    """Builds the nodes of one chunk of a stream from its events.

    Args:
        source: the whole stream.
        base: the offset at which the chunk starts.
        index: how many documents come before it.
        count: how many nodes come before it.
    """

    def __init__(self, source: Source, base: int, index: int = 0, count: int = 0) -> None:
        self.source = source
        self.base = base
        self.index = index
        self.count = count
        self.aliases = 0
        self.problems: list[SyntaxProblem] = []
        self.notes: dict[int, list[SyntaxProblem]] = {}
        self.anchors: dict[str, Node] = {}
        # The open collections, each with what the one around it, or the stream, holds so far.
        self.stack: list[tuple[Mapping | Sequence, list[Node]]] = []

    def build(self, events: Iterable[Any]) -> YamlStream:  # noqa: C901, PLR0912  # one hot loop
        """Build the documents.

        Every file goes through this loop, so it calls nothing that most nodes do not need.

        Raises:
            _BeyondLimitsError: there is too much of something.
        """
        source, base, stack = self.source, self.base, self.stack
        siblings: list[Node] = []  # what the innermost open collection, or the stream, holds so far
        for event in events:
            kind = type(event)
            start = content = base + event.start_mark.index
            end = base + event.end_mark.index
            if kind is ScalarEvent:
                value, style, tag, anchor = event.value, _STYLES[event.style], None, event.anchor
                if anchor is not None or event.ctag is not None:
                    tag, content = event.tag, min(self._after_properties(event, start), end)
                if content == end and not value:
                    content = end = self._place_of_empty(end, siblings)
                elif style == "double" and not value.isascii():
                    # A surrogate pair of two escapes is one character, as in JSON.
                    value = value.encode(*_UTF_16).decode(*_UTF_16)
                if style in _QUOTED and event.start_mark.line != event.end_mark.line:
                    self._check_continuation(content, end)
                siblings.append(node := Scalar(source, content, end, tag, value, style))
                if anchor is not None:
                    self.anchors[anchor] = node
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                siblings = self._close(siblings, start, end)
                continue
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                collection = self._open(event, start)
                siblings.append(collection)
                stack.append((collection, siblings))
                siblings = []
            elif kind is AliasEvent:
                siblings.append(self._alias(event.anchor, start, end))
            elif kind is DocumentStartEvent:
                self.anchors = {}
                if self.index + len(siblings) >= MAX_DOCUMENTS:
                    message = f"there are more than {MAX_DOCUMENTS} documents"
                    raise _BeyondLimitsError(start, message)
                continue
            else:
                continue
            self.count += 1
            if self.count > MAX_NODES:
                raise _BeyondLimitsError(start, f"there are more than {MAX_NODES} values")
        documents = [
            Document(self.index + number, root, tuple(self.notes.get(number, ())))
            for number, root in enumerate(siblings)
        ]
        return YamlStream(documents, self.problems)

    def _open(self, event: Any, start: int) -> Mapping | Sequence:
        tag = None
        if event.anchor is not None or event.ctag is not None:
            start, tag = self._after_properties(event, start), event.tag
        collection = Mapping if type(event) is MappingStartEvent else Sequence
        node = collection(self.source, start, start, tag)
        if len(self.stack) >= MAX_DEPTH:
            message = f"values are nested more than {MAX_DEPTH} levels deep"
            raise _BeyondLimitsError(start, message)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def _close(self, items: list[Node], start: int, end: int) -> list[Node]:
        node, siblings = self.stack.pop()
        if isinstance(node, Sequence):
            node.items = items
        else:
            node.members = list(map(Member, items[::2], items[1::2]))
        # A closing bracket has a length; a block collection ends with its last value.
        node.end = end if start < end else items[-1].end
        return siblings

    def _check_continuation(self, start: int, end: int) -> None:
        """Note a line of a quoted value with less indentation than YAML requires (section 7.3.1).

        libyaml and ruamel.yaml accept it, but parsers that follow the specification do not.
        """
        text = self.source.value
        blocks = (node.start for node, _ in reversed(self.stack) if text[node.start] not in "[{")
        block = next(blocks, None)
        if block is None:
            return
        column = block - line_start(text, block)
        for line in _VISIBLE_LINE.finditer(text, start, end):
            if len(line.group(1)) <= column:
                message = "continuation line without indentation: strict YAML parsers refuse it"
                hint = f"Indent each line of the value by {column + 1} or more spaces."
                note = SyntaxProblem(line.end() - 1, line.end(), message, hint)
                self.notes.setdefault(len(self.stack[0][1]) - 1, []).append(note)
                return

    def _place_of_empty(self, start: int, siblings: list[Node]) -> int:
        """Return where an empty node is: an empty value is right after its key's colon."""
        if self.stack and isinstance(self.stack[-1][0], Mapping) and len(siblings) % 2:
            colon = _COLON.match(self.source.value, siblings[-1].end)
            # After a key without a colon (`? |`) the next line may start with one (`:b: c`).
            if colon and colon.end() <= start:
                return colon.end()
        return start

    def _alias(self, anchor: str, start: int, end: int) -> Node:
        self.aliases += 1
        if self.aliases > MAX_ALIASES:
            raise _BeyondLimitsError(start, f"there are more than {MAX_ALIASES} aliases")
        target = self.anchors.get(anchor)
        if target is not None:
            return Alias(self.source, start, end, target)
        message = "undefined alias: no anchor with this name comes before it in the document"
        hint = "Define the anchor with `&` above, correct the name, or put a text in quotes."
        self.problems.append(SyntaxProblem(start, end, message, hint))
        return Scalar(self.source, start, end, None, "", "gap")

    def _after_properties(self, event: Any, start: int) -> int:
        """Return where a node's content starts, after its anchor and tag."""
        text = self.source.value
        anchor = None if event.anchor is None else "&" + event.anchor
        tag = event.ctag is not None
        while True:
            if anchor and text.startswith(anchor, start):
                start, anchor = start + len(anchor), None
            elif tag and (match := _TAG.match(text, start)):
                start, tag = match.end(), False
            else:
                return start
            if blanks := _TO_CONTENT.match(text, start):
                start = blanks.end()
