"""What of one parsed file no output may show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property

from outbound_lint.connections.pointers import escape
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.connections.request import Part
from outbound_lint.patterns import pattern
from outbound_lint.redaction.broken import LONG, in_broken
from outbound_lint.redaction.masks import masked, merged
from outbound_lint.redaction.search import Search
from outbound_lint.redaction.texts import Secret, by_shape, in_text
from outbound_lint.redaction.tokens import Tokens
from outbound_lint.source import Place, Span
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import Decoded

LONGEST = 120
"""So many characters of a name, a pointer or a quoted text are shown."""

CUT = "…"

_READ = 10 * LONGEST
_COMMENT = pattern(r"(?<!\S)#")
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

    def spans(self, lines: Iterable[int]) -> tuple[Span, ...]:
        """Return the secret spans of the source, sorted and apart.

        Args:
            lines: the numbers, from 1, of the lines that are shown; only there comments are read,
                and credentials found that other places repeat.
        """
        source = self._parsed.source
        spans = [*self.own_spans, *self._repeated_in_values]
        for line in sorted(set(lines)):
            spans += self._beside_values(*source.line_span(line))
        return tuple(merged(sorted(spans)))

    @cached_property
    def own_spans(self) -> tuple[Span, ...]:
        """The spans that are secret whatever other values the file holds, sorted and apart."""
        source = self._parsed.source
        traced = (Place(text, *secret[:2]).trace() for text, secret in self._search.found)
        shaped = by_shape(source.value, 0, len(source.value))
        spans = [*(Span(one.start, one.end) for one in traced), *map(_span, shaped)]
        spans += self._in_unparsed_lines()
        return tuple(merged(sorted(spans)))

    def quoted(self, text: str) -> str:
        """Return a text of the file as messages quote it: masked, cut, and in backticks."""
        return f"`{self.text(text)}`" if text else '`""`'

    def text(self, text: str, longest: int | None = LONGEST) -> str:
        """Mask what is secret in a name, a host or another short text of the file.

        Args:
            text: the text.
            longest: how many characters to return; all of them if none.
        """
        if longest is None:
            return masked(text, 0, len(text), self._in_any_text(text))
        known = self._texts.get(text)
        if known is None:
            known = self._texts[text] = self._cut(text, longest)
        return known

    def pointer(self, pointer: str) -> str:
        """Return a JSON Pointer (RFC 6901) with those tokens masked that are secrets, and cut."""
        tokens = (
            token.replace("~1", "/").replace("~0", "~") for token in pointer[:_READ].split("/")
        )
        clean = "/".join(escape(self.text(token, longest=None)) for token in tokens)
        return clean if len(clean) <= LONGEST else clean[: LONGEST - 1] + CUT

    def fill(self, place: Place, part: Part) -> str:  # noqa: ARG002  # it is a Fill
        """Return the text at a place of a request, its secrets masked."""
        text, value = place.text, place.text.value
        spans = list(map(_span, by_shape(value, place.start, place.end)))
        spans += self._tokens.find(value, place.start, place.end)
        if isinstance(text, Decoded):
            spans += self._by_scalar.get(_identity(text.scalar), ())
        return masked(value, place.start, place.end, spans)

    @cached_property
    def _search(self) -> Search:
        return Search(self._parsed.documents, self._parsed.connections)

    @cached_property
    def _tokens(self) -> Tokens:
        return Tokens(
            text.value[secret.start : secret.end]
            for text, secret in self._search.found
            if secret.carried
        )

    @cached_property
    def _by_scalar(self) -> dict[_Identity, list[Span]]:
        """The secret spans of each scalar's decoded text, also of those in the JSON it holds."""
        by_scalar: dict[_Identity, list[Span]] = defaultdict(list)
        for text, secret in self._search.found:
            by_scalar[_identity(text.scalar)].append(_span(secret))
            holder = text.scalar
            while isinstance(holder.text, Decoded):
                quotes = int(holder.style == "string")
                span = Span(holder.start + quotes, holder.end - quotes)
                holder = holder.text.scalar
                by_scalar[_identity(holder)].append(span)
        return by_scalar

    @cached_property
    def _repeated_in_values(self) -> list[Span]:
        """The credentials that escaped texts repeat: their source does not show them as such."""
        traced = (
            text.trace(*span)
            for text in self._search.escaped
            for span in self._tokens.find(text.value, 0, len(text.value))
        )
        return [Span(one.start, one.end) for one in traced]

    def _in_unparsed_lines(self) -> Iterator[Span]:
        """Yield what is secret on the lines of syntax errors, and on those above them."""
        source = self._parsed.source
        mistakes: dict[int, set[int]] = defaultdict(set)
        for problem in self._parsed.problems:
            for offset in (problem.start, *(start for start, _, _ in problem.related)):
                line = source.position(offset).line
                mistakes[line].add(offset)
                mistakes.setdefault(max(line - 1, 1), set())
        for line, offsets in mistakes.items():
            start, end = source.line_span(line)
            shown = frozenset(offsets)
            yield from map(_span, in_broken(source.value, start, end, shown, lines=True))

    def _beside_values(self, start: int, end: int) -> Iterator[Span]:
        """Yield what is secret on a line beside its values: comments, and credentials repeated."""
        value = self._parsed.source.value
        comment = _COMMENT.search(value, start, end)
        if comment and end - comment.end() > LONG:
            yield Span(comment.end(), end)
        elif comment:
            yield from map(_span, in_text(value, comment.end(), end))
        yield from self._tokens.find(value, start, end)

    def _in_any_text(self, text: str) -> Iterator[Span]:
        yield from map(_span, in_text(text, 0, len(text)))
        yield from self._tokens.find(text, 0, len(text))

    def _cut(self, text: str, longest: int) -> str:
        read = text[:_READ]
        clean = masked(read, 0, len(read), self._in_any_text(read))
        if len(clean) > longest:
            return clean[: longest - 1] + CUT
        if len(read) < len(text):  # what is cut off may be a part of a secret
            return _LAST_WORD.sub("", clean) + CUT
        return clean


def mask_text(text: str) -> str:
    """Mask what is a secret by its own shape in a text, whatever file it is from."""
    return masked(text, 0, len(text), map(_span, in_text(text, 0, len(text))))


_Identity = tuple[Scalar | int, ...]


def _identity(scalar: Scalar) -> _Identity:
    """Return what a scalar of embedded JSON has in common with itself parsed a second time."""
    starts = []
    while isinstance(scalar.text, Decoded):
        starts.append(scalar.start)
        scalar = scalar.text.scalar
    return scalar, *starts


def _span(secret: Secret) -> Span:
    return Span(secret.start, secret.end)
