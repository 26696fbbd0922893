"""What a rule is: one function, with its name, family and severity beside it.

The docstring of the function is the rule's documentation: its first line sums it up, the sections
that follow have fixed headings (What it finds, Why it matters, Wrong, Right, How to mend).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding, RuleInfo, Severity
from outbound_lint.findings.settings import Settings
from outbound_lint.syntax.nodes import Document

Family = Literal[
    "document",
    "endpoint",
    "headers",
    "auth",
    "secret",
    "placeholder",
    "phone-key",
    "payload",
    "suppression",
    "provider",
    "probe",
]


class Context(NamedTuple):
    """What a rule knows beside the connection.

    Attributes:
        settings: what the run is asked to look for.
        now: the time the run speaks of, in seconds since 1970-01-01 UTC.
        named: whether the text is a file's; standard input without a name is not.
    """

    settings: Settings
    now: float
    named: bool


class DocumentView(NamedTuple):
    """One document of a file with the connections found in it."""

    document: Document
    connections: tuple[Connection, ...]


Check = Callable[[Connection, Context], Iterable[Finding]]
PageCheck = Callable[[DocumentView, Context], Iterable[Finding]]


class Rule(NamedTuple):
    """A named check.

    Attributes:
        name: how users call it.
        family: the family it is selected with.
        severity: its one severity.
        doc: its documentation, as written beside it.
        check: judges one connection; none where a rule judges pages, or the engine itself finds it.
        check_page: judges a whole document.
        templates: whether `check` is over one field, so that it judges templates too.
    """

    name: str
    family: Family
    severity: Severity
    doc: str
    check: Check | None = None
    check_page: PageCheck | None = None
    templates: bool = False

    def info(self) -> RuleInfo:
        """Return the metadata of the rule, for reports."""
        return RuleInfo(self.name, self.family, self.severity)


def field_rule(name: str, family: Family, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule over one field: it judges connections, and templates where they stand."""

    def decorate(check: Check) -> Rule:
        return Rule(name, family, severity, check.__doc__ or "", check=check, templates=True)

    return decorate


def connection_rule(name: str, family: Family, severity: Severity) -> Callable[[Check], Rule]:
    """Make a rule over several fields, or over an absence: it judges connections only."""

    def decorate(check: Check) -> Rule:
        return Rule(name, family, severity, check.__doc__ or "", check=check)

    return decorate


def document_rule(name: str, family: Family, severity: Severity) -> Callable[[PageCheck], Rule]:
    """Make a rule over a whole document that holds connections."""

    def decorate(check: PageCheck) -> Rule:
        return Rule(name, family, severity, check.__doc__ or "", check_page=check)

    return decorate


def engine_rule(
    name: str, family: Family, severity: Severity
) -> Callable[[Callable[[], None]], Rule]:
    """Make a rule that the engine itself finds; the function holds its documentation only."""

    def decorate(documented: Callable[[], None]) -> Rule:
        return Rule(name, family, severity, documented.__doc__ or "")

    return decorate


class RuleFinding(NamedTuple):
    """A finding, the rule that made it, and what it is about."""

    rule: Rule
    finding: Finding
    connection: Connection | None
    document: Document
