"""Many files to one report, in one process or in several, with the same result."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from outbound_lint.engine import file_problem, lint_text
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.run.discovery import FoundFile
from outbound_lint.run.opening import open_bytes
from outbound_lint.run.reading import Unreadable, read

# Starting a process takes as long as linting about this many files of 1 KB.
_FILES_PER_PROCESS = 150
_MAX_FILES_PER_CHUNK = 50
_MAX_PROCESSES = 61  # the limit of ProcessPoolExecutor on Windows

Result = TypeVar("Result")


class Task(NamedTuple):
    """What holds for every file of a run.

    Attributes:
        settings: What to look for.
        now: The time to judge dates by, in seconds since 1970-01-01 UTC.
        root: The working directory: links must not lead out of it.
    """

    settings: Settings
    now: float
    root: str


def lint_files(
    found: Sequence[FoundFile], task: Task, *, jobs: int | None = None
) -> list[FileReport]:
    """Lint files.

    Args:
        found: The files.
        task: What holds for all of them.
        jobs: How many processes may work at once; by default one for each processor.

    Returns:
        One report for each file, in the order of the files, whatever the number of processes.
    """
    return for_each(found, partial(_lint_file, task=task), jobs=jobs)


def _lint_file(found: FoundFile, task: Task) -> FileReport:
    data = read(found.absolute, root=task.root, real=found.real)
    return lint_bytes(data, path=found.path, task=task, named=True)


def lint_bytes(data: bytes | Unreadable, *, path: str, task: Task, named: bool) -> FileReport:
    """Lint what was read.

    An exception becomes an `internal-error` of this file, so that the others are still linted.

    Args:
        data: All bytes of a file or of standard input, or why there are none.
        path: How it is called in the report.
        task: What holds for every file.
        named: Whether `path` names a file; if not, the content selects JSON or YAML.
    """
    try:
        opened = open_bytes(data, path, named=named)
        if isinstance(opened, FileReport):
            return opened
        settings, now, _ = task
        return lint_text(opened.text, path=path, settings=settings, now=now, named=named).files[0]
    except Exception as error:  # noqa: BLE001 - any bug
        return internal_error(path, error)


def internal_error(path: str, cause: Exception | str) -> FileReport:
    """Report a file that outbound-lint failed on.

    Args:
        path: The file.
        cause: The exception, or what happened in words.
    """
    if isinstance(cause, Exception):
        from outbound_lint.findings.failures import describe

        cause = describe(cause)
    return file_problem(
        "internal-error",
        path=path,
        message=f"internal error ({cause}): this file was not checked",
        hint="Report this message and the output of `outbound-lint --version`, and the file if "
        "you may share it.",
    )


def assemble(files: Iterable[FileReport]) -> Report:
    """Make one report of the reports of files: sorted by path, with the rules they name."""
    ordered = sorted(files, key=lambda file: file.path)
    names = {diagnostic.rule for file in ordered for diagnostic in file.diagnostics}
    if not names:
        return Report(tuple(ordered))
    from outbound_lint.rules import RULES

    return Report(tuple(ordered), tuple(rule.info() for rule in RULES if rule.name in names))


def for_each(
    found: Sequence[FoundFile],
    work: Callable[[FoundFile], Result],
    *,
    jobs: int | None,
) -> list[Result | FileReport]:
    """Call a function for each file, in several processes if there are many files.

    Args:
        found: The files.
        work: The function; it can be pickled, and so can its results.
        jobs: How many processes may work at once; by default one for each processor.

    Returns:
        The results in the order of the files; an `internal-error` for a file that ended its
        process.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    processes = min(jobs or processors, _MAX_PROCESSES, len(found) // _FILES_PER_PROCESS)
    if processes < 2:
        return [work(each) for each in found]
    return _in_processes(found, work, processes)


def _in_processes(
    found: Sequence[FoundFile], work: Callable[[FoundFile], Result], processes: int
) -> list[Result | FileReport]:
    """Work in other processes; halve the files until the one that ends its process is found."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    size = max(1, min(len(found) // (4 * processes), _MAX_FILES_PER_CHUNK))
    try:
        with ProcessPoolExecutor(processes, initializer=_ignore_interrupts) as pool:
            return list(pool.map(work, found, chunksize=size))
    except BrokenProcessPool:
        if len(found) == 1:
            return [internal_error(found[0].path, "the process ended")]
        half = len(found) // 2
        parts = (found[:half], found[half:])
        return [result for part in parts for result in _in_processes(part, work, processes)]
    except (ImportError, NotImplementedError, OSError, RecursionError):
        # A system without semaphores, or results too deeply nested to be pickled.
        return [work(each) for each in found]


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that collects the results."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
