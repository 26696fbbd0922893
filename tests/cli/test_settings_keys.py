"""Each setting: a right and a wrong value, in both files, for the reader and for the schema."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from outbound_lint import resources
from outbound_lint.findings.selection import ALWAYS, CATALOG, selectors
from outbound_lint.run.settings.keys import KEYS, KEYS_OF_OVERRIDE
from tests.cli import samples
from tests.cli.conftest import Run

SCHEMA = json.loads(resources.schema("settings"))

RIGHT = {
    "select": ['["auth", "endpoint-scheme"]', "[]", '["all"]', '["default"]'],
    "extend-select": ['["endpoint-port"]'],
    "ignore": ['["payload"]'],
    "severity": ['{"endpoint-port": "error", "auth-missing": "info"}', "{}"],
    "overrides": [
        '[{"files": ["a/", "*.yaml"], "ignore": ["auth"]}]',
        '[{"files": ["a"], "select": ["auth"], "severity": {"auth-missing": "error"}}]',
        "[]",
    ],
    "exclude": ['["vendor/", "**/*.old.yaml", "!keep.yaml"]'],
    "partial": ['["overlays/"]'],
    "fail-on": ['"error"', '"warning"', '"info"', '"never"'],
    "baseline": ['"known.json"'],
    "auth-headers": ['["X-Acme-Badge"]'],
    "placeholders": ['["%%[A-Z_]+%%", "<[a-z]{1,40}>"]'],
    "providers": ['"providers"'],
    "allowed-hosts": ['["voice.internal", "*.corp", "10.0.0.1", "::1", "[::1]", "LOCALHOST"]'],
}
WRONG = [
    ("select", '["auth", ⟦"pyload"⟧]', "no such rule or family: `pyload`", "`payload`"),
    ("select", '⟦"auth"⟧', "`select` must be a list of rules and families, not a string", "["),
    ("select", "[⟦1⟧]", "each item of `select` must be a string, not a number", "quotes"),
    ("extend-select", "[⟦true⟧]", "each item of `extend-select` must be a string", "quotes"),
    ("extend-select", '[⟦"endpoint_port"⟧]', "no such rule or family", "`endpoint-port`"),
    ("ignore", "⟦5⟧", "`ignore` must be a list of rules and families, not a number", "["),
    ("ignore", '[⟦""⟧]', "no such rule or family", "outbound-lint rules"),
    ("severity", '⟦["error"]⟧', "must be a mapping of rules to severities, not a list", "error"),
    ("severity", '{"auth-missing": ⟦"fatal"⟧}', "`auth-missing` has an unknown value", "info"),
    ("severity", '{"auth-missing": ⟦1⟧}', "must be one of error, warning, info", "warning"),
    ("severity", '{⟦"auth-mising"⟧: "error"}', "unknown rule `auth-mising`", "`auth-missing`"),
    ("severity", '{⟦"auth"⟧: "error"}', "unknown rule `auth`", "rule"),
    ("severity", '{⟦"syntax-error"⟧: "info"}', "cannot be changed", "Remove"),
    ("overrides", '⟦"a"⟧', "`overrides` must be a list of mappings, not a string", "files"),
    ("overrides", "[⟦1⟧]", "each item of `overrides` must be a mapping, not a number", "files"),
    ("overrides", '[{⟦"ignore"⟧: ["auth"]}]', "an override without `files`", "files"),
    ("overrides", '[{"ignore": ["auth"], "files": ⟦[]⟧}]', "an override without `files`", "files"),
    ("overrides", '[{"files": ["a"], ⟦"exclude"⟧: []}]', "has no effect in an override", "Move"),
    ("overrides", '[{"files": ["a"], "ignore": [⟦"x"⟧]}]', "no such rule or family: `x`", "rule"),
    ("overrides", '[{"files": [⟦"./"⟧]}]', "the pattern names nothing", ".gitignore"),
    ("exclude", '⟦"vendor/"⟧', "`exclude` must be a list of patterns, not a string", '["vendor/"]'),
    ("exclude", '⟦["!a", "!b"]⟧', "`exclude` names no file: all", "'*.yaml'"),
    ("exclude", '[⟦""⟧]', "the pattern names nothing", "vendor/"),
    ("partial", "⟦{}⟧", "`partial` must be a list of patterns, not a mapping", "["),
    ("fail-on", '⟦"no"⟧', "`fail-on` has an unknown value", "Write `error`, `warning`, `info` or"),
    ("fail-on", '⟦["error"]⟧', "`fail-on` must be one of", "warning"),
    ("baseline", "⟦1⟧", "`baseline` must be the name of a file, not a number", ".json"),
    ("baseline", '⟦" "⟧', "must be the name of a file, not an empty string", ".json"),
    ("auth-headers", '[⟦"X-Region: abc"⟧]', "not the name of a header", "X-Acme-Badge"),
    ("placeholders", '[⟦"[A-Z]+"⟧]', "must begin with a fixed character", "%%"),
    ("placeholders", '[⟦"%%.*%%"⟧]', "more than linear time", "Exclude `%`"),
    ("placeholders", '[⟦"%%(?:ab)+%%"⟧]', "more than linear time", "limit"),
    ("placeholders", '[⟦"%(NAME)"⟧]', "groups that capture", "(?:"),
    ("placeholders", '[⟦"%["⟧]', "not a valid regular expression", "Fix"),
    ("providers", '⟦"profiles"⟧', "there is no such folder: `profiles`", "relative"),
    ("providers", "⟦1⟧", "`providers` must be the name of a folder, not a number", "providers"),
    ("allowed-hosts", '[⟦"localhost:8080"⟧]', "not a host", "port"),
    ("allowed-hosts", '[⟦"https://a.b"⟧]', "not a host", "scheme"),
]
PROFILE = """\
name: Acme
api: Dial
page: docs
hosts: {names: [dial.acme.dev], source: docs}
paths: {names: [/v1/dial], source: docs}
sources: {docs: "https://docs.acme.dev/dial"}
"""
SCHEMA_ACCEPTS = {"placeholders", "providers"}  # it knows no linear patterns and no folders


def unmarked(text: str) -> str:
    return re.sub("[⟦⟧]", "", text)


def as_yaml(name: str, value: str) -> str:
    return f"# settings\n{name}: {value}\n"


def as_toml(name: str, value: str) -> str:
    value = re.sub(r'("[\w-]+")(⟧?): ', r"\1\2 = ", value)
    return f'[project]\nname = "x"\n\n[tool.outbound-lint]\n{name} = {value}\n'


FILES = [(".outbound-lint.yaml", as_yaml), ("pyproject.toml", as_toml)]
IN_BOTH_FILES = pytest.mark.parametrize(("file", "write"), FILES, ids=["yaml", "toml"])


def values(file: str, text: str) -> Any:
    if file.endswith(".yaml"):
        return YAML(typ="safe", pure=True).load(text)
    return tomllib.loads(text)["tool"]["outbound-lint"]


def test_every_setting_has_right_and_wrong_values_here_and_is_in_the_schema() -> None:
    assert set(RIGHT) == set(KEYS) == {name for name, *_ in WRONG} == set(SCHEMA["properties"])
    override = SCHEMA["properties"]["overrides"]["items"]["properties"]
    assert set(override) == set(KEYS_OF_OVERRIDE)


def test_the_schema_knows_all_rules() -> None:
    assert SCHEMA["$defs"]["selector"]["enum"] == list(selectors())
    severities = SCHEMA["$defs"]["severity"]["propertyNames"]["enum"]
    assert severities == [name for name in CATALOG if name not in ALWAYS]


@IN_BOTH_FILES
@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, each in RIGHT.items() for value in each]
)
def test_a_right_value_is_accepted(
    run: Run, tmp_path: Path, file: str, write: Any, *, name: str, value: str
) -> None:
    (tmp_path / file).write_text(write(name, value))
    samples.write(tmp_path, a=samples.VALID)
    (tmp_path / "known.json").write_text('{"version": 1, "findings": {}}')  # for `baseline`
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "acme.yaml").write_text(PROFILE)
    assert run("check", "--fail-on", "never")[::2] == (0, "")
    Draft7Validator(SCHEMA).validate(values(file, write(name, value)))


@IN_BOTH_FILES
@pytest.mark.parametrize(("name", "value", "message", "hint"), WRONG)
def test_a_wrong_value_is_reported_at_its_place(
    run: Run,
    tmp_path: Path,
    file: str,
    write: Any,
    *,
    name: str,
    value: str,
    message: str,
    hint: str,
) -> None:
    marked = write(name, value)
    text = unmarked(marked)
    (tmp_path / file).write_text(text)
    samples.write(tmp_path, a=samples.VALID)
    result = run("check")
    start = marked.index("⟦")
    line = marked.count("\n", 0, start) + 1
    column = start - marked.rfind("\n", 0, start)
    assert (result.status, result.out) == (2, "")
    assert f" --> {file}:{line}:{column}\n" in result.err
    assert f"\n{line} | {text.splitlines()[line - 1]}\n" in result.err
    marks = "^" * (marked.index("⟧") - start - 1)
    assert f"| {' ' * (column - 1)}{marks}\n" in result.err
    words = " ".join(result.err.split())
    assert message in words
    assert hint in words.partition("= help: ")[2]
    assert result.err.endswith("Error: 1 mistake in the settings: nothing was done.\n")
    if name not in SCHEMA_ACCEPTS:
        assert not Draft7Validator(SCHEMA).is_valid(values(file, text))


@IN_BOTH_FILES
def test_an_unknown_setting_is_reported_with_the_nearest_name(
    run: Run, tmp_path: Path, file: str, write: Any
) -> None:
    (tmp_path / file).write_text(write("extendSelect", "[]"))
    result = run("check")
    assert result.status == 2
    assert "error: unknown setting `extendSelect`" in result.err
    assert "help: Did you mean `extend-select`?" in result.err
    assert not Draft7Validator(SCHEMA).is_valid({"extendSelect": []})


@pytest.mark.parametrize("name", ["api_token", "vendors", "hosts"])
def test_a_setting_that_is_like_none_has_no_suggestion(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text(f"{name}: x\n")
    assert "help: The settings are `select`, " in run("check").err


@IN_BOTH_FILES
@pytest.mark.parametrize(
    "name",
    ["probe", "probe-allow-host", "probe_env", "probe-number", "probe-use-proxy", "require-probes"],
)
def test_settings_of_the_probe_are_refused_with_the_reason(
    run: Run, tmp_path: Path, file: str, write: Any, *, name: str
) -> None:
    (tmp_path / file).write_text(write(name, '["localhost"]'))
    result = run("check")
    assert result.status == 2
    words = " ".join(result.err.split())
    assert f"`{name}` cannot be set in a settings file: the file may come from a stranger" in words
    assert "Use the options of the command line." in words


@IN_BOTH_FILES
def test_all_mistakes_are_reported_at_once(run: Run, tmp_path: Path, file: str, write: Any) -> None:
    (tmp_path / file).write_text(write("fail-on", '"x"') + write("y", "1").splitlines()[-1])
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / file).write_text(write("z", "1"))
    result = run("check")
    assert result.err.count("error: ") == 3
    assert f" --> b/{file}:" in result.err
    assert "Error: 3 mistakes in the settings: nothing was done." in result.err


@IN_BOTH_FILES
def test_a_repeated_setting_is_reported(run: Run, tmp_path: Path, file: str, write: Any) -> None:
    text = write("fail-on", '"error"')
    (tmp_path / file).write_text(text + text.splitlines()[-1])
    result = run("check")
    assert "the setting `fail-on` is repeated" in result.err
    assert f" --> {file}:{len(text.splitlines()) + 1}:1\n" in result.err


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "{}\n", "\ufeffignore: [auth]\n"])
def test_a_file_without_settings_or_with_a_byte_order_mark_is_valid(
    run: Run, tmp_path: Path, text: str
) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text(text, encoding="utf-8")
    assert run("check", "--require-connections").status == 1


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (b"- a\n", "1:1", "a settings file is a mapping of settings to values"),
        (b"ignore: [auth\n", "1:14", "unclosed list"),
        (b"ignore: [auth]\n---\nignore: []\n", "3:1", "a settings file has one document"),
        (b"ignore: [\xe4]\n", "1:10", "the file is not UTF-8"),
        (b"ignore: [\x00]\n", "1:10", "control character U+0000"),
        (b"age-encryption.org/v1\n\xff", "1:1", "the file is encrypted"),
    ],
)
def test_a_file_that_cannot_be_read_is_reported(
    run: Run, tmp_path: Path, text: bytes, place: str, message: str
) -> None:
    (tmp_path / ".outbound-lint.yaml").write_bytes(text)
    result = run("check")
    assert result.status == 2
    assert message in result.err
    assert f" --> .outbound-lint.yaml:{place}\n" in result.err


def test_broken_toml_is_reported_at_its_place(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.outbound-lint]\nignore = [auth]\n")
    result = run("check")
    assert result.status == 2
    assert "the file is not valid TOML: a string without quotes" in result.err
    assert " --> pyproject.toml:2:11\n" in result.err
    assert "help: Put it in quotes." in result.err


TABLE = "[tool.outbound-lint]\n"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[[tool.outbound-lint]]\n", "1:3", "`tool.outbound-lint` must be a table"),
        ("tool.outbound-lint = 3\n", "1:1", "`tool.outbound-lint` must be a table"),
        ("[tool.outbound-lint\n", "1:20", "expected `]` after the name of the table"),
        (TABLE + 'fail-on = "a\x01"\n', "2:13", "a control character"),
        (TABLE + "fail-on = '''a\x01'''\n", "2:15", "a control character"),
        (TABLE + "# \x01\n", "2:3", "a control character"),
        (TABLE + 'severity = {auth-missing = "info",\n}\n', "2:35", "ends on its line"),
    ],
)
def test_wrong_toml_is_reported_at_its_place(
    run: Run, tmp_path: Path, text: str, place: str, message: str
) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    result = run("check")
    assert result.status == 2
    assert message in result.err
    assert f" --> pyproject.toml:{place}\n" in result.err


@pytest.mark.parametrize(
    ("name", "item", "most"),
    [("placeholders", "~x~", 20), ("exclude", "x", 500), ("overrides", {"files": ["x"]}, 100)],
)
def test_lists_have_limits(run: Run, tmp_path: Path, *, name: str, item: object, most: int) -> None:
    for number, status in ((most, 0), (most + 1, 2)):
        text = f"{name}: {json.dumps(number * [item])}\n"
        (tmp_path / ".outbound-lint.yaml").write_text(text)
        result = run("check")
        assert result.status == status
    assert f"`{name}` has more than {most} items" in result.err


def test_a_table_written_twice_is_reported_without_its_name(run: Run, tmp_path: Path) -> None:
    secret = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    (tmp_path / "pyproject.toml").write_text(f"[tool.outbound-lint.{secret}]\n" * 2)
    result = run("check")
    assert result.status == 2
    assert "this table is repeated" in result.err
    assert secret[4:] not in result.err


def test_the_password_of_a_url_among_the_hosts_is_masked(run: Run, tmp_path: Path) -> None:
    text = "allowed-hosts: ['voice.internal:80', 'https://user:hunter2supersecret@acme.com/']\n"
    (tmp_path / ".outbound-lint.yaml").write_text(text)
    result = run("check")
    assert result.status == 2
    assert "'voice.internal:80', 'https://****@acme.com/'" in result.err
    assert "hunter2" not in result.err


def test_hints_are_written_in_the_language_of_the_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.outbound-lint.severity]\nauth-missing = 1\n")
    assert 'Write, for example, `auth-missing = "warning"`.' in run("check").err


def test_secrets_in_settings_are_masked(run: Run, tmp_path: Path) -> None:
    secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    (tmp_path / ".outbound-lint.yaml").write_text(f"ignore: ['{secret}']\n{secret}: 1\n")
    result = run("check")
    assert result.status == 2
    assert secret[8:] not in result.err
    assert result.err.count("****") == 4


@pytest.mark.parametrize("value", ["{}", "1 {}", "[{}]", "1979-{}"])
def test_a_secret_without_quotes_in_toml_is_masked(run: Run, tmp_path: Path, value: str) -> None:
    secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    text = f"[tool.outbound-lint]\nfail-on = {value.format(secret)}\n"
    (tmp_path / "pyproject.toml").write_text(text)
    result = run("check")
    assert result.status == 2
    assert secret[8:] not in result.err


@pytest.mark.parametrize(
    "text",
    [
        "auth-headers: ['X-Token: hunter2hunter2']",
        "auth-headers: [X-Token: hunter2hunter2]",
        "ignore: {password: hunter2hunter2}",
        "allowed-hosts: ['https://me:hunter2hunter2@a.b']",
        "placeholders: ['Authorization: Bearer (hunter2hunter2)']",
    ],
)
def test_secrets_in_wrong_values_are_masked(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text(text)
    result = run("check")
    assert result.status == 2
    assert "hunter2" not in result.err
    assert text.partition(":")[0] in result.err


@pytest.mark.parametrize("name", ["auth-headers", "placeholders", "allowed-hosts"])
def test_secrets_in_valid_settings_are_masked(run: Run, tmp_path: Path, name: str) -> None:
    secret = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    (tmp_path / ".outbound-lint.yaml").write_text(f"{name}: [{secret}]\n")
    result = run("settings", ".")
    assert result.status == 0
    assert "ghp_****" in result.out
    assert secret[4:].lower() not in result.out.lower()


def test_the_value_of_an_unknown_setting_is_masked_if_it_may_be_a_secret(
    run: Run, tmp_path: Path
) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text("api-token: hunter2\n")
    assert "hunter2" not in run("check").err
