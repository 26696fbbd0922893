"""YAML text to nodes, from parser events: nothing is constructed, expanded or evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import MAX_NODES, Document
from outbound_lint.syntax.problem import Problem
from outbound_lint.syntax.yaml_builder import MAX_DOCUMENTS, BeyondLimitsError, Builder

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


class Stream(NamedTuple):
    """The documents of a stream that could be read, and what is wrong with the others."""

    documents: list[Document]
    problems: list[Problem]


def parse(source: Source) -> Stream:
    """Parse all documents of a YAML stream.

    Args:
        source: the text of the stream.

    Returns:
        Its documents; where one is broken, the others are still read.
    """
    try:
        start = _start(source.value)
        builder = Builder(source, start, 0)
        return Stream(builder.build(_events(source.value[start:])), builder.problems)
    except BeyondLimitsError as limit:
        if len(list(islice(_chunks(source.value), 2))) < 2:
            return Stream([], [limit.problem])
    except (YAMLError, UnicodeEncodeError):
        pass
    return _parse_one_by_one(source)


def _start(text: str) -> int:
    """Return where a text starts behind byte order marks: libyaml does not count them."""
    return len(text) - len(text.lstrip("\ufeff"))


def _parse_one_by_one(source: Source) -> Stream:
    """Parse what the markers between documents part; the limits are those of the whole stream."""
    stream = Stream([], [])
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
        builder.problems.append(Problem(at, at + 1, message, "Remove it."))
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
        builder.problems = [Problem(at, at + 1, f"the character U+{code:04X} ends the line", hint)]
        return []
    from outbound_lint.syntax.yaml_mistakes import explain

    builder.problems = [explain(first, builder.source.value, base, base + len(text))]
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
