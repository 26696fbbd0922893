"""One request and its answer, framed by h11.

h11's own exceptions quote what they were given, header values among them: none leaves this module,
not even as the context of another.
"""

from __future__ import annotations

import h11

from outbound_lint.connections.request import Request
from outbound_lint.probe import redirects
from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.probe.stream import Stream

_MOST_HEAD = 64 * 1024
_MOST_INFORMATIONAL = 8
_SWITCHING_PROTOCOLS = 101
_FIRST_UNKNOWN_STATUS = 600


class Exchange:
    """One request over one stream; of the answer only what may be told is kept.

    Args:
        request: what is sent.

    Attributes:
        status: the status of the answer, once it is there.
        redirect: where a redirect leads, as far as that may be shown.

    Raises:
        ProbeFailedError: the request can't be sent.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEAD)
        self.status: int | None = None
        self.redirect: str | None = None
        wire = self._written(request)
        if wire is None:
            raise ProbeFailedError("probe-skipped", "unsendable")
        self._wire = wire

    def _written(self, request: Request) -> bytes | None:
        try:
            head = h11.Request(
                method=request.method,
                target=request.target,
                headers=[
                    (b"Host", request.authority.encode("ascii")),
                    *((name.encode(), value.encode("latin-1")) for name, value in request.headers),
                    (b"Content-Length", str(len(request.body)).encode()),
                ],
            )
            parts = (head, h11.Data(data=request.body), h11.EndOfMessage())
            return b"".join(self._http.send(part) or b"" for part in parts)
        except (h11.LocalProtocolError, UnicodeError):
            return None

    async def send(self, stream: Stream) -> None:
        """Send the request; a peer that ends the connection meanwhile may have answered before."""
        try:
            await stream.send(self._wire)
        except OSError:
            return

    async def is_answered(self, stream: Stream) -> bool:
        """Wait for the first byte of the answer; tell whether there is one."""
        return await self._receive(stream)

    async def head(self, stream: Stream) -> None:
        """Read the head of the answer, past informational ones.

        Raises:
            ProbeFailedError: it is none.
        """
        for _ in range(_MOST_INFORMATIONAL + 1):
            event = await self._next(stream)
            if isinstance(event, h11.Response):
                return self._keep(event)
            if not isinstance(event, h11.InformationalResponse):
                raise ProbeFailedError("probe-protocol", "cut")
            if event.status_code == _SWITCHING_PROTOCOLS:
                raise ProbeFailedError("probe-protocol", "switch")
        raise ProbeFailedError("probe-protocol", "informational")

    async def body(self, stream: Stream, most: int) -> None:
        """Read the body to its end, or as much of it as wanted; it is neither kept nor decoded.

        Raises:
            ProbeFailedError: its framing is broken.
        """
        read = 0
        while read < most:
            event = await self._next(stream)
            if not isinstance(event, h11.Data):
                return
            read += len(event.data)

    def _keep(self, response: h11.Response) -> None:
        self.status = response.status_code
        if self.status >= _FIRST_UNKNOWN_STATUS:
            raise ProbeFailedError("probe-protocol", "status")
        locations = [value for name, value in response.headers if name == b"location"]
        if locations:
            self.redirect = redirects.target(locations[0], self._request)

    async def _next(self, stream: Stream) -> object:
        while (event := self._parsed()) is h11.NEED_DATA:
            await self._receive(stream)
        if event is None:
            raise ProbeFailedError("probe-protocol", "not-http" if self.status is None else "cut")
        return event

    def _parsed(self) -> object:
        try:
            return self._http.next_event()
        except Exception:  # noqa: BLE001 - whatever a peer's bytes make of the parser
            return None

    async def _receive(self, stream: Stream) -> bool:
        try:
            data = await stream.receive()
        except OSError:
            data = b""
        self._http.receive_data(data)
        return bool(data)
