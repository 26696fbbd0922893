"""Programs that receive calls, each in a process of its own, by its own defaults."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

import pytest

from tests.editors import npm
from tests.registry import require_registry

APPS = Path(__file__).with_name("apps")
FASTAPI = ("fastapi==0.165.*", "python-multipart==0.0.*", "uvicorn==0.54.*")
FLASK = ("flask==3.1.*",)
EXPRESS = {"express": "5.3.0"}

_START = 60.0
"""Seconds in which a program must accept connections, on a busy machine too."""


def required(program: str) -> str:
    """Return the path of a program of the system; the test is skipped without it."""
    path = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    return path or pytest.skip(f"{program} is not installed")


def module(name: str) -> list[str]:
    """Return the start of a command that runs a module of Python."""
    return [sys.executable, "-m", name]


def python_packages(cache: Path, *requirements: str) -> Path:
    """Return a folder with packages, installed now or by an earlier run."""
    folder = cache / hashlib.sha256(repr((sys.version, requirements)).encode()).hexdigest()[:16]
    if not folder.exists():
        require_registry()
        cache.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=cache))
        command = [*module("pip"), "install", "--quiet", "--target", scratch, *requirements]
        subprocess.run(command, check=True)
        try:
            scratch.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(scratch)
    return folder


def node_packages(cache: Path) -> Path:
    """Return the folder `node_modules` with Express."""
    return npm.install(cache, EXPRESS) / "node_modules"


def free_ports(count: int) -> list[int]:
    """Return ports on which nothing listens."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [one.getsockname()[1] for one in sockets]


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    port: int,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Run a program that listens on a port."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(process, port, log)
            yield
        finally:
            process.terminate()
            process.wait(_START)


def _wait(process: subprocess.Popen[bytes], port: int, log: IO[bytes]) -> None:
    end = time.monotonic() + _START
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    log.seek(0)
    pytest.fail(f"{process.args} does not listen: {log.read().decode(errors='replace')}")
