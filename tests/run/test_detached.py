"""Whatever ends the program, each file is the old or the new one, and no other file is left."""

from __future__ import annotations

import errno
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from random import Random

import pytest

from outbound_lint.run.change_writing import Change, write_changes
from outbound_lint.run.detached import work_detached
from tests.checkout import ROOT
from tests.run.changing import (
    NEW,
    SECONDS,
    Operations,
    Program,
    count_new,
    end_of,
    old_files,
)

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="no such processes")


FEWEST_OPERATIONS = 10
"""How many operations a file takes at least; their number depends on the version of Python."""


def _kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def _kill_group(pid: int) -> None:
    os.killpg(pid, signal.SIGKILL)


kills = pytest.mark.parametrize("kill", [_kill, _kill_group])


def changing(folder: Path, changes: list[Change], operations: Operations) -> None:
    """Write changes in a program, and do something in the middle."""
    operations.watch()
    write_changes(changes, root=os.fspath(folder))


@kills
def test_a_program_killed_before_any_operation_completes_the_current_file_and_no_other(
    tmp_path: Path, kill: Callable[[int], None]
) -> None:
    for file in range(3):
        for at in count(2):  # the first one is before the child has its session
            changes = old_files(tmp_path, 5)

            def run(changes: list[Change] = changes, file: int = file, at: int = at) -> bytes:
                program = os.getpid()

                def act(_: Operations) -> None:
                    kill(program)
                    end_of(program)

                changing(tmp_path, changes, Operations(file, at, act))
                return b"not killed"

            if Program(run).output():  # the file has fewer operations
                assert at > FEWEST_OPERATIONS
                assert count_new(tmp_path) == 5
                break
            assert count_new(tmp_path) == file + 1, (file, at)


@kills
def test_a_program_killed_at_a_random_moment_leaves_old_and_new_files(
    tmp_path: Path, kill: Callable[[int], None]
) -> None:
    random = Random(5)
    found = []
    for _ in range(12):
        changes = old_files(tmp_path, 60)

        def run(changes: list[Change] = changes) -> bytes:
            write_changes(changes, root=os.fspath(tmp_path))
            return b""

        awaited = changes[random.randrange(40)].file.absolute
        before = os.stat(awaited).st_ino
        program = Program(run)
        end = time.monotonic() + SECONDS
        while os.stat(awaited).st_ino == before:
            assert time.monotonic() < end
        end = time.monotonic() + random.random() / 3000
        while time.monotonic() < end:  # about the time that one file takes
            pass
        kill(program.pid)
        program.output()
        found.append(count_new(tmp_path))
    assert any(new < 60 for new in found), "every program was killed too late"
    assert len(set(found)) > 1


def test_ctrl_c_completes_the_current_file_before_it_is_raised(tmp_path: Path) -> None:
    changes = old_files(tmp_path, 5)

    def act(operations: Operations) -> None:
        os.killpg(os.getppid(), signal.SIGINT)
        poll = select.poll()
        poll.register(operations.pipe, 0)
        poll.poll(SECONDS * 1000)  # until nobody reads the results any more
        time.sleep(0.02)

    def run() -> bytes:
        try:
            changing(tmp_path, changes, Operations(1, 5, act))
        except KeyboardInterrupt:
            return b"%d new files" % count_new(tmp_path)
        return b"not interrupted"

    assert Program(run).output() == b"2 new files"
    assert count_new(tmp_path) == 2


def _watch(
    monkeypatch: pytest.MonkeyPatch, file: int, at: int, act: Callable[[Operations], None]
) -> None:
    """Let something happen in the child of this process."""

    def put(where: object, name: str, value: object) -> None:
        monkeypatch.setattr(where, name, value)

    Operations(file, at, act).watch(put)


def test_signals_do_not_stop_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deadly = {*signal.valid_signals()} - {signal.SIGKILL, signal.SIGSTOP}
    read, write = os.pipe()

    def act(_: Operations) -> None:
        for number in deadly:
            os.kill(os.getpid(), number)

    def say(_: Operations) -> None:
        os.write(write, b"alive")

    changes = old_files(tmp_path, 3)
    with monkeypatch.context() as patch:
        _watch(patch, 1, 5, act)
        _watch(patch, 2, 5, say)
        assert write_changes(changes, root=os.fspath(tmp_path)) == [None] * 3
    os.close(write)
    with open(read, "rb") as said:
        assert said.read() == b"alive"
    assert count_new(tmp_path) == 3


def test_when_the_child_is_killed_all_files_are_written_all_the_same(tmp_path: Path) -> None:
    for at in range(1, FEWEST_OPERATIONS + 5):
        changes = old_files(tmp_path, 3)
        with pytest.MonkeyPatch.context() as patch:
            _watch(patch, 1, at, lambda _: os.kill(os.getpid(), signal.SIGKILL))
            assert write_changes(changes, root=os.fspath(tmp_path)) == [None] * 3
        assert count_new(tmp_path) == 3


def test_the_child_runs_nothing_of_its_parent(tmp_path: Path) -> None:
    script = (
        "import atexit, sys\n"
        "from outbound_lint.run.detached import work_detached\n"
        "class Finalized:\n"
        "    def __del__(self): print('finalized')\n"
        "one, other = Finalized(), Finalized()\n"
        "one.other, other.other = other, one\n"
        "del one, other\n"
        "print('once')\n"
        "atexit.register(print, 'exit')\n"
        "made = work_detached(range(3), lambda n: [[[]] for _ in range(9999)] and str(n))\n"
        "print(made)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert sorted(lines) == ["['0', '1', '2']", "exit", "finalized", "finalized", "once"]


def _fail(number: int) -> str | None:
    if number == 2:
        raise ZeroDivisionError
    return None if number % 2 else f"é\udcff {number}"


def test_results_are_those_before_the_first_exception() -> None:
    assert work_detached([0, 1, 2, 3], _fail) == ["é\udcff 0", None]
    assert work_detached([3, 5], _fail) == [None, None]
    assert work_detached([], _fail) == []


def test_more_results_than_a_pipe_holds() -> None:
    assert work_detached(range(5000), lambda n: f"{n} " * 20) == [f"{n} " * 20 for n in range(5000)]


def test_an_exception_reaches_the_caller(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes = old_files(tmp_path, 2)

    def fail(*_: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ZeroDivisionError):
        write_changes(changes, root=os.fspath(tmp_path))
    assert count_new(tmp_path) == 0


@pytest.mark.parametrize(
    ("operation", "code"), [("fork", errno.EAGAIN), ("fork", errno.ENOMEM), ("pipe", errno.EMFILE)]
)
def test_without_another_process_all_is_written_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, operation: str, code: int
) -> None:
    changes = old_files(tmp_path, 3)
    handles = len(os.listdir("/dev/fd"))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [])

    def refuse() -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, operation, refuse)
    assert write_changes(changes, root=os.fspath(tmp_path)) == [None] * 3
    assert count_new(tmp_path) == 3
    assert len(os.listdir("/dev/fd")) == handles
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == mask


def test_nothing_is_left_of_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fork, children = os.fork, []

    def noted() -> int:
        children.append(fork())
        return children[-1]

    monkeypatch.setattr(os, "fork", noted)
    changes = old_files(tmp_path, 3)
    handles = len(os.listdir("/dev/fd"))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert write_changes(changes, root=os.fspath(tmp_path)) == [None] * 3
    assert len(os.listdir("/dev/fd")) == handles
    assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == mask
    (child,) = children
    with pytest.raises(ChildProcessError):
        os.waitpid(child, os.WNOHANG)


def test_a_parent_that_ignores_the_end_of_children(tmp_path: Path) -> None:
    changes = old_files(tmp_path, 3)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert write_changes(changes, root=os.fspath(tmp_path)) == [None] * 3
    finally:
        signal.signal(signal.SIGCHLD, before)
    assert count_new(tmp_path) == 3


def test_beside_other_threads_and_from_one_of_them(tmp_path: Path) -> None:
    changes = old_files(tmp_path, 3)
    results: list[str | None] = []
    end = threading.Event()
    waiting = threading.Thread(target=end.wait)
    waiting.start()
    writing = threading.Thread(
        target=lambda: results.extend(write_changes(changes, root=os.fspath(tmp_path)))
    )
    writing.start()
    writing.join(SECONDS)
    end.set()
    waiting.join()
    assert results == [None] * 3
    assert (tmp_path / "002.yaml").read_bytes() == NEW


def test_what_is_not_written_is_reported_by_the_child_too(tmp_path: Path) -> None:
    changes = old_files(tmp_path, 3)
    Path(changes[1].file.absolute).unlink()
    assert write_changes(changes, root=os.fspath(tmp_path)) == [
        None,
        "the file no longer exists",
        None,
    ]
