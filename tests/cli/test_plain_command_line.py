"""`check` with names of files only, for which no parser of command lines is imported."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from outbound_lint.cli import check
from outbound_lint.cli.options import LiveOptions, Options, ProbeOptions
from tests.checkout import ROOT
from tests.cli.conftest import Run
from tests.cli.samples import ERROR, VALID, WARNING, write

PARSED = "--color=auto"
"""The default, written out, so that the command line is parsed."""


def test_the_defaults_are_those_of_the_parser() -> None:
    with click.Context(check.command) as context:
        parsed = dict(check.command.make_context("check", [], context).params)
    values: tuple[type, ...] = (Options, ProbeOptions, LiveOptions)
    defaults = {name: getattr(one, name) for one in values for name in one.__annotations__}
    assert parsed == defaults


@pytest.mark.parametrize(
    "names",
    [
        [],
        ["."],
        ["a.yaml"],
        ["--force-exclude", "a.yaml", "b.yaml"],
        ["a.yaml", "missing.yaml"],
        ["a.yaml", ""],
        ["nothing"],
        ["--force-exclude"],
        ["b.yaml", "a.yaml", "b.yaml"],
        [str(ROOT / "examples" / "broken")],
    ],
    ids=" ".join,
)
def test_the_output_is_that_of_a_parsed_command_line(
    run: Run, tmp_path: Path, names: list[str]
) -> None:
    write(tmp_path, a=ERROR, b=WARNING, c=VALID)
    (tmp_path / "nothing").mkdir()
    assert run("check", *names) == run("check", PARSED, *names)
