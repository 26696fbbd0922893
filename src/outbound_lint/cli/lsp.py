"""`outbound-lint lsp`: the language server, over standard input and output."""

from __future__ import annotations

import click

from outbound_lint.cli.errors import CommandError

# Not docstrings, which `python -OO` drops.
_HELP = """Run the language server, over standard input and output.

Editors start it. It needs the extra `lsp` of the package.
"""


@click.command("lsp", help=_HELP)
@click.option("--stdio", is_flag=True, help="Ignored; some editors pass it.")
def command(stdio: bool) -> None:  # noqa: ARG001
    """Run the command."""
    try:
        from outbound_lint.lsp.messages import serve
    except ModuleNotFoundError as error:
        if error.name and error.name.split(".")[0] in ("pygls", "lsprotocol"):
            message = "the language server is not installed: run `pip install 'pygls>=2.1,<3'`"
            raise CommandError(message) from None
        raise
    serve()
