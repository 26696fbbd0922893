"""Findings as rules report them, and diagnostics: findings resolved for the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from outbound_lint.source import Place, Position, Source, Span

if TYPE_CHECKING:
    from outbound_lint.findings.fixes import Applicability, Fix, SourceFix
    from outbound_lint.findings.probes import Probe, Totals

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""All severities, most severe first."""

# Named tuples are as immutable as frozen dataclasses, but defining one takes a fifth of the time,
# and every start of the program pays for that.


class RuleInfo(NamedTuple):
    """Metadata of a rule. Its texts are read from its page when they are asked for."""

    name: str
    family: str
    severity: Severity

    @property
    def summary(self) -> str:
        """One sentence.

        Raises:
            FileNotFoundError: The installation is incomplete.
        """
        return self._paragraphs()[1]

    @property
    def explanation(self) -> str:
        """The sections of the page in Markdown.

        Raises:
            FileNotFoundError: The installation is incomplete.
        """
        return "\n\n".join(self._paragraphs()[3:]).rstrip()

    def _paragraphs(self) -> list[str]:
        """Return the paragraphs of the page: title, summary, metadata, then the sections."""
        from outbound_lint.resources import rule_page

        return rule_page(self.name).split("\n\n")


class Related(NamedTuple):
    """Another place that the message of a finding refers to."""

    place: Place
    message: str


class Finding(NamedTuple):
    """A rule's message at a place.

    Attributes:
        place: the characters to change.
        message: the problem, then its consequence; contains no secrets.
        hint: how to fix it.
        related: other places the message refers to.
        absent: whether something is missing: the finding is then about the collection that
            contains the place, not about the member at the place.
        notes: further facts, each a title and a line of text; contain no secrets.
        fix: the edits that do what the hint says, if they are known.
    """

    place: Place
    message: str
    hint: str
    related: tuple[Related, ...] = ()
    absent: bool = False
    notes: tuple[tuple[str, str], ...] = ()
    fix: Fix | None = None


class RelatedSpan(NamedTuple):
    """Another span of the same source that the message of a diagnostic refers to."""

    span: Span
    message: str


class Diagnostic(NamedTuple):
    """A finding resolved for the report: its rule, its span in the source, its connection.

    Attributes:
        rule: the rule's name.
        severity: the rule's severity.
        message: the problem, then its consequence.
        hint: how to fix it; may be empty.
        span: the characters to change.
        exact: whether the span is exact, or only the value that contains the problem.
        connection: the connection's name; None if the finding is about the whole file.
        also: the names of other connections with the same finding; not all if there are many.
        also_count: how many other connections have the same finding.
        document: the index of the document in the stream, from 0; None if nothing was parsed.
        pointer: the JSON Pointer of the node, from the document's root.
        embedded_pointer: the JSON Pointer inside the embedded JSON.
        fingerprint: identifies the finding independently of its line.
        related: other spans the message refers to.
        inside: the value whose decoded text the finding is about, such as a block scalar.
        notes: further facts, each a title and a line of text.
        fix: the edits of the source that fix it, if they are known.
    """

    rule: str
    severity: Severity
    message: str
    hint: str
    span: Span
    exact: bool = True
    connection: str | None = None
    also: tuple[str, ...] = ()
    also_count: int = 0
    document: int | None = None
    pointer: str | None = None
    embedded_pointer: str | None = None
    fingerprint: str = ""
    related: tuple[RelatedSpan, ...] = ()
    inside: Span | None = None
    notes: tuple[tuple[str, str], ...] = ()
    fix: SourceFix | None = None

    def shown_lines(self, source: Source) -> list[int]:
        """Return the numbers of the source lines that a code frame shows for it, in order.

        These are the first lines of its spans and, inside a value of several lines, the line above
        the finding. Secrets in all of them, and in the lines of its fix, must be in
        `FileReport.sensitive`.
        """
        first = source.line(self.span.start)
        lines = {first}
        lines.update([source.line(one.span.start) for one in self.related])
        if self.inside and source.line(self.inside.start) < first:
            start, end = source.line_span(first - 1)
            if source.value[start:end].strip():
                lines.add(first - 1)
        return sorted(lines)


class Suppressed(NamedTuple):
    """A finding that an ignore comment hides, and the reason that the comment gives."""

    diagnostic: Diagnostic
    reason: str


class FileReport(NamedTuple):
    """The findings of one file.

    Attributes:
        path: the file, relative to the working directory, with `/`.
        connections: how many connections it contains.
        diagnostics: the findings, in the order of their spans.
        source: its text; None if there are no findings.
        sensitive: the spans of the text that no output may show, merged (`merge_spans`).
        suppressed: the findings that ignore comments hide, in the order of their spans.
        baselined: how many findings the baseline hides.
        omitted: findings that count but are not reported, because there are too many.
    """

    path: str
    connections: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    source: Source | None = None
    sensitive: tuple[Span, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    baselined: int = 0
    omitted: tuple[Diagnostic, ...] = ()

    def position(self, offset: int) -> Position:
        """Return the line and column of an offset in the file."""
        return self.source.position(offset) if self.source else Position(1, 1)


class Report(NamedTuple):
    """The result of a run.

    Attributes:
        files: the files that were checked, in the order of their paths.
        rules: the metadata of all rules with a diagnostic, also a suppressed one.
        probes: the probes, in the order of the files and of their connections.
    """

    files: tuple[FileReport, ...]
    rules: tuple[RuleInfo, ...] = ()
    probes: tuple[Probe, ...] = ()

    def diagnostics(self) -> Iterator[tuple[FileReport, Diagnostic]]:
        """Yield each diagnostic with its file."""
        for file in self.files:
            for diagnostic in file.diagnostics:
                yield file, diagnostic

    def limited(self, most: int) -> Report:
        """Return the report with so many diagnostics, the most severe ones; others are omitted."""
        places = (
            (SEVERITIES.index(one.severity), number, index)
            for number, file in enumerate(self.files)
            for index, one in enumerate(file.diagnostics)
        )
        kept = {place[1:] for place in sorted(places)[:most]}
        files = []
        for number, file in enumerate(self.files):
            parts: tuple[list[Diagnostic], list[Diagnostic]] = ([], [])
            for index, one in enumerate(file.diagnostics):
                parts[(number, index) not in kept].append(one)
            files.append(file._replace(diagnostics=tuple(parts[0]), omitted=tuple(parts[1])))
        return self._replace(files=tuple(files))

    def statistics(self) -> list[tuple[int, Severity, str]]:
        """Count the findings of each severity and rule, most frequent first, also omitted ones."""
        counts = Counter(
            (one.rule, one.severity)
            for file in self.files
            for one in (*file.diagnostics, *file.omitted)
        )
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return [(count, severity, rule) for (rule, severity), count in ordered]

    def number_of(self, severity: Severity) -> int:
        """Count the findings of one severity, also omitted ones."""
        return sum(
            one.severity == severity
            for file in self.files
            for one in (*file.diagnostics, *file.omitted)
        )

    def fixable(self, applicability: Applicability) -> int:
        """Count the findings that have a fix of this kind, also omitted ones."""
        return sum(
            one.fix is not None and one.fix.applicability == applicability
            for file in self.files
            for one in (*file.diagnostics, *file.omitted)
        )

    @property
    def omitted(self) -> int:
        """The number of findings that are omitted."""
        return sum(len(file.omitted) for file in self.files)

    @property
    def suppressed(self) -> int:
        """The number of findings that ignore comments hide."""
        return sum(len(file.suppressed) for file in self.files)

    @property
    def baselined(self) -> int:
        """The number of findings that the baseline hides."""
        return sum(file.baselined for file in self.files)

    @property
    def connections(self) -> int:
        """The number of connections in all files."""
        return sum(file.connections for file in self.files)

    @property
    def totals(self) -> Totals | None:
        """How many probes ended how; None if nothing was to be probed."""
        if not self.probes:
            return None
        from outbound_lint.findings.probes import count

        return count(self.probes)


def fingerprint(rule: str, *about: str, number: int = 1) -> str:
    """Return the fingerprint of a finding, for baselines: 32 hexadecimal digits.

    Args:
        rule: the name of the rule.
        about: what the finding is about, the same in every run; holds no secret and no line.
        number: which one it is of those alike in the file, from 1.
    """
    parts = (rule, *about, str(number))
    digest: str = _sha256()("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:32]


@cache
def _sha256() -> Any:
    """Return the function of hashlib, which also loads OpenSSL, without it if possible."""
    for module in ("_sha2", "_sha256", "hashlib"):  # of CPython from 3.12, of 3.11, of all
        try:
            return import_module(module).sha256
        except ImportError:
            continue
    raise ImportError("hashlib")
