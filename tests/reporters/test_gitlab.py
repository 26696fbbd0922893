"""The report for GitLab Code Quality."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outbound_lint.findings.model import Report
from outbound_lint.source import Span
from tests.reporters.readers import read_gitlab
from tests.reporters.samples import SUPPORT, collision, file_report, plain, rendered, report_of


def issues(report: Report) -> list[dict[str, Any]]:
    text = rendered(report, "gitlab")
    read_gitlab(text)
    return json.loads(text)  # type: ignore[no-any-return]


def test_a_finding_is_an_issue() -> None:
    (issue,) = issues(report_of(SUPPORT, collision()))
    del issue["fingerprint"]
    assert issue == {
        "check_name": "payload-key-collision",
        "description": (
            "payload-key-collision: the number to call overwrites `phone_number`. "
            "Remove this member, or choose another `phone_number_key`."
        ),
        "severity": "major",
        "location": {
            "path": "agents/support.yaml",
            "positions": {"begin": {"line": 6, "column": 29}, "end": {"line": 6, "column": 43}},
        },
    }


@pytest.mark.parametrize(
    ("severity", "named"), [("error", "major"), ("warning", "minor"), ("info", "info")]
)
def test_severities_are_those_of_gitlab(severity: str, named: str) -> None:
    assert issues(report_of("a", plain(Span(0, 1), severity=severity)))[0]["severity"] == named


def test_a_fingerprint_depends_on_the_file_and_on_nothing_else_around() -> None:
    alone = issues(report_of(SUPPORT, collision()))[0]["fingerprint"]
    moved = file_report("\n" + SUPPORT, plain(Span(0, 1)), collision())
    assert issues(Report((moved,)))[1]["fingerprint"] == alone
    renamed = file_report(SUPPORT, collision(), path="other.yaml")
    assert issues(Report((renamed,)))[0]["fingerprint"] != alone


def test_fingerprints_are_unique_even_for_findings_alike() -> None:
    found = issues(report_of(SUPPORT, collision(), collision()))
    assert len({one["fingerprint"] for one in found}) == 2


def test_without_findings_the_list_is_empty() -> None:
    assert issues(report_of(SUPPORT)) == []
