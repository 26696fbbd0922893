"""What a run of one small sound file imports: the start is most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples

ALLOWED = {
    "outbound_lint",
    # what lies between click and the rest of the standard library
    "_bisect", "_locale", "_struct", "_weakref",
    "bisect", "copy", "dataclasses", "gc", "locale", "struct",
    "zlib",  # the check sum of the schema
    # the C parser of YAML, and what it imports itself
    "_ruamel_yaml", "base64", "binascii", "cython_runtime", "fnmatch", "glob", "ruamel",
}  # fmt: skip

SCRIPT = """
import sys
import click
before = set(sys.modules)
from outbound_lint.cli import main
status = main(sys.argv[1:])
names = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(names), file=sys.stderr)
sys.exit(status)
"""


def imported(*args: str, cwd: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name for name in done.stderr.split() if not name.startswith("_cython_")}


@pytest.mark.parametrize("paths", [["a.yaml"], ["."], []])
def test_a_sound_run_imports_nothing_it_does_not_need(tmp_path: Path, paths: list[str]) -> None:
    samples.write(tmp_path, a=samples.SOUND)
    assert imported("check", *paths, cwd=tmp_path) <= ALLOWED


def test_the_commands_are_not_imported_before_they_are_called() -> None:
    script = "import sys, outbound_lint.cli; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    ours = {name for name in done.stdout.split() if name.startswith("outbound_lint")}
    assert ours == {
        "outbound_lint",
        "outbound_lint.cli",
        "outbound_lint.cli.console",
        "outbound_lint.cli.group",
    }
