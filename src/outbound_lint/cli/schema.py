"""`outbound-lint schema [NAME]`: the JSON Schemas that ship with the program."""

from __future__ import annotations

import click

from outbound_lint.cli.console import printable, write

_EPILOG = """\b
Examples:
  outbound-lint schema > outbound-connection.schema.json
  outbound-lint schema report
"""


@click.command("schema", epilog=_EPILOG)
@click.argument("name", default="outbound-connection")
def command(name: str) -> None:
    """Print the JSON Schema NAME (default: outbound-connection, for connection files)."""
    from outbound_lint import resources

    try:
        text = resources.schema(name)
    except KeyError:
        from outbound_lint.cli.suggestions import did_you_mean

        known = resources.schema_names()
        suggestion = did_you_mean(name, known) or f" — choose from {', '.join(known)}"
        message = f"no such schema: {printable(name)}{suggestion}"
        raise click.UsageError(message) from None
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    write(text)
