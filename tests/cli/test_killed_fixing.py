"""`--fix` on 1,000 files, killed at random moments: each is old or new, and nothing is left."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.cli.samples import VALID, write

NEW = VALID.encode()
OLD = NEW.replace(b"/outbound", b"/outbound#now")
FILES = 1_000
KILLS = 10
SECONDS = 60
COMMAND = [sys.executable, "-m", "outbound_lint", "check", "--fix", "--quiet"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="a process cannot be killed like that")


def start(folder: Path, alive: int) -> subprocess.Popen[bytes]:
    """Start `--fix`; whatever process it starts holds the write end of a pipe open."""
    return subprocess.Popen(
        COMMAND,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[alive],
        start_new_session=True,
    )


def run_until_killed(folder: Path, wait: Callable[[], None] | None) -> float:
    """Run `--fix`, wait, kill it, wait for all its processes to end, and return the seconds."""
    read, alive = os.pipe()
    began = time.monotonic()
    process = start(folder, alive)
    os.close(alive)
    if wait is not None:
        wait()
        process.kill()
    process.wait()
    took = time.monotonic() - began
    assert os.read(read, 1) == b""  # returns when the last process has ended
    os.close(read)
    return took


def wait_for_change(file: Path) -> None:
    """Wait until another file has replaced a file; most of the time of a run is not for writing."""
    before, end = file.stat().st_ino, time.monotonic() + SECONDS
    while file.stat().st_ino == before:
        assert time.monotonic() < end


def test_every_file_is_old_or_new_and_nothing_is_left(tmp_path: Path) -> None:
    names = [f"a{number}" for number in range(FILES)]
    write(tmp_path, **dict.fromkeys(names, OLD.decode()))
    whole = run_until_killed(tmp_path, None)
    expected = sorted(f"{name}.yaml" for name in names)
    chance = random.Random(12)
    texts = dict.fromkeys(expected, NEW)
    partly = 0
    for number in range(KILLS):
        for name, text in texts.items():
            if text == NEW:
                (tmp_path / name).write_bytes(OLD)
        seconds, name = chance.uniform(0, whole), chance.choice(expected)
        waits = [partial(time.sleep, seconds), partial(wait_for_change, tmp_path / name)]
        run_until_killed(tmp_path, waits[number % 2])
        assert sorted(os.listdir(tmp_path)) == expected
        texts = {name: (tmp_path / name).read_bytes() for name in expected}
        assert set(texts.values()) <= {OLD, NEW}
        partly += {OLD, NEW} == set(texts.values())
    assert partly  # some were killed while they wrote
