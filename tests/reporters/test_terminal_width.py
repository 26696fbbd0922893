"""The text report fits the terminal it is written to."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT

AGENT = "name: support-en\ntrigger_call_endpoint: ftp://voice.acme.dev/" + "calls/" * 40 + "\n"
COMMAND = [sys.executable, "-m", "outbound_lint", "check", "a.yaml", "--select=endpoint"]


def environment() -> dict[str, str]:
    ignored = {"COLUMNS", "FORCE_COLOR"}
    inherited = {name: value for name, value in os.environ.items() if name not in ignored}
    return {**inherited, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1"}


def frame_width(output: str) -> int:
    return max(len(line) for line in output.splitlines() if line.startswith("2 | "))


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_frames_take_the_width_of_the_terminal(tmp_path: Path) -> None:
    import termios

    (tmp_path / "a.yaml").write_text(AGENT)
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (24, 60))
    process = subprocess.Popen(COMMAND, cwd=tmp_path, env=environment(), stdout=theirs)
    os.close(theirs)
    output = b""
    try:
        while chunk := os.read(ours, 4096):
            output += chunk
    except OSError:  # Linux reports the closed terminal as an error
        pass
    finally:
        os.close(ours)
        process.wait()
    assert frame_width(output.decode()) in {59, 60}


def test_frames_take_100_columns_in_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(AGENT)
    done = subprocess.run(
        COMMAND, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True, check=False
    )
    assert frame_width(done.stdout) in {99, 100}
