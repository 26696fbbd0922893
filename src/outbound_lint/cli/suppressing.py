"""What `check` does about known findings: the baseline, and ignore comments that are added."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from outbound_lint.cli.console import note, printable
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.options import Output
from outbound_lint.cli.outputs import check_files, write_file
from outbound_lint.engine import checked_rules
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.run.baseline import (
    MOST_ENTRIES,
    Baseline,
    BaselineError,
    Written,
    apply,
    can_be_known,
    read_baseline,
    written,
)
from outbound_lint.run.files import Task, assemble
from outbound_lint.run.reading import FoundFile


class SuppressionOptions(NamedTuple):
    """The options as click passes them.

    Attributes:
        add_ignores: Whether to write an ignore comment for every finding.
        reason: The reason in these comments.
        baseline: The file of known findings.
        write_baseline: The file to write all findings to.
        connections: The only connections to check; all if there are none.
    """

    add_ignores: bool
    reason: str | None
    baseline: str | None
    write_baseline: str | None
    connections: Sequence[str]


class Known(NamedTuple):
    """What is known before the run.

    Attributes:
        options: The options.
        baseline: The baseline that applies, if any.
        previous: What the baseline to write contains now.
    """

    options: SuppressionOptions
    baseline: Baseline | None
    previous: Baseline | None = None


def refuse_contradictions(
    options: SuppressionOptions, paths: Sequence[str], *, named: bool, probes: bool
) -> None:
    """Refuse options that contradict each other, or have no effect.

    Args:
        options: The options.
        paths: The PATH arguments.
        named: Whether standard input has a name.
        probes: Whether anything is to be probed.

    Raises:
        UsageError: They do.
    """
    _check_ignores(options, paths)
    for option, given in (
        ("--add-ignores", options.add_ignores),
        ("--write-baseline", options.write_baseline is not None),
    ):
        if given and probes:
            raise UsageError(f"{option} has no effect on probes: leave --probe out")
    for option, file in (
        ("baseline", options.baseline),
        ("write-baseline", options.write_baseline),
    ):
        if file in ("", "-"):
            raise UsageError(f"--{option} must name a file, like baseline.json")
    if options.write_baseline and options.baseline not in (None, options.write_baseline):
        raise UsageError(
            "--baseline has no effect on --write-baseline, which writes all findings: "
            "leave --baseline out"
        )
    if options.write_baseline and "-" in paths and not named:
        raise UsageError(
            "--write-baseline needs the name of the file on standard input: add --stdin-filename"
        )


def _check_ignores(options: SuppressionOptions, paths: Sequence[str]) -> None:
    if options.reason is not None and not options.add_ignores:
        raise UsageError("--reason has no effect without --add-ignores: add it")
    if not options.add_ignores:
        return
    if "-" in paths:
        raise UsageError("--add-ignores changes files: name a file instead of -")
    if not (options.reason or "").strip():
        raise UsageError(
            "--add-ignores needs a reason for the comments: "
            'add --reason "TEXT", like --reason "known before 2026"'
        )
    if not (options.reason or "").isprintable():
        raise UsageError("--reason must be one line of text, without control characters")


def prepare(
    options: SuppressionOptions, outputs: Sequence[Output], paths: Sequence[str], cwd: str
) -> Known:
    """Read the baseline, and refuse one that can't be written, before the work is done.

    Args:
        options: The options.
        outputs: The reports of the run.
        paths: The files and folders to check.
        cwd: The working directory.

    Raises:
        CommandError: A baseline can't be read, or the file to write is something else.
    """
    file = options.write_baseline
    if file is None:
        if options.baseline is None:
            return Known(options, None)
        check_files(outputs, [options.baseline])
        return Known(options, _read(options.baseline, cwd))
    if os.path.isdir(file):
        named = os.path.join(file, "baseline.json")
        raise CommandError(f"{printable(file)} is a folder: name a file, like {named}")
    if os.path.exists(file) and not os.path.isfile(file):
        raise CommandError(f"{printable(file)} is not a regular file: name another one")
    check_files([*outputs, Output("baseline", file)], paths)
    previous = Baseline(os.path.dirname(os.path.abspath(os.path.join(cwd, file))), {})
    if os.path.isfile(file) and os.path.getsize(file):
        try:
            previous = read_baseline(file, cwd=cwd)
        except BaselineError as error:
            raise CommandError(
                f"{printable(file)}{error.place}: {error.problem} — choose another name, or delete "
                "this file first"
            ) from None
    return Known(options, None, previous)


def _read(file: str, cwd: str) -> Baseline:
    shown = printable(mask_text(file))  # the settings may name it
    if not os.path.lexists(os.path.join(cwd, file)):
        raise CommandError(f"no such baseline: {shown} — write it with --write-baseline {shown}")
    try:
        return read_baseline(file, cwd=cwd)
    except BaselineError as error:
        hint = "name a regular file that can be read"
        if error.is_read:
            hint = f"restore the file, or delete it and run again with --write-baseline {shown}"
        raise CommandError(f"{shown}{error.place}: {error.problem} — {hint}") from None


def conclude(report: Report, found: Sequence[FoundFile], task: Task, known: Known) -> Report:
    """Hide the known findings, and write comments or a baseline where the options ask for it.

    Args:
        report: The report of the run.
        found: The files that were checked.
        task: What holds for all of them.
        known: The options and the baseline.

    Returns:
        The report of what remains.

    Raises:
        CommandError: Something can't be written.
    """
    if known.options.add_ignores:
        report = _add_ignores(report, found, task, known)
    file = known.options.write_baseline
    if file is None:
        return _without_known(report, known, task)
    assert known.previous
    new = written(report, known.previous, checked=_checked(task, known), cwd=task.root)
    if len(new.baseline.keys()) > MOST_ENTRIES:
        raise CommandError(
            f"there are more than {MOST_ENTRIES} findings, too many for a baseline: nothing was "
            "written to it — leave rules or files out first"
        )
    write_file(file, new.text)
    changes = _changes(new) if known.previous.entries else ""
    note(f"Wrote {_counted(len(new.baseline.keys()), 'finding')} to {printable(file)}{changes}.")
    report = apply(report, new.baseline, checked=_checked(task, known), cwd=task.root).report
    if left := sum(not can_be_known(one) for _, one in report.diagnostics()):
        note(
            f"Not in the baseline: {_counted(left, 'finding')} about files that could not be "
            "checked completely."
        )
    return report


def _changes(new: Written) -> str:
    """Return what differs from the entries that the file had."""
    counts = (
        (new.new, "new"),
        (new.removed, "removed"),
        (new.kept, "not checked"),
    )
    parts = [f"{count} {what}" for count, what in counts if count]
    return f" ({', '.join(parts)})" if parts else ""


def _checked(task: Task, known: Known) -> Callable[[str], Collection[str]]:
    """Return what gives the rules that were checked in the whole file of a path."""
    if known.options.connections:
        return lambda _: ()
    return lambda path: checked_rules(task.settings_for(path))


def _without_known(report: Report, known: Known, task: Task) -> Report:
    if known.baseline is None:
        return report
    report, stale = apply(report, known.baseline, checked=_checked(task, known), cwd=task.root)
    if stale:
        exist, them = ("exists", "it") if stale == 1 else ("exist", "them")
        first = "after the findings of this run are fixed, " if any(report.diagnostics()) else ""
        note(
            f"The baseline has {_counted(stale, 'finding')} that no longer {exist}: {first}run "
            f"again with --write-baseline {printable(known.options.baseline or '')} to remove "
            f"{them}."
        )
    return report


def _add_ignores(report: Report, found: Sequence[FoundFile], task: Task, known: Known) -> Report:
    """Write the comments, and return the report of the files as they are then."""
    from outbound_lint.run.ignore_writing import IgnoresError, add_ignores

    to_comment, baseline = report, known.baseline or known.previous
    if baseline:
        to_comment = apply(report, baseline, checked=_checked(task, known), cwd=task.root).report
    try:
        added = add_ignores(to_comment, found, task, (known.options.reason or "").strip())
    except IgnoresError as error:
        raise CommandError(str(error)) from None
    note(
        f"Added {_counted(added.comments, 'ignore comment')} for "
        f"{_counted(added.findings, 'finding')} in {_counted(len(added.files), 'file')}."
    )
    for count, why in (
        (added.in_json, "JSON has no comments"),
        (added.without_place, "there is no place for a comment on their lines"),
    ):
        if count:
            file = known.options.baseline or "baseline.json"
            hint = "" if known.previous else f" Add --write-baseline {printable(file)} for them."
            note(f"Without a comment: {_counted(count, 'finding')}, because {why}.{hint}")
    for path in added.refused:
        note(f"{printable(path)} was not changed: comments would change its values.")
    new = {file.path: file for file in added.files}
    files = [(new.get(file.path, file), file) for file in report.files]
    if known.options.connections:
        return assemble(_of_the_chosen(file, before) for file, before in files)
    return assemble(file for file, _ in files)


def _of_the_chosen(file: FileReport, before: FileReport) -> FileReport:
    """Return the report of a changed file without what is about other connections.

    Args:
        file: The report of the whole file.
        before: The report of the chosen connections, before the file was changed.
    """
    hidden = (one.diagnostic for one in before.suppressed)
    about = {one.fingerprint for one in (*before.diagnostics, *hidden)}
    return file._replace(
        connections=before.connections,
        diagnostics=tuple(one for one in file.diagnostics if one.fingerprint in about),
        suppressed=tuple(one for one in file.suppressed if one.diagnostic.fingerprint in about),
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
