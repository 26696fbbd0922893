"""`outbound-lint check --connection NAME`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Result, Run

TWO = """\
x-shared: &shared
  trigger_call_headers: '{"Authorization": "Bearer null"}'
connections:
  - <<: *shared
    name: support
    trigger_call_endpoint: http://voice.acme.dev/support
  - <<: *shared
    name: sales
    trigger_call_endpoint: https://voice.acme.dev/sales
    trigger_call_payload: '{"a": 1,}'
    note: 1
    note: 2
"""
OTHER = "trigger_call_endpoint: http://voice.acme.dev/\n"


def found(result: Result) -> list[tuple[str, str | None]]:
    return [(one["rule"], one["connection"]) for one in result.report()["findings"]]


def summary(result: Result) -> dict[str, Any]:
    return {name: result.report()["summary"][name] for name in ("files", "connections")}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(TWO)
    (tmp_path / "other.yaml").write_text(OTHER)


def test_only_the_findings_of_the_connection_are_reported(run: Run) -> None:
    result = run("check", "--connection", "support", "-o", "json", "--ignore", "headers")
    assert found(result) == [("auth-malformed", "support"), ("endpoint-scheme", "support")]
    assert summary(result) == {"files": 1, "connections": 1}
    assert result.status == 1


def test_a_value_that_it_shares_is_reported_with_its_name(run: Run) -> None:
    result = run("check", "--connection", "sales", "-o", "json", "--select", "auth")
    (finding,) = result.report()["findings"]
    assert (finding["connection"], finding["also"]) == ("sales", [])


def test_what_no_rule_attributes_to_a_connection_counts_by_its_place(run: Run) -> None:
    select = ("-o", "json", "--select", "duplicate-key")
    assert found(run("check", "--connection", "sales", *select)) == [("duplicate-key", "sales")]
    assert found(run("check", "--connection", "support", *select)) == []


def test_a_syntax_error_of_its_file_is_reported(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "two.yaml").open("a") as file:
        file.write("---\nbroken: [\n")
    result = run("check", "--connection", "support", "-o", "json", "--select", "syntax-error")
    assert found(result) == [("syntax-error", None)]


def test_several_connections(run: Run) -> None:
    options = ("--connection", "support", "--connection", "sales", "-o", "json")
    assert summary(run("check", *options)) == {"files": 1, "connections": 2}


def test_a_json_pointer_names_a_connection_too(run: Run) -> None:
    by_pointer = run("check", "--connection", "/connections/0", "-o", "json")
    assert by_pointer.out == run("check", "--connection", "support", "-o", "json").out
    assert "POST /support" in run("preview", "two.yaml", "--connection", "/connections/0").out


def test_an_unknown_name_is_a_usage_error(run: Run) -> None:
    result = run("check", "--connection", "suport")
    assert (result.status, result.out) == (2, "")
    assert "no such connection: suport — did you mean support?" in result.err


def test_what_could_not_be_read_may_hold_an_unknown_name(run: Run, tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text("connections: [\n" + TWO)
    result = run("check", "--connection", "support")
    assert result.status == 2
    assert "two.yaml:" in result.err
    assert "syntax error" in result.err


def test_standard_input(run: Run) -> None:
    result = run("check", "-", "--connection", "support", "-o", "json", stdin=TWO.encode())
    assert {one["path"] for one in result.report()["findings"]} == {"<stdin>"}


def test_only_this_connection_is_probed(run: Run) -> None:
    result = run("check", "--probe", "--connection", "sales", "-o", "json")
    assert [one["connection"] for one in result.report()["probes"]] == ["sales"]
    assert "Probing 1 connection:" in run("check", "--probe", "--connection", "sales").out
