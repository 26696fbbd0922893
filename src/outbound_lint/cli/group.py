"""The program as a group of commands, each imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib import import_module
from typing import cast

import click

from outbound_lint import __version__
from outbound_lint.cli.console import note, printable
from outbound_lint.cli.errors import CommandError, UsageError

_COMMANDS = {
    "check": "Check files, folders or standard input.",
    "merge": "Merge the JSON reports of the parts of a run.",
    "explain": "Explain a rule, or what a voice provider expects.",
    "rules": "List the rules and their families.",
    "providers": "List the voice providers whose APIs are known.",
    "preview": "Print the HTTP requests that the platform would send.",
    "init": "Write a first connection, the settings and the pre-commit hook.",
    "pull": "Write the agents of the platform as a connection file.",
    "settings": "Print the settings of a file and where they come from.",
    "schema": "Print a JSON Schema or a problem matcher, for other tools.",
    "fields": "Describe the fields of a connection.",
    "lsp": "Run the language server for editors.",
}


class _Group(click.Group):
    """A group that imports only the command that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        return cast(click.Command, import_module(f"outbound_lint.cli.{cmd_name}").command)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not ctx.resilient_parsing:
            note(ctx.get_help())
            ctx.exit(2)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            check = self.get_command(ctx, "check")
            if check and any(error.option_name in param.opts for param in check.params):
                typed = f"outbound-lint check {error.option_name}"
                message = f"{error.option_name} is an option of a command: type `{typed}`"
                raise click.UsageError(message, ctx) from None
            raise

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name in _COMMANDS or name.startswith("--"):
            return super().resolve_command(ctx, args)
        shown = printable(name)
        looks_like_path = (
            name == "-" or "/" in name or name.endswith((".yaml", ".yml", ".json", ".tf"))
        )
        if looks_like_path or os.path.exists(name):
            hint = f" — did you mean `outbound-lint check {shown}`?"
        else:
            from outbound_lint.spelling import did_you_mean

            hint = did_you_mean(name, _COMMANDS)
        raise click.UsageError(f"no such command: {shown}{hint}", ctx)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


# Not docstrings, which `python -OO` drops.
_HELP = """Find mistakes in the configuration of Coval's outbound voice connections.

Checks YAML and JSON files, including the JSON inside their strings, and shows each mistake at the
exact character.
"""
_EPILOG = """\b
Examples:
  outbound-lint check                        # the working directory
  outbound-lint check agents/ prod.yaml
  coval agents list --format json | outbound-lint check -
  outbound-lint explain payload-key-collision
"""


@click.group(
    cls=_Group,
    help=_HELP,
    epilog=_EPILOG,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, message="outbound-lint %(version)s")
def group() -> None:
    """Run a command."""


def run(args: Sequence[str]) -> int:
    """Parse a command line, and run the command.

    Args:
        args: The arguments after the program's name.

    Returns:
        The exit status.

    Raises:
        CommandError: The command line is wrong, or something can't be done.
        KeyboardInterrupt: The program was interrupted.
    """
    try:
        return int(group.main(list(args), prog_name="outbound-lint", standalone_mode=False) or 0)
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else None
        raise UsageError(error.format_message(), command) from None
    except click.ClickException as error:
        raise CommandError(error.format_message()) from None
