"""`explain`, `rules`, `schema`, `fields`, and help."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from outbound_lint import __version__, resources
from outbound_lint.rule import Rule
from outbound_lint.rules import RULES
from tests.cli.conftest import Run

COMMANDS = [
    "check",
    "merge",
    "explain",
    "rules",
    "providers",
    "preview",
    "init",
    "pull",
    "settings",
    "schema",
    "fields",
    "lsp",
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_explain_prints_the_page_of_the_rule(run: Run, rule: Rule) -> None:
    assert run("explain", rule.name) == (0, resources.rule_page(rule.name), "")


def test_rules_lists_each_rule_and_each_family(run: Run) -> None:
    result = run("rules")
    rows = [line.split(maxsplit=4) for line in result.out.split("\n\n")[0].splitlines()]
    assert rows[1:] == [
        [each.name, each.severity, each.family, each.fix or "-", each.info().summary]
        for each in RULES
    ]
    (families,) = (line for line in result.out.splitlines() if line.startswith("Families: "))
    assert set(families.removeprefix("Families: ").strip(".").split(", ")) == {
        rule.family for rule in RULES
    }


@pytest.mark.parametrize("name", resources.schema_names())
def test_schema_prints_the_file_unchanged(run: Run, name: str) -> None:
    assert run("schema", name).out == resources.schema(name)


def test_schema_without_a_name_is_that_of_connections(run: Run) -> None:
    assert run("schema").out == resources.schema("outbound-connection")


def test_fields_prints_everything_in_the_schema(run: Run) -> None:
    told = run("fields").out
    words = " ".join(told.split())
    connection = json.loads(resources.schema("outbound-connection"))["$defs"]["connection"]
    assert [line for line in told.splitlines() if line and not line.startswith(" ")] == [
        *connection["properties"]
    ]
    for field in connection["properties"].values():
        assert " ".join(field["description"].split()) in words
        assert all(f"      {example}\n" in told for example in field["examples"])
    assert told.count("required: yes") == len(connection["required"])
    assert "default: phone_number\n" in told
    assert told.count("type: string that contains a JSON object") == 2


def test_fields_follow_a_change_of_the_schema(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    schema = json.loads(resources.schema("outbound-connection"))
    schema["$defs"]["connection"]["properties"]["phone_number_key"]["default"] = "callee"
    monkeypatch.setattr(resources, "schema", lambda _: json.dumps(schema))
    assert "default: callee\n" in run("fields").out


def test_an_incomplete_installation_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> str:
        raise FileNotFoundError("the installation is incomplete")

    monkeypatch.setattr(resources, "schema", fail)
    monkeypatch.setattr(resources, "rule_page", fail)
    for command in ("schema", "fields", "rules", "explain duplicate-key"):
        result = run(*command.split())
        assert result.status == 2
        assert "the installation is incomplete" in result.err


def test_rules_and_explain_do_not_depend_on_docstrings() -> None:
    def output(*args: str, optimize: str) -> str:
        environment = os.environ | {"PYTHONOPTIMIZE": optimize}
        return subprocess.check_output(
            [sys.executable, "-m", "outbound_lint", *args], env=environment, text=True
        )

    for args in (["rules"], ["explain", "payload-key-collision"]):
        assert output(*args, optimize="2") == output(*args, optimize="")


def test_version_is_printed(run: Run) -> None:
    assert run("--version") == (0, f"outbound-lint {__version__}\n", "")


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_fits_a_screen(run: Run, command: list[str], option: str) -> None:
    result = run(*command, option)
    assert result.status == 0
    lines = result.out.splitlines()
    assert len(lines) <= (70 if command == ["check"] else 45)  # one line for each option
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("command", ["", "check", "explain", "init", "settings", "schema"])
def test_help_shows_examples(run: Run, command: str) -> None:
    assert f"  outbound-lint {command}" in run(*command.split(), "--help").out.split("Example")[1]


def test_help_names_every_command(run: Run) -> None:
    listed = run("--help").out.split("Commands:\n")[1].split("\n\n")[0]
    assert [line.split()[0] for line in listed.splitlines()] == COMMANDS


def test_without_arguments_the_help_is_a_usage_error(run: Run) -> None:
    result = run()
    assert result.status == 2
    assert result.out == ""
    assert result.err == run("--help").out


def test_rules_are_listed_as_json_for_scripts(run: Run) -> None:
    rules = {rule["name"]: rule for rule in json.loads(run("rules", "--format", "json").out)}
    assert list(rules) == [
        line.split()[0] for line in run("rules").out.split("\n\n")[0].splitlines()[1:]
    ]
    assert rules["endpoint-scheme"] == {
        "name": "endpoint-scheme",
        "family": "endpoint",
        "severity": "error",
        "fix": "unsafe",
        "summary": "The endpoint is not an HTTPS URL.",
        "default": True,
    }
    assert not rules["endpoint-port"]["default"]  # an info
    assert rules["endpoint-port"]["fix"] is None
