"""`outbound-lint check`: what is linted, what is printed, and the exit status."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from outbound_lint.cli.console import is_colored
from outbound_lint.run import files as run_files
from tests.cli import samples
from tests.cli.conftest import Run


def rules(report: dict[str, list[dict[str, str]]]) -> list[str]:
    return [finding["rule"] for finding in report["findings"]]


@pytest.mark.parametrize(
    ("text", "args", "status"),
    [
        (samples.VALID, [], 0),
        (samples.NO_CONNECTION, [], 0),
        (samples.ERROR, [], 1),
        (samples.ERROR, ["--fail-on", "error"], 1),
        (samples.ERROR, ["--fail-on", "warning"], 1),
        (samples.ERROR, ["--fail-on", "never"], 0),
        (samples.WARNING, [], 0),
        (samples.WARNING, ["--fail-on", "warning"], 1),
        (samples.WARNING, ["--fail-on", "info"], 1),
        (samples.INFO, ["--fail-on", "info"], 0),
        (samples.INFO, ["--select", samples.INFO_RULE, "--fail-on", "warning"], 0),
        (samples.INFO, ["--select", samples.INFO_RULE, "--fail-on", "info"], 1),
        (samples.VALID, ["--require-connections"], 0),
        (samples.NO_CONNECTION, ["--require-connections"], 1),
        (samples.NO_CONNECTION, ["--require-connections", "--fail-on", "never"], 1),
        ("trigger_call_endpoint: [", [], 1),
    ],
)
def test_the_exit_status_follows_from_the_findings_and_never_from_the_format(
    run: Run, tmp_path: Path, text: str, args: list[str], status: int
) -> None:
    samples.write(tmp_path, agent=text)
    for form in ("text", "concise", "json"):
        assert run("check", *args, "-o", form).status == status


def test_without_a_path_the_working_directory_is_linted(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "agents", one=samples.ERROR)
    result = run("check", "-o", "concise")
    assert result.status == 1
    assert result.out.startswith("agents/one.yaml:3:")


def test_several_paths_make_one_report_sorted_by_path(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, z=samples.ERROR, b=samples.ERROR)
    samples.write(tmp_path / "m", one=samples.ERROR)
    result = run("check", "z.yaml", "-", "m", "b.yaml", "-o", "json", stdin=b"a: 1\n")
    assert [finding["path"] for finding in result.report()["findings"]] == [
        "b.yaml",
        "m/one.yaml",
        "z.yaml",
    ]
    assert result.report()["summary"]["files"] == 4


def test_a_folder_without_files_to_check_is_not_an_error(run: Run) -> None:
    result = run("check")
    assert result.status == 0
    assert result.err == "No YAML or JSON files found.\n"
    assert run("check", "--quiet").err == ""


def test_a_missing_connection_is_reported_if_one_is_required(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, other=samples.NO_CONNECTION)
    assert "--require-connections" in run("check", "--require-connections").err


def test_encrypted_files_are_counted_as_files_without_connections(run: Run, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_bytes(b"\0GITCRYPT\0\x81\x82")
    result = run("check", "-o", "json")
    assert result.status == 0
    assert result.report()["summary"]["files_without_connections"] == 1


class TestSelection:
    def test_select_replaces_the_default(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR, b=samples.WARNING)
        result = run("check", "--select", samples.WARNING_RULE, "-o", "json")
        assert rules(result.report()) == [samples.WARNING_RULE]

    def test_extend_select_adds_to_the_default(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR, c=samples.INFO)
        result = run("check", "--extend-select", samples.INFO_RULE, "-o", "json")
        assert rules(result.report()) == [samples.ERROR_RULE, samples.INFO_RULE]

    def test_ignore_leaves_rules_out(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR, b=samples.WARNING)
        result = run("check", "--ignore", "payload", "-o", "json")
        assert rules(result.report()) == [samples.WARNING_RULE]

    @pytest.mark.parametrize(
        "args",
        [
            ["--ignore", f"{samples.ERROR_RULE}, {samples.WARNING_RULE}"],
            ["--ignore", samples.ERROR_RULE, "--ignore", f"{samples.WARNING_RULE},"],
        ],
    )
    def test_several_rules_are_separated_by_commas_or_options(
        self, run: Run, tmp_path: Path, args: list[str]
    ) -> None:
        samples.write(tmp_path, a=samples.ERROR, b=samples.WARNING)
        assert rules(run("check", *args, "-o", "json").report()) == []

    @pytest.mark.parametrize("option", ["--select", "--extend-select", "--ignore"])
    def test_an_unknown_rule_is_a_usage_error_with_a_suggestion(
        self, run: Run, option: str
    ) -> None:
        result = run("check", option, "payload-key-colision")
        assert result.status == 2
        assert "payload-key-colision — did you mean payload-key-collision?" in result.err

    def test_an_empty_selection_is_a_usage_error(self, run: Run) -> None:
        result = run("check", "--select", " , ")
        assert result.status == 2
        assert "--select names no rule" in result.err


class TestStandardInput:
    def test_without_a_name_the_content_tells_json_from_yaml(self, run: Run) -> None:
        yaml = run("check", "-", "-o", "json", stdin=samples.ERROR.encode())
        assert [finding["path"] for finding in yaml.report()["findings"]] == ["<stdin>"]
        text = b'{"trigger_call_endpoint": "https://voice.acme.dev", "trigger_call_payload": "[]"}'
        found = run("check", "-", "-o", "json", "--select", "payload", stdin=text).report()
        assert rules(found) == ["payload-not-object"]

    def test_its_name_tells_json_from_yaml_and_is_shown(self, run: Run) -> None:
        args = ["check", "-", "-o", "json", "--stdin-filename"]
        as_json = run(*args, "agents/x.json", stdin=samples.VALID.encode()).report()
        assert [(f["path"], f["rule"]) for f in as_json["findings"]] == [
            ("agents/x.json", "syntax-error")
        ]
        assert rules(run(*args, "agents/x.yaml", stdin=samples.VALID.encode()).report()) == []

    def test_an_absolute_name_is_shown_relative_to_the_working_directory(
        self, run: Run, tmp_path: Path
    ) -> None:
        name = os.fspath(tmp_path / "agents" / "x.yaml")
        result = run(
            "check", "-", "--stdin-filename", name, "-o", "concise", stdin=samples.ERROR.encode()
        )
        assert result.out.startswith("agents/x.yaml:3:")

    def test_bytes_that_are_not_text_are_a_syntax_error(self, run: Run) -> None:
        found = run("check", "-", "-o", "json", stdin=b"trigger_call: \xff\xff").report()
        assert rules(found) == ["syntax-error"]

    def test_closed_standard_input_is_an_unreadable_file(self, run: Run) -> None:
        result = run("check", "-", "-o", "json")
        assert result.status == 1
        assert rules(result.report()) == ["unreadable-file"]

    @pytest.mark.parametrize(
        ("args", "message"),
        [
            (["--stdin-filename", "a.yaml"], "add -"),
            (["-", "--stdin-filename", ""], "--stdin-filename is empty"),
        ],
    )
    def test_a_name_without_standard_input_or_an_empty_name_is_a_usage_error(
        self, run: Run, args: list[str], message: str
    ) -> None:
        result = run("check", *args)
        assert result.status == 2
        assert message in result.err


class TestOutput:
    def test_quiet_prints_the_findings_without_the_summary(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        full, quiet = run("check"), run("check", "--quiet")
        assert samples.ERROR_RULE in quiet.out
        assert full.out.startswith(quiet.out)
        assert len(quiet.out) < len(full.out)

    def test_a_run_without_findings_has_a_summary_unless_quiet(
        self, run: Run, tmp_path: Path
    ) -> None:
        samples.write(tmp_path, a=samples.VALID)
        assert "1 connection" in run("check").out
        assert run("check", "--quiet").out == ""

    def test_verbose_adds_the_pointer(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        assert "/trigger_call_payload" not in run("check").out
        assert "/trigger_call_payload" in run("check", "--verbose").out

    def test_quiet_without_files_prints_nothing(self, run: Run) -> None:
        assert run("check", "-q") == (0, "", "")

    def test_verbose_lists_what_is_checked_and_what_is_skipped_and_why(
        self, run: Run, tmp_path: Path
    ) -> None:
        samples.write(tmp_path, a=samples.VALID, b=samples.NO_CONNECTION, c=samples.VALID)
        samples.write(tmp_path / "node_modules", d=samples.VALID)
        samples.write(tmp_path / "build", e=samples.VALID)
        (tmp_path / ".gitignore").write_text("build/\n")
        plain, verbose = run("check"), run("check", "-v", "--exclude", "c.*")
        assert plain.err == ""
        assert verbose.err.splitlines() == [
            "skipped build/: ignored by .gitignore",
            "skipped c.yaml: excluded by --exclude",
            "skipped node_modules/: folders named node_modules are not searched",
            "checked a.yaml: 1 connection",
            "checked b.yaml: no connections",
        ]

    def test_verbose_lists_named_files_that_are_left_out(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path / "chart" / "templates", a=samples.ERROR)
        (tmp_path / "chart" / "Chart.yaml").touch()
        named = ("chart/templates/a.yaml", "-v")
        assert run("check", *named).status == 1
        forced = run("check", "--force-exclude", *named)
        assert forced.status == 0
        assert "skipped chart/templates/a.yaml: Helm templates\n" in forced.err

    def test_an_exclusion_without_a_pattern_is_a_usage_error(self, run: Run) -> None:
        result = run("check", "--exclude", "")
        assert result.status == 2
        assert "--exclude names nothing: type a pattern" in result.err

    def test_quiet_with_verbose_is_a_usage_error(self, run: Run) -> None:
        result = run("check", "--quiet", "--verbose")
        assert result.status == 2
        assert "leave one out" in result.err

    def test_statistics_count_the_findings_of_each_rule(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR, b=samples.ERROR)
        lines = [line.split() for line in run("check", "--statistics").out.splitlines()]
        assert ["2", "error", samples.ERROR_RULE] in lines

    def test_show_files_lists_the_files_that_would_be_checked(
        self, run: Run, tmp_path: Path
    ) -> None:
        samples.write(tmp_path / "agents", b=samples.ERROR, a=samples.VALID)
        (tmp_path / "notes.txt").write_text(samples.ERROR)
        result = run("check", "--show-files", ".", "-", "--stdin-filename", "c.yaml")
        assert result.status == 0
        assert result.out == "agents/a.yaml\nagents/b.yaml\nc.yaml\n"

    @pytest.mark.skipif(os.name == "nt", reason="such names can't exist there")
    def test_show_files_escapes_what_would_control_a_terminal(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "a\x1b[2J\n##[x.yaml").write_text(samples.VALID)
        listed = run("check", "--show-files").out
        assert listed.count("\n") == 1
        assert "\x1b" not in listed
        assert "##[" not in listed

    @pytest.mark.skipif(os.name == "nt", reason="such names can't exist there")
    def test_show_files_prints_nothing_that_a_ci_log_takes_for_a_command(
        self, run: Run, tmp_path: Path
    ) -> None:
        (tmp_path / "::error::x.yaml").write_text(samples.VALID)
        assert run("check", "--show-files").out == "\\x3a:error::x.yaml\n"


class TestColor:
    @pytest.mark.parametrize(
        ("choice", "environment", "colored"),
        [
            ("auto", {}, False),  # no terminal
            ("always", {}, True),
            ("always", {"NO_COLOR": "1"}, True),
            ("never", {"FORCE_COLOR": "1"}, False),
            ("auto", {"FORCE_COLOR": "1"}, True),
            ("auto", {"FORCE_COLOR": ""}, False),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ("auto", {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
        ],
    )
    def test_the_option_wins_over_the_environment(
        self,
        monkeypatch: pytest.MonkeyPatch,
        choice: str,
        environment: dict[str, str],
        colored: bool,
    ) -> None:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.setenv(name, environment.get(name, ""))
        assert is_colored(choice) is colored

    @pytest.mark.parametrize(("terminal", "colored"), [("xterm", True), ("dumb", False)])
    def test_a_terminal_has_colors_unless_it_is_dumb(
        self, monkeypatch: pytest.MonkeyPatch, terminal: str, colored: bool
    ) -> None:
        for name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("TERM", terminal)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert is_colored("auto") is colored

    def test_the_option_reaches_the_report(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        assert "\x1b[" in run("check", "--color", "always").out
        assert "\x1b[" not in run("check", "--color", "never").out

    def test_a_file_has_no_colors_unless_always_is_given(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        monkeypatch.setenv("FORCE_COLOR", "1")
        run("check", "-o", "text=out.txt")
        assert "\x1b[" not in (tmp_path / "out.txt").read_text()
        run("check", "-o", "text=out.txt", "--color", "always")
        assert "\x1b[" in (tmp_path / "out.txt").read_text()


class TestRun:
    def test_no_config_is_accepted(self, run: Run, tmp_path: Path) -> None:
        samples.write(tmp_path, a=samples.VALID)
        assert run("check", "--no-config").status == 0

    def test_the_number_of_processes_does_not_change_the_report(
        self, run: Run, tmp_path: Path
    ) -> None:
        samples.write(tmp_path, **{f"a{n}": samples.VALID for n in range(330)}, b=samples.ERROR)
        alone, together = (run("check", "--jobs", n, "-o", "json") for n in ("1", "2"))
        assert alone == together
        assert rules(alone.report()) == [samples.ERROR_RULE]

    @pytest.mark.parametrize("value", ["-1", "soon", "1e9", "9" * 400])
    def test_an_invalid_source_date_epoch_is_a_usage_error(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, value: str
    ) -> None:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
        result = run("check")
        assert result.status == 2
        assert "SOURCE_DATE_EPOCH" in result.err

    def test_source_date_epoch_is_the_time_of_the_run(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        samples.write(tmp_path, a=samples.ERROR)
        times = []
        lint_text = run_files.lint_text

        def listen(*args: object, now: float, **options: object) -> object:
            times.append(now)
            return lint_text(*args, now=now, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(run_files, "lint_text", listen)
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
        run("check")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
        run("check")
        assert times[0] == 1767225600
        assert times[1] > 1767225600

    def test_an_internal_error_exits_3_and_the_other_files_are_checked(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        samples.write(tmp_path, a=samples.ERROR, b=samples.ERROR)
        lint_text = run_files.lint_text

        def fail(text: str, *, path: str, **options: object) -> object:
            if path == "a.yaml":
                raise ZeroDivisionError(text)
            return lint_text(text, path=path, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(run_files, "lint_text", fail)
        result = run("check", "-o", "json", "--fail-on", "never")
        assert result.status == 3
        assert rules(result.report()) == ["internal-error", samples.ERROR_RULE]
        assert "ZeroDivisionError" in result.out
        assert "voice.acme.dev" not in result.out + result.err
