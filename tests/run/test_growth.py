"""The work of a run grows in proportion to the number of files."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings
from outbound_lint.reporters import json_report
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.run import files
from outbound_lint.run.discovery import discover
from outbound_lint.run.fixing import Fixing, fix_files
from tests.growth import grown_too_much

FEW = 10
"""So many files are compared with four times as many."""

VALID = "trigger_call_endpoint: https://voice{0}.acme.dev/calls\n"
WRONG = "trigger_call_endpoint: http://voice{0}.acme.dev/calls\n"
BROKEN = "trigger_call_endpoint: [https://voice{0}.acme.dev\n"


def folder_of(path: Path, ordinary: str) -> Callable[[int], str]:
    """Return a function that makes a folder of some files, one broken in ten."""

    def make(count: int) -> str:
        folder = path / str(count)
        for number in range(count):
            text = BROKEN if number % 10 == 7 else ordinary
            inner = folder / f"d{number % 3}"
            inner.mkdir(parents=True, exist_ok=True)
            # Nothing about a value is known from another size.
            (inner / f"f{number}.yaml").write_text(text.format(f"-{count}-{number}"))
        return os.fspath(folder)

    return make


def check(folder: str) -> None:
    task = files.Task(Settings(), 0.0, folder)
    report = files.assemble(files.lint_files(discover(["."], cwd=folder), task, jobs=1))
    json_report.render(report, RenderOptions("1"))


def fix(folder: str) -> None:
    task = files.Task(Settings(), 0.0, folder)
    fix_files(discover(["."], cwd=folder), task, Fixing(unsafe=True), jobs=1)


@pytest.mark.parametrize("work", [check, fix])
@pytest.mark.parametrize("ordinary", [VALID, WRONG])
def test_the_calls_grow_with_the_files(
    tmp_path: Path, ordinary: str, work: Callable[[str], None]
) -> None:
    # Everything about one file is imported and computed before files are counted.
    for text in (VALID, WRONG, BROKEN):
        lint_text(text.format(0), path="a.yaml", settings=Settings(), now=0.0)
    assert not grown_too_much(work, folder_of(tmp_path, ordinary), FEW)
