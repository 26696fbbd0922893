"""The command line: one module for each command, imported when it is called.

Exit status: 0 no findings at or above the threshold, 1 findings, 2 a usage error or an error of the
system, 3 internal error, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence

from outbound_lint.cli.console import note, printable, silence
from outbound_lint.cli.errors import CommandError, UsageError

_SUCCESS, _ERROR, _INTERNAL_ERROR, _INTERRUPTED = 0, 2, 3, 130


def main(args: Sequence[str]) -> int:
    """Run a command and print its output.

    Args:
        args: The arguments after the program's name.

    Returns:
        The exit status; bad input, errors of the system and bugs never raise.
    """
    try:
        return _run(args)
    except CommandError as error:
        from outbound_lint.reporters.escaping import guard

        message = "\n".join(printable(line) for line in error.message.split("\n"))
        is_usage = isinstance(error, UsageError)
        if is_usage:
            message = message.removesuffix(".") + _hint_of_dash(args)
        note(guard(f"Error: {message}"))
        if isinstance(error, UsageError):
            command = f"outbound-lint {args[0]}" if error.command is None else error.command
            note(f"Try '{command} --help' for help.")
        return _ERROR
    except KeyboardInterrupt:
        note("Interrupted.")
        return _INTERRUPTED
    except SystemExit:  # the answer of click to a closed pipe (`--help | true`)
        return _SUCCESS
    except (OSError, MemoryError) as error:
        silence()
        note(f"Error: {_of_the_system(error)}")
        return _ERROR
    except Exception as error:  # noqa: BLE001 - any bug, and never a traceback
        from outbound_lint.findings.failures import describe

        note(
            f"Internal error: {describe(error)}\n"
            "This is a bug in outbound-lint. Report this message, the command you typed and the "
            "output of `outbound-lint --version`."
        )
        return _INTERNAL_ERROR


def _run(args: Sequence[str]) -> int:
    if instruction := os.environ.get("_OUTBOUND_LINT_COMPLETE"):  # set by the script of a shell
        from outbound_lint.cli.completion import complete
        from outbound_lint.cli.group import group

        return complete(group, instruction)
    if ambiguous := next((arg for arg in _like_options(args) if "=" in arg), None):
        shown = printable(ambiguous)
        raise CommandError(
            f"{shown} is the name of a file and an option: type `./{shown}` for the file"
        )
    names = args[1:]
    # A hook names files and nothing else: half the time of a short run is the parser of options.
    forced = names[:1] == ["--force-exclude"]
    if args[:1] == ["check"] and not any(one.startswith("-") for one in names[forced:]):
        from outbound_lint.cli.checking import check
        from outbound_lint.cli.options import Options, ProbeOptions

        return check(Options(paths=tuple(names[forced:]), force_exclude=forced), ProbeOptions())
    from outbound_lint.cli.group import run

    return run(args)


def _like_options(args: Sequence[str]) -> list[str]:
    """Return the names of files that are taken for options.

    A hook passes all names of a repository, which may come from a stranger's pull request.
    """
    end = args.index("--") if "--" in args else len(args)
    like = [arg for arg in args[:end] if arg.startswith("-")]
    return [arg for arg in like if arg != "-" and os.path.lexists(arg)]


def _hint_of_dash(args: Sequence[str]) -> str:
    """Say how to name the first file whose name is taken for options, if there is one."""
    for arg in _like_options(args):
        return f" — a file of that name is `./{printable(arg)}`"
    return ""


def _of_the_system(error: OSError | MemoryError) -> str:
    """Say what the system refused, which is not a bug of this program."""
    if isinstance(error, MemoryError):
        return "out of memory"
    reason = error.strerror or type(error).__name__
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) and not error.filename:
        return f"the output can't be written: {reason}"
    return f"{printable(os.fsdecode(error.filename))}: {reason}" if error.filename else reason
