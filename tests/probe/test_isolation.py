"""A bug in one probe ends neither other probes nor the run."""

from __future__ import annotations

import asyncio
import errno
import gc
import socket
import ssl
import threading
from collections.abc import Callable
from typing import Any

import pytest

from outbound_lint.findings.failures import describe
from outbound_lint.probe import outcomes, sending
from outbound_lint.probe.network import connecting, guard, http, stream, tls, transport
from outbound_lint.probe.network.transport import Means, probe
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.sending import send_all
from tests.probe.receiver import OK, listening, responding
from tests.probe.samples import LOOPBACK, addresses, trigger

SEAMS: dict[str, tuple[object, str]] = {
    "the state of a probe": (transport, "Timings"),
    "the choice of the proxy": (Means, "proxy_of"),
    "a request": (http.Exchange, "__init__"),
    "a thread": (threading.Thread, "start"),
    "name resolution": (guard, "resolve"),
    "the guard": (guard, "judge"),
    "the order of addresses": (transport, "alternate"),
    "parallel connections": (transport, "first_connection"),
    "a connection": (connecting, "ClearStream"),
    "a connection in the loop": (asyncio.SelectorEventLoop, "sock_connect"),
    "a TLS object": (ssl.SSLContext, "wrap_bio"),
    "a TLS stream": (stream.TlsStream, "__init__"),
    "a TLS handshake": (stream.TlsStream, "handshake"),
    "a certificate": (tls, "_not_after"),
    "sending": (http.Exchange, "send"),
    "sending in the loop": (asyncio.SelectorEventLoop, "sock_sendall"),
    "receiving": (stream.TlsStream, "receive"),
    "receiving in the loop": (asyncio.SelectorEventLoop, "sock_recv"),
    "the events of a response": (http.Connection, "next"),
    "the head of a response": (http.Exchange, "head"),
    "the body of a response": (http.Exchange, "body"),
    "the meaning of a status": (outcomes, "of_status"),
    "an outcome": (transport, "replace"),
    "a failure of the proxy": (sending, "_is_of_proxy"),
    "a failure of the server": (sending, "_is_of_server"),
}


def failing_once(monkeypatch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let the first call of a function raise an exception."""
    real: Callable[..., Any] = getattr(owner, name)
    calls: list[None] = []

    def fail(*args: Any, **options: Any) -> Any:
        calls.append(None)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(*args, **options)

    monkeypatch.setattr(owner, name, fail)


@pytest.mark.parametrize("seam", SEAMS)
def test_a_bug_is_an_internal_error_of_its_probe_only(
    seam: str, server: ssl.SSLContext, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[Trigger, Outcome] = {}
    with listening(responding(OK), server) as peer:
        triggers = [trigger(peer.port, host=host) for host in ("localhost", "127.0.0.1", "::1")]
        failing_once(monkeypatch, *SEAMS[seam])
        assert send_all(triggers, Means(trusting, resolver=LOOPBACK), known.__setitem__)
        monkeypatch.undo()
    gc.collect()  # shows sockets that were not closed
    assert set(known) == set(triggers)
    names = [outcome.name for outcome in known.values()]
    assert sorted(names) == ["internal-error", "ok", "ok"]
    (failure,) = [outcome.failure for outcome in known.values() if outcome.failure]
    assert failure.startswith("ZeroDivisionError at outbound_lint/probe/")


def test_a_progress_bar_that_fails_ends_no_probe(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    known: list[str] = []

    def done(_: Trigger, outcome: Outcome) -> None:
        known.append(outcome.name)
        raise BrokenPipeError

    with listening(responding(OK), server) as peer:
        triggers = [trigger(peer.port), trigger(peer.port), trigger(peer.port, host="localhost")]
        assert send_all(triggers, Means(trusting, resolver=LOOPBACK), done)
    assert known == ["ok"] * 3


def test_without_an_event_loop_every_probe_has_an_outcome(
    trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> asyncio.AbstractEventLoop:
        raise OSError(errno.EMFILE, "x")

    known: dict[Trigger, Outcome] = {}
    triggers = [trigger(443), trigger(443, host="localhost")]
    monkeypatch.setattr(asyncio.events, "new_event_loop", full)
    assert send_all(triggers, Means(trusting, resolver=LOOPBACK), known.__setitem__)
    assert [(one.name, one.cause) for one in known.values()] == [
        ("probe-connect", "open-files")
    ] * 2


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE])
def test_too_many_open_files_are_a_cause_of_their_own(
    number: int, trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(name: str) -> list[str]:
        raise OSError(number, "x")

    def no_socket(*_: object) -> socket.socket:
        raise OSError(number, "x")

    async def probe_both() -> tuple[Outcome, Outcome]:
        resolving = await probe(trigger(443), Means(trusting, resolver=full))
        monkeypatch.setattr(socket, "socket", no_socket)
        return resolving, await probe(trigger(443), Means(trusting, resolver=LOOPBACK))

    resolving, connecting = asyncio.run(probe_both())
    assert (resolving.name, resolving.stage) == ("probe-connect", "dns")
    assert (connecting.name, connecting.stage) == ("probe-connect", "connect")
    assert resolving.cause == connecting.cause == "open-files"


def test_too_many_open_files_are_no_outcome_of_the_host(
    server: ssl.SSLContext, trusting: ssl.SSLContext
) -> None:
    answers = iter([OSError(errno.EMFILE, "x"), None])

    def full_once(name: str) -> list[str]:
        error = next(answers)
        if error:
            raise error
        return ["127.0.0.1"]

    known: dict[Trigger, Outcome] = {}
    with listening(responding(OK), server) as peer:
        triggers = [trigger(peer.port), trigger(peer.port)]
        assert send_all(triggers, Means(trusting, resolver=full_once), known.__setitem__)
    assert [known[one].name for one in triggers] == ["probe-connect", "ok"]


def test_of_a_group_of_exceptions_the_first_one_is_described() -> None:
    group = ExceptionGroup("x", [ExceptionGroup("y", [KeyError("z")]), ValueError()])
    assert describe(group) == "KeyError"


def test_a_bug_in_one_attempt_ends_the_probe_at_once(
    trusting: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(address: str, port: int) -> stream.ClearStream:
        raise ZeroDivisionError

    monkeypatch.setattr(transport, "connect", broken)
    means = Means(trusting, resolver=addresses("127.0.0.1", "::1"))
    outcome = asyncio.run(probe(trigger(443), means))
    assert (outcome.name, outcome.stage) == ("internal-error", "connect")
