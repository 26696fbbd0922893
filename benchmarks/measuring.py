"""The time and the memory of one whole process."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_SECONDS_BETWEEN_LOOKS = 0.002


class Run(NamedTuple):
    """One run of a program: its time, that of the processors, its exit status and output."""

    seconds: float
    processor_seconds: float
    status: int
    output: str


def run(command: list[str], folder: Path, cores: int) -> Run:
    """Run a program, and measure its time.

    Args:
        command: the program and its arguments.
        folder: the working directory.
        cores: how many processors it may use.
    """
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = _start(command, folder, cores, output.fileno())
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read(2000).decode(errors="replace")
    return Run(seconds, usage.ru_utime + usage.ru_stime, process.returncode, text)


def peak_memory(command: list[str], folder: Path, cores: int) -> float | None:
    """Run a program, and measure the memory of its process and of the processes that it starts.

    The system counts the most that each process ever had, so nothing between two looks is missed
    but what a process takes just before its end.

    Returns:
        The sum over the processes, in MiB; None where the system does not tell.
    """
    peaks: dict[str, int] = {}
    process = _start(command, folder, cores, subprocess.DEVNULL)
    while process.poll() is None:
        for pid in _family(str(process.pid)):
            peaks[pid] = max(peaks.get(pid, 0), _peak(pid))
        time.sleep(_SECONDS_BETWEEN_LOOKS)
    return sum(peaks.values()) / 1024 or None


def _start(command: list[str], folder: Path, cores: int, output: int) -> subprocess.Popen[bytes]:
    """Start a program; a process inherits the processors that it may use."""
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(everywhere)[:cores])
    try:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    finally:
        os.sched_setaffinity(0, everywhere)


def _family(pid: str) -> Iterator[str]:
    """Yield a process and those that it started, at any depth."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in _text(children).split():
            yield from _family(child)


def _peak(pid: str) -> int:
    """Return the most memory that a process ever had, in KiB."""
    for line in _text(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:  # the process has ended
        return ""
