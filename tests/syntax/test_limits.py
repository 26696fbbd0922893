"""How deep values may be nested in files and in embedded JSON, and how many a text may hold."""

from __future__ import annotations

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.settings import Settings
from outbound_lint.source import Source
from outbound_lint.syntax.json import JsonMistake, parse_json
from outbound_lint.syntax.json_errors import explain_json
from outbound_lint.syntax.nodes import MAX_NODES

OPEN = '{"trigger_call_payload": '


def found(text: str, path: str) -> list[tuple[str, int]]:
    report = lint_text(text, path=path, settings=Settings(), now=0)
    return [(one.rule, one.span.start) for _, one in report.diagnostics()]


@pytest.mark.parametrize("levels", [101, 20_000])
def test_a_json_file_nested_too_deeply_is_reported_at_the_first_level_too_many(levels: int) -> None:
    text = OPEN * levels + "1" + "}" * levels
    assert found(text, "agents.json") == [("syntax-error", 100 * len(OPEN))]


def test_a_hundred_levels_are_read() -> None:
    text = OPEN * 100 + "1" + "}" * 100 + "\n" * 20_000  # each level has findings
    assert "syntax-error" not in {rule for rule, _ in found(text, "agents.json")}


def test_embedded_json_has_no_such_limit() -> None:
    payload = '{"a":' * 5_000 + "1" + "}" * 5_000
    text = f"trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_payload: '{payload}'\n"
    assert {rule for rule, _ in found(text, "agents.yaml")} == {"auth-missing"}


@pytest.mark.parametrize("unit", ["1", '"a"', "{}"])
def test_a_json_text_has_at_most_so_many_names_and_values(unit: str) -> None:
    items = [unit] * (MAX_NODES - 1)
    assert parse_json(Source(f"[{','.join(items)}]", "")).mistake is None
    text = f"[{','.join([*items, unit])}]"
    mistake = parse_json(Source(text, "")).mistake
    assert mistake == JsonMistake(len(text) - len(unit) - 1, "fewer", 0)
    assert (
        explain_json(text, mistake).message == f"there are more than {MAX_NODES} names and values"
    )


def test_names_of_members_count_too() -> None:
    members = ",".join(['"a":1'] * (MAX_NODES // 2))
    mistake = parse_json(Source(f"{{{members}}}", "")).mistake
    assert mistake
    assert mistake.expected == "fewer"
