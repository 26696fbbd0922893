"""What `check` does to fix files: `--fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from outbound_lint.cli.console import is_colored, note, printable, progress, write
from outbound_lint.cli.errors import UsageError
from outbound_lint.cli.inputs import read_stdin
from outbound_lint.cli.options import Options
from outbound_lint.engine import secret_spans
from outbound_lint.findings.model import Report
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.run.baseline import Baseline
from outbound_lint.run.files import Task, assemble
from outbound_lint.run.fixing import FixedFile, Fixing, fix_bytes, fix_files
from outbound_lint.run.reading import FoundFile


class Outcome(NamedTuple):
    """What remains after fixing.

    Attributes:
        report: What remains.
        changed: How many files were changed, or would be.
        failed: Whether a file could not be written.
    """

    report: Report
    changed: int
    failed: bool


def refuse_contradictions(options: Options, *, probes: bool) -> None:
    """Refuse options that have no effect together with those that fix.

    Args:
        options: The options.
        probes: Whether anything is to be probed.

    Raises:
        UsageError: There are such options; the message says what to type.
    """
    name = "--diff" if options.diff else "--fix"
    for option, given, why in (
        ("--probe", probes, "run it afterwards"),
        ("--connection", options.connections, "fixes are for whole files"),
        ("--add-ignores", options.add_ignores, "run it afterwards"),
    ):
        if given:
            raise UsageError(f"{option} cannot be combined with {name}: {why}")
    if options.diff and options.write_baseline is not None:
        raise UsageError("--diff writes nothing: leave --write-baseline out")
    if "-" in options.paths and len(options.paths) > 1:
        raise UsageError(
            f"{name} prints what becomes of standard input: name no other PATH beside -"
        )
    if options.diff and any(one.file is None for one in options.outputs):
        raise UsageError(
            "--diff prints a diff to standard output: write the report to a file, like "
            "-o json=report.json"
        )


def fix(
    found: Sequence[FoundFile], task: Task, options: Options, baseline: Baseline | None
) -> Outcome:
    """Fix the files, or show what would change.

    Args:
        found: The files.
        task: What to look for in them.
        options: The options of the command.
        baseline: Known findings, which are not fixed.
    """
    fixing = Fixing(options.unsafe_fixes, baseline)
    if options.stdin:
        named = options.stdin_filename is not None
        made = [fix_bytes(read_stdin(), path=options.stdin, task=task, fixing=fixing, named=named)]
    else:
        with progress(len(found), quiet=options.quiet) as advanced:
            made = fix_files(found, task, fixing, jobs=options.jobs, advanced=advanced)
    changed = [one for one in made if one.changes]
    if options.diff:
        _show(changed, options)
        note(_summary("Would fix", changed))
        return Outcome(assemble(one.unfixed for one in made), len(changed), failed=False)
    if options.stdin:
        write(made[0].after)
        failed: dict[str, str] = {}
    else:
        failed = _written(changed, found, task)
    for path, reason in failed.items():
        note(f"{printable(path)} was not changed: {reason}.")
    for one in made:
        for each in one.withdrawn:
            line, column = one.report.position(each.span.start)
            note(
                f"{printable(one.report.path)}:{line}:{column}: the fix of {each.rule} was not "
                "applied: the file would not have the intended values."
            )
    note(_summary("Fixed", [one for one in changed if one.report.path not in failed]))
    remaining = (one.unfixed if one.report.path in failed else one.report for one in made)
    return Outcome(assemble(remaining), len(changed), failed=bool(failed))


def _written(
    changed: Sequence[FixedFile], found: Sequence[FoundFile], task: Task
) -> dict[str, str]:
    """Write the changed files; return why some of them could not be written, by path."""
    from outbound_lint.run.change_writing import Change, write_changes

    files = {one.path: one for one in found}
    changes = [
        Change(one.report.path, files[one.report.path], one.before, one.after) for one in changed
    ]
    results = write_changes(changes, root=task.root)
    return {
        change.path: reason
        for change, reason in zip(changes, results, strict=True)
        if reason is not None
    }


def _summary(verb: str, changed: Sequence[FixedFile]) -> str:
    count = sum(len(one.fixed) for one in changed)
    if not count:
        return f"{'Nothing to fix' if verb == 'Fixed' else 'Would fix nothing'}."
    findings = f"{count} finding{'' if count == 1 else 's'}"
    return f"{verb} {findings} in {len(changed)} file{'' if len(changed) == 1 else 's'}."


def _show(changed: Sequence[FixedFile], options: Options) -> None:
    from outbound_lint.reporters.escaping import guard

    color = is_colored(options.color)
    lines = (line for one in changed for line in _diff(one, RenderOptions("", color=color)))
    write(guard("".join(f"{line}\n" for line in lines)))


def _diff(file: FixedFile, options: RenderOptions) -> Iterator[str]:
    from outbound_lint.reporters import unified_diff
    from outbound_lint.source import Source

    path = file.report.path
    texts = [Source(data.decode("utf-8-sig"), path) for data in (file.before, file.after)]
    hunks = unified_diff.hunks(
        texts[0], unified_diff.changed_lines(texts[0], texts[1], file.changes)
    )
    lines = (
        (line for one in hunks for line in one.before),
        (line for one in hunks for line in one.after),
    )
    before, after = (
        unified_diff.Side(text, secret_spans(text, shown))
        for text, shown in zip(texts, lines, strict=True)
    )
    yield from unified_diff.render(before, after, hunks, options)
