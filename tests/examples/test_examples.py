"""The repositories in examples/: what is found in them, and at which characters.

The tables are written by hand, from reading the files as their owner would.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from outbound_lint.cli import main

EXAMPLES = Path(__file__).parent.parent.parent / "examples"

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

FLEET = {
    # the trailing comma of a member that was removed
    ("agents/collections.yaml", 21, "}", "payload-invalid-json"),
    # a path where only a name is read
    ("agents/reminders.yaml", 11, "patient.phone", "phone-key-path"),
    # left unquoted on purpose: the list's id is a number. It holds as long as it is filled by one.
    ("agents/sales.yaml", 19, "$", "placeholder-unquoted"),
    ("agents/sales.yaml", 23, "http", "endpoint-scheme"),
    # the number of a test call, left in the payload
    ("agents/support.yaml", 50, '"to"', "payload-key-collision"),
    # a hyphen can't stand in a variable's name
    ("charts/voice/values.yaml", 7, "$", "placeholder-malformed"),
    # a developer's tunnel and own machine
    ("environments/development.yaml", 15, "mia-voice.ngrok-free.app", "endpoint-temporary"),
    ("environments/development.yaml", 20, "localhost", "endpoint-not-public"),
    # the second of two tokens, of which one should have been replaced
    ("environments/production.yaml", 29, '"Authorization"', "header-duplicate"),
    ("environments/production.yaml", 36, "{", "content-type-missing"),
    # a name that only the company's own network knows
    ("environments/staging.yaml", 20, "load-balancer.voice.internal", "endpoint-not-public"),
    ("environments/staging.yaml", 25, "Bearer ${STAGING_TOKEN}", "auth-malformed"),
    # the documentation's example
    ("exports/agents-2026-10.json", 18, "your-endpoint.com", "endpoint-placeholder"),
    # a member added without looking for it
    ("exports/agents-2026-10.json", 39, r"\"scale\"", "payload-duplicate-key"),
    # an id that was concatenated from two
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
    """A finding as the tables have it, its characters read from the file itself."""
    path, line = finding["path"], finding["line"]
    text = (EXAMPLES / repository / path).read_text(encoding="utf-8").split("\n")[line - 1]
    end = finding["end_column"] if finding["end_line"] == line else None
    return path, line, text[finding["column"] - 1 : end and end - 1], finding["rule"]


def test_the_sound_repository_gives_nothing(check: Any) -> None:
    report = check("sound")
    assert report["findings"] == []
    assert report["summary"]["connections"] == 9


@pytest.mark.parametrize(("repository", "expected"), [("broken", BROKEN), ("fleet", FLEET)])
def test_the_slips_are_found_where_they_stand_and_nothing_else(
    check: Any, repository: str, expected: set[tuple[str, int, str, str]]
) -> None:
    findings = check(repository)["findings"]
    assert {marked(repository, finding) for finding in findings} == expected
    assert len(findings) == len(expected)
    assert all(finding["exact"] for finding in findings)


def test_the_fleet_has_forty_connections(check: Any) -> None:
    assert check("fleet")["summary"]["connections"] == 40


def test_the_slips_of_the_broken_repository_are_told_with_its_connection(check: Any) -> None:
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
