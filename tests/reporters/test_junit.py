"""The report as JUnit XML."""

from __future__ import annotations

from junitparser import JUnitXml, TestCase

from outbound_lint.findings.model import FileReport, Report
from outbound_lint.source import Span
from tests.reporters.samples import file_report, plain, rendered

WARNING = plain(Span(0, 1), message="a warning")
ERROR = plain(Span(1, 2), message="an error", severity="error", rule="wrong-type", hint="Fix it.")


def cases(report: Report, **options: object) -> list[TestCase]:
    (suite,) = JUnitXml.fromstring(rendered(report, "junit", **options).encode())
    return list(suite)


def test_each_file_is_a_case() -> None:
    report = Report((FileReport("a.yaml", 1), file_report("ab", ERROR, path="b.yaml")))
    passed, failed = cases(report)
    assert (passed.name, passed.is_passed) == ("a.yaml", True)
    assert (failed.name, failed.is_failure) == ("b.yaml", True)


def test_a_failure_has_the_worst_finding_as_its_message_and_lists_all() -> None:
    (case,) = cases(Report((file_report("ab", WARNING, ERROR),)), failing=("error", "warning"))
    (failure,) = case.result
    assert (failure.message, failure.type) == ("an error (and 1 more)", "wrong-type")
    assert failure.text == (
        "agents/support.yaml:1:1: warning[duplicate-key] a warning\n"
        "agents/support.yaml:1:2: error[wrong-type] an error\n"
        "  help: Fix it."
    )


def test_findings_that_do_not_fail_the_run_are_output() -> None:
    (case,) = cases(Report((file_report("ab", WARNING),)))
    assert case.is_passed
    assert case.system_out == "agents/support.yaml:1:1: warning[duplicate-key] a warning"


def test_with_fail_on_never_no_file_fails() -> None:
    (case,) = cases(Report((file_report("ab", WARNING, ERROR),)), failing=())
    assert case.is_passed


def test_the_output_has_no_time_of_the_run() -> None:
    report = Report((file_report("ab", ERROR),))
    assert 'time="0.0"' in rendered(report, "junit")
    assert rendered(report, "junit") == rendered(report, "junit")


def test_no_line_starts_a_command_of_a_log() -> None:
    file = file_report("ab", ERROR, path="::error::x.yaml")
    assert "\n::" not in rendered(Report((file,)), "junit")
