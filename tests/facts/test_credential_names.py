"""Which names are those of credentials: one notion for rules, redaction and probe."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import credential_names, http_fields

TABLES = (
    *credential_names.HEADERS,
    *credential_names.PUBLIC_HALVES,
    *credential_names.SIGNATURES,
)


@pytest.mark.parametrize("name", TABLES)
def test_documented_headers_authenticate_in_any_case(name: str) -> None:
    assert http_fields.fold(name) == name
    assert http_fields.is_token(name)
    for written in (name, name.upper(), name.title()):
        assert credential_names.authenticates(written)


@pytest.mark.parametrize(
    "name",
    ["Authorization", "X-API-Key", "Api-Key", "api_key", "apikey", "X-Auth-Token", "xi-api-key",
     "x-functions-key", "Ocp-Apim-Subscription-Key", "x-make-apikey", "X-Vapi-Secret", "x-token",
     "X-Vgai-Key", "x-api-token", "X-Goog-Api-Key", "X-RapidAPI-Key", "Acme-Api-Key", "X-Secret",
     "X-Acme-Access-Token", "CF-Access-Client-Secret", "Private-Token", "X-Acme_Auth_Key",
     "Authentication", "X-Trigger-Token", "X-Secret-Token", "aeg-sas-key", "X-Bearer-Token",
     "x-vercel-protection-bypass", "X-Gateway-Token", "X-Key", "Modal-Secret", "X-Voice-Password",
     "X-Acme-Auth", "X-Hasura-Admin-Secret", "X-Shared-Secret", "X-Master-Key", "X-JWT-Assertion",
     "X-Telegram-Bot-Api-Secret-Token", "X-Figma-Token", "X-N8N-API-KEY", "X-Vault-Token",
     "X-Api-Key-2", "X-Api-Key2", "X-Internal-Authorization", "xApiKey", "X-ClientSecret",
     "DD-APPLICATION-KEY", "X-Appwrite-Key", "X-License-Key", "X-Customer-Api-Key", "JOB-TOKEN",
     "X-Auth-Key", "X-Session-Token", "Apikey"],
)  # fmt: skip
def test_names_that_give_access(name: str) -> None:
    assert credential_names.names_credential(name)
    assert credential_names.authenticates(name)
    assert credential_names.looks_secret_name(name)


@pytest.mark.parametrize("name", ["X-Acme-Signature", "X-Acme-Hmac", "X-Signature-256"])
def test_signatures_authenticate_but_are_no_secrets_to_revoke(name: str) -> None:
    assert credential_names.authenticates(name)
    assert not credential_names.names_credential(name)


ORDINARY = (
    "Content-Type", "Accept", "User-Agent", "X-Request-Id", "X-Request-Key", "X-Correlation-Id",
    "Idempotency-Key", "X-Idempotency-Key", "X-Idempotency-Token", "Idempotency-Token",
    "X-CSRF-Token", "X-XSRF-Token", "X-CsrfToken", "csrftoken", "Cookie", "X-Dedup-Key",
    "X-Cache-Key", "X-Partition-Key", "X-Sort-Key", "X-Routing-Key", "X-Trace-Key",
    "X-Trace-Token", "X-Message-Key", "X-Event-Key", "X-Public-Key", "X-Publishable-Key",
    "X-Page-Token", "X-Continuation-Token", "X-Sync-Token", "X-Tenant-Key", "X-Agent-Key",
    "X-Campaign-Key", "X-Feature-Flag-Key", "X-Locale-Key", "X-Experiment-Key", "X-Template-Key",
    "X-Api-Version", "X-Api-Key-Id", "X-Api-Key-Name", "X-Key-Name", "X-Token-Type",
    "X-Token-Expires-At", "X-Secret-Version", "X-Auth-Email", "X-Auth-User", "X-Auth-Type",
    "X-Auth-Request-User", "X-Auth-Provider", "X-Max-Tokens", "X-RateLimit-Remaining-Tokens",
    "X-Simulation-Id", "X-Session-Id", "X-B3-TraceId", "traceparent", "tracestate", "baggage",
    "apollographql-client-name", "WWW-Authenticate", "Access-Control-Allow-Origin", "X-Monkey",
    "X-Tokenizer", "X-Author", "X-Keyboard", "X-Patient-Id", "X-Path", "X-Passenger", "X-Compass",
    "X-Device-Token", "X-Team", "X-Region", "Prefer", "Proxy-Authorization", "Signature-Input",
    "X-aws-ec2-metadata-token",
)  # fmt: skip


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_headers_do_not_authenticate(name: str) -> None:
    assert not credential_names.authenticates(name)
    assert not credential_names.authenticates(name.lower())


@pytest.mark.parametrize("name", ["X-Tenant-Key", "X-Agent-Key", "X-Device-Token", "Key"])
def test_a_value_that_is_kept_out_of_the_file_may_give_access(name: str) -> None:
    assert credential_names.names_credential(name, filled=True)


@pytest.mark.parametrize("name", ["X-Idempotency-Key", "X-Csrf-Token", "X-Cache-Key", "X-Team"])
def test_what_never_gives_access_does_not_when_it_is_filled(name: str) -> None:
    assert not credential_names.names_credential(name, filled=True)


@given(st.text())
def test_what_gives_access_authenticates_and_is_masked(name: str) -> None:
    if credential_names.names_credential(name):
        assert credential_names.looks_secret_name(name)
        harmless = http_fields.fold(name) in http_fields.HARMLESS
        assert credential_names.authenticates(name) or harmless or http_fields.reserved(name)


WORDS = (
    *TABLES, *credential_names._STRONG, *credential_names._STRONG_ENDS, *credential_names._WEAK,
    *credential_names._PERHAPS, "key", "keys", "hmac-sha-256", "signature.v1",
)  # fmt: skip


@pytest.mark.parametrize("word", sorted(WORDS))
def test_no_name_with_a_word_of_the_tables_is_passed_over(word: str) -> None:
    for name in (word, word.upper(), word.title(), f"x-{word}", f"my{word.title()}2"):
        assert credential_names.may_name_credential(name)


@given(st.lists(st.sampled_from([*WORDS, "x", "id", "url", "name", "Acme"]) | st.text(max_size=4)))
def test_a_name_that_is_passed_over_is_that_of_no_credential(parts: list[str]) -> None:
    for name in ("-".join(parts), "".join(part.title() for part in parts)):
        recognized = credential_names.authenticates(name) or credential_names.looks_secret_name(
            name
        )
        assert credential_names.may_name_credential(name) or not recognized
