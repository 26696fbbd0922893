"""Runs that probe: each file is judged once, and a bug affects one file or one probe only."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from outbound_lint.connections.request import Request
from outbound_lint.judging import judge
from outbound_lint.probe import guard, plan, verdicts
from outbound_lint.run import probing
from tests.checkout import ROOT
from tests.cli import samples
from tests.cli.conftest import Result, Run

SCHEMA = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))

BOUND = "trigger_call_endpoint: https://{host}/\n"
UNBOUND = BOUND + 'trigger_call_headers: \'{{"Authorization": "Bearer ${{TOKEN}}"}}\'\n'


@pytest.fixture(autouse=True)
def _no_name_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, host)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def found(result: Result) -> list[tuple[str, str]]:
    """The path and rule of each finding about a probe, or of a bug."""
    report = result.report()
    jsonschema.validate(report, SCHEMA)
    return [
        (one["path"], one["rule"])
        for one in report["findings"]
        if one["rule"].startswith(("probe-", "internal-"))
    ]


def outcomes(result: Result) -> dict[str, str]:
    return {one["path"]: one["outcome"] for one in result.report()["probes"]}


def message(result: Result) -> str:
    (text,) = [
        one["message"] for one in result.report()["findings"] if one["rule"] == "internal-error"
    ]
    return str(text)


def write(folder: Path, **hosts: str) -> None:
    samples.write(folder, **{name: BOUND.format(host=host) for name, host in hosts.items()})


def test_the_number_of_processes_does_not_change_the_report(run: Run, tmp_path: Path) -> None:
    deep = "'" + "[" * 5000 + "]" * 5000 + "'"
    texts = {f"a{n}": UNBOUND.format(host=f"h{n}.acme.dev") for n in range(320)}
    samples.write(
        tmp_path,
        **texts,
        b=BOUND.format(host="b.acme.dev"),
        c=BOUND.format(host="127.0.0.1"),
        d=samples.ERROR,
        e=samples.NO_CONNECTION,
        f=BOUND.format(host="f.acme.dev") + f"trigger_call_payload: {deep}\n",
        g="trigger_call_endpoint: [",
    )
    one, two = (
        run("check", "--probe", "--jobs", jobs, "-o", "json").report() for jobs in ("1", "2")
    )
    for report in (one, two):
        for probe in report["probes"]:
            del probe["timings_ms"]
    assert one == two
    assert {probe["outcome"] for probe in one["probes"]} == {"probe-skipped", "probe-dns"}
    assert len(one["probes"]) == 324


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_files_are_judged_in_several_processes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    """A function that fails in this process only shows where the files are judged."""
    samples.write(tmp_path, **{f"a{n}": UNBOUND.format(host="h.acme.dev") for n in range(300)})
    here = os.getpid()

    def judge_elsewhere(*args: Any) -> Any:
        if os.getpid() == here:
            raise ZeroDivisionError
        return judge(*args)

    monkeypatch.setattr(probing, "judge", judge_elsewhere)
    result = run("check", "--probe", "--jobs", jobs, "-o", "json")
    assert result.status == (3 if jobs == "1" else 1)  # none of them was probed


def test_each_file_is_judged_once(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")
    judged = []

    def count(parsed: Any, context: Any) -> Any:
        judged.append(parsed.source.path)
        return judge(parsed, context)

    monkeypatch.setattr(probing, "judge", count)
    run("check", "--probe", "--select", "endpoint", "-o", "json")
    assert judged == ["a.yaml", "b.yaml"]


def test_a_bug_while_judging_a_file_is_an_internal_error_of_that_file_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")

    def fail(parsed: Any, context: Any) -> Any:
        if parsed.source.path == "a.yaml":
            raise ZeroDivisionError(parsed.source.value)
        return judge(parsed, context)

    monkeypatch.setattr(probing, "judge", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"b.yaml": "probe-dns"}
    assert "ZeroDivisionError at outbound_lint/run/probing.py:" in message(result)
    assert "a.acme.dev" not in message(result)


def test_a_bug_while_building_a_request_is_an_internal_error_of_that_connection_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")
    build = plan.build

    def fail(connection: Any, **options: Any) -> Request:
        if "a.acme" in connection.endpoint.text.value:
            raise KeyError(connection.endpoint.text.value)
        return build(connection, **options)

    monkeypatch.setattr(plan, "build", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"a.yaml": "internal-error", "b.yaml": "probe-dns"}
    assert "KeyError at outbound_lint/probe/plan.py:" in message(result)
    assert "a.acme.dev" not in message(result)


def test_a_bug_while_sending_is_an_internal_error_of_that_probe_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")
    resolve = guard.resolve

    async def fail(host: str, *args: Any) -> Any:
        if host.startswith("a."):
            raise ZeroDivisionError(host)
        return await resolve(host, *args)

    monkeypatch.setattr(guard, "resolve", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"a.yaml": "internal-error", "b.yaml": "probe-dns"}
    assert "ZeroDivisionError at outbound_lint/probe/" in message(result)
    assert "a.acme.dev" not in message(result)
    assert "internal-error" in run("check", "--probe").out


def test_a_bug_while_explaining_an_outcome_is_an_internal_error_of_that_probe_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")
    explain = verdicts.of_outcome

    def fail(connection: Any, *args: Any) -> Any:
        if "a.acme" in connection.endpoint.text.value:
            raise ZeroDivisionError
        return explain(connection, *args)

    monkeypatch.setattr(verdicts, "of_outcome", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"a.yaml": "internal-error", "b.yaml": "probe-dns"}


def test_a_bug_while_reporting_a_file_is_an_internal_error_of_that_file_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev")
    report_on = probing.report_on

    def fail(parsed: Any, *args: Any) -> Any:
        if parsed.source.path == "a.yaml":
            raise ZeroDivisionError
        return report_on(parsed, *args)

    monkeypatch.setattr(probing, "report_on", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"a.yaml": "probe-dns", "b.yaml": "probe-dns"}


def test_errors_that_are_not_selected_keep_a_connection_from_being_probed(
    run: Run, tmp_path: Path
) -> None:
    samples.write(tmp_path, a=samples.ERROR)
    result = run("check", "--probe", "--select", "probe", "-o", "json")
    assert found(result) == [("a.yaml", "probe-skipped")]
    assert samples.ERROR_RULE in result.report()["findings"][0]["message"]


@pytest.mark.parametrize("rule", [samples.WARNING_RULE, "probe-skipped"])
def test_only_selected_rules_are_reported(run: Run, tmp_path: Path, rule: str) -> None:
    samples.write(tmp_path, a=samples.WARNING)
    report = run("check", "--probe", "--select", rule, "-o", "json").report()
    assert [finding["rule"] for finding in report["findings"]] == [rule]


def test_a_skipped_connection_is_not_proxied(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    samples.write(tmp_path, a=UNBOUND.format(host="a.acme.dev"), b=BOUND.format(host="b.acme.dev"))
    result = run("check", "--probe", "--probe-use-proxy", "-o", "json")
    proxied = {probe["path"]: probe["proxied"] for probe in result.report()["probes"]}
    assert proxied == {"a.yaml": False, "b.yaml": True}
