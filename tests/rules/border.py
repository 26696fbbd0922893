"""Connections near the border of what is plainly valid, as a Hypothesis strategy.

Most parts of a drawn connection are perfect; the others are put together from pieces that are only
just valid, or only just not: placeholders and their fragments, the beginnings of secrets, names and
numbers at the limit of a rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from outbound_lint.facts import credential_names, http_fields
from tests.rules.format import DEFAULTS

PIECES = (
    "Bearer ", "Basic ", "basic dTpw", "BASIC dTpw", "dTpw", " ", "-", "_", ".", "=", "/", "a", "Z",
    "7", "é",
    "${TOKEN}", "${A_1}", "${TOKEN-x}", "${", "}", "{{simulation_output_id}}", "{{x}}", "{{", "}}",
    "$NAME", "%NAME%", "@NAME@", "((x))", "`id`", "<TOKEN>", "\\", '"', "\n", "\t", "\ud83d",
    "\u200b", "\xa0", "€", "sk_" + "live_", "SK" + "0f9a3c5d" * 4, "x7Kq9Zp2Lm4Rt8Vb",
    "AKIA" + "QWERTYUIOPASDFGH",  # a key without a digit
    "correct horse 9 battery", ".acme.dev", "xoxe." + "qwertyuiopasdfgh", "+12025550123", "\u3000",
    "eyJhbGciOiJub25lIn" + ".e30.", "sk_" + "live_" + "abcdefghijklm", "voice", "support", "{",
    "$(", "$5", "((", "#{", "{{end}}", "{{a.b}}", "{% if x %}", "{% endif %}",
    "{{ a | b }}", "{{#a}}", "%{ if a }", "[[ a ]]", "<path:a#b>", "<%=", "<% a %>", "__A__",
    "\x7f", "\U0001f4de",
    "hooks.slack.com/", "services/", "T0AB12CD3", "3f2b8c1e-9d47-4a6b-8c1e-9d474a6b8c1e",
    "appointment-reminder", "null", "&amp;", "%", ";", "{id}", "(202) 555-0123", "0044 1632 960000",
    "1", "+", "to,from",
)  # fmt: skip
SCHEMES = ("https", "HTTPS", "http", "wss", "${SCHEME}", "")
HOSTS = (
    "voice.acme.dev", "Voice.Acme.dev.", "münchen.de", "${HOST}", "${TENANT}.acme.dev", "8.8.8.8",
    "acme.co1", "acme.c0m", "voice_bot.acme.dev", "example.com", "localhost", "127.1", "0x7f.1",
    "voice", "voice.internal", "4f2a.ngrok-free.app", "user@acme.dev", "аcme.dev", "[::1]", "a..b",
    "api.yourcompany.com", "your-app.acme.dev", "yourmechanic.com", "example.io", "my-domain.com",
    "changeme.dev", "xxxx.acme.dev", "contoso.com",
)  # fmt: skip
PORTS = ("", ":443", ":8443", ":", ":0", ":${PORT}")
ENDS = ("", "/", "/outbound", "/a?b=c&d", "/#x", "/webhook-test/a", "/?key=x7Kq9Zp2Lm4Rt8Vb", "/%2")
HEADER_NAMES = (
    "Authorization", "authorization", "X-API-Key", "Content-Type", "content-type", "X-Campaign",
    "Host", "Cookie", "X Campaign", "${NAME}", "", "X-Forwarded-For", "Accept", "Idempotency-Key",
    "X-Csrf-Token", "X-\u212aey", "proxy-x", "X-Session",
    "Authorizaton", "Content_Type", "Acept", "UserAgent", "X-API-Kye", "X-Agent",
    *http_fields.RESERVED, *http_fields.UNUSUAL, *credential_names.HEADERS,
    *credential_names.PUBLIC_HALVES, *credential_names.SIGNATURES,
)  # fmt: skip
HEADER_VALUES = (
    "application/json", "application/json; charset=utf-8", "text/json", "text/plain", "",
    "Bearer ${VOICE_TOKEN}", "Bearer", "Bearer null", "Digest ${D}", "Bearer YOUR_TOKEN",
    " ${X}", "v" * 8192, "very long " * 819 + "ab", "very long " * 819 + "abc",
    None, 1, True, [], {},
)  # fmt: skip
MEMBER_NAMES = (
    "to", "To", "number", "phone_number", "phoneNumber", "from", "password", "token", "id", "",
    "recipient_phone_number", "secret_ref", "tags", "X-API-Key",
    "from_number", "caller_id", "transfer_to", "support_phones",
)  # fmt: skip
NUMBERS = (0, -1.5, 1e16, 2**53 - 1, 2**53, -(2**53), 1e400, 12025550123, 2025550123, 1716239022)
FIELD_NAMES = (
    "name", "display_name", "description", "triggerCallEndpoint", "trigger_call_header",
    "phone_number", "trigger_retries", "PHONE_NUMBER_KEY", "model_type", "endpoint", "metadata",
    "<<", "x-note",
)  # fmt: skip
GOOD_HEADERS = (
    ("Authorization", "Bearer ${VOICE_TOKEN}"),
    ("Content-Type", "application/json"),
)


def connections() -> st.SearchStrategy[dict[str, Any]]:
    """Draw a connection: a mapping that JSON or YAML can hold.

    Mostly one field is near the border and the others are perfect. Sometimes all of them are near
    it, one is missing or has the wrong type, or there are members beside them.
    """
    near = {
        "trigger_call_endpoint": endpoints(),
        "trigger_call_headers": headers(),
        "phone_number_key": st.one_of(st.sampled_from(MEMBER_NAMES), strings()),
        "trigger_call_payload": payloads(),
    }
    one = [
        value.map(lambda text, name=name: {**DEFAULTS, name: text}) for name, value in near.items()
    ]
    return st.one_of(
        *one,
        *one,
        st.fixed_dictionaries({}, optional=dict(near.items())),
        st.builds(_with, st.sampled_from(FIELD_NAMES), st.sampled_from(["a", "{}", "", 1, None])),
        st.builds(_with, st.sampled_from(list(near)), st.sampled_from([None, 1, True, [], {}])),
        st.sampled_from(list(near)).map(
            lambda absent: {name: text for name, text in DEFAULTS.items() if name != absent}
        ),
    )


def _with(name: str, value: object) -> dict[str, Any]:
    return {**DEFAULTS, name: value}


def strings() -> st.SearchStrategy[str]:
    """Draw a text of a few pieces."""
    return st.lists(st.sampled_from(PIECES), max_size=3).map("".join)


def endpoints() -> st.SearchStrategy[str]:
    """Draw what could be an endpoint."""
    start = DEFAULTS["trigger_call_endpoint"]
    return st.one_of(
        st.sampled_from(SCHEMES).map(lambda scheme: f"{scheme}://voice.acme.dev/outbound"),
        st.sampled_from(HOSTS).map(lambda host: f"https://{host}/outbound"),
        st.sampled_from(PORTS).map(lambda port: f"https://voice.acme.dev{port}/outbound"),
        st.builds(
            lambda end, more: f"https://voice.acme.dev{end}{more}", st.sampled_from(ENDS), strings()
        ),
        st.integers(150, 210).map(lambda length: start.ljust(length, "a")),
        strings(),
    )


def headers() -> st.SearchStrategy[str]:
    """Draw what could be the embedded JSON of headers."""
    member = st.one_of(
        st.tuples(st.sampled_from(HEADER_NAMES), st.sampled_from(HEADER_VALUES)),
        st.tuples(st.just("X-Campaign"), strings()),
        st.tuples(st.just("X-Campaign"), st.sampled_from(HEADER_VALUES)),
        st.tuples(strings(), st.just("summer")),
    )
    more = st.lists(member, max_size=2)
    good = more.map(lambda members: (*GOOD_HEADERS, *members))
    return _json(st.one_of(good, good, good, more))


def payloads() -> st.SearchStrategy[str]:
    """Draw what could be the embedded JSON of a payload."""
    leaf = st.one_of(strings(), st.sampled_from(NUMBERS), st.booleans(), st.none())
    name = st.one_of(st.sampled_from(MEMBER_NAMES), st.sampled_from("abc"), strings())
    value = st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, max_size=2), st.dictionaries(name, inner, max_size=2)
        ),
        max_leaves=3,
    )
    return _json(st.lists(st.tuples(name, value), max_size=3))


def _json(members: st.SearchStrategy[Any]) -> st.SearchStrategy[str]:
    """Draw the text of an object, where a name may appear twice; now and then it is broken."""
    text = st.builds(_object, members, st.booleans(), st.sampled_from([", ", ",\n  ", ","]))
    broken = st.builds("{}{}".format, text, st.sampled_from([",", "}", " x", " ", "\n"]))
    return st.one_of(*[text] * 8, broken, strings())


def _object(members: Iterable[tuple[str, object]], ascii_only: bool, comma: str) -> str:
    def dump(value: object) -> str:
        return json.dumps(value, ensure_ascii=ascii_only)

    return "{" + comma.join(f"{dump(name)}: {dump(value)}" for name, value in members) + "}"
