"""What the `validators` package says of a URL: when it is heard, where we differ, and why."""

from __future__ import annotations

import re

import pytest
import validators
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.urls import Url, judge
from outbound_lint.urls.second_opinion import KNOWN_WRONG
from tests.growth import is_linear
from tests.urls.samples import INVALID, NOT_PUBLIC, VALID

WE_REFUSE = {
    "https://[::1]/": "a loopback address: by default it checks only the form",
    "https://[::ffff:169.254.169.254]/": "contains the metadata address",
    "https://10.0.0.1/": "a private address: by default it checks only the form",
    "https://127.0.0.1.nip.io/": "it does not know wildcard DNS services",
    "https://metadata.google.internal/": "it does not know private names",
    "https://a｡local/": "it does not map dots (UTS 46)",
    "https://[fe80::1%25eth0]/": "a zone refers to an interface of one machine; browsers refuse it",
    "https://foo.0x1f/": "ends in a number (WHATWG URL, section 3.5), so it must be IPv4",
    "https://acme.c0m/": "the last label is alphabetic (RFC 1123, section 2.1) or Punycode",
    "https://xn--zz.com/": "not Punycode: it does not decode labels",
    "https://i❤.ws/": "not a letter (IDNA 2008): many resolvers refuse it",
    "https://x.com/\u200b": "an invisible character at the end, pasted by mistake",
}
"""URLs that `validators` accepts and we refuse, with the reason."""

WE_ACCEPT = {
    "scheme": ["wss://x.com/", "ws://8.8.8.8/"],
    "userinfo": ["https://ü:p@x.com/"],
    "host": ["https://x.com./", "https://8.8.8.8./", "https://x.com.:443"],
    "port": ["https://x.com:0443/", "https://[2606:4700::1111]:0443"],
    "path": [
        "https://x.com/{id}",
        "https://x.com/a|b",
        "https://x.com/a^b[c]`",
        "https://x.com/𠀋",
    ],
    "query": ["https://x.com/?a", "https://x.com?a&b=c", "https://x.com/?{a}"],
    "fragment": ["https://x.com/#ö", "https://x.com#a|b"],
}
"""By part, URLs that `validators` refuses and we accept; the reasons are in `KNOWN_WRONG`."""

ONLY_THEY_REFUSE = [
    "https://x.c/",
    "https://a.x.c:8443/b?c",
    "https://${TENANT}.x.c/",
    "https://x.c./",
]
"""URLs in which we find no problem without `validators`."""


def is_refused(text: str) -> bool:
    url = judge(text)
    return bool(url.problem or url.not_public)


@pytest.mark.parametrize("text", WE_REFUSE)
def test_some_urls_are_refused_although_validators_accepts_them(text: str) -> None:
    assert is_refused(text)
    assert validators.url(text)


def test_every_known_error_of_validators_has_a_reason_and_a_sample() -> None:
    assert WE_ACCEPT.keys() == KNOWN_WRONG.keys()
    assert all(correction.why for correction in KNOWN_WRONG.values())


@pytest.mark.parametrize("text", [text for texts in WE_ACCEPT.values() for text in texts])
def test_some_urls_are_accepted_although_validators_refuses_them(text: str) -> None:
    assert not is_refused(text)
    assert not validators.url(text)


@pytest.mark.parametrize("text", ONLY_THEY_REFUSE)
def test_what_only_validators_refuses_is_reported_at_the_host(text: str) -> None:
    url = judge(text)
    assert url.problem
    assert url.problem.span == url.host_span


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("https://api.vapi.ai/call", "https://api.vapi.ai/call"),
        ("http://u:p@X.com.:0443/a b?c#d".replace(" ", "|"), "https://x.com:443/a%7Cb?c#d"),
        ("https://MÜNCHEN.de/ü?ä=ö", "https://xn--mnchen-3ya.de/%C3%BC?%C3%A4=%C3%B6"),
        ("https://[2606:4700:0::1111]:8443", "https://[2606:4700::1111]:8443"),
        ("${SCHEME}://${U}:${P}@${HOST}:${PORT}/${A}?b=${B}", "https://x.xx/xxxx?b=xxxx"),
        ("https://api-${ENV}.x.com/x", "https://x.x.com/x"),
        ("https://x.com/" + "a" * 9000, "https://x.com/" + "a" * 2047),
    ],
)
def test_validators_is_asked_about_the_whole_url(
    text: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = []
    monkeypatch.setattr(validators, "url", lambda url, **_: questions.append(url) or True)
    assert judge(text).problem is None
    assert questions == [asked]


def test_its_answer_is_heard_about_every_valid_url(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(validators, "url", lambda *_, **__: False)
    for text in VALID:
        url = judge(text)
        assert bool(url.problem) == hosts_can_be_asked_about(url), text


def hosts_can_be_asked_about(url: Url) -> bool:
    """A host, but none that may be an address with placeholders in it."""
    spelling = url.text[slice(*url.host_span)] if url.host_span else ""
    may_be_address = url.unknown_host and re.search(r"\[|\.(1|0x1f)$", spelling)
    return bool(spelling) and not may_be_address


def test_a_setting_of_validators_in_the_environment_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = [*VALID, *INVALID, *NOT_PUBLIC, *ONLY_THEY_REFUSE]
    expected = [judge(text) for text in texts]
    monkeypatch.setenv("RAISE_VALIDATION_ERROR", "True")
    assert [judge(text) for text in texts] == expected


@given(st.from_regex(r"[a-z0-9.-]{1,12}\.([a-z]{1,3}|[a-z0-9-]{1,4})\.?", fullmatch=True))
def test_hosts_are_judged_alike_except_for_the_listed_kinds(host: str) -> None:
    url, theirs = judge(f"https://{host}/"), bool(validators.url(f"https://{host}/"))
    last = host.removesuffix(".").rpartition(".")[2]
    if is_refused(url.text):
        kinds = bool(url.not_public), not last.isalpha(), "xn--" in host
        assert not theirs or any(kinds)
    else:
        assert theirs or host.endswith(".") or url.address


@pytest.mark.parametrize(
    "start", ["https://x.com/", "https://x.com?", "https://x.com#", "https://"]
)
@pytest.mark.parametrize(
    "unit", ["a", "a.", "-", "é", "%", "&", "&a=b", ";", "{", "|", "x.${A}.", ":"]
)
def test_long_urls_take_linear_time(start: str, unit: str) -> None:
    assert is_linear(lambda text: judge(start + text), unit * (200_000 // len(unit)))
