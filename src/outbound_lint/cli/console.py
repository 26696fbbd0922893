"""Standard output and standard error: UTF-8 with line feeds on every system."""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click


def write(text: str) -> None:
    """Write a text to standard output.

    Nobody reading any more (`| head`) is no failure.

    Raises:
        click.ClickException: it can't be written, on a full disk for example.
    """
    try:
        _write(sys.stdout, text)
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise click.ClickException(f"standard output can't be written: {error.strerror}") from None


def note(text: str) -> None:
    """Write a line to standard error, if anybody listens, and never as a command to a log."""
    from outbound_lint.reporters.escaping import guard

    try:
        _write(sys.stderr, guard(text) + "\n")
    except OSError:
        return


def _write(stream: TextIO | None, text: str) -> None:
    if stream is None:  # a program without a console
        return
    stream.flush()
    stream.buffer.write(text.encode("utf-8", "backslashreplace"))
    stream.buffer.flush()


def silence() -> None:
    """Let what is left in the buffer of standard output go nowhere, not fail at the exit."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def printable(text: str) -> str:
    """Return what was typed, or stands in a name, without what could steer a terminal or a log."""
    from outbound_lint.reporters.escaping import shown

    return shown(text)


def is_colored(choice: str) -> bool:
    """Decide on colours on standard output as no-color.org and force-color.org ask for it.

    Args:
        choice: `always`, `never` or `auto`.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """Return the columns of the terminal on standard output; 100 if it is not a terminal."""
    if sys.stdout is None or not sys.stdout.isatty():
        return 100
    from shutil import get_terminal_size

    return get_terminal_size((100, 24)).columns
