"""The guard: which addresses a probe may connect to.

A name is resolved once, and all its addresses are judged. The probe connects only to judged
addresses, so a name that resolves differently the second time has no effect.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from outbound_lint.probe.outcomes import Cause, ProbeFailedError
from outbound_lint.urls import addresses

_NO_ADDRESS = {
    getattr(socket, name)
    for name in ("EAI_NONAME", "EAI_NODATA", "EAI_ADDRFAMILY")
    if hasattr(socket, name)
}
"""The errors of `getaddrinfo` by which a name server says that there is no address."""

_REWRITTEN = ("198.18.", "198.19.", "64:ff9b:")
"""What a VPN (fake addresses, RFC 2544) or DNS64 (RFC 6052) returns for names of public hosts."""

Resolver = Callable[[str], Iterable[str]]
"""Returns the addresses of a name; raises OSError or UnicodeError if there are none."""


class BlockedError(Exception):
    """An address that the probe must not connect to.

    Attributes:
        cause: Which sort of address it is.
        what: Its kind in words, with an article. The address itself is not in it: the reader of a
            report need not know the private network of the machine that probed.
    """

    def __init__(self, cause: Cause, what: str) -> None:
        super().__init__(what)
        self.cause = cause
        self.what = what


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
            error = None
        except Exception as raised:  # noqa: BLE001 - raised again where it is waited for
            found, error = (), raised
        with suppress(RuntimeError):  # the loop is closed, so nothing waits for the addresses
            loop.call_soon_threadsafe(answer, found, error)

    def answer(found: tuple[str, ...], error: Exception | None) -> None:
        if answers.done():
            return
        if error:
            answers.set_exception(error)
        else:
            answers.set_result(found)

    threading.Thread(target=ask, name="outbound-lint resolver", daemon=True).start()
    try:
        found = await answers
    except UnicodeError:
        found = ()
    except OSError as error:
        if error.errno in (errno.EMFILE, errno.ENFILE):
            raise
        unknown = isinstance(error, socket.gaierror) and error.errno in _NO_ADDRESS
        raise ProbeFailedError("probe-dns", "no-address" if unknown else "no-name-server") from None
    if not found:
        raise ProbeFailedError("probe-dns", "no-address")
    return found


def judge(found: Iterable[str], *, allowed: bool, literal: bool = False) -> None:
    """Judge all addresses of a host: if one of them is refused, the probe connects to none.

    Args:
        found: The addresses.
        allowed: Whether `--probe-allow-host` names the host, which may then be loopback or private.
        literal: Whether the URL has the address itself, so that no network can have replaced it.

    Raises:
        BlockedError: One of them is refused.
    """
    for address in found:
        try:
            verdict = addresses.verdict(address)
        except ValueError:
            what = "an address with a zone, which is valid on one machine only"
            raise BlockedError("special", what) from None
        if verdict and not (allowed and verdict.grantable):
            rewritten = not literal and address.lower().startswith(_REWRITTEN)
            special: Cause = "rewritten" if rewritten else "special"
            raise BlockedError("private" if verdict.grantable else special, verdict.what)
