"""The proof that embedded JSON needs no closer look: what it passes, no rule has a word about."""

from __future__ import annotations

import json
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.connections import plainness
from outbound_lint.connections.plainness import is_plain_json, is_plain_text
from outbound_lint.engine import lint_text
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.settings import Settings
from outbound_lint.judging import select

_ALL = Settings(select(["all"], [], []))
_PIECES = st.sampled_from(
    [
        "Bearer ", "Basic ", "basic dTpw", "dTpw", " ", "-", "_", ".", "=", "/", "a", "Z", "7", "é",
        "${TOKEN}", "${A_1}", "${TOKEN-x}", "${", "}", "{{simulation_output_id}}", "{{x}}", "{{",
        "$NAME", "%NAME%", "@NAME@", "((x))", "`id`", "<TOKEN>", "\\", '"', "\n", "\ud83d",
        "sk_" + "live_", "SK" + "0f9a3c5d" * 4, "x7Kq9Zp2Lm4Rt8Vb",
        "AKIA" + "QWERTYUIOPASDFGH",  # without a digit
        "correct horse 9 battery", ".acme.dev", "xoxe." + "qwertyuiopasdfgh",
        "eyJhbGciOiJub25lIn" + ".e30.",
    ]
)  # fmt: skip
_STRINGS = st.lists(_PIECES, max_size=5).map("".join)
_NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False))
_NAMES = st.one_of(st.sampled_from(["password", "token", "X-API-Key", "id", "to"]), _STRINGS)
_VALUES = st.recursive(
    st.one_of(_STRINGS, _NUMBERS, st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_NAMES, inner)),
    max_leaves=5,
)


def _found(connection: dict[str, str]) -> list[Diagnostic]:
    text = json.dumps(connection)
    report = lint_text(text, path="a.json", settings=_ALL, now=0)
    return [diagnostic for _, diagnostic in report.diagnostics()]


@given(
    _STRINGS,
    st.dictionaries(_NAMES, _STRINGS),
    _STRINGS,
    st.dictionaries(_NAMES, _VALUES),
    st.booleans(),
)
def test_with_and_without_the_proof_the_same_is_found(
    path: str, headers: dict[str, str], key: str, payload: dict[str, object], ascii_only: bool
) -> None:
    connection = {
        "trigger_call_endpoint": f"https://voice.acme.dev/{path}",
        "trigger_call_headers": json.dumps(headers, ensure_ascii=ascii_only),
        "phone_number_key": key,
        "trigger_call_payload": json.dumps(payload, ensure_ascii=ascii_only),
    }
    with_proof = _found(connection)
    with (
        patch.object(plainness, "is_plain_json", lambda _: False),
        patch.object(plainness, "is_plain_text", lambda _: False),
    ):
        assert _found(connection) == with_proof


@pytest.mark.parametrize(
    "text",
    [
        '{"Content-Type": "application/json", "Authorization": "Bearer ${VOICE_TOKEN}"}',
        '{"campaign_id": "summer2024",\n "nested": {"a": [1, -2.5, true, null], "b": {}}}',
    ],
)
def test_what_most_connections_hold_is_proved(text: str) -> None:
    assert is_plain_json(text)


@pytest.mark.parametrize(
    "text", ["https://api.eu-1.staging.acme.dev/v2/outbound/${TENANT}", "phone_number"]
)
def test_so_are_most_endpoints_and_keys(text: str) -> None:
    assert is_plain_text(text)
