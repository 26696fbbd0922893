"""What a run of one small sound file imports: the start is most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples

ALLOWED = {
    "outbound_lint",
    # what lies between click and the rest of the standard library
    "_bisect", "_locale", "_struct", "_weakref",
    "bisect", "copy", "gc", "locale", "math", "struct",
    # the C parser of YAML, and what it imports itself
    "_ruamel_yaml", "base64", "binascii", "cython_runtime", "fnmatch", "glob", "ruamel",
}  # fmt: skip

FOR_MISTAKES = {
    "connections.request", "redaction.redactor", "diagnosing",
    "facts._malformed_placeholders", "facts.addresses", "facts.auth_schemes", "facts.media_types",
    "facts.scripts", "facts.secret_names", "facts.secret_shapes", "facts.secret_urls",
    "facts.secrets",
    "rules.queries", "rules.secret_places", "rules.tokens",
    "run.ignoring",  # a folder needs it
    "syntax.json_errors", "syntax.yaml_errors",
    "urls.addresses", "urls.hosts", "urls.names", "urls.reading", "urls.remarks",
}  # fmt: skip

SCRIPT = """
import sys
import click
before = set(sys.modules)
from outbound_lint.cli import main
status = main(sys.argv[1:])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
sys.exit(status)
"""


def imported(*args: str, cwd: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name for name in done.stderr.split() if not name.startswith("_cython_")}


@pytest.mark.parametrize("paths", [["a.yaml"], ["."], []])
def test_a_sound_run_imports_nothing_it_does_not_need(tmp_path: Path, paths: list[str]) -> None:
    samples.write(tmp_path, a=samples.SOUND)
    names = {name.partition(".")[0] for name in imported("check", *paths, cwd=tmp_path)}
    assert names <= ALLOWED


def test_a_sound_file_imports_nothing_that_only_a_mistake_needs(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.SOUND)
    modules = {f"outbound_lint.{name}" for name in FOR_MISTAKES}
    assert all(find_spec(module) for module in modules)
    assert not modules & imported("check", "a.yaml", cwd=tmp_path)


def test_the_commands_are_not_imported_before_they_are_called() -> None:
    script = "import sys, outbound_lint.cli; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    ours = {name for name in done.stdout.split() if name.startswith("outbound_lint")}
    assert ours == {
        "outbound_lint",
        "outbound_lint.cli",
        "outbound_lint.cli.console",
        "outbound_lint.cli.group",
    }
