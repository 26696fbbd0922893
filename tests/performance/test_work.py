"""The guard against regressions: what fixed inputs import and execute, against committed figures.

`figures.json` has for each input the modules that are imported, how many lines of our code are
executed, and the size of the regular expressions that are compiled. None of this depends on
the machine or on the versions of libraries: a difference is always one of the code. Time that a
library takes, such as a search in a long text, is not seen here; `benchmarks` measures it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.checkout import ROOT
from tests.performance.inputs import INPUTS, VALID, Input

FIGURES = Path(__file__).with_name("figures.json")
RECORDING = Path(__file__).with_name("recording.py")
COMMAND = "pytest tests/performance --update-snapshots"

GROWTH = 0.03
"""How much more work is allowed. Python 3.12 and 3.13 execute up to 5 % fewer lines than 3.11."""
SLACK = 0.1
"""How much less: after that, the figures would not notice if it came back."""
LISTED = 0.01
"""The share of all the work from which on a part is listed."""
MOST_SHOWN = 10

ONLY_FOR_FINDINGS = {
    ".connections.finder", ".connections.model", ".connections.schema", ".diagnosing",
    ".grouping", ".judging",
    ".redaction.redactor", ".rule", ".rules", ".syntax.json_errors", ".syntax.yaml_errors", ".urls",
    "click", "dataclasses", "idna", "inspect", "json", "jsonschema", "logging", "pathlib",
    "pyjson5", "subprocess", "tempfile", "unicodedata", "validators",
}  # fmt: skip


class Work(NamedTuple):
    """What a run took.

    Attributes:
        modules: Our modules and the libraries that they ask for, and which module asks for each.
        lines: How many lines were executed, by function.
        expressions: The size of the regular expressions that were compiled, by module.
    """

    modules: Mapping[str, str]
    lines: Mapping[str, int]
    expressions: Mapping[str, int]

    def figures(self) -> dict[str, dict[str, object]]:
        """Return what is committed: the modules, and the totals with their largest parts."""
        packages: dict[str, list[str]] = {}
        for module in sorted(self.modules):
            package, dot, name = module.rpartition(".")
            packages.setdefault(package + dot, []).append(name)
        return {
            "modules": {package: " ".join(names) for package, names in packages.items()},
            "lines": _largest(self.lines),
            "expressions": _largest(self.expressions),
        }


def _largest(work: Mapping[str, int]) -> dict[str, object]:
    total = sum(work.values())
    return {"total": total} | {
        name: work[name] for name in sorted(work) if work[name] >= LISTED * total
    }


def record(chosen: Input, folder: Path) -> Work:
    """Run the command line in another process."""
    chosen.write(folder)
    output = folder / "recorded.txt"
    environment = {
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONHASHSEED": "0",  # the order of a set decides where a search in it ends
        **{name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ},
    }
    done = subprocess.run(
        [sys.executable, RECORDING, output, "check", *chosen.arguments.split()],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == chosen.status, done.stdout + done.stderr
    return Work(**json.loads(output.read_text(encoding="utf-8")))


def changes(work: Work, figures: Mapping[str, Mapping[str, int | str]]) -> Iterator[str]:
    """Yield what differs from the figures, most important first."""
    known = {
        package + name
        for package, names in figures["modules"].items()
        for name in str(names).split()
    }
    for module in sorted(work.modules.keys() - known):
        yield f"  imports {module} (from {work.modules[module]})"
    for module in sorted(known - work.modules.keys()):
        yield f"  does not import {module} any more"
    yield from _growth("lines executed", work.lines, figures["lines"])
    yield from _growth(
        "characters of expressions and their sets compiled",
        work.expressions,
        figures["expressions"],
    )


def _growth(unit: str, work: Mapping[str, int], figures: Mapping[str, int | str]) -> Iterator[str]:
    before = {name: int(count) for name, count in figures.items()}
    total, wanted = sum(work.values()), before.pop("total")
    if wanted * (1 - SLACK) <= total <= wanted * (1 + GROWTH):
        return
    yield f"  {total:,} {unit} instead of {wanted:,}:"
    unlisted = int(LISTED * wanted)  # at most so many
    more = {name: count - before.get(name, unlisted) for name, count in work.items()}
    more |= {name: -count for name, count in before.items() if name not in work}
    sign = 1 if total > wanted else -1
    changed = sorted(more, key=lambda name: -sign * more[name])[:MOST_SHOWN]
    for name in changed:
        if sign * more[name] > 0 and (sign > 0 or name in before):
            was = f"{before[name]:,}" if name in before else f"less than {unlisted + 1:,}"
            yield f"    {name}: {work.get(name, 0):,} instead of {was}"


@pytest.mark.parametrize("title", INPUTS)
def test_no_input_takes_more_work(title: str, tmp_path: Path, update_snapshots: bool) -> None:
    work = record(INPUTS[title], tmp_path)
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {}
    if update_snapshots:
        figures[title] = work.figures()
        current = {one: figures[one] for one in INPUTS if one in figures}
        FIGURES.write_text(json.dumps(current, indent=1) + "\n", encoding="utf-8")
    else:
        found = [*changes(work, figures[title])]
        assert not found, "\n".join([f"{title}:", *found, f"If this is intended: {COMMAND}"])


@pytest.mark.parametrize("title", VALID)
def test_valid_files_import_nothing_that_only_findings_need(title: str) -> None:
    """Whoever updates the figures does not move this limit with them."""
    modules = json.loads(FIGURES.read_text(encoding="utf-8"))[title]["modules"]
    imported = {package + name for package in modules for name in modules[package].split()}
    assert not imported & ONLY_FOR_FINDINGS
