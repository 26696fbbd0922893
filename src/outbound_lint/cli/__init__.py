"""The command line: one file a command, none of them imported before it is called.

Exit status: 0 nothing at or above the threshold, 1 findings, 2 a mistake in the call, 3 a mistake
in the program, 130 interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from outbound_lint.cli.console import note, printable
from outbound_lint.cli.group import group

_USAGE, _BUG, _INTERRUPTED = 2, 3, 130


def main(args: Sequence[str]) -> int:
    """Run the program.

    Args:
        args: the arguments after the program's name.

    Returns:
        The exit status.
    """
    try:
        status = group.main(list(args), prog_name="outbound-lint", standalone_mode=False)
    except click.ClickException as error:
        return _refuse(error)
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted.")
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets no traceback
        note(_bug(error))
        return _BUG
    return int(status or 0)


def _refuse(error: click.ClickException) -> int:
    """Say what is wrong with the call, and where to read more."""
    from outbound_lint.reporters.escaping import guard

    message = "\n".join(printable(line) for line in error.format_message().split("\n"))
    note(guard(f"Error: {message}"))
    if isinstance(error, click.UsageError) and error.ctx is not None:
        note(f"Try '{error.ctx.command_path} --help' for help.")
    return _USAGE


def _bug(error: Exception) -> str:
    """Tell a mistake of the program by its places; its text could hold a secret."""
    from traceback import extract_tb

    places = [f"{frame.filename}:{frame.lineno}" for frame in extract_tb(error.__traceback__)]
    return (
        f"outbound-lint made a mistake of its own: {type(error).__name__} at {places[-1]}\n"
        "Please report this line, the command you typed and the output of "
        "`outbound-lint --version`."
    )
