"""A fix of a value that several connections share says so, and is safe only if all need it."""

from __future__ import annotations

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.settings import Settings
from tests.rules.marks import NOW

FRAGMENT = "Remove the fragment."


def fixes(text: str, rule: str) -> list[SourceFix]:
    """Return the fixes of a rule's findings in a text."""
    report = lint_text(text, path="a.yaml", settings=Settings(), now=NOW).files[0]
    return [one.fix for one in report.diagnostics if one.rule == rule and one.fix]


def endpoints(*names: str) -> str:
    """Return connections that share an endpoint with a fragment."""
    first = f"- name: {names[0]}\n  trigger_call_endpoint: &url https://voice.acme.dev/calls#x\n"
    more = (f"- name: {name}\n  trigger_call_endpoint: *url\n" for name in names[1:])
    return first + "".join(more)


@pytest.mark.parametrize(
    ("names", "also"),
    [
        (["sales"], ""),
        (["sales", "support"], " This changes the connections `sales` and `support`."),
        (["a", "b", "c"], " This changes the connections `a`, `b` and `c`."),
        (list("abcde"), " This changes the connections `a`, `b`, `c`, `d` and `e`."),
        (list("abcdefg"), " This changes the connections `a`, `b`, `c`, `d`, `e` and 2 more."),
    ],
)
def test_the_connections_that_share_a_value_are_named(names: list[str], also: str) -> None:
    (fix,) = fixes(endpoints(*names), "endpoint-fragment")
    assert fix.message == FRAGMENT + also
    assert fix.safe


def test_a_value_that_is_merged_is_shared() -> None:
    text = "x-base: &x\n  trigger_call_endpoint: https://voice.acme.dev/calls#x\n" + "".join(
        f"{name}:\n  <<: *x\n  phone_number_key: to\n" for name in ("sales", "support")
    )
    (fix,) = fixes(text, "endpoint-fragment")
    assert fix.message == f"{FRAGMENT} This changes the connections `sales` and `support`."
    assert fix.safe


def test_a_template_that_one_connection_merges_is_not_shared() -> None:
    text = "x-base: &x\n  trigger_call_endpoint: https://voice.acme.dev/calls#x\nsales:\n  <<: *x\n"
    (fix,) = fixes(text, "endpoint-fragment")
    assert (fix.message, fix.safe) == (FRAGMENT, True)


@pytest.mark.parametrize(("key", "safe"), [("to", True), ("customer", False)])
def test_a_fix_is_unsafe_if_it_changes_a_connection_without_the_finding(
    key: str, safe: bool
) -> None:
    text = f"""
    - name: sales
      trigger_call_endpoint: https://voice.acme.dev/calls
      trigger_call_payload: &payload '{{"to": 1, "a": 2}}'
      phone_number_key: to
    - name: support
      trigger_call_endpoint: https://voice.acme.dev/calls
      trigger_call_payload: *payload
      phone_number_key: {key}
    """
    (fix,) = fixes(text, "payload-key-collision")
    assert fix.message == "Remove this member. This changes the connections `sales` and `support`."
    assert fix.safe == safe


def test_two_values_alike_are_not_shared() -> None:
    text = "".join(f"{name}: {{trigger_call_endpoint: https://a.acme.dev/#x}}\n" for name in "ab")
    assert [(one.message, one.safe) for one in fixes(text, "endpoint-fragment")] == [
        (FRAGMENT, True),
        (FRAGMENT, True),
    ]


def test_a_secret_name_is_masked() -> None:
    secret = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"
    (fix,) = fixes(endpoints(secret, "support"), "endpoint-fragment")
    assert secret not in fix.message
    assert "support" in fix.message
