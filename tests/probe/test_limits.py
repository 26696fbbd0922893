"""The limits that end a probe, no matter what the peer does."""

from __future__ import annotations

import asyncio
import gc
import gzip
import os
import resource
import ssl
import threading
import time
import tracemalloc
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from outbound_lint.probe.network import transport
from outbound_lint.probe.network.transport import Limits, Means, probe
from outbound_lint.probe.outcomes import Outcome
from tests.probe import receiver
from tests.probe.receiver import (
    OK,
    Script,
    dripping,
    flooding,
    full_queue,
    listening,
    responding,
    silent,
)
from tests.probe.samples import GENEROUS, LOOPBACK, addresses, request, send, trigger

LIMITS = Limits(total=2.5, handshake=2.2)
HANDSHAKE = Limits(total=60, handshake=1.5)
GRACE = 5
"""Seconds after a limit in which a probe ends on a busy machine."""

_HEAD = b"HTTP/1.1 200 OK\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def handshaking_slowly(peer: receiver.Receiver, line: receiver.Line) -> None:
    line.sendall(b"\x16\x03\x03\x40\x00")
    while not peer.released.wait(0.02):
        line.sendall(b"x")


def reading_only(peer: receiver.Receiver, line: receiver.Line) -> None:
    receiver.read_request(line)
    peer.released.wait()


class Slow(NamedTuple):
    """A peer that is too slow, and the stage in which the probe ends."""

    script: Script
    stage: str
    secured: bool = True
    body: bytes = b"{}"
    limits: Limits = LIMITS


SLOW = {
    "no response": Slow(reading_only, "request"),
    "a request that is never read": Slow(silent, "request", body=b"[" + b" " * 20_000_000 + b"]"),
    "a slow status line": Slow(dripping(b"HTTP", b" "), "response"),
    "a status line in single bytes": Slow(dripping(b"HTTP/1.1 20", b"0"), "response"),
    "slow headers": Slow(dripping(_HEAD, b"X-A: b\r\n"), "response"),
    "an endless header": Slow(dripping(_HEAD + b"X: ", b"y"), "response"),
    "a slow body": Slow(dripping(_HEAD + b"Content-Length: 900000\r\n\r\n", b"x"), "response"),
    "slow chunks": Slow(dripping(_CHUNKED, b"1\r\nx\r\n"), "response"),
    "a body without length": Slow(dripping(_HEAD + b"\r\n", b"x"), "response"),
    "slow informational responses": Slow(
        dripping(b"", b"HTTP/1.1 102 -\r\n\r\n", every=0.6), "response"
    ),
    "no handshake": Slow(silent, "tls", secured=False, limits=HANDSHAKE),
    "a slow handshake": Slow(handshaking_slowly, "tls", secured=False, limits=HANDSHAKE),
}


async def timed(case: Slow, port: int, trusting: ssl.SSLContext) -> tuple[Outcome, float]:
    sent = request(f"https://voice.acme.dev:{port}/", body=case.body)
    started = time.monotonic()
    outcome = await probe(trigger(port, sent=sent), Means(trusting, case.limits, LOOPBACK))
    return outcome, time.monotonic() - started


@pytest.fixture(scope="module")
def slow_outcomes(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> dict[str, tuple[Outcome, float]]:
    """Probe all slow peers at the same time; return the outcomes and the seconds."""

    async def probe_all(ports: list[int]) -> list[tuple[Outcome, float]]:
        cases = zip(SLOW.values(), ports, strict=True)
        return await asyncio.gather(*(timed(case, port, trusting) for case, port in cases))

    with ExitStack() as stack:
        peers = [
            stack.enter_context(listening(case.script, server if case.secured else None))
            for case in SLOW.values()
        ]
        outcomes = asyncio.run(probe_all([peer.port for peer in peers]))
    return dict(zip(SLOW, outcomes, strict=True))


@pytest.mark.parametrize("case", SLOW)
def test_slow_peers_end_in_a_timeout(
    case: str, slow_outcomes: dict[str, tuple[Outcome, float]]
) -> None:
    outcome, seconds = slow_outcomes[case]
    limits = SLOW[case].limits
    limit = limits.handshake if SLOW[case].stage == "tls" else limits.total
    assert (outcome.name, outcome.stage) == ("probe-timeout", SLOW[case].stage)
    assert outcome.address == "127.0.0.1"
    assert outcome.limit == limit
    assert limit - 0.1 < seconds < limit + GRACE


def test_an_incomplete_body_of_a_success_is_a_timeout_with_its_status(
    slow_outcomes: dict[str, tuple[Outcome, float]],
) -> None:
    outcome, _ = slow_outcomes["a slow body"]
    assert (outcome.name, outcome.status) == ("probe-timeout", 200)


FLOODS: dict[str, tuple[Script, str]] = {
    "informational responses": (flooding(b"", b"HTTP/1.1 102 -\r\n\r\n"), "probe-protocol"),
    "headers": (flooding(_HEAD, b"X-A: b\r\n"), "probe-protocol"),
    "chunks": (flooding(_CHUNKED, b"40\r\n" + b"x" * 64 + b"\r\n"), "ok"),
    "a chunk size": (flooding(_CHUNKED + b"1;", b"x=y;"), "probe-protocol"),
    "a body": (flooding(_HEAD + b"\r\n", b"x"), "ok"),
    "empty lines": (flooding(b"", b"\r\n"), "probe-protocol"),
}


@pytest.mark.parametrize("case", FLOODS)
def test_endless_responses_end(case: str, server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    script, name = FLOODS[case]
    with listening(script, server) as peer:
        outcome = send(trigger(peer.port), trusting, GENEROUS)
    assert (outcome.name, outcome.stage) == (name, "response")


def test_the_body_of_a_failure_is_not_awaited(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    response = b"HTTP/1.1 500 -\r\nContent-Length: 9000\r\n\r\n"
    with listening(dripping(response, b"x"), server) as peer:
        outcome = send(trigger(peer.port), trusting, GENEROUS)
    assert (outcome.name, outcome.status) == ("probe-server-error", 500)


@pytest.mark.parametrize("total", [30, 1])
def test_the_body_of_a_rejection_that_never_ends_does_not_change_the_outcome(
    total: float, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its body is read for a moment, for it may say why; then its status is what counts."""
    if total == 30:
        monkeypatch.setattr(transport, "_BODY_OF_FAILURE", 0.2)
    response = b"HTTP/1.1 400 -\r\nContent-Length: 9000\r\n\r\n"
    with listening(dripping(response, b"x")) as peer:
        outcome = send(trigger(peer.port, scheme="http"), trusting, Limits(total))
    assert (outcome.name, outcome.stage, outcome.status) == ("probe-rejected", "response", 400)
    assert outcome.limit is None


@pytest.mark.parametrize(("size", "name"), [(64 * 1024, "ok"), (64 * 1024 + 1, "probe-protocol")])
@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 103 -\r\nLink: x\r\n\r\n"])
def test_the_head_of_a_response_has_at_most_64_kib(
    size: int, name: str, first: bytes, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    start, end = first + b"HTTP/1.1 200 -\r\nX: ", b"\r\nContent-Length: 2\r\n\r\n"
    head = start + b"y" * (size - len(start) - len(end)) + end
    with listening(responding(head + b"{}"), server) as peer:
        outcome = send(trigger(peer.port), trusting, GENEROUS)
    assert (outcome.name, outcome.cause) == (name, None if name == "ok" else "broken")


def test_endless_handshake(trusting: ssl.SSLContext) -> None:
    sent: list[int] = []

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        hello_requests = b"\x16\x03\x03\x00\x04\x00\x00\x00\x00" * 1000  # a client ignores them
        while not peer.released.is_set():
            line.sendall(hello_requests)
            sent.append(len(hello_requests))

    with listening(script) as peer:
        outcome = send(trigger(peer.port), trusting, GENEROUS)
    assert sum(sent) < 50_000_000  # 512 KiB, and what the buffers of both sides take
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-protocol", "tls", "flood")


def test_no_connection_in_time(trusting: ssl.SSLContext) -> None:
    with full_queue("127.0.0.1") as port:
        started = time.monotonic()
        outcome = send(trigger(port), trusting, Limits(total=60, handshake=0.4))
        taken = time.monotonic() - started
    assert taken < 0.4 + GRACE
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-connect", "connect", "limit")
    assert outcome.limit == 0.4


def test_the_limit_of_the_whole_probe_may_leave_less_time_to_connect(
    trusting: ssl.SSLContext,
) -> None:
    def resolver(_: str) -> list[str]:
        time.sleep(0.3)
        return ["127.0.0.1"]

    with full_queue("127.0.0.1") as port:
        outcome = send(trigger(port), trusting, Limits(total=0.6, handshake=0.5), resolver)
    assert (outcome.name, outcome.cause) == ("probe-connect", "limit")
    assert outcome.limit is not None
    assert outcome.limit <= 0.3


def test_a_dead_address_costs_a_quarter_of_a_second(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer, full_queue("127.0.0.2", peer.port):
        both = addresses("127.0.0.2", "127.0.0.1")
        outcome = send(trigger(peer.port), trusting, Limits(total=60, handshake=50), both)
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")
    assert outcome.unreachable == ("127.0.0.2",)
    assert 250 <= (outcome.timings.connect or 0) < 250 + GRACE * 1000


def test_all_addresses_share_the_limit(trusting: ssl.SSLContext) -> None:
    with full_queue("127.0.0.1") as port, full_queue("127.0.0.2", port):
        three = addresses("127.0.0.1", "127.0.0.2", "127.0.0.3")  # nothing listens on the third
        started = time.monotonic()
        outcome = send(trigger(port), trusting, Limits(total=60, handshake=1), three)
    assert time.monotonic() - started < 1 + GRACE
    assert (outcome.name, outcome.cause, outcome.stage) == ("probe-connect", "limit", "connect")


def test_a_compressed_body_is_not_decompressed(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    bomb = gzip.compress(bytes(2**24), 9) * 64  # a gibibyte, in members of 16 MiB
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n"
    with listening(responding(head.encode(), bomb), server) as peer:
        tracemalloc.start()
        outcome = send(trigger(peer.port), trusting)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert outcome.name == "ok"
    assert peak < 4 * 1024 * 1024 + 2 * len(bomb)  # the receiver of this test copies it as well


@pytest.mark.parametrize("size", [1024, 64 * 1024])
def test_only_the_start_of_a_body_is_read(
    size: int, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    """The body never ends, so a probe that reads more than the limit ends in a timeout."""

    def script(peer: receiver.Receiver, line: receiver.Line) -> None:
        receiver.read_request(line)
        line.sendall(_HEAD + b"Content-Length: 100000000\r\n\r\n" + bytes(size))
        peer.released.wait()

    with listening(script, server) as peer:
        outcome = send(trigger(peer.port), trusting, Limits(total=30, handshake=25, body=size))
    assert outcome.name == "ok"


def open_sockets() -> set[str]:
    """Return the open sockets of this process, by their inodes."""
    sockets = set()
    for name in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except FileNotFoundError:
            continue
        if target.startswith("socket:"):
            sockets.add(target)
    return sockets


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="no list of open files")
@pytest.mark.parametrize("case", ["ok", "tls", "timeout", "protocol", "dead addresses"])
def test_no_socket_and_no_thread_remain(
    case: str, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    scripts = {
        "ok": (responding(OK), server),
        "tls": (receiver.raw(b"\x15\x03\x01\x00\x02\x02\x46"), None),
        "timeout": (silent, server),
        "protocol": (receiver.raw(b"x"), None),
        "dead addresses": (responding(OK), server),
    }
    gc.collect()
    sockets, threads = open_sockets(), set(threading.enumerate())
    with listening(*scripts[case]) as peer, ExitStack() as stack:
        some = ["127.0.0.1"]
        if case == "dead addresses":
            some = ["127.0.0.2", "127.0.0.3", "127.0.0.1"]  # one does not answer, one refuses
            stack.enter_context(full_queue("127.0.0.2", peer.port))
        send(trigger(peer.port), trusting, Limits(total=1.5), addresses(*some))
    deadline = time.monotonic() + 30
    while open_sockets() - sockets or set(threading.enumerate()) - threads:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_flood_does_not_delay_other_probes(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    async def both(flood: int, calm: int) -> tuple[Outcome, Outcome]:
        means = Means(trusting, GENEROUS, LOOPBACK)
        return await asyncio.gather(probe(trigger(flood), means), probe(trigger(calm), means))

    with (
        listening(flooding(b"", b"HTTP/1.1 102 -\r\n\r\n"), server) as one,
        listening(responding(OK), server) as other,
    ):
        flooded, calm = asyncio.run(both(one.port, other.port))
    assert (flooded.name, calm.name) == ("probe-protocol", "ok")


def test_memory_stays_small(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with listening(flooding(_HEAD, b"X-A: " + b"b" * 1000 + b"\r\n"), server) as peer:
        send(trigger(peer.port), trusting, GENEROUS)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_the_default_limits() -> None:
    assert Limits() == Limits(total=30, handshake=10, slow=10, body=65536)
