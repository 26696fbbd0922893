"""Settings files: which one is for which file, and what each setting does."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli import samples
from tests.cli.conftest import Result, Run

NAME = ".outbound-lint.yaml"
IGNORE = f"ignore: [{samples.ERROR_RULE}]\n"


def put(folder: Path, text: str, name: str = NAME) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def found(result: Result) -> list[str]:
    """Return the findings of a concise report: file, severity and rule."""
    lines = (line.split(" ")[:2] for line in result.out.splitlines() if "[" in line)
    return [f"{place.split(':')[0]} {rule}" for place, rule in lines]


def connection(url: str = "https://voice.acme.dev/outbound", header: str = "X-API-Key") -> str:
    return (
        f"trigger_call_endpoint: {url}\ntrigger_call_headers: '"
        f'{{"Content-Type": "application/json", "{header}": "~KEY~"}}'
        "'\n"
    )


# Which file


def test_the_nearest_settings_file_upwards_is_for_a_file(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "a" / "b", one=samples.ERROR)
    samples.write(tmp_path / "c", two=samples.ERROR)
    put(tmp_path, "")
    put(tmp_path / "a", IGNORE)
    error = f"error[{samples.ERROR_RULE}]"
    assert found(run("check", "-o", "concise")) == [f"c/two.yaml {error}"]
    assert found(run("check", "-o", "concise", "a/b/one.yaml", "c/two.yaml")) == [
        f"c/two.yaml {error}"
    ]


def test_settings_of_a_nearer_file_are_not_merged_with_others(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "a", one=samples.ERROR)
    put(tmp_path, IGNORE)
    put(tmp_path / "a", "# nothing\n")
    assert run("check").status == 1


def test_a_settings_file_above_the_working_directory_counts(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write(tmp_path / "a" / "b", one=samples.ERROR)
    put(tmp_path, IGNORE)
    monkeypatch.chdir(tmp_path / "a")
    assert run("check").status == 0
    assert run("check", "b/one.yaml").status == 0


def test_the_search_ends_at_the_root_of_the_repository(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "repository" / "agents", one=samples.ERROR)
    (tmp_path / "repository" / ".git").mkdir()
    put(tmp_path, IGNORE)
    assert run("check", "repository").status == 1
    put(tmp_path / "repository", IGNORE)
    assert run("check", "repository").status == 0


def test_a_pyproject_without_the_table_is_no_settings_file(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "a", one=samples.ERROR)
    put(tmp_path, IGNORE)
    for text in ('[project]\nname = "x"\n', "[broken", '[x]\noutbound-lint = "1"\n', "\xff"):
        put(tmp_path / "a", text, "pyproject.toml")
        assert run("check").status == 0, text


def test_of_two_files_in_one_folder_the_yaml_file_is_used(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=samples.ERROR)
    put(tmp_path, IGNORE)
    put(tmp_path, '[tool.outbound-lint]\nignore = ["auth"]\n', "pyproject.toml")
    assert run("check").status == 0


def test_config_replaces_the_search(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "a", one=samples.ERROR)
    put(tmp_path / "a", "")
    put(tmp_path / "ci", IGNORE, "lint.yaml")
    put(tmp_path / "ci", f'[tool.outbound-lint]\nignore = ["{samples.ERROR_RULE}"]\n', "x.toml")
    assert run("check", "a").status == 1
    assert run("check", "a", "--config", "ci/lint.yaml").status == 0
    assert run("check", "a", "--config", tmp_path / "ci" / "x.toml").status == 0


def test_no_config_ignores_all_settings_files(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=samples.ERROR)
    put(tmp_path, IGNORE + "unknown: 1\n")
    assert run("check").status == 2
    assert run("check", "--no-config").status == 1


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--config", "none.yaml"], "--config: no such file: none.yaml"),
        (["--config", "x.toml"], "there is no table `[tool.outbound-lint]` in this file"),
        (["--config", "folder"], "this is a folder, not a regular file"),
        (["--config", NAME, "--no-config"], "contradict each other"),
    ],
)
def test_a_wrong_config_is_reported(
    run: Run, tmp_path: Path, args: list[str], message: str
) -> None:
    put(tmp_path, "[tool.other]\n", "x.toml")
    put(tmp_path, "")
    (tmp_path / "folder").mkdir()
    samples.write(tmp_path, one=samples.VALID)
    result = run("check", *args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


def test_a_settings_file_that_is_a_folder_is_reported(run: Run, tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    result = run("check")
    assert result.status == 2
    assert "error: this is a folder, not a regular file\n --> .outbound-lint.yaml:1:1" in result.err
    assert "Replace it by a regular file that can be read, or remove it." in result.err


def test_a_settings_file_that_leads_out_of_the_repository_is_reported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "elsewhere", "fail-on: never\n")
    repository = tmp_path / "repository"
    samples.write(repository, one=samples.ERROR)
    (repository / NAME).symlink_to(tmp_path / "elsewhere" / NAME)
    monkeypatch.chdir(repository)
    result = run("check")
    assert result.status == 2
    assert "the link leads outside the working directory" in result.err
    assert "never" not in result.err


def test_a_settings_file_of_a_similar_name_is_reported(run: Run, tmp_path: Path) -> None:
    put(tmp_path, IGNORE, ".outbound-lint.yml")
    result = run("check")
    assert result.status == 2
    assert "Rename the file to `.outbound-lint.yaml`." in result.err


def test_a_settings_file_holds_no_connections(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "")
    samples.write(tmp_path, one=samples.VALID)
    assert run("check", "--show-files").out == "one.yaml\n"
    assert run("check", "--show-files", "--force-exclude", NAME).out == ""


def test_standard_input_has_the_settings_of_its_name(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "a", IGNORE)
    text = samples.ERROR.encode()
    assert run("check", "-", stdin=text).status == 1
    assert run("check", "-", "--stdin-filename", "a/b/one.yaml", stdin=text).status == 0
    put(tmp_path, IGNORE)
    assert run("check", "-", stdin=text).status == 0


# Rules and severities


def test_the_command_line_wins(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=samples.ERROR)
    put(tmp_path, f"select: []\n{IGNORE}fail-on: never\n")
    assert run("check").status == 0
    assert run("check", "--select", samples.ERROR_RULE).status == 0
    assert run("check", "--fail-on", "error").status == 0
    assert run("check", "--select", samples.ERROR_RULE, "--fail-on", "error").status == 1
    assert run("check", "--extend-select", "payload", "--fail-on", "error").status == 1
    put(tmp_path, "select: [all]\n")
    assert run("check", "--ignore", samples.ERROR_RULE).status == 0


def test_rules_are_selected_and_ignored(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, e=samples.ERROR, i=samples.INFO, w=samples.WARNING)
    put(tmp_path, f"extend-select: [{samples.INFO_RULE}]\nignore: [placeholder]\n")
    assert found(run("check", "-o", "concise")) == [
        f"e.yaml error[{samples.ERROR_RULE}]",
        f"i.yaml info[{samples.INFO_RULE}]",
    ]
    put(tmp_path, f"select: [{samples.WARNING_RULE}]\n")
    assert found(run("check", "-o", "concise")) == [f"w.yaml warning[{samples.WARNING_RULE}]"]


def test_a_severity_is_changed_and_selects_nothing(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, e=samples.ERROR, i=samples.INFO, w=samples.WARNING)
    put(
        tmp_path,
        f"severity:\n  {samples.ERROR_RULE}: info\n  {samples.WARNING_RULE}: error\n"
        f"  {samples.INFO_RULE}: error\n",
    )
    result = run("check", "-o", "concise")
    assert result.status == 1
    assert found(result) == [
        f"e.yaml info[{samples.ERROR_RULE}]",
        f"w.yaml error[{samples.WARNING_RULE}]",
    ]
    assert run("check", "e.yaml").status == 0
    summary = run("check", "-o", "json").report()["summary"]
    assert (summary["errors"], summary["warnings"], summary["infos"]) == (1, 0, 1)


def test_later_overrides_win(run: Run, tmp_path: Path) -> None:
    for folder in ("dev", "prod"):
        samples.write(tmp_path / folder, one=samples.ERROR, legacy=samples.ERROR)
    put(
        tmp_path,
        f"{IGNORE}overrides:\n"
        f"  - files: [prod/]\n    extend-select: [{samples.ERROR_RULE}]\n"
        f"  - files: [legacy.yaml]\n    severity: {{{samples.ERROR_RULE}: warning}}\n",
    )
    assert found(run("check", "-o", "concise")) == [
        f"prod/legacy.yaml warning[{samples.ERROR_RULE}]",
        f"prod/one.yaml error[{samples.ERROR_RULE}]",
    ]
    (tmp_path / "prod" / "deep").mkdir()
    samples.write(tmp_path / "prod" / "deep", two=samples.ERROR)
    assert run("check", "prod/deep/two.yaml").status == 1


def test_fail_on_is_that_of_the_working_directory(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples.write(tmp_path / "a", one=samples.WARNING)
    put(tmp_path / "a", "fail-on: warning\n")
    assert run("check").status == 0
    monkeypatch.chdir(tmp_path / "a")
    assert run("check").status == 1


# Exclude and partial


def test_exclude_leaves_out_files_of_a_search(run: Run, tmp_path: Path) -> None:
    for folder in ("vendor", "agents/vendor", "agents"):
        samples.write(tmp_path / folder, one=samples.VALID, two=samples.VALID)
    put(tmp_path, "exclude: [/vendor/, '**/two.yaml']\n")
    assert run("check", "--show-files").out.split() == ["agents/one.yaml", "agents/vendor/one.yaml"]
    assert run("check", "--show-files", "--exclude", "agents/vendor").out == "agents/one.yaml\n"
    assert "skipped vendor/: excluded by .outbound-lint.yaml" in run("check", "-v").err
    assert run("check", "--show-files", "--no-config").out.count("\n") == 6


def test_patterns_are_relative_to_the_settings_file(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("a/old", "b/old"):
        samples.write(tmp_path / folder, one=samples.VALID)
    samples.write(tmp_path / "a", one=samples.VALID)
    put(tmp_path / "a", "exclude: [/old]\n")
    assert run("check", "--show-files").out.split() == ["a/one.yaml", "b/old/one.yaml"]
    monkeypatch.chdir(tmp_path / "a")
    assert run("check", "--show-files").out.split() == ["one.yaml"]
    assert run("check", "--show-files", "old").out.split() == ["old/one.yaml"]  # it is named


def test_a_named_file_is_excluded_only_by_force(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "vendor", one=samples.VALID)
    samples.write(tmp_path / "a", one=samples.VALID)
    put(tmp_path, "exclude: [vendor/]\n")
    names = ["vendor/one.yaml", "a/one.yaml"]
    assert run("check", "--show-files", *names).out.split() == sorted(names)
    assert run("check", "--show-files", "--force-exclude", *names).out.split() == ["a/one.yaml"]
    assert run("check", "--show-files", "--force-exclude", "vendor").out == ""


def test_settings_in_an_excluded_folder_are_not_read(run: Run, tmp_path: Path) -> None:
    put(tmp_path / "vendor", "unknown: 1\n")
    put(tmp_path, "exclude: [vendor/]\n")
    assert run("check").status == 0


def test_nothing_is_missing_in_a_partial_file(run: Run, tmp_path: Path) -> None:
    overlay = "connections:\n- name: a\n  trigger_call_payload: '{\"a\": 1,}'\n"
    samples.write(tmp_path / "overlays", one=overlay)
    assert "missing-field" in run("check", "-o", "concise").out
    put(tmp_path, "partial: [overlays/]\n")
    result = run("check", "-o", "json")
    assert [one["rule"] for one in result.report()["findings"]] == ["payload-invalid-json"]
    assert result.report()["summary"]["connections"] == 0
    samples.write(tmp_path / "overlays", one=samples.VALID)
    assert run("check", "-o", "json").report()["summary"]["connections"] == 0


# What counts as authentication, a placeholder, a public host


def test_auth_headers_authenticate(run: Run, tmp_path: Path) -> None:
    text = connection(header="X-Acme-Badge").replace("~KEY~", "blue")
    samples.write(tmp_path, one=text)
    assert found(run("check", "-o", "concise")) == ["one.yaml warning[auth-missing]"]
    put(tmp_path, "auth-headers: [x-acme-badge]\n")
    assert found(run("check", "-o", "concise")) == []


def test_placeholders_hide_what_they_stand_for(run: Run, tmp_path: Path) -> None:
    text = connection("https://~HOST~.acme.dev/x") + "trigger_call_payload: '{\"a\": ~N~}'\n"
    samples.write(tmp_path, one=text)
    assert "endpoint-invalid" in run("check", "-o", "concise").out
    put(tmp_path, "placeholders: ['~[A-Z]+~']\n")
    assert found(run("check", "-o", "concise")) == ["one.yaml warning[placeholder-unquoted]"]


def test_placeholders_of_the_settings_are_masked_like_any_value(run: Run, tmp_path: Path) -> None:
    secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    text = connection().replace("~KEY~", secret).replace("https", "http")
    samples.write(tmp_path, one=text.replace("\n", " # %%X%%\n"))
    put(tmp_path, "placeholders: ['sk_live_[A-Za-z0-9]{20,40}']\nselect: [all]\n")
    result = run("check")
    assert result.status == 1
    assert secret[8:] not in result.out


@pytest.mark.parametrize(
    ("url", "allowed", "is_public"),
    [
        ("https://localhost:8443/x", "localhost", True),
        ("https://LOCALHOST/x", "Localhost", True),
        ("https://voice.corp/x", "'*.corp'", True),
        ("https://a.voice.corp./x", "'*.voice.corp'", True),
        ("https://${A}.voice.corp/x", "'*.corp'", True),
        ("https://10.0.0.1/x", "10.0.0.1", True),
        ("https://[::1]/x", "'::1'", True),
        ("https://voice.corp/x", "corp", False),
        ("https://voicecorp.internal/x", "'*.corp.internal'", False),
        ("https://corp.internal/x", "'*.corp.internal'", False),
        ("https://127.0.0.1/x", "localhost", False),
    ],
)
def test_allowed_hosts_are_not_reported_as_not_public(
    run: Run, tmp_path: Path, url: str, allowed: str, is_public: bool
) -> None:
    samples.write(tmp_path, one=connection(url))
    assert run("check").status == 1
    put(tmp_path, f"allowed-hosts: [{allowed}]\n")
    assert run("check").status == (0 if is_public else 1)


def test_the_probe_does_not_heed_settings(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=connection("https://localhost/x").replace("~KEY~", "blue"))
    put(tmp_path, "allowed-hosts: [localhost]\nselect: [probe-skipped]\n")
    result = run("check", "--probe", "-o", "json")
    assert [one["outcome"] for one in result.report()["probes"]] == ["probe-skipped"]
    assert "endpoint-not-public" in result.report()["findings"][0]["message"]


def test_many_files_in_several_processes_have_their_own_settings(run: Run, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        samples.write(tmp_path / folder, **{f"f{n}": samples.ERROR for n in range(160)})
    put(tmp_path / "a", IGNORE)
    result = run("check", "--jobs", "2", "-o", "json")
    assert {os.path.dirname(one["path"]) for one in result.report()["findings"]} == {"b"}


# The command `settings`


def test_settings_are_printed_with_their_origin(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path / "dev" / "vendor", one=samples.VALID)
    put(
        tmp_path,
        "fail-on: warning\n"
        "auth-headers: [X-Acme-Badge]\n"
        "ignore: [endpoint-port, auth-missing]\n"
        "exclude: [vendor/]\n"
        "partial: [dev/]\n"
        "overrides:\n"
        "  - files: [dev/]\n"
        "    select: [endpoint]\n"
        "    severity: {endpoint-scheme: info}\n"
        "  - files: [prod/]\n"
        "    ignore: [endpoint]\n",
    )
    result = run("settings", "dev/vendor/one.yaml")
    assert result.status == 0
    head, *tables = result.out.split("\n\n")
    assert head == "Settings of dev/vendor/one.yaml, from .outbound-lint.yaml."
    cells = {line.split()[0]: line.split()[1:] for table in tables for line in table.splitlines()}
    assert cells["fail-on"] == ["warning", ".outbound-lint.yaml:1"]
    assert cells["auth-headers"] == ["x-acme-badge", ".outbound-lint.yaml:2"]
    assert cells["partial"] == ["yes", ".outbound-lint.yaml:5"]
    assert cells["excluded"] == ["yes", "excluded", "by", ".outbound-lint.yaml"]
    assert cells["auth-missing"] == ["off", ".outbound-lint.yaml:3"]
    assert cells["payload-invalid-json"] == ["off", ".outbound-lint.yaml:7"]
    assert cells["endpoint-scheme"] == ["info", ".outbound-lint.yaml:7"]
    assert cells["allowed-hosts"] == ["default"]
    assert "endpoint-port" not in cells  # it is off by default


def test_settings_of_a_folder_are_those_of_any_file_in_it(run: Run, tmp_path: Path) -> None:
    (tmp_path / "vendor").mkdir()
    (tmp_path / "dev" / "a").mkdir(parents=True)
    text = "overrides: [{files: [dev/*], ignore: [endpoint]}, {files: ['*.yaml'], ignore: [auth]}]"
    put(tmp_path, text + "\nexclude: [vendor/]\npartial: [/dev/]\n")
    for folder in ("dev", "dev/a/"):
        out = run("settings", folder).out
        assert "\npartial        yes " in out
        assert "\nendpoint-scheme " in out
        assert "\nauth-missing " not in out
        assert "\nexcluded       no " in out
    assert "\nendpoint-scheme " not in run("settings", ".").out
    assert (
        "\nexcluded       yes    excluded by .outbound-lint.yaml\n" in run("settings", "vendor").out
    )


def test_settings_without_a_file_are_the_defaults(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=samples.VALID)
    for path in ("one.yaml", "."):
        result = run("settings", path)
        assert result.out.startswith(f"Settings of {path}, without a settings file.")
        assert "RULE" not in result.out
    assert run("settings", "none.yaml").status == 2


def test_settings_reports_mistakes_and_takes_another_file(run: Run, tmp_path: Path) -> None:
    samples.write(tmp_path, one=samples.VALID)
    put(tmp_path, "unknown: 1\n")
    assert run("settings", "one.yaml").status == 2
    put(tmp_path, "fail-on: info\n", "other.yaml")
    assert "other.yaml:1" in run("settings", "one.yaml", "--config", "other.yaml").out
    assert "no such file: x" in run("settings", "one.yaml", "--config", "x").err
