"""What no output may show of a text that could not be parsed, or that stands beside the values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.connections.secret_texts import (
    generated_words,
    in_header_name,
    in_prose,
    looks_generated,
    repeated,
)
from outbound_lint.facts import placeholders
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Text

# Of a longer line, or a longer text that is no JSON, nothing is shown but the offending character:
# to tell its words apart would take longer than anything else.
_LONG = 100_000

# Words that are shown even where a text does not parse; anything else there may be a secret.
_HARMLESS_WORDS = frozenset(
    "true false null True False None NaN Infinity undefined TRUE FALSE NULL nil nan Null".split()
)
# What a file of connections says by itself.
_OWN_WORDS = frozenset((*FIELD_NAMES, "agents", "connections", "endpoint", "metadata", "name"))
_TOKEN = pattern(
    r"""(["'])(?:(?!\1)[^\\]|\\.)*+\1?|(?P<number>-?[0-9]{1,5}(?![^\s,:}\]]))"""
    r"""|[^\s{}\[\],:"']++""",
    re.DOTALL,
)
_NAME = pattern(r"""(["'])[A-Za-z][A-Za-z_-]*+\1""")
_COLON = pattern(r"\s*+:")
_LINE_KEY = pattern(r"[ \t]*+(?:- ++)*+[\"']?([A-Za-z_][\w.-]*+)[\"']?[ \t]*+:(?=\s|$)")
_WORD = pattern(r"[^\s{}\[\],:\"']++")
_COMMENT = pattern(r"(?<!\S)#")
_PROPERTY = pattern(r"(?<![^\s,\[{])[&*!]([^\s,\[\]{}]++)")


def beside_values(text: Text, start: int, end: int, secret: frozenset[str]) -> Iterator[Place]:
    """Yield what stands on a line beside its values: in comments, anchors, aliases and tags.

    Args:
        text: the text.
        start: where the line starts.
        end: where it ends.
        secret: words of secrets that may stand here once more.
    """
    comment = _COMMENT.search(text.value, start, end)
    if comment and end - comment.end() > _LONG:
        yield Place(text, comment.end(), end)
    elif comment:
        yield from in_prose(text, comment.end(), end)
        yield from generated_words(text, comment.end(), end)
    for match in _PROPERTY.finditer(text.value, start, end):
        if looks_generated(match.group(1)):
            yield Place(text, *match.span(1))
    if secret:
        yield from repeated(text, start, end, secret)


def words_of_line(text: Text, start: int, end: int, shown: frozenset[int]) -> Iterator[Place]:
    """Yield the words of a stretch of text that could not be parsed, but for keys of YAML.

    Args:
        text: the text.
        start: where the stretch starts, at the start of a line.
        end: where it ends.
        shown: the offsets of characters that may be shown.
    """
    offset = start
    while offset < end:
        key = _LINE_KEY.match(text.value, offset, end)
        if key and not looks_generated(key.group(1)):
            offset = key.end()
        line_end = _line_end(text.value, offset, end)
        if line_end - offset > _LONG:
            yield from _around(text, offset, line_end, shown)
            offset = line_end + 1
            continue
        for match in _WORD.finditer(text.value, offset, line_end):
            if match.group() not in _OWN_WORDS and any(map(str.isalnum, match.group())):
                yield from _around(text, match.start(), match.end(), shown)
        offset = line_end + 1


def words_of_json(text: Text, mistake: int) -> Iterator[Place]:
    """Yield all strings that are not names, and all words, of a text that is no JSON.

    Behind the mistake quotes may open where they seem to close, so that only what looks like a
    name in every respect is shown there.

    Args:
        text: the text.
        mistake: the offset of the first mistake in it; that character may be shown.
    """
    value, shown = text.value, frozenset((mistake,))
    if len(value) > _LONG:
        yield from _around(text, 0, len(value), shown)
        return
    spared = {
        (found.start, found.end)
        for found in placeholders.find(value)
        if not looks_generated(found.name)
    }
    for match in _TOKEN.finditer(value):
        start, end = match.span()
        quote = match.group(1)
        if quote and _COLON.match(value, end) and (end <= mistake or _is_name(value, start, end)):
            yield from in_header_name(text, start + 1, end - 1)
        elif quote:
            closed = end - start > 1 and value[end - 1] == quote
            yield from _around(text, start + 1, end - closed, shown)
        elif not (match["number"] or match.group() in _HARMLESS_WORDS or (start, end) in spared):
            yield from _around(text, start, end, shown)


def _line_end(value: str, offset: int, end: int) -> int:
    found = [index for mark in "\r\n" if (index := value.find(mark, offset, end)) >= 0]
    return min(found, default=end)


def _around(text: Text, start: int, end: int, shown: frozenset[int]) -> Iterator[Place]:
    """Yield a stretch but for single characters of it."""
    for offset in sorted(shown):
        if start <= offset < end:
            if start < offset:
                yield Place(text, start, offset)
            start = offset + 1
    if start < end:
        yield Place(text, start, end)


def _is_name(value: str, start: int, end: int) -> bool:
    return _NAME.fullmatch(value, start, end) is not None
