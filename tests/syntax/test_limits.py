"""In a file values are nested at most a hundred levels deep; in embedded JSON without limit."""

from __future__ import annotations

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings

OPEN = '{"trigger_call_payload": '


def found(text: str, path: str) -> list[tuple[str, int]]:
    report = lint_text(text, path=path, settings=Settings(), now=0)
    return [(one.rule, one.span.start) for _, one in report.diagnostics()]


@pytest.mark.parametrize("levels", [101, 20_000])
def test_a_json_file_nested_too_deeply_is_reported_at_the_first_level_too_many(levels: int) -> None:
    text = OPEN * levels + "1" + "}" * levels
    assert found(text, "agents.json") == [("syntax-error", 100 * len(OPEN))]


def test_a_hundred_levels_are_read() -> None:
    text = OPEN * 100 + "1" + "}" * 100
    assert "syntax-error" not in {rule for rule, _ in found(text, "agents.json")}


def test_embedded_json_has_no_such_limit() -> None:
    payload = '{"a":' * 5_000 + "1" + "}" * 5_000
    text = f"trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_payload: '{payload}'\n"
    assert {rule for rule, _ in found(text, "agents.yaml")} == {"auth-missing"}
