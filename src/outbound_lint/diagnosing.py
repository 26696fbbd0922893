"""Findings made concrete: resolved to the source, joined, named, masked and sorted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.pointers import LONGEST, pointer_at
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import (
    Diagnostic,
    FileReport,
    RelatedSpan,
    Report,
    Suppressed,
    fingerprint,
)
from outbound_lint.grouping import Group, Key, group_alike, within_limits
from outbound_lint.patterns import pattern
from outbound_lint.redaction.masks import mask_line
from outbound_lint.redaction.redactor import Redactor, mask_text
from outbound_lint.resolving import Resolver
from outbound_lint.rule import RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Place, Source, Span
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Scalar, SyntaxProblem
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.quoting import as_typed

if TYPE_CHECKING:
    from outbound_lint.suppressions.applying import Suppressions

MAX_ALSO = 10
"""How many other connections of a finding are named; more are counted."""


_URL = ("https://", "http://")  # a value that starts so is not JSON
_WRITING = pattern(r"\A[|>][-+0-9]*|[\s\"'\\]+")

_KEY: Callable[[Diagnostic], Key] = attrgetter("span", "rule", "message")


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
    groups = group_alike(parsed, found, suppressions, checked)
    problems, shown = within_limits(parsed, [*groups.shown.values()])
    builder = _Builder(parsed, redactor)
    made = builder.of_problems(problems) + builder.of_groups([*shown, *groups.hidden.values()])
    diagnostics, suppressed = [], []
    for diagnostic in sorted(made, key=_KEY):
        if comment := groups.comments.get(_KEY(diagnostic)):
            suppressed.append(Suppressed(diagnostic, redactor.text(comment.reason)))
        else:
            diagnostics.append(diagnostic)
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


class _Details(NamedTuple):
    """What a diagnostic says of a group, besides what the finding says itself."""

    names: tuple[str, ...]
    holder: Scalar | None
    hint: str
    pointer: str
    embedded_pointer: str | None
    fingerprint: str


class _Builder:
    """Makes the diagnostics of one file.

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

    def of_problems(self, problems: Iterable[SyntaxProblem]) -> list[Diagnostic]:
        """Make the diagnostics of what can't be parsed."""
        ordered = sorted(problems, key=attrgetter("start", "end", "message"))
        return [*map(self._of_problem, ordered)]

    def _of_problem(self, problem: SyntaxProblem) -> Diagnostic:
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

    def of_groups(self, groups: Iterable[Group]) -> list[Diagnostic]:
        """Make the diagnostics of findings that are alike, each step for all of them."""
        groups = sorted(groups, key=attrgetter("key"))
        firsts = [group.findings[0] for group in groups]
        abouts = [*map(self._about, groups)]
        names = [*map(self._names, groups, abouts)]
        within = [*map(self._embedded, firsts, abouts)]
        holders = [holder for _, holder in within]
        pointers = [*map(self._pointer, groups, holders)]
        texts = [*map(self._text, firsts, holders)]
        subjects = map(_subject, abouts, pointers, [embedded or "" for embedded, _ in within])
        details = map(
            _Details,
            names,
            holders,
            [as_typed(one.finding.hint, one.finding.place.text) for one in firsts],
            [*map(self.redactor.pointer, pointers)],
            [embedded and self.redactor.pointer(embedded) for embedded, _ in within],
            [
                self._fingerprint(one.rule.name, *subject, text)
                for one, subject, text in zip(firsts, subjects, texts, strict=True)
            ],
        )
        return [*map(self._of_group, groups, details)]

    def _of_group(self, group: Group, details: _Details) -> Diagnostic:
        (span, _, _), exact, findings = group
        rule, finding, _, document, _ = findings[0]
        names, holder, hint, pointer, embedded_pointer, identity = details
        return Diagnostic(
            rule=rule.name,
            severity=rule.severity,
            message=finding.message,
            hint=hint,
            span=span,
            exact=exact,
            connection=names[0] if names else None,
            also=names[1 : 1 + MAX_ALSO],
            also_count=max(len(names) - 1, 0),
            document=document.index,
            pointer=pointer,
            embedded_pointer=embedded_pointer,
            fingerprint=identity,
            related=tuple(
                [RelatedSpan(Span(*one.place.trace()[1:3]), one.message) for one in finding.related]
            ),
            inside=Span(holder.start, holder.end) if holder else None,
            notes=finding.notes,
            fix=self.fixes.resolve(finding.fix, findings) if finding.fix else None,
        )

    def _text(self, found: RuleFinding, holder: Scalar | None) -> str:
        """Return the text that a finding is about, however it is written.

        What is absent is reported at the first key, whichever that is.
        """
        if found.finding.absent and not holder:
            return ""
        # Quotes, escapes and line breaks say how a value is written, not what it is.
        return _WRITING.sub("", self.redactor.own_text(found.finding.place))

    def _fingerprint(self, *about: str) -> str:
        """Return the fingerprint of the next diagnostic with a rule and about something."""
        self.numbers[about] = number = self.numbers.get(about, 0) + 1
        return fingerprint(*about, number=number)

    def _names(self, group: Group, about: Connection | None) -> tuple[str, ...]:
        """Return the names of the connections of a group, each once, for people.

        They are found once for all findings about a value: these have the same tuple.
        """
        first = group.findings[0]
        if first.connection:
            sharing = [one.sharing for one in group.findings]
        else:
            sharing = [(about,)] if about else []
        key = tuple(map(id, sharing))
        if key not in self.names:
            every = chain.from_iterable(sharing)
            named = dict.fromkeys(one.name for one in every if not one.template)
            self.names[key] = sharing, tuple(dict.fromkeys(map(self.redactor.text, named)))
        return self.names[key][1]

    def _about(self, group: Group) -> Connection | None:
        """Return the connection of a group, or else the one whose mapping holds its span."""
        _, _, connection, document, _ = group.findings[0]
        if connection:
            return connection
        start = group.key[0].start
        held = self.connections.get(document.index, [])
        index = bisect_right(held, start, key=lambda one: one.node.start) - 1
        return held[index] if index >= 0 and start < held[index].node.end else None

    def _pointer(self, group: Group, holder: Scalar | None) -> str:
        """Return the pointer to what a group is about; that of the value that holds it, once."""
        _, finding, _, document, _ = group.findings[0]
        if holder is None:
            pointer = pointer_at(document.root, *group.key[0])
            return pointer.rpartition("/")[0] if finding.absent else pointer
        if holder not in self.pointers:
            self.pointers[holder] = pointer_at(document.root, holder.start, holder.end)
        return self.pointers[holder]

    def _embedded(
        self, found: RuleFinding, about: Connection | None
    ) -> tuple[str | None, Scalar | None]:
        """Return the pointer within the embedded JSON, and the value of the source that holds it.

        A place in JSON that is a string of that JSON has the pointer of the string. What a field of
        the connection has parsed is not parsed again.
        """
        text, start, end = within = found.finding.place
        holder = None
        while isinstance(text, Decoded):
            within, holder = Place(text, start, end), text.scalar
            text, start, end = holder.text, holder.start, holder.end
        if holder is None or within.text.value.startswith(_URL):
            return None, holder
        if holder not in self.embedded:
            fields = about.fields.values() if about else ()
            known = next((field.json for field in fields if field.value is holder), None)
            self.embedded[holder] = known or parse_json(within.text)
        root = self.embedded[holder].root
        return pointer_at(root, within.start, within.end) if root else None, holder


def _subject(connection: Connection | None, pointer: str, embedded: str) -> tuple[str, ...]:
    """Return what a finding is about, the same when connections are added before its own."""
    name, within = "", pointer.rpartition("/")[2]
    if connection:
        if connection.name != connection.pointer:
            name = connection.name
        if f"{pointer}/".startswith(f"{connection.pointer}/"):
            within = pointer[len(connection.pointer) :]
    return mask_text(name[:LONGEST]), mask_text(within), mask_text(embedded)
