"""Standard output and standard error: UTF-8 with line feeds on every system."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TextIO

from outbound_lint.cli.errors import CommandError


def write(text: str | bytes, *, to_stderr: bool = False) -> None:
    """Write a text, or bytes as they are, to standard output.

    A closed pipe (`| head`) is not an error.

    Args:
        text: What to write.
        to_stderr: Whether to write it to standard error instead.

    Raises:
        CommandError: It can't be written, for example on a full disk.
    """
    data = text if isinstance(text, bytes) else text.encode("utf-8", "backslashreplace")
    try:
        _write(sys.stderr if to_stderr else sys.stdout, data)
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise CommandError(f"standard output can't be written: {error.strerror}") from None


def note(text: str) -> None:
    """Write a line to standard error, without anything that a CI log takes for a command."""
    from outbound_lint.reporters.escaping import guard

    try:
        _write(sys.stderr, f"{guard(text)}\n".encode("utf-8", "backslashreplace"))
    except OSError:
        return


def _write(stream: TextIO | None, data: bytes) -> None:
    if stream is None:  # no console on Windows
        return
    stream.flush()
    stream.buffer.write(data)
    stream.buffer.flush()


def silence() -> None:
    """Discard what is left in the buffer of standard output, so that the exit does not fail."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def printable(text: str) -> str:
    """Escape what could control a terminal or a CI log in a name or in what was typed."""
    from outbound_lint.reporters.escaping import shown

    return shown(text)


def is_colored(choice: str) -> bool:
    """Decide whether standard output has colors, following no-color.org and force-color.org.

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


def progress(
    total: int, *, quiet: bool
) -> AbstractContextManager[Callable[[int], None] | None, None]:
    """Show a progress bar within a block, on a terminal and if the block takes long.

    Args:
        total: How many files are to be done.
        quiet: Whether nothing but findings is printed.

    Returns:
        A context with a function that takes how many more files are done; with None where no bar
        is shown: in a pipe, in CI, and for a single file.
    """
    terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    if quiet or total < 2 or not terminal or os.environ.get("CI"):
        return nullcontext()
    from outbound_lint.cli.progress import Progress

    return Progress(total)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Delay Ctrl-C until the end of a block with imports, if it interrupts this thread at all.

    An import that is interrupted can also fail in another way, or go on as if nothing happened.

    Raises:
        KeyboardInterrupt: Ctrl-C was pressed meanwhile.
    """
    import signal

    before, pressed = signal.getsignal(signal.SIGINT), []
    try:
        signal.signal(signal.SIGINT, before)
    except (TypeError, ValueError):  # not Python's handler, or not the main thread
        yield
        return
    signal.signal(signal.SIGINT, lambda *_: pressed.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed and callable(before):  # else it is ignored
        raise KeyboardInterrupt
