"""One text through all of it: `lint_text`.

It reads no clock, no environment and no file, and keeps nothing between two calls.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections import reading
from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import Parsed
from outbound_lint.findings.model import Diagnostic, FileReport, Finding, Report, Span
from outbound_lint.findings.settings import Settings
from outbound_lint.rules import RULES, find_rule
from outbound_lint.rules.rule import Context, Found, Page, Rule
from outbound_lint.rules.selection import DEFAULT
from outbound_lint.source import Source


def lint_text(
    text: str, *, path: str, settings: Settings, now: float, named: bool = True
) -> Report:
    """Lint one text.

    Args:
        text: the text, without a byte order mark, its line ends as they stand.
        path: what it is called in the report; its ending tells JSON from YAML.
        settings: what to look for.
        now: the time to judge dates by, in seconds since 1970-01-01 UTC.
        named: whether `path` names a file; if not, the content tells JSON from YAML.

    Returns:
        A report of one file. Bad input becomes findings; nothing is raised.
    """
    if not reading.holds_marker(text):
        return Report((FileReport(path),))
    as_json = reading.is_json(text, path, named=named)
    parsed = reading.read(Source(text, path), as_json=as_json)
    found = list(findings(parsed, Context(settings, now, named)))
    if not found and not parsed.problems:
        count = sum(not connection.template for connection in parsed.connections)
        return Report((FileReport(path, count),))
    from outbound_lint.diagnosing import diagnose

    return diagnose(parsed, found)


def file_problem(  # noqa: PLR0913  # a finding has as many parts
    rule: str,
    *,
    path: str,
    message: str,
    hint: str,
    text: str = "",
    start: int = 0,
    end: int = 0,
) -> FileReport:
    """Report a file that can't be linted: it is unreadable, not UTF-8, or a rule failed on it.

    Args:
        rule: the name of the rule that says so.
        path: the file.
        message: what is wrong.
        hint: what to do.
        text: what could be decoded of it; none of it is shown.
        start: the offset of the mistake in `text`.
        end: the end of the mistake.
    """
    diagnostic = Diagnostic(rule, find_rule(rule).severity, message, hint, Span(start, end))
    return FileReport(path, 0, (diagnostic,), Source(text, path), (Span(0, len(text)),))


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
