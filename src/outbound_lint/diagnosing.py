"""Findings made concrete: resolved to the source, joined, named, masked and sorted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.pointers import LONGEST, pointer_at
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import (
    SEVERITIES,
    Diagnostic,
    FileReport,
    RelatedSpan,
    Report,
    Suppressed,
    fingerprint,
)
from outbound_lint.patterns import pattern
from outbound_lint.redaction.masks import mask_line
from outbound_lint.redaction.redactor import Redactor, mask_text
from outbound_lint.resolving import Resolver
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Place, Source, Span
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Document, Scalar, SyntaxProblem
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.quoting import as_typed

if TYPE_CHECKING:
    from outbound_lint.suppressions.applying import Suppressions
    from outbound_lint.suppressions.comments import Comment

CHARACTERS_PER_FINDING = 60
"""A file may have one finding for so many of its characters, so that no report is huge."""

FEWEST_FINDINGS = 100
"""How many findings of a file are reported in any case."""

MAX_FINDINGS = 5_000
"""After so many findings of a file, the rest of it is not judged."""

MAX_ALSO = 10
"""How many other connections of a finding are named; more are counted."""


_URL = ("https://", "http://")  # a value that starts so is not JSON
_WRITING = pattern(r"\A[|>][-+0-9]*|[\s\"'\\]+")

_Key = tuple[Span, str, str]
"""Span, rule and message: what findings of several connections have in common that are one."""


class _Group(NamedTuple):
    """Findings that are alike, and whether their span is exact."""

    key: _Key
    exact: bool
    findings: list[RuleFinding]


class _Groups(NamedTuple):
    """Findings by what they have in common; the comments say why some are hidden."""

    shown: dict[_Key, _Group]
    hidden: dict[_Key, _Group]
    comments: dict[_Key, Comment]

    def add(self, finding: RuleFinding, suppressions: Suppressions | None) -> None:
        """Add a finding to those like it."""
        traced = finding.finding.place.trace()
        span = Span(traced.start, traced.end)
        key = (span, finding.rule.name, finding.finding.message)
        known = self.shown.get(key) or self.hidden.get(key)
        if known:
            known.findings.append(finding)
        elif comment := suppressions and suppressions.hide(finding.rule.name, span):
            self.hidden[key] = _Group(key, traced.exact, [finding])
            self.comments[key] = comment
        else:
            self.shown[key] = _Group(key, traced.exact, [finding])


def diagnose(
    parsed: ParsedFile,
    found: Iterable[RuleFinding],
    redactor: Redactor,
    suppressions: Suppressions | None,
    checked: Collection[str],
) -> Report:
    """Make the findings of one file concrete.

    Args:
        parsed: the file.
        found: what the rules found in it.
        redactor: masks the secrets of the file.
        suppressions: its ignore comments, if it has any.
        checked: the names of the rules that judged it.

    Returns:
        A report of the file, with the spans that no output may show.
    """
    groups = _group(parsed, found, suppressions, checked)
    problems, shown = _within_limits(parsed, [*groups.shown.values()])
    builder = _Builder(parsed, redactor)
    parts: list[tuple[_Key, Callable[[], Diagnostic]]] = [
        *(
            (
                (Span(one.start, one.end), "syntax-error", one.message),
                partial(builder.of_problem, one),
            )
            for one in problems
        ),
        *((one.key, partial(builder.of_group, one)) for one in (*shown, *groups.hidden.values())),
    ]
    diagnostics, suppressed = [], []
    for key, make in sorted(parts, key=itemgetter(0)):
        if comment := groups.comments.get(key):
            suppressed.append(Suppressed(make(), redactor.text(comment.reason)))
        else:
            diagnostics.append(make())
    file = FileReport(
        parsed.source.path,
        sum(not connection.template for connection in parsed.connections),
        tuple(diagnostics),
        parsed.source,
        redactor.spans(_lines_to_mask(diagnostics, parsed.source)),
        tuple(suppressed),
    )
    rules = sorted({diagnostic.rule for diagnostic in diagnostics})
    return Report((file,), tuple(find_rule(name).info() for name in rules))


def _lines_to_mask(diagnostics: Iterable[Diagnostic], source: Source) -> Iterator[int]:
    """Yield the lines that reports show of a file."""
    for one in diagnostics:
        yield from one.shown_lines(source)
        yield from one.fix.lines(source) if one.fix else ()


def _group(
    parsed: ParsedFile,
    found: Iterable[RuleFinding],
    suppressions: Suppressions | None,
    checked: Collection[str],
) -> _Groups:
    """Join the findings that are alike, and separate those that comments hide."""
    groups = _Groups({}, {}, {})
    for finding in found:
        if len(groups.shown) > MAX_FINDINGS:
            return groups  # what the rest of the comments hide is unknown
        groups.add(finding, suppressions)
    starts = [document.root.start for document in parsed.documents]
    for rule, mistake in suppressions.mistakes(checked) if suppressions else ():
        if len(groups.shown) > MAX_FINDINGS:
            break
        document = parsed.documents[max(bisect_right(starts, mistake.place.start) - 1, 0)]
        groups.add(RuleFinding(rule, mistake, None, document), suppressions)
    return groups


def _within_limits(
    parsed: ParsedFile, groups: list[_Group]
) -> tuple[list[SyntaxProblem], list[_Group]]:
    """Return what is reported of a file that has too many findings.

    Errors come first. Among like findings those with a fix do, so that fixing leaves none of them.
    """

    def rank(group: _Group) -> tuple[int, bool]:
        first = group.findings[0]
        return SEVERITIES.index(first.rule.severity), first.finding.fix is None

    worst_first = sorted(groups, key=rank)
    allowed = len(parsed.source.value) // CHARACTERS_PER_FINDING
    most = min(max(FEWEST_FINDINGS, allowed), MAX_FINDINGS)
    problems = parsed.problems[:most]
    shown = worst_first[: most - len(problems)]
    total = len(groups) + len(parsed.problems)
    if total > most:
        count = f"{total:,}" if len(groups) <= MAX_FINDINGS else f"more than {MAX_FINDINGS:,}"
        message = f"the file has {count} findings: only {most:,} are shown, errors first"
        hint = "Fix some of them, and run the linter again."
        problems = [*problems, SyntaxProblem(0, 0, message, hint)]
    return problems, shown


class _Builder:
    """Makes the diagnostics of one file, in the order of their keys.

    It keeps the pointers to values and the embedded JSON that it parsed for pointers in them.
    """

    def __init__(self, parsed: ParsedFile, redactor: Redactor) -> None:
        self.source = parsed.source
        self.numbers: dict[tuple[str, ...], int] = {}  # how many are about the same
        self.connections: dict[int, list[Connection]] = {}
        for connection in parsed.connections:
            self.connections.setdefault(connection.document, []).append(connection)
        self.redactor = redactor
        self.fixes = Resolver(parsed, redactor)
        self.embedded: dict[Scalar, ParsedJson] = {}
        self.pointers: dict[Scalar, str] = {}
        # The connections are kept with their names, so that their identities stay unique.
        self.names: dict[
            tuple[int, ...], tuple[Sequence[tuple[Connection, ...]], tuple[str, ...]]
        ] = {}

    def of_problem(self, problem: SyntaxProblem) -> Diagnostic:
        """Make the diagnostic of what can't be parsed."""
        rule, span = find_rule("syntax-error"), Span(problem.start, problem.end)
        shown = mask_line(self.source.value, *span, self.redactor.own_spans)
        return Diagnostic(
            rule.name,
            rule.severity,
            problem.message,
            problem.hint,
            span,
            fingerprint=self._fingerprint(
                rule.name, "", "", "", "".join(one.text for one in shown)
            ),
            related=tuple(RelatedSpan(Span(*ends), label) for *ends, label in problem.related),
        )

    def of_group(self, group: _Group) -> Diagnostic:
        """Make the diagnostic of findings that are alike."""
        (span, _, _), exact, findings = group
        rule, finding, connection, document, _ = findings[0]
        about = connection or self._around(document, span)
        if connection:
            names = self._names([one.sharing for one in findings])
        else:
            names = self._names([(about,)] if about else [])
        embedded, holder = self._embedded(finding.place, about)
        pointer = self._pointer(document, span, holder)
        absent = finding.absent and not holder
        if absent:
            pointer = pointer.rpartition("/")[0]
        # Quotes, escapes and line breaks say how a value is written, not what it is. What is absent
        # is reported at the first key, whichever that is.
        text = "" if absent else _WRITING.sub("", self.redactor.own_text(finding.place))
        return Diagnostic(
            rule=rule.name,
            severity=rule.severity,
            message=finding.message,
            hint=as_typed(finding.hint, finding.place.text),
            span=span,
            exact=exact,
            connection=names[0] if names else None,
            also=names[1 : 1 + MAX_ALSO],
            also_count=max(len(names) - 1, 0),
            document=document.index,
            pointer=self.redactor.pointer(pointer),
            embedded_pointer=None if embedded is None else self.redactor.pointer(embedded),
            fingerprint=self._fingerprint(rule.name, *_about(about, pointer, embedded or ""), text),
            related=tuple(
                [RelatedSpan(Span(*one.place.trace()[1:3]), one.message) for one in finding.related]
            ),
            inside=Span(holder.start, holder.end) if holder else None,
            notes=finding.notes,
            fix=self.fixes.resolve(finding.fix, findings) if finding.fix else None,
        )

    def _fingerprint(self, *about: str) -> str:
        """Return the fingerprint of the next diagnostic with a rule and about something."""
        self.numbers[about] = number = self.numbers.get(about, 0) + 1
        return fingerprint(*about, number=number)

    def _names(self, about: Sequence[tuple[Connection, ...]]) -> tuple[str, ...]:
        """Return the names of connections, each once, for people.

        They are found once for all findings about a value: these have the same tuple.
        """
        key = tuple(map(id, about))
        if key not in self.names:
            every = chain.from_iterable(about)
            named = dict.fromkeys(one.name for one in every if not one.template)
            self.names[key] = about, tuple(dict.fromkeys(map(self.redactor.text, named)))
        return self.names[key][1]

    def _around(self, document: Document, span: Span) -> Connection | None:
        """Return the connection whose mapping holds a span of a document."""
        held = self.connections.get(document.index, [])
        index = bisect_right(held, span.start, key=lambda one: one.node.start) - 1
        return held[index] if index >= 0 and span.start < held[index].node.end else None

    def _pointer(self, document: Document, span: Span, holder: Scalar | None) -> str:
        """Return the pointer to a span of a document; that of the value that holds it, once."""
        if holder is None:
            return pointer_at(document.root, *span)
        if holder not in self.pointers:
            self.pointers[holder] = pointer_at(document.root, holder.start, holder.end)
        return self.pointers[holder]

    def _embedded(self, place: Place, about: Connection | None) -> tuple[str | None, Scalar | None]:
        """Return the pointer within the embedded JSON, and the value of the source that holds it.

        A place in JSON that is a string of that JSON has the pointer of the string. What a field of
        the connection has parsed is not parsed again.
        """
        within, holder = place, None
        while isinstance(place.text, Decoded):
            within, holder = place, place.text.scalar
            place = Place(holder.text, holder.start, holder.end)
        if holder is None or within.text.value.startswith(_URL):
            return None, holder
        if holder not in self.embedded:
            fields = about.fields.values() if about else ()
            known = next((field.json for field in fields if field.value is holder), None)
            self.embedded[holder] = known or parse_json(within.text)
        root = self.embedded[holder].root
        return pointer_at(root, within.start, within.end) if root else None, holder


def _about(connection: Connection | None, pointer: str, embedded: str) -> tuple[str, ...]:
    """Return what a finding is about, the same when connections are added before its own."""
    name, within = "", pointer.rpartition("/")[2]
    if connection:
        if connection.name != connection.pointer:
            name = connection.name
        if f"{pointer}/".startswith(f"{connection.pointer}/"):
            within = pointer[len(connection.pointer) :]
    return mask_text(name[:LONGEST]), mask_text(within), mask_text(embedded)
