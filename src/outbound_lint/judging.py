"""What the selected rules find in one file."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TypeVar

from outbound_lint.connections import fast_path, providers
from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import FieldName
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.failures import describe
from outbound_lint.findings.model import Finding
from outbound_lint.findings.selection import DEFAULT
from outbound_lint.rule import (
    ConnectionCheck,
    Context,
    DocumentView,
    FieldCheck,
    Given,
    Rule,
    RuleFinding,
    host_of,
)
from outbound_lint.rules import RULES, find_rule

Subject = TypeVar("Subject", DocumentView, Connection)

_Fields = dict[FieldName, tuple[Field, tuple[Connection, ...]]]
"""Fields, each with the connections that have the same node as its value."""


def judge(parsed: ParsedFile, context: Context) -> Iterator[RuleFinding]:
    """Yield what the selected rules find, before comments and baselines are applied.

    In every document the rules about documents come first, then those about connections, and those
    about templates last.

    Args:
        parsed: the file.
        context: what the rules may use; its settings select them.
    """
    selected = context.settings.rules
    names = DEFAULT if selected is None else selected
    severity_of = context.settings.severity_of
    rules = [
        rule._replace(severity=severity_of(rule.name, rule.severity))
        for rule in RULES
        if rule.name in names
    ]
    of_documents = [(rule, rule.check_document) for rule in rules if rule.check_document]
    of_connections = [rule for rule in rules if rule.check or rule.check_field]
    of_others = [rule for rule in of_connections if rule.family != "provider"]
    of_templates = [rule for rule in of_connections if rule.templates]
    profiles = context.settings.providers
    # What the proof passes has no finding by these rules.
    proved = frozenset[str]() if context.settings.finds_more else DEFAULT
    of_valid = [rule for rule in of_connections if rule.name not in proved]
    documents = {document.index: document for document in parsed.documents}
    for index, group in groupby(parsed.connections, key=lambda connection: connection.document):
        view = DocumentView(documents[index], tuple(group))
        document, connections = view
        for rule, check_document in of_documents:
            for by, finding in _run(rule, check_document, view, context, connections[0]):
                yield RuleFinding(by, finding, None, document)
        connections = tuple(sorted(connections, key=lambda one: one.template))
        judged = _Judged(connections)
        for connection in connections:
            if judged.is_valid(connection):
                selection = of_valid
            elif connection.template:
                selection = of_templates
            else:
                is_known = providers.matching(connection, profiles) is not None
                selection = of_connections if is_known else of_others
            for rule in selection:
                is_proved = rule.name in proved
                for check, holders in _checks(rule, connection, judged, is_proved=is_proved):
                    for by, finding in _run(rule, check, connection, context, connection):
                        yield RuleFinding(by, finding, connection, document, holders)


class _Judged:
    """What is judged in the connections of a document, beyond what the proof of validity passes.

    A value that connections share is judged in the first of them.

    Args:
        connections: the connections.
    """

    def __init__(self, connections: Sequence[Connection]) -> None:
        self._connections = connections
        self._doubtful = {
            id(one): [field for field in one.fields.values() if not field.is_valid]
            for one in connections
        }
        self._valid = {
            id(one) for one in connections if not self._doubtful[id(one)] and _is_valid(one)
        }
        self._sharing: dict[tuple[Given | None, bool, bool], dict[int, _Fields]] = {}

    def is_valid(self, connection: Connection) -> bool:
        """Return whether the proof passes a connection."""
        return id(connection) in self._valid

    def fields(self, connection: Connection, rule: Rule, *, is_proved: bool) -> _Fields:
        """Return the fields that a rule judges in a connection.

        Args:
            connection: the connection.
            rule: the rule.
            is_proved: whether the rule has no finding in what the proof passes: then valid
                connections are left out and, by a rule about one field, valid fields.
        """
        only_doubtful = is_proved and rule.templates
        if only_doubtful and not self._doubtful[id(connection)]:
            return {}
        key = rule.given, is_proved, only_doubtful
        if key not in self._sharing:
            self._sharing[key] = self._shared(*key)
        return self._sharing[key][id(connection)]

    def _shared(
        self, given: Given | None, is_proved: bool, only_doubtful: bool
    ) -> dict[int, _Fields]:
        """Return the fields to judge in each connection; of those alike, in the first one."""
        sharing: dict[tuple[FieldName, int], list[tuple[Field, Connection]]] = {}
        for connection in self._connections:
            if is_proved and self.is_valid(connection):
                continue
            doubtful = self._doubtful[id(connection)]
            for field in doubtful if only_doubtful else connection.fields.values():
                sharing.setdefault((field.name, id(field.value)), []).append((field, connection))
        judged: dict[int, _Fields] = {id(one): {} for one in self._connections}
        for held in sharing.values():
            for alike in [held] if given is None or len(held) == 1 else _alike(held, given):
                field, first = alike[0]
                judged[id(first)][field.name] = field, tuple(one for _, one in alike)
        return judged


def _alike(
    held: Iterable[tuple[Field, Connection]], given: Given
) -> Iterable[list[tuple[Field, Connection]]]:
    """Group fields that have one value by what else a rule looks at in their connections."""
    groups: dict[Hashable, list[tuple[Field, Connection]]] = {}
    for field, connection in held:
        groups.setdefault(given(connection), []).append((field, connection))
    return groups.values()


def _is_valid(connection: Connection) -> bool:
    """Return whether the proof passes a connection, as it does each of its fields.

    Such a connection has no finding by default rules.
    """
    if connection.template or connection.misspelled or connection.unseen:
        return False
    members = {name: member.value for name, member in connection.members.items()}
    return fast_path.is_valid(connection.node, members, connection.key)


def _checks(
    rule: Rule, connection: Connection, judged: _Judged, *, is_proved: bool
) -> Sequence[tuple[ConnectionCheck, tuple[Connection, ...]]]:
    """Return how a rule judges a connection, and for which connections the findings hold."""
    check, check_field = rule.check, rule.check_field
    if check and rule.about is None:
        return ((check, (connection,)),)
    fields = judged.fields(connection, rule, is_proved=is_proved)
    if check and rule.about:
        return ((check, fields[rule.about][1]),) if rule.about in fields else ()
    return [
        (partial(_check_field, check_field, field), holders)
        for field, holders in fields.values()
        if check_field
    ]


def _check_field(
    check: FieldCheck, field: Field, connection: Connection, context: Context
) -> Iterable[Finding]:
    return check(field, host_of(connection), context)


def _run(
    rule: Rule,
    check: Callable[[Subject, Context], Iterable[Finding]],
    subject: Subject,
    context: Context,
    about: Connection,
) -> Iterator[tuple[Rule, Finding]]:
    """Run a rule on a subject; an exception in the rule is a finding about a connection."""
    try:
        for finding in check(subject, context):
            yield rule, finding
    except Exception as error:  # noqa: BLE001  # a bug in one rule must not hide other findings
        message = f"the rule `{rule.name}` failed with {describe(error)}"
        hint = "Report this bug in outbound-lint, with the structure of this connection."
        finding = Finding(about.first_key, message, hint, absent=True)
        yield find_rule("internal-error"), finding
