"""The findings in the repositories in examples/, with the exact characters that they mark.

The tables are written by hand, from reading the files as their owner would.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from outbound_lint.cli import main
from tests.checkout import ROOT

EXAMPLES = ROOT / "examples"

BROKEN = {
    ("agents/reminders.yaml", 4, "'", "headers-invalid-json"),
    ("agents/reminders.yaml", 5, "$", "placeholder-unquoted"),
    ("agents/reminders.yaml", 11, "no", "ambiguous-scalar"),
    ("agents/reminders.yaml", 12, "trigger_call_payload", "duplicate-key"),
    ("agents/sales.yaml", 4, "trigger_call_endpiont", "misspelled-field"),
    ("agents/sales.yaml", 9, "True", "payload-invalid-json"),
    ("agents/sales.yaml", 12, "http", "endpoint-scheme"),
    ("agents/sales.yaml", 14, "Content-Type: application/json", "wrong-type"),
    ("agents/sales.yaml", 16, r"\"campaign\"", "payload-duplicate-key"),
    ("agents/support.yaml", 8, "}", "headers-invalid-json"),
    ("agents/support.yaml", 18, '"to"', "payload-key-collision"),
    ("agents/support.yaml", 21, "support-en", "duplicate-name"),
    ("environments/production.yaml", 5, "#", "endpoint-fragment"),
    ("environments/production.yaml", 7, "{", "content-type-missing"),
    ("environments/production.yaml", 8, '"+12025550123"', "phone-key-is-number"),
    ("environments/production.yaml", 10, "90071992547409931", "payload-number-precision"),
    ("environments/staging.yaml", 5, "localhost", "endpoint-not-public"),
    ("environments/staging.yaml", 7, "Bearer: ${STAGING_TOKEN}", "auth-malformed"),
    ("exports/agents.json", 7, "support.ngrok-free.app", "endpoint-temporary"),
    ("exports/agents.json", 10, r"\"Content-Length\"", "header-reserved"),
    ("exports/agents.json", 11, "A", "payload-invalid-json"),
}
"""File, line, the characters that are marked, rule."""

TERRAFORM = {
    ("main.tf", 4, "http", "endpoint-scheme"),
    ("main.tf", 10, "Bearer: ${var.voice_token}", "auth-malformed"),
    ("main.tf", 15, '"to"', "payload-key-collision"),
    ("main.tf", 27, "{", "wrong-type"),
    ("main.tf", 30, "2", "payload-invalid-json"),
    ("main.tf", 37, ":", "syntax-error"),
}

FLEET = {
    # a trailing comma after the last member was removed
    ("agents/collections.yaml", 21, "}", "payload-invalid-json"),
    # a path instead of a name
    ("agents/reminders.yaml", 11, "patient.phone", "phone-key-path"),
    # unquoted on purpose, because the id of the list is a number
    ("agents/sales.yaml", 19, "$", "placeholder-unquoted"),
    ("agents/sales.yaml", 23, "http", "endpoint-scheme"),
    # the number of a test call
    ("agents/support.yaml", 50, '"to"', "payload-key-collision"),
    # a hyphen in the name of a variable
    ("charts/voice/values.yaml", 7, "$", "placeholder-malformed"),
    # a developer's tunnel, and a developer's machine
    ("environments/development.yaml", 15, "mia-voice.ngrok-free.app", "endpoint-temporary"),
    ("environments/development.yaml", 20, "localhost", "endpoint-not-public"),
    # a new token that was added instead of replacing the old one
    ("environments/production.yaml", 29, '"Authorization"', "header-duplicate"),
    ("environments/production.yaml", 36, "{", "content-type-missing"),
    # a name in the company's private network
    ("environments/staging.yaml", 20, "load-balancer.voice.internal", "endpoint-not-public"),
    ("environments/staging.yaml", 25, "Bearer Bearer ${STAGING_TOKEN}", "auth-malformed"),
    # the example from the documentation
    ("exports/agents-2026-10.json", 18, "your-endpoint.com", "endpoint-placeholder"),
    # a member that already existed
    ("exports/agents-2026-10.json", 39, r"\"scale\"", "payload-duplicate-key"),
    # a concatenation of two ids
    ("providers/direct.yaml", 29, "90071992547409931", "payload-number-precision"),
}


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    def run(repository: str) -> dict[str, Any]:
        monkeypatch.chdir(EXAMPLES / repository)
        main(["check", "-o", "json"])
        report: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
        return report

    return run


def marked(repository: str, finding: dict[str, Any]) -> tuple[str, int, str, str]:
    """A finding in the form of the tables, with the marked characters read from the file."""
    path, line = finding["path"], finding["line"]
    text = (EXAMPLES / repository / path).read_text(encoding="utf-8").split("\n")[line - 1]
    end = finding["end_column"] if finding["end_line"] == line else None
    return path, line, text[finding["column"] - 1 : end and end - 1], finding["rule"]


def test_nothing_is_found_in_the_valid_repository(check: Any) -> None:
    report = check("valid")
    assert report["findings"] == []
    assert report["summary"]["connections"] == 9


def test_nothing_is_found_in_the_valid_agents_of_terraform(check: Any) -> None:
    report = check("terraform/valid")
    assert report["findings"] == []
    assert report["summary"]["connections"] == 2


@pytest.mark.parametrize(
    ("repository", "expected"),
    [("broken", BROKEN), ("fleet", FLEET), ("terraform/broken", TERRAFORM)],
)
def test_every_mistake_is_found_at_its_characters_and_nothing_else(
    check: Any, repository: str, expected: set[tuple[str, int, str, str]]
) -> None:
    findings = check(repository)["findings"]
    assert {marked(repository, finding) for finding in findings} == expected
    assert len(findings) == len(expected)
    assert all(finding["exact"] for finding in findings)


def test_the_fleet_has_forty_connections(check: Any) -> None:
    assert check("fleet")["summary"]["connections"] == 40


def test_the_findings_in_the_broken_repository_name_their_connections(check: Any) -> None:
    names = {finding["connection"] for finding in check("broken")["findings"]}
    assert names == {
        "Support, English",
        "appointment-reminder",
        "canary",
        "payment-reminder",
        "spring-renewals",
        "support-en",
        "win-back",
    }


def found_by_check_jsonschema(repository: str) -> set[tuple[str, str]]:
    """The files and values that check-jsonschema rejects, with the schema of this project."""
    folder = EXAMPLES / repository
    paths = [path for suffix in ("yaml", "json") for path in sorted(folder.rglob(f"*.{suffix}"))]
    schema = ROOT / "schemas" / "outbound-connection.schema.json"
    command = [sys.executable, "-m", "check_jsonschema", "-o", "json", "--schemafile", str(schema)]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, check=False)
    return {
        (Path(error["filename"]).relative_to(folder).as_posix(), error["path"])
        for error in json.loads(done.stdout)["errors"]
    }


def test_the_readme_says_how_many_mistakes_a_schema_validator_finds(check: Any) -> None:
    rejected = found_by_check_jsonschema("fleet")
    assert rejected == {
        ("agents/collections.yaml", "$.connections[1].trigger_call_payload"),
        ("agents/sales.yaml", "$.connections.referral.trigger_call_endpoint"),
    }
    found = len(check("fleet")["findings"])
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"| check-jsonschema | {len(rejected)} of {found} |" in readme
    assert f"| outbound-lint | {len(FLEET)} of {found} |" in readme


def test_nothing_is_found_in_the_three_environments(check: Any) -> None:
    report = check("environments")
    assert report["findings"] == []
    assert (report["summary"]["files"], report["summary"]["connections"]) == (3, 4)


def test_what_is_allowed_in_development_is_refused_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    shutil.copytree(EXAMPLES / "environments", tmp_path, dirs_exist_ok=True)
    shutil.copy(tmp_path / "dev/voice.yaml", tmp_path / "prod/new.yaml")
    shutil.copy(tmp_path / "staging/voice.yaml", tmp_path / "dev/new.yaml")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "-o", "json"]) == 1
    findings = json.loads(capfdbinary.readouterr().out)["findings"]
    assert [(one["path"], one["rule"], one["severity"]) for one in findings] == [
        ("prod/new.yaml", "endpoint-scheme", "error"),
        ("prod/new.yaml", "endpoint-not-public", "error"),
        ("prod/new.yaml", "endpoint-port", "info"),
        ("prod/new.yaml", "auth-missing", "error"),
        ("prod/new.yaml", "endpoint-temporary", "error"),
        ("prod/new.yaml", "auth-missing", "error"),
    ]
