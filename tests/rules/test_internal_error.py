"""A rule that raises: it is told, and every other rule is still heard."""

from __future__ import annotations

import pytest

from outbound_lint import judging
from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule
from outbound_lint.rules import RULES
from tests.connections.found import findings

SECRET = "qX7" + "vR2mK9" + "tLw4"


@connection_rule("duplicate-name", "document", "error")
def broken(connection: Connection, context: Context) -> list[Finding]:
    """A rule that fails."""
    raise ValueError(SECRET)


def test_a_rule_that_raises_is_told_and_hides_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [rule for rule in RULES if rule.name != broken.name]
    monkeypatch.setattr(judging, "RULES", (broken, *others))
    found = {one.rule: one for one in findings("trigger_call_payload: '{,}'", "default")}
    assert set(found) == {"internal-error", "missing-field", "payload-invalid-json"}
    told = found["internal-error"]
    assert broken.name in told.message
    assert SECRET not in told.message + told.hint
