"""`outbound-lint merge`: the reports of the parts of a run are the report of the whole run."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from outbound_lint import __version__
from tests.checkout import ROOT
from tests.cli import samples
from tests.cli.conftest import Result, Run
from tests.reporters.readers import READERS, read_json

SUPPRESSED = f"# outbound-lint: ignore-file[{samples.ERROR_RULE}] known\n{samples.ERROR}"

Shards = Callable[..., list[str]]


@pytest.fixture
def files(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "broken", tmp_path, dirs_exist_ok=True)
    samples.write(tmp_path / "more", a=samples.ERROR, b=SUPPRESSED, c=samples.INFO, d="x: [\n")
    samples.write(tmp_path, **{"größe": samples.WARNING, "##[a]": samples.ERROR, "v": "a: 1\n"})
    if sys.platform == "linux":
        name = os.fsencode(tmp_path) + b"/gr\xf6\xdfe.yaml"
        Path(os.fsdecode(name)).write_text(samples.ERROR)


@pytest.fixture
def shards(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Shards:
    """Check all shards, and return the names of their reports."""

    def call(count: int, *args: str) -> list[str]:
        folder = tmp_path_factory.mktemp("reports")
        names = [str(folder / f"{number}.json") for number in range(1, count + 1)]
        for number, name in enumerate(names, 1):
            run("check", "--shard", f"{number}/{count}", "-o", f"json={name}", *args)
            read_json(Path(name).read_text())
        return names

    return call


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("count", [1, 2, 5, 60])  # 60: some are empty
@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--select", "all", "--show-suppressed"],
        ["--baseline", "baseline.json"],
        ["--select", "payload"],
    ],
    ids=" ".join,
)
def test_the_merged_report_is_the_report_of_the_whole_run_byte_for_byte(
    run: Run, shards: Shards, count: int, args: list[str]
) -> None:
    run("check", "more", "--write-baseline", "baseline.json")
    whole = run("check", "-o", "json", *args)
    assert len(read_json(whole.out)) >= 5
    merged = run("merge", *reversed(shards(count, *args)))
    assert merged == (whole.status, whole.out, "")


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("form", ["json", "concise", "sarif", "github", "gitlab"])
@pytest.mark.parametrize("args", [[], ["--select", "all", "--show-suppressed"]], ids=" ".join)
def test_other_formats_are_those_of_the_whole_run(
    run: Run, shards: Shards, form: str, args: list[str]
) -> None:
    whole = run("check", "-o", form, *args)
    merged = run("merge", "-o", form, *shards(3, *args))
    assert len(READERS[form](merged.out)) >= 5
    if form == "sarif" and not args:  # the rules of findings that comments hide are not in JSON
        documents = [json.loads(one.out)["runs"][0] for one in (whole, merged)]
        names = {rule["id"] for rule in documents[1]["tool"]["driver"]["rules"]}
        assert names == {one["ruleId"] for one in documents[1]["results"]}
        for document in documents:
            del document["tool"]["driver"]["rules"]
            for result in document["results"]:
                del result["ruleIndex"]
        assert documents[0] == documents[1]
    else:
        assert merged.out == whole.out


@pytest.mark.usefixtures("files")
def test_several_reports_are_written_at_once(run: Run, shards: Shards, tmp_path: Path) -> None:
    whole = run("check", "-o", "json").out, run("check", "-o", "concise").out
    result = run("merge", *shards(2), "-o", "concise", "-o", "json=all.json")
    assert result == (1, whole[1], "")
    assert (tmp_path / "all.json").read_text() == whole[0]


def test_findings_that_are_not_reported_are_counted(run: Run, shards: Shards) -> None:
    samples.write(Path.cwd(), a=samples.ERROR, b=samples.WARNING, c=samples.WARNING)
    names = shards(1, "--max-findings", "1")
    result = run("merge", *names, "--fail-on", "warning")
    summary = result.report()["summary"]
    assert (summary["errors"], summary["warnings"], summary["omitted"]) == (1, 2, 2)
    assert result.status == 1


@pytest.mark.parametrize("text", ["VALID", "INFO", "WARNING", "ERROR"])
@pytest.mark.parametrize("fail_on", [None, "error", "warning", "info", "never"])
@pytest.mark.parametrize("setting", [None, "warning"])
def test_the_exit_status_is_that_of_the_whole_run(
    run: Run, shards: Shards, text: str, fail_on: str | None, setting: str | None
) -> None:
    samples.write(Path.cwd(), a=samples.VALID, b=getattr(samples, text))
    if setting:
        Path(".outbound-lint.yaml").write_text(f"fail-on: {setting}\n")
    args = ["--fail-on", fail_on] if fail_on else []
    status = run("check", "--select", "all", *args).status
    assert run("merge", *args, *shards(2, "--select", "all")).status == status


def test_a_mistake_in_the_settings_is_reported_unless_the_command_line_says_it(
    run: Run, shards: Shards, tmp_path: Path
) -> None:
    names = shards(1)
    (tmp_path / ".outbound-lint.yaml").write_text("fail-on: warnings\n")
    assert run("merge", *names).status == 2
    assert run("merge", *names, "--fail-on", "error").status == 0


def test_connections_are_required_of_the_whole_run(run: Run, shards: Shards) -> None:
    result = run("merge", "--require-connections", *shards(2))
    assert result.status == 1
    assert result.err == (
        "No outbound voice connection found, but --require-connections requires one.\n"
    )
    samples.write(Path.cwd(), a=samples.VALID)
    assert run("merge", "--require-connections", *shards(2)).status == 0


def report(**members: Any) -> dict[str, Any]:
    counts = ("files", "files_without_connections", "connections", "errors", "warnings", "infos")
    summary = dict.fromkeys((*counts, "fixable", "suppressed", "baselined", "omitted"), 0)
    return {
        "version": 1,
        "tool": {"name": "outbound-lint", "version": __version__},
        "summary": {**summary, "probes": None, "statistics": [], **members.pop("summary", {})},
        "findings": [],
        "probes": [],
        **members,
    }


def merged(run: Run, *reports: object) -> Result:
    names = []
    for number, one in enumerate(reports):
        Path(f"{number}.json").write_text(one if isinstance(one, str) else json.dumps(one))
        names.append(f"{number}.json")
    return run("merge", *names)


TOTALS = dict.fromkeys(("sent", "ok", "failed", "skipped", "interrupted"), 0)


@pytest.mark.parametrize(
    ("totals", "status"),
    [
        ([{"sent": 1, "ok": 1}, {"skipped": 1}], 0),
        ([{"skipped": 2}, {"skipped": 1}], 1),
        ([{"sent": 1, "ok": 1}, {"interrupted": 1}], 130),
        ([{"sent": 1, "ok": 1}, None], 0),
    ],
)
def test_probes_are_joined_and_counted(
    run: Run, totals: list[dict[str, int] | None], status: int
) -> None:
    reports = [
        report(
            probes=[{"path": path, "connection": name} for name in "ba"] if each else [],
            summary={"probes": each and {**TOTALS, **each}},
        )
        for path, each in zip("yx", totals, strict=True)
    ]
    result = merged(run, *reports)
    assert result.status == status
    summed = {name: sum((each or {}).get(name, 0) for each in totals) for name in TOTALS}
    assert result.report()["summary"]["probes"] == summed
    probed = [(one["path"], one["connection"]) for one in result.report()["probes"]]
    expected = [("x", "b"), ("x", "a"), ("y", "b"), ("y", "a")]
    assert probed == [one for one in expected if totals["yx".index(one[0])]]


def test_an_internal_error_of_a_part_is_one_of_the_whole(run: Run) -> None:
    statistics = [{"rule": "internal-error", "severity": "error", "count": 1}]
    result = merged(run, report(), report(summary={"errors": 1, "statistics": statistics}))
    assert result.status == 3


FINDING = {
    "path": "a\n::b.yaml", "rule": "endpoint-scheme", "severity": "error",
    "message": "m", "hint": None, "line": 1, "column": 1, "end_line": 1, "end_column": 2,
    "exact": True, "connection": None, "also": [], "also_count": 0, "document": 0,
    "pointer": None, "embedded_pointer": None, "fingerprint": "0" * 32, "related": [], "fix": None,
}  # fmt: skip

NOT_A_REPORT = "0.json is not a report of outbound-lint: write one with `outbound-lint check -o"
CHANGED = "0.json was changed after outbound-lint wrote it: write one with"


@pytest.mark.parametrize(
    ("reports", "message"),
    [
        (["{"], "0.json:1:2: this is not JSON, or not all of it: write one with `outbound-lint"),
        ([""], "0.json:1:1: this is not JSON"),
        (["[" * 100_000], NOT_A_REPORT),
        (['{"a": NaN}'], NOT_A_REPORT),
        (["9" * 5_000], NOT_A_REPORT),
        (["\udc80"], NOT_A_REPORT),
        ([[]], NOT_A_REPORT),
        (["{}"], NOT_A_REPORT),
        ([report(tool={"name": "other", "version": __version__})], NOT_A_REPORT),
        ([report(tool="outbound-lint")], NOT_A_REPORT),
        ([report(version=2)], f"outbound-lint {__version__}, and this is {__version__}: merge"),
        (
            [report(), report(tool={"name": "outbound-lint", "version": "0.0.1"})],
            f"1.json was written by outbound-lint 0.0.1, and this is {__version__}: merge with",
        ),
        ([report(summary={"errors": "1"})], CHANGED),
        ([report(summary={"probes": {"sent": 1}})], CHANGED),
        ([report(findings=[{}])], CHANGED),
        ([report(findings=[{**FINDING, "rule": "no-such-rule"}])], CHANGED),
        ([report(findings=[{**FINDING, "severity": "fatal"}])], CHANGED),
        ([report(findings=[{**FINDING, "line": True}])], CHANGED),
        ([report(findings=[{**FINDING, "related": [{}]}])], CHANGED),
        ([report(suppressed=[FINDING])], CHANGED),
        ([report(shard="3/2")], CHANGED),
        ([report(shard=1)], CHANGED),
        ([report(shard="1/3"), report(shard="3/3")], "shard 2/3 is missing: name the report of"),
        ([report(shard="2/999999999")], "shard 1/999999999 is missing"),
        ([report(shard="1/2"), report(shard="1/2")], "0.json and 1.json are about the same shard"),
        (
            [report(shard="1/2"), report(shard="2/3"), report()],
            "shards of one run: 0.json (shard 1/2), 1.json (shard 2/3), 2.json (all)",
        ),
        (
            [report(), report(suppressed=[])],
            "0.json does not list what ignore comments hide, and others do",
        ),
        (
            [report(findings=[FINDING]), report(findings=[FINDING])],
            r"a\n::b.yaml is in 0.json and in 1.json: name reports about different files",
        ),
        (
            [report(findings=[FINDING]), report(probes=[{"path": FINDING["path"]}])],
            "is in 0.json and in 1.json",
        ),
    ],
)
def test_what_can_not_be_merged_is_a_usage_error(
    run: Run, reports: list[object], message: str
) -> None:
    if reports == ["\udc80"]:
        Path("0.json").write_bytes(b"\x80")
        result = run("merge", "0.json")
    else:
        result = merged(run, *reports)
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert "\n::" not in result.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "Missing argument 'REPORT...'"),
        (["gone.json"], "merge: no such file: gone.json"),
        (["."], "merge: . can't be read: Is a directory"),
        (["a.json", "./a.json"], "./a.json is named twice: leave it out once"),
        (["-", "-"], "- is named twice"),
        (["-"], "merge -: standard input is closed"),
        (["a.json", "-o", "text"], "-o text shows lines of the files, which JSON reports do not"),
        (["a.json", "-o", "junit"], "choose one of json, concise, sarif, github, gitlab"),
        (["a.json", "-o", "jsn"], "did you mean json?"),
        (["a.json", "-o", "json=a.json"], "would replace a.json, which this run reads"),
        (["a.json", "-o", "json", "-o", "concise"], "would be mixed on standard output"),
    ],
    ids=str,
)
def test_a_usage_error_says_what_to_type(run: Run, args: list[str], message: str) -> None:
    Path("a.json").write_text(json.dumps(report()))
    result = run("merge", *args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_a_report_may_come_from_standard_input(run: Run) -> None:
    result = run("merge", "-", stdin=json.dumps(report()).encode())
    assert (result.status, result.err) == (0, "")
    assert result.report() == report()
