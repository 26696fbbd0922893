"""The summary of a job in GitHub Actions: a table in Markdown."""

from __future__ import annotations

import re

from outbound_lint.findings.model import SEVERITIES, Diagnostic, FileReport, Report
from outbound_lint.patterns import pattern
from outbound_lint.reporters.escaping import shown

_ROWS = 200
_LONGEST = 300  # characters of a cell: GitHub refuses a summary of more than 1 MiB

_MARKUP = pattern(r"[&<>|`*_~\[\]()\\#$:@!.]")
_CODE = pattern(r"&#96;(.*?)&#96;")


def render(report: Report) -> str:
    """Render the counts and the most severe findings, with a final line feed."""
    counts = ", ".join(f"{severity}s: {report.number_of(severity)}" for severity in SEVERITIES)
    lines = [
        "### outbound-lint",
        "",
        f"{counts}. Connections: {report.connections}, files: {len(report.files)}.",
        "",
    ]
    found = sorted(report.diagnostics(), key=lambda one: SEVERITIES.index(one[1].severity))
    if found:
        lines += ["| severity | place | rule | message |", "| --- | --- | --- | --- |"]
        lines += [_row(file, diagnostic) for file, diagnostic in found[:_ROWS]]
        lines += [""]
    if more := len(found[_ROWS:]) + report.omitted:
        lines += [f"{more} more finding{' is' if more == 1 else 's are'} not shown.", ""]
    return "\n".join(lines) + "\n"


def _row(file: FileReport, diagnostic: Diagnostic) -> str:
    line, column = file.position(diagnostic.span.start)
    place = f"<code>{_text(file.path)}&#58;{line}&#58;{column}</code>"
    message = _CODE.sub(r"<code>\1</code>", _text(diagnostic.message))
    return f"| {diagnostic.severity} | {place} | {diagnostic.rule} | {message} |"


def _text(text: str) -> str:
    """Escape a text so that nothing in it is Markdown, HTML or a link."""
    text = shown(text)
    text = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return _MARKUP.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match.group())};"
