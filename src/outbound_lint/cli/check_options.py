"""The options of `check`, without those of the probe."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from outbound_lint.cli.console import printable
from outbound_lint.cli.options import FAIL_ON, FORMATS, Output
from outbound_lint.cli.parameter_types import COUNT

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from outbound_lint.run.shards import Shard

_COLOR = ("auto", "always", "never")

_Command = TypeVar("_Command", bound=Callable[..., Any])


def parse_outputs(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Output, ...]:
    """Parse the values of the option, as its callback.

    Raises:
        click.BadParameter: A format does not exist, or nothing follows its `=`.
    """
    outputs = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in FORMATS:
            from outbound_lint.spelling import did_you_mean

            hint = did_you_mean(name, FORMATS) or f" (known: {', '.join(FORMATS)})"
            raise click.BadParameter(f"no such format: {printable(name)}{hint}", ctx, param)
        if equals and not file:
            raise click.BadParameter(f"no file name after {name}=", ctx, param)
        outputs.append(Output(name, None if file in ("", "-") else file))
    return tuple(outputs)


def parse_shard(ctx: click.Context, param: click.Parameter, value: str | None) -> Shard | None:
    """Parse the value of the option, as its callback.

    Raises:
        click.BadParameter: There is no such part.
    """
    if value is None:
        return None
    from outbound_lint.run.shards import Shard

    shard = Shard.parse(value)
    if shard is None:
        raise click.BadParameter(
            f"{printable(value)!r} is not a shard: K/N is the K-th of N parts, with K from 1 to "
            "N: type --shard 1/3, 2/3 and 3/3 for the three parts of a run",
            ctx,
            param,
        )
    return shard


def complete_outputs(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Return what a shell offers: formats, and files after `FORMAT=`."""
    from click.shell_completion import CompletionItem

    _, equals, file = incomplete.partition("=")
    if equals:
        return [CompletionItem(file, type="file")]
    return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


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
    click.option("--files-from", metavar="FILE|-",
                 type=click.Path(readable=False, allow_dash=True),
                 help="List of further paths to check."),
    click.option("--shard", metavar="K/N", callback=parse_shard,
                 help="Check only the K-th of N parts of the files."),
    click.option("--exclude", metavar="GLOB", multiple=True, shell_complete=_complete_paths,
                 help="Files to leave out, as in .gitignore."),
    click.option("--force-exclude", is_flag=True,
                 help="Leave out named files as a search does."),
    click.option("--config", metavar="FILE", type=click.Path(readable=False),
                 help="Settings file to use for all files."),
    click.option("--no-config", is_flag=True, help="Ignore settings files."),
    click.option("--providers", metavar="DIR", type=click.Path(readable=False),
                 help="Folder with further profiles of providers."),
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
