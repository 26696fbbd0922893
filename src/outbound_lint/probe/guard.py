"""The guard: which addresses a probe may connect to.

A name is resolved once and every answer is judged; connections go to judged addresses only, so
that a name which answers differently the second time gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterable

from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.urls import addresses

Resolver = Callable[[str], Iterable[str]]
"""Gives the addresses of a name, as texts; raises OSError or UnicodeError where it has none."""


class BlockedError(Exception):
    """An answer that no probe may connect to.

    Attributes:
        why: what it is, in plain words.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def system_resolver(name: str) -> list[str]:
    """Ask the resolver of the system.

    Raises:
        OSError: there is no answer.
        UnicodeError: the name has a label that can't be encoded.
    """
    answers = socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in answers]


async def resolve(name: str, resolver: Resolver) -> tuple[str, ...]:
    """Resolve a name, once.

    The resolver works in a daemon thread: one that never answers holds neither the others nor the
    end of the process.

    Args:
        name: the name.
        resolver: what knows its addresses.

    Returns:
        Its addresses in the order of the answers, each once.

    Raises:
        ProbeFailedError: it has none.
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
        except RuntimeError:  # the loop is closed: nobody waits any more
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
    """Judge all addresses of a host: one that may not be called is enough to call none.

    Args:
        found: the addresses.
        allowed: whether the user allows the host by name; it may then be loopback or private.

    Raises:
        BlockedError: one of them may not be called.
    """
    for address in found:
        try:
            verdict = addresses.verdict(address)
        except ValueError:
            raise BlockedError("an address that is valid on one machine only") from None
        if verdict and not (allowed and verdict.grantable):
            raise BlockedError(verdict.why)
