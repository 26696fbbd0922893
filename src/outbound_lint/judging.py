"""The selected rules over one file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, DocumentView, Rule, RuleFinding
from outbound_lint.rules import RULES, find_rule

Subject = TypeVar("Subject", DocumentView, Connection)
Checked = tuple[Rule, Callable[[Subject, Context], Iterable[Finding]]]


def judge(parsed: ParsedFile, context: Context) -> Iterator[RuleFinding]:
    """Yield what the selected rules find, whatever comments and baselines say of it.

    Templates come last: they are no connections themselves.

    Args:
        parsed: the file.
        context: which rules are selected, and what they may know.
    """
    selected = context.settings.rules
    chosen = DEFAULT if selected is None else selected
    rules = [rule for rule in RULES if rule.name in chosen]
    of_pages = [(rule, rule.check_page) for rule in rules if rule.check_page]
    of_connections = [(rule, rule.check) for rule in rules if rule.check]
    of_templates = [(rule, check) for rule, check in of_connections if rule.templates]
    for page in _pages(parsed):
        document = page.document
        for rule, finding in _run(of_pages, page, context, page.connections[0]):
            yield RuleFinding(rule, finding, None, document)
        for connection in sorted(page.connections, key=lambda one: one.template):
            checks = of_templates if connection.template else of_connections
            for rule, finding in _run(checks, connection, context, connection):
                yield RuleFinding(rule, finding, connection, document)


def _pages(parsed: ParsedFile) -> Iterator[DocumentView]:
    by_document: dict[int, list[Connection]] = {}
    for connection in parsed.connections:
        by_document.setdefault(connection.document, []).append(connection)
    for document in parsed.documents:
        if document.index in by_document:
            yield DocumentView(document, tuple(by_document[document.index]))


def _run(
    checks: Sequence[Checked[Subject]], subject: Subject, context: Context, about: Connection
) -> list[tuple[Rule, Finding]]:
    """Let rules judge one subject, at once; one by one only where that fails."""
    try:
        return [(rule, one) for rule, check in checks for one in check(subject, context)]
    except Exception:  # noqa: BLE001  # a bug in one rule must not hide what others find
        return [found for check in checks for found in _run_alone(check, subject, context, about)]


def _run_alone(
    checked: Checked[Subject], subject: Subject, context: Context, about: Connection
) -> Iterator[tuple[Rule, Finding]]:
    """Let one rule judge; that it fails is a finding about a connection."""
    rule, check = checked
    try:
        for finding in check(subject, context):
            yield rule, finding
    except Exception as error:  # noqa: BLE001
        # Only the kind of the exception is told: its text may hold what the rule was looking at.
        message = f"the rule {rule.name} failed with {type(error).__name__}"
        hint = "This is a bug of outbound-lint: please report it with the shape of this connection."
        yield find_rule("internal-error"), Finding(about.first_key, message, hint, absent=True)


ALWAYS = frozenset({"syntax-error", "unreadable-file", "internal-error"})
"""The rules that can't be deselected: without them a file could pass unseen."""

DEFAULT = frozenset(rule.name for rule in RULES if rule.severity != "info")


class UnknownRuleError(ValueError):
    """A selector that names no rule, no family and no group.

    Attributes:
        name: the selector.
        known: all that could have been meant.
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def select(
    select: Iterable[str] | None, extend_select: Iterable[str], ignore: Iterable[str]
) -> frozenset[str]:
    """Work out the names of the rules to use.

    Args:
        select: the selectors that replace the default; none keeps it.
        extend_select: selectors that are added.
        ignore: selectors that are taken away, last.

    Raises:
        UnknownRuleError: a selector names nothing.
    """
    chosen = set(DEFAULT) if select is None else _expand(select)
    chosen |= _expand(extend_select)
    chosen -= _expand(ignore, infos=True)
    return frozenset(chosen | ALWAYS)


def selectors() -> tuple[str, ...]:
    """Return all that can be selected: rules, families and the two groups."""
    families = dict.fromkeys(rule.family for rule in RULES)
    return (*(rule.name for rule in RULES), *families, "all", "default")


def _expand(names: Iterable[str], *, infos: bool = False) -> set[str]:
    """Turn selectors into rule names; a family means its infos only where asked."""
    chosen: set[str] = set()
    for name in names:
        matching = {
            rule.name
            for rule in RULES
            if name in (rule.name, "all")
            or (name == rule.family and (infos or rule.severity != "info"))
            or (name == "default" and rule.name in DEFAULT)
        }
        if not matching:
            raise UnknownRuleError(name, selectors())
        chosen |= matching
    return chosen
