"""Where reports go: `-o FORMAT[=FILE]`."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import click

from outbound_lint.cli.console import printable
from outbound_lint.cli.inputs import working_directory

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

FORMATS = ("text", "concise", "json")


class Output(NamedTuple):
    """The format of a report and its file; no file means standard output."""

    format: str
    file: str | None = None


def parse_outputs(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Output, ...]:
    """Parse the values of the option, as its callback.

    Raises:
        click.BadParameter: A format does not exist, or nothing follows its `=`.
    """
    outputs = []
    for value in values:
        name, equals, file = value.partition("=")
        if name not in FORMATS:
            from outbound_lint.spelling import did_you_mean

            hint = did_you_mean(name, FORMATS) or f" (known: {', '.join(FORMATS)})"
            raise click.BadParameter(f"no such format: {printable(name)}{hint}", ctx, param)
        if equals and not file:
            raise click.BadParameter(f"no file name after {name}=", ctx, param)
        outputs.append(Output(name, None if file in ("", "-") else file))
    return tuple(outputs)


def complete_outputs(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem[str]]:
    """Return what a shell offers: formats, and files after `FORMAT=`."""
    from click.shell_completion import CompletionItem

    _, equals, file = incomplete.partition("=")
    if equals:
        return [CompletionItem(file, type="file")]
    return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


def check_files(outputs: Sequence[Output], paths: Sequence[str]) -> None:
    """Refuse files that can't be written, before the work is done.

    Args:
        outputs: The reports of a run.
        paths: The files and folders to check.

    Raises:
        click.ClickException: A file's folder does not exist, it is itself a folder, it is named
            twice or as a path to check, or a link to its folder leads outside the working
            directory.
    """
    checked = (
        {os.path.realpath(path) for path in paths} if any(one.file for one in outputs) else set()
    )
    seen = set()
    for output in outputs:
        if output.file is None:
            continue
        shown = printable(output.file)
        if os.path.isdir(output.file):
            raise click.ClickException(
                f"{shown} is a folder: type -o {output.format}={os.path.join(shown, 'report.txt')}"
            )
        path = _final_path(output.file)
        if path in seen:
            raise click.ClickException(
                f"two reports have the same file {shown}: choose another for one of them"
            )
        if path in checked:
            raise click.ClickException(f"the report would replace {shown}, which is to be checked")
        seen.add(path)


def write_file(file: str, text: str) -> None:
    """Write a file completely or not at all; a file that is replaced keeps its mode.

    Args:
        file: The file; a pipe or a device is not replaced but written to.
        text: What to write, in UTF-8.

    Raises:
        click.ClickException: It can't be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if _is_stream(file):
            with open(file, "wb") as stream:
                stream.write(data)
        else:
            _replace(_final_path(file), data)
    except BrokenPipeError:
        return
    except OSError as error:
        message = f"{printable(file)} can't be written: {error.strerror}"
        raise click.ClickException(message) from None


def _is_stream(file: str) -> bool:
    """Return whether a file is a pipe or a device, also a shell's `>(…)`."""
    if os.path.abspath(file).startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/")):
        return True
    try:
        mode = os.lstat(file).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode))


def _final_path(file: str) -> str:
    """Return a path with the links of its folder resolved.

    A link as the last part is not followed: the report replaces it. The links may come from a
    stranger's pull request.
    """
    from outbound_lint.run.reading import Links

    cwd = working_directory()
    folder, name = os.path.split(os.path.normpath(os.path.join(cwd, file)))
    shown = printable(os.path.dirname(file) or ".")
    try:
        real = Links(cwd).resolve(folder)
    except OSError:
        real = ""
    if real is None:
        raise click.ClickException(f"the link {shown} leads outside the working directory")
    if not os.path.isdir(real):
        raise click.ClickException(f"no such folder: {shown} — create it first")
    return os.path.join(real, name)


def _replace(path: str, data: bytes) -> None:
    """Write a new file beside the old one, and rename it."""
    folder, name = os.path.split(path)
    new = os.path.join(folder, f".{name[:100]}.{os.getpid()}.tmp")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        with suppress(FileNotFoundError):
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode):
                os.chmod(new, stat.S_IMODE(mode))
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise
