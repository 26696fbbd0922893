"""Where reports go: `-o FORMAT[=FILE]`."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from outbound_lint.cli.console import is_colored, note, printable, terminal_width, write
from outbound_lint.cli.errors import CommandError
from outbound_lint.cli.inputs import working_directory
from outbound_lint.cli.options import Options, Output
from outbound_lint.run.conventions import SETTINGS_FILE

if TYPE_CHECKING:
    from outbound_lint.findings.model import Report, Severity

_DOCUMENTS = frozenset(("json", "sarif", "gitlab", "junit"))
"""The formats that programs read as a whole."""


_SETTINGS = (SETTINGS_FILE, "pyproject.toml")


def check_files(
    outputs: Sequence[Output], paths: Sequence[str], private: str | None = None
) -> None:
    """Refuse files that can't be written, before the work is done.

    Args:
        outputs: The reports of a run.
        paths: What the run reads.
        private: A file for `write_private_file`.

    Raises:
        CommandError: A file's folder does not exist, it is itself a folder, it is named
            twice, read or a settings file, the system refuses to write it, a link to its folder
            leads outside the working directory, or the private one is a link, a device or standard
            output, or its folder is read-only. Or standard output would get a document and
            something else.
    """
    shown_formats = [one.format for one in outputs if one.file is None]
    if len(shown_formats) > 1 and (mixed := _DOCUMENTS.intersection(shown_formats)):
        name = min(mixed)
        raise CommandError(
            f"{' and '.join(shown_formats)} would be mixed on standard output: write them to "
            f"files, like -o {name}=report.{name}"
        )
    files = [(f"-o {one.format}=", one.file) for one in outputs if one.file is not None]
    files += [("--probe-save ", private)] if private is not None else []
    checked = {os.path.realpath(path) for path in paths} if files else set()
    seen = set()
    for option, file in files:
        shown = printable(file)
        if os.path.isdir(file):
            example = os.path.join(shown, "report.txt")
            raise CommandError(f"{shown} is a folder: type {option}{example}")
        path = final_path(file)
        if path in seen:
            raise CommandError(
                f"two reports have the same file {shown}: choose another for one of them"
            )
        if path in checked or os.path.basename(path) in _SETTINGS:
            what = "which this run reads" if path in checked else "a settings file"
            raise CommandError(
                f"the report would replace {shown}, {what}: choose another file for it"
            )
        if reason := _refused(file, path):
            raise CommandError(f"{shown} can't be written: {reason}")
        seen.add(path)
    if private is not None:
        _check_private(private)


def keep_connections(outputs: Sequence[Output], report: Report) -> None:
    """Refuse to replace a file that a search found by a report, unless it is one of an earlier run.

    Args:
        outputs: The reports of a run.
        report: What was found.

    Raises:
        CommandError: A file with connections or findings would be replaced.
    """
    files = {os.path.realpath(one.file) for one in outputs if one.file is not None}
    for one in report.files if files else ():
        if (one.connections or one.diagnostics) and os.path.realpath(one.path) in files:
            raise CommandError(
                f"the report would replace {printable(one.path)}, which was checked: choose "
                "another file for it"
            )


def _refused(file: str, path: str) -> str | None:
    """Return why the system would not let a file be written, as far as can be known before."""
    try:
        os.lstat(path)
    except FileNotFoundError:
        pass
    except OSError as error:  # for example, a name that is too long
        return error.strerror
    written = file if is_stream(file) else os.path.dirname(path)
    return None if os.access(written, os.W_OK) else os.strerror(errno.EACCES)


def write_reports(
    report: Report, options: Options, failing: tuple[Severity, ...], status: int
) -> None:
    """Write the reports of a run; one that fails does not lose the others.

    Args:
        report: The report.
        options: The options of the run.
        failing: The severities that fail the run.
        status: The exit status of the run.

    Raises:
        CommandError: Some of them can't be written.
    """
    from outbound_lint import __version__
    from outbound_lint.reporters import RENDERERS
    from outbound_lint.reporters.options import RenderOptions

    if options.verbose:
        for file in report.files:
            count = file.connections
            connections = (
                f"{count} connection{'' if count == 1 else 's'}" if count else "no connections"
            )
            note(f"checked {printable(file.path)}: {connections}")
    if not (report.files or options.quiet):
        note(_why_nothing(options))

    def text(output: Output) -> str:
        render_options = RenderOptions(
            version=__version__,
            color=options.color == "always" or (output.file is None and is_colored(options.color)),
            width=terminal_width() if output.file is None else 100,
            quiet=options.quiet,
            verbose=options.verbose,
            statistics=options.statistics,
            show_suppressed=options.show_suppressed,
            failing=failing,
            exit_status=status,
            unsafe_fixes=options.unsafe_fixes,
            shard=str(options.shard) if options.shard else None,
        )
        return RENDERERS[output.format](report, render_options)

    outputs = options.outputs or (() if options.diff else (Output("text"),))
    try:
        # With --fix, standard output is the fixed text of standard input.
        to_stderr = options.fix and options.stdin is not None
        write_texts(((one, text(one)) for one in outputs), to_stderr=to_stderr)
    finally:
        if any(output.format == "github" for output in options.outputs):
            from outbound_lint.reporters.github_summary import render

            append_step_summary(render(report))


def write_texts(texts: Iterable[tuple[Output, str]], *, to_stderr: bool = False) -> None:
    """Write reports; one that fails does not lose the others.

    Args:
        texts: Where each goes, and the text.
        to_stderr: Whether standard error stands in for standard output.

    Raises:
        CommandError: Some of them can't be written.
    """
    failed = []
    for output, text in texts:
        try:
            if output.file is None:
                write(text, to_stderr=to_stderr)
            else:
                write_file(output.file, text)
        except CommandError as error:
            failed.append(error.message)
    if failed:
        raise CommandError("\n".join(failed))


def _why_nothing(options: Options) -> str:
    """Say why there are no files."""
    if options.shard:
        return f"No files are in shard {options.shard}."
    if options.files_from is not None and not options.paths:
        return f"No paths are in the list {printable(options.files_from)}."
    return "No YAML or JSON files found."


def write_file(file: str, text: str) -> None:
    """Write a file completely or not at all.

    A file that is replaced keeps its mode; a pipe or a device is written to.

    Args:
        file: The file.
        text: What to write, in UTF-8.

    Raises:
        CommandError: It can't be written.
    """
    data = text.encode("utf-8", "backslashreplace")
    try:
        if is_stream(file):
            with open(file, "wb") as stream:
                stream.write(data)
        else:
            from outbound_lint.run.writing import replace_files

            replace_files([(final_path(file), data)])
    except BrokenPipeError:
        return
    except OSError as error:
        message = f"{printable(file)} can't be written: {error.strerror}"
        raise CommandError(message) from None


def append_step_summary(text: str) -> None:
    """Append a text to the summary of the step in GitHub Actions, if the runner asks for one.

    Args:
        text: Markdown.
    """
    file = os.environ.get("GITHUB_STEP_SUMMARY")
    if not file:
        return
    try:
        # Not blocking: a pipe that nobody reads must not hang the run.
        names = ("O_WRONLY", "O_APPEND", "O_CREAT", "O_BINARY", "O_NONBLOCK")
        flags = sum(getattr(os, name, 0) for name in names)  # not every system has every flag
        with open(os.open(file, flags, 0o666), "ab") as stream:
            stream.write(text.encode())
    except OSError as error:  # of the runner: no reason to fail the run
        note(f"The file of GITHUB_STEP_SUMMARY can't be written: {error.strerror}")


def is_stream(file: str) -> bool:
    """Return whether a file is a pipe or a device, also a shell's `>(…)`."""
    if os.path.abspath(file).startswith(("/dev/std", "/dev/fd/", "/proc/self/fd/")):
        return True
    try:
        mode = os.lstat(file).st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode))


def final_path(file: str) -> str:
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
        raise CommandError(f"the link {shown} leads outside the working directory")
    if not os.path.isdir(real):
        raise CommandError(f"no such folder: {shown} — create it first")
    return os.path.join(real, name)


def write_private_file(file: str, data: bytes) -> None:
    """Replace a file by a new one that only its owner can read.

    Args:
        file: The file.
        data: What to write.

    Raises:
        CommandError: It can't be written.
    """
    from outbound_lint.run.writing import replace_files

    try:
        replace_files([(_check_private(file), data)], private=True)
    except OSError as error:
        message = f"{printable(file)} can't be written: {error.strerror}"
        raise CommandError(message) from None


def _check_private(file: str) -> str:
    """Return the path of a file that holds secrets, if a regular file can be written there."""
    if file == "-":
        raise CommandError(
            "--probe-save - would print responses, which may hold secrets: name a file"
        )
    path = final_path(file)
    if not os.access(os.path.dirname(path), os.W_OK):
        raise CommandError(
            f"{printable(file)} can't be written: no permission to create files in its folder"
        )
    with suppress(FileNotFoundError):
        if not stat.S_ISREG(os.lstat(path).st_mode):
            raise CommandError(
                f"{printable(file)} is a link or a device: name a regular file or a new one"
            )
    return path
