"""Runs that probe: each file is judged once, and a bug affects one file or one probe only."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from outbound_lint.cli import probing as cli_probing
from outbound_lint.connections.request import Request
from outbound_lint.judging import judge
from outbound_lint.probe import eligibility, plan, verdicts
from outbound_lint.probe.network import guard, tls
from outbound_lint.probe.summary import Summary
from outbound_lint.run import concluding, probing
from tests.checkout import ROOT
from tests.cli import samples
from tests.cli.conftest import Result, Run
from tests.probe.receiver import OK, listening, responding

SCHEMA = json.loads((ROOT / "schemas" / "report.schema.json").read_text(encoding="utf-8"))

BOUND = "trigger_call_endpoint: https://{host}/\n"
UNBOUND = BOUND + 'trigger_call_headers: \'{{"Authorization": "Bearer ${{TOKEN}}"}}\'\n'


@pytest.fixture(autouse=True)
def _no_name_resolves(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(host: str, *_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, host)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def fail(*_: Any, **__: Any) -> Any:
    raise ZeroDivisionError


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
    report_on = concluding.report_on

    def fail(parsed: Any, *args: Any, **options: Any) -> Any:
        if parsed.source.path == "a.yaml":
            raise ZeroDivisionError
        return report_on(parsed, *args, **options)

    monkeypatch.setattr(concluding, "report_on", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "probe-dns")]
    assert outcomes(result) == {"a.yaml": "probe-dns", "b.yaml": "probe-dns"}


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (plan, "_spread"),
        (plan, "_within_limit"),
        (cli_probing, "plan"),
        (cli_probing, "_unused"),
        (cli_probing, "_announcement"),
        (cli_probing, "_send"),
        (cli_probing, "send_all"),
        (cli_probing, "replace"),
    ],
)
def test_a_bug_while_planning_sends_nothing_and_loses_no_finding(
    module: ModuleType, name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev", b="b.acme.dev/#x")
    monkeypatch.setattr(module, name, fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert found(result) == [("a.yaml", "internal-error"), ("b.yaml", "internal-error")]
    assert outcomes(result) == dict.fromkeys(("a.yaml", "b.yaml"), "internal-error")
    findings = result.report()["findings"]
    assert "endpoint-fragment" in [one["rule"] for one in findings]
    assert all(
        " (ZeroDivisionError at outbound_lint/" in one["message"]
        for one in findings
        if one["rule"] == "internal-error"
    )


def test_a_bug_in_the_hint_of_a_skip_is_an_internal_error_of_that_connection_only(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="localhost", b="b.acme.dev")
    monkeypatch.setattr(plan, "_remedy", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert outcomes(result) == {"a.yaml": "internal-error", "b.yaml": "probe-dns"}


def test_a_bug_while_findings_are_joined_loses_neither_findings_of_rules_nor_probes(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a="a.acme.dev/#x")
    monkeypatch.setattr(concluding, "_merged", fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert "endpoint-fragment" in [one["rule"] for one in result.report()["findings"]]
    assert message(result).endswith(": no finding about the probes of this file is reported")
    assert outcomes(result) == {"a.yaml": "probe-dns"}


TWO = """\
connections:
  - name: {first}
    trigger_call_endpoint: https://a.acme.dev/#x
  - name: second
    trigger_call_endpoint: https://b.acme.dev/#y
"""


def of_two(result: Result) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """The outcomes of two probes, and the lines and rules of all findings."""
    report = result.report()
    jsonschema.validate(report, SCHEMA)
    rows = [(one["connection"], one["outcome"]) for one in report["probes"]]
    found = sorted((one["line"], one["rule"]) for one in report["findings"])
    return rows, [one for one in found if one[1] != "auth-missing"]


def failing_for(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, number: int) -> None:
    """Let one call of a function raise an exception."""
    real, calls = getattr(owner, name), iter(range(1, 1000))

    def fail_once(*args: Any, **options: Any) -> Any:
        if next(calls) == number:
            raise ZeroDivisionError
        return real(*args, **options)

    monkeypatch.setattr(owner, name, fail_once)


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (concluding, "_outcome_of"),
        (concluding, "_end"),
        (concluding, "_listed"),
        (concluding, "authority_of"),
        (concluding, "_found"),
        (concluding, "selected_rules"),
        (Summary, "__init__"),
        (verdicts, "of_outcome"),
        (verdicts, "_finding"),
        (verdicts, "_variants"),
    ],
)
def test_a_bug_while_reporting_a_probe_is_an_internal_error_of_that_probe_only(
    owner: object, name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write(tmp_path, a=TWO.format(first="first"))
    failing_for(monkeypatch, owner, name, 1)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    assert of_two(result) == (
        [("first", "internal-error"), ("second", "probe-dns")],
        [
            (2, "internal-error"),
            (3, "endpoint-fragment"),
            (5, "endpoint-fragment"),
            (5, "probe-dns"),
        ],
    )
    assert "internal error (ZeroDivisionError at outbound_lint/" in message(result)


def test_what_a_bug_may_have_kept_from_being_masked_is_not_shown(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write(tmp_path, a=TWO.format(first="of-a-customer"))
    monkeypatch.setattr(concluding, "_listed", fail)
    result = run("check", "--probe", "-o", "json")
    assert [one["connection"] for one in result.report()["probes"]] == ["****"] * 2
    assert "of-a-customer" not in json.dumps(result.report()["probes"])


@pytest.mark.parametrize("name", ["authority_of", "_alike", "_with_loose"])
def test_a_bug_while_obstacles_are_found_loses_no_finding(
    name: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the findings of one connection are concerned, only that one is not probed."""
    of_one = name == "authority_of"
    known = dict.fromkeys("abc", "internal-error")
    if of_one:
        known = {"a": "internal-error", "b": "probe-skipped", "c": "probe-dns"}
    text = "{name}:\n  trigger_call_endpoint: {url}\n"
    urls = {"a": "https://10.0.0.1/", "b": "https://10.0.0.2/", "c": "https://c.acme.dev/#x"}
    loose = "z: {x: 1, x: 2}\n" if name == "_with_loose" else ""
    whole = "".join(text.format(name=one, url=url) for one, url in urls.items())
    samples.write(tmp_path, a=whole + loose)
    real = getattr(eligibility, name)

    def fail(*args: Any) -> Any:
        if not of_one or "10.0.0.1" in args[0].text:
            raise ZeroDivisionError
        return real(*args)

    monkeypatch.setattr(eligibility, name, fail)
    result = run("check", "--probe", "-o", "json")
    assert result.status == 3
    report = result.report()
    assert {one["connection"]: one["outcome"] for one in report["probes"]} == known
    rules = [one["rule"] for one in report["findings"]]
    assert [rules.count(one) for one in ("endpoint-not-public", "endpoint-fragment")] == [2, 1]
    assert rules.count("internal-error") == list(known.values()).count("internal-error")
    (place, *_) = {one["message"] for one in report["findings"] if one["rule"] == "internal-error"}
    assert "(ZeroDivisionError at outbound_lint/probe/eligibility.py:" in place


def test_without_a_tls_context_only_probes_over_tls_have_no_result(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tls, "_trusting_the_system", fail)
    with listening(responding(OK)) as peer:
        host = f"127.0.0.1:{peer.port}"
        url = "trigger_call_endpoint: {scheme}://{host}/#x\n"
        texts = {scheme: url.format(scheme=scheme, host=host) for scheme in ("http", "https")}
        samples.write(tmp_path, **texts)
        result = run("check", "--probe", "-o", "json", "--probe-allow-host", host)
    assert result.status == 3
    assert outcomes(result) == {"http.yaml": "ok", "https.yaml": "internal-error"}
    assert [one["rule"] for one in result.report()["findings"]].count("endpoint-fragment") == 2
    assert "(ZeroDivisionError at outbound_lint/probe/network/tls.py:" in message(result)


def test_the_summary_counts_the_probes(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=BOUND.format(host="a.acme.dev"), b=UNBOUND.format(host="b.acme.dev"))
    summary = run("check", "--probe", "-o", "json").report()["summary"]
    assert summary["probes"] == {
        "sent": 1, "ok": 0, "failed": 1, "skipped": 1, "interrupted": 0,
    }  # fmt: skip
    assert "\nProbed 1 of 2 connections: 1 failed; 1 skipped.\n" in run("check", "--probe").out


def test_without_a_probe_the_summary_counts_none(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.VALID)
    assert run("check", "-o", "json").report()["summary"]["probes"] is None
    assert "Probed" not in run("check").out


def test_each_connection_must_be_probed_if_that_is_required(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=BOUND.format(host="a.acme.dev"), b=UNBOUND.format(host="b.acme.dev"))
    options = ("--probe", "--fail-on", "never", "-o", "json")
    assert run("check", *options).status == 0
    result = run("check", *options, "--require-probes")
    assert result.status == 1
    assert result.err == (
        "--require-probes: 1 of 2 connections not probed. The report says why each was skipped.\n"
    )
    assert run("check", "a.yaml", *options, "--require-probes").status == 0  # failed, but probed


def test_required_probes_need_a_probe(run: Run) -> None:
    result = run("check", "--require-probes")
    assert result.status == 2
    assert "--require-probes has no effect without --probe: add it" in result.err


def test_permissions_that_match_no_url_are_reported(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=BOUND.format(host="a.acme.dev"))
    options = (
        "--probe-allow-host", "b.acme.dev:8443", "--probe-env", "ONE",
        "--probe-env", "TWO@b.acme.dev", "--probe-env", "THREE@a.acme.dev/x",
    )  # fmt: skip
    assert run("check", "--probe", "-o", "json", *options).err.splitlines() == [
        "--probe-allow-host b.acme.dev:8443 was not used: no connection has this host and port.",
        "--probe-env ONE was not used: no connection has a host of --probe-allow-host.",
        "--probe-env THREE@a.acme.dev/x was not used: no connection has this host, port and path.",
        "--probe-env TWO@b.acme.dev was not used: no connection has this host and port.",
    ]
    assert run("check", "--probe", "--quiet", *options).err == ""


def test_permissions_that_match_a_url_are_not_reported(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a="trigger_call_endpoint: https://a.acme.dev/hooks/12\n")
    options = (
        "--probe-allow-host", "a.acme.dev", "--probe-env", "ONE",
        "--probe-env", "TWO@a.acme.dev", "--probe-env", "THREE@a.acme.dev/hooks",
    )  # fmt: skip
    assert run("check", "--probe", *options).err == ""


def test_a_token_that_was_typed_as_a_name_is_masked(run: Run, tmp_path: Path) -> None:
    token = "ghp_" + "Zk3Qm8Lr5Tw0Yb7Nc2Vh9Xs4Jd6Fg1Pa8RuE"
    samples.write(tmp_path, a=BOUND.format(host="a.acme.dev"))
    err = run("check", "--probe", "--probe-env", f"{token}@b.acme.dev").err
    assert "was not used" in err
    assert token[4:20] not in err


HELP = "Fix this error. Only if this is your own receiver: add `--probe-allow-host {}`."


@pytest.mark.parametrize(
    ("url", "option"),
    [
        ("http://voice.acme.dev/", "voice.acme.dev:80"),
        ("http://127.0.0.1:9/", "127.0.0.1:9"),
        ("https://localhost/", "localhost"),
        ("https://[::1]:8443/", "[::1]:8443"),
    ],
)
def test_a_skipped_host_has_the_option_to_type(
    run: Run, tmp_path: Path, url: str, option: str
) -> None:
    samples.write(tmp_path, a=f"trigger_call_endpoint: {url}\n")
    select = ("--probe-connect", "--select", "probe", "-o", "json")
    (finding,) = run("check", *select).report()["findings"]
    assert finding["hint"] == HELP.format(option)
    report = run("check", *select, "--probe-allow-host", option, "--probe-timeout", "1").report()
    assert report["summary"]["probes"]["sent"] == 1


@pytest.mark.parametrize("url", ["http://169.254.169.254/", "https://a b/"])
def test_a_host_that_the_option_does_not_allow_has_none(run: Run, tmp_path: Path, url: str) -> None:
    samples.write(tmp_path, a=f"trigger_call_endpoint: '{url}'\n")
    (finding,) = run("check", "--probe", "--select", "probe", "-o", "json").report()["findings"]
    assert finding["rule"] == "probe-skipped"
    assert finding["hint"] == "Fix this error, and probe again."


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
