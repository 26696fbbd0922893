"""What is linted: the PATH arguments and standard input; and when."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from outbound_lint.cli.console import note, printable
from outbound_lint.cli.errors import CommandError, UsageError

if TYPE_CHECKING:
    from outbound_lint.run.discovery import Missing
    from outbound_lint.run.reading import FoundFile, Unreadable
    from outbound_lint.run.settings_files import SettingsFiles


def find_files(  # noqa: PLR0913  # the options of the command line
    paths: Sequence[str],
    cwd: str,
    *,
    exclude: Sequence[str] = (),
    force: bool = False,
    settings: SettingsFiles | None = None,
    verbose: bool = False,
    places: Mapping[str, str] | None = None,
) -> list[FoundFile]:
    """Find the files that PATH arguments name.

    Args:
        paths: Files and folders.
        cwd: The working directory.
        exclude: The patterns of `--exclude`.
        force: Whether what a search leaves out is left out also where it is named.
        settings: The settings files, which exclude files too.
        verbose: Whether to print on standard error what is left out and why.
        places: Where the paths of a list are in it.

    Raises:
        UsageError: Some of them do not exist.
    """
    from outbound_lint.run.discovery import MOST_SUGGESTIONS, MissingPathsError, discover

    skipped: list[tuple[str, str]] = []
    try:
        found = discover(
            paths,
            cwd=cwd,
            exclude=exclude,
            force=force,
            settings=settings,
            skipped=lambda *one: skipped.append(one),
        )
    except MissingPathsError as error:
        messages = [_missing(one, places or {}) for one in error.missing[:MOST_SUGGESTIONS]]
        if more := len(error.missing) - len(messages):
            messages.append(f"and {more:,} more that do not exist")
        raise UsageError("\n       ".join(messages)) from None
    if verbose:
        for path, reason in sorted(set(skipped)):
            note(f"skipped {printable(path)}: {printable(reason)}")
    return found


def _missing(missing: Missing, places: Mapping[str, str]) -> str:
    """Say that a path does not exist, and what to do about it."""
    path, like = missing
    message = f"no such file or folder: {printable(path) or '(an empty name)'}"
    place = places.get(path)
    if place is not None:
        message += f" ({printable(place)})"
    if like is not None:
        return f"{message} — did you mean {printable(like)}{'/' if os.path.isdir(like) else ''}?"
    if place is None:
        return message
    if path.startswith('"') and path.endswith('"'):
        return f"{message} — git quotes such a name unless the list is written with -z"
    return f"{message} — remove it from the list, or run the command where the paths start"


def working_directory() -> str:
    """Return the working directory.

    Raises:
        CommandError: It was deleted, or is not accessible.
    """
    try:
        return os.getcwd()
    except FileNotFoundError:
        raise CommandError(
            "the working directory no longer exists: change to another folder"
        ) from None
    except OSError as error:
        raise CommandError(f"the working directory is not accessible: {error.strerror}") from None


def read_stdin() -> bytes | Unreadable:
    """Read standard input, to its end or to one byte past the limit."""
    from outbound_lint.run.reading import LIMIT, Unreadable

    try:
        return sys.stdin.buffer.read(LIMIT + 1)
    except (AttributeError, OSError):  # closed, or a folder
        return Unreadable("standard input can't be read", "Pipe a file into the command.")


def check_stdin_filename(filename: str | None, paths: Collection[str]) -> None:
    """Check the value of `--stdin-filename`.

    Args:
        filename: The value.
        paths: The paths of the command line.

    Raises:
        UsageError: It is empty, or standard input is not read.
    """
    if filename == "":
        raise UsageError("--stdin-filename is empty: name a file, like agents.yaml")
    if filename and "-" not in paths:
        raise UsageError("--stdin-filename has no effect without standard input: add - as a PATH")


def stdin_path(filename: str | None) -> str:
    """Return how reports call standard input: relative to the working directory, with `/`.

    Args:
        filename: The value of `--stdin-filename`.
    """
    if filename is None:
        return "<stdin>"
    try:
        return os.path.relpath(filename).replace(os.sep, "/")
    except ValueError:  # on another drive
        return filename.replace(os.sep, "/")


def now_or_epoch() -> float:
    """Return the time, or that of SOURCE_DATE_EPOCH (reproducible-builds.org).

    Raises:
        UsageError: The variable is not a number of seconds.
    """
    import re
    import time

    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return time.time()
    if not re.fullmatch(r"[0-9]{1,12}", given):
        raise UsageError(
            "the environment variable SOURCE_DATE_EPOCH is not a number of seconds since 1970: "
            "unset it, or set it to a number like 1767225600"
        )
    return float(given)
