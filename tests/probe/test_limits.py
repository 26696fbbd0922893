"""What no peer can outlive."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import resource
import socket
import ssl
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.transport import Limits, Means, probe
from tests.probe import receiver
from tests.probe.receiver import OK, Script, answering, dripping, flooding, listening, silent
from tests.probe.samples import LOOPBACK, answers, request, send, trigger

LIMITS = Limits(total=1.5, handshake=1.2)
GRACE = 0.5

_HEAD = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

SLOW: dict[str, tuple[Script, str, str]] = {
    "says nothing": (answering(), "probe-timeout", "request"),
    "a slow status line": (dripping(b"HTTP", b" "), "probe-timeout", "response"),
    "a status line in drops": (dripping(b"HTTP/1.1 20", b"0"), "probe-timeout", "response"),
    "dripping headers": (dripping(_HEAD, b"X-A: b\r\n"), "probe-timeout", "response"),
    "a header without end": (dripping(_HEAD + b"X: ", b"y"), "probe-timeout", "response"),
    "a dripping body": (
        dripping(_HEAD + b"Content-Length: 900000\r\n\r\n", b"x"), "probe-timeout", "response"),
    "dripping chunks": (dripping(_CHUNKED, b"1\r\nx\r\n"), "probe-timeout", "response"),
    "a body until the end": (dripping(_HEAD + b"\r\n", b"x"), "probe-timeout", "response"),
    "endless informational": (
        dripping(b"", b"HTTP/1.1 102 -\r\n\r\n", 0.2), "probe-timeout", "response"),
    "a flood of informational": (
        flooding(b"", b"HTTP/1.1 102 -\r\n\r\n"), "probe-protocol", "response"),
    "a flood of headers": (flooding(_HEAD, b"X-A: b\r\n"), "probe-protocol", "response"),
    "a flood of chunks": (flooding(_CHUNKED, b"40\r\n" + b"x" * 64 + b"\r\n"), "ok", "response"),
    "a flood of chunk sizes": (
        flooding(_CHUNKED + b"1;", b"x=y;"), "probe-protocol", "response"),
    "an endless body": (flooding(_HEAD + b"\r\n", b"x"), "ok", "response"),
    "a flood of nothing": (flooding(b"", b"\r\n"), "probe-protocol", "response"),
}  # fmt: skip


def holding(script: Script) -> Script:
    """Keep the connection open after what the script does."""

    def held(peer: receiver.Receiver, line: receiver.Line) -> None:
        script(peer, line)
        peer.released.wait()

    return held


@pytest.mark.parametrize("case", SLOW)
def test_slow_and_endless_answers_end_in_time(
    case: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    script, name, stage = SLOW[case]
    with listening(holding(script), server) as peer:
        started = time.monotonic()
        outcome = send(trigger(peer.port), trusting, LIMITS)
        taken = time.monotonic() - started
    assert taken < LIMITS.total + GRACE
    assert (outcome.name, outcome.stage) == (name, stage)


def test_an_unfinished_body_of_a_failure_does_not_matter(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    answer = b"HTTP/1.1 500 -\r\nContent-Length: 9000\r\n\r\n"
    with listening(dripping(answer, b"x"), server) as peer:
        outcome = send(trigger(peer.port), trusting, LIMITS)
    assert (outcome.name, outcome.status) == ("probe-server-error", 500)


def test_an_unfinished_body_of_a_success_keeps_its_status(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    answer = b"HTTP/1.1 202 -\r\nContent-Length: 9000\r\n\r\n"
    with listening(dripping(answer, b"x"), server) as peer:
        outcome = send(trigger(peer.port), trusting, LIMITS)
    assert (outcome.name, outcome.status) == ("probe-timeout", 202)


def test_a_handshake_that_hangs(trusting: ssl.SSLContext) -> None:
    with listening(silent) as peer:
        started = time.monotonic()
        outcome = send(trigger(peer.port), trusting, Limits(total=5, handshake=0.4))
        taken = time.monotonic() - started
    assert taken < 0.4 + GRACE
    assert (outcome.name, outcome.stage, outcome.address) == ("probe-timeout", "tls", "127.0.0.1")


def test_a_handshake_in_drops(trusting: ssl.SSLContext) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        line.sendall(b"\x16\x03\x03\x40\x00")
        while not peer.released.wait(0.02):
            line.sendall(b"x")

    with listening(script) as peer:
        started = time.monotonic()
        outcome = send(trigger(peer.port), trusting, Limits(total=5, handshake=0.4))
    assert time.monotonic() - started < 0.4 + GRACE
    assert (outcome.name, outcome.stage) == ("probe-timeout", "tls")


def test_a_handshake_without_end(trusting: ssl.SSLContext) -> None:
    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        hello_requests = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000  # a client ignores them
        while not peer.released.is_set():
            line.sendall(hello_requests)

    with listening(script) as peer:
        started = time.monotonic()
        outcome = send(trigger(peer.port), trusting, Limits(total=5, handshake=5))
    assert time.monotonic() - started < 3
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-protocol", "tls", "flood")


@contextmanager
def answering_nobody(address: str, port: int = 0) -> Iterator[int]:
    """Listen with a queue that is full, so that no connection comes to stand."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((address, port), backlog=0))
        taken: int = listener.getsockname()[1]
        for _ in range(8):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex((address, taken))
        time.sleep(0.05)
        yield taken


def test_no_connection_in_time(trusting: ssl.SSLContext) -> None:
    with answering_nobody("127.0.0.1") as port:
        started = time.monotonic()
        outcome = send(trigger(port), trusting, Limits(total=5, handshake=0.4))
        taken = time.monotonic() - started
    assert taken < 0.4 + GRACE
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-connect", "connect", "limit")


def test_an_address_that_is_dead_leaves_time_for_the_next(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(answering(OK), server) as peer, answering_nobody("127.0.0.2", peer.port):
        both = answers("127.0.0.2", "127.0.0.1")
        outcome = send(trigger(peer.port), trusting, Limits(total=9, handshake=4), both)
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")


def test_a_peer_that_takes_nothing(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    body = b"[" + b" " * 20_000_000 + b"]"
    with listening(silent, server) as peer:
        sent = request(f"https://voice.acme.dev:{peer.port}/", body=body)
        started = time.monotonic()
        outcome = send(trigger(peer.port, sent=sent), trusting, LIMITS)
    assert time.monotonic() - started < LIMITS.total + GRACE
    assert (outcome.name, outcome.stage) == ("probe-timeout", "request")


def test_a_bomb_stays_closed(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    bomb = gzip.compress(bytes(2**24), 9) * 64  # a gibibyte, in members of 16 MiB
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with listening(answering(head.encode(), bomb), server) as peer:
        tracemalloc.start()
        outcome = send(trigger(peer.port), trusting)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert outcome.name == "ok"
    assert peak < 4 * 1024 * 1024 + 2 * len(bomb)  # the receiver of this test copies it as well


@pytest.mark.parametrize("size", [65536, 1_000_000])
def test_no_more_of_a_body_is_read_than_wanted(
    size: int, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    sent: list[int] = []

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        receiver.read_request(line)
        line.sendall(_HEAD + b"Content-Length: 100000000\r\n\r\n")
        try:
            while True:
                line.sendall(bytes(16384))
                sent.append(16384)
        finally:
            peer.released.set()

    with listening(script, server) as peer:
        outcome = send(trigger(peer.port), trusting)
        assert peer.released.wait(5)
    assert outcome.name == "ok"
    assert sum(sent) < 20_000_000  # what fits in the buffers of both sides


def open_sockets() -> set[str]:
    return {
        name
        for name in os.listdir("/proc/self/fd")
        if os.path.exists(f"/proc/self/fd/{name}")
        and os.readlink(f"/proc/self/fd/{name}").startswith("socket:")
    }


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files")
@pytest.mark.parametrize("case", ["ok", "tls", "timeout", "protocol"])
def test_no_socket_and_no_thread_live_on(
    case: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    scripts = {
        "ok": (answering(OK), server),
        "tls": (receiver.raw(b"\x15\x03\x01\x00\x02\x02\x46"), None),
        "timeout": (silent, server),
        "protocol": (receiver.raw(b"x"), None),
    }
    gc.collect()
    before = open_sockets(), threading.active_count()
    with listening(*scripts[case]) as peer:
        send(trigger(peer.port), trusting, LIMITS)
    deadline = time.monotonic() + 2
    while (open_sockets(), threading.active_count()) != before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert (open_sockets(), threading.active_count()) == before


def test_many_at_once_share_no_clock(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    """A peer that floods keeps none of the others from being served."""

    async def both(flood: int, calm: int) -> tuple[Outcome, Outcome]:
        means = Means(trusting, LIMITS, LOOPBACK)
        return await asyncio.gather(probe(trigger(flood), means), probe(trigger(calm), means))

    with (
        listening(flooding(b"", b"HTTP/1.1 102 -\r\n\r\n"), server) as one,
        listening(answering(OK), server) as other,
    ):
        flooded, calm = asyncio.run(both(one.port, other.port))
    assert (flooded.name, calm.name) == ("probe-protocol", "ok")


def test_memory_stays_small(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with listening(flooding(_HEAD, b"X-A: " + b"b" * 1000 + b"\r\n"), server) as peer:
        send(trigger(peer.port), trusting, LIMITS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024
