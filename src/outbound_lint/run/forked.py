"""Many items in several processes, on systems that copy a process cheaply (fork).

A worker is a copy of this process, so it has the items and whatever is imported. It takes the
number of a chunk of items from a queue that all workers share, and sends the results through a pipe
that only this process reads. A worker that is killed loses nothing but the item that it was killed
for, and no worker outlives this process, however that one ends.
"""

from __future__ import annotations

import _thread
import gc
import marshal
import os
import select
import signal
import warnings
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Generic, NoReturn, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST_ITEMS_PER_CHUNK = 50  # at the end, a process waits for the last chunk of another
_FEWEST_CHUNKS_PER_PROCESS = 8
_MOST_CHUNKS = 1000
"""Their numbers fit into the smallest buffer of a pipe (4 KiB), so writing them never waits."""

_NUMBER = 4
"""The length in bytes of each number that is sent."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def work_in_processes(
    items: Sequence[Item],
    work: Callable[[Iterable[Item]], Iterable[Result]],
    *,
    processes: int,
    lost: Callable[[Item, int | None], Result],
    advanced: Callable[[int], None] | None = None,
) -> list[Result]:
    """Make a result of each item, in other processes.

    Args:
        items: The items.
        work: Makes the results of some items, in their order; usually they can be pickled.
        processes: How many processes work at once, unless the system starts fewer.
        lost: Makes the result of an item that ends its process, from the exit code, which is the
            negative number of a signal, or None if it is not known.
        advanced: Receives how many more items are done, whenever some are.

    Returns:
        The results in the order of the items.
    """
    pool = _Pool(items, work, advanced or (lambda _: None))
    try:
        pool.work(processes)
        pool.repeat(lost)
    finally:
        pool.end()
    results = pool.results
    left = [at for at in range(len(items)) if at not in results]
    for at, made in zip(left, work(items[at] for at in left), strict=True):
        results[at] = made
    return [results[at] for at in range(len(items))]


class _Pool(Generic[Item, Result]):
    """Workers, and the results of their work; an item without a result is left to the caller."""

    def __init__(
        self,
        items: Sequence[Item],
        work: Callable[[Iterable[Item]], Iterable[Result]],
        advanced: Callable[[int], None],
    ) -> None:
        self.results: dict[int, Result] = {}
        self._refused: set[int] = set()  # items with an exception or a result that can't be sent
        self._items, self._work, self._advanced = items, work, advanced
        self._workers: dict[int, int] = {}  # process ids, by the pipes of their results
        self._end_of_parent, self._parent = os.pipe()  # closed at one end when this process ends

    def work(self, processes: int) -> None:
        """Divide the items among some processes, and collect the results."""
        count = len(self._items)
        size = min(count // (_FEWEST_CHUNKS_PER_PROCESS * processes), _MOST_ITEMS_PER_CHUNK)
        size = max(1, size, -(-count // _MOST_CHUNKS))
        indexes = range(count)
        chunks = [indexes[start : start + size] for start in indexes[::size]]
        self._run(chunks, processes, replacements=processes)

    def repeat(self, lost: Callable[[Item, int | None], Result]) -> None:
        """Do what killed workers left, one item at a time; one that ends two of them is lost."""
        suspect = None
        while left := self._left()[:_MOST_CHUNKS]:
            codes = self._run([[index] for index in left], 1)
            if not codes:  # the system starts no process any more
                return
            undone = self._left()
            ended_at = undone[0] if undone and undone[0] <= left[-1] else None
            if ended_at is not None and ended_at == suspect:
                self.results[ended_at] = lost(self._items[ended_at], codes[0])
                self._advanced(1)
            suspect = ended_at

    def end(self) -> None:
        """End the workers at once."""
        for pid in self._workers.values():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for pipe in [*self._workers]:
            self._reap(pipe)
        os.close(self._end_of_parent)
        os.close(self._parent)

    def _left(self) -> list[int]:
        """Return the items that no worker has completed."""
        indexes = range(len(self._items))
        return [one for one in indexes if one not in self.results and one not in self._refused]

    def _run(
        self, chunks: Sequence[Sequence[int]], processes: int, replacements: int = 0
    ) -> list[int | None]:
        """Do chunks of items, and return the exit codes of the processes that did.

        So many killed processes are replaced at most: some end before they take a chunk.
        """
        queue, writer = os.pipe()
        os.write(writer, b"".join(map(_packed, range(len(chunks)))))
        os.close(writer)  # so that the queue has an end
        codes = []
        poll = select.poll()
        missing = min(processes, len(chunks))
        while missing or self._workers:
            with suppress(OSError):  # the system refuses to start another process
                for _ in range(missing):
                    poll.register(self._start(chunks, queue), select.POLLIN)
            missing = 0
            for pipe, _ in poll.poll() if self._workers else ():
                try:
                    self._receive(pipe, chunks)
                except EOFError:
                    poll.unregister(pipe)
                    codes.append(self._reap(pipe))
                    missing += codes[-1] != 0 and len(codes) <= replacements
        os.close(queue)
        return codes

    def _start(self, chunks: Sequence[Sequence[int]], queue: int) -> int:
        """Start a worker; return the pipe of its results."""
        pipe, writer = os.pipe()
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        try:
            with warnings.catch_warnings():  # of threads, whose locks the worker does not need
                warnings.simplefilter("ignore", DeprecationWarning)
                pid = os.fork()
            if pid == 0:
                self._serve(chunks, queue, writer)
            self._workers[pipe] = pid
        except OSError:
            os.close(pipe)
            raise
        finally:
            os.close(writer)  # only the worker holds it, so that its end is noticed
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return pipe

    def _serve(self, chunks: Sequence[Sequence[int]], queue: int, writer: int) -> NoReturn:
        """Work until the queue or the parent ends, in a worker."""
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            gc.freeze()  # a collection would copy the memory that is shared with the parent
            os.close(self._parent)
            with suppress(RuntimeError):  # too many threads
                _thread.start_new_thread(_end_with_parent, (self._end_of_parent,))
            with open(writer, "wb") as pipe:
                while number := os.read(queue, _NUMBER):
                    data = self._made(chunks[int.from_bytes(number)])
                    pipe.write(number + _packed(len(data)) + data)
                    pipe.flush()
            os._exit(0)
        finally:
            os._exit(1)

    def _made(self, chunk: Sequence[int]) -> bytes:
        """Return the results of a chunk as bytes; empty if the parent has to do it."""
        try:
            return _as_bytes([*self._work([self._items[index] for index in chunk])])
        except Exception:  # noqa: BLE001 - the parent repeats the work, and sees the exception
            return b""

    def _receive(self, pipe: int, chunks: Sequence[Sequence[int]]) -> None:
        """Receive the results of a chunk.

        Raises:
            EOFError: The worker has ended.
        """
        head = _read(pipe, 2 * _NUMBER)
        chunk = chunks[int.from_bytes(head[:_NUMBER])]
        data = _read(pipe, int.from_bytes(head[_NUMBER:]))
        if not data:
            self._refused.update(chunk)
            return
        self.results.update(zip(chunk, _from_bytes(data), strict=True))
        self._advanced(len(chunk))

    def _reap(self, pipe: int) -> int | None:
        """Forget a worker that has ended or will soon; return its exit code if it is known."""
        os.close(pipe)
        try:
            _, status = os.waitpid(self._workers.pop(pipe), 0)
        except ChildProcessError:  # SIGCHLD is ignored
            return None
        return os.waitstatus_to_exitcode(status)


def _end_with_parent(end_of_parent: int) -> None:
    os.read(end_of_parent, 1)  # returns when the parent has ended, as only that holds the pipe
    os._exit(1)


def _as_bytes(made: list[Any]) -> bytes:
    """Return results as bytes: numbers need no import of pickle, which takes milliseconds."""
    try:
        return b"m" + marshal.dumps(made)
    except ValueError:
        import pickle

        return b"p" + pickle.dumps(made)


def _from_bytes(data: bytes) -> list[Any]:
    made: list[Any]
    if data.startswith(b"m"):
        made = marshal.loads(data[1:])  # noqa: S302 - written by a copy of this process
    else:
        import pickle

        made = pickle.loads(data[1:])  # noqa: S301 - written by a copy of this process
    return made


def _packed(number: int) -> bytes:
    return number.to_bytes(_NUMBER)


def _read(pipe: int, size: int) -> bytes:
    """Read so many bytes.

    Raises:
        EOFError: There are fewer.
    """
    data = bytearray()
    while len(data) < size:
        part = os.read(pipe, size - len(data))
        if not part:
            raise EOFError
        data += part
    return bytes(data)
