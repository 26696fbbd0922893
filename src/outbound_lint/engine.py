"""One text through all of it: `lint_text`.

It reads no clock, no environment and no file but the schema, and no call changes what another
returns.
"""

from __future__ import annotations

from collections.abc import Iterable

from outbound_lint.connections import reading
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import Diagnostic, FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Source, Span


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
        A report of one file. Bad input becomes judge; nothing is raised.
    """
    if not reading.holds_marker(text):
        return Report((FileReport(path),))
    as_json = reading.is_json(text, path, named=named)
    parsed = reading.read(Source(text, path), as_json=as_json)
    return report_on(parsed, judge(parsed, Context(settings, now, named)))


def report_on(parsed: ParsedFile, judge: Iterable[RuleFinding]) -> Report:
    """Report what was found in a file, by the rules or by other means such as a probe.

    Args:
        parsed: the file.
        judge: what was found in it.

    Returns:
        A report of one file.
    """
    found = list(judge)
    if not found and not parsed.problems:
        count = sum(not connection.template for connection in parsed.connections)
        return Report((FileReport(parsed.source.path, count),))
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
    from outbound_lint.findings.fingerprints import fingerprint

    diagnostic = Diagnostic(
        rule,
        find_rule(rule).severity,
        message,
        hint,
        Span(start, end),
        fingerprint=fingerprint(rule),
    )
    return FileReport(path, 0, (diagnostic,), Source(text, path), (Span(0, len(text)),))
