"""What a rule is: a function with a name, a family and a severity.

The docstring of the function is one line, the rule's summary; everything else about the rule is in
its page, `docs/rules/<rule>.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Literal, NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import FieldName
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
    "probe",
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
DocumentCheck = Callable[[DocumentView, Context], Iterable[Finding]]


class Rule(NamedTuple):
    """A named check.

    Attributes:
        name: its name on the command line and in reports.
        family: the family that it is selected with.
        severity: its severity.
        check: judges one connection.
        check_document: judges a whole document.
        templates: whether `check` is about one field, so that it judges templates as well.

    A rule without a check has findings that other parts of the program make.
    """

    name: str
    family: Family
    severity: Severity
    check: ConnectionCheck | None = None
    check_document: DocumentCheck | None = None
    templates: bool = False

    def info(self) -> RuleInfo:
        """Return the metadata of the rule, for reports."""
        return RuleInfo(self.name, self.family, self.severity)


def field_rule(
    name: str, family: Family, severity: Severity, *, about: FieldName | None = None
) -> Callable[[ConnectionCheck], Rule]:
    """Make a rule about one field: it judges connections, and templates on their own.

    Args:
        name: its name.
        family: its family.
        severity: its severity.
        about: the field, if the rule looks at nothing but its value. A value that several
            connections share through an anchor is then judged once.
    """

    def decorate(check: ConnectionCheck) -> Rule:
        @wraps(check)
        def check_once(connection: Connection, context: Context) -> Iterable[Finding]:
            field = connection.fields.get(about) if about else None
            return field.once(name, lambda: tuple(check(connection, context))) if field else ()

        return Rule(name, family, severity, check=check_once if about else check, templates=True)

    return decorate


def connection_rule(
    name: str, family: Family, severity: Severity
) -> Callable[[ConnectionCheck], Rule]:
    """Make a rule about several fields or something absent: it judges connections only."""
    return lambda check: Rule(name, family, severity, check=check)


def document_rule(name: str, family: Family, severity: Severity) -> Callable[[DocumentCheck], Rule]:
    """Make a rule about a document that contains connections."""
    return lambda check: Rule(name, family, severity, check_document=check)


class RuleFinding(NamedTuple):
    """A finding with its rule, and the connection and the document it is about."""

    rule: Rule
    finding: Finding
    connection: Connection | None
    document: Document
