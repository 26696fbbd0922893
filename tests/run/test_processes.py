"""Worker processes: they end with their parent, and lose nothing if one is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from outbound_lint.run import forked, processes
from tests.checkout import ROOT
from tests.cli import samples

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

SECONDS = 20

WorkInProcesses = Callable[..., list[Any]]


@pytest.fixture(params=[forked, processes], ids=["forked", "portable"])
def work_in_processes(request: pytest.FixtureRequest) -> WorkInProcesses:
    """The function under test: the one for this system, and the one for systems without fork."""
    made: WorkInProcesses = request.param.work_in_processes
    return made


def _square(number: int) -> int:
    return number * number


def _fatal_at_7(number: int) -> int:
    if number == 7:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _fatal_once(item: tuple[int, str]) -> int:
    number, marker = item
    if number == 7 and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _fatal_always(number: int) -> int:
    os.kill(os.getpid(), signal.SIGTERM)
    return number


def _raises(number: int) -> int:
    raise ValueError(number)


def _fatal_elsewhere(here: int, number: int) -> int:
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _sleeps(number: int) -> int:
    if number:
        time.sleep(60)
    return number


def _long(number: int) -> str:
    return str(number) * 1_000_000


def _cannot_be_pickled(number: int) -> object:
    return lambda: number


def lost(item: object, exit_code: int | None) -> object:
    return ("lost", item, exit_code)


@pytest.mark.parametrize("processes", [1, 2, 5])
@pytest.mark.parametrize("count", [0, 1, 2, 333, 30_001])
def test_results_are_in_the_order_of_the_items(
    work_in_processes: WorkInProcesses, count: int, processes: int
) -> None:
    made = work_in_processes(range(count), partial(map, _square), processes=processes, lost=lost)
    assert made == [number * number for number in range(count)]


def test_only_the_item_that_kills_its_process_is_lost(work_in_processes: WorkInProcesses) -> None:
    made = work_in_processes(range(100), partial(map, _fatal_at_7), processes=2, lost=lost)
    assert made == [*range(7), ("lost", 7, -signal.SIGKILL), *range(8, 100)]


@pytest.mark.parametrize("count", [9, 100])  # 9: a worker has one item at a time
def test_a_process_that_is_killed_once_loses_nothing(
    work_in_processes: WorkInProcesses, tmp_path: Path, count: int
) -> None:
    items = [(number, str(tmp_path / "marker")) for number in range(count)]
    assert work_in_processes(items, partial(map, _fatal_once), processes=2, lost=lost) == [
        *range(count)
    ]


def test_every_item_may_be_lost(work_in_processes: WorkInProcesses) -> None:
    made = work_in_processes(range(9), partial(map, _fatal_always), processes=2, lost=lost)
    assert made == [("lost", number, -signal.SIGTERM) for number in range(9)]


def test_an_exception_reaches_the_caller(work_in_processes: WorkInProcesses) -> None:
    with pytest.raises(ValueError, match="0"):
        work_in_processes(range(9), partial(map, _raises), processes=2, lost=lost)


def test_results_that_can_not_be_pickled_are_made_here(work_in_processes: WorkInProcesses) -> None:
    made = work_in_processes(range(9), partial(map, _cannot_be_pickled), processes=2, lost=lost)
    assert [each() for each in made] == [*range(9)]


def test_results_may_be_larger_than_a_pipe_holds(work_in_processes: WorkInProcesses) -> None:
    made = work_in_processes(range(9), partial(map, _long), processes=2, lost=lost)
    assert made == [_long(number) for number in range(9)]


# --- forked workers ---


def test_no_worker_is_left() -> None:
    before = _children(os.getpid())
    forked.work_in_processes(range(100), partial(map, _fatal_at_7), processes=2, lost=lost)
    assert _children(os.getpid()) == before


def test_no_worker_is_left_by_an_interruption() -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    before = _children(os.getpid())
    with pytest.raises(KeyboardInterrupt):
        forked.work_in_processes(
            range(9), partial(map, _sleeps), processes=2, lost=lost, advanced=interrupt
        )
    assert _children(os.getpid()) == before


def test_nothing_is_lost_where_the_system_keeps_no_exit_codes() -> None:
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        made = forked.work_in_processes(
            range(100), partial(map, _fatal_at_7), processes=2, lost=lost
        )
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert made == [*range(7), ("lost", 7, None), *range(8, 100)]


def test_items_that_no_worker_can_do_are_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    fork = os.fork

    def refuse_after_one() -> int:
        monkeypatch.setattr(os, "fork", refuse)
        return fork()

    def refuse() -> int:
        raise BlockingIOError

    monkeypatch.setattr(os, "fork", refuse_after_one)
    work = partial(_fatal_elsewhere, os.getpid())
    assert forked.work_in_processes(range(9), partial(map, work), processes=2, lost=lost) == [
        *range(9)
    ]


# --- whole runs ---


def _children(pid: int) -> set[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return {int(child) for child in text.split()}


def _is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that takes two processes long enough to be interrupted."""
    folder = tmp_path_factory.mktemp("many")
    text = samples.ERROR + "".join(f"x{number}: {{a: [1, 2, 3]}}\n" for number in range(60))
    for number in range(600):
        (folder / f"{number}.yaml").write_text(text)
    return folder


def _start(folder: Path) -> tuple[subprocess.Popen[bytes], set[int]]:
    """Start a run, and return it with its workers as soon as they work."""
    process = subprocess.Popen(
        [sys.executable, "-m", "outbound_lint", "check", "--jobs", "2"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    end = time.monotonic() + SECONDS
    while len(workers := _children(process.pid)) < 2:
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)
    time.sleep(0.1)
    return process, workers


@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGTERM, 143), (signal.SIGINT, 130), (signal.SIGKILL, -signal.SIGKILL)],
)
def test_no_worker_outlives_the_run_however_it_ends(
    many: Path, number: signal.Signals, status: int
) -> None:
    process, workers = _start(many)
    process.send_signal(number)
    assert process.wait(SECONDS) == status
    process.communicate(timeout=SECONDS)  # ends only when nobody holds the pipes
    end = time.monotonic() + SECONDS
    while any(map(_is_running, workers)):
        assert time.monotonic() < end
        time.sleep(0.01)


def test_termination_takes_less_than_half_a_second(many: Path) -> None:
    taken = []
    for _ in range(3):  # the fastest counts: a busy machine delays any process
        process, _workers = _start(many)
        begin = time.monotonic()
        process.terminate()
        process.communicate(timeout=SECONDS)
        taken.append(time.monotonic() - begin)
    assert min(taken) < 0.5


def test_a_worker_that_is_killed_loses_no_file(many: Path) -> None:
    process, workers = _start(many)
    os.kill(workers.pop(), signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert b"Found 600 errors in 600 connections (600 files)" in out
    assert err == b""
