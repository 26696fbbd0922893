"""What of one parsed file no output may show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from outbound_lint.connections.pointers import escape
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.patterns import pattern
from outbound_lint.redaction.broken import LONG, in_broken
from outbound_lint.redaction.masks import masked
from outbound_lint.redaction.search import Search
from outbound_lint.redaction.texts import CarriedSpan, by_shape, in_text
from outbound_lint.redaction.tokens import Tokens
from outbound_lint.source import Place, Span, merge_spans

if TYPE_CHECKING:
    from outbound_lint.connections.request import Part

LONGEST = 120
"""So many characters of a name, a pointer or a quoted text are shown."""

_CUT = "…"
_READ = 10 * LONGEST
_COMMENT = pattern(r"(?<!\S)(?:#|//)")  # the second one in HCL
_LAST_WORD = pattern(r"[^\s/]*\Z")


class Redactor:
    """Masks the secrets of one file: by their place, by their shape, and where they are repeated.

    The file is searched when the first answer is asked for, and once.

    Args:
        parsed: the file.
    """

    def __init__(self, parsed: ParsedFile) -> None:
        self._parsed = parsed
        self._texts: dict[str, str] = {}
        self._pointers: dict[str, str] = {}

    def spans(self, lines: Iterable[int]) -> tuple[Span, ...]:
        """Return the secret spans of the source, sorted and apart.

        Args:
            lines: the numbers, from 1, of the lines that are shown; only there comments are read,
                and credentials found that other places repeat.
        """
        source = self._parsed.source
        spans = [*self.own_spans]
        for text in self._search.escaped:  # their source does not show a credential as such
            repeated = self._tokens.find(text.value, 0, len(text.value))
            spans += (Span(*text.trace(*span)[1:3]) for span in repeated)
        for line in set(lines):
            start, end = source.line_span(line)
            spans += self._tokens.find(source.value, start, end)
            if comment := _COMMENT.search(source.value, start, end):
                is_long = end - comment.end() > LONG
                spans += (in_broken if is_long else in_text)(source.value, comment.end(), end)
        return tuple(merge_spans(spans))

    @cached_property
    def own_spans(self) -> tuple[Span, ...]:
        """The spans that are secret whatever other values the file holds, sorted and apart."""
        source = self._parsed.source
        spans = [*self._in_values, *by_shape(source.value, 0, len(source.value))]
        mistakes: dict[int, set[int]] = defaultdict(set)  # by line, also the line above
        for problem in self._parsed.problems:
            for offset in (problem.start, *(start for start, _, _ in problem.related)):
                line = source.line(offset)
                mistakes[line].add(offset)
                mistakes.setdefault(max(line - 1, 1), set())
        for line, offsets in mistakes.items():
            spans += in_broken(source.value, *source.line_span(line), frozenset(offsets))
        return tuple(merge_spans(spans))

    def quoted(self, text: str) -> str:
        """Return a text of the file as messages quote it: masked, cut, and in backticks."""
        return f"`{self.text(text)}`" if text else '`""`'

    def text(self, text: str, longest: int | None = LONGEST) -> str:
        """Mask what is secret in a name, a host or another short text of the file.

        Args:
            text: the text.
            longest: how many characters to return; all of them if none.
        """
        clean = self._clean(text[: longest and _READ])
        if longest and len(text) > _READ and len(clean) <= longest:
            # What is cut off may be a part of a secret.
            clean = _LAST_WORD.sub("", clean) + _CUT
        return _cut(clean, longest) if longest else clean

    def _clean(self, text: str) -> str:
        if text not in self._texts:
            spans = [*in_text(text, 0, len(text)), *self._tokens.find(text, 0, len(text))]
            self._texts[text] = masked(text, 0, len(text), spans)
        return self._texts[text]

    def pointer(self, pointer: str) -> str:
        """Return a JSON Pointer (RFC 6901) with those tokens masked that are secrets, and cut."""
        if pointer not in self._pointers:
            names = pointer[:_READ].split("/")
            if "~" in pointer:
                names = [one.replace("~1", "/").replace("~0", "~") for one in names]
            tokens = [*map(self._clean, names)]
            if "~" in pointer:
                tokens = [*map(escape, tokens)]
            self._pointers[pointer] = _cut("/".join(tokens), LONGEST)
        return self._pointers[pointer]

    def fill(self, place: Place, part: Part) -> str:  # noqa: ARG002  # it is a Fill
        """Return the text at a place of a request, its secrets masked."""
        text, start, end = place
        return self._masked(place, self._tokens.find(text.value, start, end))

    def own_text(self, place: Place) -> str:
        """Return the decoded text at a place; masked is what is secret whatever else is there."""
        return self._masked(place, ())

    def _masked(self, place: Place, further: Iterable[Span]) -> str:
        text, start, end = place
        spans = [*by_shape(text.value, start, end), *further]
        if not self._in_values:
            return masked(text.value, start, end, spans)
        offsets, traced = range(end), place.trace()
        first = bisect_right(self._in_values, traced.start, key=lambda one: one.end)
        last = bisect_left(self._in_values, traced.end, first, key=lambda one: one.start)
        for hidden in self._in_values[first:last]:  # look for the characters that came from it
            begin = bisect_right(
                offsets, hidden.start, start, key=lambda at: text.trace(at, at + 1).end
            )
            stop = bisect_left(
                offsets, hidden.end, begin, key=lambda at: text.trace(at, at + 1).start
            )
            spans.append(Span(begin, stop))
        return masked(text.value, start, end, spans)

    @cached_property
    def _search(self) -> Search:
        documents = self._parsed.every_document
        return Search([(one.root, "any") for one in documents], self._parsed.connections)

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(
            text.value[secret.start : secret.end]
            for text, secret in self._search.found
            if isinstance(secret, CarriedSpan)
        )

    @cached_property
    def _in_values(self) -> list[Span]:
        return merge_spans(text.trace(*secret)[1:3] for text, secret in self._search.found)


@lru_cache(maxsize=1024)  # many findings are about the same names
def mask_text(text: str) -> str:
    """Mask what is a secret by its own shape in a text, whatever file it is from."""
    return masked(text, 0, len(text), [*in_text(text, 0, len(text))])


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + _CUT
