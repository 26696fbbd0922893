"""A rule that raises an exception is reported, and every other rule still runs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from outbound_lint import judging
from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule
from outbound_lint.rules import RULES
from tests.connections.found import findings
from tests.rules.border import connections

SECRET = "qX7" + "vR2mK9" + "tLw4"


@connection_rule("duplicate-name", "document", "error")
def broken(connection: Connection, context: Context) -> list[Finding]:
    """A rule that fails."""
    raise ValueError(SECRET)


def test_a_rule_that_raises_is_reported_and_hides_no_other_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    others = [rule for rule in RULES if rule.name != broken.name]
    monkeypatch.setattr(judging, "RULES", (broken, *others))
    found = {one.rule: one for one in findings("trigger_call_payload: '{,}'", "default")}
    assert set(found) == {"internal-error", "missing-field", "payload-invalid-json"}
    error = found["internal-error"]
    assert broken.name in error.message
    assert SECRET not in error.message + error.hint


@given(connections())
def test_no_rule_raises_and_every_finding_has_an_exact_place(connection: dict[str, Any]) -> None:
    text = json.dumps(connection)
    for one in findings(text, "all", path="a.json"):
        assert one.rule != "internal-error", one.message
        assert one.exact, one.rule
        assert 0 <= one.span.start <= one.span.end <= len(text)
