"""Fixes through the command line: `--fix`, `--unsafe-fixes` and `--diff`."""

from __future__ import annotations

import json
import os
import stat
from difflib import unified_diff
from pathlib import Path

import pytest

from outbound_lint.findings.fixes import Fix
from outbound_lint.rules import endpoint
from outbound_lint.run import change_writing
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit
from tests.cli.conftest import Run
from tests.cli.samples import VALID, WARNING, write

SAFE = VALID.replace("/outbound", "/outbound#now")
UNSAFE = VALID.replace("https:", "http:")
BOTH = SAFE.replace("https:", "http:")
BASELINE = "baseline.json"


def read(folder: Path, name: str) -> str:
    return (folder / f"{name}.yaml").read_bytes().decode()


class TestFix:
    def test_safe_fixes_are_applied_and_the_rest_is_reported(
        self, run: Run, tmp_path: Path
    ) -> None:
        write(tmp_path, a=BOTH, b=VALID, c=SAFE)
        result = run("check", "--fix", "-o", "concise")
        assert (read(tmp_path, "a"), read(tmp_path, "b"), read(tmp_path, "c")) == (
            UNSAFE,
            VALID,
            VALID,
        )
        assert result.err == "Fixed 2 findings in 2 files.\n"
        assert [line.split(": ")[0] for line in result.out.splitlines()] == ["a.yaml:1:24"]
        assert result.status == 1

    def test_unsafe_fixes_are_applied_on_request(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=BOTH)
        result = run("check", "--fix", "--unsafe-fixes")
        assert read(tmp_path, "a") == VALID
        assert result.status == 0
        assert result.err == "Fixed 2 findings in 1 file.\n"

    def test_a_second_run_changes_nothing(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=BOTH)
        run("check", "--fix", "--unsafe-fixes")
        before = os.stat(tmp_path / "a.yaml")
        result = run("check", "--fix", "--unsafe-fixes")
        assert result.err == "Nothing to fix.\n"
        after = os.stat(tmp_path / "a.yaml")
        assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)

    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
    def test_line_ends_and_the_byte_order_mark_stay(
        self, run: Run, tmp_path: Path, mark: bytes, end: bytes
    ) -> None:
        (tmp_path / "a.yaml").write_bytes(mark + SAFE.encode().replace(b"\n", end))
        run("check", "--fix")
        assert (tmp_path / "a.yaml").read_bytes() == mark + VALID.encode().replace(b"\n", end)

    def test_json_files_are_fixed(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "a.json").write_text('{"trigger_call_endpoint": "https://voice.acme.dev/#x"}')
        run("check", "--fix")
        fixed = json.loads((tmp_path / "a.json").read_text())
        assert fixed == {"trigger_call_endpoint": "https://voice.acme.dev/"}

    def test_many_files_are_fixed_by_several_processes(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, **{f"a{number}": SAFE for number in range(310)})
        result = run("check", "--fix", "--jobs", "2")
        assert result.err == "Fixed 310 findings in 310 files.\n"
        assert {read(tmp_path, f"a{number}") for number in range(310)} == {VALID}

    def test_what_is_not_selected_is_not_fixed(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        run("check", "--fix", "--ignore", "endpoint-fragment")
        assert read(tmp_path, "a") == SAFE

    def test_suppressed_findings_are_not_fixed(self, run: Run, tmp_path: Path) -> None:
        text = f"# outbound-lint: ignore[endpoint-fragment] wanted\n{SAFE}"
        write(tmp_path, a=text)
        run("check", "--fix")
        assert read(tmp_path, "a") == text

    def test_known_findings_are_not_fixed(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        run("check", "--write-baseline", BASELINE)
        write(tmp_path, b=SAFE)
        result = run("check", "--fix", "--baseline", BASELINE)
        assert (read(tmp_path, "a"), read(tmp_path, "b")) == (SAFE, VALID)
        assert "Hidden: 1 by the baseline." in result.out
        assert result.err == "Fixed 1 finding in 1 file.\n"

    def test_what_remains_can_be_a_baseline(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=BOTH)
        run("check", "--fix", "--write-baseline", BASELINE)
        known = json.loads((tmp_path / BASELINE).read_text())
        assert "endpoint-scheme" in str(known)
        assert "endpoint-fragment" not in str(known)

    def test_files_that_are_not_text_are_left_as_they_are(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        (tmp_path / "b.yaml").write_bytes(b"trigger_call_endpoint: \xff")
        result = run("check", "--fix")
        assert (tmp_path / "b.yaml").read_bytes() == b"trigger_call_endpoint: \xff"
        assert read(tmp_path, "a") == VALID
        assert "syntax-error" in result.out

    def test_a_fix_that_fails_is_withdrawn_and_the_others_are_applied(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def wrong(place: Place, text: str, message: str, *, safe: bool = False) -> Fix:
            return Fix(message, (Edit(place, "#other"),), safe)

        monkeypatch.setattr(endpoint, "replace", wrong)
        write(tmp_path, a=SAFE.replace('": "${KEY}', '": " ${KEY}'))
        result = run("check", "--fix", "-o", "concise")
        assert read(tmp_path, "a") == SAFE
        assert result.err == (
            "a.yaml:1:55: the fix of endpoint-fragment was not applied: the file would not have "
            "the intended values.\nFixed 1 finding in 1 file.\n"
        )
        assert "a.yaml:1:55: warning[endpoint-fragment]" in result.out


class TestStandardInput:
    def test_the_fixed_text_is_printed_and_the_report_is_on_standard_error(self, run: Run) -> None:
        result = run("check", "--fix", "-", "-o", "concise", stdin=BOTH.encode())
        assert result.out == UNSAFE
        assert "<stdin>:1:24: error[endpoint-scheme]" in result.err
        assert result.status == 1

    def test_bytes_stay_as_they_are(self, run: Run) -> None:
        text = "\ufeff" + SAFE.replace("\n", "\r\n") + "name: \u00e9\U0001f600"
        result = run("check", "--fix", "-", stdin=text.encode())
        assert result.out == text.replace("#now", "")

    def test_what_cannot_be_read_is_printed_as_it_is(self, run: Run) -> None:
        text = "trigger_call_endpoint: [\n"
        result = run("check", "--fix", "-", stdin=text.encode())
        assert result.out == text
        assert "syntax-error" in result.err

    def test_the_name_selects_json(self, run: Run) -> None:
        text = '{"trigger_call_endpoint": "https://voice.acme.dev/#x"}'
        name = "--stdin-filename=a.json"
        assert run("check", "--fix", "-", name, stdin=text.encode()).out == text.replace("#x", "")


class TestDiff:
    def test_the_diff_is_shown_and_nothing_is_written(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=BOTH, b=VALID)
        result = run("check", "--diff")
        assert result.out.splitlines()[:5] == [
            "--- a.yaml",
            "+++ a.yaml",
            "@@ -1,3 +1,3 @@",
            "-trigger_call_endpoint: http://voice.acme.dev/outbound#now",
            "+trigger_call_endpoint: http://voice.acme.dev/outbound",
        ]
        assert result.err == "Would fix 1 finding in 1 file.\n"
        assert result.status == 1
        assert read(tmp_path, "a") == BOTH

    def test_without_fixes_it_succeeds_whatever_is_found(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=UNSAFE)
        assert run("check", "--diff") == (0, "", "Would fix nothing.\n")

    def test_with_fix_it_writes_nothing(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        assert run("check", "--fix", "--diff") == run("check", "--diff")
        assert read(tmp_path, "a") == SAFE

    def test_secrets_are_masked(self, run: Run, tmp_path: Path) -> None:
        secret = "Zx8Qm4Lw9Rt2Vb7N"
        text = SAFE.replace("${KEY}", secret).replace("#now", f"#{secret}")
        write(tmp_path, a=text)
        out = run("check", "--diff").out
        assert "-trigger_call_endpoint" in out
        assert secret not in out

    def test_control_characters_are_escaped(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=f"{SAFE}# \x1b[31m ##[group]\u202e\n")
        out = run("check", "--diff").out
        assert "\x1b" not in out
        assert "##[" not in out
        assert "\u202e" not in out

    def test_lines_far_apart_are_separate_hunks(self, run: Run, tmp_path: Path) -> None:
        between = "".join(f"# {number}\n" for number in range(20))
        write(tmp_path, a=f"{SAFE}{between}---\n{SAFE}")
        lines = run("check", "--diff").out.splitlines()
        assert [line for line in lines if line.startswith("@@")] == [
            "@@ -1,4 +1,4 @@",
            "@@ -22,6 +22,6 @@",
        ]

    def test_reports_are_written_to_files(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        out = run("check", "--diff", "-o", "json=report.json").out
        assert out.startswith("--- a.yaml")
        report = json.loads((tmp_path / "report.json").read_text())
        assert [one["rule"] for one in report["findings"]] == ["endpoint-fragment"]

    def test_colors(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        assert "\x1b[32m+trigger_call_endpoint" in run("check", "--diff", "--color=always").out

    def test_an_independent_diff_of_the_fixed_file_is_the_same(
        self, run: Run, tmp_path: Path
    ) -> None:
        second = """\
---
trigger_call_endpoint: http://voice.acme.dev/
trigger_call_headers: |
  {
    "X-API-Key": " ${KEY}"
  }
"""
        collision = SAFE.replace(
            "trigger_call_p", "phone_number_key: sequence_code\ntrigger_call_p"
        )
        text = "# comment\n" * 9 + collision + second
        write(tmp_path, a=text)
        shown = run("check", "--diff", "--unsafe-fixes").out
        run("check", "--fix", "--unsafe-fixes")
        fixed = read(tmp_path, "a").splitlines(keepends=True)
        expected = unified_diff(text.splitlines(keepends=True), fixed, "a.yaml", "a.yaml")
        assert shown.splitlines() == [line.rstrip("\n") for line in expected]


class TestWritingFails:
    def test_a_file_that_changed_meanwhile_is_not_written(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write(tmp_path, a=SAFE, b=SAFE)
        write_changes = change_writing.write_changes

        def after_a_change(*args: object, **named: object) -> object:
            write(tmp_path, a=WARNING)
            return write_changes(*args, **named)  # type: ignore[arg-type]

        monkeypatch.setattr(change_writing, "write_changes", after_a_change)
        result = run("check", "--fix", "-o", "concise")
        assert (read(tmp_path, "a"), read(tmp_path, "b")) == (WARNING, VALID)
        assert "a.yaml was not changed: " in result.err
        assert "Fixed 1 finding in 1 file.\n" in result.err
        assert "a.yaml:1:55: warning[endpoint-fragment]" in result.out
        assert result.status == 1

    def test_the_mode_stays(self, run: Run, tmp_path: Path) -> None:
        write(tmp_path, a=SAFE)
        (tmp_path / "a.yaml").chmod(0o640)
        run("check", "--fix")
        assert stat.S_IMODE((tmp_path / "a.yaml").stat().st_mode) == 0o640

    def test_links_out_of_the_working_directory_are_not_written(
        self, run: Run, tmp_path: Path
    ) -> None:
        outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
        outside.write_text(SAFE)
        (tmp_path / "a.yaml").symlink_to(outside)
        run("check", "--fix", "a.yaml")
        assert outside.read_text() == SAFE


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--fix", "--probe"), "--probe cannot be combined with --fix: run it afterwards"),
        (
            ("--fix", "--connection", "a"),
            "--connection cannot be combined with --fix: fixes are for whole files",
        ),
        (
            ("--fix", "--add-ignores", "--reason", "x"),
            "--add-ignores cannot be combined with --fix: run it afterwards",
        ),
        (("--diff", "--write-baseline", "b"), "--diff writes nothing: leave --write-baseline out"),
        (
            ("--fix", "-", "a.yaml"),
            "--fix prints what becomes of standard input: name no other PATH beside -",
        ),
        (
            ("--diff", "-o", "json"),
            "--diff prints a diff to standard output: write the report to a file",
        ),
    ],
)
def test_contradictions_are_refused(
    run: Run, tmp_path: Path, args: tuple[str, ...], message: str
) -> None:
    write(tmp_path, a=SAFE)
    result = run("check", *args, stdin=SAFE.encode())
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert read(tmp_path, "a") == SAFE
