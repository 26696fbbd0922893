"""Whole files that arguments and options name: lists of paths, and reports."""

from __future__ import annotations

import sys

from outbound_lint.cli.console import printable
from outbound_lint.cli.errors import CommandError, UsageError
from outbound_lint.cli.inputs import working_directory
from outbound_lint.cli.outputs import is_stream
from outbound_lint.run.reading import Links


def read_whole(file: str, what: str) -> bytes:
    """Read a file of any size, a pipe, or standard input.

    Args:
        file: The file, or `-` for standard input.
        what: The argument or option that names it, for messages.

    Raises:
        CommandError: It does not exist, can't be read, or is a link that leads outside the working
            directory.
    """
    shown = printable(file)
    try:
        if file == "-":
            return sys.stdin.buffer.read()
        # A link may come from a stranger's pull request, and messages quote what is read.
        if not is_stream(file) and Links(working_directory()).resolve(file) is None:
            raise CommandError(f"{what}: the link {shown} leads outside the working directory")
        with open(file, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        raise UsageError(f"{what}: no such file: {shown or '(an empty name)'}") from None
    except AttributeError:  # closed
        raise CommandError(f"{what} -: standard input is closed: pipe something into it") from None
    except OSError as error:
        raise CommandError(f"{what}: {shown} can't be read: {error.strerror}") from None
