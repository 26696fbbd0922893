"""Bytes to and from a peer: unencrypted, and over TLS.

TLS uses memory buffers, so that one place sees all bytes of the peer, and the deadlines of asyncio
apply to every part of the handshake.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from contextlib import suppress
from typing import Protocol

from outbound_lint.probe.network import tls
from outbound_lint.probe.outcomes import ProbeFailedError

_CHUNK = 16 * 1024
_TLS_RECORDS = (0x15, 0x16)
"""An alert and a handshake (RFC 8446, section 5.1): a TLS peer starts with one of them."""


class Stream(Protocol):
    """A connection for HTTP."""

    async def send(self, data: bytes) -> None:
        """Send all bytes; raises OSError and ProbeFailedError."""

    async def receive(self) -> bytes:
        """Return the next bytes, empty at the end; raises OSError and ProbeFailedError."""


class ClearStream:
    """A connected, non-blocking socket.

    Attributes:
        received: The number of bytes that the peer sent.
        most: How many it may send; no limit is set here.
    """

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._loop = asyncio.get_running_loop()
        self.received = 0
        self.most = sys.maxsize

    async def send(self, data: bytes) -> None:
        """Send all bytes."""
        await self._loop.sock_sendall(self._socket, data)

    async def receive(self) -> bytes:
        """Return the next bytes, empty at the end."""
        data = await self._loop.sock_recv(self._socket, _CHUNK)
        self.received += len(data)
        if self.received > self.most:
            raise ProbeFailedError("probe-protocol", "flood")
        return data

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


class TlsStream:
    """TLS over an unencrypted stream.

    Args:
        clear: The stream.
        context: The trusted authorities.
        host: The name or the address that the certificate must be for.
    """

    def __init__(self, clear: ClearStream, context: ssl.SSLContext, host: str) -> None:
        self._clear = clear
        self._last = b""
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    @property
    def version(self) -> str | None:
        """The version of the connection, in OpenSSL's spelling."""
        return self._tls.version()

    @property
    def certificate(self) -> bytes | None:
        """The peer's certificate in DER."""
        return self._tls.getpeercert(binary_form=True)

    async def handshake(self) -> None:
        """Do the TLS handshake, and verify the certificate.

        Raises:
            ProbeFailedError: The peer closed the connection, is not trusted, or does not use TLS.
        """
        start = self._clear.received
        while True:
            try:
                self._tls.do_handshake()
            except ssl.SSLWantReadError:
                await self._exchange_records(start)
            except ssl.SSLError as error:
                with suppress(OSError):  # the alert for the peer need not arrive
                    await self._flush()
                raise self._failure(error) from None
            else:
                break
        try:
            await self._flush()
        except OSError:
            raise ProbeFailedError("probe-tls", "handshake") from None

    async def send(self, data: bytes) -> None:
        """Encrypt and send all bytes."""
        try:
            self._tls.write(data)
        except ssl.SSLError as error:
            raise self._failure(error) from None
        await self._flush()

    async def receive(self) -> bytes:
        """Return the next decrypted bytes, empty at the end."""
        while True:
            try:
                return self._tls.read(_CHUNK)
            except ssl.SSLWantReadError:
                data = await self._clear.receive()
                if not data:
                    return b""  # peers often omit the closing alert (RFC 8446, section 6.1)
                self._take(data)
            except ssl.SSLError as error:
                raise self._failure(error) from None

    async def _exchange_records(self, start: int) -> None:
        try:
            await self._flush()
            data = await self._clear.receive()
        except OSError:
            data = b""
        if not data and self._clear.received == start:
            raise ProbeFailedError("probe-connect", "reset")
        if not data:
            raise ProbeFailedError("probe-tls", "handshake")
        if self._clear.received - len(data) == start and data[0] not in _TLS_RECORDS:
            plain = b"HTTP/".startswith(data[:5])
            raise ProbeFailedError("probe-protocol", "plain-http" if plain else "not-tls")
        self._take(data)

    def _take(self, data: bytes) -> None:
        self._last = data
        self._incoming.write(data)

    def _failure(self, error: ssl.SSLError) -> ProbeFailedError:
        negotiated = self._tls.cipher() is not None
        cause = tls.cause_of(error, alert=tls.clear_alert(self._last), negotiated=negotiated)
        if cause == "unknown-issuer" and not tls.has_authorities(self._tls.context):
            cause = "no-authorities"
        return ProbeFailedError("probe-tls", cause)

    async def _flush(self) -> None:
        if self._outgoing.pending:
            await self._clear.send(self._outgoing.read())
