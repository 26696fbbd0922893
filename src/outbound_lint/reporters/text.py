"""The report for people: a paragraph for each finding, then tables and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from outbound_lint.findings.model import SEVERITIES, Diagnostic, FileReport, Report
from outbound_lint.patterns import pattern
from outbound_lint.reporters.escaping import guard, shown
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.source import display_width

if TYPE_CHECKING:
    from outbound_lint.findings.probes import Probe

_NAMES_SHOWN = 3
"""How many other connections of a finding are named."""

_WORD = pattern(r"(?:`[^`]*`|\S)+")
"""Characters to keep on one line; a code span may contain spaces."""


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as paragraphs with an empty line between each two."""
    paragraphs = [paragraph for file in report.files for paragraph in _findings(file, options)]
    if report.probes:
        paragraphs.append(_probes(report.probes, options))
    if options.statistics:
        from outbound_lint.reporters.tables import table

        counts = Counter((item.rule, item.severity) for _, item in report.diagnostics())
        rows = [
            (str(count), options.paint(severity, severity), rule)
            for (rule, severity), count in sorted(counts.items(), key=lambda row: (-row[1], row[0]))
        ]
        paragraphs.append("\n".join(table(rows, right=[0])))
    if not options.quiet:
        paragraphs.append(_summary(report, options))
    return guard("\n".join(f"{paragraph}\n" for paragraph in paragraphs if paragraph))


def _findings(file: FileReport, options: RenderOptions) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for diagnostic in file.diagnostics:
        counts[diagnostic.rule] += 1
        if options.verbose or counts[diagnostic.rule] <= options.per_rule:
            yield _finding(file, diagnostic, options)
    more = [
        f"{shown(file.path)}: {count - options.per_rule} more {rule} findings are not shown; "
        "use --verbose to see all"
        for rule, count in sorted(counts.items())
        if count > options.per_rule
    ]
    if more and not options.verbose:
        yield "\n".join(more)


def _finding(file: FileReport, diagnostic: Diagnostic, options: RenderOptions) -> str:
    from outbound_lint.reporters.frames import frame

    rows, gutter = frame(file, diagnostic, options)
    line, column = file.position(diagnostic.span.start)
    rule = options.paint(f"{diagnostic.severity}[{diagnostic.rule}]", diagnostic.severity)
    message = options.paint(f": {shown(diagnostic.message)}", "strong")
    arrow = options.paint(f"{' ' * gutter}-->", "gutter")
    notes = _notes(diagnostic, gutter, options)
    return "\n".join(
        (f"{rule}{message}", f"{arrow} {shown(file.path)}:{line}:{column}", *rows, *notes)
    )


def _notes(diagnostic: Diagnostic, gutter: int, options: RenderOptions) -> Iterator[str]:
    if diagnostic.connection:  # empty for a connection without a name at the root
        words = [shown(diagnostic.connection)]
        if names := [shown(name) for name in diagnostic.also]:
            number = len(names) if options.verbose else _NAMES_SHOWN
            left = diagnostic.also_count - len(names[:number])
            more = f" and {left} more" if left > 0 else ""
            words += f"(also {', '.join(names[:number])}{more})".split(" ")
        yield _note("connection", words, gutter, options)
    if options.verbose and diagnostic.pointer is not None:
        pointer = shown(diagnostic.pointer) or "(root)"
        yield _note("pointer", [pointer], gutter, options)
        if diagnostic.embedded_pointer is not None:
            pointer = shown(diagnostic.embedded_pointer) or "(root)"
            yield _note("embedded pointer", [pointer], gutter, options)
    if diagnostic.hint:
        yield _note("help", _WORD.findall(shown(diagnostic.hint)), gutter, options)


def _note(title: str, words: Iterable[str], gutter: int, options: RenderOptions) -> str:
    """Wrap words to the width; further lines are aligned with the first word."""
    margin = " " * (gutter + len(f" = {title}: "))
    lines = [""]
    for word in words:
        if lines[-1] and display_width(f"{margin}{lines[-1]} {word}") > options.width:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    sign, head = options.paint("=", "gutter"), options.paint(f"{title}:", "strong")
    return f"{' ' * gutter} {sign} {head} " + f"\n{margin}".join(lines)


def _probes(probes: Sequence[Probe], options: RenderOptions) -> str:
    from outbound_lint.reporters.tables import table

    heads = ("connection", "host", "outcome", "status", "TLS", "time")
    rows = [[options.paint(head, "strong") for head in heads]]
    for probe in probes:
        host = probe.host or "?"
        host = f"[{host}]" if ":" in host else host
        port = "" if probe.port in (443, None) else f":{probe.port}"
        total = probe.timings.total
        row = [
            shown(probe.connection),
            shown(host + port),
            probe.outcome,
            str(probe.status or ""),
            probe.tls_version or "",
            "" if total is None or probe.stage == "skipped" else f"{total:.0f} ms",
        ]
        rows.append(row)
    lines = table(rows)
    if any(probe.proxied for probe in probes):
        lines.append("The proxy resolved the host names, so their addresses were not checked.")
    return "\n".join(lines)


def _summary(report: Report, options: RenderOptions) -> str:
    """Count findings, connections and files, and name the command that explains a rule."""
    if not report.files:
        return "Nothing to check."
    found = [
        options.paint(_counted(count, severity), severity)
        for severity in SEVERITIES
        if (count := report.number_of(severity))
    ]
    if not found and not report.connections:
        return f"No outbound voice connections found in {_counted(len(report.files), 'file')}."
    if not found:
        return f"{options.paint('No problems found', 'success')} in {_scope(report)}."
    counts = " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
    rule = min(
        (item for _, item in report.diagnostics()), key=lambda item: SEVERITIES.index(item.severity)
    ).rule
    return (
        f"Found {counts} in {_scope(report)}.\n"
        f"For more about a rule, run: outbound-lint explain {rule}"
    )


def _scope(report: Report) -> str:
    """Count the connections, and the files they were searched in."""
    files = _counted(len(report.files), "file")
    if not report.connections:
        return f"{files} (no connections found)"
    without = sum(not file.connections for file in report.files)
    files += f", {without} without connections" if without else ""
    return f"{_counted(report.connections, 'connection')} ({files})"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
