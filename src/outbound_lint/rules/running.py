"""The selected rules over one file."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import Parsed
from outbound_lint.findings.model import Finding
from outbound_lint.rules import RULES, find_rule
from outbound_lint.rules.rule import Context, Found, Page, Rule
from outbound_lint.rules.selection import DEFAULT


def findings(parsed: Parsed, context: Context) -> Iterator[Found]:
    """Yield what the selected rules find, whatever comments and baselines say of it.

    Templates come last: they are no connections themselves.

    Args:
        parsed: the file.
        context: which rules are selected, and what they may know.
    """
    selected = context.settings.rules
    chosen = DEFAULT if selected is None else selected
    rules = [rule for rule in RULES if rule.name in chosen]
    page_rules = [rule for rule in rules if rule.check_page]
    connection_rules = [rule for rule in rules if rule.check]
    field_rules = [rule for rule in connection_rules if rule.templates]
    for page in _pages(parsed):
        for rule in page_rules:
            yield from _run(rule, page, None, context)
        for connection in sorted(page.connections, key=lambda one: one.template):
            for rule in field_rules if connection.template else connection_rules:
                yield from _run(rule, page, connection, context)


def _pages(parsed: Parsed) -> Iterator[Page]:
    by_document: dict[int, list[Connection]] = {}
    for connection in parsed.connections:
        by_document.setdefault(connection.document, []).append(connection)
    for document in parsed.documents:
        if document.index in by_document:
            yield Page(document, tuple(by_document[document.index]))


def _run(
    rule: Rule, page: Page, connection: Connection | None, context: Context
) -> Iterator[Found]:
    try:
        if connection and rule.check:
            for finding in rule.check(connection, context):
                yield Found(rule, finding, connection, page.document)
        elif rule.check_page:
            for finding in rule.check_page(page, context):
                yield Found(rule, finding, None, page.document)
    except Exception as error:  # noqa: BLE001  # a bug in one rule must not hide what others find
        # Only the kind of the exception is told: its text may hold what the rule was looking at.
        message = f"the rule {rule.name} failed with {type(error).__name__}"
        hint = "This is a bug of outbound-lint: please report it with the shape of this connection."
        about = connection or page.connections[0]
        finding = Finding(about.first_key, message, hint, absent=True)
        yield Found(find_rule("internal-error"), finding, connection, page.document)
