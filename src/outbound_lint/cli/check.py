"""`outbound-lint check`: lint files, folders and standard input."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from outbound_lint.cli.console import is_colored, note, printable, terminal_width, write
from outbound_lint.cli.inputs import PATH, find_files, read_stdin, stdin_path, working_directory
from outbound_lint.cli.outputs import (
    Output,
    check_files,
    complete_outputs,
    parse_outputs,
    write_file,
)
from outbound_lint.cli.probe_options import CheckCommand, ProbeOptions, probe_options, take

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from outbound_lint.cli.probing import Probing
    from outbound_lint.findings.model import Report
    from outbound_lint.findings.settings import Settings
    from outbound_lint.run.discovery import FoundFile
    from outbound_lint.run.files import Task

_CLEAN, _FOUND, _INTERNAL, _INTERRUPTED = 0, 1, 3, 130

_FAIL_ON = ("error", "warning", "info", "never")
_COLOR = ("auto", "always", "never")

# Not docstrings, which `python -OO` drops.
_HELP = """Check the outbound voice connections in files and folders.

PATH is a file, a folder (searched for .yaml, .yml and .json files, honoring .gitignore) or - for
standard input; the default is the working directory. Exit status: 0 success, 1 findings, 2 usage
error, 3 internal error.
"""
_EPILOG = """\b
Examples:
  outbound-lint check agents/ --fail-on warning
  outbound-lint check -o text -o json=report.json
  outbound-lint check --select payload,endpoint-scheme
  outbound-lint check - --stdin-filename agents/sales.yaml < sales.yaml
"""


class _Options(NamedTuple):
    """The options and arguments as click passes them, without those of the probe."""

    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    stdin_filename: str | None
    exclude: tuple[str, ...]
    force_exclude: bool
    require_connections: bool
    jobs: int | None
    quiet: bool
    verbose: bool
    color: str
    statistics: bool
    show_files: bool


def _complete_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.judging import selectors

    before, comma, name = incomplete.rpartition(",")
    return [before + comma + known for known in selectors() if known.startswith(name)]


def _complete_paths(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


# fmt: off
@click.command("check", cls=CheckCommand, help=_HELP, epilog=_EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PATH)
@click.option("-o", "--output", "outputs", metavar="FORMAT[=FILE]", multiple=True,
              callback=parse_outputs, shell_complete=complete_outputs,
              help="text (default), concise or json; repeatable.")
@click.option("--select", metavar="RULE,...", multiple=True, shell_complete=_complete_rules,
              help="Rules or families to check.")
@click.option("--extend-select", metavar="RULE,...", multiple=True, shell_complete=_complete_rules,
              help="Rules or families to add.")
@click.option("--ignore", metavar="RULE,...", multiple=True, shell_complete=_complete_rules,
              help="Rules or families to leave out.")
@click.option("--fail-on", metavar="|".join(_FAIL_ON), type=click.Choice(_FAIL_ON),
              default="error", help="Lowest severity that fails [default: error].")
@click.option("--stdin-filename", metavar="NAME", type=click.Path(readable=False),
              help="File name to assume for standard input.")
@click.option("--exclude", metavar="GLOB", multiple=True, shell_complete=_complete_paths,
              help="Files to leave out, as in .gitignore.")
@click.option("--force-exclude", is_flag=True,
              help="Leave out named files as a search does.")
@click.option("--no-config", is_flag=True, expose_value=False, help="Ignore settings files.")
@click.option("--require-connections", is_flag=True, help="Fail if no connection is found.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Number of processes.")
@click.option("-q", "--quiet", is_flag=True, help="Print findings only.")
@click.option("-v", "--verbose", is_flag=True,
              help="List what is checked and what is skipped.")
@click.option("--color", metavar="|".join(_COLOR), type=click.Choice(_COLOR),
              default="auto", help="When to use colors [default: auto].")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="List the files instead of checking them.")
@probe_options
def command(**options: Any) -> int:
    """Run the command with the values that click passes."""
    probe = take(options)  # the others remain in `options`
    return _check(_Options(**options), probe)
# fmt: on


def _check(options: _Options, probe: ProbeOptions) -> int:
    _refuse_contradictions(options)
    check_files(options.outputs, options.paths)
    settings, now, cwd = _settings(options), _now(), working_directory()
    probing = _probing(options, probe) if probe.wanted else None
    paths = options.paths or (".",)
    found = find_files(
        [path for path in paths if path != "-"],
        cwd,
        exclude=options.exclude,
        force=options.force_exclude,
        verbose=options.verbose,
    )
    if options.show_files:
        return _show_files(found, options)

    from outbound_lint.run.files import Task

    task = Task(settings, now, cwd)
    if probing is None:
        report, complete = _lint(found, task, options), True
    else:
        report, complete = _probe(found, task, options, probing)
    _render(report, options)
    if complete:
        return _status(report, options, probed=probing is not None)
    note("Interrupted: the report lacks the connections that were not probed yet.")
    return _INTERRUPTED


def _refuse_contradictions(options: _Options) -> None:
    if options.quiet and options.verbose:
        raise click.UsageError("--quiet and --verbose contradict each other: leave one out")
    if not all(glob.strip("./!") for glob in options.exclude):
        raise click.UsageError("--exclude names nothing: type a pattern like `vendor/`")
    if options.stdin_filename == "":
        raise click.UsageError("--stdin-filename is empty: name a file, like agents.yaml")
    if options.stdin_filename and "-" not in options.paths:
        raise click.UsageError(
            "--stdin-filename has no effect without standard input: add - as a PATH"
        )


def _settings(options: _Options) -> Settings:
    from outbound_lint.findings.settings import Settings

    if not (options.select or options.extend_select or options.ignore):
        return Settings()
    from outbound_lint.judging import UnknownRuleError, select

    try:
        rules = select(
            _names("--select", options.select) if options.select else None,
            _names("--extend-select", options.extend_select),
            _names("--ignore", options.ignore),
        )
    except UnknownRuleError as error:
        from outbound_lint.spelling import did_you_mean

        hint = did_you_mean(error.name, error.known) or " — `outbound-lint rules` lists them"
        raise click.UsageError(f"no such rule or family: {printable(error.name)}{hint}") from None
    return Settings(rules)


def _names(option: str, values: Sequence[str]) -> list[str]:
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if values and not names:
        raise click.UsageError(f"{option} names no rule: `outbound-lint rules` lists them")
    return names


def _now() -> float:
    """Return the time, or that of SOURCE_DATE_EPOCH (reproducible-builds.org)."""
    import re
    import time

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return time.time()
    if not re.fullmatch(r"[0-9]{1,12}", given):
        raise click.UsageError(
            "the environment variable SOURCE_DATE_EPOCH is not a number of seconds since 1970: "
            "unset it, or set it to a number like 1767225600"
        )
    return float(given)


def _probing(options: _Options, probe: ProbeOptions) -> Probing:
    from outbound_lint.cli.probing import prepare
    from outbound_lint.judging import select

    ignored = select(_names("--ignore", options.ignore), [], []) if options.ignore else frozenset()
    announced = not options.outputs or Output("text") in options.outputs
    return prepare(probe, ignored, announced=announced, quiet=options.quiet)


def _show_files(found: Sequence[FoundFile], options: _Options) -> int:
    from outbound_lint.reporters.escaping import guard

    names = [each.path for each in found]
    names += [stdin_path(options.stdin_filename)] if "-" in options.paths else []
    write(guard("".join(f"{printable(name)}\n" for name in sorted(names))))
    return _CLEAN


def _lint(found: Sequence[FoundFile], task: Task, options: _Options) -> Report:
    from outbound_lint.run.files import assemble, lint_bytes, lint_files

    files = lint_files(found, task, jobs=options.jobs)
    if "-" in options.paths:
        name = options.stdin_filename
        files.append(
            lint_bytes(read_stdin(), path=stdin_path(name), task=task, named=name is not None)
        )
    return assemble(files)


def _probe(
    found: Sequence[FoundFile], task: Task, options: _Options, probing: Probing
) -> tuple[Report, bool]:
    """Lint and probe; return the report, and whether everything was probed."""
    from outbound_lint.cli.probing import run
    from outbound_lint.run.probing import judge_bytes, judge_files

    files = judge_files(found, task, probing.permissions, jobs=options.jobs)
    if "-" in options.paths:
        name = options.stdin_filename
        file = judge_bytes(
            read_stdin(),
            path=stdin_path(name),
            task=task,
            permissions=probing.permissions,
            named=name is not None,
        )
        files.append(file)
    return run(files, task, probing)


def _render(report: Report, options: _Options) -> None:
    from outbound_lint import __version__
    from outbound_lint.reporters import RENDERERS
    from outbound_lint.reporters.options import RenderOptions

    if options.verbose:
        for file in report.files:
            count = file.connections
            connections = (
                f"{count} connection{'' if count == 1 else 's'}" if count else "no connections"
            )
            note(f"checked {printable(file.path)}: {connections}")
    if not (report.files or options.quiet):
        note("No YAML or JSON files found.")
    for output in options.outputs or (Output("text"),):
        render_options = RenderOptions(
            version=__version__,
            color=options.color == "always" or (output.file is None and is_colored(options.color)),
            width=terminal_width() if output.file is None else 100,
            quiet=options.quiet,
            verbose=options.verbose,
            statistics=options.statistics,
        )
        text = RENDERERS[output.format](report, render_options)
        if output.file is None:
            write(text)
        else:
            write_file(output.file, text)


def _status(report: Report, options: _Options, *, probed: bool) -> int:
    from outbound_lint.findings.model import SEVERITIES

    if any(diagnostic.rule == "internal-error" for _, diagnostic in report.diagnostics()):
        return _INTERNAL
    if options.require_connections and not report.connections:
        note("No outbound voice connection found, but --require-connections requires one.")
        return _FOUND
    if probed and report.probes and all(one.stage == "skipped" for one in report.probes):
        note("No connection was probed: the report says why each of them was skipped.")
        return _FOUND
    if options.fail_on == "never":
        return _CLEAN
    failing = SEVERITIES[: _FAIL_ON.index(options.fail_on) + 1]
    return _FOUND if any(report.number_of(severity) for severity in failing) else _CLEAN
