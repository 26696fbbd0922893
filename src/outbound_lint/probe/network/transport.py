"""One probe or other request, from the name resolution to the response."""

from __future__ import annotations

import asyncio
import errno
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace

from outbound_lint.findings.failures import describe
from outbound_lint.findings.probes import Stage, Timings
from outbound_lint.probe import outcomes
from outbound_lint.probe.network import guard
from outbound_lint.probe.network.connecting import alternate, connect, first_connection
from outbound_lint.probe.network.guard import BlockedError, Resolver
from outbound_lint.probe.network.http import Exchange
from outbound_lint.probe.network.proxy import Proxy
from outbound_lint.probe.network.stream import ClearStream, Stream, TlsStream
from outbound_lint.probe.network.tls import hours_left
from outbound_lint.probe.outcomes import Cause, Facts, Name, Outcome, ProbeFailedError
from outbound_lint.probe.plan import Target, Trigger

_BODY_OF_FAILURE = 5.0
"""Seconds for the body of a response that is not a success: its status is known already."""

_TELLING = 400
"""The status whose body may tell why, although it is not a success."""

_AT_LIMIT: dict[Stage, Name] = {"dns": "probe-dns", "connect": "probe-connect"}
"""The outcomes of stages that reach a limit, if not `probe-timeout`."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a probe.

    Attributes:
        total: Seconds for the whole probe.
        handshake: Seconds from the first SYN to the end of TLS, for all addresses together.
        slow: Seconds after which a success is reported as slow.
        body: Bytes of the response's body that are read.
        received: Bytes that a peer may send: certificates, headers and the part of the body that is
            read.
    """

    total: float = 30.0
    handshake: float = 10.0
    slow: float = outcomes.SLOW
    body: int = 64 * 1024
    received: int = 512 * 1024


Save = Callable[[Target, bytes], None]
"""Receives the response to a request as it came; such bytes are never shown."""


@dataclass(frozen=True, slots=True)
class Means:
    """What all probes of a run share: trust, limits, resolver, and the proxy if one is used.

    With `save`, the body is read whatever the status. An exception instead of a context is what
    this machine raised when it was made: every probe over TLS ends with it, the others go on.
    """

    context: ssl.SSLContext | Exception
    limits: Limits = Limits()
    resolver: Resolver = guard.system_resolver
    proxy: Proxy | None = None
    save: Save | None = None

    def proxy_of(self, target: Target) -> Proxy | None:
        """Return the proxy through which a request is sent."""
        served = self.proxy and self.proxy.serves(target.host, target.port)
        return self.proxy if served else None


async def fetch(target: Target, means: Means) -> tuple[Outcome, bytes | None]:
    """Send a request for its response.

    Args:
        target: The host and the request.
        means: Trust, limits, resolver and proxy.

    Returns:
        The outcome, and the body of a success; None if it is absent, or if it is longer than the
        limit. Nothing that the network or the peer does raises an exception.
    """
    sending = _Probe(target, means)
    outcome = await sending.run()
    return outcome, sending.content


async def probe(trigger: Trigger, means: Means) -> Outcome:
    """Send one dry trigger, or only connect if it has no request.

    Args:
        trigger: The host and the request.
        means: What all probes of the run share.

    Returns:
        The outcome. Nothing that the network or the peer does raises an exception.
    """
    try:
        return await _Probe(trigger, means).run()
    except Exception as error:  # noqa: BLE001 - any bug, for the other probes go on
        return of_exception(error, "dns")


def of_exception(error: BaseException, stage: Stage) -> Outcome:
    """Return the outcome of a probe that neither the network nor the peer ended.

    Args:
        error: What was raised.
        stage: What the probe was doing.
    """
    if isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE):
        return Outcome("probe-connect", stage, "open-files")
    return Outcome("internal-error", stage, failure=describe(error))


class _Probe:
    """The state of one probe while it runs."""

    def __init__(self, target: Target, means: Means) -> None:
        self._target, self._means = target, means
        self._proxy = means.proxy_of(target)
        self._clock = asyncio.get_running_loop().time
        self._started = self._clock()
        self._stage: Stage = "dns"
        self._exchange: Exchange | None = None
        self._timings = Timings()
        self._tried: list[str] = []
        self._tunneling = False
        self._failed_as: Name | None = None
        self._address: str | None = None
        self._tls_version: str | None = None
        self._hours: int | None = None

    @property
    def content(self) -> bytes | None:
        """The body of a success, if it was read to its end."""
        return self._exchange.content if self._exchange else None

    async def run(self) -> Outcome:
        try:
            target = self._target
            if target.request:
                self._exchange = Exchange(target.request, target.hidden_failures)
            async with asyncio.timeout(self._means.limits.total):
                name = await self._send()
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - any bug
            ending = self._ended_by(error)
        else:
            ending = Outcome(self._qualified(name), self._stage)
        exchange = self._exchange
        if exchange and self._means.save and self._stage in ("request", "response"):
            self._means.save(self._target, exchange.received)
        return replace(
            ending,
            status=ending.status or (exchange.status if exchange else None),
            facts=exchange.facts if exchange else Facts(),
            address=None if self._proxy else self._address or next(iter(self._tried), None),
            tls_version=self._tls_version,
            certificate_hours=self._hours,
            timings=self._timings._replace(total=self._since(self._started)),
            proxy=self._proxy.authority if self._proxy and ending.stage != "skipped" else None,
            bypassed=self._means.proxy is not None and self._proxy is None,
            unreachable=self._unreachable(),
        )

    def _ended_by(self, error: BaseException) -> Outcome:
        match error:
            case asyncio.CancelledError():
                return Outcome("interrupted", self._stage)
            case TimeoutError():
                known = self._failed_as
                return Outcome(known, self._stage) if known else self._at_limit()
            case BlockedError():
                return Outcome("probe-blocked", self._stage, error.cause, error.what)
            case ProbeFailedError():
                stage: Stage = "skipped" if error.name == "probe-skipped" else self._stage
                return Outcome(error.name, stage, error.cause, status=error.status)
            case _:
                return of_exception(error, self._stage)

    def _at_limit(self) -> Outcome:
        limits = self._means.limits
        limit = limits.total
        if self._stage in ("connect", "tls"):
            limit = min(limits.handshake, limit - (self._timings.dns or 0) / 1000)
        name = _AT_LIMIT.get(self._stage)
        if name is None:
            ended = Outcome("probe-timeout", self._stage)
        elif self._proxy:
            cause: Cause = "no-tunnel" if self._tunneling else "limit"
            ended = Outcome("probe-proxy", self._stage, cause)
        else:
            ended = Outcome(name, self._stage, "limit")
        return replace(ended, limit=round(limit, 1))

    async def _send(self) -> Name:
        addresses = await self._addresses()
        self._stage = "connect"
        with ExitStack() as open_ones:
            async with asyncio.timeout(self._means.limits.handshake):
                stream = await self._connect(addresses, open_ones)
            return await self._ask(stream, self._exchange) if self._exchange else "ok"

    async def _addresses(self) -> tuple[str, ...]:
        target = self._target
        if self._proxy:
            if target.is_address:
                guard.judge([target.host], allowed=target.allowed, literal=True)
            try:
                return await guard.resolve(self._proxy.host, self._means.resolver)
            except ProbeFailedError as error:
                raise ProbeFailedError("probe-proxy", error.cause) from None
        addresses = (
            (target.host,)
            if target.is_address
            else await guard.resolve(target.host, self._means.resolver)
        )
        guard.judge(addresses, allowed=target.allowed, literal=target.is_address)
        self._timings = self._timings._replace(dns=self._since(self._started))
        return addresses

    async def _connect(self, addresses: Sequence[str], open_ones: ExitStack) -> Stream:
        """Connect, and make the connection ready for the request.

        A connection that is closed before the receiver sent a byte leaves the other addresses.
        """
        started = self._clock()
        waiting = alternate(addresses)
        while True:
            self._stage = "connect"
            self._address, clear = await first_connection(waiting, self._attempt)
            open_ones.callback(clear.close)
            self._timings = self._timings._replace(connect=self._since(started))
            try:
                return await self._secured(clear)
            except ProbeFailedError as error:
                waiting.remove(self._address)
                if error.name != "probe-connect" or not waiting:
                    raise

    async def _attempt(self, address: str) -> ClearStream:
        """Open one TCP connection, and the proxy's tunnel through it."""
        self._tried.append(address)
        proxy = self._proxy
        port = proxy.port if proxy else self._target.port
        try:
            clear = await connect(address, port)
            clear.most = self._means.limits.received
        except ProbeFailedError as error:
            raise ProbeFailedError("probe-proxy" if proxy else error.name, error.cause) from None
        try:
            if proxy:
                self._tunneling = True
                await proxy.tunnel(clear, self._target.host, self._target.port)
        except BaseException:
            clear.close()
            raise
        return clear

    async def _secured(self, clear: ClearStream) -> Stream:
        if self._target.scheme == "http":
            return clear
        self._stage = "tls"
        started = self._clock()
        context = self._means.context
        if isinstance(context, Exception):
            raise context
        stream = TlsStream(clear, context, self._target.host)
        try:
            await stream.handshake()
        except ProbeFailedError as error:
            if error.name == "probe-connect":
                self._stage = "connect"
            raise
        self._timings = self._timings._replace(tls=self._since(started))
        self._tls_version = stream.version
        self._hours = hours_left(stream.certificate or b"", time.time())
        return stream

    async def _ask(self, stream: Stream, exchange: Exchange) -> Name:
        """Send the request, and read the response meanwhile: it may come before the end."""
        self._stage = "request"
        started = self._clock()
        sending = asyncio.create_task(exchange.send(stream))
        receiving = asyncio.create_task(exchange.receive(stream))
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
            if not await receiving:
                raise self._without_response(stream)
            self._timings = self._timings._replace(first_byte=self._since(started))
            self._stage = "response"
            await exchange.head(stream)
            name = outcomes.of_status(exchange.status or 0)
            if name == "ok":
                await exchange.body(stream, self._means.limits.body)
                name = "probe-rejected" if exchange.facts.failure else name
            elif self._means.save or exchange.status == _TELLING:
                self._failed_as = name
                with suppress(ProbeFailedError, TimeoutError):
                    async with asyncio.timeout(_BODY_OF_FAILURE):
                        await exchange.body(stream, self._means.limits.body)
        finally:
            sending.cancel()
            receiving.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)
        return name

    def _without_response(self, stream: Stream) -> ProbeFailedError:
        if isinstance(stream, TlsStream):
            return ProbeFailedError("probe-protocol", "no-response")
        self._stage = "connect"
        return ProbeFailedError("probe-connect", "reset")

    def _qualified(self, name: Name) -> Name:
        """Return the outcome of a success: it may be slow, or its certificate may expire soon."""
        if name == "ok" and self._exchange and self._slow():
            return "probe-slow"
        soon = 24 * (outcomes.EXPIRING_DAYS + 1)
        if name == "ok" and self._hours is not None and self._hours < soon:
            return "probe-tls-expiring"
        return name

    def _slow(self) -> bool:
        return self._since(self._started) > self._means.limits.slow * 1000

    def _unreachable(self) -> tuple[str, ...]:
        if self._proxy or not self._address:
            return ()
        return tuple(self._tried[: self._tried.index(self._address)])

    def _since(self, start: float) -> float:
        return round((self._clock() - start) * 1000, 1)
