"""Many probes at once."""

from __future__ import annotations

import os
import signal
import ssl
import threading
import time
from collections import Counter

import pytest

from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.run import send_all
from outbound_lint.probe.transport import Limits, Means
from tests.probe import receiver
from tests.probe.receiver import OK, Script, answering, listening, silent
from tests.probe.samples import LOOPBACK, trigger


class Counting:
    """Counts how many requests are under way, in all and for each host."""

    def __init__(self) -> None:
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
            time.sleep(0.1)
            with self.lock:
                self.now[host] -= 1
            line.sendall(OK)

        return serve


def run(triggers: list[Trigger], context: ssl.SSLContext) -> tuple[bool, dict[Trigger, Outcome]]:
    outcomes: dict[Trigger, Outcome] = {}
    complete = send_all(triggers, Means(context, resolver=LOOPBACK), outcomes.__setitem__)
    return complete, outcomes


def test_eight_hosts_at_once_and_one_request_for_each(trusting: ssl.SSLContext) -> None:
    counting = Counting()
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


def test_ports_of_one_host_are_one_host(trusting: ssl.SSLContext) -> None:
    counting = Counting()
    with listening(counting.script()) as one, listening(counting.script()) as other:
        ports = [one.port, other.port] * 2
        complete, _ = run([trigger(port, scheme="http") for port in ports], trusting)
    assert complete
    assert counting.most_hosts == 1


def test_nothing_to_send(trusting: ssl.SSLContext) -> None:
    assert run([], trusting) == (True, {})


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interruption_ends_at_once_with_what_is_known(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    with listening(answering(OK), server) as quick, listening(silent, server) as slow:
        triggers = [
            trigger(quick.port),
            trigger(slow.port, host="localhost"),
            trigger(slow.port, host="localhost"),
        ]
        outcomes: dict[Trigger, Outcome] = {}
        started = 0.0

        def done(one: Trigger, outcome: Outcome) -> None:
            nonlocal started
            outcomes[one], started = outcome, time.monotonic()
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()

        complete = send_all(triggers, Means(trusting, Limits(total=20), LOOPBACK), done)
        taken = time.monotonic() - started
        assert slow.connections == 1
    assert not complete
    assert taken < 1
    assert [(one, outcome.name) for one, outcome in outcomes.items()] == [(triggers[0], "ok")]
