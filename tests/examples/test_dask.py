"""The example for Dask: on a local cluster, it finds what the command finds."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples

SCRIPT = ROOT / "examples" / "dask" / "lint_listing.py"

pytestmark = pytest.mark.skipif(
    find_spec("distributed") is None and "CI" not in os.environ,
    reason="needs the extra `examples`",
)


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_two_workers_find_what_the_command_finds(tmp_path: Path) -> None:
    fleet = sorted((ROOT / "examples" / "fleet").rglob("*.yaml"))
    samples.write(tmp_path, a=samples.ERROR, **{"[b] c": samples.WARNING, "bom": "\ufeffa: 1\n"})
    paths = [*map(str, fleet), "a.yaml", "[b] c.yaml", "bom.yaml", ""]
    (tmp_path / "listing.txt").write_text("\n".join(paths), encoding="utf-8")
    command = run(
        "-m", "outbound_lint", "check", "--no-config", "--files-from", "listing.txt",
        "-o", "concise", cwd=tmp_path,
    )  # fmt: skip
    assert len(command.stdout.splitlines()) > 10
    # Paths are shown as they are in the listing.
    expected = command.stdout.replace(os.path.relpath(ROOT, tmp_path), str(ROOT))
    (tmp_path / "listing.txt").write_text("\n".join([*paths, "gone.yaml"]), encoding="utf-8")
    done = run(SCRIPT, "listing.txt", "--workers", "2", "--size", "4", cwd=tmp_path)
    gone = "gone.yaml:1:1: error[unreadable-file] No such file or directory\n"
    assert sorted(done.stdout.splitlines(True)) == sorted([*expected.splitlines(True), gone])
    assert f"({len(paths)} files)" in done.stderr
    assert done.stderr.endswith(" seconds on 2 workers\n")
    assert done.returncode == 1
