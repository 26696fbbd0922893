"""What `outbound-lint check` does, without a parser of command lines."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from outbound_lint.cli.console import note, printable, progress, uninterrupted, write
from outbound_lint.cli.inputs import (
    find_files,
    now_or_epoch,
    read_stdin,
    stdin_path,
    working_directory,
)
from outbound_lint.cli.options import (
    LiveOptions,
    Options,
    Output,
    ProbeOptions,
    failing_severities,
    refuse_contradictions,
)
from outbound_lint.cli.outputs import check_files, keep_connections, write_reports
from outbound_lint.run.settings_files import SettingsFiles

if TYPE_CHECKING:
    from outbound_lint.cli.live import Platform
    from outbound_lint.cli.probing import Probing
    from outbound_lint.cli.suppressing import Known
    from outbound_lint.findings.model import Report, Severity
    from outbound_lint.findings.selection import Selection
    from outbound_lint.run.files import Task
    from outbound_lint.run.reading import FoundFile

_CLEAN, _FOUND, _INTERNAL, _INTERRUPTED = 0, 1, 3, 130


def check(options: Options, probe: ProbeOptions, live: LiveOptions | None = None) -> int:
    """Check files, and report.

    Args:
        options: The options.
        probe: The options of the probe.
        live: The options of the comparison with the platform.

    Returns:
        The exit status.

    Raises:
        CommandError: Something can't be done.
    """
    refuse_contradictions(options)
    options, places = _with_list(options)
    given = [*options.paths, *filter(None, (options.config, options.files_from))]
    check_files(options.outputs, given, probe.probe_save)
    if options.fixes:
        from outbound_lint.cli import fixing

        fixing.refuse_contradictions(options, probes=probe.wanted)
    platform = _platform(options, probe, live)
    selection, now, cwd = _selection(options), now_or_epoch(), working_directory()
    probing = _probing(options, probe) if probe.wanted else None
    files = SettingsFiles(
        cwd, options.config, enabled=not options.no_config, providers=options.providers
    )
    found = _find(options, places, cwd, files)
    if options.show_files and not files.problems:
        return _show_files(found, options)
    task = _task(found, files, selection, now, options, live=platform is not None)
    nearest = files.of_folder(cwd)
    if files.problems:
        from outbound_lint.cli.settings import refuse

        return refuse(files.problems, color=options.color)
    known = _known(options, nearest.baseline if nearest else None, cwd, probes=probe.wanted)
    complete, outcome = True, None
    if options.fixes:
        report, outcome = _fix(found, task, options, known)
    else:
        report, complete = _report(found, task, options, probing, platform)
    keep_connections(options.outputs, report)
    if known:
        from outbound_lint.cli.suppressing import conclude

        report = conclude(report, found, task, known)
    failing = failing_severities(options.fail_on or (nearest and nearest.fail_on) or "error")
    status, why = _exit_status(report, options, failing, require_probes=probe.require_probes)
    if outcome is not None and status != _INTERNAL:
        status = outcome if options.diff else max(outcome, status)
    status = status if complete else _INTERRUPTED
    if options.max_findings:
        report = report.limited(options.max_findings)
    write_reports(report, options, failing, status)
    if why and complete:
        note(why)
    return status


def _with_list(options: Options) -> tuple[Options, Mapping[str, str] | None]:
    """Add the paths of the list, if there is one; return where they are in it, too."""
    if options.files_from is None:
        return options, None
    from outbound_lint.cli.listing import read_list

    places = read_list(options.files_from)
    return Options(**{**vars(options), "paths": (*options.paths, *places)}), places


def _find(
    options: Options, places: Mapping[str, str] | None, cwd: str, files: SettingsFiles
) -> list[FoundFile]:
    """Find the files of this run; `places` are those of the paths in a list, if there is one."""
    paths = options.paths or (() if places is not None else (".",))
    found = find_files(
        [path for path in paths if path != "-"],
        cwd,
        exclude=options.exclude,
        force=options.force_exclude,
        settings=files,
        verbose=options.verbose,
        places=places,
    )
    if options.shard:
        return [one for one in found if options.shard.holds(one.path)]
    return found


def _platform(options: Options, probe: ProbeOptions, live: LiveOptions | None) -> Platform | None:
    """Return how to ask the platform; None without `--live`."""
    if live is None or not live.live:
        return None
    with uninterrupted():
        from outbound_lint.cli.live import prepare, refuse_contradictions
    refuse_contradictions(options, probe)
    return prepare(live, probe)


def _known(options: Options, of_settings: str | None, cwd: str, *, probes: bool) -> Known | None:
    """Read the baseline; None without one, if nothing is to be written."""
    baseline = options.baseline
    if baseline is None and options.write_baseline is None and not options.no_baseline:
        baseline = of_settings and os.path.relpath(of_settings, cwd)
    given = (options.add_ignores, options.reason, baseline, options.write_baseline)
    if given == (False, None, None, None):
        return None
    from outbound_lint.cli.suppressing import SuppressionOptions, prepare, refuse_contradictions

    wanted = SuppressionOptions(*given, options.connections)
    named = options.stdin_filename is not None
    refuse_contradictions(wanted, options.paths, named=named, probes=probes)
    return prepare(wanted, options.outputs, options.paths, cwd)


def _fix(
    found: Sequence[FoundFile], task: Task, options: Options, known: Known | None
) -> tuple[Report, int]:
    """Fix or show what to fix; return the report, and 1 if something would change or failed."""
    from outbound_lint.cli.fixing import fix

    outcome = fix(found, task, options, known.baseline if known else None)
    failed = outcome.changed > 0 if options.diff else outcome.failed
    return outcome.report, _FOUND if failed else _CLEAN


def _selection(options: Options) -> Selection | None:
    """Return what the options select and ignore; None if that is nothing."""
    if not (options.select or options.extend_select or options.ignore):
        return None
    from outbound_lint.cli.selecting import selection

    return selection(options.select, options.extend_select, options.ignore)


def _task(  # noqa: PLR0913  # what a run depends on
    found: Sequence[FoundFile],
    files: SettingsFiles,
    selection: Selection | None,
    now: float,
    options: Options,
    *,
    live: bool,
) -> Task:
    """Return what to look for in each file."""
    from outbound_lint.findings.settings import Settings
    from outbound_lint.run.files import Task

    cwd = working_directory()
    name = options.stdin_filename
    stdin = os.path.abspath(name) if name else None
    around_stdin = os.path.dirname(stdin) if stdin else cwd
    prefixes = {each.absolute[: each.absolute.rfind(os.sep) + 1] for each in found}
    folders = {os.path.dirname(prefix) for prefix in prefixes}
    if "-" in options.paths:
        folders.add(around_stdin)
    nearest = {folder: files.of_folder(folder) for folder in folders}
    if not (selection or live or files.profiles or any(nearest.values())):
        return Task(Settings(), now, cwd)
    from outbound_lint.findings.selection import DEFAULT, expand
    from outbound_lint.run.settings.values import Resolver

    default = DEFAULT | expand(["drift"]) if live else DEFAULT
    resolver = Resolver(selection, files.profiles, default)
    of_files = {
        each.path: resolver.settings(nearest[os.path.dirname(each.absolute)], each.absolute)
        for each in found
    }
    if "-" in options.paths:
        of_files[stdin_path(name)] = resolver.settings(nearest[around_stdin], stdin)
    return Task(resolver.settings(None, None), now, cwd, of_files)


def _probing(options: Options, probe: ProbeOptions) -> Probing:
    with uninterrupted():
        from outbound_lint.cli.probing import prepare
    from outbound_lint.cli.selecting import names
    from outbound_lint.findings.selection import select

    ignored = select(names("--ignore", options.ignore), [], []) if options.ignore else frozenset()
    announced = not options.outputs or Output("text") in options.outputs
    return prepare(probe, ignored, announced=announced, quiet=options.quiet)


def _show_files(found: Sequence[FoundFile], options: Options) -> int:
    from outbound_lint.reporters.escaping import guard

    names = [each.path for each in found]
    names += [options.stdin] if options.stdin else []
    write(guard("".join(f"{printable(name)}\n" for name in sorted(names))))
    return _CLEAN


def _report(
    found: Sequence[FoundFile],
    task: Task,
    options: Options,
    probing: Probing | None,
    platform: Platform | None,
) -> tuple[Report, bool]:
    """Lint, and probe or compare; return the report, and whether everything was probed."""
    if probing:
        return _probe(found, task, options, probing)
    if platform:
        from outbound_lint.cli.live import run

        return run(found, task, options, platform), True
    return _lint(found, task, options), True


def _lint(found: Sequence[FoundFile], task: Task, options: Options) -> Report:
    if options.connections:
        from outbound_lint.cli.choosing import judge_named
        from outbound_lint.probe.permissions import Permissions
        from outbound_lint.run.concluding import conclude

        nothing = Permissions()
        judged = judge_named(found, task, options.connections, nothing, stdin=options.stdin)
        return conclude(judged, (), {}, task)
    from outbound_lint.run.files import assemble, lint_bytes, lint_files

    with progress(len(found), quiet=options.quiet) as advanced:
        files = lint_files(found, task, jobs=options.jobs, advanced=advanced)
    if "-" in options.paths:
        name = options.stdin_filename
        files.append(
            lint_bytes(read_stdin(), path=stdin_path(name), task=task, named=name is not None)
        )
    return assemble(files)


def _probe(
    found: Sequence[FoundFile], task: Task, options: Options, probing: Probing
) -> tuple[Report, bool]:
    """Lint and probe; return the report, and whether everything was probed."""
    from outbound_lint.cli.probing import judge_all, run

    if options.connections:
        from outbound_lint.cli.choosing import judge_named

        permissions, stdin = probing.permissions, options.stdin
        judged = judge_named(found, task, options.connections, permissions, stdin=stdin)
        return run(judged, task, probing)
    return run(judge_all(found, task, options, probing.permissions), task, probing)


def _exit_status(
    report: Report, options: Options, failing: tuple[Severity, ...], *, require_probes: bool
) -> tuple[int, str]:
    """Return the exit status, and what to say about it unless the report does."""
    if any(diagnostic.rule == "internal-error" for _, diagnostic in report.diagnostics()):
        return _INTERNAL, ""
    if options.write_baseline:
        return _CLEAN, ""
    if options.require_connections and not report.connections:
        why = "No outbound voice connection found, but --require-connections requires one."
        return _FOUND, why
    totals = report.totals
    if totals and not totals.sent:
        why = "No connection was probed: the report says why each of them was skipped."
        return _FOUND, why
    if totals and require_probes and totals.skipped:
        why = (
            f"--require-probes: {totals.skipped} of {totals.all} connections not probed. "
            "The report says why each was skipped."
        )
        return _FOUND, why
    found = any(report.number_of(severity) for severity in failing)
    return (_FOUND if found else _CLEAN), ""
