"""Secrets of vendors, put together at run time so that no scanner reports this file as a leak."""

from __future__ import annotations

import base64
import json

import pytest

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from tests.rules.marks import NOW

HEX = "3f2b8c1a9d4e4a7b8c6d1e2f3a4b5c6d"
UUID = "-".join((HEX[:8], HEX[8:12], HEX[12:16], HEX[16:20], HEX[20:]))
LETTERS = "k7Qm2Xp9Rz4Wv1Tn8Yb3Lc6Hd5Gf0Js"
STRIPE = "sk_" + "live_" + LETTERS[:24]
PLACEHOLDER = '{"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}'
ENDPOINT = "https://voice.acme.dev/outbound"


def jwt(**claims: object) -> str:
    parts = (json.dumps(part, separators=(",", ":")) for part in ({"alg": "HS256"}, claims))
    encoded = (base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    return ".".join((*encoded, LETTERS))


def lint(named: bool = True, auth_headers: tuple[str, ...] = (), **fields: str) -> FileReport:
    """Lint one connection in JSON; fields that are not given are valid."""
    given = {
        "trigger_call_endpoint": fields.get("endpoint", ENDPOINT),
        "trigger_call_headers": fields.get("headers", PLACEHOLDER),
        "phone_number_key": fields.get("key", "to"),
        "trigger_call_payload": fields.get("payload", "{}"),
    }
    settings = Settings(auth_headers=frozenset(auth_headers))
    text = json.dumps(given, ensure_ascii=False)
    return lint_text(text, path="a.json", settings=settings, now=NOW, named=named).files[0]


def found(report: FileReport) -> list[tuple[str, str]]:
    """Return the rules with the characters that they report."""
    value = report.source.value if report.source else ""
    return [(one.rule, value[one.span.start : one.span.end]) for one in report.diagnostics]


def headers(name: str, value: str) -> str:
    return json.dumps({"Content-Type": "application/json", name: value})


@pytest.mark.parametrize(
    "credential",
    [
        STRIPE,
        "sk-" + "ant-api03-" + LETTERS,
        "gh" + "p_" + (LETTERS + LETTERS)[:36],
        "AK" + "IA" + "QR7TXVZ2MKLWN4PB",
        jwt(sub="voice"),
    ],
)
@pytest.mark.parametrize("name", ["Authorization", "X-API-Key"])
def test_a_key_in_a_header_is_reported_without_its_scheme(name: str, credential: str) -> None:
    value = f"Bearer {credential}" if name == "Authorization" else credential
    assert found(lint(headers=headers(name, value))) == [("secret-hardcoded", credential)]


def test_a_vendors_key_is_reported_in_every_field() -> None:
    hardcoded = [("secret-hardcoded", STRIPE)]
    assert found(lint(endpoint=f"{ENDPOINT}?key={STRIPE}")) == hardcoded
    assert found(lint(payload=json.dumps({"a": [{"b": f"use {STRIPE}"}]}))) == hardcoded
    assert found(lint(payload=json.dumps({STRIPE: 1}))) == hardcoded
    assert found(lint(key=STRIPE)) == hardcoded


def test_a_secret_is_reported_in_addition_to_other_findings() -> None:
    broken = found(lint(headers=headers("Authorization", f"Bearer {STRIPE}")[:-1] + ",}"))
    assert {rule for rule, _ in broken} == {"headers-invalid-json", "secret-hardcoded"}
    quoted = found(lint(headers=headers("Authorization", f"Bearer '{STRIPE}'")))
    assert quoted == [("auth-malformed", f"'{STRIPE}'"), ("secret-hardcoded", STRIPE)]


def test_a_secret_with_escapes_of_json_is_reported() -> None:
    escaped = headers("Authorization", f"Bearer {STRIPE}").replace("sk", "\\u0073k")
    (rule, _), *others = found(lint(headers=escaped))
    assert rule == "secret-hardcoded"
    assert not others


def test_a_private_key_over_several_lines_is_reported() -> None:
    key = "-----BEGIN " + f"PRIVATE KEY-----\n{LETTERS}{LETTERS}\n-----END " + "PRIVATE KEY-----"
    (rule, _), *others = found(lint(payload=json.dumps({"key": key})))
    assert rule == "secret-hardcoded"
    assert not others


def test_a_key_without_a_prefix_is_recognized_by_the_host_of_its_vendor() -> None:
    bearer = headers("Authorization", f"Bearer {UUID}")
    vapi = lint(headers=bearer, endpoint="https://api.vapi.ai/call")
    assert ("secret-hardcoded", UUID) in found(vapi)
    assert found(lint(headers=bearer)) == [("secret-suspected", UUID)]


def test_a_key_without_a_prefix_is_recognized_by_its_name() -> None:
    payload = json.dumps({"twilio_auth_token": HEX, "auth_token": HEX, "call_id": HEX})
    assert found(lint(payload=payload)) == [("secret-hardcoded", HEX), ("secret-suspected", HEX)]


def test_standard_input_without_a_name_may_contain_credentials() -> None:
    shaped = headers("Authorization", f"Bearer {STRIPE}")
    assert found(lint(named=False, headers=shaped)) == []
    assert found(lint(named=True, headers=shaped)) == [("secret-hardcoded", STRIPE)]


def test_a_header_named_in_the_settings_authenticates() -> None:
    value = headers("X-Acme", LETTERS)
    assert found(lint(headers=value)) == [("auth-missing", "{")]
    assert found(lint(headers=value, auth_headers=("x-acme",))) == [("secret-suspected", LETTERS)]


@pytest.mark.parametrize(
    ("expires_in", "rule"),
    [
        (-1, "auth-expired"),
        (0, "auth-expired"),
        (1, "auth-expiring"),
        (30 * 86400, "auth-expiring"),
    ],
)
def test_the_expiry_of_a_token_is_reported_beside_the_secret(expires_in: int, rule: str) -> None:
    token = jwt(exp=int(NOW) + expires_in)
    report = lint(headers=headers("Authorization", f"Bearer {token}"))
    assert found(report) == [(rule, token), ("secret-hardcoded", token)]


def test_a_token_that_expires_later_or_never_is_only_a_secret() -> None:
    for token in (jwt(exp=int(NOW) + 30 * 86400 + 1), jwt(sub="voice"), jwt(exp="soon")):
        report = lint(headers=headers("X-Auth-Token", token))
        assert found(report) == [("secret-hardcoded", token)]


def test_no_message_quotes_a_credential() -> None:
    token = jwt(exp=1_700_000_000)
    report = lint(
        endpoint=f"{ENDPOINT}?api_key={LETTERS}",
        headers=headers("Authorization", f"Bearer '{token}"),
        payload=json.dumps({"password": LETTERS, "a": STRIPE}),
    )
    assert len(report.diagnostics) == 5
    for one in report.diagnostics:
        for secret in (token, LETTERS, STRIPE, "1700000000"):
            assert secret not in one.message + one.hint


@pytest.mark.parametrize(
    "documented",
    [
        headers("Authorization", "Bearer token123"),
        headers("Authorization", "Bearer YOUR_TOKEN"),
        headers("X-API-Key", "your-api-key-here"),
        headers("Authorization", "Bearer <YOUR_TOKEN>"),
    ],
)
def test_an_example_credential_is_a_warning_and_not_a_secret(documented: str) -> None:
    report = lint(headers=documented)
    assert [(one.rule, one.severity) for one in report.diagnostics] == [
        ("auth-placeholder", "warning")
    ]
