"""The report with one line for each finding."""

from __future__ import annotations

from outbound_lint.findings.model import Report
from outbound_lint.reporters.escaping import guard, shown
from outbound_lint.reporters.options import RenderOptions


def render(report: Report, options: RenderOptions) -> str:
    """Render each finding as `path:line:column: severity[rule] message`.

    `[*]` before the message means that `--fix` fixes it.
    """
    lines = []
    for file, diagnostic in report.diagnostics():
        line, column = file.position(diagnostic.span.start)
        sign = "[*] " if options.applies(diagnostic.fix) else ""
        finding = f"{diagnostic.severity}[{diagnostic.rule}] {sign}{shown(diagnostic.message)}"
        lines.append(f"{shown(file.path)}:{line}:{column}: {finding}\n")
    return guard("".join(lines))
