"""Usage errors exit with 2 and say what to type; internal errors exit with 3."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from outbound_lint.cli import checking, main
from tests.cli import samples
from tests.cli.conftest import Run


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["chek"], "no such command: chek — did you mean check?"),
        (["xyzzy"], "no such command: xyzzy\n"),
        (["agents/"], "did you mean `outbound-lint check agents/`?"),
        (["agents"], "did you mean `outbound-lint check agents`?"),  # it exists
        (["gone.yml"], "did you mean `outbound-lint check gone.yml`?"),
        (["-"], "did you mean `outbound-lint check -`?"),
        (["--select", "payload"], "type `outbound-lint check --select`"),
        (["-o", "json"], "type `outbound-lint check -o`"),
        (["--versoin"], "--version"),
        (["check", "--slect", "payload"], "--select"),
        (["check", "--repair"], "No such option"),
        (["check", "--fail-on", "errors"], "'error', 'warning', 'info', 'never'"),
        (["check", "--color", "blue"], "'auto', 'always', 'never'"),
        (["check", "--jobs", "0"], "'0' is not a whole number of 1 or more"),
        (["check", "--jobs", "two"], "'two' is not a whole number of 1 or more"),
        (["check", "--exclude", "!a.yaml"], "add one before them, like --exclude '*.yaml'"),
        (["check", "agent/"], "no such file or folder: agent/ — did you mean agents/?"),
        (["check", "agents/b.yaml"], "agents/b.yaml — did you mean agents/a.yaml?"),
        (["check", "nowhere"], "no such file or folder: nowhere\n"),
        (["check", ""], "no such file or folder: (an empty name)"),
        (["explain"], "Missing argument 'RULE'"),
        (["explain", "payload-key-colision"], "did you mean payload-key-collision?"),
        (["explain", "payload"], "it is a family: payload-invalid-json"),
        (["explain", "xyzzy"], "`outbound-lint rules` lists them"),
        (["schema", "repotr"], "did you mean report?"),
        (["schema", "../report"], "no such schema"),
        (["rules", "more"], "unexpected extra argument"),
    ],
)
def test_a_usage_error_says_what_to_type(
    run: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    samples.write(tmp_path / "agents", a=samples.VALID)
    result = run(*args)
    assert result.status == 2
    assert result.out == ""
    assert result.err.startswith("Error: ")
    assert message in result.err


@pytest.mark.parametrize(
    "args",
    [["check", "-x.json"], ["check", "a.yaml", "-x.json"], ["preview", "-x.json"], ["-x.json"]],
    ids=" ".join,
)
def test_a_file_that_begins_with_a_dash_is_not_only_called_an_option(
    run: Run, tmp_path: Path, args: list[str]
) -> None:
    samples.write(tmp_path, a=samples.VALID)
    (tmp_path / "-x.json").write_text(samples.VALID_JSON)
    result = run(*args)
    assert result.status == 2
    assert result.err.startswith("Error: No such option")  # the rest of it is click's
    assert " — a file of that name is `./-x.json`\n" in result.err
    assert run("check", "./-x.json").status == run("check", "--", "-x.json").status == 0


def test_a_file_that_is_taken_for_an_option_with_a_value_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "-o.yaml").write_text(samples.VALID)
    assert "a file of that name is `./-o.yaml`" in run("check", "-o.yaml").err


@pytest.mark.parametrize(
    "name", ["--exclude=*.yaml", "--output=json=b.yaml", "-ojson=b.yaml", "--ignore=all.yaml"]
)
def test_a_file_of_a_repository_is_never_an_option(run: Run, tmp_path: Path, name: str) -> None:
    samples.write(tmp_path, a=samples.VALID, b=samples.VALID)
    (tmp_path / name).write_text(samples.VALID)
    result = run("check", "a.yaml", name)
    assert result.status == 2
    assert f"type `./{name}` for the file" in result.err
    assert (tmp_path / "b.yaml").read_text() == samples.VALID
    assert run("check", "--", "a.yaml", name).status == 0


def test_a_mistyped_option_is_only_that(run: Run) -> None:
    assert "a file of that name" not in run("check", "--no-such-option").err


def test_all_missing_paths_are_named(run: Run) -> None:
    result = run("check", "one", "two")
    assert result.status == 2
    assert "no such file or folder: one" in result.err
    assert "no such file or folder: two" in result.err


@pytest.mark.parametrize(
    "args", [["{}"], ["check", "{}"], ["check", "--{}"], ["check", "--select", "{}"]]
)
def test_what_was_typed_controls_neither_a_terminal_nor_a_ci_log(run: Run, args: list[str]) -> None:
    result = run(*(arg.format("a\x1b[2J\n::error::\u202e##[x") for arg in args))
    assert result.status == 2
    assert not {"\x1b", "\u202e"} & set(result.err)
    assert "\n::" not in result.err
    assert "##[" not in result.err


def test_an_internal_error_is_reported_without_the_text_of_the_exception(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr(checking, "check", fail)
    assert main(["check"]) == 3
    printed = capsys.readouterr().err
    first, second = printed.splitlines()
    assert re.fullmatch(
        r"Internal error: ZeroDivisionError at outbound_lint/cli/__init__\.py:\d+", first
    )
    assert second.startswith("This is a bug in outbound-lint. Report this message")
    assert "secret" not in printed
