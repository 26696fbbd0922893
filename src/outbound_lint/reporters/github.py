"""The report as workflow commands, which GitHub Actions shows as annotations."""

from __future__ import annotations

from outbound_lint.findings.model import SEVERITIES, Diagnostic, FileReport, Report
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.options import RenderOptions

_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, options: RenderOptions) -> str:  # noqa: ARG001 - as every renderer
    """Render one command for each finding, most severe first: GitHub shows ten for each step."""
    found = sorted(report.diagnostics(), key=lambda one: SEVERITIES.index(one[1].severity))
    return "".join(_command(file, diagnostic) for file, diagnostic in found)


def _command(file: FileReport, diagnostic: Diagnostic) -> str:
    start, end = file.position(diagnostic.span.start), file.position(diagnostic.span.end)
    properties = {"file": file.path, "line": start.line, "endLine": end.line}
    if start.line == end.line:  # otherwise the runner refuses columns
        properties |= {"col": start.column, "endColumn": end.column}
    properties["title"] = diagnostic.rule
    # The log shows the message without the properties, so it names the place as well.
    place = f"{shown(file.path)}:{start.line}:{start.column}"
    text = f"{place}: {diagnostic.rule}: {shown(diagnostic.message)}"
    if diagnostic.hint:
        text += f"\nHelp: {shown(diagnostic.hint)}"
    values = ",".join(f"{name}={_value(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {values}::{_data(text)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _data(shown(text)).replace(":", "%3A").replace(",", "%2C")
