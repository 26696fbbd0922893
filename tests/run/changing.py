"""Files to be changed, and processes that change them."""

from __future__ import annotations

import os
import select
import signal
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from outbound_lint.run.change_writing import Change
from outbound_lint.run.reading import FoundFile

OLD, NEW = b"old: 1\r\n" * 30, b"new: 22\r\n" * 30
SECONDS = 20

OPERATIONS = (
    "lstat", "access", "open", "fstat", "stat", "read", "close", "replace", "unlink", "write",
)  # fmt: skip
"""What writing calls of `os`; `write` only for the result of a file."""


def change(path: Path, *, before: bytes = OLD, after: bytes = NEW) -> Change:
    """A change of a file that was found a moment ago."""
    real = os.path.realpath(path)
    return Change(path.name, FoundFile(path.name, os.fspath(path), False, real), before, after)


def old_files(folder: Path, count: int) -> list[Change]:
    """Write files, and return a change for each."""
    paths = [folder / f"{number:03}.yaml" for number in range(count)]
    for path in paths:
        path.write_bytes(OLD)
    return [change(path) for path in paths]


def count_new(folder: Path) -> int:
    """Count the new files of a folder, in which there may be only old and new ones."""
    names = sorted(os.listdir(folder))
    assert all(name.endswith(".yaml") for name in names), names
    contents = [(folder / name).read_bytes() for name in names]
    assert set(contents) <= {OLD, NEW}
    new = contents.count(NEW)
    assert contents == [NEW] * new + [OLD] * (len(contents) - new)
    return new


def fork() -> int:
    with warnings.catch_warnings():  # of the threads that pytest-xdist has
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


class Program:
    """A process with its own process group, in place of a whole run.

    Args:
        run: What it does; the bytes that it returns are its output.
    """

    def __init__(self, run: Callable[[], bytes]) -> None:
        self._reader, writer = os.pipe()
        self.pid = fork()
        if self.pid == 0:
            self._run(run, writer)
        os.close(writer)
        os.setpgid(self.pid, self.pid)

    @staticmethod
    def _run(run: Callable[[], bytes], writer: int) -> NoReturn:
        try:
            os.setpgid(0, 0)
            signal.signal(signal.SIGINT, signal.default_int_handler)
            os.write(writer, run())
        finally:
            os._exit(0)

    def output(self) -> bytes:
        """Wait for the end of it and of all that it started, and return its output."""
        parts = [b""]
        end = time.monotonic() + SECONDS
        while len(parts) == 1 or parts[-1]:  # all of them hold the pipe
            ready, _, _ = select.select([self._reader], [], [], max(0, end - time.monotonic()))
            assert ready, "a process does not end"
            parts.append(os.read(self._reader, 65536))
        os.close(self._reader)
        os.waitpid(self.pid, 0)
        return b"".join(parts)


class Operations:
    """Does something right before an operation of the process that writes.

    Args:
        file: For which file, counted from 0.
        at: Before which of its operations, counted from 1.
        act: What to do; operations that it calls itself do not count.

    Attributes:
        results: How many results the process has written into its pipe.
        pipe: That pipe, after the first result.
    """

    def __init__(self, file: int, at: int, act: Callable[[Operations], None]) -> None:
        self.results, self.pipe = 0, -1
        self._file, self._left, self._act = file, at, act
        self._starter, self._acting = os.getpid(), False

    def watch(self, put: Callable[[object, str, object], None] = setattr) -> None:
        """Replace the operations of `os`, from now on in this process and those it forks."""
        for name in OPERATIONS:
            put(os, name, self._watched(name, getattr(os, name)))

    def _watched(self, name: str, operation: Callable[..., object]) -> Callable[..., object]:
        def watched(*args: object, **options: object) -> object:
            if self._acting or os.getpid() == self._starter:
                return operation(*args, **options)
            self._left -= self.results == self._file
            if self._left == 0:
                self._acting = True
                self._act(self)
                self._acting, self._left = False, -1
            result = operation(*args, **options)
            if name == "write":
                self.results += 1
                self.pipe = int(str(args[0]))
            return result

        return watched


def end_of(pid: int) -> None:
    """Wait until the process that started this one is gone."""
    end = time.monotonic() + SECONDS
    while os.getppid() == pid and time.monotonic() < end:
        time.sleep(0.0002)
