"""What receivers do, and the outcomes of the probes."""

from __future__ import annotations

import ssl
from contextlib import suppress
from dataclasses import replace

import pytest
import trustme

from outbound_lint.probe.network.transport import Limits
from outbound_lint.probe.outcomes import Redirect
from outbound_lint.providers.model import Condition, SilentFailure
from tests.probe import receiver
from tests.probe.conftest import serving
from tests.probe.receiver import HOST, OK, listening, responding, status
from tests.probe.samples import GENEROUS, addresses, request, send, trigger

STATUSES = {
    200: "ok", 201: "ok", 202: "ok", 204: "ok", 299: "ok",
    300: "probe-redirect", 301: "probe-redirect", 304: "probe-redirect", 399: "probe-redirect",
    400: "probe-rejected", 401: "probe-auth", 402: "probe-rejected", 403: "probe-auth",
    404: "probe-not-found", 405: "probe-method", 406: "probe-rejected", 407: "probe-auth",
    408: "probe-rejected", 409: "probe-rejected", 410: "probe-not-found", 413: "probe-rejected",
    415: "probe-media-type", 418: "probe-rejected", 422: "probe-rejected",
    429: "probe-rate-limited", 451: "probe-rejected", 499: "probe-rejected",
    500: "probe-server-error", 501: "probe-server-error", 502: "probe-server-error",
    503: "probe-server-error", 504: "probe-server-error", 599: "probe-server-error",
    600: "probe-protocol", 700: "probe-protocol", 999: "probe-protocol",
}  # fmt: skip


@pytest.mark.parametrize(("code", "name"), STATUSES.items())
def test_every_status_has_its_outcome(
    code: int, name: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(status(code)), server) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.stage, outcome.status) == (name, "response", code)
    assert outcome.cause == ("status" if code >= 600 else None)


FULL = SilentFailure("the queue may be full", Condition("queued", equals=False))
UNKNOWN = SilentFailure("an error may be in it", Condition("id", present=False))
NEVER_SHOWN = SilentFailure("nothing in it says so")


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        ('{"queued": false, "id": 1}', FULL),
        ('{"queued": true}', UNKNOWN),
        ('{"queued": 0, "id": null}', None),
        ('{"queued": true, "id": 1}', None),
        ("[]", None),
        ("queued: false", None),
        ("[" * 50_000, None),
    ],
)
def test_a_success_that_hides_a_failure_is_a_rejection(
    body: str, failure: SilentFailure | None, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    response = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
    with listening(responding(response), server) as peer:
        one = replace(trigger(peer.port), hidden_failures=(NEVER_SHOWN, FULL, UNKNOWN))
        outcome = send(one, trusting)
    assert (outcome.name, outcome.status) == ("probe-rejected" if failure else "ok", 200)
    assert outcome.facts.failure == failure


def test_a_success_reports_address_version_certificate_and_timings(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.status, outcome.address) == ("ok", 200, "127.0.0.1")
    assert outcome.tls_version == "TLSv1.3"
    assert outcome.certificate_days is not None
    assert outcome.certificate_days > 21
    times = outcome.timings
    assert None not in times
    assert sum(part or 0 for part in times[:4]) <= (times.total or 0) + 1


def test_connect_only_sends_no_request(authority: trustme.CA, trusting: ssl.SSLContext) -> None:
    context = serving(authority.issue_cert(HOST))
    context.num_tickets = 0  # otherwise the handshake may fail when the client closes

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        with suppress(ConnectionResetError):
            peer.requests.append(line.recv(65536))
        peer.released.set()

    with listening(script, context) as peer:
        outcome = send(trigger(peer.port, connect_only=True), trusting)
        assert peer.released.wait(30)
    assert (outcome.name, outcome.stage, outcome.status) == ("ok", "tls", None)
    assert outcome.tls_version == "TLSv1.3"
    assert outcome.timings.first_byte is None
    assert b"".join(peer.requests) == b""


def test_http_to_an_allowed_host(trusting: ssl.SSLContext) -> None:
    with listening(responding(OK)) as peer:
        outcome = send(trigger(peer.port, scheme="http"), trusting)
    assert (outcome.name, outcome.tls_version, outcome.certificate_days) == ("ok", None, None)


def test_an_ip_address_is_not_resolved(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    def never(name: str) -> list[str]:
        raise AssertionError(name)

    with listening(responding(OK), server) as peer:
        one = trigger(peer.port, host="127.0.0.1", is_address=True)
        outcome = send(one, trusting, resolver=never)
    assert outcome.name == "ok"


def test_ipv6_address(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(responding(OK), server, "::1") as peer:
        outcome = send(trigger(peer.port, host="::1", is_address=True), trusting)
        assert f"Host: [::1]:{peer.port}\r\n".encode() in peer.requests[0]
    assert (outcome.name, outcome.address) == ("ok", "::1")


def test_a_success_after_the_slow_limit_is_slow(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        receiver.read_request(line)
        peer.released.wait(0.2)
        line.sendall(OK)

    with listening(script, server) as peer:
        slow = send(trigger(peer.port), trusting, Limits(slow=0.1))
        quick = send(trigger(peer.port), trusting, Limits(slow=20))
    assert (slow.name, slow.status) == ("probe-slow", 200)
    assert quick.name == "ok"


def test_connecting_is_never_slow(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(receiver.silent, server) as peer:
        outcome = send(trigger(peer.port, connect_only=True), trusting, Limits(slow=0))
    assert outcome.name == "ok"


def test_a_slow_failure_is_reported_as_the_failure(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(status(500)), server) as peer:
        outcome = send(trigger(peer.port), trusting, Limits(slow=0))
    assert outcome.name == "probe-server-error"


REDIRECTS = [301, 302, 303, 307, 308]


@pytest.mark.parametrize("code", REDIRECTS)
def test_redirects_are_reported_and_not_followed(
    code: int, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as second:
        target = f"https://voice.acme.dev:{second.port}/outbound?v=2"
        with listening(responding(status(code, f"Location: {target}")), server) as first:
            outcome = send(trigger(first.port), trusting)
    assert (outcome.name, outcome.status) == ("probe-redirect", code)
    assert outcome.facts.redirect == Redirect("port", f"https://voice.acme.dev:{second.port}")
    assert (first.connections, second.connections) == (1, 0)


def test_the_location_of_a_success_is_not_kept(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(status(201, "Location: https://www.acme.dev/1")), server) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.facts.redirect) == ("ok", None)


PROTOCOL = {
    "garbage": ([b"\x00\x01garbage\r\n\r\n"], "not-http"),
    "no status": ([b"HTTP/1.1 OK\r\n\r\n"], "broken"),
    "HTTP/2": ([b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + b"\x00" * 18], "not-http"),
    "a header without a name": ([b"HTTP/1.1 200 OK\r\n: x\r\n\r\n"], "broken"),
    "two lengths": (
        [b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"], "broken"),
    "an invalid length": ([b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"], "broken"),
    "another coding": ([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n"], "broken"),
    "a broken chunk": (
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"], "broken"),
    "a body cut short": ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"], "cut"),
    "a head cut short": ([b"HTTP/1.1 200 OK\r\nContent-"], "cut"),
    "nothing": ([b""], "no-response"),
    "a part of the version": ([b"HT"], "cut"),
    "another protocol": (
        [b"HTTP/1.1 101 -\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"], "switch"),
    "many informational": ([b"HTTP/1.1 103 -\r\n\r\n" * 50, OK], "informational"),
    "an endless head": ([b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n"], "broken"),
}  # fmt: skip


@pytest.mark.parametrize("case", PROTOCOL)
def test_invalid_http(case: str, server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    response, cause = PROTOCOL[case]
    with listening(responding(*response), server) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert (outcome.name, outcome.cause) == ("probe-protocol", cause)


@pytest.mark.parametrize(("size", "name"), [(60_000, "ok"), (90_000, "probe-protocol")])
def test_the_head_of_a_response_may_have_64_kib(
    size: int, name: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(status(200, "X: " + "y" * size)), server) as peer:
        assert send(trigger(peer.port), trusting).name == name


def test_a_body_may_end_with_the_closing_alert(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        assert isinstance(line, ssl.SSLSocket)
        responding(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")(peer, line)
        line.unwrap()

    with listening(script, server) as peer:
        assert send(trigger(peer.port), trusting).name == "ok"


@pytest.mark.parametrize(("count", "name"), [(8, "ok"), (9, "probe-protocol")])
def test_at_most_eight_informational_responses_are_skipped(
    count: int, name: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(b"HTTP/1.1 103 -\r\n\r\n" * count, OK), server) as peer:
        outcome = send(trigger(peer.port), trusting)
    assert outcome.name == name
    assert outcome.cause == (None if name == "ok" else "informational")


def test_an_informational_response_is_skipped(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(b"HTTP/1.1 103 -\r\nLink: x\r\n\r\n", OK), server) as peer:
        assert send(trigger(peer.port), trusting).name == "ok"


def test_response_before_the_request_was_read(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.recv(10)
        line.sendall(status(401))

    with listening(script, server) as peer:
        assert send(trigger(peer.port), trusting).name == "probe-auth"


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_response_that_closes_the_connection_while_the_body_is_sent(
    scheme: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.recv(10)
        line.sendall(status(413))
        peer.released.wait(0.2)  # the response arrives before the reset that follows

    with listening(script, server if scheme == "https" else None) as peer:
        url = f"{scheme}://voice.acme.dev:{peer.port}/"
        sent = request(url, body=b"[" + b" " * 20_000_000 + b"]")
        outcome = send(trigger(peer.port, scheme=scheme, sent=sent), trusting)
    assert (outcome.name, outcome.status) == ("probe-rejected", 413)


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("code", [401, 413])
def test_response_while_the_body_is_sent_and_not_read(
    code: int, scheme: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """The peer neither reads the rest nor closes the connection."""

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.recv(10)
        line.sendall(status(code))
        peer.released.wait()

    with listening(script, server if scheme == "https" else None) as peer:
        url = f"{scheme}://voice.acme.dev:{peer.port}/"
        sent = request(url, body=b"[" + b" " * 20_000_000 + b"]")
        outcome = send(trigger(peer.port, scheme=scheme, sent=sent), trusting, GENEROUS)
    assert (outcome.stage, outcome.status) == ("response", code)


def test_the_body_is_sent_on_after_an_informational_response(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.sendall(b"HTTP/1.1 103 -\r\n\r\n")
        responding(OK)(peer, line)

    body = b"[" + b" " * 5_000_000 + b"]"
    with listening(script, server) as peer:
        sent = request(f"https://voice.acme.dev:{peer.port}/", body=body)
        outcome = send(trigger(peer.port, sent=sent), trusting, GENEROUS)
        assert peer.requests[0].endswith(b"\r\n\r\n" + body)
    assert outcome.name == "ok"


def test_a_request_that_cannot_be_sent_opens_no_connection(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer:
        sent = request(f"https://voice.acme.dev:{peer.port}/", ("X-A", "a\r\nX-B: b"))
        outcome = send(trigger(peer.port, sent=sent), trusting)
    assert (outcome.name, outcome.stage, peer.connections) == ("probe-skipped", "skipped", 0)


def test_refused_connection(trusting: ssl.SSLContext) -> None:
    with listening(responding(OK)) as peer:
        port = peer.port
    outcome = send(trigger(port), trusting)
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-connect", "connect", "refused")


@pytest.mark.parametrize("scheme", ["https", "http"])
@pytest.mark.parametrize("end", [receiver.resetting, receiver.ending])
def test_connection_closed_before_the_first_byte(
    scheme: str, end: receiver.Script, trusting: ssl.SSLContext
) -> None:
    with listening(end) as peer:
        outcome = send(trigger(peer.port, scheme=scheme), trusting)
    assert (outcome.name, outcome.stage) == ("probe-connect", "connect")


def test_name_without_an_address(trusting: ssl.SSLContext) -> None:
    outcome = send(trigger(443), trusting, GENEROUS, addresses())
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-dns", "dns", "no-address")
