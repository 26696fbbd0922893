"""A bug in one probe ends neither other probes nor the run."""

from __future__ import annotations

import asyncio
import errno
import gc
import importlib
import inspect
import pkgutil
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from outbound_lint.findings.failures import describe
from outbound_lint.probe import network, outcomes, sending
from outbound_lint.probe.network import connecting, guard, http, stream, tls, transport
from outbound_lint.probe.network.transport import Means, probe
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.sending import send_all
from tests.probe.receiver import OK, listening, responding, status
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


def functions() -> Iterator[tuple[object, str]]:
    """Yield all functions and methods of `network`, with what holds them.

    Only what closes a socket is left out: the socket stays open if it fails.
    """
    for info in pkgutil.iter_modules(network.__path__, f"{network.__name__}."):
        module = importlib.import_module(info.name)
        own = [one for one in vars(module).items() if one[1].__class__ is type]
        classes = [one for _, one in own if one.__module__ == info.name]
        for owner in (module, *classes):
            for name, value in vars(owner).items():
                if inspect.isfunction(value) and value.__module__ == info.name and name != "close":
                    yield owner, name


def replace_everywhere(patch: pytest.MonkeyPatch, owner: object, name: str) -> None:
    """Let the first call of a function raise an exception, whoever imported it."""
    real = getattr(owner, name)
    failing_once(patch, owner, name)
    for module in [one for key, one in sys.modules.items() if key.startswith("outbound_lint.")]:
        for key, value in list(vars(module).items()):
            if value is real:
                patch.setattr(module, key, getattr(owner, name))


def test_whatever_function_fails_once_all_other_probes_have_their_outcomes(
    server: ssl.SSLContext, trusting: ssl.SSLContext, capfd: pytest.CaptureFixture[str]
) -> None:
    means = Means(trusting, resolver=LOOPBACK)
    moved = status(302, "Location: /calls/")
    challenged = status(401, "WWW-Authenticate: Basic")
    page = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<!doctype html>"
    with ExitStack() as stack:
        triggers = [
            trigger(stack.enter_context(listening(responding(one), server)).port, host=host)
            for one, host in ((page, "localhost"), (moved, "127.0.0.1"), (challenged, "::1"))
        ]

        def names() -> list[str]:
            known: dict[Trigger, Outcome] = {}
            assert send_all(triggers, means, known.__setitem__)
            for one in known.values():
                if one.failure:
                    assert one.failure.startswith("ZeroDivisionError at outbound_lint/probe/")
            return [known[one].name for one in triggers]

        sound = names()
        assert sound == ["ok", "probe-redirect", "probe-auth"]
        failing = 0
        for owner, name in functions():
            with pytest.MonkeyPatch.context() as patch:
                replace_everywhere(patch, owner, name)
                changed = [pair for pair in zip(names(), sound, strict=True) if len({*pair}) > 1]
            assert [now for now, _ in changed] in ([], ["internal-error"]), (owner, name)
            failing += len(changed)
    assert failing > 40  # the others were not called, or only close what is not needed
    assert capfd.readouterr() == ("", "")


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
