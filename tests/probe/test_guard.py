"""Which addresses a probe connects to."""

from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from outbound_lint.probe.network.guard import (
    BlockedError,
    Resolver,
    judge,
    resolve,
    system_resolver,
)
from outbound_lint.probe.network.transport import Limits
from tests.probe.receiver import OK, Script, ending, listening, raw, resetting, responding
from tests.probe.samples import addresses, send, trigger

PUBLIC, PUBLIC6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"

REFUSED = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1",
    "169.254.1.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "100.100.100.200", "168.63.129.16",
    "::", "::1", "::ffff:93.184.215.14", "::93.184.215.14", "64:ff9b::5db8:d70e",
    "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:5db8:d70e::1", "3fff::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip

NEVER_GRANTED = [
    "0.0.0.0", "169.254.1.1", "169.254.169.254", "169.254.170.2", "100.100.100.200",
    "168.63.129.16", "192.0.0.192", "224.0.0.1", "255.255.255.255", "203.0.113.1", "::",
    "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1",
    "fd00:ec2::254", "ff02::1",
]  # fmt: skip

GRANTED = ["127.0.0.1", "::1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "fd12::1", "100.64.0.1"]


def blocks(*found: str, allowed: bool) -> bool:
    try:
        judge(found, allowed=allowed)
    except BlockedError:
        return True
    return False


@pytest.mark.parametrize("address", REFUSED)
def test_a_name_that_resolves_to_a_special_address_is_blocked(
    address: str, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK)) as peer:
        one = trigger(peer.port, allowed=False)
        outcome = send(one, trusting, resolver=addresses(address))
    assert (outcome.name, outcome.stage, outcome.address) == ("probe-blocked", "dns", None)
    assert outcome.blocked
    assert peer.connections == 0


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("first", [True, False])
def test_one_special_address_blocks_the_host(address: str, first: bool) -> None:
    others = [PUBLIC, PUBLIC6]
    assert blocks(*([address, *others] if first else [*others, address]), allowed=False)


@pytest.mark.parametrize("address", NEVER_GRANTED)
def test_an_allowed_host_may_not_have_these_addresses(
    address: str, trusting: ssl.SSLContext
) -> None:
    outcome = send(trigger(443), trusting, resolver=addresses("127.0.0.1", address))
    assert outcome.name == "probe-blocked"


@pytest.mark.parametrize("address", GRANTED)
def test_an_allowed_host_may_have_private_addresses(address: str) -> None:
    assert blocks(address, allowed=False)
    assert not blocks(address, PUBLIC, allowed=True)


def test_public_addresses_are_accepted() -> None:
    assert not blocks(PUBLIC, PUBLIC6, allowed=False)


def test_an_ip_address_in_the_url_is_judged(trusting: ssl.SSLContext) -> None:
    one = trigger(443, host="169.254.169.254", is_address=True, allowed=False)
    assert send(one, trusting).name == "probe-blocked"


@pytest.mark.parametrize("address", ["198.18.0.7", "64:ff9b::5db8:d70e"])
def test_no_network_rewrites_an_address_in_the_url(address: str, trusting: ssl.SSLContext) -> None:
    outcome = send(trigger(443, host=address, is_address=True, allowed=False), trusting)
    assert (outcome.name, outcome.cause) == ("probe-blocked", "special")


def test_all_of_a_thousand_addresses_are_judged(trusting: ssl.SSLContext) -> None:
    many = [f"93.184.{i // 250}.{i % 250 + 1}" for i in range(999)]
    outcome = send(trigger(443, allowed=False), trusting, resolver=addresses(*many, "10.0.0.1"))
    assert outcome.name == "probe-blocked"


def test_a_thousand_addresses_stay_within_the_limit(trusting: ssl.SSLContext) -> None:
    many = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(1000)]  # nothing listens there
    started = time.monotonic()
    outcome = send(trigger(9), trusting, Limits(total=30, handshake=2), addresses(*many))
    assert outcome.name == "probe-connect"
    assert time.monotonic() - started < 10


def rebinding(*scripts: Iterable[str]) -> tuple[Resolver, list[str]]:
    waiting, asked = iter(scripts), []

    def resolver(name: str) -> Iterable[str]:
        asked.append(name)
        return next(waiting)

    return resolver, asked


def test_a_name_is_resolved_once(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    resolver, asked = rebinding(["127.0.0.1"], ["169.254.169.254"])
    with listening(responding(OK), server) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=resolver)
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")
    assert asked == ["voice.acme.dev"]


def test_connections_go_to_judged_addresses_only(
    server: ssl.SSLContext, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    with listening(responding(OK), server) as peer:
        assert send(trigger(peer.port), trusting).name == "ok"
    assert looked_up == []


def test_addresses_are_tried_in_order(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(responding(OK), server) as peer:
        dead = "127.0.0.2"  # nothing listens there
        outcome = send(trigger(peer.port), trusting, resolver=addresses(dead, "127.0.0.1"))
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")


@pytest.mark.parametrize("bad", [resetting, ending])
def test_after_a_connection_closed_without_a_byte_the_next_address_is_tried(
    bad: Script, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with (
        listening(responding(OK), server) as peer,
        listening(bad, address="127.0.0.2", port=peer.port),
    ):
        outcome = send(trigger(peer.port), trusting, resolver=addresses("127.0.0.2", "127.0.0.1"))
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")


def test_no_second_address_after_the_request_was_sent(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(b""), server) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=addresses("127.0.0.1", "127.0.0.1"))
        again = send(trigger(peer.port), trusting, resolver=addresses("127.0.0.1", "::1"))
    assert outcome.name == again.name == "probe-protocol"
    assert len(peer.requests) == 2


def test_no_second_address_after_a_tls_failure(trusting: ssl.SSLContext) -> None:
    with listening(raw(b"\x15\x03\x01\x00\x02\x02\x46")) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=addresses("127.0.0.1", "127.0.0.2"))
    assert (outcome.name, outcome.address, peer.connections) == ("probe-tls", "127.0.0.1", 1)


def failing(error: Exception) -> Resolver:
    def resolver(name: str) -> Iterator[str]:
        raise error

    return resolver


FAILURES = {
    "no such name": (failing(socket.gaierror(socket.EAI_NONAME, "x")), "no-address"),
    "no address": (failing(socket.gaierror(socket.EAI_NODATA, "x")), "no-address"),
    "a label that can't be encoded": (failing(UnicodeError("label too long")), "no-address"),
    "no addresses": (addresses(), "no-address"),
    "try again": (failing(socket.gaierror(socket.EAI_AGAIN, "x")), "no-name-server"),
    "a failing name server": (failing(socket.gaierror(socket.EAI_FAIL, "x")), "no-name-server"),
    "a system without a network": (failing(OSError(101, "x")), "no-name-server"),
    "an error after the first address": (
        lambda name: itertools.chain(["127.0.0.1"], failing(OSError())(name)),
        "no-name-server",
    ),
}


@pytest.mark.parametrize("case", FAILURES)
def test_names_without_an_address(case: str, trusting: ssl.SSLContext) -> None:
    resolver, cause = FAILURES[case]
    outcome = send(trigger(443), trusting, resolver=resolver)
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-dns", "dns", cause)


def test_a_bug_in_the_resolver_is_an_internal_error(
    trusting: ssl.SSLContext, capfd: pytest.CaptureFixture[str]
) -> None:
    outcome = send(trigger(443), trusting, resolver=failing(ZeroDivisionError("x")))
    assert (outcome.name, outcome.stage) == ("internal-error", "dns")
    assert outcome.failure is not None
    assert outcome.failure.startswith("ZeroDivisionError at outbound_lint/probe/network/guard.py:")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("address", "cause", "what"),
    [
        ("10.1.2.3", "private", "a private address"),
        ("127.0.0.1", "private", "a loopback address"),
        ("169.254.169.254", "special", "a cloud metadata address"),
        ("224.0.0.1", "special", "a multicast address"),
        ("0.0.0.0", "special", "an unspecified address"),
        ("::ffff:10.1.2.3", "special", "an IPv4-mapped address"),
        ("4000::1", "special", "a reserved IPv6 address"),
        ("198.18.0.7", "rewritten", "a benchmarking address"),
        ("198.19.0.7", "rewritten", "a benchmarking address"),
        ("64:ff9b::5db8:d70e", "rewritten", "a NAT64 address"),
        ("64:ff9b:1::5db8:d70e", "rewritten", "a local-use NAT64 address"),
    ],
)
def test_a_refusal_says_which_kind_of_address_it_is_and_not_which(
    address: str, cause: str, what: str, trusting: ssl.SSLContext
) -> None:
    outcome = send(trigger(443, allowed=False), trusting, resolver=addresses(PUBLIC, address))
    assert (outcome.cause, outcome.blocked) == (cause, what)


def test_a_resolver_that_hangs_does_not_delay_the_probe(trusting: ssl.SSLContext) -> None:
    released = threading.Event()

    def resolver(name: str) -> list[str]:
        released.wait(60)
        return ["127.0.0.1"]

    started = time.monotonic()
    outcome = send(trigger(443), trusting, Limits(total=0.3), resolver)
    assert time.monotonic() - started < 10
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-dns", "dns", "limit")
    stuck = [thread for thread in threading.enumerate() if "resolver" in thread.name]
    assert all(thread.daemon for thread in stuck)
    released.set()  # its result arrives after the end of the probe
    for thread in stuck:
        thread.join(1)


def test_the_system_resolver_resolves_localhost() -> None:
    assert "127.0.0.1" in {*system_resolver("localhost"), *system_resolver("127.0.0.1")}


def test_a_name_that_cannot_be_encoded_is_an_error() -> None:
    with pytest.raises((OSError, UnicodeError)):
        system_resolver("x" * 64 + ".example")


def test_a_repeated_address_is_tried_once(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(ending) as peer:
        send(trigger(peer.port), trusting, resolver=addresses(*["127.0.0.1"] * 50))
    assert peer.connections == 1


def test_resolving_does_not_block_the_event_loop() -> None:
    async def resolve_while_the_loop_runs() -> tuple[str, ...]:
        running = threading.Event()

        def resolver(name: str) -> list[str]:
            return ["127.0.0.1"] if running.wait(10) else []

        resolving = asyncio.create_task(resolve("voice.acme.dev", resolver))
        await asyncio.sleep(0)
        running.set()
        return await resolving

    assert asyncio.run(resolve_while_the_loop_runs()) == ("127.0.0.1",)


def test_a_late_address_is_ignored() -> None:
    released = threading.Event()
    errors: list[dict[str, object]] = []

    def resolver(name: str) -> list[str]:
        released.wait(60)
        return ["127.0.0.1"]

    async def resolve_late() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, error: errors.append(error))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await resolve("voice.acme.dev", resolver)
        released.set()
        for thread in threading.enumerate():
            if "resolver" in thread.name:
                await asyncio.to_thread(thread.join, 30)
        await asyncio.sleep(0)

    asyncio.run(resolve_late())
    assert errors == []
