"""`outbound-lint check`: lint files, folders and standard input."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from outbound_lint.cli.console import is_colored, note, printable, terminal_width, write
from outbound_lint.cli.inputs import find_files, lint_stdin, stdin_path
from outbound_lint.cli.outputs import Output, check_files, parse_outputs, write_file
from outbound_lint.cli.probe_options import ProbeOptions, probe_options, take

if TYPE_CHECKING:
    from outbound_lint.findings.model import Report
    from outbound_lint.findings.settings import Settings
    from outbound_lint.run.discovery import FoundFile
    from outbound_lint.run.files import Task

    _Probe = Callable[[Sequence[FoundFile], Task], tuple[Report, bool]]

_CLEAN, _FOUND, _INTERNAL, _INTERRUPTED = 0, 1, 3, 130

_FAIL_ON = ("error", "warning", "info", "never")
_COLOR = ("auto", "always", "never")

_EPILOG = """\b
Examples:
  outbound-lint check agents/ --fail-on warning
  outbound-lint check -o text -o json=report.json
  outbound-lint check --select payload,endpoint-scheme
  outbound-lint check - --stdin-filename agents/sales.yaml < sales.yaml
"""


class _Call(NamedTuple):
    """The options of one call, as click gives them."""

    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    stdin_filename: str | None
    require_connections: bool
    jobs: int | None
    quiet: bool
    verbose: bool
    color: str
    statistics: bool
    show_files: bool


# fmt: off
@click.command("check", epilog=_EPILOG)
@click.argument("paths", metavar="[PATH]...", nargs=-1)
@click.option("-o", "--output", "outputs", metavar="FORMAT[=FILE]", multiple=True,
              callback=parse_outputs, help="text (default), concise or json; repeatable.")
@click.option("--select", metavar="RULE,...", multiple=True, help="Only these rules or families.")
@click.option("--extend-select", metavar="RULE,...", multiple=True, help="These as well.")
@click.option("--ignore", metavar="RULE,...", multiple=True, help="Not these.")
@click.option("--fail-on", metavar="|".join(_FAIL_ON), type=click.Choice(_FAIL_ON),
              default="error", help="Lowest severity that makes exit 1 (default: error).")
@click.option("--stdin-filename", metavar="NAME", help="How - is named and typed.")
@click.option("--no-config", is_flag=True, expose_value=False, help="Read no settings file.")
@click.option("--require-connections", is_flag=True, help="Exit 1 if there is no connection.")
@click.option("--jobs", metavar="N", type=click.IntRange(min=1), help="Processes at most.")
@click.option("--quiet", is_flag=True, help="Say only what was found.")
@click.option("--verbose", is_flag=True, help="Say more of what was found.")
@click.option("--color", metavar="|".join(_COLOR), type=click.Choice(_COLOR),
              default="auto", help="auto: on a terminal (default).")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="List the files, and lint nothing.")
@probe_options
def command(**options: Any) -> int:
    """Lint the outbound voice connections in files and folders.

    PATH is a file, a folder (searched for .yaml, .yml and .json, .gitignore is honoured) or - for
    standard input; without one it is the working directory. Exit status: 0 sound, 1 findings,
    2 a mistake in the call, 3 a mistake in this program.
    """
    probing = take(options)
    return _check(_Call(**options), probing)
# fmt: on


def _check(call: _Call, probing: ProbeOptions) -> int:
    _refuse_contradictions(call)
    check_files(call.outputs)
    settings, now = _settings(call), _now()
    probe = _probe(call, probing) if probing.wanted else None
    cwd = os.getcwd()
    paths = call.paths or (".",)
    found = find_files([path for path in paths if path != "-"], cwd)
    if call.show_files:
        names = [each.path for each in found]
        names += [stdin_path(call.stdin_filename)] if "-" in paths else []
        _list(sorted(names))
        return _CLEAN

    from outbound_lint.run.files import Task, assemble, lint_files

    task = Task(settings, now, cwd)
    if probe:
        report, complete = probe(found, task)
        _render(report, call)
        if complete:
            return _status(report, call)
        note("Interrupted: what was not probed yet is not told.")
        return _INTERRUPTED
    files = lint_files(found, task, jobs=call.jobs)
    if "-" in paths:
        files.append(lint_stdin(call.stdin_filename, task))
    report = assemble(files)
    _render(report, call)
    return _status(report, call)


def _list(names: Iterable[str]) -> None:
    from outbound_lint.reporters.escaping import guard

    write(guard("".join(f"{printable(name)}\n" for name in names)))


def _probe(call: _Call, options: ProbeOptions) -> _Probe:
    """Return what lints and probes files; whether all was probed, it says beside the report."""
    from outbound_lint.cli.inputs import read_stdin
    from outbound_lint.cli.probing import prepare, run
    from outbound_lint.judging import select
    from outbound_lint.run.probing import Input
    from outbound_lint.run.reading import read

    outputs = call.outputs or (Output("text"),)
    ignored = select(_names("--ignore", call.ignore), [], []) if call.ignore else frozenset()
    announced = Output("text") in outputs
    probing = prepare(options, ignored, announced=announced, quiet=call.quiet)

    def probe(found: Sequence[FoundFile], task: Task) -> tuple[Report, bool]:
        inputs = [Input(one.path, read(one.absolute, root=task.root)) for one in found]
        if "-" in call.paths:
            named = call.stdin_filename is not None
            inputs.append(Input(stdin_path(call.stdin_filename), read_stdin(), named))
        return run(inputs, task, probing)

    return probe


def _refuse_contradictions(call: _Call) -> None:
    if call.quiet and call.verbose:
        raise click.UsageError("--quiet and --verbose contradict each other: leave one out")
    if call.stdin_filename == "":
        raise click.UsageError("--stdin-filename is empty: name a file, like agents.yaml")
    if call.stdin_filename and "-" not in call.paths:
        raise click.UsageError(
            "--stdin-filename names standard input, and no PATH asks for that: add -"
        )


def _settings(call: _Call) -> Settings:
    from outbound_lint.findings.settings import Settings

    if not (call.select or call.extend_select or call.ignore):
        return Settings()
    from outbound_lint.judging import UnknownRuleError, select

    try:
        rules = select(
            _names("--select", call.select) if call.select else None,
            _names("--extend-select", call.extend_select),
            _names("--ignore", call.ignore),
        )
    except UnknownRuleError as error:
        from outbound_lint.spelling import did_you_mean

        meant = did_you_mean(error.name, error.known) or " — `outbound-lint rules` lists them"
        raise click.UsageError(f"no such rule or family: {printable(error.name)}{meant}") from None
    return Settings(rules)


def _names(option: str, values: Sequence[str]) -> list[str]:
    names = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if values and not names:
        raise click.UsageError(f"{option} names no rule: `outbound-lint rules` lists them")
    return names


def _now() -> float:
    """Return the time, or the one that SOURCE_DATE_EPOCH gives (reproducible-builds.org)."""
    import re
    import time

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return time.time()
    if not re.fullmatch(r"[0-9]{1,12}", given):
        raise click.UsageError(
            "the environment variable SOURCE_DATE_EPOCH is no number of seconds since 1970: "
            "unset it, or set it to one, like 1767225600"
        )
    return float(given)


def _render(report: Report, call: _Call) -> None:
    from outbound_lint import __version__
    from outbound_lint.reporters import RENDERERS
    from outbound_lint.reporters.options import RenderOptions

    if not (report.files or call.quiet):
        note("No YAML or JSON files found.")
    for output in call.outputs or (Output("text"),):
        options = RenderOptions(
            version=__version__,
            color=call.color == "always" or (output.file is None and is_colored(call.color)),
            width=terminal_width() if output.file is None else 100,
            quiet=call.quiet,
            verbose=call.verbose,
            statistics=call.statistics,
        )
        text = RENDERERS[output.format](report, options)
        if output.file is None:
            write(text)
        else:
            write_file(output.file, text)


def _status(report: Report, call: _Call) -> int:
    from outbound_lint.findings.model import SEVERITIES

    if any(diagnostic.rule == "internal-error" for _, diagnostic in report.diagnostics()):
        return _INTERNAL
    if call.require_connections and not report.connections:
        note("No outbound voice connection found, and --require-connections asks for one.")
        return _FOUND
    failing = () if call.fail_on == "never" else SEVERITIES[: _FAIL_ON.index(call.fail_on) + 1]
    return _FOUND if any(report.number_of(severity) for severity in failing) else _CLEAN
