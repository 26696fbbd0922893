"""The command line: one module for each command, imported when it is called.

Exit status: 0 no findings at or above the threshold, 1 findings, 2 usage error, 3 internal error,
130 interrupted.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from outbound_lint.cli.console import note, printable
from outbound_lint.cli.group import group

_USAGE_ERROR, _INTERNAL_ERROR, _INTERRUPTED = 2, 3, 130


def main(args: Sequence[str]) -> int:
    """Run a command and print its output.

    Args:
        args: The arguments after the program's name.

    Returns:
        The exit status; bad input and bugs never raise.
    """
    try:
        status = group.main(list(args), prog_name="outbound-lint", standalone_mode=False)
    except click.ClickException as error:
        from outbound_lint.reporters.escaping import guard

        message = "\n".join(printable(line) for line in error.format_message().split("\n"))
        note(guard(f"Error: {message}"))
        if isinstance(error, click.UsageError) and error.ctx is not None:
            note(f"Try '{error.ctx.command_path} --help' for help.")
        return _USAGE_ERROR
    except (click.Abort, KeyboardInterrupt):
        note("Interrupted.")
        return _INTERRUPTED
    except Exception as error:  # noqa: BLE001 - any bug, and never a traceback
        from outbound_lint.findings.failures import describe

        note(
            f"Internal error: {describe(error)}\n"
            "This is a bug in outbound-lint. Report this message, the command you typed and the "
            "output of `outbound-lint --version`."
        )
        return _INTERNAL_ERROR
    return int(status or 0)
