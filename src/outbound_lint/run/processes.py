"""Many items in several processes, on systems where they can't be forked; see `forked`.

No worker outlives the process that started it, however that one ends, and a worker that is killed
loses nothing but the item that it was killed for. Workers share no locks, only a pipe each with the
parent, so there is nothing that a dead one could leave locked.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, NamedTuple, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_MAX_ITEMS_PER_CHUNK = 50
_MAX_PROCESSES = 61  # Windows waits for at most 63 handles


class _Worker(NamedTuple):
    process: multiprocessing.Process
    pipe: Connection[Any, Any]


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
        items: The items; they can be pickled.
        work: Makes the results of some items, in their order; it can be pickled, and usually so
            can the results.
        processes: How many processes work at once, unless the system starts fewer.
        lost: Makes the result of an item that ends its process, from the exit code, which is the
            negative number of a signal.
        advanced: Receives how many more items are done, whenever some are.

    Returns:
        The results in the order of the items.
    """
    pool = _Pool(items, work, lost, advanced or (lambda _: None))
    try:
        pool.work(min(processes, _MAX_PROCESSES))
    finally:
        pool.end()
    results = pool.results
    left = [at for at in range(len(items)) if at not in results]
    for at, made in zip(left, work(items[at] for at in left), strict=True):
        results[at] = made
    return [results[at] for at in range(len(items))]


class _Pool(Generic[Item, Result]):
    """Workers, and what they still have to do; an item without a result is left to the caller."""

    def __init__(
        self,
        items: Sequence[Item],
        work: Callable[[Iterable[Item]], Iterable[Result]],
        lost: Callable[[Item, int | None], Result],
        advanced: Callable[[int], None],
    ) -> None:
        self.results: dict[int, Result] = {}
        self._items, self._work, self._lost, self._advanced = items, work, lost, advanced
        self._waiting: deque[Sequence[int]] = deque()
        self._repeated: set[int] = set()  # items that a killed worker had before
        self._busy: dict[Connection[Any, Any], tuple[_Worker, Sequence[int]]] = {}
        self._workers: list[_Worker] = []

    def work(self, processes: int) -> None:
        """Divide the items among some processes, and collect the results."""
        indexes = range(len(self._items))
        size = max(1, min(len(indexes) // (4 * processes), _MAX_ITEMS_PER_CHUNK))
        self._waiting.extend(indexes[start : start + size] for start in indexes[::size])
        for _ in range(processes):
            self._add_worker()
        while self._busy:
            for pipe in wait(list(self._busy)):
                worker, chunk = self._busy.pop(pipe)  # type: ignore[call-overload]
                try:
                    made = worker.pipe.recv()
                except (EOFError, OSError):
                    self._replace(worker, chunk)
                    continue
                if made is not None:
                    self.results.update(zip(chunk, made, strict=True))
                    self._advanced(len(chunk))
                self._give_chunk(worker)

    def end(self) -> None:
        """End the workers at once."""
        for worker in self._workers:
            worker.process.kill()
            worker.process.join()
            worker.pipe.close()

    def _add_worker(self) -> None:
        try:
            worker = _start(self._work)
        except OSError:  # the system refuses to start another process
            return
        self._workers.append(worker)
        self._give_chunk(worker)

    def _give_chunk(self, worker: _Worker) -> None:
        if not self._waiting:
            return
        chunk = self._waiting.popleft()
        self._busy[worker.pipe] = worker, chunk
        with suppress(OSError):  # of a worker that was killed, `wait` finds the pipe closed
            worker.pipe.send([self._items[index] for index in chunk])

    def _replace(self, worker: _Worker, chunk: Sequence[int]) -> None:
        """Do the chunk of a worker that was killed again, one item at a time.

        A second worker that is killed with the same item, and no other, was killed for it.
        """
        worker.process.join()
        if len(chunk) == 1 and chunk[0] in self._repeated:
            item = self._items[chunk[0]]
            self.results[chunk[0]] = self._lost(item, worker.process.exitcode)
            self._advanced(1)
        else:
            self._repeated.update(chunk)
            self._waiting.extendleft([index] for index in reversed(chunk))
        self._add_worker()


def _start(work: Callable[[Iterable[Item]], Iterable[Result]]) -> _Worker:
    pipe, other = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_serve, args=(other, work), daemon=True)
    process.start()
    other.close()  # only the worker holds it, so that its end is noticed
    return _Worker(process, pipe)


def _serve(pipe: Connection[Any, Any], work: Callable[[Iterable[Item]], Iterable[Result]]) -> None:
    """Work on chunks of items until the parent ends this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        chunk = pipe.recv()
        try:
            pipe.send([*work(chunk)])
        except Exception:  # noqa: BLE001 - the parent repeats the work, and sees the exception
            pipe.send(None)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    assert parent
    parent.join()  # returns as well if the parent is killed, and works on every system
    os._exit(1)
