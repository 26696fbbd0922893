"""One text through all of it: `lint_text`.

It reads no clock, no environment and no file but the schema, and no call changes what another
returns.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from outbound_lint.connections import fast_path, reading
from outbound_lint.findings.model import Diagnostic, FileReport, Report, fingerprint
from outbound_lint.findings.settings import Settings
from outbound_lint.source import Source, Span

if TYPE_CHECKING:
    from outbound_lint.connections.reading import ParsedFile
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.rule import RuleFinding


def lint_text(
    text: str, *, path: str, settings: Settings, now: float, named: bool = True
) -> Report:
    """Lint one text.

    Args:
        text: the text, without a byte order mark, its line ends unchanged.
        path: its path in the report; the suffix selects JSON or YAML.
        settings: what to look for.
        now: the time by which dates are judged, in seconds since 1970-01-01 UTC.
        named: whether `path` names a file; if not, the content selects JSON or YAML.

    Returns:
        A report of one file. Bad input becomes findings; nothing is raised.
    """
    if not reading.holds_marker(text):
        return Report((FileReport(path),))
    parsed = reading.parse(Source(text, path), as_json=reading.is_json(text, path, named=named))
    if not parsed.problems and _default_rules_suffice(settings):
        count = fast_path.count_if_valid(parsed.documents)
        if count is not None:
            return Report((FileReport(path, count),))
    from outbound_lint.judging import judge
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.rule import Context

    file = reading.find_connections(parsed)
    redactor = Redactor(file)
    return report_on(file, judge(file, Context(settings, now, named, redactor)), redactor)


def _default_rules_suffice(settings: Settings) -> bool:
    """Return whether only default rules are selected: for those the proof of validity holds."""
    if settings == Settings():
        return True
    from outbound_lint.judging import DEFAULT

    return settings == Settings(settings.rules) and (settings.rules or DEFAULT) <= DEFAULT


def report_on(file: ParsedFile, findings: Iterable[RuleFinding], redactor: Redactor) -> Report:
    """Report the findings of a file, made by the rules or by a probe.

    Args:
        file: the file.
        findings: its findings.
        redactor: masks its secrets.

    Returns:
        A report of one file.
    """
    found = iter(findings)
    first = next(found, None)
    if not first and not file.problems:
        count = sum(not connection.template for connection in file.connections)
        return Report((FileReport(file.source.path, count),))
    from outbound_lint.diagnosing import diagnose

    return diagnose(file, chain([first] if first else [], found), redactor)


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
    from outbound_lint.rules import find_rule

    diagnostic = Diagnostic(
        rule,
        find_rule(rule).severity,
        message,
        hint,
        Span(start, end),
        fingerprint=fingerprint(rule),
    )
    return FileReport(path, 0, (diagnostic,), Source(text, path), (Span(0, len(text)),))
