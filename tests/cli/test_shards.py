"""`--shard K/N`: a stable part of the files that are found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from outbound_lint.run.shards import Shard
from tests.checkout import ROOT
from tests.cli import samples
from tests.cli.conftest import Run


def shards(count: int) -> list[Shard]:
    return [Shard(number, count) for number in range(1, count + 1)]


PATHS = [f"agents/team-{number % 40:02}/{number:06}.yaml" for number in range(8_000)]


@pytest.mark.parametrize("count", [1, 2, 3, 8, 16])
def test_every_file_is_in_exactly_one_shard_and_they_are_about_even(count: int) -> None:
    sizes = []
    held: list[str] = []
    for shard in shards(count):
        part = [path for path in PATHS if shard.holds(path)]
        held += part
        sizes.append(len(part))
    assert sorted(held) == sorted(PATHS)
    # Five standard deviations of the binomial distribution.
    even = len(PATHS) / count
    assert all(abs(size - even) < 5 * even**0.5 for size in sizes)


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("agents/support.yaml", 2),
        ("größe.yaml", 2),
        ("../a.json", 1),
        ("gr\udcf6.yaml", 1),
        ("a.yaml", 3),
        ("b.yaml", 3),
    ],
)
def test_the_shard_of_a_path_is_the_same_in_every_version_and_on_every_system(
    path: str, number: int
) -> None:
    assert [shard.part for shard in shards(3) if shard.holds(path)] == [number]


@pytest.fixture
def many(tmp_path: Path) -> None:
    for number in range(12):
        samples.write(tmp_path / f"team-{number % 3}", **{f"a{number}": samples.ERROR})


def shown(run: Run, *args: str, stdin: bytes | None = None) -> list[str]:
    result = run("check", "--show-files", *args, stdin=stdin)
    assert result.status == 0
    return result.out.splitlines()


@pytest.mark.usefixtures("many")
def test_folders_lists_and_named_files_are_split_alike(run: Run) -> None:
    every = shown(run)
    assert len(every) == 12
    listed = "\n".join(every).encode()
    parts = []
    for shard in shards(3):
        part = shown(run, "--shard", str(shard))
        assert part == [path for path in every if shard.holds(path)]
        assert shown(run, *every, "--shard", str(shard)) == part
        assert shown(run, "--files-from", "-", "--shard", str(shard), stdin=listed) == part
        # whatever other files there are, and however a file is named
        assert shown(run, "--shard", str(shard), "./team-1/") == [
            path for path in part if path.startswith("team-1/")
        ]
        parts += part
    assert sorted(parts) == every


@pytest.mark.usefixtures("many")
def test_the_shards_find_what_the_whole_run_finds(run: Run) -> None:
    found = [run("check", "-o", "concise", "--shard", f"{number}/4") for number in (1, 2, 3, 4)]
    lines = [line for each in found for line in each.out.splitlines()]
    assert sorted(lines) == run("check", "-o", "concise").out.splitlines()
    assert {each.status for each in found if each.out} == {1}


def test_a_shard_without_files_is_no_failure(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.ERROR)
    statuses = [run("check", "--shard", f"{number}/2").status for number in (1, 2)]
    assert sorted(statuses) == [0, 1]
    empty = f"{statuses.index(0) + 1}/2"
    result = run("check", "--shard", empty)
    assert result == (0, "Nothing to check.\n", f"No files are in shard {empty}.\n")


@pytest.mark.parametrize(
    "value", ["4/3", "0/3", "1/0", "a/b", "3", "", "/", "-1/3", "1/3/5", " 1/3", "١/٣", "1/3.0"]
)
def test_a_shard_that_does_not_exist_is_a_usage_error(run: Run, value: str) -> None:
    result = run("check", "--shard", value)
    assert (result.status, result.out) == (2, "")
    assert f"{value!r} is not a shard" in result.err
    assert "type --shard 1/3, 2/3 and 3/3 for the three parts of a run" in result.err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["-"], "standard input can't be combined with --shard: check it in a run without"),
        (["--connection", "a"], "--connection can't be combined with --shard: leave --shard out"),
        (["--require-connections"], "give it to `outbound-lint merge`"),
    ],
    ids=str,
)
def test_what_is_about_a_whole_run_is_refused(run: Run, args: list[str], message: str) -> None:
    result = run("check", "--shard", "1/2", *args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


@pytest.mark.usefixtures("many")
def test_the_hash_of_the_process_does_not_matter(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "outbound_lint", "check", "--show-files", "--shard", "2/3"]
    outputs = {
        subprocess.check_output(
            command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
