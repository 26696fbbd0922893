"""One probe, from the name resolution to the response, within its limits."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from outbound_lint.findings.failures import describe
from outbound_lint.findings.probes import Stage, Timings
from outbound_lint.probe import guard, outcomes
from outbound_lint.probe.guard import BlockedError, Resolver
from outbound_lint.probe.http import Exchange
from outbound_lint.probe.outcomes import Cause, Name, Outcome, ProbeFailedError
from outbound_lint.probe.plan import Trigger
from outbound_lint.probe.proxy import Proxy
from outbound_lint.probe.stream import ClearStream, Stream, TlsStream
from outbound_lint.probe.tls import days_left

_SHORTEST_TRY = 1.0
"""Seconds that each of several addresses has at least: a SYN may have to be sent twice."""

_AT_LIMIT: dict[Stage, tuple[Name, Cause]] = {
    "dns": ("probe-dns", "limit"),
    "connect": ("probe-connect", "limit"),
}
"""The outcomes of stages that reach a limit, if not `probe-timeout`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a probe.

    Attributes:
        total: Seconds for the whole probe.
        handshake: Seconds from the first SYN to the end of TLS, for all addresses together.
        slow: Seconds after which a success is reported as slow.
        body: Bytes of the response's body that are read.
    """

    total: float = 30.0
    handshake: float = 10.0
    slow: float = outcomes.SLOW
    body: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Means:
    """What all probes of a run share: trust, limits, resolver, and the proxy if one is used."""

    context: ssl.SSLContext
    limits: Limits = Limits()
    resolver: Resolver = guard.system_resolver
    proxy: Proxy | None = None


async def probe(trigger: Trigger, means: Means) -> Outcome:
    """Send one dry trigger, or only connect if it has no request.

    Args:
        trigger: The host and the request.
        means: What all probes of the run share.

    Returns:
        The outcome. Nothing that the network or the peer does raises an exception.
    """
    return await _Probe(trigger, means).run()


class _Probe:
    """The state of one probe while it runs."""

    def __init__(self, trigger: Trigger, means: Means) -> None:
        self._trigger, self._means = trigger, means
        self._clock = asyncio.get_running_loop().time
        self._started = self._clock()
        self._stage: Stage = "dns"
        self._exchange: Exchange | None = None
        self._timings = Timings()
        self._address: str | None = None
        self._tls_version: str | None = None
        self._days: int | None = None

    async def run(self) -> Outcome:
        blocked, cause, failure = None, None, None
        try:
            if self._trigger.request:
                self._exchange = Exchange(self._trigger.request)
            async with asyncio.timeout(self._means.limits.total):
                name = await self._send()
        except TimeoutError:
            name, cause = _AT_LIMIT.get(self._stage, ("probe-timeout", None))
        except BlockedError as error:
            name, blocked = "probe-blocked", error.why
        except ProbeFailedError as error:
            name, cause = error.name, error.cause
        except Exception as error:  # noqa: BLE001 - any bug, for the other probes go on
            name, failure = "internal-error", describe(error)
        if name == "probe-skipped":
            self._stage = "skipped"
        total = self._since(self._started)
        self._timings = self._timings._replace(total=total)
        if name == "ok":
            name = self._qualified(total)
        return Outcome(
            name,
            self._stage,
            cause,
            blocked,
            self._exchange.status if self._exchange else None,
            self._exchange.redirect if self._exchange and name == "probe-redirect" else None,
            self._address,
            self._tls_version,
            self._days,
            self._timings,
            failure,
        )

    async def _send(self) -> Name:
        addresses = await self._addresses()
        self._stage = "connect"
        with ExitStack() as sockets:
            async with asyncio.timeout(self._means.limits.handshake):
                stream = await self._first_of(addresses, sockets)
            return await self._ask(stream, self._exchange) if self._exchange else "ok"

    async def _addresses(self) -> tuple[str, ...]:
        trigger, proxy = self._trigger, self._means.proxy
        if proxy:
            if trigger.is_address:
                guard.judge([trigger.host], allowed=trigger.allowed)
            return await guard.resolve(proxy.host, self._means.resolver)
        addresses = (
            (trigger.host,)
            if trigger.is_address
            else await guard.resolve(trigger.host, self._means.resolver)
        )
        guard.judge(addresses, allowed=trigger.allowed)
        self._timings = self._timings._replace(dns=self._since(self._started))
        return addresses

    async def _first_of(self, addresses: Sequence[str], sockets: ExitStack) -> Stream:
        """Try the addresses in order until a connection is ready for the request."""
        started = self._clock()
        end = started + self._means.limits.handshake
        failure = ProbeFailedError("probe-connect", "unreachable")
        for index, address in enumerate(addresses):
            self._stage = "connect"
            share = max(_SHORTEST_TRY, (end - self._clock()) / (len(addresses) - index))
            try:
                clear = await self._connected(address, share, sockets)
                self._timings = self._timings._replace(connect=self._since(started))
                return await self._secured(clear)
            except ProbeFailedError as error:
                if error.name != "probe-connect":
                    raise
                failure = error
        raise failure

    async def _connected(self, address: str, share: float, sockets: ExitStack) -> ClearStream:
        proxy = self._means.proxy
        self._address = None if proxy else address
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        port = proxy.port if proxy else self._trigger.port
        try:
            one = sockets.enter_context(socket.socket(family, socket.SOCK_STREAM))
            one.setblocking(False)
            async with asyncio.timeout(share):
                await asyncio.get_running_loop().sock_connect(one, (address, port))
        except TimeoutError:
            raise ProbeFailedError("probe-connect", "limit") from None
        except ConnectionRefusedError:
            raise ProbeFailedError("probe-connect", "refused") from None
        except OSError:
            raise ProbeFailedError("probe-connect", "unreachable") from None
        clear = ClearStream(one)
        if proxy:
            await proxy.tunnel(clear, self._trigger.host, self._trigger.port)
        return clear

    async def _secured(self, clear: ClearStream) -> Stream:
        if self._trigger.scheme == "http":
            return clear
        self._stage = "tls"
        started = self._clock()
        stream = TlsStream(clear, self._means.context, self._trigger.host)
        try:
            await stream.handshake()
        except OSError:
            raise ProbeFailedError("probe-tls", "handshake") from None
        except ProbeFailedError as error:
            if error.name == "probe-connect":
                self._stage = "connect"
            raise
        self._timings = self._timings._replace(tls=self._since(started))
        self._tls_version = stream.version
        self._days = days_left(stream.certificate or b"", time.time())
        return stream

    async def _ask(self, stream: Stream, exchange: Exchange) -> Name:
        self._stage = "request"
        started = self._clock()
        await exchange.send(stream)
        if not await exchange.receive(stream):
            if isinstance(stream, ClearStream):
                self._stage = "connect"
                raise ProbeFailedError("probe-connect", "reset")
            raise ProbeFailedError("probe-protocol", "cut")
        self._timings = self._timings._replace(first_byte=self._since(started))
        self._stage = "response"
        await exchange.head(stream)
        name = outcomes.of_status(exchange.status or 0)
        if name == "ok":
            await exchange.body(stream, self._means.limits.body)
        return name

    def _qualified(self, total: float) -> Name:
        """Return the outcome of a success: it may be slow, or its certificate may expire soon."""
        if total > self._means.limits.slow * 1000 and self._exchange:
            return "probe-slow"
        if self._days is not None and self._days <= outcomes.EXPIRING_DAYS:
            return "probe-tls-expiring"
        return "ok"

    def _since(self, start: float) -> float:
        return round((self._clock() - start) * 1000, 1)
