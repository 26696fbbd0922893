"""The bytes of a request, and the tokens that a receiver echoes."""

from __future__ import annotations

import ssl
import traceback

import pytest

from outbound_lint.connections.request import Request
from outbound_lint.probe.network.answers import of_body, of_head
from outbound_lint.probe.network.http import Exchange
from outbound_lint.probe.outcomes import Outcome, ProbeFailedError, Redirect
from tests.probe.receiver import OK, listening, responding, status
from tests.probe.samples import TOKEN, pieces, request, send, trigger

SENT = request("https://voice.acme.dev/outbound")


def test_the_request_byte_for_byte(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(responding(OK), server) as peer:
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


def test_the_request_is_never_sent_again(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    for response in (status(503, "Retry-After: 0"), status(408), b"", b"HTTP/1.1 2"):
        with listening(responding(response), server) as peer:
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
def test_an_outcome_contains_no_part_of_an_echoed_token(
    case: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(ECHOES[case].encode()), server) as peer:
        outcome = send(trigger(peer.port), trusting)
        assert TOKEN.encode() in peer.requests[0]
    shown = repr(outcome).lower()
    assert [piece for piece in pieces(TOKEN.lower()) if piece in shown] == []
    bare = "".join(filter(str.isalnum, shown))
    secret = "".join(filter(str.isalnum, TOKEN[9:]))
    assert [piece for piece in pieces(secret) if piece in bare] == []


@pytest.mark.parametrize("value", [f"{ECHO}\r\nX: y", f" {ECHO}\n", f"{ECHO}\x00", f"{ECHO}\u2603"])
def test_no_exception_contains_a_header(value: str) -> None:
    sent = request("https://voice.acme.dev/", ("Authorization", value))
    with pytest.raises(ProbeFailedError) as caught:
        Exchange(sent)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value)
    assert caught.value.__context__ is None
    assert [piece for piece in pieces(TOKEN) if piece in shown] == []


def redirect(location: str, sent: Request = SENT) -> Redirect:
    found = of_head(302, [(b"location", location.encode("latin-1"))], sent).redirect
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "shown"),
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
        ("https://www.acme.dev/" + "a" * 1_979, "https://www.acme.dev"),
        ("https://www.acme.dev/" + "a" * 1_980, None),
        ("https://${HOST}/", None),
        ("https://${HOST}.acme.dev/", None),
    ],
)
def test_only_scheme_host_and_port_of_a_redirect_are_kept(text: str, shown: str | None) -> None:
    assert redirect(text).target == shown


@pytest.mark.parametrize(
    ("location", "difference"),
    [
        ("https://voice.acme.dev/outbound/", "slash"),
        ("/outbound/", "slash"),
        ("https://www.voice.acme.dev/outbound", "www"),
        ("http://voice.acme.dev/outbound", "http"),
        ("http://voice.acme.dev/outbound/", "slash"),
        ("//voice.acme.dev:8443/outbound", "port"),
        ("https://voice.acme.dev:443/outbound", "same"),
        ("https://voice.acme.dev/v2/outbound", "path"),
        ("?v=2", "path"),
        ("/login?next=/outbound", "login"),
        ("https://accounts.acme.dev/o", "login"),
        ("https://login.acme.com/", "login"),
        ("https://voice.acme.dev/author/", "path"),
        ("https://calls.acme.dev/outbound", "host"),
        ("", "same"),
        ("#x", "same"),
        ("https://voice.acme.dev:x/", "none"),
        ("https://[::1/", "none"),
        ("https://" + "a" * 100_000, "none"),
    ],
)
def test_a_redirect_is_described_by_its_difference(location: str, difference: str) -> None:
    assert redirect(location).difference == difference


@pytest.mark.parametrize(
    ("url", "location", "difference"),
    [
        ("https://www.acme.dev/a", "https://acme.dev/a", "no-www"),
        ("https://acme.dev/a/", "/a", "no-slash"),
        ("https://acme.dev", "https://acme.dev/", "same"),
        ("http://acme.dev/a", "https://acme.dev/a", "https"),
        ("https://acme.dev/auth/call", "/auth/call2", "path"),
    ],
)
def test_other_differences_of_redirects(url: str, location: str, difference: str) -> None:
    assert redirect(location, request(url)).difference == difference


def test_without_a_location_a_redirect_has_no_target() -> None:
    assert of_head(302, [], SENT).redirect == Redirect("none")
    assert of_head(200, [(b"location", b"/x")], SENT).redirect is None


@pytest.mark.parametrize(
    ("value", "seconds"), [(b"120", 120), (b"0", 0), (b"Wed, 21 Oct", None), (b"-1", None)]
)
def test_only_seconds_of_retry_after_are_kept(value: bytes, seconds: int | None) -> None:
    assert of_head(429, [(b"retry-after", value)], SENT).retry_after == seconds


@pytest.mark.parametrize(
    ("value", "scheme"),
    [
        (b'Basic realm="x"', "Basic"),
        (b"bearer", "Bearer"),
        (b"Digest nonce=1", "Digest"),
        (b"Secret-of-mine x", None),
        (b"", None),
        (b"\xff", None),
    ],
)
def test_only_registered_schemes_of_a_challenge_are_kept(value: bytes, scheme: str | None) -> None:
    assert of_head(401, [(b"www-authenticate", value)], SENT).challenge == scheme


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<!DOCTYPE html><html>", "html"),
        (b"\n<html lang=en>", "html"),
        (b"\xef\xbb\xbf<html>", "html"),
        (b'{"error": "no such agent"}', "error"),
        (b'{"errors": [1]}', "error"),
        (b'{"error": null, "id": 1}', None),
        (b'{"result": {"error": 1}}', None),
        (b'["error"]', None),
        (b"error", None),
        (b"[" * 100_000, None),
        (b"\xff\xfe", None),
        (b"", None),
    ],
)
def test_a_success_may_be_a_page_or_report_an_error(body: bytes, kind: str | None) -> None:
    assert of_body(200, body) == kind
    assert of_body(500, body) is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"<html><p>No required SSL certificate was sent</p></html>", "client-certificate"),
        (b"<html>The plain HTTP request was sent to HTTPS port</html>", "plain-http"),
        (b"Client sent an HTTP request to an HTTPS server.\n", "plain-http"),
        (b"Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />", "plain-http"),
        (b"<!DOCTYPE html><html>", None),
        (b'{"error": "agent_id is missing"}', None),
        (b"", None),
    ],
)
def test_a_refusal_may_be_one_of_the_server_itself(body: bytes, kind: str | None) -> None:
    assert of_body(400, body) == kind
    assert of_body(403, body) is None


SECRET = "Open" + "Sesame" + "4711"


@pytest.mark.parametrize(
    "sent",
    [
        request("https://voice.acme.dev/", ("X-Api-Key", SECRET)),
        request(f"https://voice.acme.dev/{SECRET}"),
        request(f"https://voice.acme.dev/?key={SECRET}"),
        request("https://voice.acme.dev/", body=f'{{"key": "{SECRET}"}}'.encode()),
    ],
    ids=["header", "path", "query", "body"],
)
def test_a_host_with_a_part_of_the_request_is_not_shown(sent: Request) -> None:
    for host in (SECRET, SECRET[3:9], "-".join(SECRET), f"x{SECRET}y"):
        assert redirect(f"https://{host}.acme.dev/", sent).target is None
    assert redirect("https://www.acme.dev/", sent).target == "https://www.acme.dev"


def test_the_host_of_the_request_is_shown_even_if_a_header_contains_it() -> None:
    sent = request("https://voice-secret.acme.dev/", ("X-Api-Key", "voice-secret.acme.dev"))
    shown = redirect("http://voice-secret.acme.dev/", sent).target
    assert shown == "http://voice-secret.acme.dev"
    assert redirect("http://voice-secret.acme.com/", sent).target is None


def test_the_repr_of_a_request_contains_no_header() -> None:
    assert TOKEN not in repr(request("https://voice.acme.dev/"))
    assert isinstance(Outcome("ok", "response").timings, tuple)
