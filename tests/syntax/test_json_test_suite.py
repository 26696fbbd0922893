"""JSONTestSuite as payloads: y_ must be accepted, n_ must be refused, i_ may be either."""

from __future__ import annotations

import json

import pytest

from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from tests.syntax.suites import json_cases, lint, rules_of

HEAD = b'{"trigger_call_endpoint": "https://voice.acme.dev/call", "trigger_call_payload": '


def is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


TEXTS = {name: data.decode() for name, data in json_cases().items() if is_text(data)}
OTHERS = {name: data for name, data in json_cases().items() if name not in TEXTS}


def test_the_suite_is_complete() -> None:
    kinds = [name[0] for name in json_cases()]
    assert [kinds.count(kind) for kind in "yni"] == [95, 188, 35]
    assert not any(name.startswith("y") for name in OTHERS)


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("style", ["json", "ascii json", "yaml"])
def test_a_payload_is_accepted_or_refused(name: str, style: str) -> None:
    payload = json.dumps(TEXTS[name], ensure_ascii=style != "json")
    if style == "yaml":
        text = (
            f"trigger_call_endpoint: https://voice.acme.dev/call\ntrigger_call_payload: {payload}"
        )
        report = lint(text)
    else:
        report = lint(HEAD.decode() + payload + "}", "agents.json")
    assert "syntax-error" not in rules_of(report)
    refused = "payload-invalid-json" in rules_of(report)
    if name.startswith(("y", "n")):
        assert refused == name.startswith("n")
    assert all(diagnostic.exact for diagnostic in report.diagnostics)


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_not_utf8_is_a_syntax_error(name: str) -> None:
    report = lint_bytes(
        HEAD + b'"' + OTHERS[name] + b'"}',
        path="agents.json",
        task=Task(Settings(), 0, "."),
        named=True,
    )
    assert rules_of(report) == {"syntax-error"}


@pytest.mark.parametrize("name", TEXTS)
def test_valid_cases_are_read_as_files_too(name: str) -> None:
    # The marker is in a second member, so that the case is parsed.
    text = '{"case": ' + TEXTS[name] + ', "trigger_call": 1}'
    if name == "n_structure_no_data" or not name.startswith(("y", "n")):
        lint(text, "agents.json")
    elif name.startswith("y"):
        assert rules_of(lint(text, "agents.json")) == set()
