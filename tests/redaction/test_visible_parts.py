"""What stays visible of a secret value, and what is masked of one that is in the wrong field."""

from __future__ import annotations

import json

import pytest

from outbound_lint.redaction.masks import masked
from outbound_lint.redaction.texts import in_text, in_url, in_value
from outbound_lint.source import Span
from tests.leaking import said

SECRET = "k7Qm2Xp9Rz4Wv1Tn8Yb3"
STRIPE = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"


def credential(value: str) -> str:
    found = in_value(value, 0, len(value), carried=True)
    return masked(value, 0, len(value), [Span(one.start, one.end) for one in found])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (SECRET, "****"),
        (f"Bearer {SECRET}", "Bearer ****"),
        (f"bearer  {SECRET}", "bearer  ****"),
        (f"Bearer\t{SECRET}", "Bearer\t****"),
        (f"Bearer: {SECRET}", "Bearer: ****"),
        (f"Bearer={SECRET}", "Bearer=****"),
        (f"Bearer Bearer {SECRET}", "Bearer Bearer ****"),
        (f"Berer {SECRET}", "Berer ****"),
        (f"Bearer{SECRET}", "Bearer****"),
        (f"=Bearer {SECRET}", "=Bearer ****"),
        (f"Authorization: Bearer {SECRET}", "Authorization: Bearer ****"),
        (f"'{SECRET}'", "'****'"),
        (f"Bearer <{SECRET}>", "Bearer <****>"),
        (f"Bearer {{{{{SECRET}}}}}", "Bearer {{****}}"),
        ("Bearer <kwYqwURXGV_W7I3>", "Bearer <****>"),
        (f"Bearer {{{{{SECRET[:8]}\\u0041{SECRET[8:]}}}}}", "Bearer {{****}}"),
        (f"{SECRET},", "****,"),
        (f"Bearer {STRIPE}", "Bearer sk_live_****"),
        ("Bearer", "Bearer"),
        ("yes", "yes"),
        ("true", "true"),
        ("null", "null"),
        ("", ""),
    ],
)
def test_schemes_and_punctuation_are_visible(value: str, shown: str) -> None:
    assert credential(value) == shown


@pytest.mark.parametrize(
    "value",
    [
        "${KEY}",
        "Bearer ${KEY}",
        "Bearer  ${KEY}",
        "Bearer\t${KEY}",
        "Bearer <${KEY}>",
        "{${KEY}}",
        "${KEY},",
        "Basic ${USER}:${PASS}",
        "${VOICE-API-KEY}",
        "${K8S_TOKEN_PROD}",
        "{{customerFirstName2}}",
        "Bearer ${KEY",
        "Bearer {{token}",
        "Bearer {token}",
        "Bearer <your-token>",
        "[TOKEN]",
        "vault:voice/data#token",
        "${{ secrets.VOICE_TOKEN }}",
    ],
)
def test_placeholders_are_visible_with_their_braces(value: str) -> None:
    assert credential(value) == value


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("${K:-correct7KhorsebatteryK9staple}", "${K:-****}"),
        ("Bearer ${KEY-correct horse}", "Bearer ${KEY-****}"),
        ("Basic ${USER:-correct}:${PASS}", "Basic ${USER:-****}:${PASS}"),
        ("${KEY:-${OTHER:-correct}}", "${KEY:-${OTHER:-****}}"),
        ("a${KEY}b", "****${KEY}****"),
        ("${{ secrets.KEY || 'correct' }}", "${{ secrets.KEY || '****' }}"),
    ],
)
def test_the_default_of_a_placeholder_is_masked(value: str, shown: str) -> None:
    assert credential(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("https://voice.acme.dev/x?a=1", "https://voice.acme.dev/x?a=1"),
        ("https://voice.acme.dev/users/@me", "https://voice.acme.dev/users/@me"),
        ("https://user@voice.acme.dev/x", "https://****@voice.acme.dev/x"),
        ("https://${USER}:${PASS}@voice.acme.dev/x", "https://${USER}:${PASS}@voice.acme.dev/x"),
        ("https://lFClflrq/hcutobnoQ@voice.acme.dev/x", "https://****@voice.acme.dev/x"),
        ("https://u:pa/ss@voice.acme.dev/x", "https://****@voice.acme.dev/x"),
        ("https://voice.acme.dev/x?token=${T}", "https://voice.acme.dev/x?token=${T}"),
        ("https://voice.acme.dev/x?token=abc&b=c", "https://voice.acme.dev/x?token=****&b=c"),
        ("https://hooks.zapier.com/hooks/catch/${A}/${B}/",) * 2,
        (
            "https://hooks.zapier.com/hooks/catch/12/ab/",
            "https://hooks.zapier.com/hooks/catch/****",
        ),
        (f"https://voice.acme.dev/{SECRET}/x", "https://voice.acme.dev/****/x"),
    ],
)
def test_of_a_url_the_secret_parts_are_masked(value: str, shown: str) -> None:
    found = in_url(value, 0, len(value))
    assert masked(value, 0, len(value), [Span(one.start, one.end) for one in found]) == shown


@pytest.mark.parametrize(
    "value",
    [
        "see issue 4711, since 2026-01-31 in voice-prod-2",
        "agent 64b0c1d2e3a4b5c6d7e8f901",
        "application 3c90c3cc-0d44-4b50-8888-8dd25736052a",
        "account AC0123456789abcdef0123456789abcdef",
        "outboundCampaign2024Summer",
        "agent_64b0c1d2e3a4b5c6d7e8f901, asst-3c90c3cc-0d44-4b50-8888-8dd25736052a",
        "gpt-4o-realtime-preview-2024-12-17",
        "pk_" + "live_" + "51HxYzA2bC3dE4fG5hI6jK7",
        "the key: a new one is in the vault at https://voice.acme.dev/v2/keys?page=2",
        "Authorization: Bearer ${VOICE_TOKEN}",
        "the bearer of this letter, token by token",
        "max_tokens: 4096, session: 12, publicKey: abc",
    ],
)
def test_ordinary_text_is_visible(value: str) -> None:
    assert not list(in_text(value, 0, len(value)))


def line_of(text: str, start: str) -> str:
    shown = said(["check", "-", "--stdin-filename", "a.yaml", "--select", "all"], text)
    lines = (line.partition(" | ")[2] for line in shown.splitlines())
    return next(line for line in lines if line.startswith(start))


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (
            f"""trigger_call_endpoint: '{{"Authorization": "Bearer {SECRET}"}}'""",
            """trigger_call_endpoint: '{"Authorization": "Bearer ****"}'""",
        ),
        (
            f"""trigger_call_endpoint: 'curl -X POST https://acme.dev/x -H "X-Key: {SECRET}"'""",
            """trigger_call_endpoint: 'curl -X POST https://acme.dev/x -H "X-Key: ****"'""",
        ),
        (
            f"trigger_call_endpoint: 'Authorization: Bearer {SECRET}'",
            "trigger_call_endpoint: 'Authorization: Bearer ****'",
        ),
        ("trigger_call_endpoint: 'X-API-Key:correct'", "trigger_call_endpoint: 'X-API-Key:****'"),
        ("trigger_call_endpoint: Bearer correct", "trigger_call_endpoint: Bearer ****"),
        ("trigger_call_endpoint: correct-horse", "trigger_call_endpoint: ****"),
        ("trigger_call_endpoint: localhost", "trigger_call_endpoint: localhost"),
        ("trigger_call_endpoint: 10.0.0.1:80/x", "trigger_call_endpoint: 10.0.0.1:80/x"),
        ("trigger_call_endpoint: voice.acme.dev/x", "trigger_call_endpoint: voice.acme.dev/x"),
        (
            "trigger_call_endpoint: 'https:/acme.dev/x'",
            "trigger_call_endpoint: 'https:/acme.dev/x'",
        ),
        ("trigger_call_endpoint: 'https:acme.dev'", "trigger_call_endpoint: 'https:acme.dev'"),
        (
            "trigger_call_endpoint: 'https://acme.dev/a b'",
            "trigger_call_endpoint: 'https://acme.dev/a ****'",
        ),
        (
            f"trigger_call_headers: 'Authorization: Bearer {SECRET}'",
            "trigger_call_headers: 'Authorization: Bearer ****'",
        ),
        (
            """trigger_call_headers: '{"X-API-Key": "4931025091401734": "X-Env": "prod"}'""",
            """trigger_call_headers: '{"X-API-Key": "****": "****": "****"}'""",
        ),
        (
            """trigger_call_headers: '{"X-API-Key": "correct" "X-Env": yes}'""",
            """trigger_call_headers: '{"X-API-Key": "****" "****": yes}'""",
        ),
        (
            """trigger_call_payload: '{"greeting": "hello", "ok": yes, "n": 12}'""",
            """trigger_call_payload: '{"greeting": "****", "ok": yes, "n": 12}'""",
        ),
        (
            f"phone_number_key: ' X-API-Key: {SECRET}'",
            "phone_number_key: ' X-API-Key: ****'",
        ),
    ],
)
def test_a_value_that_is_not_what_its_field_needs_shows_names_only(line: str, shown: str) -> None:
    other = "trigger_call_endpoint: https://voice.acme.dev/x\n"
    text = f"{line}\n" + ("" if "endpoint" in line else other)
    assert line_of(text, line.partition(":")[0]) == shown


def test_the_name_of_a_field_is_visible_without_its_colon() -> None:
    text = '{"trigger_call_endpoint" "https://voice.acme.dev/x", "a": "correct-horse"}'
    shown = said(["check", "-", "--stdin-filename", "a.json"], text)
    assert '{"trigger_call_endpoint" "****", "a": "****"}' in shown


@pytest.mark.parametrize("directive", ["%YAML 1.2 x", "%TAG"])
def test_a_directive_is_visible(directive: str) -> None:
    text = f"{directive}\n---\ntrigger_call_endpoint: https://voice.acme.dev/x\n"
    assert line_of(text, "%") == directive


@pytest.mark.parametrize("key", ["X-API-Key", "Authorization"])
@pytest.mark.parametrize("value", ["correct-horse-battery", "lFC/lflrqYVS+oQCISl4TZj="])
def test_a_credential_is_masked_where_it_is_repeated(key: str, value: str) -> None:
    headers = json.dumps({key: value})
    text = (
        f"name: {value}\n"
        f"trigger_call_endpoint: http://voice.acme.dev/{value}/x # was {value}\n"
        f"trigger_call_headers: '{headers}'\n"
        f"phone_number_key: ' {value}'\n"
    )
    for form in ("text", "concise", "json"):
        shown = said(["check", "-", "--stdin-filename", "a.yaml", "-o", form, "--verbose"], text)
        assert value[:6] not in shown
        assert value[-6:] not in shown


def test_a_credential_is_masked_where_escaped_json_repeats_it() -> None:
    text = (
        "trigger_call_endpoint: https://voice.acme.dev/x\n"
        """trigger_call_headers: '{"X-API-Key": "correct-horse-battery"}'\n"""
        r'''trigger_call_payload: "{\"a\": \"say \x63orrect-horse-battery\", \"a\": 2}"'''
        "\n"
    )
    assert line_of(text, "trigger_call_payload").endswith(r'''"{\"a\": \"say ****\", \"a\": 2}"''')


@pytest.mark.parametrize("value", ["platform", "support", "secret", "abc-def"])
def test_ordinary_words_and_short_values_are_not_masked_elsewhere(value: str) -> None:
    text = (
        f"name: {value}\n"
        "trigger_call_endpoint: http://voice.acme.dev/x\n"
        f"""trigger_call_headers: '{{"X-API-Key": "{value}"}}'\n"""
    )
    assert f"= connection: {value}\n" in said(["check", "-", "--stdin-filename", "a.yaml"], text)


def test_a_header_that_does_not_authenticate_is_masked_at_its_place_only() -> None:
    text = (
        "name: eu-west-1-voice\n"
        "trigger_call_endpoint: http://voice.acme.dev/eu-west-1-voice\n"
        """trigger_call_headers: '{"X-Region": "eu-west-1-voice"}'\n"""
    )
    assert line_of(text, "trigger_call_endpoint").endswith("/eu-west-1-voice")
    assert line_of(text, "trigger_call_headers").endswith("""'{"X-Region": "****"}'""")
