"""The options of `check`, without those of the probe."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from outbound_lint.cli.console import printable
from outbound_lint.cli.inputs import COUNT, stdin_path
from outbound_lint.cli.outputs import Output, complete_outputs, parse_outputs

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FAIL_ON = ("error", "warning", "info", "never")
_COLOR = ("auto", "always", "never")

_Command = TypeVar("_Command", bound=Callable[..., Any])


class Options(NamedTuple):
    """The options and arguments as click passes them, without those of the probe."""

    paths: tuple[str, ...]
    outputs: tuple[Output, ...]
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str | None
    config: str | None
    no_config: bool
    stdin_filename: str | None
    connections: tuple[str, ...]
    exclude: tuple[str, ...]
    force_exclude: bool
    require_connections: bool
    jobs: int | None
    quiet: bool
    verbose: bool
    color: str
    statistics: bool
    show_files: bool
    max_findings: int | None
    show_suppressed: bool
    add_ignores: bool
    reason: str | None
    baseline: str | None
    no_baseline: bool
    write_baseline: str | None
    fix: bool
    unsafe_fixes: bool
    diff: bool

    @property
    def fixes(self) -> bool:
        """Whether anything is to be fixed, or the fixes are to be shown."""
        return self.fix or self.diff

    @property
    def stdin(self) -> str | None:
        """What reports call standard input; None if it is not checked."""
        return stdin_path(self.stdin_filename) if "-" in self.paths else None


def _complete_rules(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.findings.selection import selectors

    before, comma, name = incomplete.rpartition(",")
    return [before + comma + known for known in selectors() if known.startswith(name)]


def _complete_paths(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


# fmt: off
_OPTIONS = (
    click.option("-o", "--output", "outputs", metavar="FORMAT[=FILE]", multiple=True,
                 callback=parse_outputs, shell_complete=complete_outputs,
                 help="Format of a report; repeatable."),
    click.option("--select", metavar="RULE,...", multiple=True, shell_complete=_complete_rules,
                 help="Rules or families to check."),
    click.option("--extend-select", metavar="RULE,...", multiple=True,
                 shell_complete=_complete_rules, help="Rules or families to add."),
    click.option("--ignore", metavar="RULE,...", multiple=True, shell_complete=_complete_rules,
                 help="Rules or families to leave out."),
    click.option("--fix", is_flag=True, help="Apply safe fixes."),
    click.option("--unsafe-fixes", is_flag=True, help="Allow fixes that may change the meaning."),
    click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing."),
    click.option("--fail-on", metavar="|".join(FAIL_ON), type=click.Choice(FAIL_ON),
                 help="Lowest severity that fails [default: error]."),
    click.option("--stdin-filename", metavar="NAME", type=click.Path(readable=False),
                 help="File name to assume for standard input."),
    click.option("--connection", "connections", metavar="NAME", multiple=True,
                 help="Check only the connection with this name."),
    click.option("--exclude", metavar="GLOB", multiple=True, shell_complete=_complete_paths,
                 help="Files to leave out, as in .gitignore."),
    click.option("--force-exclude", is_flag=True,
                 help="Leave out named files as a search does."),
    click.option("--config", metavar="FILE", type=click.Path(readable=False),
                 help="Settings file to use for all files."),
    click.option("--no-config", is_flag=True, help="Ignore settings files."),
    click.option("--require-connections", is_flag=True, help="Fail if no connection is found."),
    click.option("--jobs", metavar="N", type=COUNT, help="Number of processes."),
    click.option("-q", "--quiet", is_flag=True, help="Print findings only."),
    click.option("-v", "--verbose", is_flag=True,
                 help="List what is checked and what is skipped."),
    click.option("--color", metavar="|".join(_COLOR), type=click.Choice(_COLOR),
                 default="auto", help="When to use colors [default: auto]."),
    click.option("--statistics", is_flag=True, help="Count the findings of each rule."),
    click.option("--show-files", is_flag=True, help="List the files instead of checking them."),
    click.option("--max-findings", metavar="N", type=COUNT,
                 help="Report the N worst findings."),
    click.option("--show-suppressed", is_flag=True,
                 help="List the findings that ignore comments hide."),
    click.option("--add-ignores", is_flag=True, help="Write an ignore comment for every finding."),
    click.option("--reason", metavar="TEXT", help="Reason in these comments."),
    click.option("--baseline", metavar="FILE", type=click.Path(readable=False),
                 help="Known findings, which are not reported."),
    click.option("--no-baseline", is_flag=True, help="Ignore the baseline of the settings."),
    click.option("--write-baseline", metavar="FILE", type=click.Path(readable=False),
                 help="Write the findings to a baseline."),
)
# fmt: on


def check_options(command: _Command) -> _Command:
    """Add the options to a command."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def refuse_contradictions(options: Options) -> None:
    """Refuse options that have no effect, or that contradict each other.

    Raises:
        click.UsageError: There are such options; the message says what to type.
    """
    if options.quiet and options.verbose:
        raise click.UsageError("--quiet and --verbose contradict each other: leave one out")
    if options.config is not None and options.no_config:
        raise click.UsageError("--config and --no-config contradict each other: leave one out")
    if options.config is not None and not os.path.lexists(options.config):
        raise click.UsageError(f"--config: no such file: {printable(options.config)}")
    if options.no_baseline and options.baseline is not None:
        raise click.UsageError("--baseline and --no-baseline contradict each other: leave one out")
    if options.no_baseline and options.write_baseline is not None:
        raise click.UsageError(
            "--no-baseline has no effect on --write-baseline, which writes all findings: "
            "leave --no-baseline out"
        )
    if not all(glob.strip("./!") for glob in options.exclude):
        raise click.UsageError("--exclude names nothing: type a pattern like `vendor/`")
    if options.exclude and all(glob.startswith("!") for glob in options.exclude):
        raise click.UsageError(
            "--exclude names nothing, as all patterns begin with `!`: add one before them, "
            "like --exclude '*.yaml'"
        )
    if options.stdin_filename == "":
        raise click.UsageError("--stdin-filename is empty: name a file, like agents.yaml")
    if options.stdin_filename and "-" not in options.paths:
        raise click.UsageError(
            "--stdin-filename has no effect without standard input: add - as a PATH"
        )
