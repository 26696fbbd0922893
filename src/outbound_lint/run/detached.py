"""Work that is never stopped in the middle of an item, whatever ends the program.

A child process does the work, in a separate session and with all signals blocked. SIGKILL to this
process or to its group, Ctrl-C and a closed terminal do not reach it. It writes a line into a pipe
after each item. When this process is gone, that fails, and the child ends, so it completes at most
one more item.

What ends all processes at once (a failure of the machine, the end of a container) ends it as well.
"""

from __future__ import annotations

import gc
import os
import signal
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn, TypeVar

Item = TypeVar("Item")


def work_detached(items: Sequence[Item], work: Callable[[Item], str | None]) -> list[str | None]:
    """Call a function for each item, in a child process.

    Ctrl-C stops the work after the current item, and KeyboardInterrupt is raised when that is
    done; a second Ctrl-C raises it at once, and the child still completes the item.

    Args:
        items: The items.
        work: The function. It returns None, or one line of text that is not empty. It uses only
            what is already imported, and no locks.

    Returns:
        The results in the order of the items. They are fewer, or none, if the system has no fork or
        refuses it, if the child was killed, or if the function raised an exception for the next
        item: the caller then does the rest.
    """
    if not hasattr(os, "fork"):
        return []
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        child, reader = _start(items, work)
    except OSError:  # too many processes or open files
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return []
    parts: list[bytes] = []
    try:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        while part := os.read(reader, 65536):
            parts.append(part)
    finally:
        os.close(reader)
        with suppress(ChildProcessError):  # where SIGCHLD is ignored, nothing is left to wait for
            os.waitpid(child, 0)
    *lines, _unfinished = b"".join(parts).split(b"\n")
    return [os.fsdecode(line) or None for line in lines]


def _start(items: Sequence[Item], work: Callable[[Item], str | None]) -> tuple[int, int]:
    """Start the child while all signals are blocked; return its id and the pipe of its results."""
    reader, writer = os.pipe()
    try:
        with warnings.catch_warnings():  # of threads, whose locks the child does not need
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
            if child == 0:
                _serve(items, work, reader, writer)
    except OSError:
        os.close(reader)
        os.close(writer)
        raise
    os.close(writer)
    return child, reader


def _serve(
    items: Sequence[Item], work: Callable[[Item], str | None], reader: int, writer: int
) -> NoReturn:
    """Do the work, and end this process without running anything that belongs to the parent."""
    try:
        os.close(reader)  # only the parent holds it, so that its end is noticed
        gc.disable()  # finalizing an object of the parent could write its buffer a second time
        os.setsid()
        for item in items:
            os.write(writer, os.fsencode(work(item) or "") + b"\n")
    finally:
        os._exit(0)
