"""Which addresses a probe connects to, whatever a resolver answers."""

from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator

import pytest

from outbound_lint.probe.guard import BlockedError, Resolver, judge, system_resolver
from outbound_lint.probe.transport import Limits
from tests.probe.receiver import OK, Script, answering, ending, listening, raw, resetting
from tests.probe.samples import QUICK, answers, send, trigger

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
def test_a_name_may_not_lead_there(address: str, trusting: ssl.SSLContext) -> None:
    with listening(answering(OK)) as peer:
        one = trigger(peer.port, allowed=False)
        outcome = send(one, trusting, resolver=answers(address))
    assert (outcome.name, outcome.stage, outcome.address) == ("probe-blocked", "dns", None)
    assert outcome.blocked
    assert peer.connections == 0


@pytest.mark.parametrize("address", REFUSED)
@pytest.mark.parametrize("first", [True, False])
def test_one_such_answer_is_enough(address: str, first: bool) -> None:
    others = [PUBLIC, PUBLIC6]
    assert blocks(*([address, *others] if first else [*others, address]), allowed=False)


@pytest.mark.parametrize("address", NEVER_GRANTED)
def test_what_no_permission_grants(address: str, trusting: ssl.SSLContext) -> None:
    outcome = send(trigger(443), trusting, resolver=answers("127.0.0.1", address))
    assert outcome.name == "probe-blocked"


@pytest.mark.parametrize("address", GRANTED)
def test_what_a_permission_grants(address: str) -> None:
    assert blocks(address, allowed=False)
    assert not blocks(address, PUBLIC, allowed=True)


def test_public_addresses_are_let_through() -> None:
    assert not blocks(PUBLIC, PUBLIC6, allowed=False)


def test_a_literal_is_judged_too(trusting: ssl.SSLContext) -> None:
    one = trigger(443, host="169.254.169.254", is_address=True, allowed=False)
    assert send(one, trusting).name == "probe-blocked"


def test_a_thousand_answers_are_judged_to_the_last(trusting: ssl.SSLContext) -> None:
    many = [f"93.184.{i // 250}.{i % 250 + 1}" for i in range(999)]
    outcome = send(trigger(443, allowed=False), trusting, resolver=answers(*many, "10.0.0.1"))
    assert outcome.name == "probe-blocked"


def test_a_thousand_answers_take_no_longer_than_one(trusting: ssl.SSLContext) -> None:
    many = [f"127.1.{i // 250}.{i % 250 + 1}" for i in range(1000)]  # nobody listens there
    started = time.monotonic()
    outcome = send(trigger(9, allowed=True), trusting, resolver=answers(*many))
    assert outcome.name == "probe-connect"
    assert time.monotonic() - started < QUICK.handshake + 0.5


def rebinding(*scripts: Iterable[str]) -> tuple[Resolver, list[str]]:
    waiting, asked = iter(scripts), []

    def resolver(name: str) -> Iterable[str]:
        asked.append(name)
        return next(waiting)

    return resolver, asked


def test_a_name_is_resolved_once(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    resolver, asked = rebinding(["127.0.0.1"], ["169.254.169.254"])
    with listening(answering(OK), server) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=resolver)
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")
    assert asked == ["voice.acme.dev"]


def test_connections_go_to_judged_addresses_only(
    server: ssl.SSLContext, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **_: looked_up.append(args))
    with listening(answering(OK), server) as peer:
        assert send(trigger(peer.port), trusting).name == "ok"
    assert looked_up == []


def test_addresses_are_tried_in_order(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(answering(OK), server) as peer:
        dead = "127.0.0.2"  # nobody listens there
        outcome = send(trigger(peer.port), trusting, resolver=answers(dead, "127.0.0.1"))
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")


@pytest.mark.parametrize("bad", [resetting, ending])
def test_an_address_that_gives_up_before_its_first_byte_is_passed_over(
    bad: Script, server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with (
        listening(answering(OK), server) as peer,
        listening(bad, address="127.0.0.2", port=peer.port),
    ):
        outcome = send(trigger(peer.port), trusting, resolver=answers("127.0.0.2", "127.0.0.1"))
    assert (outcome.name, outcome.address) == ("ok", "127.0.0.1")


def test_no_second_address_after_the_request_was_sent(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(answering(b""), server) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=answers("127.0.0.1", "127.0.0.1"))
        again = send(trigger(peer.port), trusting, resolver=answers("127.0.0.1", "::1"))
    assert outcome.name == again.name == "probe-protocol"
    assert len(peer.requests) == 2


def test_no_second_address_after_a_failure_of_tls(trusting: ssl.SSLContext) -> None:
    with listening(raw(b"\x15\x03\x01\x00\x02\x02\x46")) as peer:
        outcome = send(trigger(peer.port), trusting, resolver=answers("127.0.0.1", "127.0.0.2"))
    assert (outcome.name, outcome.address, peer.connections) == ("probe-tls", "127.0.0.1", 1)


def failing(error: Exception) -> Resolver:
    def resolver(name: str) -> Iterator[str]:
        raise error

    return resolver


FAILURES = {
    "no such name": failing(socket.gaierror(socket.EAI_NONAME, "x")),
    "try again": failing(socket.gaierror(socket.EAI_AGAIN, "x")),
    "a system without a network": failing(OSError(101, "x")),
    "a label that can't be encoded": failing(UnicodeError("label too long")),
    "no answer": answers(),
    "half an answer": lambda name: itertools.chain(["127.0.0.1"], failing(OSError())(name)),
}


@pytest.mark.parametrize("case", FAILURES)
def test_names_without_an_address(case: str, trusting: ssl.SSLContext) -> None:
    outcome = send(trigger(443), trusting, resolver=FAILURES[case])
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-dns", "dns", "no-address")


def test_a_resolver_that_hangs_holds_nothing(trusting: ssl.SSLContext) -> None:
    released = threading.Event()

    def resolver(name: str) -> list[str]:
        released.wait(10)
        return ["127.0.0.1"]

    started = time.monotonic()
    outcome = send(trigger(443), trusting, Limits(total=0.3), resolver)
    assert time.monotonic() - started < 0.8
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-dns", "dns", "limit")
    stuck = [thread for thread in threading.enumerate() if "resolver" in thread.name]
    assert all(thread.daemon for thread in stuck)
    released.set()  # its answer comes when nobody waits any more
    for thread in stuck:
        thread.join(1)


def test_the_resolver_of_the_system_knows_this_machine() -> None:
    assert "127.0.0.1" in {*system_resolver("localhost"), *system_resolver("127.0.0.1")}


def test_names_that_no_resolver_takes() -> None:
    with pytest.raises((OSError, UnicodeError)):
        system_resolver("x" * 64 + ".example")


def test_every_answer_counts_once(server: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    with listening(ending) as peer:
        send(trigger(peer.port), trusting, resolver=answers(*["127.0.0.1"] * 50))
    assert peer.connections == 1


def test_the_loop_is_free_while_names_are_resolved(trusting: ssl.SSLContext) -> None:
    async def both() -> float:
        from outbound_lint.probe.guard import resolve

        started = time.monotonic()
        slow = asyncio.create_task(resolve("a", lambda _: time.sleep(0.3) or ["127.0.0.1"]))
        await asyncio.sleep(0.05)
        passed = time.monotonic() - started
        await slow
        return passed

    assert asyncio.run(both()) < 0.2
