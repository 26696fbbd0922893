"""`PYTHONOPTIMIZE=2` removes docstrings and assertions; it must not change any output."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from outbound_lint.cli.group import group

COMMANDS = group.list_commands(click.Context(group))

BROKEN = """\
connections:
  - name: support
    trigger_call_endpoint: http://voice.acme.dev/outbound#calls
    trigger_call_headers: '{"Authorization": "Bearer: ${TOKEN}", "X Y": "z"}'
    phone_number_key: to
    trigger_call_payload: '{"to": "+12025550123", "id": ${ID}}'
  - name: support
    trigger_call_headers: 1
"""


def output(optimize: str, *arguments: str, cwd: Path) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "outbound_lint", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONOPTIMIZE": optimize},
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["rules"], 0),
        (["check", "--select", "all", "broken.yaml"], 1),
        (["--help"], 0),
        *(([command, "--help"], 0) for command in COMMANDS),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_optimized_python_gives_the_same_output(
    arguments: list[str], status: int, tmp_path: Path
) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN)
    plain = output("0", *arguments, cwd=tmp_path)
    assert plain[0] == status
    assert plain[1]
    assert output("2", *arguments, cwd=tmp_path) == plain
