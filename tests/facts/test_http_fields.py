"""HTTP header names, values and authentication schemes, from RFC 9110 and vendors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import auth_schemes, http_fields


@pytest.mark.parametrize(
    "name", ["Authorization", "X-Api_Key", "x.y", "1", "!#$%&'*+-.^_`|~", "team_id"]
)
def test_a_token_is_a_header_name(name: str) -> None:
    assert http_fields.is_token(name)
    assert http_fields.first_non_token(name) == len(name)


@pytest.mark.parametrize(
    ("name", "at"),
    [("", 0), ("X Key", 1), ("X-Key:", 5), (" X", 0), ("X\n", 1), ("Schlüssel", 4), ("a/b", 1),
     ("\u212aey", 0), ("x\u200b", 1), ('"x"', 0), ("x(y)", 1), ("a@b", 1), ("a{b}", 1)],
)  # fmt: skip
def test_the_first_character_that_is_not_of_a_token_is_found(name: str, at: int) -> None:
    assert not http_fields.is_token(name)
    assert http_fields.first_non_token(name) == at


@given(st.text())
def test_a_token_has_no_such_character(name: str) -> None:
    whole = bool(name) and http_fields.first_non_token(name) == len(name)
    assert http_fields.is_token(name) == whole


@pytest.mark.parametrize("value", ["", "a b", "a\tb", "Bearer x.y~z", "käse £", "ÿ", "\u00a1"])
def test_valid_values_have_no_flaw(value: str) -> None:
    assert http_fields.first_flaw(value) is None


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ("a\r\nX: y", (1, "line-break")),
        ("a\n", (1, "line-break")),
        ("ab\x00", (2, "control")),
        ("\x1b[31m", (0, "control")),
        ("a\x7f", (1, "control")),
        ("a\x85b", (1, "control")),
        ("a\u200bb", (1, "invisible")),
        ("\ufeffa", (0, "invisible")),
        ("a\u00a0b", (1, "invisible")),
        ("a\u00adb", (1, "invisible")),
        ("a\u202eb", (1, "invisible")),
        ("a\u3000b", (1, "invisible")),
        ("a\U000e0041b", (1, "invisible")),
        ("abc’s", (3, "outside-latin-1")),
        ("日本", (0, "outside-latin-1")),
        ("é📞\n", (1, "outside-latin-1")),
    ],
)
def test_the_first_flaw_of_a_value_is_found(value: str, flaw: tuple[int, str]) -> None:
    assert http_fields.first_flaw(value) == flaw


@given(st.text(st.characters(codec="latin-1")))
def test_values_without_a_flaw_can_be_sent(value: str) -> None:
    if http_fields.first_flaw(value) is None:
        assert not {"\r", "\n", "\0"} & set(value.encode("latin-1").decode("latin-1"))


def test_obs_text_is_latin_1_beyond_ascii() -> None:
    assert http_fields.has_obs_text("café")
    assert not http_fields.has_obs_text("cafe")
    assert not http_fields.has_obs_text("日本")


def test_names_fold_in_ascii_only() -> None:
    assert http_fields.fold("X-API-KEY") == "x-api-key"
    assert http_fields.fold("X-API-\u212aEY") == "x-api-\u212aey"
    assert http_fields.fold("\u0130Z") == "\u0130z"


@pytest.mark.parametrize(
    "name",
    ["Host", "CONTENT-LENGTH", "Transfer-Encoding", "connection", "Keep-Alive", "TE", "Trailer",
     "Upgrade", "Expect", "Proxy-Authorization", "Proxy-Connection", "Proxy-X", "HTTP2-Settings",
     "Metadata", "Metadata-Flavor", "X-aws-ec2-metadata-token", "X-Google-Metadata-Request",
     "X-aws-ec2-metadata-token-ttl-seconds", "X-Metadata-Token"],
)  # fmt: skip
def test_reserved_names_have_a_reason_and_a_source(name: str) -> None:
    reason = http_fields.reserved(name)
    assert reason is not None
    assert reason.why
    assert reason.source


@pytest.mark.parametrize(
    "name",
    ["Cookie", "content-encoding", "Range", "X-Forwarded-For", "X-Forwarded-Host", "Forwarded",
     "X-HTTP-Method-Override", "X-Original-URL", "X-Rewrite-URL", "X-Real-IP"],
)  # fmt: skip
def test_unusual_names_are_not_reserved(name: str) -> None:
    assert http_fields.unusual(name) is not None
    assert http_fields.reserved(name) is None


@pytest.mark.parametrize(
    "name",
    ["Authorization", "Content-Type", "Accept", "X-API-Key", "User-Agent", "X-Metadata", "Hosts",
     "X-Host-Name", "team_id", "Cartesia-Version", "X-Forwarded", "Idempotency-Key", "Proxy",
     "X-Request-Id", "Ho\u017ft"],
)  # fmt: skip
def test_usual_names_of_a_trigger_are_neither(name: str) -> None:
    assert http_fields.reserved(name) is None
    assert http_fields.unusual(name) is None


def test_tables_are_in_folded_case() -> None:
    tables = (
        *http_fields.RESERVED,
        *http_fields.UNUSUAL,
        *http_fields.HARMLESS,
    )
    assert all(http_fields.fold(name) == name and http_fields.is_token(name) for name in tables)
    assert not http_fields.RESERVED.keys() & http_fields.UNUSUAL.keys()


@pytest.mark.parametrize(
    "scheme",
    ["Digest", "AWS4-HMAC-SHA256", "aws4-hmac-sha256", "HOBA", "Negotiate", "NTLM", "DPoP", "Hawk",
     "SCRAM-SHA-256", "vapid", "Mutual", "GNAP", "PrivateToken", "Signature", "SharedKey"],
)  # fmt: skip
def test_schemes_that_a_fixed_header_cannot_serve(scheme: str) -> None:
    assert auth_schemes.not_static(scheme, "x")


@pytest.mark.parametrize(
    "scheme", ["Bearer", "basic", "Token", "ApiKey", "Key", "App", "SSWS", "Acme"]
)
def test_schemes_that_a_fixed_header_can_serve(scheme: str) -> None:
    assert auth_schemes.not_static(scheme, "x") is None


def test_oauth_is_fixed_unless_it_is_signed() -> None:
    assert auth_schemes.not_static("OAuth", "abc") is None
    assert auth_schemes.not_static("OAuth", 'realm="x", oauth_signature="y"')


@pytest.mark.parametrize(
    ("word", "scheme"),
    [("Baerer", "Bearer"), ("Beaer", "Bearer"), ("Berer", "Bearer"), ("bearar", "Bearer"),
     ("Bear", "Bearer"), ("Bearer:", "Bearer"), ("Bearer=", "Bearer"), ("Bearers", "Bearer"),
     ("Baisc", "Basic"), ("Basik", "Basic"), ("basic:", "Basic"), ("Digets", "Digest"),
     ("Tokne", "Token"), ("Bearer-", "Bearer"), ("Bearer.", "Bearer")],
)  # fmt: skip
def test_a_misspelled_scheme_is_corrected(word: str, scheme: str) -> None:
    assert auth_schemes.corrected(word) == scheme


@pytest.mark.parametrize(
    "word",
    ["Bearer", "basic", "Token", "", ":", "be", "Beethoven", "Acme", "org1234", "Splunk", "Vasic"],
)
def test_known_schemes_and_other_words_are_not_corrected(word: str) -> None:
    assert auth_schemes.corrected(word) is None
