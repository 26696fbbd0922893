"""What a receiver receives, byte for byte, and what becomes of what it echoes."""

from __future__ import annotations

import ssl
import traceback

import pytest

from outbound_lint.connections.request import Request
from outbound_lint.probe import http
from outbound_lint.probe.http import Exchange
from outbound_lint.probe.outcomes import Outcome, ProbeFailedError
from tests.probe.receiver import OK, answering, listening, status
from tests.probe.samples import TOKEN, request, send, trigger


def pieces(secret: str, length: int = 8) -> list[str]:
    return [secret[at : at + length] for at in range(len(secret) - length + 1)]


def test_the_request_byte_for_byte(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(answering(OK), server) as peer:
        sent = Request(
            "POST",
            f"https://voice.acme.dev:{peer.port}/outbound/a%20b?v=2&x",
            (
                ("X-First", "1"),
                ("Authorization", "Bearer abc"),
                ("x-last", "caf\xe9"),
                ("Content-Type", "application/json"),
                ("User-Agent", "outbound-lint/0"),
                ("X-Outbound-Lint-Probe", "dry-run"),
            ),
            b'{"phone_number": "+12025550123", "sequence_code": "ABC123"}',
        )
        assert send(trigger(peer.port, sent=sent), trusting).name == "ok"
    assert peer.requests == [
        b"POST /outbound/a%20b?v=2&x HTTP/1.1\r\n"
        b"Host: voice.acme.dev:" + str(peer.port).encode() + b"\r\n"
        b"X-First: 1\r\n"
        b"Authorization: Bearer abc\r\n"
        b"x-last: caf\xe9\r\n"
        b"Content-Type: application/json\r\n"
        b"User-Agent: outbound-lint/0\r\n"
        b"X-Outbound-Lint-Probe: dry-run\r\n"
        b"Content-Length: 59\r\n"
        b"\r\n"
        b'{"phone_number": "+12025550123", "sequence_code": "ABC123"}'
    ]


def test_it_is_sent_once(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    for answer in (status(503, "Retry-After: 0"), status(408), b"", b"HTTP/1.1 2"):
        with listening(answering(answer), server) as peer:
            send(trigger(peer.port), trusting)
        assert (len(peer.requests), peer.connections) == (1, 1)


ECHO = f"Bearer {TOKEN}"
ECHOES = {
    "in the reason": f"HTTP/1.1 401 {ECHO}\r\nContent-Length: 0\r\n\r\n",
    "in the reason of a redirect": f"HTTP/1.1 302 {ECHO}\r\nContent-Length: 0\r\n\r\n",
    "in a header": f"HTTP/1.1 401 -\r\nWWW-Authenticate: {ECHO}\r\nContent-Length: 0\r\n\r\n",
    "in the name of a header": f"HTTP/1.1 401 -\r\n{TOKEN}: x\r\nContent-Length: 0\r\n\r\n",
    "in the body": f"HTTP/1.1 401 -\r\nContent-Length: {len(ECHO)}\r\n\r\n{ECHO}",
    "in the body of a success": f"HTTP/1.1 200 -\r\nContent-Length: {len(ECHO)}\r\n\r\n{ECHO}",
    "in the path of a redirect": f"HTTP/1.1 302 -\r\nLocation: https://acme.dev/{TOKEN}\r\n\r\n",
    "in the host of a redirect":
        f"HTTP/1.1 302 -\r\nLocation: https://{TOKEN.replace('_', '-')}.acme.dev/\r\n\r\n",
    "in a part of the host of a redirect":
        f"HTTP/1.1 302 -\r\nLocation: https://x{TOKEN[9:17].replace('_', '')}.acme.dev/\r\n\r\n",
    "with dots in the host of a redirect":
        f"HTTP/1.1 302 -\r\nLocation: https://{'.'.join(TOKEN[9:])}.acme.dev/\r\n\r\n",
    "in the user of a redirect":
        f"HTTP/1.1 302 -\r\nLocation: https://{TOKEN}@acme.dev/\r\n\r\n",
    "instead of HTTP": ECHO,
    "as a header without a colon": f"HTTP/1.1 200 -\r\n{ECHO}\r\n\r\n",
    "as the length": f"HTTP/1.1 200 -\r\nContent-Length: {ECHO}\r\n\r\n",
    "as the coding": f"HTTP/1.1 200 -\r\nTransfer-Encoding: {ECHO}\r\n\r\n",
    "as a chunk": f"HTTP/1.1 200 -\r\nTransfer-Encoding: chunked\r\n\r\n{ECHO}\r\n",
    "as the version": f"{TOKEN}/1.1 200 -\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("case", ECHOES)
def test_nothing_of_an_echoed_token_is_kept(
    case: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(answering(ECHOES[case].encode()), server) as peer:
        outcome = send(trigger(peer.port), trusting)
        assert TOKEN.encode() in peer.requests[0]
    shown = repr(outcome).lower()
    assert [piece for piece in pieces(TOKEN.lower()) if piece in shown] == []
    bare = "".join(filter(str.isalnum, shown))
    secret = "".join(filter(str.isalnum, TOKEN[9:]))
    assert [piece for piece in pieces(secret) if piece in bare] == []


@pytest.mark.parametrize("value", [f"{ECHO}\r\nX: y", f" {ECHO}\n", f"{ECHO}\x00", f"{ECHO}\u2603"])
def test_no_exception_holds_a_header(value: str) -> None:
    sent = request("https://voice.acme.dev/", ("Authorization", value))
    with pytest.raises(ProbeFailedError) as caught:
        Exchange(sent)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert caught.value.__context__ is None
    assert [piece for piece in pieces(TOKEN) if piece in told] == []


def location(text: str, **fields: str) -> str | None:
    sent = request("https://voice.acme.dev/outbound", **fields)  # type: ignore[arg-type]
    return http.redirect_target(text.encode("latin-1"), sent)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("https://www.acme.dev/outbound?x=1#y", "https://www.acme.dev"),
        ("http://www.acme.dev:8080", "http://www.acme.dev:8080"),
        ("HTTPS://WWW.ACME.DEV/", "https://www.acme.dev"),
        ("https://voice.acme.dev/outbound/", "https://voice.acme.dev"),
        ("https://[2606:2800::1]:8443/", "https://[2606:2800::1]:8443"),
        ("/login", None),
        ("login", None),
        ("//www.acme.dev/", None),
        ("mailto:someone@acme.dev", None),
        ("javascript:alert(1)", None),
        ("https://", None),
        ("https://www acme dev/", None),
        ("https://x\x1b[31m.acme.dev/", None),
        ("", None),
        ("https://" + "a" * 100_000, None),
    ],
)
def test_of_a_redirect_only_scheme_host_and_port(text: str, told: str | None) -> None:
    assert location(text) == told


def test_the_host_that_was_asked_may_be_told_whatever_it_is_called() -> None:
    sent = request("https://voice-secret.acme.dev/", ("X-Api-Key", "voice-secret.acme.dev"))
    assert (
        http.redirect_target(b"http://voice-secret.acme.dev/", sent)
        == "http://voice-secret.acme.dev"
    )
    assert http.redirect_target(b"http://voice-secret.acme.com/", sent) is None


def test_an_outcome_shows_no_request() -> None:
    assert TOKEN not in repr(request("https://voice.acme.dev/"))
    assert isinstance(Outcome("ok", "response").timings, tuple)
