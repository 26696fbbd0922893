"""Many files to one report, in one process or in several, with the same result."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from outbound_lint.engine import count_if_valid, file_problem, lint_text
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.findings.settings import Settings
from outbound_lint.run.opening import SourceText, open_bytes
from outbound_lint.run.reading import FoundFile, Unreadable, read
from outbound_lint.source import Source

# On macOS, forking is not safe in all processes.
_FORKS = hasattr(os, "fork") and sys.platform != "darwin"

# With fewer files of 1 KB, starting a process takes longer than it saves.
_FILES_PER_PROCESS = 50 if _FORKS else 150

_MOST_BYTES_AT_ONCE = 64 * 1024
"""So much is read before it is linted; a larger file would gain nothing from it."""

Result = TypeVar("Result")

Advanced = Callable[[int], None]
"""A function that receives how many more files are done."""


class Task(NamedTuple):
    """What holds for every file of a run.

    Attributes:
        settings: What to look for.
        now: The time to judge dates by, in seconds since 1970-01-01 UTC.
        root: The working directory: links must not lead out of it.
        of_files: What to look for in the files, by path, where that is something else.
    """

    settings: Settings
    now: float
    root: str
    of_files: Mapping[str, Settings] | None = None

    def settings_for(self, path: str) -> Settings:
        """Return what to look for in a file.

        Args:
            path: How it is called in the report.
        """
        return self.of_files.get(path, self.settings) if self.of_files else self.settings


def lint_files(
    found: Sequence[FoundFile],
    task: Task,
    *,
    jobs: int | None = None,
    advanced: Advanced | None = None,
) -> list[FileReport]:
    """Lint files.

    Args:
        found: The files.
        task: What holds for all of them.
        jobs: How many processes may work at once; by default one for each processor.
        advanced: Receives how many more files are done, whenever some are.

    Returns:
        One report for each file, in the order of the files, whatever the number of processes.
    """
    made = for_each(found, partial(_lint_each, task=task), jobs=jobs, advanced=advanced)
    return [
        FileReport(one.path, result) if isinstance(result, int) else result
        for one, result in zip(found, made, strict=True)
    ]


def _lint_each(found: Iterable[FoundFile], task: Task) -> Iterator[FileReport | int]:
    """Lint files; yield only the number of connections of a file with nothing else to say."""
    waiting: list[tuple[str, bytes | Unreadable]] = []
    size = 0
    for file in found:
        data = read(file.absolute, root=task.root, real=file.real)
        waiting.append((file.path, data))
        size += len(data)
        if size > _MOST_BYTES_AT_ONCE:
            yield from _lint_together(waiting, task)
            waiting, size = [], 0
    yield from _lint_together(waiting, task)


def _lint_together(
    files: Sequence[tuple[str, bytes | Unreadable]], task: Task
) -> Iterator[FileReport | int]:
    """Lint what was read; first find the files that are plainly valid."""
    try:
        counts = _count_if_valid(files, task)
    except Exception:  # noqa: BLE001 - one of the files, which the report of that one says
        counts = [None] * len(files)
    for (path, data), count in zip(files, counts, strict=True):
        if count is not None:
            yield count
            continue
        report = lint_bytes(data, path=path, task=task, named=True)
        yield report.connections if report.source is None else report


def _count_if_valid(
    files: Sequence[tuple[str, bytes | Unreadable]], task: Task
) -> list[int | None]:
    """Count the connections of each file that is plainly valid; None for others."""
    opened = [
        open_bytes(data, path) if len(data) <= _MOST_BYTES_AT_ONCE else None for path, data in files
    ]
    counts = iter(
        count_if_valid(
            (Source(one.text, one.path), task.settings_for(one.path))
            for one in opened
            if isinstance(one, SourceText)
        )
    )
    return [next(counts) if isinstance(one, SourceText) else None for one in opened]


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
        settings = task.settings_for(path)
        report = lint_text(opened.text, path=path, settings=settings, now=task.now, named=named)
        return report.files[0]
    except Exception as error:  # noqa: BLE001 - any bug
        return internal_error(path, error)


def internal_error(
    path: str, error: Exception, consequence: str = "this file was not checked"
) -> FileReport:
    """Report a file that outbound-lint failed on.

    Args:
        path: The file.
        error: The exception.
        consequence: What was not done.
    """
    if isinstance(error, MemoryError):
        return file_problem(
            "internal-error",
            path=path,
            message=f"{consequence}: out of memory",
            hint="Run the check with more memory, or leave this file out.",
        )
    from outbound_lint.findings.failures import describe

    return file_problem(
        "internal-error",
        path=path,
        message=f"internal error ({describe(error)}): {consequence}",
        hint="Report this message and the output of `outbound-lint --version`, and the file if "
        "you may share it.",
    )


def assemble(files: Iterable[FileReport]) -> Report:
    """Make one report of the reports of files: sorted by path, with the rules they name."""
    ordered = sorted(files, key=lambda file: file.path)
    names = {diagnostic.rule for file in ordered for diagnostic in file.diagnostics}
    names |= {one.diagnostic.rule for file in ordered for one in file.suppressed}
    if not names:
        return Report(tuple(ordered))
    from outbound_lint.rules import RULES

    return Report(tuple(ordered), tuple(rule.info() for rule in RULES if rule.name in names))


def for_each(
    found: Sequence[FoundFile],
    work: Callable[[Iterable[FoundFile]], Iterable[Result]],
    *,
    jobs: int | None,
    advanced: Advanced | None = None,
) -> list[Result | FileReport]:
    """Make a result of each file, in several processes if there are many files.

    Args:
        found: The files.
        work: Makes the results of some files, in their order; it can be pickled.
        jobs: How many processes may work at once; by default one for each processor.
        advanced: Receives how many more files are done, whenever some are.

    Returns:
        The results in the order of the files; an `internal-error` for a file that ended its
        process.
    """
    if hasattr(os, "sched_getaffinity"):
        processors = len(os.sched_getaffinity(0))
    else:
        processors = os.cpu_count() or 1
    processes = min(jobs or processors, len(found) // _FILES_PER_PROCESS)
    if processes < 2:
        return [*_counted(work(found), advanced)] if advanced else [*work(found)]
    if _FORKS:
        from outbound_lint.run.forked import work_in_processes
    else:
        from outbound_lint.run.processes import work_in_processes
    return work_in_processes(found, work, processes=processes, lost=_lost, advanced=advanced)


def _counted(results: Iterable[Result], advanced: Advanced) -> Iterator[Result]:
    for result in results:
        yield result
        advanced(1)


def _lost(found: FoundFile, exit_code: int | None) -> FileReport:
    """Report a file whose process ended."""
    ending = "ended"
    if exit_code and exit_code < 0:
        import signal

        ending = f"was killed by {signal.Signals(-exit_code).name}"
    return file_problem(
        "internal-error",
        path=found.path,
        message=f"this file was not checked: its process {ending}",
        hint="Run the check again with more memory or with --jobs 1. If that does not help, report "
        "this message and the output of `outbound-lint --version`.",
    )
