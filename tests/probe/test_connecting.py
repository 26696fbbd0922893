"""Several addresses of one host: which one is connected to, and when each is tried."""

from __future__ import annotations

import asyncio
import errno
import socket
import ssl

import pytest

from outbound_lint.probe.network import transport
from outbound_lint.probe.network.connecting import alternate, first_connection
from outbound_lint.probe.network.stream import ClearStream
from outbound_lint.probe.outcomes import Cause, ProbeFailedError
from tests.probe.receiver import OK, listening, responding
from tests.probe.samples import addresses, send, trigger


@pytest.mark.parametrize(
    ("given", "tried"),
    [
        ("a", "a"),
        ("abc", "abc"),
        ("::1 ::2 a b c", "::1 a ::2 b c"),
        ("a b ::1", "a ::1 b"),
        ("a ::1 ::2 ::3", "a ::1 ::2 ::3"),
        ("::1 ::2 ::3 a", "::1 a ::2 ::3"),
    ],
)
def test_families_take_turns_and_the_first_one_starts(given: str, tried: str) -> None:
    assert alternate(given.split()) == tried.split()


class Network:
    """Addresses that accept or fail after some seconds."""

    def __init__(self, **answers: tuple[float, Cause | None]) -> None:
        self.answers = answers
        self.started: dict[str, float] = {}
        self.connections: dict[str, ClearStream] = {}
        self.cancelled: list[str] = []

    async def connect(self, address: str) -> ClearStream:
        loop = asyncio.get_running_loop()
        self.started[address] = round(loop.time() - self.begin, 2)
        seconds, cause = self.answers[address]
        try:
            await asyncio.sleep(seconds)
        except asyncio.CancelledError:
            self.cancelled.append(address)
            raise
        if cause:
            raise ProbeFailedError("probe-connect", cause)
        self.connections[address] = ClearStream(socket.socket())
        return self.connections[address]

    def first(self) -> str:
        """Return the address that wins."""

        async def race() -> str:
            self.begin = asyncio.get_running_loop().time()
            winner, connection = await first_connection(self.answers, self.connect)
            await asyncio.sleep(0)  # for the cancellations
            assert connection is self.connections[winner]
            connection.close()
            return winner

        return asyncio.run(race())


def test_the_first_connection_wins_and_the_others_are_cancelled() -> None:
    network = Network(a=(60, None), b=(60, None), c=(0, None), d=(0, None))
    assert network.first() == "c"
    assert set(network.started) == {"a", "b", "c"}
    assert network.cancelled == ["a", "b"]


def test_attempts_start_250_ms_apart() -> None:
    network = Network(a=(60, None), b=(60, None), c=(0, None))
    network.first()
    assert network.started["b"] - network.started["a"] >= 0.25
    assert network.started["c"] - network.started["b"] >= 0.25


def test_after_a_failure_the_next_attempt_starts_at_once() -> None:
    many = {f"a{number}": (0.0, "refused") for number in range(500)}
    network = Network(**many, b=(0, None))  # type: ignore[arg-type]
    assert network.first() == "b"
    assert network.started["b"] < 60  # not 500 times 250 ms


def test_an_earlier_address_may_win_late() -> None:
    network = Network(a=(0.3, None), b=(60, None))
    assert network.first() == "a"
    assert network.cancelled == ["b"]


def test_of_two_connections_at_the_same_time_one_is_closed() -> None:
    network = Network(a=(0.5, None), b=(0, None))
    ready = asyncio.Event()

    async def connect(address: str) -> ClearStream:
        if address == "b":
            ready.set()
        await ready.wait()
        network.connections[address] = ClearStream(socket.socket())
        return network.connections[address]

    network.connect = connect  # type: ignore[method-assign]
    assert network.first() == "a"
    assert network.connections["b"]._socket.fileno() == -1


@pytest.mark.parametrize(
    ("causes", "reported"),
    [
        (["refused"], "refused"),
        (["unreachable", "refused"], "refused"),
        (["ipv6-only", "unreachable"], "unreachable"),
        (["ipv6-only", "refused", "limit"], "refused"),
        (["ipv6-only", "ipv6-only"], "ipv6-only"),
    ],
)
def test_the_most_precise_cause_is_reported(causes: list[Cause], reported: str) -> None:
    network = Network(**{f"a{index}": (0.0, cause) for index, cause in enumerate(causes)})
    with pytest.raises(ProbeFailedError) as caught:
        network.first()
    assert caught.value.cause == reported


@pytest.mark.parametrize(
    ("address", "number", "cause"),
    [
        ("127.0.0.1", errno.ENETUNREACH, "unreachable"),
        ("127.0.0.1", errno.EHOSTUNREACH, "unreachable"),
        ("127.0.0.1", errno.EACCES, "unreachable"),
        ("127.0.0.1", errno.ECONNREFUSED, "refused"),
        ("127.0.0.1", errno.ECONNRESET, "reset"),
        ("127.0.0.1", errno.ETIMEDOUT, "limit"),
        ("::1", errno.EHOSTUNREACH, "unreachable"),
        ("::1", errno.ENETUNREACH, "ipv6-only"),
        ("::1", errno.EADDRNOTAVAIL, "ipv6-only"),
        ("::1", errno.EAFNOSUPPORT, "ipv6-only"),
    ],
)
def test_causes_of_failed_connections(
    address: str,
    number: int,
    cause: str,
    trusting: ssl.SSLContext,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def fail(*_: object) -> None:
        raise OSError(number, "x")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", fail)
    outcome = send(trigger(443), trusting, resolver=addresses(address))
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-connect", "connect", cause)
    assert outcome.address == address


def test_a_refused_ipv6_address_beside_an_ipv4_address(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=addresses("::1", "127.0.0.1"))
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")
    assert outcome.unreachable == ("::1",)


def test_a_host_with_one_address_has_no_unreachable_ones(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as peer:
        assert send(trigger(peer.port), trusting).unreachable == ()


def test_all_addresses_refuse(trusting: ssl.SSLContext) -> None:
    many = addresses("::1", "127.0.0.1", "127.0.0.2", "127.0.0.3")
    outcome = send(trigger(9), trusting, resolver=many)
    assert (outcome.name, outcome.cause, outcome.stage) == ("probe-connect", "refused", "connect")


def test_only_judged_addresses_are_tried(
    trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    async def connect(address: str, port: int) -> ClearStream:
        tried.append(address)
        raise ProbeFailedError("probe-connect", "refused")

    monkeypatch.setattr(transport, "connect", connect)
    send(trigger(443), trusting, resolver=addresses("::1", "127.0.0.1", "127.0.0.2"))
    assert tried == ["::1", "127.0.0.1", "127.0.0.2"]
    send(trigger(443), trusting, resolver=addresses("::1", "169.254.169.254"))
    assert tried == ["::1", "127.0.0.1", "127.0.0.2"]
