"""Secrets are found by their shape; ids, hashes, public keys and the names of keys are not.

Every sample is put together at run time from pieces, by a generator with a fixed seed, so that no
secret scanner takes this file for a leak.
"""

from __future__ import annotations

import base64
import json
import random
import re
import string
from itertools import pairwise
from re import _parser  # type: ignore[attr-defined]  # how short a match can be

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import credential_names, secret_shapes, secret_urls, secret_values, secrets
from outbound_lint.redaction import texts
from tests.growth import is_linear

HEX = "0123456789abcdef"
LOWER = string.ascii_lowercase + string.digits
ALNUM = string.ascii_letters + string.digits
URL_SAFE = ALNUM + "-_"


def made(letters: str, size: int, seed: str = "") -> str:
    """Return the same random text each time, with a digit and a letter in it."""
    chosen = random.Random(f"{letters}{size}{seed}").choices(letters, k=size - 2)
    return "".join(chosen) + ("7f" if letters == HEX else "7F" if "f" not in letters else "7q")


def uuid(seed: str = "") -> str:
    digits = made(HEX, 32, seed)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def part(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def jwt(claims: dict[str, object]) -> str:
    return ".".join((part({"alg": "HS256"}), part(claims), made(URL_SAFE, 43)))


# Vendor, what may be shown, what follows.
SAMPLES = [
    ("Retell AI", "key" + "_", made(HEX, 28)),
    ("Bland AI", "org" + "_", made(HEX, 90)),
    ("ElevenLabs", "sk" + "_", made(HEX, 48)),
    ("Sarvam AI", "sk" + "_", made(LOWER, 8) + "_" + made(ALNUM, 24)),
    ("Cartesia", "sk" + "_car_", made(ALNUM, 22)),
    ("Voiceflow", "VF" + ".DM.", made(HEX, 24) + "." + made(ALNUM, 16)),
    ("Bolna", "bn" + "-", made(HEX, 32)),
    ("PlayHT", "ak" + "-", made(HEX, 32)),
    ("Murf", "ap2" + "_", uuid()),
    ("Telnyx", "KE" + "Y", made("0123456789ABCDEF", 32).upper() + "_" + made(ALNUM, 22)),
    ("LiveKit", "lk" + "_secret_", made(ALNUM, 32)),
    ("OpenAI", "sk" + "-proj-", made(URL_SAFE, 60) + "T3Bl" + made(URL_SAFE, 60)),
    ("OpenAI", "sk" + "-svcacct-", made(URL_SAFE, 60)),
    ("Anthropic", "sk" + "-ant-", "api03-" + made(URL_SAFE, 93) + "AA"),
    ("OpenRouter", "sk" + "-or-", "v1-" + made(HEX, 64)),
    ("Langfuse", "sk" + "-lf-", uuid()),
    ("OpenAI or Bland AI", "sk" + "-", made(ALNUM, 48)),
    ("LangSmith", "lsv2" + "_pt_", made(HEX, 32) + "_" + made(HEX, 10)),
    ("Hugging Face", "hf" + "_", made(string.ascii_letters, 34)),
    ("Groq", "gsk" + "_", made(ALNUM, 52)),
    ("Replicate", "r8" + "_", made(ALNUM, 37)),
    ("xAI", "xai" + "-", made(ALNUM, 80)),
    ("Perplexity", "pplx" + "-", made(ALNUM, 48)),
    ("NVIDIA", "nvapi" + "-", made(URL_SAFE, 64)),
    ("Tavily", "tvly" + "-", "dev-" + made(ALNUM, 32)),
    ("Pinecone", "pcsk" + "_", made(ALNUM, 70)),
    ("Together AI", "tgp" + "_v1_", made(URL_SAFE, 43)),
    ("Fireworks AI", "fw" + "_", made(ALNUM, 24)),
    ("AWS", "AK" + "IA", made(string.ascii_uppercase + "234567", 16).upper()),
    ("AWS", "AS" + "IA", made(string.ascii_uppercase + "234567", 16).upper()),
    ("AWS Bedrock", "AB" + "SK", made(ALNUM, 128)),
    ("Google", "AI" + "za", made(URL_SAFE, 35)),
    ("Google OAuth", "ya" + "29.", made(URL_SAFE, 120)),
    ("Google OAuth client", "GOC" + "SPX-", made(URL_SAFE, 28)),
    ("Firebase", "APA" + "91b", made(URL_SAFE, 134)),
    ("Alibaba Cloud", "LT" + "AI", made(ALNUM, 20)),
    ("DigitalOcean", "dop" + "_v1_", made(HEX, 64)),
    ("Heroku", "HRKU" + "-", "AA" + made(URL_SAFE, 58)),
    ("Fly.io", "fm2" + "_", made(ALNUM, 120)),
    ("Netlify", "nfp" + "_", made(ALNUM, 40)),
    ("Render", "rnd" + "_", made(ALNUM, 32)),
    ("Tailscale", "tskey" + "-", "auth-" + made(ALNUM, 30)),
    ("Supabase", "sbp" + "_", made(HEX, 40)),
    ("Supabase", "sb" + "_secret_", made(URL_SAFE, 31)),
    ("PlanetScale", "pscale" + "_tkn_", made(URL_SAFE, 43)),
    ("Neon", "napi" + "_", made(LOWER, 64)),
    ("Databricks", "da" + "pi", made(HEX, 32)),
    ("Doppler", "dp" + ".pt.", made(ALNUM, 43)),
    ("Doppler", "dp" + ".st.", "prod." + made(ALNUM, 43)),
    ("HashiCorp Vault", "hv" + "s.", made(ALNUM, 95)),
    ("1Password", "ops" + "_eyJ", made(ALNUM, 260)),
    ("age", "AGE" + "-SECRET-KEY-1", made(string.ascii_uppercase, 58).upper()),
    ("Pulumi", "pul" + "-", made(HEX, 40)),
    ("GitHub", "gh" + "p_", made(ALNUM, 36)),
    ("GitHub", "gh" + "o_", made(ALNUM, 36)),
    ("GitHub", "gh" + "s_", made(ALNUM, 36)),
    ("GitHub", "github" + "_pat_", made(ALNUM, 22) + "_" + made(ALNUM, 59)),
    ("GitLab", "gl" + "pat-", made(URL_SAFE, 20)),
    ("GitLab", "gl" + "rt-", made(URL_SAFE, 20)),
    ("Atlassian", "ATA" + "TT3", made(URL_SAFE, 180)),
    ("npm", "np" + "m_", made(ALNUM, 36)),
    ("PyPI", "py" + "pi-", "AgEIcHlwaS5vcmc" + made(URL_SAFE, 150)),
    ("RubyGems", "ruby" + "gems_", made(HEX, 48)),
    ("Docker", "dckr" + "_pat_", made(URL_SAFE, 27)),
    ("Postman", "PM" + "AK-", made(HEX, 24) + "-" + made(HEX, 34)),
    ("Sourcegraph", "sg" + "p_", made(HEX, 40)),
    ("Sentry", "sntry" + "u_", made(HEX, 64)),
    ("Grafana", "gl" + "sa_", made(ALNUM, 32) + "_" + made(HEX, 8)),
    ("Grafana", "gl" + "c_", made(ALNUM, 100)),
    ("New Relic", "NR" + "AK-", made(string.ascii_uppercase, 27).upper()),
    ("Dynatrace", "dt0" + "c01.", made(ALNUM, 24) + "." + made(ALNUM, 64)),
    ("Slack", "xo" + "xb-", "123456789012-1234567890123-" + made(ALNUM, 24)),
    ("Slack", "xo" + "xp-", "123456789012-123456789012-123456789012-" + made(HEX, 32)),
    ("Slack", "xa" + "pp-", "1-A0123456789-1234567890123-" + made(HEX, 64)),
    ("SendGrid", "S" + "G.", made(URL_SAFE, 22) + "." + made(URL_SAFE, 43)),
    ("Mailgun", "ke" + "y-", made(HEX, 32)),
    ("Brevo", "xkey" + "sib-", made(HEX, 64) + "-" + made(ALNUM, 16)),
    ("Resend", "r" + "e_", made(ALNUM, 8) + "_" + made(ALNUM, 24)),
    ("Stripe", "sk" + "_live_", made(ALNUM, 24)),
    ("Stripe", "sk" + "_test_", made(ALNUM, 99)),
    ("Stripe", "rk" + "_live_", made(ALNUM, 24)),
    ("Stripe or Svix", "wh" + "sec_", made(ALNUM, 32)),
    ("Shopify", "sh" + "pat_", made(HEX, 32)),
    ("Square", "sq0" + "atp-", made(URL_SAFE, 22)),
    ("Square", "EA" + "AA", made(URL_SAFE, 60)),
    ("Meta", "EA" + "A", "M" + made(ALNUM, 160)),
    ("Shippo", "shippo" + "_live_", made(HEX, 40)),
    ("EasyPost", "EZ" + "AK", made(ALNUM, 54)),
    ("Plaid", "access" + "-production-", uuid()),
    ("Linear", "lin" + "_api_", made(ALNUM, 40)),
    ("Notion", "nt" + "n_", made(string.digits, 9) + made(ALNUM, 35)),
    ("Notion", "sec" + "ret_", made(ALNUM, 43)),
    ("Airtable", "pa" + "t", made(ALNUM, 14) + "." + made(HEX, 64)),
    ("HubSpot", "pat" + "-na", "1-" + uuid()),
    ("Figma", "fi" + "gd_", made(URL_SAFE, 40)),
    ("Contentful", "CF" + "PAT-", made(URL_SAFE, 43)),
    ("Typeform", "tf" + "p_", made(URL_SAFE, 59)),
    ("Dropbox", "sl" + ".", made(URL_SAFE, 135)),
    ("Cal.com", "cal" + "_live_", made(HEX, 32)),
    ("JWT", "ey" + "J", jwt({"sub": "voice"})[3:]),
    ("an API whose secrets start with sk_", "sk" + "_", made(ALNUM, 40)),
]
# A lead of two letters or none does not identify a vendor, so nothing of these is shown.
UNSHOWN = [
    ("Twilio", "S" + "K" + made(HEX, 32)),
    ("SignalWire", "P" + "T" + made(HEX, 50)),
    ("HashiCorp Vault", "s" + "." + made(ALNUM, 24)),
    ("Discord", "M" + made(ALNUM, 25) + "." + made(URL_SAFE, 6) + "." + made(URL_SAFE, 38)),
    ("Telegram", "A" + "A" + made(URL_SAFE, 33)),
    ("Azure Functions", made(ALNUM, 44) + "Az" + "Fu" + made(ALNUM, 6) + "=="),
    ("Azure AI", made(ALNUM, 52) + "JQ" + "QJ99" + made(ALNUM, 26)),
    ("Microsoft Entra", made(ALNUM, 3) + "8" + "Q~" + made(ALNUM, 34)),
    ("HCP Terraform", made(ALNUM, 14) + ".at" + "lasv1." + made(URL_SAFE, 67)),
    ("Mailchimp", made(HEX, 32) + "-us" + "14"),
]
SHOWN_MARKS = [
    ("Azure Storage", "Account" + "Key=", made(ALNUM + "+/", 86) + "=="),
    ("Azure", "SharedAccess" + "Key=", made(ALNUM + "+/", 43) + "="),
    ("Azure SAS", "si" + "g=", made(ALNUM, 41) + "%2B"),
    (
        "Slack webhook",
        "hooks.slack" + ".com/services/",
        "T" + made(LOWER, 10).upper() + "/B" + made(LOWER, 10).upper() + "/" + made(ALNUM, 24),
    ),
    (
        "Discord webhook",
        "discord" + ".com/api/webhooks/",
        "123456789012345678/" + made(URL_SAFE, 68),
    ),
    (
        "Microsoft Teams webhook",
        ".webhook" + ".office.com/webhookb2/",
        f"{uuid()}@{uuid('b')}/IncomingWebhook/{made(HEX, 32)}/{uuid('c')}",
    ),
    (
        "private key",
        "-----" + "BEGIN ",
        "RSA PRIVATE " + "KEY-----\n" + made(ALNUM, 64) + "\n-----END RSA PRIVATE " + "KEY-----",
    ),
]
ALL = [
    *((vendor, shown, rest) for vendor, shown, rest in SAMPLES + SHOWN_MARKS),
    *((vendor, "", whole) for vendor, whole in UNSHOWN),
]
PREFIXED = {"Telegram": "123456789:", "Microsoft Teams webhook": "https://acme"}


def whole(vendor: str, text: str) -> str:
    return PREFIXED.get(vendor, "") + text


@pytest.mark.parametrize(("vendor", "shown", "rest"), ALL, ids=lambda value: str(value)[:12])
def test_a_secret_is_found_at_its_exact_characters(vendor: str, shown: str, rest: str) -> None:
    text = whole(vendor, shown + rest)
    start = 6 + len(text) - len(shown + rest)
    (secret,) = secrets.find(f'{{"a": {text}"}}' if vendor != "private key" else f'{{"a": {text}')
    assert secret == (start, start + len(shown + rest), vendor, shown)


def test_every_shape_has_a_sample() -> None:
    shapes = {shape.vendor for shape in (*secret_shapes.SHAPES, *secret_shapes.MARKED)}
    assert shapes == {vendor for vendor, _, _ in ALL}
    assert len(shapes) >= 45


@pytest.mark.parametrize(("vendor", "shown", "rest"), ALL, ids=lambda value: str(value)[:12])
def test_short_repetitive_and_readable_texts_are_not_secrets(
    vendor: str, shown: str, rest: str
) -> None:
    text = whole(vendor, shown + rest)
    first = next(i for i, letter in enumerate(text[len(text) - len(rest) :]) if letter.isalnum())
    assert not secrets.find(text[: len(text) - len(rest) + first + 8])  # cut short
    assert not secrets.find(shown + "x" * len(rest))  # one letter only
    assert not secrets.find(shown + "your-key-goes-here-please-do-it-now"[: len(rest)])  # words


@pytest.mark.parametrize(
    "text",
    [
        "Bearer {}",
        "https://api.example.org/x?key={}&a=b",
        '{{"token":"{}"}}',
        "user:{}",
        "a\n{}\nb",
        "é{} 📞",
    ],
)
def test_a_secret_is_found_whatever_is_around_it(text: str) -> None:
    secret = "gh" + "p_" + made(ALNUM, 36)
    (found,) = secrets.find(text.format(secret))
    assert text.format(secret)[found.start : found.end] == secret


def test_dummy_words_within_a_vendors_shape_do_not_hide_it() -> None:
    assert secrets.find("AKIA" + "IOSFODNN7" + "EXAMPLE")[0].vendor == "AWS"
    assert secrets.find("sk" + "_live_" + "EXAMPLE" + made(ALNUM, 20))[0].vendor == "Stripe"


def test_several_secrets_come_in_order_and_without_overlap() -> None:
    first, second = "gh" + "p_" + made(ALNUM, 36), "np" + "m_" + made(ALNUM, 36)
    found = secrets.find(f"{second} {first} {second}")
    assert [secret.vendor for secret in found] == ["npm", "GitHub", "npm"]
    assert all(a.end <= b.start for a, b in pairwise(found))


LOOK_ALIKES = [
    ("X-Request-Id", uuid()),
    ("X-Api-Key-Id", uuid()),
    ("Authorization", "Bearer 00000000-0000-0000-0000-000000000000"),
    ("apikey", "sb" + "_publishable_" + made(ALNUM, 22)),
    ("api_key", "phc" + "_" + made(ALNUM, 40)),
    ("X-Correlation-Id", made(HEX, 32)),
    ("traceparent", f"00-{made(HEX, 32)}-{made(HEX, 16)}-01"),
    ("sentry-trace", f"{made(HEX, 32)}-{made(HEX, 16)}-1"),
    ("X-B3-TraceId", made(HEX, 32)),
    ("X-Amzn-Trace-Id", f"Root=1-{made(HEX, 8)}-{made(HEX, 24)}"),
    ("X-Cloud-Trace-Context", f"{made(HEX, 32)}/1;o=1"),
    ("If-None-Match", f'"{made(HEX, 32)}"'),
    ("ETag", f'W/"{made(HEX, 40)}"'),
    ("X-Content-SHA256", made(HEX, 64)),
    ("Content-MD5", base64.b64encode(bytes(range(16))).decode()),
    ("Digest", "sha-256=" + made(ALNUM, 43) + "="),
    ("token_hash", made(HEX, 64)),
    ("secret_sha256", made(HEX, 64)),
    ("X-Token-Digest", "sha256:" + made(HEX, 64)),
    ("commit", made(HEX, 40)),
    ("image", "registry.acme.io/voice@sha256:" + made(HEX, 64)),
    ("account_sid", "A" + "C" + made(HEX, 32)),
    ("call_sid", "C" + "A" + made(HEX, 32)),
    ("agent_id", "agent_" + made(ALNUM, 24)),
    ("retell_llm_id", "llm_" + made(HEX, 28)),
    ("assistantId", uuid("assistant")),
    ("simulation_output_id", made(ALNUM, 22)),
    ("Idempotency-Key", made(ALNUM, 32)),
    ("cache_key", made(HEX, 32)),
    ("X-Partition-Key", made(ALNUM, 24)),
    ("public_key", made(ALNUM, 44)),
    ("X-Public-Api-Key", made(ALNUM, 44)),
    ("api_key", "pk" + "_live_" + made(ALNUM, 24)),
    ("X-Publishable-Key", "pk" + "_test_" + made(ALNUM, 24)),
    ("ssh_auth", "ssh-ed25519 AAAA" + made(ALNUM, 64)),
    ("tokenUrl", "https://auth.acme.io/oauth2/v1/" + made(HEX, 16)),
    ("auth", "https://auth.acme.io/oauth2/v1/" + made(HEX, 16)),
    ("api_key_name", "voice-prod-2024-" + made(HEX, 16)),
    ("secret_version", "projects/123456789012/secrets/voice/versions/12"),
    ("signing_key", "voice-prod-signing-key-2024-v2"),
    ("segment", "sk" + "_customer_segment_northern_europe_b2b"),
    ("api_key", "arn:aws:secretsmanager:eu-west-1:123456789012:secret:voice-Ab12Cd"),
    ("token_type", "urn:ietf:params:oauth:token-type:jwt2"),
    ("token_expires_at", "2026-11-22T19:59:00.000Z"),
    ("secret", "2026-11-22T19:59:00.000Z"),
    ("api_key", "1.24.3-beta.12345678"),
    ("max_tokens", "100000000000000000"),
    ("X-Api-Version", "2026-03-01-preview-12345"),
    ("User-Agent", "acme-voice/1.24.3 (build 1a2b3c4d5e6f)"),
    ("key_id", "projects/p1/locations/eu/keyRings/r1/cryptoKeys/k1/cryptoKeyVersions/3"),
    ("phone_number_key", "recipient_phone_number_2"),
    ("recording_key", "recordings/2026/11/22/" + made(HEX, 24)),
    ("password", "changeme-1234567890"),
    ("api_key", "your-api-key-1234567890"),
    ("api_key", "x" * 12 + "1234"),
    ("prompt", "Ask for the token 1234 and the key 5678, then hang up politely."),
]


@pytest.mark.parametrize(
    ("name", "value"), LOOK_ALIKES, ids=[f"{n}-{v[:8]}" for n, v in LOOK_ALIKES]
)
def test_ids_digests_and_public_keys_are_not_secrets(name: str, value: str) -> None:
    assert not secrets.find(value)
    assert not secrets.find(f"{name}: {value}")
    assert not (credential_names.names_credential(name) and secret_values.suspected(name, value))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Authorization", "Bearer " + uuid()),
        ("X-API-Key", uuid()),
        ("X-Key", made(ALNUM, 22)),
        ("aeg-sas-key", made(ALNUM, 43) + "="),
        ("x-vercel-protection-bypass", made(ALNUM, 32)),
        ("Authorization", "Bearer " + made(HEX, 40)),
        ("Authorization", "Token " + made(HEX, 40)),
        ("Authorization", made(ALNUM, 32)),
        ("X-API-Key", made(HEX, 32)),
        ("xi-api-key", made(HEX, 32)),
        ("x-functions-key", made(ALNUM, 54) + "=="),
        ("Ocp-Apim-Subscription-Key", made(HEX, 32)),
        ("x-make-apikey", made(ALNUM, 24)),
        ("X-Vgai-Key", made(ALNUM, 24)),
        ("VAPI_KEY", made(ALNUM, 36)),
        ("twilioAuthToken", made(HEX, 32)),
        ("plivo_auth_token", made(ALNUM, 40)),
        ("vonage_api_secret", made(ALNUM, 16)),
        ("livekitApiSecret", made(ALNUM, 44)),
        ("webhook_secret", made(URL_SAFE, 32)),
        ("client_secret_prod", made(URL_SAFE, 40)),
        ("token2", made(ALNUM, 20)),
        ("db_password", "Winter-2024-Summer"),
    ],
)
def test_a_random_value_under_a_secrets_name_is_suspected(name: str, value: str) -> None:
    assert secret_values.suspected(name, value)
    assert credential_names.names_credential(name)
    assert credential_names.looks_secret_name(name)


@pytest.mark.parametrize(
    "value",
    ["a1b2c3d4e5f6a7b", "abcdefghijklmnopqrst", "1111111111111111a", made(ALNUM, 15)],
    ids=["15 characters", "no digit", "low entropy", "short"],
)
def test_short_and_simple_values_are_not_suspected(value: str) -> None:
    assert not secret_values.suspected("api_key", value)


@pytest.mark.parametrize(
    "name",
    ["password", "apiKey", "X-API-KEY", "access_token", "sessionCookie", "X-Signature", "mytoken",
     "PASSWD", "refreshToken", "client-secret", "sig", "auth", "credentials", "xapikey"],
)  # fmt: skip
def test_names_of_secrets_are_recognised_for_redaction(name: str) -> None:
    assert credential_names.looks_secret_name(name)


@pytest.mark.parametrize(
    "name",
    ["tokenUrl", "api_key_id", "secret-name", "author", "keyboard", "tokenizer", "agent_id",
     "passenger", "signatureVersion", "monkey", "phone_number", "password_expires_at", ""],
)  # fmt: skip
def test_names_of_facts_about_secrets_are_not_names_of_secrets(name: str) -> None:
    assert not credential_names.looks_secret_name(name)


@pytest.mark.parametrize(
    ("name", "value", "host", "vendor"),
    [
        ("Authorization", uuid(), "api.vapi.ai", "Vapi"),
        ("x-vapi-secret", uuid(), "hooks.acme.io", "Vapi"),
        ("Authorization", uuid(), "hooks.acme.io", None),
        ("X-Request-Id", uuid(), "api.vapi.ai", None),
        ("Authorization", "00000000-0000-0000-0000-000000000000", "api.vapi.ai", None),
        ("twilio_auth_token", made(HEX, 32), "", "Twilio"),
        ("twilio_account_sid", "A" + "C" + made(HEX, 32), "", None),
        ("Authorization", made(HEX, 40), "api.deepgram.com", "Deepgram"),
        ("vapi_session", uuid(), "", None),
        ("vapiAssistantId", uuid(), "api.vapi.ai", None),
        ("X-API-Key", made(ALNUM, 8) + "." + made(ALNUM, 32), "api.ultravox.ai", "Ultravox"),
    ],
)
def test_some_secrets_are_recognised_by_name_or_host_alone(
    name: str, value: str, host: str, vendor: str | None
) -> None:
    assert secrets.contextual(name, value, host) == vendor


@pytest.mark.parametrize(
    "credential",
    ["token123", "YOUR_TOKEN", "your-api-key-here", "<token>", "<your token>", "[TOKEN]", "xxxx",
     "{token}", "{VOICE_TOKEN}",
     "XXXX-XXXX", "changeme", "CHANGE_ME", "REPLACE_ME", "TODO", "...", "…", "abc123", "my-token",
     "my_secret_token", "test-token", "test_key_123", "secret", "sk" + "-xxxx", "token", "foo",
     "sk" + "_live_" + "x" * 24, "*****", "1234567890", "example-token", "'YOUR_KEY'", "mytoken",
     "insert-token-here", "your_token_1234", "sk" + "-your-key-here", "REPLACE_WITH_TOKEN"],
)  # fmt: skip
def test_examples_are_recognised(credential: str) -> None:
    assert secrets.documentation_credential(credential)


@pytest.mark.parametrize(
    "credential",
    ["", made(ALNUM, 32), made(HEX, 32), uuid(), "AKIA" + "IOSFODNN7" + "EXAMPLE", "null", "None",
     "prod-voice-agent-7", "9024417", "undefined", "sk" + "_live_" + made(ALNUM, 24)],
)  # fmt: skip
def test_issued_credentials_are_not_examples(credential: str) -> None:
    assert not secrets.documentation_credential(credential)


def basic(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(
    ("credential", "pair"),
    [
        (basic("user:pass"), ("user", "pass")),
        (basic("user:"), ("user", "")),
        (basic(":"), ("", "")),
        (basic("user:a:b"), ("user", "a:b")),
        (basic("ü:ß"), ("ü", "ß")),
        (basic("ü:ß".encode("latin-1")), ("ü", "ß")),
        (basic("userpass"), None),
        (basic("user:pa\nss"), None),
        (basic("user:pass\n"), ("user", "pass\n")),
        (basic("us:p").rstrip("="), None),
        (basic("u:p") + "=", None),
        ("user:pass", None),
        ("", None),
        ("é", None),
    ],
)
def test_basic_is_base64_of_user_and_password(
    credential: str, pair: tuple[str, str] | None
) -> None:
    assert secrets.decode_basic(credential) == pair


def test_keys_for_browsers_are_published_on_purpose() -> None:
    anon = {"iss": "supabase", "role": "anon", "exp": 2_000_000_000}
    assert secrets.published(jwt(anon))
    assert secrets.published("pk" + "_live_" + made(ALNUM, 24))
    assert not secrets.published(jwt({**anon, "role": "service_role"}))
    assert not secrets.published("sk" + "_live_" + made(ALNUM, 24))


def found_in_urls(text: str) -> list[tuple[str, str]]:
    found = secret_urls.credentials_in_urls(text)
    return [(name, text[start:end]) for name, start, end in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://a.dev/s?api_key=k1&b=2", [("api_key", "k1")]),
        ("see https://a.dev/s?b=2&code=k1 twice", [("code", "k1")]),
        ("https://a.dev?sig=k1#token=k2", [("sig", "k1"), ("token", "k2")]),
        ("https://u:p@ss@a.dev:1/x", [("password", "p@ss")]),
        ("https://u:p@a.dev/?key=k1 HTTP://b.dev/?token=k2",
         [("password", "p"), ("key", "k1"), ("token", "k2")]),
        ("https://a.dev/s?page=2&page_token=k1&id=k2", []),
        ("https://a.dev:443/users/@me?state=k1", []),
        ("api_key=k1", []),
    ],
)  # fmt: skip
def test_credentials_in_urls_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert found_in_urls(text) == found


def test_the_claims_of_a_jwt_are_read() -> None:
    assert secrets.jwt_claims(jwt({"exp": 1_700_000_000})) == {"exp": 1_700_000_000}


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b.c",
        "eyJ.eyJ.x",
        part({"alg": "none"}) + "." + part("[1]") + ".x",
        part({"alg": "none"}) + "." + part("[" * 100_000) + ".x",
        part({"alg": "none"}) + "." + part('{"exp": ' + "1" * 5000 + "}") + ".x",
        part({"alg": "none"}) + "." + part({}),
        ".".join([part({"enc": "A128GCM"}), "", "a", "b", "c"]),
    ],
    ids=range(8),
)
def test_other_texts_than_a_signed_jwt_have_no_claims(token: str) -> None:
    assert secrets.jwt_claims(token) is None


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        ("", None),
        (jwt({"exp": 1_700_000_000}), 1_700_000_000),
        ("Bearer " + jwt({"exp": 1.5}), 1.5),
        (f"{jwt({'sub': 'a'})} {jwt({'exp': 5})} {jwt({'exp': 6})}", 5),
        (jwt({"exp": True}), None),
        (jwt({"exp": "1700000000"}), None),
        ("x" + jwt({"exp": 5}), None),
    ],
    ids=range(7),
)
def test_the_expiry_of_the_first_jwt_that_has_one_is_read(text: str, expiry: float | None) -> None:
    assert secrets.jwt_expiry(text) == expiry


@pytest.mark.parametrize(
    ("host", "path", "secret"),
    [
        ("hooks.slack.com", "/services/T0/B0/abc", "T0/B0/abc"),
        ("hooks.zapier.com", "/hooks/catch/123/abc/", "123/abc/"),
        ("hook.eu1.make.com", "/abc123", "abc123"),
        ("HOOK.us2.Make.com", "/abc123", "abc123"),
        ("www.make.com", "/en/help", None),
        ("acme.app.n8n.cloud", "/webhook/abc", "abc"),
        ("n8n.acme.io", f"/webhook/{uuid()}", uuid()),
        ("n8n.acme.io", "/webhook/start-call", None),
        ("maker.ifttt.com", "/trigger/call/with/key/abc", "abc"),
        ("maker.ifttt.com", "/trigger/call/json/with/key/abc", "abc"),
        ("discord.com", "/api/webhooks/123/abc", "abc"),
        ("acme.webhook.office.com", "/webhookb2/abc", "abc"),
        ("api.telegram.org", "/bot123:abc/sendMessage", "123:abc"),
        ("inn.gs", "/e/abc", "abc"),
        ("voice.acme.io", "/v1/calls", None),
        ("nothooks.zapier.com.evil.io", "/hooks/catch/1/2", None),
    ],
)
def test_the_path_of_a_webhook_is_its_secret(host: str, path: str, secret: str | None) -> None:
    span = secret_urls.secret_path(host, path)
    assert (span and path[slice(*span)]) == secret


@pytest.mark.parametrize(
    "name",
    ["key", "api_key", "token", "sig", "code", "access_token", "auth", "secret", "password",
     "signature", "X-Amz-Signature"],
)  # fmt: skip
def test_query_parameters_that_authenticate_are_secret(name: str) -> None:
    assert secret_urls.secret_query(name)


@pytest.mark.parametrize("name", ["config_id", "api-version", "agent", "page", "area_code", "env"])
def test_other_query_parameters_are_not(name: str) -> None:
    assert not secret_urls.secret_query(name)


@pytest.mark.parametrize(
    "text",
    [
        "sk" + "-",
        "eyJ",
        "eyJ.",
        "eyJaaaaaaaaaaaaaaaaaaaa.",
        "a" * 19 + ".",
        "KEY",
        "-----" + "BEGIN RSA PRIVATE " + "KEY-----",
        "-----" + "BEGIN ",
        "sig=",
        "/api/webhooks/discord.com",
        "AzFu",
        "Q~",
        ".atlasv1.",
        "1:AA",
        "M" * 25 + ".",
        "dp.st.",
        "-us1",
    ],
)
def test_hostile_texts_cost_linear_time(text: str) -> None:
    long = text * (200_000 // len(text))
    assert is_linear(secrets.find, long)
    assert is_linear(lambda value: secret_values.suspected("token", value), long)
    assert is_linear(secrets.documentation_credential, long)
    assert is_linear(secrets.jwt_expiry, long)
    assert is_linear(found_in_urls, f"https://{long}")


@given(st.text(st.sampled_from(" .:=-_/%~\nskAxeyJ019"), max_size=80), st.integers(0, 80))
def test_a_secret_between_spaces_is_found_in_any_text(text: str, at: int) -> None:
    secret = "gh" + "p_" + made(ALNUM, 36)
    whole = f"{text[:at]} {secret} {text[at:]}"
    assert any(whole[found.start : found.end] == secret for found in secrets.find(whole))


@given(st.text(), st.text())
def test_no_name_and_no_text_raises(name: str, text: str) -> None:
    secrets.find(text)
    secret_values.suspected(name, text)
    secrets.documentation_credential(text)
    secrets.decode_basic(text)
    secrets.jwt_claims(text)
    secret_urls.secret_path(name, text)
    found_in_urls(text)


def test_no_secret_with_a_shape_is_shorter_than_what_masking_reads() -> None:
    patterns = [
        re.escape(lead) + shape.rest for shape in secret_shapes.SHAPES for lead in shape.leads
    ]
    patterns += [marked.pattern for marked in secret_shapes.MARKED]
    shortest = min(_parser.parse(one).getwidth()[0] for one in patterns)
    assert shortest >= texts._SHORTEST_SHAPE
