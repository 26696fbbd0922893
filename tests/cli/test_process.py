"""The program as a process: streams, signals, a closed standard output."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.cli import samples

COMMAND = [sys.executable, "-m", "outbound_lint"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


def run(
    *args: str, cwd: Path, env: dict[str, str] | None = None, **options: Any
) -> subprocess.CompletedProcess[bytes]:
    options.setdefault("stdout", subprocess.PIPE)
    return subprocess.run(
        [*COMMAND, *args],
        cwd=cwd,
        env=env or environment(),
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
        **options,
    )


def test_the_exit_status_reaches_the_caller(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR)
    assert run("check", cwd=tmp_path).returncode == 1
    assert run("check", "--fail-on", "never", cwd=tmp_path).returncode == 0
    assert run("check", "b.yaml", cwd=tmp_path).returncode == 2


def test_standard_input_is_read_as_bytes(tmp_path: Path) -> None:
    text = samples.ERROR.replace("\n", "\r\n").encode()
    done = run("check", "-", "-o", "concise", cwd=tmp_path, input=text)
    assert done.returncode == 1
    assert done.stdout.startswith(b"<stdin>:3:")


def test_output_is_utf_8_with_line_feeds_whatever_python_would_choose(tmp_path: Path) -> None:
    (tmp_path / "größe.yaml").write_text(samples.ERROR, encoding="utf-8")
    ascii_only = environment(PYTHONIOENCODING="ascii")
    done = run("check", "größe.yaml", "-o", "concise", cwd=tmp_path, env=ascii_only)
    assert done.stdout.startswith("größe.yaml:3:".encode())
    assert b"\r" not in done.stdout


@pytest.mark.parametrize("args", [["--help"], ["check", "--help"], ["preview", "--help"]])
def test_help_does_not_depend_on_docstrings(tmp_path: Path, args: list[str]) -> None:
    plain = run(*args, cwd=tmp_path)
    without = run(*args, cwd=tmp_path, env=environment(PYTHONOPTIMIZE="2"))
    assert plain.stdout == without.stdout
    assert b"Options:" in plain.stdout


@pytest.mark.skipif(os.name == "nt", reason="pipes and signals are those of POSIX")
class TestOnPosix:
    @pytest.mark.parametrize(
        "args",
        [
            ["check", "-o", "json"],
            ["check", "-o", "text", "-o", "github"],
            ["check", "-o", "junit"],
            ["schema"],
            ["rules"],
            ["--help"],
            ["--version"],
        ],
    )
    def test_a_reader_that_has_gone_is_no_failure(self, tmp_path: Path, args: list[str]) -> None:
        samples.write(tmp_path, a=samples.VALID)
        reading, writing = os.pipe()
        os.close(reading)
        with open(writing, "wb") as gone:
            done = run(*args, cwd=tmp_path, stdout=gone)
        assert (done.returncode, done.stderr) == (0, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
    @pytest.mark.parametrize(
        "args",
        [["schema"], ["rules"], ["check", "a.yaml"], ["--version"], ["--help"], ["check", "-h"]],
        ids=" ".join,
    )
    def test_a_full_disk_is_reported(self, tmp_path: Path, args: list[str]) -> None:
        samples.write(tmp_path, a=samples.VALID)
        with open("/dev/full", "wb") as full:
            done = run(*args, cwd=tmp_path, stdout=full)
        assert done.returncode == 2
        assert done.stderr.startswith(b"Error: ")
        assert done.stderr.endswith(b"No space left on device\n")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
    def test_a_full_disk_is_reported_for_a_report_in_a_file(self, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.VALID)
        done = run("check", "-o", "json=/dev/full", cwd=tmp_path)
        assert done.returncode == 2
        assert done.stderr == b"Error: /dev/full can't be written: No space left on device\n"

    @pytest.mark.parametrize(
        "args",
        [["check"], ["check", "-"], ["check", "{file}", "-o", "json=r"], ["preview", "{file}"]],
        ids=" ".join,
    )
    def test_a_deleted_working_directory_is_reported(self, tmp_path: Path, args: list[str]) -> None:
        samples.write(tmp_path, a=samples.VALID)
        args = [arg.format(file=tmp_path / "a.yaml") for arg in args]
        gone = tmp_path / "gone"
        gone.mkdir()
        script = 'cd "$1" && rmdir "$1" && shift && exec "$@"'
        command = ["sh", "-c", script, "sh", str(gone), *COMMAND, *args]
        done = subprocess.run(
            command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        assert done.returncode == 2
        message = b"Error: the working directory no longer exists: change to another folder\n"
        assert done.stderr == message

    def test_memory_that_runs_out_is_reported(self) -> None:
        script = (
            "import sys; from outbound_lint.cli import checking, main\n"
            "def fail(*_): raise MemoryError\n"
            "checking.check = fail; sys.exit(main(['check']))"
        )
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment(), capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (2, b"Error: out of memory\n")

    @pytest.mark.parametrize("locale", ["xx_YY.nonsense", "C", "POSIX", ""])
    def test_an_unknown_locale_does_no_harm(self, tmp_path: Path, locale: str) -> None:
        (tmp_path / "größe.yaml").write_text(samples.ERROR, encoding="utf-8")
        env = environment(LC_ALL=locale, LANG=locale)
        done = run("check", "-o", "concise", cwd=tmp_path, env=env)
        assert done.returncode == 1
        assert done.stdout.startswith("größe.yaml:3:".encode())

    def test_termination_ends_with_143(self) -> None:
        with subprocess.Popen(
            [*COMMAND, "check", "-"],
            env=environment(),
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            time.sleep(1)  # by now it waits for standard input
            process.terminate()
            _, printed = process.communicate(timeout=30)
        assert (process.returncode, printed) == (143, b"")

    def test_an_interruption_ends_with_130_and_without_a_traceback(self, tmp_path: Path) -> None:
        command = [*COMMAND, "check", "-", str(tmp_path / "ready.yaml")]
        (tmp_path / "ready.yaml").symlink_to("nowhere")
        with subprocess.Popen(
            command, env=environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            time.sleep(1)  # by now it waits for standard input
            process.send_signal(signal.SIGINT)
            _, told = process.communicate(timeout=30)
        assert process.returncode == 130
        assert told.split() == [b"Interrupted."]

    def test_closed_streams_do_no_harm(self, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        shell = 'exec "$@" <&- >&- 2>&-'
        command = ["sh", "-c", shell, "sh", *COMMAND, "check"]
        done = subprocess.run(command, cwd=tmp_path, env=environment(), timeout=60, check=False)
        assert done.returncode == 1
