"""The report as SARIF."""

from __future__ import annotations

import json
from typing import Any

import pytest

from outbound_lint.findings.model import Report
from outbound_lint.source import Span
from tests.reporters.readers import sarif_schema
from tests.reporters.samples import (
    SUPPORT,
    broken_headers,
    collision,
    file_report,
    plain,
    rendered,
    report_of,
    suppressed,
    with_rules,
)


def run_of(report: Report, **options: object) -> dict[str, Any]:
    document = json.loads(rendered(report, "sarif", **options))
    sarif_schema().validate(document)
    (run,) = document["runs"]
    return run  # type: ignore[no-any-return]


def test_a_finding_has_its_place_its_related_place_and_its_fingerprint() -> None:
    (result,) = run_of(report_of(SUPPORT, collision()))["results"]
    artifact = {"uri": "agents/support.yaml", "uriBaseId": "%SRCROOT%"}
    assert result["ruleId"] == "payload-key-collision"
    assert result["level"] == "error"
    assert result["message"]["text"] == (
        "the number to call overwrites `phone_number`. "
        "Remove this member, or choose another `phone_number_key`."
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": artifact,
                "region": {"startLine": 6, "startColumn": 29, "endLine": 6, "endColumn": 43},
            }
        }
    ]
    assert result["relatedLocations"] == [
        {
            "id": 1,
            "message": {"text": "the number goes here"},
            "physicalLocation": {
                "artifactLocation": artifact,
                "region": {"startLine": 5, "startColumn": 23, "endLine": 5, "endColumn": 35},
            },
        }
    ]
    assert result["partialFingerprints"] == {"outboundLint/v1": "4f1d0c7be2a96358"}


@pytest.mark.parametrize(
    ("reason", "suppression"),
    [
        ("accepted until May", {"kind": "inSource", "justification": "accepted until May"}),
        ("", {"kind": "inSource"}),
    ],
)
def test_suppressed_findings_are_results_only_on_request(
    reason: str, suppression: dict[str, str]
) -> None:
    report = suppressed(reason)
    assert run_of(report)["results"] == []
    (result,) = run_of(report, show_suppressed=True)["results"]
    assert result["ruleId"] == "payload-key-collision"
    assert result["suppressions"] == [suppression]


def test_other_results_are_then_not_suppressed() -> None:
    report = report_of(SUPPORT, collision())
    assert "suppressions" not in run_of(report)["results"][0]
    assert run_of(report, show_suppressed=True)["results"][0]["suppressions"] == []


def test_a_message_without_a_hint_is_one_sentence() -> None:
    (result,) = run_of(report_of(SUPPORT, broken_headers()))["results"]
    assert result["message"]["text"].endswith("is not valid JSON: unquoted string.")


def test_rules_have_their_page_as_help() -> None:
    run = run_of(report_of(SUPPORT, collision(), broken_headers()))
    names = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert names == ["headers-invalid-json", "payload-key-collision"]
    assert [result["ruleIndex"] for result in run["results"]] == [1, 0]
    rule = run["tool"]["driver"]["rules"][1]
    summary = "The payload already has a member with the name of the phone number key."
    assert rule["shortDescription"]["text"] == summary
    assert rule["help"]["markdown"].startswith("## What it finds\n\nA member of ")
    assert rule["defaultConfiguration"] == {"level": "error"}


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("info", "note")]
)
def test_severities_are_levels(severity: str, level: str) -> None:
    (result,) = run_of(report_of("a", plain(Span(0, 1), severity=severity)))["results"]
    assert result["level"] == level


@pytest.mark.parametrize(("status", "successful"), [(0, True), (1, True), (3, False), (130, False)])
def test_the_invocation_has_the_exit_status(status: int, successful: bool) -> None:
    run = run_of(Report(()), exit_status=status)
    assert run["invocations"] == [{"exitCode": status, "executionSuccessful": successful}]


def test_columns_are_code_points_and_a_carriage_return_ends_a_line() -> None:
    text = "a\r\nb\rc\u2028😀x\n"
    start = text.index("x")
    run = run_of(report_of(text, plain(Span(start, start + 1))))
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "startColumn": 4, "endLine": 3, "endColumn": 5}
    assert run["columnKind"] == "unicodeCodePoints"
    assert "\r" in run["newlineSequences"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("agents/été 1.yaml", "agents/%C3%A9t%C3%A9%201.yaml"),
        ("c:x.yaml", "c%3Ax.yaml"),
        ("100%.yaml", "100%25.yaml"),
        ("a?b#c.yaml", "a%3Fb%23c.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("not-utf-8-\udcff.yaml", "not-utf-8-%FF.yaml"),
        ("\ud800.yaml", "%5Cud800.yaml"),
    ],
)
def test_paths_are_relative_uris(path: str, uri: str) -> None:
    file = file_report("a", plain(Span(0, 1)), path=path)
    location = run_of(with_rules(file))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == uri


def test_a_name_in_a_message_is_no_link() -> None:
    finding = plain(Span(0, 1), message="two are named `[x](https://evil.example)`")
    (result,) = run_of(report_of("a", finding))["results"]
    assert result["message"]["text"] == "two are named `[x]\\(https://evil.example)`."
