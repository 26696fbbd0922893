"""`-o FORMAT[=FILE]`: several reports of one run, each in its file."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from tests.cli import samples
from tests.cli.conftest import Run


@pytest.fixture(autouse=True)
def _a_finding(tmp_path: Path) -> None:
    samples.write(tmp_path / "agents", a=samples.ERROR)


def names(folder: Path) -> set[str]:
    return {entry.name for entry in folder.iterdir()}


def test_text_is_the_default(run: Run) -> None:
    assert run("check", "agents").out == run("check", "agents", "-o", "text").out


@pytest.mark.parametrize("form", ["text", "concise", "json"])
def test_a_file_holds_what_standard_output_would(run: Run, tmp_path: Path, form: str) -> None:
    shown = run("check", "agents", "-o", f"{form}=-")
    written = run("check", "agents", "-o", f"{form}=out")
    assert shown.status == written.status == 1
    assert written.out == ""
    assert (tmp_path / "out").read_bytes() == shown.out.encode()


def test_one_run_writes_several_formats(run: Run, tmp_path: Path) -> None:
    result = run("check", "agents", "-o", "json=r.json", "-o", "concise", "--output", "text=r.txt")
    assert result.out.startswith("agents/a.yaml:3:")
    assert json.loads((tmp_path / "r.json").read_text())["summary"]["errors"] == 1
    assert samples.ERROR_RULE in (tmp_path / "r.txt").read_text()
    assert names(tmp_path) == {"agents", "r.json", "r.txt"}


def test_a_file_name_may_hold_an_equals_sign(run: Run, tmp_path: Path) -> None:
    run("check", "agents", "-o", "json=a=b.json")
    assert "a=b.json" in names(tmp_path)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("jsn", "did you mean json?"),
        ("pdf=x", "(known: text, concise, json, sarif, github, gitlab, junit)"),
        ("json=", "no file name after json="),
        ("json=agents", "agents is a folder"),
        ("json=missing/r.json", "no such folder: missing"),
        ("json=agents/a.yaml/r.json", "no such folder: agents/a.yaml"),
    ],
)
def test_an_output_that_can_not_be_written_is_a_usage_error_before_the_run(
    run: Run, value: str, message: str
) -> None:
    result = run("check", "agents", "-o", value)
    assert result.status == 2
    assert result.out == ""
    assert message in result.err


def test_two_reports_in_one_file_are_a_usage_error(run: Run) -> None:
    result = run("check", "agents", "-o", "json=r", "-o", "text=./agents/../r")
    assert result.status == 2
    assert "two reports have the same file" in result.err


@pytest.mark.parametrize("other", ["text", "json", "sarif"])
def test_a_document_is_alone_on_standard_output(run: Run, other: str) -> None:
    result = run("check", "agents", "-o", "json", "-o", other)
    assert (result.status, result.out) == (2, "")
    assert f"json and {other} would be mixed on standard output" in result.err
    assert "-o json=report.json" in result.err


def test_lines_of_several_formats_may_be_on_standard_output(run: Run) -> None:
    out = run("check", "agents", "-o", "text", "-o", "github").out
    assert out.startswith("error[")
    assert "\n::error " in out


def test_a_file_that_can_not_be_written_is_reported_before_the_run(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    monkeypatch.setattr(os, "access", lambda path, _mode: not str(path).endswith("closed"))
    result = run("check", "agents", "-o", "text", "-o", "json=closed/r.json")
    assert (result.status, result.out) == (2, "")
    assert result.err == "Error: closed/r.json can't be written: Permission denied\n"


def test_a_name_that_is_too_long_is_reported_before_the_run(run: Run) -> None:
    result = run("check", "agents", "-o", "text", "-o", f"json={'r' * 999}.json")
    assert (result.status, result.out) == (2, "")
    assert "can't be written: File name too long" in result.err


def test_a_report_that_can_not_be_written_does_not_prevent_the_others(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replace(source: str, target: str) -> None:
        if target.endswith("1.json"):
            raise OSError(28, "No space left on device")
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", replace)
    result = run("check", "agents", "-o", "json=1.json", "-o", "text", "-o", "json=2.json")
    assert result.status == 2
    assert result.out.startswith("error[")
    assert result.err == "Error: 1.json can't be written: No space left on device\n"
    assert names(tmp_path) == {"agents", "2.json"}


def test_a_report_never_replaces_what_is_checked(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.VALID)
    result = run("check", "a.yaml", "-o", "json=./a.yaml")
    assert result.status == 2
    assert "the report would replace ./a.yaml, which this run reads" in result.err
    assert (tmp_path / "a.yaml").read_text() == samples.VALID


@pytest.mark.parametrize(
    ("args", "file"),
    [
        (["--config", "ci.yaml"], "ci.yaml"),
        (["--baseline", "agents/../known.json"], "known.json"),
        ([], "known.json"),
        ([], ".outbound-lint.yaml"),
        ([], "pyproject.toml"),
    ],
)
def test_a_report_never_replaces_settings_or_the_baseline(
    run: Run, tmp_path: Path, args: list[str], file: str
) -> None:
    (tmp_path / "ci.yaml").touch()
    (tmp_path / "known.json").write_text('{"version": 1, "findings": {}}')
    (tmp_path / ".outbound-lint.yaml").write_text("baseline: known.json\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    before = (tmp_path / file).read_text()
    result = run("check", "agents", *args, "-o", f"json={file}")
    assert result.status == 2
    assert f"the report would replace {file}, " in result.err
    assert (tmp_path / file).read_text() == before


SUMMARY = "GITHUB_STEP_SUMMARY"


def test_a_report_replaces_an_earlier_one_but_no_connections_that_a_search_finds(
    run: Run, tmp_path: Path
) -> None:
    result = run("check", "-o", "json=agents/a.yaml")
    assert (result.status, result.out) == (2, "")
    assert "the report would replace agents/a.yaml, which was checked" in result.err
    assert (tmp_path / "agents/a.yaml").read_text() == samples.ERROR
    for _ in range(2):
        assert run("check", "-o", "json=report.json").status == 1


def test_the_format_github_appends_to_the_summary_of_the_step(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "summary.md").write_text("before\n")
    monkeypatch.setenv(SUMMARY, str(tmp_path / "summary.md"))
    run("check", "agents", "-o", "json")
    assert (tmp_path / "summary.md").read_text() == "before\n"
    assert run("check", "agents", "-o", "github").out.startswith("::error file=agents/a.yaml,")
    assert (
        (tmp_path / "summary.md").read_text().startswith("before\n### outbound-lint\n\nerrors: 1")
    )


def test_a_summary_that_can_not_be_written_is_no_failure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SUMMARY, str(tmp_path / "missing" / "summary.md"))
    result = run("check", "agents", "-o", "github")
    assert result.status == 1
    assert result.err == (
        "The file of GITHUB_STEP_SUMMARY can't be written: No such file or directory\n"
    )


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
class TestOnPosix:
    def test_a_summary_that_is_a_pipe_without_a_reader_does_not_hang_the_run(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        os.mkfifo(tmp_path / "pipe")
        monkeypatch.setenv(SUMMARY, str(tmp_path / "pipe"))
        result = run("check", "agents", "-o", "github")
        assert result.status == 1
        assert "can't be written: No such device or address" in result.err

    def test_a_new_file_has_the_mode_of_the_umask(self, run: Run, tmp_path: Path) -> None:
        before = os.umask(0o027)
        try:
            run("check", "agents", "-o", "json=r.json")
        finally:
            os.umask(before)
        assert (tmp_path / "r.json").stat().st_mode & 0o777 == 0o640

    def test_a_replaced_file_keeps_its_mode(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "r.json").write_text("old")
        (tmp_path / "r.json").chmod(0o604)
        run("check", "agents", "-o", "json=r.json")
        assert (tmp_path / "r.json").stat().st_mode & 0o777 == 0o604
        assert (tmp_path / "r.json").read_text() != "old"

    def test_a_link_is_replaced_and_its_target_is_not_changed(
        self, run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside") / "kept"
        outside.write_text("kept")
        (tmp_path / "r.json").symlink_to(outside)
        run("check", "agents", "-o", "json=r.json")
        assert outside.read_text() == "kept"
        assert not (tmp_path / "r.json").is_symlink()

    def test_a_file_in_place_of_a_link_does_not_have_the_mode_of_the_target(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "target").write_text("")
        (tmp_path / "target").chmod(0o604)
        (tmp_path / "r.json").symlink_to("target")
        before = os.umask(0o027)
        try:
            run("check", "agents", "-o", "json=r.json")
        finally:
            os.umask(before)
        assert (tmp_path / "r.json").lstat().st_mode & 0o777 == 0o640

    def test_a_link_to_nothing_is_replaced(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "r.json").symlink_to("nothing")
        assert run("check", "agents", "-o", "json=r.json").status == 1
        assert names(tmp_path) == {"agents", "r.json"}
        assert (tmp_path / "r.json").is_file()
        assert not (tmp_path / "r.json").is_symlink()

    def test_a_folder_link_out_of_the_working_directory_is_a_usage_error(
        self, run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside")
        (tmp_path / "reports").symlink_to(outside)
        result = run("check", "agents", "-o", "json=reports/r.json")
        assert result.status == 2
        assert "leads outside the working directory" in result.err
        assert names(outside) == set()

    def test_a_folder_elsewhere_is_written_to_when_it_is_named(
        self, run: Run, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside")
        assert run("check", "agents", "-o", f"json={outside}/r.json").status == 1
        assert names(outside) == {"r.json"}

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_without_permission_is_a_usage_error(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "closed").mkdir(mode=0o500)
        result = run("check", "agents", "-o", "json=closed/r.json")
        assert result.status == 2
        assert "closed/r.json can't be written: Permission denied" in result.err

    def test_a_file_that_can_not_be_replaced_leaves_nothing_behind(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(13, "Permission denied")

        (tmp_path / "r.json").write_text("old")
        monkeypatch.setattr(os, "replace", refuse)
        result = run("check", "agents", "-o", "json=r.json")
        assert result.status == 2
        assert "r.json can't be written: Permission denied" in result.err
        assert names(tmp_path) == {"agents", "r.json"}
        assert (tmp_path / "r.json").read_text() == "old"

    def test_a_pipe_is_written_to(self, run: Run, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        read: list[bytes] = []
        reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
        reader.start()
        run("check", "agents", "-o", "json=pipe")
        reader.join(10)
        assert json.loads(read[0])["summary"]["errors"] == 1
        assert names(tmp_path) == {"agents", "pipe"}

    def test_a_device_is_written_to(self, run: Run) -> None:
        assert run("check", "agents", "-o", "json=/dev/null").status == 1
        assert Path("/dev/null").is_char_device()
