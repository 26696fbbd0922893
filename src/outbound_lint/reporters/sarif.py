"""The report as SARIF 2.1.0 (docs.oasis-open.org/sarif), which GitHub code scanning reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.model import Diagnostic, FileReport, Report, RuleInfo
from outbound_lint.reporters.escaping import json_text, shown
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.source import Span

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(report: Report, options: RenderOptions) -> str:
    """Render the report as one run in JSON in ASCII, with a final line feed."""
    numbers = {rule.name: number for number, rule in enumerate(report.rules)}
    driver = {
        "name": "outbound-lint",
        "version": options.version,
        "rules": [_rule(rule) for rule in report.rules],
    }
    status = options.exit_status
    run: dict[str, Any] = {
        "tool": {"driver": driver},
        "invocations": [{"exitCode": status, "executionSuccessful": status in (0, 1)}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The working directory."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            {"ruleIndex": numbers[diagnostic.rule], **_result(file, diagnostic)}
            for file, diagnostic in report.diagnostics()
        ],
    }
    # GitHub code scanning shows a suppressed result as an open alert, so they are asked for.
    if options.show_suppressed:
        for result in run["results"]:  # all results have the property or none (3.27.23)
            result["suppressions"] = []
        for file in report.files:
            for diagnostic, reason in file.suppressed:
                result = {"ruleIndex": numbers[diagnostic.rule], **_result(file, diagnostic)}
                result["suppressions"] = [{"kind": "inSource"}]
                if reason:
                    result["suppressions"][0]["justification"] = shown(reason)
                run["results"].append(result)
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: RuleInfo) -> dict[str, Any]:
    return {
        "id": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {
            "text": f"For more about this rule, run: outbound-lint explain {rule.name}",
            "markdown": rule.explanation,
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(file: FileReport, diagnostic: Diagnostic) -> dict[str, Any]:
    fixes = [_fix(file, fix)] if (fix := diagnostic.fix) and not fix.withheld else []
    return {
        "ruleId": diagnostic.rule,
        "level": _LEVELS[diagnostic.severity],
        "message": _message(f"{diagnostic.message}. {diagnostic.hint}".rstrip()),
        "locations": [{"physicalLocation": _location(file, diagnostic.span)}],
        "relatedLocations": [
            {
                "id": number,
                "physicalLocation": _location(file, related.span),
                "message": _message(related.message),
            }
            for number, related in enumerate(diagnostic.related, 1)
        ],
        "partialFingerprints": {"outboundLint/v1": diagnostic.fingerprint},
        **({"fixes": fixes} if fixes else {}),
        "properties": {
            "exact": diagnostic.exact,
            "connection": diagnostic.connection,
            "also": list(diagnostic.also),
            "pointer": diagnostic.pointer,
            "embeddedPointer": diagnostic.embedded_pointer,
        },
    }


def _message(text: str) -> dict[str, str]:
    """Make a message without links: `](` would end the text of one.

    Braces stay as they are. SARIF wants them doubled (3.11.5), but the viewers show such a text
    unchanged, and `${{TOKEN}}` is another placeholder than `${TOKEN}`.
    """
    return {"text": shown(text).replace("](", "]\\(")}


def _fix(file: FileReport, fix: SourceFix) -> dict[str, Any]:
    """Make a fix (3.55): where only text is inserted, the region to replace is empty (3.57.3)."""
    replacements = []
    for edit in fix.edits:
        replacement: dict[str, Any] = {"deletedRegion": _region(file, edit.span)}
        if edit.text:
            replacement["insertedContent"] = {"text": edit.text}
        replacements.append(replacement)
    return {
        "description": _message(fix.message),
        "artifactChanges": [{"artifactLocation": _artifact(file), "replacements": replacements}],
        "properties": {"applicability": fix.applicability},
    }


def _location(file: FileReport, span: Span) -> dict[str, Any]:
    return {"artifactLocation": _artifact(file), "region": _region(file, span)}


def _artifact(file: FileReport) -> dict[str, str]:
    try:
        path = file.path.encode("utf-8", "surrogateescape")  # as the system names the file
    except UnicodeEncodeError:
        path = file.path.encode("utf-8", "backslashreplace")
    return {"uri": quote_from_bytes(path), "uriBaseId": _ROOT}


def _region(file: FileReport, span: Span) -> dict[str, int]:
    start, end = file.position(span.start), file.position(span.end)
    return {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
