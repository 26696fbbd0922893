"""Completion in a real terminal: keys are typed into bash, zsh and fish."""

from __future__ import annotations

import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples

pytestmark = pytest.mark.skipif(os.name == "nt", reason="terminals are those of POSIX")

SHELLS = {
    "bash": (["--norc", "--noprofile", "-i"], 'eval "$({source})"'),
    "zsh": (["-f", "-i"], 'autoload -U compinit; compinit -D -u; eval "$({source})"'),
    "fish": (["--no-config", "-i"], "{source} | source"),
}
IN_TERMINAL = "import os, sys; os.login_tty(0); os.execvp(sys.argv[1], sys.argv[1:])"
TAB, HOME = "\t", "\x01"
SECONDS = 30

Complete = Callable[[str], str]


class Terminal:
    """A shell with a terminal of 80 columns, in a folder with `outbound-lint` on the PATH."""

    def __init__(self, shell: str, folder: Path) -> None:
        import pty

        arguments, loading = SHELLS[shell]
        self.master, slave = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_TERMINAL, shell, *arguments],
            cwd=folder,
            env={
                "PATH": f"{folder.parent / 'bin'}:{os.environ['PATH']}",
                "HOME": str(folder.parent),
                "TERM": "xterm",
                "LC_ALL": "C.UTF-8",
                "PYTHONPATH": str(ROOT / "src"),
            },
            stdin=slave,
            stdout=slave,
            stderr=slave,
        )
        os.close(slave)
        source = f"env _OUTBOUND_LINT_COMPLETE={shell}_source outbound-lint"
        self.result_of(loading.format(source=source) + "; echo 'RES''ULT' loaded")

    def result_of(self, keys: str) -> str:
        """Type keys and Enter, and return what is printed behind RESULT."""
        os.write(self.master, f"{keys}\r".encode())
        seen, end = b"", time.monotonic() + SECONDS
        while time.monotonic() < end:
            if select.select([self.master], [], [], 0.1)[0]:
                seen += os.read(self.master, 65536)
            if printed := re.search(rb"RESULT ([^\r\n]*)\r?\n", seen):
                return printed[1].decode().strip()
        raise AssertionError(seen.decode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.master)


@pytest.fixture(scope="module", params=list(SHELLS))
def complete(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Complete]:
    """Return what stands in the command line after `outbound-lint`, some text and the tab key."""
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    folder = tmp_path_factory.mktemp(shell) / "here"
    samples.write(folder / "agents", support=samples.VALID)
    (folder / "bundle.pem").touch()
    (folder.parent / "bin").mkdir()
    program = folder.parent / "bin" / "outbound-lint"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m outbound_lint "$@"\n')
    program.chmod(0o755)
    terminal = Terminal(shell, folder)

    def call(typed: str) -> str:
        line = terminal.result_of(f"outbound-lint {typed}{TAB}{HOME}echo 'RES''ULT' ")
        return line.removeprefix("outbound-lint ")

    yield call
    terminal.close()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("che", "check"),
        ("check --fail", "check --fail-on"),
        ("check --fail-on w", "check --fail-on warning"),
        ("check --fail-on=w", "check --fail-on=warning"),
        ("check -o js", "check -o json"),
        ("check --output=js", "check --output=json"),
        ("check -o json=bun", "check -o json=bundle.pem"),
        ("check -o json=agents/su", "check -o json=agents/support.yaml"),
        ("check --select payload-key-c", "check --select payload-key-collision"),
        ("check --select auth,payload-key-c", "check --select auth,payload-key-collision"),
        ("check --select=auth,payload-key-c", "check --select=auth,payload-key-collision"),
        ("check --exclude ag", "check --exclude agents/"),
        ("check --probe-ca-bundle=bun", "check --probe-ca-bundle=bundle.pem"),
        ("check ag", "check agents/"),
        ("check -q bundle.pem agents/su", "check -q bundle.pem agents/support.yaml"),
        ("preview agents/su", "preview agents/support.yaml"),
        ("preview agents --format=cu", "preview agents --format=curl"),
        ("explain payload-key-c", "explain payload-key-collision"),
        ("schema rep", "schema report"),
        ("frobnicate --fail", "frobnicate --fail"),
    ],
)
def test_the_tab_key_completes(complete: Complete, typed: str, completed: str) -> None:
    assert complete(typed).removesuffix("/") == completed.removesuffix("/")  # zsh may take it back
