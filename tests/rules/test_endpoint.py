"""The rules of the family endpoint together: which of them report a URL, and what they say."""

from __future__ import annotations

import json

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.settings import Settings
from outbound_lint.rules import RULES
from tests.urls.samples import INVALID, NOT_PUBLIC, VALID

ENDPOINT_RULES = frozenset(rule.name for rule in RULES if rule.family == "endpoint")
SETTINGS = Settings(ENDPOINT_RULES)


def diagnostics(url: str) -> list[Diagnostic]:
    text = json.dumps({"trigger_call_endpoint": url}, ensure_ascii=False)
    report = lint_text(text, path="x.json", settings=SETTINGS, now=0.0)
    return [one for _, one in report.diagnostics()]


def rules(url: str) -> list[str]:
    return [one.rule for one in diagnostics(url)]


@pytest.mark.parametrize("url", INVALID)
def test_an_invalid_endpoint_gets_no_other_finding(url: str) -> None:
    assert rules(url) == ["endpoint-invalid"]


@pytest.mark.parametrize("url", NOT_PUBLIC)
def test_every_host_that_must_not_be_called_is_reported(url: str) -> None:
    assert "endpoint-not-public" in rules(url)


@pytest.mark.parametrize("url", VALID)
def test_no_valid_host_is_reported(url: str) -> None:
    assert not {"endpoint-invalid", "endpoint-not-public"} & set(rules(url))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "http://u:p@localhost:8080/webhook-test/x#y",
            [
                "endpoint-scheme",
                "endpoint-credentials",
                "endpoint-not-public",
                "endpoint-port",
                "endpoint-temporary",
                "endpoint-fragment",
            ],
        ),
        ("https://spoofed.burpcollaborator.net/", ["endpoint-not-public"]),
        ("https://ｅxample.com/", ["endpoint-placeholder"]),
        ("https://ｎgrok.app/", ["endpoint-temporary"]),
        ("https://voice.acme.dev:443/", []),
        ("mailto:calls@localhost#x", ["endpoint-scheme"]),
    ],
)
def test_each_part_has_one_finding_in_the_order_of_the_url(url: str, expected: list[str]) -> None:
    assert rules(url) == expected


@pytest.mark.parametrize(
    ("length", "expected"), [(200, []), (201, ["endpoint-too-long"]), (9000, ["endpoint-too-long"])]
)
def test_the_limit_counts_characters_not_bytes(length: int, expected: list[str]) -> None:
    assert rules("https://voice.acme.dev/".ljust(length, "é")) == expected


def test_the_characters_of_a_placeholder_do_not_count() -> None:
    assert rules("https://voice.acme.dev/${" + "A" * 200 + "}") == []


@pytest.mark.parametrize(
    "url",
    [
        "https://hunter2:hunter2@voice.acme.dev/hunter2?key=hunter2#hunter2",
        "http://voice.acme.dev/hunter2?key=hunter2",
        "https://voice acme.dev/hunter2?key=hunter2",
        "hunter2:hunter2@voice.acme.dev/hunter2",
        "https://10.0.0.1/webhook-test/hunter2?key=hunter2",
    ],
)
def test_no_message_quotes_credentials_path_or_query(url: str) -> None:
    found = diagnostics(url)
    assert found
    assert not any("hunter2" in one.message + one.hint for one in found)
