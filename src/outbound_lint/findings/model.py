"""Findings as rules give them, and diagnostics: findings made concrete for the report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from outbound_lint.source import Place, Source, Span

if TYPE_CHECKING:
    from outbound_lint.findings.probes import Probe

Severity = Literal["error", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""All severities, the gravest first."""

# The values are named tuples: as frozen as frozen dataclasses, and made in a fifth of the time,
# which every start of the program pays.


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
    """Another place that a finding speaks of."""

    place: Place
    message: str


class Finding(NamedTuple):
    """A rule's message at a place.

    Attributes:
        place: the characters to change.
        message: what is wrong and what comes of it; holds no sensitive text.
        hint: what to type instead.
        related: other places the message speaks of.
        absent: the mistake is something that is not there: it belongs to the collection around
            the place, and not to the member that stands at the place.
    """

    place: Place
    message: str
    hint: str
    related: tuple[Related, ...] = ()
    absent: bool = False


class RelatedSpan(NamedTuple):
    """Another span of the same source that a diagnostic speaks of."""

    span: Span
    message: str


class Diagnostic(NamedTuple):
    """A finding made concrete: its rule, its span in the source, and the connection it is about.

    Attributes:
        rule: the rule's name.
        severity: the rule's severity.
        message: what is wrong and what comes of it.
        hint: what to type instead.
        span: the characters to change.
        exact: whether the span is exact, or only the value around it.
        connection: the connection's name; none where the finding is about the file.
        also: the names of other connections it holds for.
        document: the document of the stream, from 0; none where the file was not parsed.
        pointer: the JSON Pointer of the node, from the document's root.
        embedded_pointer: the JSON Pointer within the embedded JSON.
        fingerprint: names the finding whatever the line it stands at.
        related: other spans the message speaks of.
    """

    rule: str
    severity: Severity
    message: str
    hint: str
    span: Span
    exact: bool = True
    connection: str | None = None
    also: tuple[str, ...] = ()
    document: int | None = None
    pointer: str | None = None
    embedded_pointer: str | None = None
    fingerprint: str = ""
    related: tuple[RelatedSpan, ...] = ()


class FileReport(NamedTuple):
    """What was found in one file.

    Attributes:
        path: the file, relative to the working directory, with `/`.
        connections: how many connections it holds.
        diagnostics: what was found, in the order of their spans.
        source: its text; none where nothing was found.
        sensitive: the spans of the text that no output may show, sorted and apart.
    """

    path: str
    connections: int = 0
    diagnostics: tuple[Diagnostic, ...] = ()
    source: Source | None = None
    sensitive: tuple[Span, ...] = ()


class Report(NamedTuple):
    """All that a run found, file by file in the order of their paths.

    Attributes:
        files: the files that were looked at.
        rules: the rules that the diagnostics name.
        probes: the dry triggers, in the order of the files and of the connections in them.
    """

    files: tuple[FileReport, ...]
    rules: tuple[RuleInfo, ...] = ()
    probes: tuple[Probe, ...] = ()

    def diagnostics(self) -> Iterator[tuple[FileReport, Diagnostic]]:
        """Yield each diagnostic with the file it stands in."""
        for file in self.files:
            for diagnostic in file.diagnostics:
                yield file, diagnostic

    def number_of(self, severity: Severity) -> int:
        """Count the diagnostics of one severity."""
        return sum(diagnostic.severity == severity for _, diagnostic in self.diagnostics())

    @property
    def connections(self) -> int:
        """The number of connections in all files."""
        return sum(file.connections for file in self.files)
