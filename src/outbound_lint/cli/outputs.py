"""Where reports go: `-o FORMAT[=FILE]`."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from typing import NamedTuple

import click

from outbound_lint.cli.console import printable

FORMATS = ("text", "concise", "json")

_DESCRIPTORS = ("/dev/std", "/dev/fd/", "/proc/self/fd/")


class Output(NamedTuple):
    """A format and where a report in it goes; no file is standard output."""

    format: str
    file: str | None = None


def parse_outputs(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> tuple[Output, ...]:
    """Read the values of the option, as its callback.

    Raises:
        click.BadParameter: a format does not exist, or nothing follows its `=`.
    """
    return tuple(_parse(ctx, param, value) for value in values)


def _parse(ctx: click.Context, param: click.Parameter, value: str) -> Output:
    name, equals, file = value.partition("=")
    if name not in FORMATS:
        from outbound_lint.spelling import did_you_mean

        meant = did_you_mean(name, FORMATS) or f" — known are {', '.join(FORMATS)}"
        raise click.BadParameter(f"no such format: {printable(name)}{meant}", ctx, param)
    if equals and not file:
        raise click.BadParameter(f"no file after {name}=", ctx, param)
    return Output(name, None if file in ("", "-") else file)


def check_files(outputs: Sequence[Output]) -> None:
    """Refuse files that can't be written, before the work is done.

    Raises:
        click.ClickException: a file's folder does not exist, it is a folder itself, it is named
            twice, or it lies behind a link that leads outside the working directory.
    """
    seen = set()
    for output in outputs:
        if output.file is None:
            continue
        told = printable(output.file)
        if os.path.isdir(output.file):
            raise click.ClickException(
                f"{told} is a folder: type -o {output.format}={os.path.join(told, 'report.txt')}"
            )
        path = _final_path(output.file)
        if path in seen:
            raise click.ClickException(f"two outputs go to {told}: give each its own file")
        seen.add(path)


def write_file(file: str, text: str) -> None:
    """Write a file whole or not at all, keeping the mode of the one it replaces.

    Args:
        file: the file; a pipe or a device is written to as it stands.
        text: what to write, in UTF-8.

    Raises:
        click.ClickException: it can't be written.
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
    """Tell a pipe or a device, also a shell's `>(…)`, from a file."""
    if os.path.abspath(file).startswith(_DESCRIPTORS):
        return True
    try:
        mode = os.lstat(file).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode))


def _final_path(file: str) -> str:
    """Return a path with the links of its folder resolved; a link at its end is replaced itself.

    The tree may be a stranger's, and so may the links in it.
    """
    from outbound_lint.run.reading import resolve

    folder, name = os.path.split(os.path.abspath(file))
    told = printable(os.path.dirname(file) or ".")
    try:
        real = resolve(folder, root=os.getcwd())
    except OSError:
        real = ""
    if real is None:
        raise click.ClickException(f"{told} is a link that leads outside the working directory")
    if not os.path.isdir(real):
        raise click.ClickException(f"no such folder: {told} — make it first")
    return os.path.join(real, name)


def _replace(path: str, data: bytes) -> None:
    """Write a new file beside the old one, then put it in its place."""
    folder, name = os.path.split(path)
    new = os.path.join(folder, f".{name[:100]}.{os.getpid()}.tmp")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        if os.path.isfile(path) and not os.path.islink(path):
            os.chmod(new, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(new, path)
    except BaseException:
        os.unlink(new)
        raise
