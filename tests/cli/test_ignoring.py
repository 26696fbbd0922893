"""Ignore comments and the baseline through the command line."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from textwrap import indent

import pytest

from outbound_lint.cli import suppressing
from outbound_lint.run import baseline, writing
from outbound_lint.syntax.nodes import MAX_NODES
from tests.checkout import ROOT
from tests.cli.conftest import Run
from tests.cli.samples import ERROR, ERROR_RULE, VALID, VALID_JSON, WARNING, write

REASON = "known before 2026"
COMMENT = f"# outbound-lint: ignore[{ERROR_RULE}] {REASON}\n"
ADD = ("check", "--add-ignores", "--reason", REASON)
ERROR_JSON = VALID_JSON.replace("https", "http")


def found(run: Run, *args: str) -> list[tuple[str, str]]:
    """Return the path and rule of each finding."""
    report = run("check", "-o", "json", *args).report()
    return [(one["path"], one["rule"]) for one in report["findings"]]


def commented(text: str) -> str:
    return text.replace("trigger_call_payload", COMMENT + "trigger_call_payload")


class TestShowSuppressed:
    def test_the_summary_counts_and_the_list_gives_reasons(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=commented(ERROR))
        result = run("check")
        assert result.status == 0
        assert result.out == (
            "No problems found in 1 connection (1 file). Hidden: 1 by ignore comments.\n"
        )
        listed = run("check", "--show-suppressed").out
        assert listed.startswith("Suppressed by ignore comments:\n  a.yaml:4:51: error[")
        assert listed.endswith(f"    reason: {REASON}\n\n{result.out}")

    def test_json_lists_them_only_on_request(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=commented(ERROR))
        report = run("check", "-o", "json").report()
        assert report["summary"]["suppressed"] == 1
        assert "suppressed" not in report
        (one,) = run("check", "-o", "json", "--show-suppressed").report()["suppressed"]
        assert (one["rule"], one["reason"]) == (ERROR_RULE, REASON)

    def test_comments_in_many_files_are_counted_with_several_processes(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, **{f"a{number}": commented(ERROR) for number in range(310)})
        report = run("check", "-o", "json", "--jobs", "2").report()
        assert report["summary"]["suppressed"] == 310


class TestAddIgnores:
    def test_every_finding_gets_a_comment_and_the_next_run_is_clean(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=ERROR, b=WARNING, c=VALID)
        before = (tmp_path / "c.yaml").stat().st_mtime_ns
        result = run(*ADD)
        assert result.status == 0
        assert result.err == "Added 2 ignore comments for 2 findings in 2 files.\n"
        assert result.out.endswith(" Hidden: 2 by ignore comments.\n")
        assert (tmp_path / "a.yaml").read_text() == commented(ERROR)
        assert (tmp_path / "c.yaml").stat().st_mtime_ns == before
        assert found(run) == []
        again = run(*ADD)
        assert again.err == "Added 0 ignore comments for 0 findings in 0 files.\n"

    def test_only_selected_rules_get_comments(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=ERROR, b=WARNING)
        run(*ADD, "--select", ERROR_RULE)
        assert (tmp_path / "b.yaml").read_text() == WARNING
        assert found(run) == [("b.yaml", "placeholder-unquoted")]

    def test_only_the_chosen_connection_gets_comments_and_is_reported(
        self, run: Run, tmp_path: Path
    ) -> None:
        text = "connections:\n" + "".join(
            f"- name: {name}\n{indent(ERROR, '  ')}" for name in ("one", "two")
        )
        (tmp_path / "a.yaml").write_text(text)
        result = run(*ADD, "--connection", "two")
        assert result.status == 0
        assert result.out == (
            "No problems found in 1 connection (1 file). Hidden: 1 by ignore comments.\n"
        )
        added = (tmp_path / "a.yaml").read_text()
        assert added.index("outbound-lint: ignore") > added.index("two")
        assert run("check").status == 1

    def test_byte_order_mark_line_ends_and_mode_stay(self, run: Run, tmp_path: Path) -> None:
        file = tmp_path / "a.yaml"
        file.write_bytes(b"\xef\xbb\xbf" + ERROR.replace("\n", "\r\n").encode())
        file.chmod(0o640)
        assert run(*ADD).status == 0
        assert (
            file.read_bytes() == b"\xef\xbb\xbf" + commented(ERROR).replace("\n", "\r\n").encode()
        )
        assert stat.S_IMODE(file.stat().st_mode) == 0o640
        assert os.listdir(tmp_path) == ["a.yaml"]

    def test_json_has_no_comments(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text(ERROR_JSON)
        result = run(*ADD)
        assert result.status == 1
        assert (tmp_path / "a.json").read_text() == ERROR_JSON
        assert result.err == (
            "Added 0 ignore comments for 0 findings in 0 files.\n"
            "Without a comment: 1 finding, because JSON has no comments. "
            "Add --write-baseline baseline.json for them.\n"
        )

    def test_what_comments_can_not_hide_goes_into_a_baseline(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "a.json").write_text(ERROR_JSON)
        write(tmp_path, a=ERROR)
        result = run(*ADD, "--write-baseline", "known.json", "--", "a.json", "a.yaml")
        assert result.status == 0
        assert [*json.loads((tmp_path / "known.json").read_text())["findings"]] == ["a.json"]
        assert found(run, "--baseline", "known.json") == []

    def test_findings_in_the_baseline_get_no_comment(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=ERROR)
        run("check", "--write-baseline", "known.json")
        write(tmp_path, b=WARNING)
        result = run(*ADD, "--baseline", "known.json")
        assert (tmp_path / "a.yaml").read_text() == ERROR
        assert result.out.endswith("Hidden: 1 by ignore comments and 1 by the baseline.\n")

    def test_syntax_errors_get_no_comment(self, run: Run, tmp_path: Path) -> None:
        broken = f"{VALID}---\n- [\n"
        write(tmp_path, a=broken)
        (tmp_path / "b.yaml").write_bytes(b"trigger_call: \xff\n")
        assert run(*ADD).status == 1
        assert (tmp_path / "a.yaml").read_text() == broken

    def test_a_finding_without_a_place_for_a_comment_is_reported(
        self, run: Run, tmp_path: Path
    ) -> None:
        text = (
            "{a: 'x\n y', trigger_call_payload: '{\n ,\n }', trigger_call_endpoint: 'http://x.io'}"
        )
        write(tmp_path, a=text)
        result = run(*ADD)
        assert result.status == 1
        assert "1 finding, because there is no place for a comment on their lines" in result.err

    def test_a_file_that_changed_is_not_written_nor_any_other(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=ERROR, b=ERROR)
        read = writing.read

        def change(path: str, **options: str) -> object:
            if path.endswith("b.yaml"):
                write(tmp_path, b=VALID)
            return read(path, **options)

        monkeypatch.setattr(writing, "read", change)
        result = run(*ADD)
        assert (result.status, result.out) == (2, "")
        assert result.err == (
            "Error: b.yaml changed during the check, so nothing was written: run it again\n"
        )
        assert (tmp_path / "a.yaml").read_text() == ERROR
        assert (tmp_path / "b.yaml").read_text() == VALID

    def test_when_one_file_can_not_be_written_none_is(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=ERROR)
        write(tmp_path / "sub", b=ERROR)
        opened = os.open

        def fail(path: str, flags: int, *args: int) -> int:
            if "sub" in path and flags & os.O_CREAT:
                raise OSError(28, "No space left on device")
            return opened(path, flags, *args)

        monkeypatch.setattr(writing.os, "open", fail)
        result = run(*ADD)
        assert result.status == 2
        assert result.err == "Error: the comments can't be written: No space left on device\n"
        assert (tmp_path / "a.yaml").read_text() == ERROR
        assert sorted(os.listdir(tmp_path)) == ["a.yaml", "sub"]

    def test_a_file_without_permission_to_write_is_left(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=ERROR, b=ERROR)
        monkeypatch.setattr(os, "access", lambda path, _: not path.endswith("b.yaml"))
        result = run(*ADD)
        assert result.status == 2
        assert result.err == "Error: no permission to write b.yaml: nothing was changed\n"
        assert (tmp_path / "a.yaml").read_text() == ERROR

    def test_a_link_inside_the_working_directory_is_followed(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path / "real", a=ERROR)
        (tmp_path / "link.yaml").symlink_to("real/a.yaml")
        assert run(*ADD, "link.yaml").status == 0
        assert (tmp_path / "link.yaml").is_symlink()
        assert (tmp_path / "real" / "a.yaml").read_text() == commented(ERROR)

    def test_a_link_that_leads_outside_is_never_written(
        self, run: Run, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        outside = tmp_path_factory.mktemp("outside")
        write(outside, a=ERROR)
        (tmp_path / "a.yaml").symlink_to(outside / "a.yaml")
        assert run(*ADD).status == 1
        assert (outside / "a.yaml").read_text() == ERROR

    def test_the_values_of_real_files_stay_the_same(self, run: Run, tmp_path: Path) -> None:
        shutil.copytree(ROOT / "examples" / "fleet", tmp_path / "fleet")
        before = found(run)
        run(*ADD)
        left = found(run)
        assert 0 < len(left) < len(before)
        assert all(path.endswith(".json") for path, _ in left)
        report = run("check", "-o", "json").report()
        assert report["summary"]["suppressed"] == len(before) - len(left)


class TestBaseline:
    def test_known_findings_are_hidden_and_a_new_one_is_reported(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=ERROR, b=WARNING)
        result = run("check", "--write-baseline", "known.json")
        assert result.status == 0
        assert result.err == "Wrote 2 findings to known.json.\n"
        assert result.out.endswith("(2 files). Hidden: 2 by the baseline.\n")
        assert found(run, "--baseline", "known.json") == []
        write(tmp_path, c=ERROR)
        result = run("check", "--baseline", "known.json", "-o", "json")
        assert result.status == 1
        (one,) = result.report()["findings"]
        assert one["path"] == "c.yaml"
        assert result.report()["summary"]["baselined"] == 2

    def test_a_new_finding_in_a_known_file_is_reported(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=ERROR)
        run("check", "--write-baseline", "known.json")
        write(tmp_path, a=ERROR.replace("https:", "http:"))
        assert found(run, "--baseline", "known.json") == [("a.yaml", "endpoint-scheme")]

    def test_it_survives_reformatting_moved_lines_and_an_inserted_connection(
        self, run: Run, tmp_path: Path
    ) -> None:
        connection = {
            "name": "support",
            "trigger_call_endpoint": "http://voice.acme.dev/outbound",
            "trigger_call_payload": '{"a": True}',
        }
        other = {"name": "sales", "trigger_call_endpoint": "https://voice.acme.dev/sales"}
        write(tmp_path, a=json.dumps({"connections": [connection]}))
        run("check", "--write-baseline", "known.json")
        members = "".join(f"    {key}: >-\n      {value}\n" for key, value in connection.items())
        write(
            tmp_path, a="# moved\n\n" * 9 + f"connections:\n  -\n{members}".replace("- \n", "-\n")
        )
        assert found(run, "--baseline", "known.json") == []
        write(tmp_path, a=json.dumps({"connections": [other, connection]}, indent=3))
        assert found(run, "--baseline", "known.json") == [("a.yaml", "auth-missing")]

    def test_the_same_findings_give_the_same_bytes_wherever_they_are(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(
            tmp_path,
            a=f"connections:\n- {ERROR}- {WARNING}".replace("\n", "\n  ").replace("  - ", "- "),
        )
        run("check", "--write-baseline", "one.json", "a.yaml")
        write(tmp_path, a="\n\n" + (tmp_path / "a.yaml").read_text())
        run("check", "--write-baseline", "two.json", "a.yaml")
        assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()

    def test_paths_are_relative_to_the_file(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path / "agents", a=ERROR)
        (tmp_path / "lint").mkdir()
        run("check", "--write-baseline", "lint/known.json")
        document = json.loads((tmp_path / "lint" / "known.json").read_text())
        assert [*document["findings"]] == ["../agents/a.yaml"]
        monkeypatch.chdir(tmp_path / "agents")
        assert run("check", "--baseline", "../lint/known.json").status == 0

    def test_entries_that_match_nothing_are_counted_and_dropped_at_the_next_write(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=ERROR, b=WARNING)
        run("check", "--write-baseline", "known.json")
        write(tmp_path, a=VALID)
        stale = (
            "The baseline has 1 finding that no longer exists: run again with --write-baseline "
            "known.json to remove it.\n"
        )
        assert run("check", "--baseline", "known.json").err == stale
        assert run("check", "--baseline", "known.json", "b.yaml").err == ""  # a was not checked
        assert run("check", "--baseline", "known.json", "--select", "auth").err == ""
        (tmp_path / "b.yaml").unlink()
        assert "has 2 findings that no longer exist" in run("check", "--baseline", "known.json").err
        run("check", "--baseline", "known.json", "--write-baseline", "known.json")
        assert json.loads((tmp_path / "known.json").read_text())["findings"] == {}
        assert run("check", "--baseline", "known.json").err == ""

    def test_nothing_is_recommended_that_would_make_new_findings_known(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=ERROR)
        run("check", "--write-baseline", "known.json")
        write(tmp_path, a=WARNING)
        assert run("check", "--baseline", "known.json").err == (
            "The baseline has 1 finding that no longer exists: after the findings of this run are "
            "fixed, run again with --write-baseline known.json to remove it.\n"
        )

    def test_what_a_run_does_not_check_is_kept(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=f"connections:\n  one:\n{indent(ERROR, '    ')}", b=ERROR, c=ERROR)
        all_of_them = "check", "--write-baseline", "known.json"
        assert run(*all_of_them).err == "Wrote 3 findings to known.json.\n"
        before = (tmp_path / "known.json").read_bytes()
        for less in (["b.yaml"], ["--select", "auth"], ["--exclude", "/a.yaml"]):
            assert "not checked" in run(*all_of_them, *less).err
            assert (tmp_path / "known.json").read_bytes() == before
        write(tmp_path, b=WARNING, c=f"{VALID}---\n- [\n")
        (tmp_path / "a.yaml").unlink()
        assert run(*all_of_them, "b.yaml").err == (
            "Wrote 2 findings to known.json (1 new, 2 removed, 1 not checked).\n"
        )
        assert run(*all_of_them).err.startswith("Wrote 2 findings to known.json (1 not checked).\n")

    def test_a_run_on_one_connection_keeps_the_others(self, run: Run, tmp_path: Path) -> None:
        connections = "".join(f"  {name}:\n{indent(ERROR, '    ')}" for name in ("one", "two"))
        write(tmp_path, a=f"connections:\n{connections}")
        run("check", "--write-baseline", "known.json")
        before = (tmp_path / "known.json").read_bytes()
        assert run("check", "--baseline", "known.json", "--connection", "one").err == ""
        run("check", "--write-baseline", "known.json", "--connection", "one")
        assert (tmp_path / "known.json").read_bytes() == before

    def test_a_file_that_is_not_checked_completely_is_never_known(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=f"{ERROR}---\n- [\n")
        result = run("check", "--write-baseline", "known.json")
        assert result.status == 0
        assert result.err == (
            "Wrote 1 finding to known.json.\n"
            "Not in the baseline: 1 finding about files that could not be checked completely.\n"
        )
        result = run("check", "--baseline", "known.json", "-o", "concise")
        assert (result.status, result.err) == (1, "")
        assert "syntax-error" in result.out

    def test_a_suppressed_finding_is_not_written(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=commented(ERROR))
        assert run("check", "--write-baseline", "known.json").err == (
            "Wrote 0 findings to known.json.\n"
        )

    def test_it_holds_no_secret(self, run: Run, tmp_path: Path) -> None:
        secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
        write(tmp_path, a=VALID.replace("${KEY}", secret) + f"name: {secret}\n")
        run("check", "--write-baseline", "known.json")
        text = (tmp_path / "known.json").read_text()
        assert "secret-hardcoded" in text
        assert secret not in text

    @pytest.mark.parametrize(
        ("text", "place", "problem"),
        [
            ('{"version": 1, "findings": {', ":1:29", "not valid JSON"),
            ("<<<<<<< HEAD\n{}\n", ":1:1", "not valid JSON"),
            ("[]", ":1:1", "not an object"),
            ("{}", ":1:1", "`version` of a baseline is missing"),
            ('{"version": 1}', ":1:1", "`findings` of a baseline is missing"),
            ('{"findings": {},\n "version": 2}', ":2:13", "version 2 of the baseline"),
            ('{"version": "1", "findings": {}}', ":1:13", "not a number"),
            ('{"version": 1, "findings": []}', ":1:28", "`findings` is not an object"),
            ('{"version": 1, "findings": {"a": 1}}', ":1:34", "not a list"),
            ('{"version": 1, "findings": {"a": [1]}}', ":1:35", "not an object"),
            ('{"version": 1, "findings": {"a": [{}]}}', ":1:35", "`rule` of a baseline is missing"),
            (
                '{"version": 1, "findings": {"a": [{"rule": 1, "fingerprint": "x"}]}}',
                ":1:44",
                "not a string",
            ),
            (
                '{"version": 1, "findings": {"a": [{"rule": "x", "fingerprint": "x"}]}}',
                ":1:35",
                "fingerprint",
            ),
            ("\udcff", ":1:1", "not UTF-8"),
        ],
    )
    def test_a_damaged_file_is_refused_with_line_and_column(
        self, run: Run, tmp_path: Path, text: str, place: str, problem: str
    ) -> None:
        write(tmp_path, a=ERROR)
        data = text.encode("utf-8", "surrogateescape")
        (tmp_path / "known.json").write_bytes(data)
        for option in ("--baseline", "--write-baseline"):
            result = run("check", option, "known.json")
            assert (result.status, result.out) == (2, "")
            assert result.err.startswith(f"Error: known.json{place}: ")
            assert problem in result.err
        assert (tmp_path / "known.json").read_bytes() == data

    def test_a_file_that_is_something_else_is_never_replaced(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=ERROR, b=ERROR)
        assert run("check", "--write-baseline", "a.yaml", "b.yaml").status == 2
        assert (tmp_path / "a.yaml").read_text() == ERROR
        result = run("check", "--write-baseline", ".")
        assert result.err == "Error: . is a folder: name a file, like ./baseline.json\n"
        assert run("check", "--write-baseline", "new.json", "-o", "json=new.json").status == 2
        assert run("check", "--write-baseline", "no/new.json").status == 2
        os.mkfifo(tmp_path / "pipe")
        assert "not a regular file" in run("check", "--write-baseline", "pipe", "b.yaml").err
        (tmp_path / "empty.json").touch()
        assert run("check", "--write-baseline", "empty.json").status == 0

    def test_the_largest_baseline_can_be_read_and_a_larger_one_is_not_written(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        values_of_an_entry = 7  # three names, three values and the entry
        assert baseline.MOST_ENTRIES * values_of_an_entry < 0.9 * MAX_NODES
        monkeypatch.setattr(suppressing, "MOST_ENTRIES", 1)
        write(tmp_path, a=ERROR)
        assert run("check", "--write-baseline", "known.json").status == 0
        write(tmp_path, b=ERROR)
        result = run("check", "--write-baseline", "known.json")
        assert (result.status, result.out) == (2, "")
        assert "there are more than 1 findings, too many for a baseline" in result.err
        assert "b.yaml" not in (tmp_path / "known.json").read_text()

    def test_a_baseline_that_does_not_exist_or_can_not_be_read(
        self, run: Run, tmp_path: Path
    ) -> None:
        result = run("check", "--baseline", "known.json")
        assert result.status == 2
        assert result.err == (
            "Error: no such baseline: known.json — write it with --write-baseline known.json\n"
        )
        (tmp_path / "folder").mkdir()
        assert run("check", "--baseline", "folder").err == (
            "Error: folder: this is a folder, not a regular file — name a regular file that can be "
            "read\n"
        )
        (tmp_path / "link.json").symlink_to("/etc/hostname")
        assert "outside" in run("check", "--baseline", "link.json").err
        (tmp_path / "encrypted").write_bytes(b"\0GITCRYPT\0 x")
        assert "not a baseline" in run("check", "--baseline", "encrypted").err


@pytest.mark.parametrize(
    ("args", "problem"),
    [
        (["--reason", "x"], "--reason has no effect without --add-ignores: add it"),
        (["--add-ignores"], "--add-ignores needs a reason for the comments"),
        (["--add-ignores", "--reason", " "], "--add-ignores needs a reason for the comments"),
        (["--add-ignores", "--reason", "a\nb"], "--reason must be one line of text"),
        (["--add-ignores", "--reason", "x", "-"], "--add-ignores changes files"),
        (["--add-ignores", "--reason", "x", "--probe"], "--add-ignores has no effect on probes"),
        (["--write-baseline", "a", "--probe"], "--write-baseline has no effect on probes"),
        (["--write-baseline", "a", "-"], "add --stdin-filename"),
        (["--write-baseline", ""], "--write-baseline must name a file"),
        (["--baseline", ""], "--baseline must name a file"),
        (["--baseline", "a", "--write-baseline", "b"], "leave --baseline out"),
        (["--baseline", "a", "--no-baseline"], "contradict each other: leave one out"),
        (["--write-baseline", "a", "--no-baseline"], "leave --no-baseline out"),
    ],
)
def test_options_that_contradict_each_other(
    run: Run, tmp_path: Path, args: list[str], problem: str
) -> None:
    write(tmp_path, a=ERROR)
    result = run("check", *args)
    assert (result.status, result.out) == (2, "")
    assert problem in result.err
    assert os.listdir(tmp_path) == ["a.yaml"]
    assert (tmp_path / "a.yaml").read_text() == ERROR


def test_standard_input_with_a_name_can_be_known(run: Run) -> None:
    named = ("check", "-", "--stdin-filename", "agents/a.yaml")
    assert run(*named, "--write-baseline", "known.json", stdin=ERROR.encode()).status == 0
    assert run(*named, "--baseline", "known.json", stdin=ERROR.encode()).status == 0
    assert run("check", "-", "--baseline", "known.json", stdin=ERROR.encode()).status == 1
