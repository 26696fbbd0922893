"""Files fixed, in one process or in several; nothing is written here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from outbound_lint.findings.model import Diagnostic, FileReport, Report
from outbound_lint.fixing import Change, fix_text
from outbound_lint.run.baseline import Baseline, apply
from outbound_lint.run.files import Advanced, Task, for_each, internal_error, lint_bytes
from outbound_lint.run.opening import open_bytes
from outbound_lint.run.reading import FoundFile, Unreadable, read

_UTF8_BOM = b"\xef\xbb\xbf"


class Fixing(NamedTuple):
    """What to fix.

    Attributes:
        unsafe: Whether to apply unsafe fixes too.
        baseline: Known findings, which are not fixed.
    """

    unsafe: bool
    baseline: Baseline | None = None


class FixedFile(NamedTuple):
    """A file after fixing.

    Attributes:
        report: What remains.
        unfixed: What was found before.
        before: The bytes that were linted.
        after: The bytes to write, if they differ.
        changes: Where the texts differ.
        fixed: The findings that were fixed.
        withdrawn: The findings whose fixes failed.
    """

    report: FileReport
    unfixed: FileReport
    before: bytes = b""
    after: bytes = b""
    changes: tuple[Change, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    withdrawn: tuple[Diagnostic, ...] = ()


def fix_files(
    found: Sequence[FoundFile],
    task: Task,
    fixing: Fixing,
    *,
    jobs: int | None = None,
    advanced: Advanced | None = None,
) -> list[FixedFile]:
    """Lint and fix files.

    Args:
        found: The files.
        task: What holds for all of them.
        fixing: What to fix.
        jobs: How many processes may work at once; by default one for each processor.
        advanced: Receives how many more files are done, whenever some are.

    Returns:
        One result for each file, in the order of the files.
    """
    work = partial(_fix_file, task=task, fixing=fixing)
    made = for_each(found, partial(map, work), jobs=jobs, advanced=advanced)
    return [FixedFile(one, one) if isinstance(one, FileReport) else one for one in made]


def _fix_file(found: FoundFile, task: Task, fixing: Fixing) -> FixedFile:
    data = read(found.absolute, root=task.root, real=found.real)
    return fix_bytes(data, path=found.path, task=task, fixing=fixing, named=True)


def fix_bytes(
    data: bytes | Unreadable, *, path: str, task: Task, fixing: Fixing, named: bool
) -> FixedFile:
    """Lint and fix what was read.

    An exception becomes an `internal-error` of this file, so that the others are still fixed.

    Args:
        data: All bytes of a file or of standard input, or why there are none.
        path: How it is called in the report.
        task: What holds for every file.
        fixing: What to fix.
        named: Whether `path` names a file; if not, the content selects JSON or YAML.
    """
    before = data if isinstance(data, bytes) else b""
    try:
        opened = open_bytes(data, path, named=named)
        if isinstance(opened, FileReport):
            return FixedFile(opened, opened, before, before)
        fixed = fix_text(
            opened.text,
            path=path,
            settings=task.settings_for(path),
            now=task.now,
            named=named,
            unsafe=fixing.unsafe,
            known=_without_known(fixing.baseline, task.root),
        )
    except Exception as error:  # noqa: BLE001 - any bug
        report = internal_error(path, error)
        return FixedFile(report, report, before, before)
    mark = before[: len(before) - len(before.removeprefix(_UTF8_BOM))]
    after = mark + fixed.text.encode() if fixed.changes else before
    report, unfixed = fixed.report, fixed.unfixed
    if fixing.baseline:  # the baseline is applied to the whole report later
        report, unfixed = (
            lint_bytes(each, path=path, task=task, named=named) for each in (after, before)
        )
    return FixedFile(report, unfixed, before, after, fixed.changes, fixed.fixed, fixed.withdrawn)


def _without_known(
    baseline: Baseline | None, root: str
) -> Callable[[FileReport], FileReport] | None:
    """Return what takes the known findings out of the report of a file."""
    if baseline is None:
        return None
    applied = partial(apply, known=baseline, checked=lambda _: (), cwd=root)
    return lambda file: applied(Report((file,))).report.files[0]
