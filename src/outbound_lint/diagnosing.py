"""Findings made concrete: resolved to the source, joined, named, masked and sorted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from hashlib import sha256

from outbound_lint.connections import cleaning, sensitive, unparsed
from outbound_lint.connections.model import Connection
from outbound_lint.connections.pointers import pointer_at
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import (
    Diagnostic,
    FileReport,
    Finding,
    Related,
    RelatedSpan,
    Report,
)
from outbound_lint.findings.redaction import MASK
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Place, Source, Span, Text, merge_spans
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Document, SyntaxProblem
from outbound_lint.syntax.places import Decoded

MAX_FINDINGS = 20_000


def diagnose(parsed: ParsedFile, found: list[RuleFinding]) -> Report:
    """Make the findings of one file concrete.

    Args:
        parsed: the file.
        found: what the rules found in it.

    Returns:
        A report of the file, with the spans that no output may show.
    """
    problems = parsed.problems
    if len(found) > MAX_FINDINGS:
        found = found[:MAX_FINDINGS]
        message = f"there are more than {MAX_FINDINGS} findings; the rest is not shown"
        problems = [*problems, SyntaxProblem(0, 0, message, "Mend some of these first.")]
    hidden = list(sensitive.sensitive_places(*parsed[:3]))
    builder = _Builder(parsed, cleaning.Cleaner(hidden))
    diagnostics = [
        *(builder.of_problem(problem) for problem in problems),
        *builder.of_findings(found),
    ]
    diagnostics.sort(key=lambda one: (one.span, one.rule, one.message))
    places = (
        *(place for place, _ in hidden),
        *sensitive.repeated_places(parsed.documents, builder.cleaner.words),
        *_unparsed(parsed.source, problems),
        *_beside_values(parsed.source, diagnostics, builder.cleaner.words),
    )
    spans = tuple(merge_spans((one.start, one.end) for one in (p.trace() for p in places)))
    names = {diagnostic.rule for diagnostic in diagnostics}
    file = FileReport(
        parsed.source.path,
        sum(not connection.template for connection in parsed.connections),
        tuple(_with_fingerprints(diagnostics, parsed.source, spans)),
        parsed.source,
        spans,
    )
    return Report((file,), tuple(find_rule(name).info() for name in sorted(names)))


def _unparsed(source: Source, problems: Iterable[SyntaxProblem]) -> Iterator[Place]:
    """Yield the words of the lines that syntax errors are shown with."""
    shown: dict[int, set[int]] = {}
    for problem in problems:
        for offset in (problem.start, *(start for start, _, _ in problem.related)):
            shown.setdefault(source.position(offset).line, set()).add(offset)
    for line, offsets in shown.items():
        yield from unparsed.words_of_line(source, *source.line_span(line), frozenset(offsets))


def _beside_values(
    source: Source, diagnostics: Iterable[Diagnostic], words: frozenset[str]
) -> Iterator[Place]:
    """Yield what stands beside the values of the lines that are shown."""
    for line in sorted({line for one in diagnostics for line in one.shown_lines(source)}):
        yield from unparsed.beside_values(source, *source.line_span(line), words)


class _Builder:
    """Makes the diagnostics of one file; keeps the embedded JSON it had to parse for pointers."""

    def __init__(self, parsed: ParsedFile, cleaner: cleaning.Cleaner) -> None:
        self.connections: dict[int, list[Connection]] = {}
        for connection in parsed.connections:
            self.connections.setdefault(connection.document, []).append(connection)
        self.cleaner = cleaner
        self.embedded: dict[Text, ParsedJson] = {}

    def of_problem(self, problem: SyntaxProblem) -> Diagnostic:
        """Make the diagnostic of a syntax error."""
        rule = find_rule("syntax-error")
        span = Span(problem.start, problem.end)
        related = tuple(
            RelatedSpan(Span(start, end), label) for start, end, label in problem.related
        )
        return Diagnostic(
            rule.name, rule.severity, problem.message, problem.hint, span, related=related
        )

    def of_findings(self, found: Iterable[RuleFinding]) -> Iterator[Diagnostic]:
        """Make the diagnostics of findings, those alike of several connections joined."""
        alike: dict[tuple[str, Span, str], list[RuleFinding]] = {}
        for one in found:
            traced = one.finding.place.trace()
            key = (one.rule.name, Span(traced.start, traced.end), one.finding.message)
            alike.setdefault(key, []).append(one)
        for (_, span, _), group in alike.items():
            yield self._diagnostic(span, group)

    def _diagnostic(self, span: Span, group: list[RuleFinding]) -> Diagnostic:
        rule, finding, _, document = group[0]
        about = [one.connection or self._around(document, span) for one in group]
        names = [self._clean(one.name) for one in about if one and not one.template]
        pointer, embedded = self._pointers(document, finding, span)
        return Diagnostic(
            rule=rule.name,
            severity=rule.severity,
            message=self._clean(finding.message),
            hint=self._clean(finding.hint),
            span=span,
            exact=finding.place.trace().exact,
            connection=names[0] if names else None,
            also=tuple(dict.fromkeys(name for name in names[1:] if name != names[0])),
            document=document.index,
            pointer=self._clean(pointer),
            embedded_pointer=None if embedded is None else self._clean(embedded),
            related=tuple(map(self._related, finding.related)),
            inside=_value_around(finding.place),
        )

    def _around(self, document: Document, span: Span) -> Connection | None:
        """Return the connection whose mapping a span of a document stands in."""
        held = self.connections.get(document.index, [])
        index = bisect_right(held, span.start, key=lambda one: one.node.start) - 1
        return held[index] if index >= 0 and span.start < held[index].node.end else None

    def _related(self, related: Related) -> RelatedSpan:
        traced = related.place.trace()
        return RelatedSpan(Span(traced.start, traced.end), self._clean(related.message))

    def _clean(self, text: str) -> str:
        return self.cleaner.clean(text)

    def _pointers(self, document: Document, finding: Finding, span: Span) -> tuple[str, str | None]:
        """Return the pointer of a finding's node, and that within the embedded JSON."""
        pointer = pointer_at(document.root, span.start, span.end)
        if finding.absent and not isinstance(finding.place.text, Decoded):
            pointer = pointer.rpartition("/")[0]
        place = finding.place
        while isinstance(place.text, Decoded) and isinstance(place.text.scalar.text, Decoded):
            scalar = place.text.scalar
            place = Place(scalar.text, scalar.start, scalar.end)
        if not isinstance(place.text, Decoded):
            return pointer, None
        parsed = self.embedded.get(place.text)
        if parsed is None:
            parsed = self.embedded[place.text] = parse_json(place.text)
        if parsed.root is None:
            return pointer, None
        return pointer, pointer_at(parsed.root, place.start, place.end)


def _value_around(place: Place) -> Span | None:
    """Return the span of the value in the source whose decoded text a place is in."""
    text, span = place.text, None
    while isinstance(text, Decoded):
        span = Span(text.scalar.start, text.scalar.end)
        text = text.scalar.text
    return span


def _with_fingerprints(
    diagnostics: Iterable[Diagnostic], source: Source, sensitive: tuple[Span, ...]
) -> Iterator[Diagnostic]:
    """Add what names each diagnostic whatever its line: what it is about, and its number there."""
    numbers: dict[tuple[str, ...], int] = {}
    for one in diagnostics:
        key = (
            one.rule,
            one.connection or "",
            (one.pointer or "").rpartition("/")[2],
            one.embedded_pointer or "",
            _redacted(source, one.span, sensitive),
        )
        number = numbers[key] = numbers.get(key, 0) + 1
        digest = sha256("\0".join((*key, str(number))).encode("utf-8", "surrogatepass"))
        yield one._replace(fingerprint=digest.hexdigest()[:32])


def _redacted(source: Source, span: Span, sensitive: tuple[Span, ...]) -> str:
    parts, offset = [], span.start
    first = bisect_left(sensitive, span.start, key=lambda one: one.end)
    for hidden in sensitive[first:]:
        if hidden.start >= span.end:
            break
        parts += [source.value[offset : max(hidden.start, offset)], MASK]
        offset = min(hidden.end, span.end)
    return "".join((*parts, source.value[offset : span.end]))
