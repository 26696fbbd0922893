"""`outbound-lint merge`: the JSON reports of the parts of a run as one report."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from outbound_lint import __version__
from outbound_lint.cli.check_options import complete_outputs, parse_outputs
from outbound_lint.cli.console import note, printable
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.inputs import working_directory
from outbound_lint.cli.options import FAIL_ON, Output, failing_severities
from outbound_lint.cli.outputs import check_files, write_texts
from outbound_lint.cli.parameter_types import PATH
from outbound_lint.cli.reading import read_whole
from outbound_lint.reporters import RENDERERS
from outbound_lint.reporters.escaping import json_text
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.run.json_reports import ReportError, findings_of, read_report
from outbound_lint.run.merging import merge
from outbound_lint.run.settings_files import SettingsFiles

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_CLEAN, _FOUND, _INTERNAL, _INTERRUPTED = 0, 1, 3, 130

_FORMATS = ("json", "concise", "sarif", "github", "gitlab")
_IMPOSSIBLE = {
    "text": "shows lines of the files",
    "junit": "lists all files",
}

# Not docstrings, which `python -OO` drops.
_HELP = """Merge the JSON reports of the parts of a run into one report.

REPORT is a file that `outbound-lint check -o json=FILE` wrote, or - for standard input. Exit
status: as of the whole run; 0 success, 1 findings, 2 usage error, 3 internal error.
"""
_EPILOG = """\b
Formats: json (default), concise, sarif, github, gitlab.
Examples:
  outbound-lint check --shard 1/2 -o json=1.json    # on one machine
  outbound-lint check --shard 2/2 -o json=2.json    # on another
  outbound-lint merge 1.json 2.json -o concise -o json=report.json
"""


def _complete_outputs(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    offered = complete_outputs(ctx, param, incomplete)
    return [one for one in offered if one.value not in _IMPOSSIBLE]


@click.command("merge", help=_HELP, epilog=_EPILOG)
@click.argument("reports", metavar="REPORT...", nargs=-1, required=True, type=PATH)
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="FORMAT[=FILE]",
    multiple=True,
    callback=parse_outputs,
    shell_complete=_complete_outputs,
    help="Format of the report; repeatable.",
)
@click.option(
    "--fail-on",
    metavar="|".join(FAIL_ON),
    type=click.Choice(FAIL_ON),
    help="Lowest severity that fails [default: error].",
)
@click.option("--require-connections", is_flag=True, help="Fail if no connection was found.")
def command(
    reports: tuple[str, ...],
    outputs: tuple[Output, ...],
    fail_on: str | None,
    require_connections: bool,
) -> int:
    """Run the command with the values that click passes."""
    _refuse_contradictions(reports, outputs)
    check_files(outputs, reports)
    cwd = working_directory()
    files = SettingsFiles(cwd, enabled=fail_on is None)
    nearest = files.of_folder(cwd)
    if files.problems:
        from outbound_lint.cli.settings import refuse

        return refuse(files.problems)
    failing = failing_severities(fail_on or (nearest and nearest.fail_on) or "error")
    try:
        document = merge(
            [
                read_report(printable(one), read_whole(one, "merge"), version=__version__)
                for one in reports
            ]
        )
    except ReportError as error:
        raise CommandError(str(error)) from None
    status = _exit_status(document["summary"], failing, require_connections=require_connections)
    _write(document, outputs or (Output("json"),), status)
    if require_connections and not document["summary"]["connections"]:
        note("No outbound voice connection found, but --require-connections requires one.")
    return status


def _refuse_contradictions(reports: Sequence[str], outputs: Sequence[Output]) -> None:
    """Refuse reports that are named twice, and formats that need more than is in reports.

    Raises:
        UsageError: There are such.
    """
    seen = set()
    for report in reports:
        real = report if report == "-" else os.path.realpath(report)
        if real in seen:
            raise UsageError(f"{printable(report)} is named twice: leave it out once")
        seen.add(real)
    for output in outputs:
        if output.format in _IMPOSSIBLE:
            raise UsageError(
                f"-o {output.format} {_IMPOSSIBLE[output.format]}, which JSON reports do not hold: "
                f"choose one of {', '.join(_FORMATS)}"
            )


def _exit_status(
    summary: Mapping[str, Any], failing: Collection[str], *, require_connections: bool
) -> int:
    """Return the exit status that the whole run would have had."""
    probes = summary["probes"]
    if probes and probes["interrupted"]:
        return _INTERRUPTED
    if any(one["rule"] == "internal-error" for one in summary["statistics"]):
        return _INTERNAL
    if require_connections and not summary["connections"]:
        return _FOUND
    if probes and not probes["sent"]:
        return _FOUND
    return _FOUND if any(summary[f"{one}s"] for one in failing) else _CLEAN


def _write(document: Mapping[str, Any], outputs: Sequence[Output], status: int) -> None:
    options = RenderOptions(
        version=document["tool"]["version"],
        show_suppressed="suppressed" in document,
        exit_status=status,
    )
    report = findings_of(document) if any(one.format != "json" for one in outputs) else None

    def text(output: Output) -> str:
        if report is None or output.format == "json":
            return json_text(document)
        return RENDERERS[output.format](report, options)

    write_texts((output, text(output)) for output in outputs)
