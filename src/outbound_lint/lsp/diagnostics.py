"""The findings of a report as the diagnostics of LSP."""

from __future__ import annotations

import os
from pathlib import Path

from lsprotocol import types

from outbound_lint import resources
from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.lsp.documents import Document
from outbound_lint.reporters.escaping import shown

SOURCE = "outbound-lint"
"""The name that editors show beside a message."""

_SEVERITIES = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "info": types.DiagnosticSeverity.Information,
}


def diagnostics(document: Document, report: FileReport) -> list[types.Diagnostic]:
    """Return the diagnostics of a document, in the order of the report."""
    return [diagnostic(document, one) for one in report.diagnostics]


def diagnostic(document: Document, one: Diagnostic) -> types.Diagnostic:
    """Return one finding as a diagnostic."""
    parts = (f"{one.message}.", one.hint)
    return types.Diagnostic(
        range=document.range(one.span),
        severity=_SEVERITIES[one.severity],
        code=one.rule or None,
        code_description=_page(one.rule) if one.rule else None,
        source=SOURCE,
        message="\n".join(shown(part) for part in parts if part),
        related_information=[
            types.DiagnosticRelatedInformation(
                types.Location(document.uri, document.range(related.span)), shown(related.message)
            )
            for related in one.related
        ]
        or None,
    )


def _page(rule: str) -> types.CodeDescription | None:
    """Return the link to the installed page of a rule."""
    try:
        return types.CodeDescription(uri_of(resources.rule_page_path(rule)))
    except FileNotFoundError:
        return None


def uri_of(path: str) -> str:
    """Return the URI of a file."""
    return Path(os.path.normpath(path)).as_uri()
