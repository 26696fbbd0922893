"""Findings made concrete: resolved to the source, joined, named, masked and sorted."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.pointers import LONGEST, pointer_at
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.fingerprints import fingerprint
from outbound_lint.findings.model import Diagnostic, FileReport, Finding, RelatedSpan, Report
from outbound_lint.redaction.masks import masked
from outbound_lint.redaction.redactor import Redactor, mask_text
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Place, Source, Span
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Document, Scalar, SyntaxProblem
from outbound_lint.syntax.places import Decoded

MAX_FINDINGS = 20_000
"""How many findings of one file are reported; equal ones of several connections are one."""


class _Concrete(NamedTuple):
    """A diagnostic, and what names it in its fingerprint whatever else the file holds."""

    diagnostic: Diagnostic
    about: tuple[str, ...] = ("", "", "")


def diagnose(parsed: ParsedFile, found: Iterable[RuleFinding], redactor: Redactor) -> Report:
    """Make the findings of one file concrete.

    Args:
        parsed: the file.
        found: what the rules found in it.
        redactor: masks the secrets of the file.

    Returns:
        A report of the file, with the spans that no output may show.
    """
    builder = _Builder(parsed, redactor)
    groups = _grouped(found)
    problems = [*parsed.problems]
    if len(groups) > MAX_FINDINGS:
        message = f"there are more than {MAX_FINDINGS} findings: the rest is not shown"
        problems.append(SyntaxProblem(0, 0, message, "Fix some of these first."))
    concrete = [
        *map(builder.of_problem, problems),
        *(builder.of_group(*group) for group in islice(groups.items(), MAX_FINDINGS)),
    ]
    concrete.sort(key=lambda one: (one[0].span, one[0].rule, one[0].message))
    diagnostics = tuple(_with_fingerprints(concrete, parsed.source, redactor.own_spans))
    file = FileReport(
        parsed.source.path,
        sum(not connection.template for connection in parsed.connections),
        diagnostics,
        parsed.source,
        redactor.spans(line for one in diagnostics for line in one.shown_lines(parsed.source)),
    )
    names = {diagnostic.rule for diagnostic in diagnostics}
    return Report((file,), tuple(find_rule(name).info() for name in sorted(names)))


_Key = tuple[Span, str, str]


def _grouped(found: Iterable[RuleFinding]) -> dict[_Key, list[RuleFinding]]:
    """Join the findings of one rule at one span with one message, from several connections."""
    groups: dict[_Key, list[RuleFinding]] = {}
    for one in found:
        traced = one.finding.place.trace()
        key = (Span(traced.start, traced.end), one.rule.name, one.finding.message)
        groups.setdefault(key, []).append(one)
    return groups


class _Builder:
    """Makes the diagnostics of one file; keeps the embedded JSON it parsed for pointers."""

    def __init__(self, parsed: ParsedFile, redactor: Redactor) -> None:
        self.connections: dict[int, list[Connection]] = {}
        for connection in parsed.connections:
            self.connections.setdefault(connection.document, []).append(connection)
        self.redactor = redactor
        self.embedded: dict[Scalar, ParsedJson] = {}

    def of_problem(self, problem: SyntaxProblem) -> _Concrete:
        """Make the diagnostic of a syntax error."""
        rule = find_rule("syntax-error")
        span = Span(problem.start, problem.end)
        related = tuple(
            RelatedSpan(Span(start, end), label) for start, end, label in problem.related
        )
        return _Concrete(
            Diagnostic(
                rule.name, rule.severity, problem.message, problem.hint, span, related=related
            )
        )

    def of_group(self, key: _Key, group: list[RuleFinding]) -> _Concrete:
        """Make the diagnostic of findings that are alike."""
        span = key[0]
        rule, finding, _, document = group[0]
        about = [one.connection or self._around(document, span) for one in group]
        named = [one.name for one in about if one and not one.template]
        names = list(dict.fromkeys(map(self.redactor.text, dict.fromkeys(named))))
        pointer, embedded = self._pointers(document, finding, span)
        diagnostic = Diagnostic(
            rule=rule.name,
            severity=rule.severity,
            message=finding.message,
            hint=finding.hint,
            span=span,
            exact=finding.place.trace().exact,
            connection=names[0] if names else None,
            also=tuple(names[1:]),
            document=document.index,
            pointer=self.redactor.pointer(pointer),
            embedded_pointer=None if embedded is None else self.redactor.pointer(embedded),
            related=tuple(
                RelatedSpan(Span(*one.place.trace()[1:3]), one.message) for one in finding.related
            ),
            inside=_value_around(finding.place),
        )
        return _Concrete(diagnostic, _about(about[0], pointer, embedded or ""))

    def _around(self, document: Document, span: Span) -> Connection | None:
        """Return the connection whose mapping holds a span of a document."""
        held = self.connections.get(document.index, [])
        index = bisect_right(held, span.start, key=lambda one: one.node.start) - 1
        return held[index] if index >= 0 and span.start < held[index].node.end else None

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
        scalar = place.text.scalar
        if scalar not in self.embedded:
            self.embedded[scalar] = parse_json(place.text)
        root = self.embedded[scalar].root
        return pointer, pointer_at(root, place.start, place.end) if root else None


def _about(connection: Connection | None, pointer: str, embedded: str) -> tuple[str, ...]:
    """Return what a finding is about, the same when connections are added before its own."""
    name, within = "", pointer.rpartition("/")[2]
    if connection:
        if connection.name != connection.pointer:
            name = connection.name
        if f"{pointer}/".startswith(f"{connection.pointer}/"):
            within = pointer[len(connection.pointer) :]
    return mask_text(name[:LONGEST]), mask_text(within), mask_text(embedded)


def _value_around(place: Place) -> Span | None:
    """Return the span of the value in the source whose decoded text a place is in."""
    text, span = place.text, None
    while isinstance(text, Decoded):
        span = Span(text.scalar.start, text.scalar.end)
        text = text.scalar.text
    return span


def _with_fingerprints(
    concrete: Iterable[_Concrete], source: Source, own: tuple[Span, ...]
) -> Iterator[Diagnostic]:
    """Add the fingerprints: what each diagnostic is about, and its number among those alike."""
    numbers: Counter[tuple[str, ...]] = Counter()
    for one, about in concrete:
        start, end = one.span
        first = bisect_right(own, start, key=lambda hidden: hidden.end)
        last = bisect_right(own, end, key=lambda hidden: hidden.start)
        key = (one.rule, *about, masked(source.value, start, end, own[first:last]))
        numbers[key] += 1
        yield one._replace(fingerprint=fingerprint(*key, number=numbers[key]))
