"""`outbound-lint schema [NAME]`: the JSON Schemas and the problem matcher."""

from __future__ import annotations

import click

from outbound_lint.cli.console import printable, write
from outbound_lint.cli.errors import CommandError, UsageError

# Not docstrings, which `python -OO` drops.
_HELP = """Print the JSON Schema NAME (default: outbound-connection, for connection files).

The name problem-matcher prints the problem matcher of GitHub Actions for the format concise.
"""
_EPILOG = """\b
Examples:
  outbound-lint schema > outbound-connection.schema.json
  outbound-lint schema report
  outbound-lint schema problem-matcher > problem-matcher.json
"""


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.resources import schema_names

    return [name for name in schema_names() if name.startswith(incomplete)]


@click.command("schema", help=_HELP, epilog=_EPILOG)
@click.argument("name", default="outbound-connection", shell_complete=_complete)
def command(name: str) -> None:
    """Run the command with the name that click passes."""
    from outbound_lint import resources

    try:
        text = resources.schema(name)
    except KeyError:
        from outbound_lint.spelling import did_you_mean

        known = resources.schema_names()
        suggestion = did_you_mean(name, known) or f" — choose from {', '.join(known)}"
        message = f"no such schema: {printable(name)}{suggestion}"
        raise UsageError(message) from None
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None
    write(text)
