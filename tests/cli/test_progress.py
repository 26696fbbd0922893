"""The progress bar: on a terminal, for a run of more than a second, and removed at the end."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from outbound_lint.cli import console
from outbound_lint.cli import progress as module
from outbound_lint.cli.progress import Progress
from outbound_lint.run.files import for_each
from outbound_lint.run.processes import work_in_processes
from tests.checkout import ROOT
from tests.cli import samples

SLOW = """
import sys, time
from outbound_lint.run import files
from outbound_lint.cli import main
lint_bytes = files.lint_bytes
def slow(*args, **named):
    time.sleep({seconds})
    return lint_bytes(*args, **named)
files.lint_bytes = slow
status = main(sys.argv[1:])
assert ("outbound_lint.cli.progress" in sys.modules) is {imported}
sys.exit(status)
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True

    def screen(self) -> list[str]:
        """What is on each line at the end: what was written over something replaces it."""
        lines = []
        for written in self.getvalue().split("\n"):
            cells: list[str] = []
            for text in written.split("\r"):
                cells[: len(text)] = text
            lines.append("".join(cells).rstrip())
        return lines


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def replace_stderr(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO | None) -> None:
    """Replace standard error for the program only: pytest sets that of the process itself."""
    for each in (console, module):
        monkeypatch.setattr(each, "sys", SimpleNamespace(stderr=stream))


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    stream = Terminal()
    replace_stderr(monkeypatch, stream)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("CI", raising=False)
    return stream


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "monotonic", made)
    return made


def test_it_is_shown_after_a_second_and_removed(terminal: Terminal, clock: Clock) -> None:
    with Progress(2_000) as advanced:
        for _ in range(9):
            clock.now += 0.1
            advanced(50)
        assert terminal.getvalue() == ""
        clock.now += 0.1001
        advanced(50)
        assert terminal.screen() == [f"Checking files:   500 of 2,000 [{'#' * 10}{'-' * 30}]"]
        advanced(100)  # at once: not drawn again
        assert terminal.screen() == [f"Checking files:   500 of 2,000 [{'#' * 10}{'-' * 30}]"]
        clock.now += 10
        advanced(1_400)
        assert terminal.screen() == [f"Checking files: 2,000 of 2,000 [{'#' * 40}]"]
    assert terminal.screen() == [""]
    assert terminal.getvalue().endswith("\r")
    assert "\x1b" not in terminal.getvalue()


def test_it_is_removed_when_the_run_is_interrupted(terminal: Terminal, clock: Clock) -> None:
    def work() -> None:
        with Progress(2) as advanced:
            clock.now += 2
            advanced(1)
            assert terminal.screen() != [""]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert terminal.screen() == [""]


@pytest.mark.parametrize("columns", [1, 10, 39, 45, 46, 60, 500])
def test_it_fits_the_terminal(
    terminal: Terminal, clock: Clock, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setattr(terminal, "fileno", lambda: 2)
    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((columns, 24)))
    with Progress(1_000_000) as advanced:
        clock.now += 2
        advanced(999_999)
        (line,) = terminal.screen()
    assert len(line) < columns
    assert len(line) <= 100


def test_a_run_of_less_than_a_second_shows_nothing(terminal: Terminal) -> None:
    with Progress(1000) as advanced:
        for _ in range(1000):
            advanced(1)
    assert terminal.getvalue() == ""


def _no_change(monkeypatch: pytest.MonkeyPatch) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "quiet", "total", "is_shown"),
    [
        (_no_change, False, 2, True),
        (_no_change, True, 2, False),
        (_no_change, False, 1, False),
        (lambda patch: patch.setenv("CI", "true"), False, 2, False),
        (lambda patch: patch.setenv("CI", ""), False, 2, True),
        (lambda patch: patch.setenv("TERM", "dumb"), False, 2, False),
        (lambda patch: replace_stderr(patch, None), False, 2, False),
        (lambda patch: replace_stderr(patch, io.StringIO()), False, 2, False),
    ],
)
def test_where_it_is_shown(
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[pytest.MonkeyPatch], None],
    *,
    quiet: bool,
    total: int,
    is_shown: bool,
) -> None:
    change(monkeypatch)
    with console.progress(total, quiet=quiet) as advanced:
        assert (advanced is not None) is is_shown


def test_a_terminal_that_has_gone_does_no_harm(
    monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    stream = Terminal()
    stream.close()
    replace_stderr(monkeypatch, stream)
    with Progress(2) as advanced:
        clock.now += 2
        advanced(1)


def test_one_process_says_when_each_file_is_done() -> None:
    done: list[object] = []
    found = ["a", "b", "c"]
    made = for_each(found, partial(map, done.append), jobs=1, advanced=done.append)  # type: ignore[arg-type]
    assert made == [None] * 3
    assert done == ["a", 1, "b", 1, "c", 1]


def test_several_processes_say_how_many_are_done() -> None:
    done: list[int] = []
    work = partial(map, partial(pow, 2))
    made = work_in_processes(range(333), work, processes=2, lost=divmod, advanced=done.append)
    assert made == [2**number for number in range(333)]
    assert sum(done) == 333
    assert len(done) > 5


def run_in_terminal(
    folder: Path, seconds: float, *, stdout: str = "pipe", imported: bool = True, **env: str
) -> tuple[bytes, bytes]:
    """Check a folder slowly with a terminal as standard error; return both outputs."""
    pty = pytest.importorskip("pty")
    parent, child = pty.openpty()
    script = SLOW.format(seconds=seconds, imported=imported)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    with subprocess.Popen(
        [sys.executable, "-c", script, "check", "-o", "concise"],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm", **env},
        stdout=child if stdout == "terminal" else subprocess.PIPE,
        stderr=child,
    ) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 4096)
            except OSError:  # the process has ended
                break
            if not part:
                break
            shown += part
        os.close(parent)
        out = process.stdout.read() if process.stdout else b""
        assert process.wait() == 1, shown
    return out, shown


def test_a_slow_run_shows_it_on_a_terminal_and_the_report_follows(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR, b=samples.ERROR, c=samples.ERROR)
    _, shown = run_in_terminal(tmp_path, 0.4, stdout="terminal")
    text = shown.decode().replace("\r\n", "\n")
    bar, report = text.rsplit("\r", 1)
    assert re.search(r"\rChecking files: 3 of 3 \[#+\]", bar)
    assert report.startswith("a.yaml:3:")
    assert bar.endswith(" ")  # the bar was overwritten


def test_a_quick_run_on_a_terminal_shows_nothing(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR, b=samples.VALID)
    out, shown = run_in_terminal(tmp_path, 0)
    assert out.startswith(b"a.yaml:3:")
    assert shown == b""


def test_in_ci_nothing_is_imported_or_shown(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR, b=samples.ERROR)
    _, shown = run_in_terminal(tmp_path, 0.6, imported=False, CI="true")
    assert shown == b""


def test_in_a_pipe_nothing_is_imported_or_shown(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR, b=samples.ERROR)
    script = SLOW.format(seconds=0.6, imported=False)
    environment = {name: value for name, value in os.environ.items() if name != "CI"}
    done = subprocess.run(
        [sys.executable, "-c", script, "check"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": str(ROOT / "src"), "TERM": "xterm"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == b""
