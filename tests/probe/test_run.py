"""Many probes at the same time."""

from __future__ import annotations

import asyncio
import os
import signal
import ssl
import threading
import time
from collections import Counter
from contextlib import ExitStack

import pytest

from outbound_lint.probe.network.proxy import Proxy
from outbound_lint.probe.network.transport import Limits, Means, probe
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.sending import send_all
from tests.probe import receiver
from tests.probe.receiver import OK, Script, full_queue, listening, responding, silent
from tests.probe.samples import LOOPBACK, request, trigger


class Counting:
    """Counts the requests that run at the same time, and waits for the expected number of hosts."""

    def __init__(self, expected: int) -> None:
        self.expected = expected
        self.reached = threading.Event()
        self.lock = threading.Lock()
        self.now: Counter[bytes] = Counter()
        self.most_hosts = 0
        self.most_of_a_host = 0

    def script(self) -> Script:
        def serve(peer: receiver.Receiver, line: receiver.Line) -> None:
            host = receiver.read_request(line).split(b"\r\n")[1]
            with self.lock:
                self.now[host] += 1
                self.most_hosts = max(self.most_hosts, sum(map(bool, self.now.values())))
                self.most_of_a_host = max(self.most_of_a_host, self.now[host])
            if self.most_hosts >= self.expected:
                self.reached.set()
            self.reached.wait(30)
            time.sleep(0.1)  # for more requests than expected
            with self.lock:
                self.now[host] -= 1
            line.sendall(OK)

        return serve


def run(
    triggers: list[Trigger], context: ssl.SSLContext, total: float = 30
) -> tuple[bool, dict[Trigger, Outcome]]:
    outcomes: dict[Trigger, Outcome] = {}
    complete = send_all(triggers, Means(context, Limits(total), LOOPBACK), outcomes.__setitem__)
    return complete, outcomes


def test_eight_hosts_at_a_time_and_one_request_per_host(trusting: ssl.SSLContext) -> None:
    counting = Counting(expected=8)
    with listening(counting.script()) as peer:
        triggers = [
            trigger(peer.port, scheme="http", host=f"voice{number % 12}.acme.dev")
            for number in range(24)
        ]
        complete, outcomes = run(triggers, trusting)
    assert complete
    assert {outcome.name for outcome in outcomes.values()} == {"ok"}
    assert set(outcomes) == set(triggers)
    assert (counting.most_hosts, counting.most_of_a_host) == (8, 1)


def test_different_ports_are_one_host(trusting: ssl.SSLContext) -> None:
    counting = Counting(expected=1)
    with listening(counting.script()) as one, listening(counting.script()) as other:
        ports = [one.port, other.port] * 2
        complete, _ = run([trigger(port, scheme="http") for port in ports], trusting)
    assert complete
    assert counting.most_hosts == 1


def test_a_name_that_does_not_resolve_is_asked_for_once(trusting: ssl.SSLContext) -> None:
    asked: list[str] = []

    def resolver(name: str) -> list[str]:
        asked.append(name)
        raise OSError

    triggers = [trigger(443, host=f"{name}.acme.dev") for name in "aabab"]
    outcomes: dict[Trigger, Outcome] = {}
    assert send_all(triggers, Means(trusting, resolver=resolver), outcomes.__setitem__)
    assert sorted(asked) == ["a.acme.dev", "b.acme.dev"]
    assert [outcomes[one].name for one in triggers] == ["probe-dns"] * 5


def test_a_server_that_does_not_complete_tls_is_tried_once(trusting: ssl.SSLContext) -> None:
    outcomes: dict[Trigger, Outcome] = {}
    with listening(silent) as peer:
        triggers = [trigger(peer.port) for _ in range(3)]
        means = Means(trusting, Limits(total=0.5), LOOPBACK)
        assert send_all(triggers, means, outcomes.__setitem__)
        assert peer.connections == 1
    assert [(outcomes[one].name, outcomes[one].stage) for one in triggers] == [
        ("probe-timeout", "tls")
    ] * 3


@pytest.mark.parametrize(
    ("response", "cause", "asked"),
    [
        (b"HTTP/1.1 407 -\r\n\r\n", "credentials", 1),
        (b"HTTP/1.1 502 -\r\n\r\n", "gateway", 3),
        (b"HTTP/1.1 403 -\r\n\r\n", "denied", 3),
    ],
)
def test_a_proxy_that_fails_for_every_host_is_asked_once(
    response: bytes, cause: str, asked: int, trusting: ssl.SSLContext
) -> None:
    known: dict[Trigger, Outcome] = {}
    with listening(receiver.raw(response)) as peer:
        means = Means(trusting, resolver=LOOPBACK, proxy=Proxy("proxy.acme.dev", peer.port))
        triggers = [trigger(443, host="a.acme.dev"), trigger(443, host="a.acme.dev")]
        assert send_all(triggers, means, known.__setitem__)
        assert peer.connections == 1
        many = [trigger(port, host="a.acme.dev") for port in (443, 444, 445)]
        assert send_all(many, means, known.__setitem__)
        assert peer.connections == 1 + asked
    assert {(outcome.name, outcome.cause) for outcome in known.values()} == {("probe-proxy", cause)}


def test_a_host_in_no_proxy_does_not_fail_with_the_proxy(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    known: dict[Trigger, Outcome] = {}
    with listening(receiver.raw(b"HTTP/1.1 407 -\r\n\r\n")) as far:
        proxy = Proxy("proxy.acme.dev", far.port, direct=("localhost",))
        means = Means(trusting, resolver=LOOPBACK, proxy=proxy)
        with listening(responding(OK), server) as peer:
            triggers = [trigger(peer.port), trigger(peer.port, host="localhost")]
            assert send_all(triggers, means, known.__setitem__)
    assert [(known[one].name, known[one].proxy, known[one].bypassed) for one in triggers] == [
        ("probe-proxy", f"proxy.acme.dev:{far.port}", False),
        ("ok", None, True),
    ]


@pytest.mark.parametrize(("full", "cause"), [(True, "limit"), (False, "no-tunnel")])
def test_a_proxy_that_hangs(full: bool, cause: str, trusting: ssl.SSLContext) -> None:
    with ExitStack() as stack:
        if full:
            port = stack.enter_context(full_queue("127.0.0.1"))
        else:
            port = stack.enter_context(listening(silent)).port
        means = Means(
            trusting, Limits(total=60, handshake=0.5), LOOPBACK, Proxy("proxy.acme.dev", port)
        )
        outcome = asyncio.run(probe(trigger(443), means))
    assert (outcome.name, outcome.stage, outcome.cause) == ("probe-proxy", "connect", cause)
    assert outcome.address is None


def test_a_failure_after_tls_is_that_of_one_request(trusting: ssl.SSLContext) -> None:
    with listening(responding(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) as peer:
        triggers = [trigger(peer.port, scheme="http") for _ in range(3)]
        complete, _ = run(triggers, trusting)
        assert complete
        assert peer.connections == 3


def test_to_a_host_that_does_not_respond_in_time_no_other_request_is_sent(
    trusting: ssl.SSLContext,
) -> None:
    with listening(silent) as peer:
        triggers = [trigger(peer.port, scheme="http") for _ in range(3)]
        _, outcomes = run(triggers, trusting, 0.3)
        assert peer.connections == 1
    known = [(outcomes[one].name, outcomes[one].stage) for one in triggers]
    assert known == [("probe-timeout", "request"), *[("probe-skipped", "skipped")] * 2]


def test_no_triggers(trusting: ssl.SSLContext) -> None:
    assert run([], trusting) == (True, {})


def test_a_body_that_is_sent_in_part_is_interrupted_at_the_request(
    trusting: ssl.SSLContext,
) -> None:
    async def interrupt(port: int) -> tuple[Outcome, Outcome]:
        means = Means(trusting, Limits(total=60), LOOPBACK)
        sent = request(f"http://voice.acme.dev:{port}/", body=b"[" + b" " * 20_000_000 + b"]")
        sending = asyncio.create_task(probe(trigger(port, scheme="http", sent=sent), means))
        securing = asyncio.create_task(probe(trigger(port), means))
        await asyncio.sleep(0.5)
        sending.cancel()
        securing.cancel()
        return await sending, await securing

    with listening(silent) as peer:
        sending, securing = asyncio.run(interrupt(peer.port))
    assert (sending.name, sending.stage) == ("interrupted", "request")
    assert (securing.name, securing.stage) == ("interrupted", "tls")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interruption_ends_immediately_and_keeps_the_results_so_far(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(responding(OK), server) as quick, listening(silent, server) as slow:
        triggers = [
            trigger(quick.port),
            trigger(slow.port, host="localhost"),
            trigger(slow.port, host="localhost"),
        ]
        outcomes: dict[Trigger, Outcome] = {}
        started = 0.0

        def done(one: Trigger, outcome: Outcome) -> None:
            nonlocal started
            outcomes[one] = outcome
            if one is triggers[0]:
                started = time.monotonic()
                threading.Thread(target=interrupt).start()

        def interrupt() -> None:
            while not slow.connections:
                time.sleep(0.01)
            time.sleep(0.2)  # for the handshake
            os.kill(os.getpid(), signal.SIGINT)

        complete = send_all(triggers, Means(trusting, Limits(total=60), LOOPBACK), done)
        taken = time.monotonic() - started
        assert slow.connections == 1
    assert not complete
    assert taken < 20
    assert [(one, outcome.name, outcome.stage) for one, outcome in outcomes.items()] == [
        (triggers[0], "ok", "response"),
        (triggers[1], "interrupted", "request"),
    ]
