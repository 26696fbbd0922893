"""The report as JSON, described by `schemas/report.schema.json`."""

from __future__ import annotations

from typing import Any

from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.model import Diagnostic, FileReport, Report
from outbound_lint.reporters.escaping import json_text
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.source import Span


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as JSON in ASCII, with a final line feed."""
    probes = [probe._asdict() for probe in report.probes]
    for probe in probes:
        probe["timings_ms"] = probe.pop("timings")._asdict()
    document: dict[str, Any] = {
        "version": 1,  # of the format; compatible additions do not change it
        "tool": {"name": "outbound-lint", "version": options.version},
        **({"shard": options.shard} if options.shard else {}),
        "summary": {
            "files": len(report.files),
            "files_without_connections": sum(not file.connections for file in report.files),
            "connections": report.connections,
            "errors": report.number_of("error"),
            "warnings": report.number_of("warning"),
            "infos": report.number_of("info"),
            "fixable": report.fixable("safe") + report.fixable("unsafe"),
            "suppressed": report.suppressed,
            "baselined": report.baselined,
            "probes": totals._asdict() if (totals := report.totals) else None,
            "omitted": report.omitted,
            "statistics": [
                {"rule": rule, "severity": severity, "count": count}
                for count, severity, rule in report.statistics()
            ],
        },
        "findings": [_finding(file, diagnostic) for file, diagnostic in report.diagnostics()],
        "probes": probes,
    }
    if options.show_suppressed:
        document["suppressed"] = [
            {**_finding(file, one.diagnostic), "reason": one.reason or None}
            for file in report.files
            for one in file.suppressed
        ]
    return json_text(document)


def _finding(file: FileReport, diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "path": file.path,
        "rule": diagnostic.rule,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "hint": diagnostic.hint or None,
        **_range(file, diagnostic.span),
        "exact": diagnostic.exact,
        "connection": diagnostic.connection,
        "also": list(diagnostic.also),
        "also_count": diagnostic.also_count,
        "document": diagnostic.document or 0,
        "pointer": diagnostic.pointer,
        "embedded_pointer": diagnostic.embedded_pointer,
        "fingerprint": diagnostic.fingerprint,
        "related": [
            {"message": related.message, "path": file.path, **_range(file, related.span)}
            for related in diagnostic.related
        ],
        "fix": _fix(file, diagnostic.fix) if diagnostic.fix else None,
    }


def _fix(file: FileReport, fix: SourceFix) -> dict[str, Any]:
    edits = [{**_range(file, edit.span), "text": edit.text} for edit in fix.edits]
    return {
        "applicability": fix.applicability,
        "message": fix.message,
        "withheld": fix.withheld,
        "edits": [] if fix.withheld else edits,
    }


def _range(file: FileReport, span: Span) -> dict[str, int]:
    start, end = file.position(span.start), file.position(span.end)
    return {
        "line": start.line,
        "column": start.column,
        "end_line": end.line,
        "end_column": end.column,
    }
