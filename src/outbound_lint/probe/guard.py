"""The guard: which addresses a probe may connect to.

A name is resolved once, and all its addresses are judged. The probe connects only to judged
addresses, so a name that resolves differently the second time has no effect.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable

from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.urls import addresses

Resolver = Callable[[str], Iterable[str]]
"""Returns the addresses of a name; raises OSError or UnicodeError if there are none."""


class BlockedError(Exception):
    """An address that the probe must not connect to.

    Attributes:
        why: The address and its kind, in words.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def system_resolver(name: str) -> list[str]:
    """Resolve a name with the resolver of the system.

    Raises:
        OSError: There is no address.
        UnicodeError: The name has a label that can't be encoded.
    """
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in answers]


async def resolve(name: str, resolver: Resolver) -> tuple[str, ...]:
    """Resolve a name, once.

    The resolver runs in a daemon thread: if it never returns, it delays neither other probes nor
    the exit of the process.

    Args:
        name: The name.
        resolver: The resolver.

    Returns:
        The addresses in the order of the resolver, without repetitions.

    Raises:
        ProbeFailedError: There are none.
    """
    loop = asyncio.get_running_loop()
    answers: asyncio.Future[tuple[str, ...]] = loop.create_future()

    def ask() -> None:
        try:
            found = tuple(dict.fromkeys(resolver(name)))
        except (OSError, UnicodeError):
            found = ()
        try:
            loop.call_soon_threadsafe(answer, found)
        except RuntimeError:  # the loop is closed, so nothing waits for the addresses
            return

    def answer(found: tuple[str, ...]) -> None:
        if not answers.done():
            answers.set_result(found)

    threading.Thread(target=ask, name="outbound-lint resolver", daemon=True).start()
    found = await answers
    if not found:
        raise ProbeFailedError("probe-dns", "no-address")
    return found


def judge(found: Iterable[str], *, allowed: bool) -> None:
    """Judge all addresses of a host: if one of them is refused, the probe connects to none.

    Args:
        found: The addresses.
        allowed: Whether `--probe-allow-host` names the host, which may then be loopback or private.

    Raises:
        BlockedError: One of them is refused.
    """
    for address in found:
        try:
            verdict = addresses.verdict(address)
        except ValueError:
            raise BlockedError("address with a zone, which is valid on one machine only") from None
        if verdict and not (allowed and verdict.grantable):
            raise BlockedError(verdict.why)
