"""The report for programs."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from outbound_lint.findings.model import FileReport, Report
from outbound_lint.source import Span
from tests.checkout import ROOT
from tests.reporters.samples import (
    SUPPORT,
    broken_headers,
    collision,
    file_report,
    plain,
    rendered,
    report_of,
    suppressed,
)


def parsed(report: Report, **options: bool) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(rendered(report, "json", **options))
    schema = json.loads((ROOT / "schemas" / "report.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


def test_a_finding_has_every_member_of_the_contract() -> None:
    assert parsed(report_of(SUPPORT, collision())) == {
        "version": 1,
        "tool": {"name": "outbound-lint", "version": "1.2.3"},
        "summary": {
            "files": 1,
            "files_without_connections": 0,
            "connections": 1,
            "errors": 1,
            "warnings": 0,
            "infos": 0,
            "fixable": 0,
            "suppressed": 0,
            "baselined": 0,
            "probes": None,
            "omitted": 0,
            "statistics": [{"rule": "payload-key-collision", "severity": "error", "count": 1}],
        },
        "findings": [
            {
                "path": "agents/support.yaml",
                "rule": "payload-key-collision",
                "severity": "error",
                "message": "the number to call overwrites `phone_number`",
                "hint": "Remove this member, or choose another `phone_number_key`.",
                "line": 6,
                "column": 29,
                "end_line": 6,
                "end_column": 43,
                "exact": True,
                "connection": "support-line",
                "also": [],
                "also_count": 0,
                "document": 0,
                "pointer": "/connections/0/trigger_call_payload",
                "embedded_pointer": "/phone_number",
                "fingerprint": "4f1d0c7be2a96358",
                "related": [
                    {
                        "message": "the number goes here",
                        "path": "agents/support.yaml",
                        "line": 5,
                        "column": 23,
                        "end_line": 5,
                        "end_column": 35,
                    }
                ],
                "fix": None,
            }
        ],
        "probes": [],
    }


def test_the_summary_counts_over_all_files() -> None:
    report = Report(
        (
            file_report("a", plain(Span(0, 1)), plain(Span(0, 1), severity="info")),
            file_report(SUPPORT, broken_headers(), path="b.yaml"),
            FileReport("c.yaml"),
        )
    )
    summary = parsed(report)["summary"]
    assert (summary["files"], summary["files_without_connections"]) == (3, 1)
    assert (summary["errors"], summary["warnings"], summary["infos"]) == (1, 1, 1)
    assert summary["connections"] == 2


def test_what_is_not_known_is_null() -> None:
    finding = parsed(report_of("a", plain(Span(0, 1), severity="error")))["findings"][0]
    unknown = ("hint", "connection", "pointer", "embedded_pointer", "fix")
    assert [finding[member] for member in unknown] == [None] * 5
    assert finding["document"] == 0


def test_columns_count_code_points_and_lines_every_line_end() -> None:
    text = "a\r\nb\rc\u2028😀x\n"
    start = text.index("x")
    finding = parsed(report_of(text, plain(Span(start, start + 1))))["findings"][0]
    assert (finding["line"], finding["column"]) == (3, 4)
    assert (finding["end_line"], finding["end_column"]) == (3, 5)


def test_the_bytes_are_ascii_and_hold_no_log_command() -> None:
    hostile = collision()._replace(message="\x1b \u202e \x7f ##[error] ###vso[x]")
    report = report_of(SUPPORT, hostile)
    output = rendered(report, "json")
    assert output.isascii()
    assert output.endswith("}\n")
    assert output.replace("\n", "").isprintable()
    assert "##" not in output
    assert parsed(report)["findings"][0]["message"] == hostile.message


def test_a_run_without_findings_has_an_empty_list() -> None:
    assert parsed(Report(()))["findings"] == []


def test_suppressed_findings_are_counted_and_listed_on_request_with_their_reasons() -> None:
    report = suppressed("the receiver expects it")
    counted = parsed(report)
    assert counted["summary"]["suppressed"] == 1
    assert counted["summary"]["errors"] == 0
    assert "suppressed" not in counted
    (finding,) = parsed(report_of(SUPPORT, collision()))["findings"]
    listed = parsed(report, show_suppressed=True)
    assert listed["findings"] == []
    assert listed["suppressed"] == [{**finding, "reason": "the receiver expects it"}]
    assert parsed(suppressed(""), show_suppressed=True)["suppressed"][0]["reason"] is None
    assert parsed(report_of(SUPPORT), show_suppressed=True)["suppressed"] == []


def test_findings_in_the_baseline_are_counted() -> None:
    report = Report((file_report(SUPPORT)._replace(baselined=3), file_report(SUPPORT)))
    assert parsed(report)["summary"]["baselined"] == 3
