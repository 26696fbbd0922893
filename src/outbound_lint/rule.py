"""What a rule is: a function with a name, a family and a severity.

The docstring of the function is one line, the rule's summary; everything else about the rule is in
its page, `docs/rules/<rule>.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Literal, NamedTuple

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import FieldName
from outbound_lint.findings.fixes import Applicability
from outbound_lint.findings.model import Finding, RuleInfo, Severity
from outbound_lint.findings.settings import Settings
from outbound_lint.redaction.redactor import Redactor
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
    "provider",
    "suppression",
    "probe",
    "drift",
]


class Context(NamedTuple):
    """What a rule may use besides the connection.

    Attributes:
        settings: what to look for.
        now: the time to judge dates by, in seconds since 1970-01-01 UTC.
        named: whether the text is from a file; standard input without a name is not.
        redactor: masks the secrets of the file in what messages quote.
    """

    settings: Settings
    now: float
    named: bool
    redactor: Redactor

    def quoted(self, text: str) -> str:
        """Quote a text of the file in a message: a name, a host, a scheme."""
        return self.redactor.quoted(text)


class DocumentView(NamedTuple):
    """One document of a file and the connections in it."""

    document: Document
    connections: tuple[Connection, ...]


ConnectionCheck = Callable[[Connection, Context], Iterable[Finding]]
Given = Callable[[Connection], Hashable]
FieldCheck = Callable[[Field, str, Context], Iterable[Finding]]
DocumentCheck = Callable[[DocumentView, Context], Iterable[Finding]]


class Rule(NamedTuple):
    """A named check.

    Attributes:
        name: its name on the command line and in reports.
        family: the family that it is selected with.
        severity: its severity.
        check: judges one connection.
        check_field: judges any field from its value and the host that it is sent to, empty where
            the host is unknown.
        check_document: judges a whole document.
        templates: whether it judges templates as well, because it is about one field.
        about: the field whose value is all that `check` looks at: it judges a value once, however
            many connections share it through an anchor.
        given: returns what else of a connection it looks at, beside the value of one field.
        fix: whether the fixes of its findings are safe, if they can be; None if it has no fixes.

    A rule without a check has findings that other parts of the program make.
    """

    name: str
    family: Family
    severity: Severity
    check: ConnectionCheck | None = None
    check_field: FieldCheck | None = None
    check_document: DocumentCheck | None = None
    templates: bool = False
    about: FieldName | None = None
    given: Given | None = None
    fix: Applicability | None = None

    def info(self) -> RuleInfo:
        """Return the metadata of the rule, for reports."""
        return RuleInfo(self.name, self.family, self.severity)


def field_rule(  # noqa: PLR0913  # what a rule is
    name: str,
    family: Family,
    severity: Severity,
    *,
    about: FieldName | None = None,
    given: Given | None = None,
    fix: Applicability | None = None,
) -> Callable[[ConnectionCheck], Rule]:
    """Make a rule about one field: it judges connections, and templates on their own.

    Args:
        name: its name.
        family: its family.
        severity: its severity.
        about: the field, if the rule looks at nothing but its value and what `given` returns.
        given: returns what else of a connection it looks at.
        fix: whether its fixes are safe, if it has any.
    """
    return lambda check: Rule(
        name, family, severity, check, templates=True, about=about, given=given, fix=fix
    )


def host_of(connection: Connection) -> str:
    """Return the host to which the values are sent; empty where it is unknown."""
    url = connection.url
    return (url and url.host) or ""


def any_field_rule(name: str, family: Family, severity: Severity) -> Callable[[FieldCheck], Rule]:
    """Make a rule about each field, whichever it is: it judges templates on their own as well."""
    return lambda check: Rule(
        name, family, severity, check_field=check, templates=True, given=host_of
    )


def connection_rule(  # noqa: PLR0913  # what a rule is
    name: str,
    family: Family,
    severity: Severity,
    *,
    about: FieldName | None = None,
    given: Given | None = None,
    fix: Applicability | None = None,
) -> Callable[[ConnectionCheck], Rule]:
    """Make a rule about several fields or something absent: it judges connections only.

    Args:
        name: its name.
        family: its family.
        severity: its severity.
        about: the field, if the rule looks at nothing but its value and what `given` returns.
        given: returns what else of a connection it looks at.
        fix: whether its fixes are safe, if it has any.
    """
    return lambda check: Rule(name, family, severity, check, about=about, given=given, fix=fix)


def document_rule(name: str, family: Family, severity: Severity) -> Callable[[DocumentCheck], Rule]:
    """Make a rule about a document that contains connections."""
    return lambda check: Rule(name, family, severity, check_document=check)


class RuleFinding(NamedTuple):
    """A finding with its rule, and what it is about.

    Attributes:
        rule: its rule.
        finding: the finding.
        connection: the connection that it was found in, if any.
        document: the document.
        sharing: all connections that it holds for, this one first, because they share the value;
            findings about one value have the same tuple. Empty where there is no connection.
    """

    rule: Rule
    finding: Finding
    connection: Connection | None
    document: Document
    sharing: tuple[Connection, ...] = ()
