"""The files and the budgets of the benchmarks; what they measure is not for tests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from ruamel.yaml import YAML

from outbound_lint import Settings, lint_text
from tests.checkout import ROOT

BENCHMARKS = ROOT / "benchmarks"


@pytest.fixture(autouse=True, scope="module")
def _importable() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(BENCHMARKS)
        yield


def linted(text: str, suffix: str) -> tuple[int, list[str]]:
    report = lint_text(text, path=f"a.{suffix}", settings=Settings(), now=1.8e9).files[0]
    return report.connections, [one.rule for one in report.diagnostics]


def test_the_results_are_of_these_files() -> None:
    """The digest is computed in another process, whose sets and hashes have another order."""
    script = "import corpus; print(corpus.digest())"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=BENCHMARKS, capture_output=True, text=True, check=True
    )
    import corpus

    assert done.stdout.strip() == corpus.digest()
    assert corpus.digest() in (BENCHMARKS / "RESULTS.md").read_text(encoding="utf-8")


def test_the_files_are_valid_and_as_large_as_told() -> None:
    import corpus

    yaml = YAML(typ="safe")
    files = list(corpus.valid(100))
    for file in files:
        assert 500 < len(file.yaml.encode()) < 1600
        connections, rules = linted(file.yaml, "yaml")
        assert (connections in (2, 3), rules) == (True, [])
        assert linted(file.json, "json") == (connections, [])
    for file in files[::10]:
        assert yaml.load(file.yaml) == json.loads(file.json)
    together = "".join(file.yaml for file in files)
    parts = (": |-\n", ": >-\n", ": '", ': "', "# ", '\\"', "''", "\\u00", "ü", "京", "📞")
    assert [part for part in parts if part not in together] == []


def test_the_large_file_is_valid() -> None:
    import corpus

    assert linted(corpus.large(300).yaml, "yaml") == (300, [])


def test_every_hundredth_file_is_broken() -> None:
    import corpus

    found = [
        (number, *linted(file.yaml, "yaml")[1])
        for number, file in enumerate(corpus.one_percent_broken(400))
        if linted(file.yaml, "yaml")[1]
    ]
    assert found == [
        (99, "payload-invalid-json"),
        (199, "payload-invalid-json"),
        (299, "endpoint-scheme"),
        (399, "syntax-error"),
    ]
    assert all(linted(corpus.broken(mistake).json, "json")[1] for mistake in corpus.MISTAKES)


def test_files_are_written_as_they_are(tmp_path: Path) -> None:
    import corpus

    names = corpus.write(tmp_path / "new", corpus.valid(2))
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == [
        f"{name}.{suffix}" for name in names for suffix in ("json", "yaml")
    ]
    assert (tmp_path / "new" / "00001.yaml").read_bytes() == [*corpus.valid(2)][1].yaml.encode()


@pytest.mark.parametrize(("ours", "met"), [(1.9, True), (2.1, False)])
def test_a_budget_is_met_or_not(ours: float, met: bool) -> None:
    import cases
    import results
    from measuring import Run

    case = cases.CASES[0]
    runs = {"outbound-lint": [Run(ours, 0, 0, "")], "check-jsonschema": [Run(10, 0, 0, "")]}
    outcome = results.Outcome(case, runs)
    memory = {cases.LARGE: {"outbound-lint": 60.0, "yamllint": None}}
    judged = {(one.case, one.against): one for one in results.verdicts([outcome], memory)}
    assert judged[case.title, "check-jsonschema"].is_met is met
    assert judged[case.title, "yamllint"].is_met is None
    assert judged[cases.LARGE, "MiB"].is_met is False
    page = results.page([outcome], memory, ["a fact"], ["Left out: one."])
    told = "yes" if met else "**no**"
    assert f"| one small valid file | check-jsonschema | {ours / 10:.4g} | 0.2 | {told} |" in page
    assert "- Left out: one." in page


def test_the_picture_is_as_wide_as_the_longest_time() -> None:
    import plot

    rows = [plot.Row("ours", 0.011, 0.02, 0.03), plot.Row("<b>", 0.1, 1, 9.9)]
    root = ET.fromstring(plot.picture([("a & b", rows)], "ours"))
    space = "{http://www.w3.org/2000/svg}"
    ours, other = (float(one.get("cx", "")) for one in root.iter(f"{space}circle"))
    low, *_, high = (one.get("d", "") for one in root.iter(f"{space}path") if "V" in one.get("d"))
    assert float(low[1:].split()[0]) < ours < other < float(high[1:].split()[0])
    texts = [one.text for one in root.iter(f"{space}text")]
    assert {"a & b", "<b>", "20 ms", "1 s"} <= set(texts)
