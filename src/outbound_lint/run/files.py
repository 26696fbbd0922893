"""Many files to one report, on one core or on many, with the same result."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from outbound_lint.engine import file_problem, lint_text
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.run.decoding import decode
from outbound_lint.run.discovery import FoundFile
from outbound_lint.run.reading import Unreadable, read

# Starting a process takes as long as linting about this many files of 1 KB.
_FILES_A_PROCESS = 150
_MOST_FILES_A_CHUNK = 50
_MOST_PROCESSES = 61  # ProcessPoolExecutor takes no more on Windows


class Task(NamedTuple):
    """What holds for every file of a run.

    Attributes:
        settings: what to look for.
        now: the time to judge dates by, in seconds since 1970-01-01 UTC.
        root: the working directory: links must not lead out of it.
    """

    settings: Settings
    now: float
    root: str


def lint_files(
    found: Sequence[FoundFile], task: Task, *, jobs: int | None = None
) -> list[FileReport]:
    """Lint files.

    Args:
        found: the files.
        task: what holds for all of them.
        jobs: how many processes may work at once; as many as there are processors if not told.

    Returns:
        One report a file, in the order of the files, whatever the number of processes.
    """
    wanted = jobs or _processors()
    processes = min(wanted, _MOST_PROCESSES, len(found) // _FILES_A_PROCESS)
    if processes < 2:
        return _lint_chunk(found, task)
    return _lint_apart(found, task, processes)


def lint_bytes(data: bytes | Unreadable, *, path: str, task: Task, named: bool) -> FileReport:
    """Lint what was read.

    A mistake of the program becomes an `internal-error`, so that the other files are still linted.

    Args:
        data: all the bytes of a file or of standard input, or why there are none.
        path: how they are called in the report.
        task: what holds for every file.
        named: whether the path names a file; if not, the content tells JSON from YAML.
    """
    try:
        return _judge(data, path, task, named=named)
    except Exception as error:  # noqa: BLE001 - any mistake of the program
        return _internal_error(path, type(error).__name__)


def assemble(files: Iterable[FileReport]) -> Report:
    """Make one report of the reports of files: sorted by path, with the rules they name."""
    ordered = sorted(files, key=lambda file: file.path)
    names = {diagnostic.rule for file in ordered for diagnostic in file.diagnostics}
    if not names:
        return Report(tuple(ordered))
    from outbound_lint.rules import RULES

    return Report(tuple(ordered), tuple(rule.info() for rule in RULES if rule.name in names))


def _judge(data: bytes | Unreadable, path: str, task: Task, *, named: bool) -> FileReport:
    if isinstance(data, Unreadable):
        return file_problem("unreadable-file", path=path, message=data.reason, hint=data.hint)
    decoded = decode(data)
    if decoded.encrypted:
        return FileReport(path)
    if decoded.problem is not None:
        offset, message, hint = decoded.problem
        return file_problem(
            "syntax-error",
            path=path,
            message=message,
            hint=hint,
            text=decoded.text,
            start=offset,
            end=min(offset + 1, len(decoded.text)),
        )
    (report,) = lint_text(
        decoded.text, path=path, settings=task.settings, now=task.now, named=named
    ).files
    return report


def _lint_chunk(found: Sequence[FoundFile], task: Task) -> list[FileReport]:
    return [_lint_file(each, task) for each in found]


def _lint_file(found: FoundFile, task: Task) -> FileReport:
    data = read(found.absolute, root=task.root)
    return lint_bytes(data, path=found.path, task=task, named=True)


def _lint_apart(found: Sequence[FoundFile], task: Task, processes: int) -> list[FileReport]:
    """Lint files in processes of their own; a file that ends its process is found by halving."""
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool
    from functools import partial

    size = max(1, min(len(found) // (4 * processes), _MOST_FILES_A_CHUNK))
    chunks = [found[i : i + size] for i in range(0, len(found), size)]
    try:
        with ProcessPoolExecutor(processes, initializer=_ignore_interrupts) as pool:
            linted = pool.map(partial(_lint_chunk, task=task), chunks)
            return [report for chunk in linted for report in chunk]
    except BrokenProcessPool:
        if len(found) == 1:
            return [_internal_error(found[0].path, "the end of the process")]
        half = len(found) // 2
        parts = (found[:half], found[half:])
        return [report for part in parts for report in _lint_apart(part, task, processes)]
    except (ImportError, NotImplementedError, OSError):  # a system without semaphores
        return _lint_chunk(found, task)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the process that collects the results."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _internal_error(path: str, kind: str) -> FileReport:
    return file_problem(
        "internal-error",
        path=path,
        message=f"outbound-lint made a mistake of its own in this file: {kind}.",
        hint="Please report it, with the version and, if you may, the file.",
    )


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
