"""Which errors keep which connections from being probed."""

from __future__ import annotations

import pytest

from outbound_lint.connections import reading
from outbound_lint.findings.model import Finding
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import judge
from outbound_lint.probe.eligibility import ERRORS, obstacles
from outbound_lint.probe.permissions import Permissions
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import Context, RuleFinding
from outbound_lint.rules import find_rule
from outbound_lint.source import Source

VALID = "{trigger_call_endpoint: https://voice.acme.dev/}"
BROKEN = "{trigger_call_endpoint: https://voice.acme.dev/, trigger_call_payload: '{'}"
TWICE = "{trigger_call_endpoint: https://voice.acme.dev/, x: 1, x: 2}"


def blocked(text: str, ignored: frozenset[str] = frozenset()) -> dict[str, str]:
    """The rule that blocks each connection, by the connection's name."""
    parsed = reading.read(Source(text, "a.yaml"), as_json=False)
    found = list(
        judge(parsed, Context(Settings(ERRORS), 0.0, named=True, redactor=Redactor(parsed)))
    )
    by_connection = obstacles(parsed, found, Permissions(ignored=ignored))
    return {connection.name: one.rule for connection, one in by_connection.items()}


def test_valid_connections_are_not_blocked() -> None:
    assert blocked(f"a: {VALID}\nb: {VALID}\n") == {}


def test_an_error_in_one_connection_blocks_only_that_one() -> None:
    assert blocked(f"a: {VALID}\nb: {BROKEN}\nc: {VALID}\n") == {"b": "payload-invalid-json"}


def test_an_error_of_the_document_inside_one_connection_blocks_only_that_one() -> None:
    assert blocked(f"a: {VALID}\nb: {TWICE}\nc: {VALID}\n") == {"b": "duplicate-key"}


@pytest.mark.parametrize(
    "text",
    [
        f"x: 1\nx: 2\na: {VALID}\nb: {VALID}\n",
        f"x: 1\na: {VALID}\nx: 2\nb: {VALID}\n",
        f"a: {VALID}\nb: {VALID}\nx: 1\nx: 2\n",
        f"a: {VALID}\nx: {{y: 1, y: 2}}\nb: {VALID}\n",
        f"a: {VALID}\nx: 1\nx: 2\n---\nb: {VALID}\n",
    ],
    ids=["before", "around", "after", "between", "in another document"],
)
def test_an_error_outside_every_connection_blocks_all_of_the_file(text: str) -> None:
    assert blocked(text) == {"a": "duplicate-key", "b": "duplicate-key"}


def test_a_connection_with_an_error_of_its_own_is_blocked_by_that_one() -> None:
    assert blocked(f"x: 1\nx: 2\na: {BROKEN}\nb: {VALID}\n") == {
        "a": "payload-invalid-json",
        "b": "duplicate-key",
    }


def test_an_error_outside_every_connection_blocks_beside_one_inside() -> None:
    assert blocked(f"a: {TWICE}\nb: {VALID}\nx: 1\nx: 2\n") == {
        "a": "duplicate-key",
        "b": "duplicate-key",
    }


def test_an_error_in_what_several_connections_merge_blocks_those() -> None:
    text = f"a: &a {TWICE}\nb: {{<<: *a}}\nc: {VALID}\n"
    assert blocked(text) == {"a": "duplicate-key", "b": "duplicate-key"}


def test_an_error_in_a_template_that_no_connection_uses_blocks_all() -> None:
    text = f"defaults:\n  d: {{trigger_call_payload: '{{'}}\na: {VALID}\n"
    assert blocked(text) == {"a": "payload-invalid-json"}


def test_ignored_rules_do_not_block() -> None:
    text = f"x: 1\nx: 2\na: {BROKEN}\nb: {VALID}\n"
    assert blocked(text, frozenset({"duplicate-key"})) == {"a": "payload-invalid-json"}


def test_a_syntax_error_blocks_all_and_can_not_be_ignored() -> None:
    text = f"a: {VALID}\n---\n]\n"
    assert blocked(text, frozenset({"syntax-error"})) == {"a": "syntax-error"}


@pytest.mark.parametrize("rule", ["internal-error", "payload-template"])
def test_an_internal_error_blocks_even_if_it_is_ignored_and_a_warning_never_does(rule: str) -> None:
    parsed = reading.read(Source(f"a: {VALID}\n", "a.yaml"), as_json=False)
    (connection,), (document,) = parsed.connections, parsed.documents
    finding = Finding(connection.first_key, "message", "hint")
    found = [RuleFinding(find_rule(rule), finding, connection, document)]
    permissions = Permissions(ignored=frozenset({"internal-error"}))
    by_connection = obstacles(parsed, found, permissions)
    assert (connection in by_connection) == (rule == "internal-error")
