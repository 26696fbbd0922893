"""Where the `validators` package and we differ about a URL, and why."""

from __future__ import annotations

import pytest
import validators

from outbound_lint.urls import judge

WE_REFUSE = {
    "https://[::1]/": "loopback; by default it asks only for the form",
    "https://[::ffff:169.254.169.254]/": "carries the metadata address",
    "https://10.0.0.1/": "private; by default it asks only for the form",
    "https://127.0.0.1.nip.io/": "it knows no wildcard DNS",
    "https://metadata.google.internal/": "it knows no private names",
    "https://a｡local/": "it maps no dots (UTS 46)",
    "https://[fe80::1%25eth0]/": "a zone names an interface of one machine; browsers refuse it",
    "https://foo.0x1f/": "ends in a number (WHATWG URL, section 3.5), so it must be IPv4",
    "https://xn--zz.com/": "no punycode; it does not decode labels",
    "https://i❤.ws/": "no letter (IDNA 2008); many resolvers refuse it",
    "https://x.com/\u200b": "an invisible character at the end, pasted by mistake",
}
WE_ACCEPT = {
    "https://x.com./": "a trailing dot only says that the name is complete (RFC 1034, section 3.1)",
    "https://8.8.8.8./": "the same",
    "https://x.com:0443/": "leading zeros of a port mean nothing (RFC 3986, section 3.2.3)",
    "https://x.com/?a": "a query need not be a list of name=value pairs (RFC 3986, section 3.4)",
    "https://x.com/{id}": "braces are percent-encoded on the way",
    "https://x.com/#ö": "letters beyond ASCII are percent-encoded; rule endpoint-fragment speaks",
    "wss://x.com/": "rule endpoint-scheme speaks of schemes",
}


def refused(text: str) -> bool:
    url = judge(text)
    return bool(url.problem or url.not_public)


@pytest.mark.parametrize("text", WE_REFUSE)
def test_we_refuse_what_validators_lets_pass(text: str) -> None:
    assert refused(text)
    assert validators.url(text)


@pytest.mark.parametrize("text", WE_ACCEPT)
def test_we_accept_what_validators_refuses(text: str) -> None:
    assert not refused(text)
    assert not validators.url(text)


@pytest.mark.parametrize("text", ["https://x.y1/", "https://x.c/"])
def test_validators_is_heard_about_hosts_that_are_not_plainly_sound(text: str) -> None:
    problem = judge(text).problem
    assert problem
    assert problem.span == (8, len(text) - 1)
