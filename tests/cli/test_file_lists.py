"""`--files-from`: paths from a list in a file or on standard input."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples
from tests.cli.conftest import Result, Run


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    samples.write(tmp_path / "agents", a=samples.ERROR, b=samples.VALID)
    samples.write(tmp_path, c=samples.ERROR, größe=samples.VALID)


def checked(result: Result) -> list[str]:
    assert (result.status, result.err) == (0, ""), result
    return result.out.splitlines()


@pytest.mark.parametrize(
    "data",
    [
        b"c.yaml\nagents/b.yaml\n",
        b"c.yaml\nagents/b.yaml",
        b"\n\nc.yaml\r\n\r\nagents/b.yaml\r\n",
        b"c.yaml\0agents/b.yaml\0",
        b"\xef\xbb\xbfc.yaml\n./agents/b.yaml\nc.yaml\n",
    ],
)
@pytest.mark.parametrize("on_stdin", [True, False], ids=["standard input", "file"])
def test_a_list_has_a_path_on_each_line_or_before_each_nul(
    run: Run, tmp_path: Path, data: bytes, on_stdin: bool
) -> None:
    if on_stdin:
        result = run("check", "--show-files", "--files-from", "-", stdin=data)
    else:
        (tmp_path / "list").write_bytes(data)
        result = run("check", "--show-files", "--files-from", "list")
    assert checked(result) == ["agents/b.yaml", "c.yaml"]


@pytest.mark.parametrize("name", ["größe.yaml", "a b.yaml", " c.yaml ", "-o.yaml", "-", "x\n\r"])
def test_a_path_is_taken_as_it_is(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(samples.ERROR, encoding="utf-8")
    result = run("check", "-o", "json", "--files-from", "-", stdin=os.fsencode(name) + b"\0")
    assert [one["path"] for one in result.report()["findings"]] == [name]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse the name")
def test_a_name_that_is_not_utf_8_is_found(run: Run, tmp_path: Path) -> None:
    name = b"gr\xf6\xdfe.yaml"
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(samples.ERROR)
    result = run("check", "-o", "json", "--files-from", "-", stdin=name)
    assert [one["path"] for one in result.report()["findings"]] == [os.fsdecode(name)]


def test_what_git_and_find_write_can_be_piped(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    command = f"{sys.executable} -m outbound_lint check --show-files --files-from -"
    for listing in ("git ls-files -z", "find . -name '*.yaml' -print0", "ls -d *.yaml */*.yaml"):
        done = subprocess.run(
            ["sh", "-c", f"{listing} | {command}"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == "agents/a.yaml\nagents/b.yaml\nc.yaml\ngröße.yaml\n", listing


def test_a_list_is_combined_with_paths_and_its_folders_are_searched(run: Run) -> None:
    result = run("check", "--show-files", "c.yaml", "--files-from", "-", stdin=b"agents\n")
    assert checked(result) == ["agents/a.yaml", "agents/b.yaml", "c.yaml"]


def test_the_report_is_that_of_the_same_paths_as_arguments(run: Run) -> None:
    listed = run("check", "--files-from", "-", stdin=b"agents\nc.yaml\n")
    assert listed == run("check", "agents", "c.yaml")
    assert listed.status == 1


def test_listed_files_are_named_files(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("c.yaml\n")
    (tmp_path / "d.txt").write_text(samples.VALID)
    arguments = ("check", "--show-files", "--files-from", "-")
    listed = b"agents/a.yaml\nc.yaml\nd.txt\n"
    assert checked(run(*arguments, stdin=listed)) == ["agents/a.yaml", "c.yaml", "d.txt"]
    assert checked(run(*arguments, "--force-exclude", stdin=listed)) == ["agents/a.yaml"]


@pytest.mark.parametrize("data", [b"", b"\n\r\n", b"\0\0"])
def test_an_empty_list_checks_nothing(run: Run, data: bytes) -> None:
    result = run("check", "--files-from", "-", stdin=data)
    assert result == (0, "Nothing to check.\n", "No paths are in the list -.\n")
    assert run("check", "--quiet", "--files-from", "-", stdin=data) == (0, "", "")
    assert run("check", "--require-connections", "--files-from", "-", stdin=data).status == 1
    assert checked(run("check", "--show-files", "--files-from", "-", stdin=data)) == []


def test_missing_paths_are_named_with_their_places(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text('c.yaml\n\nagents/aa.yaml\n"gr\\303\\266\\303\\237e"\nx/y\n')
    result = run("check", "gone", "--files-from", "list.txt")
    assert (result.status, result.out) == (2, "")
    first, *others = result.err.split("\n")
    assert first == "Error: no such file or folder: gone"
    quoted = 'no such file or folder: "gr\\303\\266\\303\\237e" (list.txt:4)'
    assert [one.strip().split(" — ") for one in others[:3]] == [
        ["no such file or folder: agents/aa.yaml (list.txt:3)", "did you mean agents/a.yaml?"],
        [quoted, "git quotes such a name unless the list is written with -z"],
        [
            "no such file or folder: x/y (list.txt:5)",
            "remove it from the list, or run the command where the paths start",
        ],
    ]


def test_of_many_missing_paths_ten_are_named(run: Run) -> None:
    names = b"".join(b"x%d\0" % number for number in range(1012))
    result = run("check", "--files-from", "-", stdin=names)
    assert result.status == 2
    assert result.err.count("no such file") == 10
    assert "x9 (<stdin>:10)" in result.err
    assert "and 1,002 more that do not exist" in result.err


def test_a_path_in_a_list_controls_neither_a_terminal_nor_a_ci_log(run: Run) -> None:
    result = run("check", "--files-from", "-", stdin=b"\x1b[2J\0\n::error::\0##[x\0")
    assert result.status == 2
    assert "\x1b" not in result.err
    assert "\n::" not in result.err
    assert "##[" not in result.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--files-from", "lst.txt"], "--files-from: no such file: lst.txt"),
        (["--files-from", ""], "--files-from: no such file: (an empty name)"),
        (["--files-from", "agents"], "--files-from: agents can't be read: Is a directory"),
        (["--files-from", "-"], "--files-from -: standard input is closed: pipe something into it"),
        (["--files-from", "-", "-"], "leave - as a PATH out"),
        (["--files-from", "utf16"], "--files-from: utf16 is UTF-16: write it in UTF-8"),
        (["--files-from", "c.yaml", "-o", "json=c.yaml"], "would replace c.yaml, which this run"),
        (["--files-from", "list", "-o", "json=c.yaml"], "would replace c.yaml, which this run"),
    ],
    ids=str,
)
def test_a_list_that_can_not_be_used_is_a_usage_error(
    run: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    (tmp_path / "utf16").write_bytes("c.yaml\n".encode("utf-16"))
    (tmp_path / "list").write_text("c.yaml")
    result = run("check", *args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_a_link_of_the_repository_to_a_list_elsewhere_is_not_read(
    run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "list"
    outside.write_text("a secret\n")
    (tmp_path / "list").symlink_to(outside)
    result = run("check", "--files-from", "list")
    assert result.status == 2
    assert "--files-from: the link list leads outside the working directory" in result.err
    assert "secret" not in result.err
    assert "secret" in run("check", "--files-from", outside).err  # that file was named


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="a shell's `<(…)` needs it")
def test_a_list_may_come_from_a_pipe(tmp_path: Path) -> None:
    command = f"{sys.executable} -m outbound_lint check --show-files --files-from <(echo c.yaml)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert done.stdout == b"c.yaml\n"
