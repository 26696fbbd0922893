"""One text through all of it: `lint_text`.

It reads no clock, no environment and no file but the schema, and no call changes what another
returns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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
    from outbound_lint.syntax.values import Value

_COMMENT = "outbound-lint"
"""The word that every ignore comment contains."""


def lint_text(
    text: str, *, path: str, settings: Settings, now: float, named: bool = True
) -> Report:
    """Lint one text.

    Args:
        text: the text, without a byte order mark, its line ends unchanged.
        path: its path in the report; the suffix selects JSON, HCL or YAML.
        settings: what to look for.
        now: the time by which dates are judged, in seconds since 1970-01-01 UTC.
        named: whether `path` names a file; if not, the content selects JSON or YAML.

    Returns:
        A report of one file. Bad input becomes findings; nothing is raised.
    """
    source = Source(text, path)
    if not settings.placeholders:
        return _lint(source, settings, now, named=named)
    from outbound_lint.facts import placeholders

    with placeholders.also(settings.placeholders):
        return _lint(source, settings, now, named=named)


def count_if_valid(texts: Iterable[tuple[Source, Settings]]) -> list[int | None]:
    """Count the connections of plain texts that are plainly valid, each by its settings.

    All texts go through each stage before the next one, whose code then stays in the processor's
    caches: that takes a third less time than one text after the other.

    Args:
        texts: texts of named files, and what to look for in them.

    Returns:
        What a report of each text says; None for those that have to be linted.
    """
    given = [(source, settings, _plain_values(source, settings)) for source, settings in texts]
    return [
        None if values is None else _count_if_valid(source, values, settings)
        for source, settings, values in given
    ]


def _plain_values(source: Source, settings: Settings) -> list[Value] | None:
    text = source.value
    if not reading.holds_marker(text):
        return []
    if not _may_be_proved(text, settings):
        return None
    return reading.plain_values(source, as_json=reading.is_json(text, source.path, named=True))


def _count_if_valid(source: Source, values: Sequence[Value], settings: Settings) -> int | None:
    count = fast_path.count_if_valid(source.value, values)
    return 0 if settings.partial and count else count


def _lint(source: Source, settings: Settings, now: float, *, named: bool) -> Report:
    text, path = source.value, source.path
    if not reading.holds_marker(text):
        return Report((FileReport(path),))
    as_json = reading.is_json(text, path, named=named)
    parsed = None
    if _may_be_proved(text, settings):
        values = reading.plain_values(source, as_json=as_json)
        if values is None:
            parsed = reading.parse(source, as_json=as_json)
            values = reading.values_of(parsed)
        count = None if values is None else _count_if_valid(source, values, settings)
        if count is not None:
            return Report((FileReport(path, count),))
    from outbound_lint.judging import judge
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.rule import Context

    file = reading.find_connections(parsed or reading.parse(source, as_json=as_json))
    if settings.partial:
        file = reading.as_partial(file)
    redactor = Redactor(file)
    found = judge(file, Context(settings, now, named, redactor))
    return report_on(file, found, redactor, checked=checked_rules(settings, named=named))


def _may_be_proved(text: str, settings: Settings) -> bool:
    """Return whether the proof of validity is enough: it knows only the default rules."""
    if settings.finds_more or _COMMENT in text:
        return False
    if settings.rules is None:
        return True
    from outbound_lint.findings.selection import DEFAULT

    return settings.rules <= DEFAULT


def checked_rules(settings: Settings, *, named: bool = True) -> frozenset[str]:
    """Return the names of the rules that judge a file: an ignore comment for others is not unused.

    Args:
        settings: what to look for.
        named: whether the path of the file is its name.
    """
    from outbound_lint.findings.selection import DEFAULT

    selected = DEFAULT if settings.rules is None else settings.rules
    return selected if named else selected - {"secret-hardcoded", "secret-suspected"}


def report_on(
    file: ParsedFile,
    findings: Iterable[RuleFinding],
    redactor: Redactor,
    *,
    checked: Collection[str],
) -> Report:
    """Report the findings of a file, made by the rules or by a probe.

    Args:
        file: the file.
        findings: its findings.
        redactor: masks its secrets.
        checked: the names of the rules that judged it.

    Returns:
        A report of one file.
    """
    suppressions = None
    if _COMMENT in file.source.value:
        from outbound_lint.suppressions.applying import Suppressions

        suppressions = Suppressions(file, redactor.quoted)
    found = iter(findings)
    first = next(found, None)
    if not (first or file.problems or suppressions):
        count = sum(not connection.template for connection in file.connections)
        return Report((FileReport(file.source.path, count),))
    from outbound_lint.diagnosing import diagnose

    found = chain([first] if first else [], found)
    return diagnose(file, found, redactor, suppressions, checked)


def secret_spans(source: Source, lines: Iterable[int], *, named: bool = True) -> tuple[Span, ...]:
    """Return the spans of a text that no output may show.

    Args:
        source: the text.
        lines: the numbers, from 1, of the lines that are shown.
        named: whether its path is the name of a file.
    """
    from outbound_lint.redaction.redactor import Redactor

    as_json = reading.is_json(source.value, source.path, named=named)
    return Redactor(reading.read(source, as_json=as_json)).spans(lines)


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
