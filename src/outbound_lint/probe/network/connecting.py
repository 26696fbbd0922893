"""A connection to one of several addresses, as soon as one of them answers (RFC 8305)."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Coroutine, Iterable, Sequence
from itertools import zip_longest
from typing import Any

from outbound_lint.probe.network.stream import ClearStream
from outbound_lint.probe.outcomes import Cause, ProbeFailedError

Connect = Callable[[str], Coroutine[Any, Any, ClearStream]]
"""Connects to an address; raises ProbeFailedError, and leaves no socket open then."""

_DELAY = 0.25
"""Seconds between two attempts (RFC 8305, section 5)."""

_LESS_PRECISE: dict[Cause, int] = {"unreachable": 1, "ipv6-only": 2}
"""Causes that are reported only if no other address failed for a more precise one."""


_CAUSES: dict[int, Cause] = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.ETIMEDOUT: "limit",
}
_WITHOUT_IPV6 = (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.ENETUNREACH)


async def connect(address: str, port: int) -> ClearStream:
    """Open a TCP connection.

    Raises:
        ProbeFailedError: There is none.
        OSError: This process or machine has too many open files.
    """
    ipv6 = ":" in address
    try:
        one = socket.socket(socket.AF_INET6 if ipv6 else socket.AF_INET, socket.SOCK_STREAM)
        try:
            one.setblocking(False)
            await asyncio.get_running_loop().sock_connect(one, (address, port))
            return ClearStream(one)
        except BaseException:
            one.close()
            raise
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        if ipv6 and error.errno in _WITHOUT_IPV6:
            raise ProbeFailedError("probe-connect", "ipv6-only") from None
        cause = _CAUSES.get(error.errno or 0, "unreachable")
        raise ProbeFailedError("probe-connect", cause) from None


def alternate(addresses: Sequence[str]) -> list[str]:
    """Return addresses so that IPv4 and IPv6 take turns; the family of the first one starts."""
    starts = ":" in addresses[0]
    first = [one for one in addresses if (":" in one) is starts]
    second = [one for one in addresses if (":" in one) is not starts]
    return [one for pair in zip_longest(first, second) for one in pair if one]


async def first_connection(addresses: Iterable[str], connect: Connect) -> tuple[str, ClearStream]:
    """Connect to addresses until one of them accepts, and cancel all other attempts.

    Each attempt starts 250 ms after the one before, or as soon as that one fails.

    Args:
        addresses: The addresses, in the order of the attempts.
        connect: Connects to an address.

    Returns:
        The first address that accepted, and its connection.

    Raises:
        ProbeFailedError: No address accepted.
    """
    waiting = list(addresses)
    attempts: dict[asyncio.Task[ClearStream], str] = {}
    running: set[asyncio.Task[ClearStream]] = set()
    failures: list[ProbeFailedError] = []
    try:
        while waiting or running:
            if waiting:
                attempt = asyncio.create_task(connect(waiting[0]))
                attempts[attempt] = waiting.pop(0)
                running.add(attempt)
            done, running = await asyncio.wait(
                running,
                timeout=_DELAY if waiting else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for attempt in [one for one in attempts if one in done]:
                try:
                    connection = attempt.result()
                except ProbeFailedError as error:
                    failures.append(error)
                else:
                    return attempts.pop(attempt), connection
    finally:
        for attempt in attempts:
            attempt.add_done_callback(_discard)
            attempt.cancel()
    raise min(failures, key=lambda error: _LESS_PRECISE.get(error.cause, 0))


def _discard(attempt: asyncio.Task[ClearStream]) -> None:
    """Close the connection of an attempt that was not needed any more."""
    if not attempt.cancelled() and attempt.exception() is None:
        attempt.result().close()
