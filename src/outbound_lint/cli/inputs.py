"""What is linted: the paths of the call, and standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from outbound_lint.cli.console import printable

if TYPE_CHECKING:
    from outbound_lint.findings.model import FileReport
    from outbound_lint.run.discovery import FoundFile
    from outbound_lint.run.files import Task
    from outbound_lint.run.reading import Unreadable


def find_files(paths: Sequence[str], cwd: str) -> list[FoundFile]:
    """Find the files that the paths of a call stand for.

    Args:
        paths: files and folders.
        cwd: the working directory.

    Raises:
        click.UsageError: some of them do not exist.
    """
    from outbound_lint.run.discovery import MissingPathsError, discover

    try:
        return discover(paths, cwd=cwd)
    except MissingPathsError as error:
        told = [_missing(path, like) for path, like in error.missing]
        raise click.UsageError("\n       ".join(told)) from None


def _missing(path: str, like: str | None) -> str:
    message = f"no such file or folder: {printable(path) or '(an empty name)'}"
    if like is None:
        return message
    slash = "/" if os.path.isdir(like) else ""
    return f"{message} — did you mean {printable(like)}{slash}?"


def lint_stdin(filename: str | None, task: Task) -> FileReport:
    """Lint standard input.

    Args:
        filename: what the call names it, if it does.
        task: what holds for the run.
    """
    from outbound_lint.run.files import lint_bytes

    path = stdin_path(filename)
    return lint_bytes(read_stdin(), path=path, task=task, named=filename is not None)


def read_stdin() -> bytes | Unreadable:
    """Read standard input, to its end or to one byte past the limit."""
    from outbound_lint.run.reading import LIMIT, Unreadable

    try:
        return sys.stdin.buffer.read(LIMIT + 1)
    except (AttributeError, OSError):  # closed, or a folder
        return Unreadable("Standard input can't be read.", "Pipe a file into the command.")


def stdin_path(filename: str | None) -> str:
    """Return what standard input is called: relative to the working directory, with `/`."""
    if filename is None:
        return "<stdin>"
    try:
        return os.path.relpath(filename).replace(os.sep, "/")
    except ValueError:  # on another drive
        return filename.replace(os.sep, "/")
