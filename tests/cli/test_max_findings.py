"""`--max-findings N`: how many findings are reported; all of them count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli import samples
from tests.cli.conftest import Run
from tests.reporters.readers import READERS, read_junit


@pytest.fixture(autouse=True)
def _findings(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.WARNING, b=samples.ERROR, c=samples.ERROR)


@pytest.mark.parametrize("form", READERS)
def test_every_format_reports_the_most_severe_findings(run: Run, form: str) -> None:
    result = run("check", "-o", form, "--max-findings", "2")
    found = READERS[form](result.out)
    assert [(one.path, one.severity) for one in found] == [("b.yaml", "error"), ("c.yaml", "error")]


def test_one_of_equally_severe_findings_is_the_first(run: Run) -> None:
    assert run("check", "-o", "concise", "--max-findings", "1").out.startswith("b.yaml:3:")


def test_the_summary_and_the_exit_status_count_all(run: Run) -> None:
    result = run("check", "--max-findings", "1", "--fail-on", "warning", "--statistics")
    assert result.status == 1
    assert "2 more findings are not shown because of --max-findings.\n" in result.out
    assert "2  error    payload-invalid-json\n1  warning  placeholder-unquoted\n" in result.out
    assert "Found 2 errors and 1 warning in 3 connections (3 files).\n" in result.out


def test_the_json_report_counts_what_is_omitted(run: Run) -> None:
    summary = json.loads(run("check", "-o", "json", "--max-findings", "1").out)["summary"]
    assert (summary["errors"], summary["warnings"], summary["omitted"]) == (2, 1, 2)
    assert summary["statistics"] == [
        {"rule": "payload-invalid-json", "severity": "error", "count": 2},
        {"rule": "placeholder-unquoted", "severity": "warning", "count": 1},
    ]


def test_a_file_fails_in_junit_also_if_its_findings_are_omitted(run: Run) -> None:
    text = run("check", "-o", "junit", "--max-findings", "1").out
    assert len(read_junit(text)) == 1
    assert 'tests="3" errors="0" failures="2"' in text


def test_a_limit_that_is_not_reached_changes_nothing(run: Run) -> None:
    assert run("check", "--max-findings", "3").out == run("check").out


@pytest.mark.parametrize("value", ["0", "-1", "many"])
def test_the_limit_is_a_positive_number(run: Run, value: str) -> None:
    result = run("check", "--max-findings", value)
    assert result.status == 2
    assert "--max-findings" in result.err
    assert f"'{value}' is not a whole number of 1 or more" in result.err
