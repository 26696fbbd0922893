"""The report for people: findings with code frames, then what was counted."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.findings.model import SEVERITIES, FileReport, Report
from outbound_lint.reporters.escaping import guard
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.reporters.style import Painter, painter


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as paragraphs, one for each finding."""
    paint = painter(color=options.color)
    paragraphs = [
        paragraph
        for paragraph in (
            *_findings(report, options, paint),
            *_probes(report, paint),
            *([_statistics(report, paint)] if options.statistics else ()),
            *([] if options.quiet else [_summary(report, paint)]),
        )
        if paragraph
    ]
    return guard("".join(f"{paragraph}\n" for paragraph in _apart(paragraphs)))


def _apart(paragraphs: list[str]) -> Iterator[str]:
    for index, paragraph in enumerate(paragraphs):
        yield f"\n{paragraph}" if index else paragraph


def _findings(report: Report, options: RenderOptions, paint: Painter) -> Iterator[str]:
    for file in report.files:
        if file.diagnostics:
            from outbound_lint.reporters.paragraphs import of_file

            yield from of_file(file, options, paint)


def _probes(report: Report, paint: Painter) -> Iterator[str]:
    if report.probes:
        from outbound_lint.reporters.probes import table

        yield table(report.probes, paint)


def _statistics(report: Report, paint: Painter) -> str:
    from collections import Counter

    counts = Counter((item.rule, item.severity) for _, item in report.diagnostics())
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    width = max((len(str(count)) for _, count in rows), default=0)
    return "\n".join(
        f"{count:>{width}}  {paint(f'{severity:<7}', severity)}  {rule}"
        for (rule, severity), count in rows
    )


def _summary(report: Report, paint: Painter) -> str:
    scope = f"{_counted(report.connections, 'connection')} ({_file_counts(report.files)})"
    counts = [(severity, report.number_of(severity)) for severity in SEVERITIES]
    found = [paint(_counted(count, severity), severity) for severity, count in counts if count]
    if found:
        return f"{', '.join(found)} in {scope}"
    if not report.files:
        return "Nothing to check: no files were found"
    if not report.connections:
        return f"Nothing to check: {scope}"
    return f"{paint('All sound:', 'sound')} {scope}"


def _file_counts(files: tuple[FileReport, ...]) -> str:
    without = sum(not file.connections for file in files)
    counts = _counted(len(files), "file")
    return f"{counts}; {without} without connections" if without else counts


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
