"""The report for people: a paragraph for each finding, then tables and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from outbound_lint.findings.model import SEVERITIES, Diagnostic, FileReport, Report
from outbound_lint.patterns import pattern
from outbound_lint.reporters.escaping import guard, shown
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.source import cut, display_width

if TYPE_CHECKING:
    from outbound_lint.findings.fixes import SourceFix
    from outbound_lint.findings.probes import Totals

_NAMES_SHOWN = 3
"""How many other connections of a finding are named."""

_WORD = pattern(r"(?:`[^`]*`|\S)+")
"""Characters to keep on one line; a code span may contain spaces."""


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as paragraphs with an empty line between each two."""
    found = (file for file in report.files if file.diagnostics)
    paragraphs = [paragraph for file in found for paragraph in _findings(file, options)]
    if report.omitted:
        noun = "finding is" if report.omitted == 1 else "findings are"
        paragraphs.append(f"{report.omitted} more {noun} not shown because of --max-findings.")
    if options.show_suppressed and report.suppressed:
        paragraphs.append("\n".join(_suppressed(report, options)))
    if report.probes:
        from outbound_lint.reporters.probes import probe_table

        paragraphs.append(probe_table(report.probes, options))
    if options.statistics:
        from outbound_lint.reporters.tables import table

        rows = [
            (str(count), options.paint(severity, severity), rule)
            for count, severity, rule in report.statistics()
        ]
        paragraphs.append("\n".join(table(rows, right=[0])))
    if not options.quiet:
        paragraphs.append("\n".join(_summary(report, options)))
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

    diff, fix = None, diagnostic.fix
    if fix and not fix.withheld:
        from outbound_lint.reporters.fix_diffs import Diff

        diff = Diff(file, fix)
    rows, gutter = frame(file, diagnostic, options, diff.gutter if diff else 1)
    line, column = file.position(diagnostic.span.start)
    name = f"[{diagnostic.rule}]" if diagnostic.rule else ""  # mistakes in settings have none
    rule = options.paint(f"{diagnostic.severity}{name}", diagnostic.severity)
    message = options.paint(": ", "strong")
    if options.applies(fix):
        message += options.paint("[*]", "fixable") + " "
    message += options.paint(shown(diagnostic.message), "strong")
    arrow = options.paint(f"{' ' * gutter}-->", "gutter")
    notes = [*_notes(diagnostic, gutter, options)]
    if fix:
        changed = diff.rows(gutter, options) if diff else []
        notes += (_fix_note(fix, gutter, options, is_shown=bool(changed)), *changed)
    return "\n".join(
        (f"{rule}{message}", f"{arrow} {shown(file.path)}:{line}:{column}", *rows, *notes)
    )


def _suppressed(report: Report, options: RenderOptions) -> Iterator[str]:
    """Yield two lines for each finding that a comment hides: the finding, and the reason."""
    yield options.paint("Suppressed by ignore comments:", "strong")
    for file in report.files:
        for diagnostic, reason in file.suppressed:
            line, column = file.position(diagnostic.span.start)
            rule = options.paint(f"{diagnostic.severity}[{diagnostic.rule}]", diagnostic.severity)
            yield f"  {shown(file.path)}:{line}:{column}: {rule} {shown(diagnostic.message)}"
            yield f"    {options.paint('reason:', 'strong')} {shown(reason) or 'none given'}"


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
    for title, text in diagnostic.notes:
        room = options.width - gutter - len(f" = {title}: ")
        line = shown(text)
        words = line.split(" ") if options.verbose else [cut(line, max(room, 1))]
        yield _note(title, words, gutter, options)
    fix = diagnostic.fix
    if diagnostic.hint and not (fix and fix.message.startswith(diagnostic.hint)):
        yield _note("help", _WORD.findall(shown(diagnostic.hint)), gutter, options)


def _fix_note(fix: SourceFix, gutter: int, options: RenderOptions, *, is_shown: bool) -> str:
    """Say what a fix does, and why its new text is not shown if it is not."""
    text = shown(fix.message)
    if fix.withheld:
        text += " (The new text is not shown: it contains secrets.)"
    elif not is_shown:
        text += " (Not shown: the change is inside a secret.)"
    return _note(f"fix ({fix.applicability})", _WORD.findall(text), gutter, options)


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


def _summary(report: Report, options: RenderOptions) -> Iterator[str]:
    """Count probes, findings, connections and files, and name the command that explains a rule."""
    if not report.files:
        yield "Nothing to check."
        return
    totals, hidden = report.totals, _hidden(report)
    if totals:
        yield from _of_probes(totals)
    found = [
        options.paint(_counted(count, severity), severity)
        for severity in SEVERITIES
        if (count := report.number_of(severity))
    ]
    if not found:
        if not report.connections:
            yield f"No outbound voice connections found in {_counted(len(report.files), 'file')}."
        elif not (totals and totals.interrupted):
            success = options.paint("No problems found", "success")
            yield f"{success} in {_scope(report)}.{hidden}"
        return
    counts = " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))
    rule = min(
        (item for _, item in report.diagnostics()), key=lambda item: SEVERITIES.index(item.severity)
    ).rule
    yield f"Found {counts} in {_scope(report)}.{hidden}"
    yield from _fixable(report, options)
    yield f"For more about a rule, run: outbound-lint explain {rule}"


def _fixable(report: Report, options: RenderOptions) -> Iterator[str]:
    """Count the findings that have a fix, and name the options that apply it."""
    safe, unsafe = report.fixable("safe"), report.fixable("unsafe")
    if options.unsafe_fixes:
        safe, unsafe = safe + unsafe, 0
    sign = options.paint("[*]", "fixable")
    if safe:
        more = f" ({unsafe} more with --unsafe-fixes)" if unsafe else ""
        yield f"{sign} {safe} fixable with --fix{more}."
    elif unsafe:
        yield f"{unsafe} fixable with --fix --unsafe-fixes."


def _of_probes(totals: Totals) -> Iterator[str]:
    connections = _counted(totals.all, "connection")
    sent = [f"{n} {name}" for n, name in ((totals.ok, "ok"), (totals.failed, "failed")) if n]
    skipped = [f"{totals.skipped} skipped"] if totals.skipped else []
    results = "; ".join(filter(None, (", ".join(sent), *skipped)))
    yield f"Probed {totals.sent} of {connections}" + (f": {results}." if results else ".")
    if totals.interrupted:
        yield f"Interrupted: {totals.interrupted} of {connections} not probed."


def _hidden(report: Report) -> str:
    """Say how many findings comments and the baseline hide."""
    ways = ((report.suppressed, "ignore comments"), (report.baselined, "the baseline"))
    hidden = [f"{count} by {way}" for count, way in ways if count]
    return f" Hidden: {' and '.join(hidden)}." if hidden else ""


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
