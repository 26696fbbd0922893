"""HTTP framed by h11: the events that a peer sends, and one request with its response.

No bytes of a peer raise anything but ProbeFailedError. The exceptions of h11 quote their input,
which includes header values, so none of them leaves this module, not even as the context of
another exception.
"""

from __future__ import annotations

from contextlib import suppress

import h11

from outbound_lint.connections.request import Request
from outbound_lint.probe.network import answers
from outbound_lint.probe.network.stream import Stream
from outbound_lint.probe.outcomes import Cause, Facts, ProbeFailedError
from outbound_lint.providers.model import SilentFailure

_MOST_INFORMATIONAL = 8
_MOST_HEAD = 64 * 1024


class Connection(h11.Connection):
    """A client's connection, which keeps what the peer sends.

    Args:
        most: Bytes that the heads of a response, with the informational ones, may have.

    Attributes:
        received: All bytes that the peer sent.
    """

    def __init__(self, most: int) -> None:
        super().__init__(h11.CLIENT, max_incomplete_event_size=most)
        self._most = most
        self.received = bytearray()

    async def receive(self, stream: Stream) -> bool:
        """Wait for the next bytes of the peer, and return whether there are any."""
        try:
            data = await stream.receive()
        except OSError:
            data = b""
        self.received += data
        with suppress(Exception):
            self.receive_data(data)
        return bool(data)

    async def next(self, stream: Stream) -> object:
        """Return the next event of h11.

        Raises:
            ProbeFailedError: What the peer sent is not valid HTTP/1.1, or incomplete.
        """
        while True:
            event: object = None
            with suppress(Exception):
                event = self.next_event()
            if event is None:
                raise ProbeFailedError("probe-protocol", self._cause())
            if event is not h11.NEED_DATA:
                return event
            await self.receive(stream)

    async def response(self, stream: Stream) -> h11.Response:
        """Return the head of the final response, and skip informational ones.

        Raises:
            ProbeFailedError: There is no valid response.
        """
        for _ in range(_MOST_INFORMATIONAL + 1):
            event = await self.next(stream)
            if isinstance(event, h11.Response):
                rest, _ = self.trailing_data
                if len(self.received) - len(rest) > self._most:  # h11 looks only while it waits
                    raise ProbeFailedError("probe-protocol", "broken")
                return event
            if not isinstance(event, h11.InformationalResponse):
                raise ProbeFailedError("probe-protocol", "cut")
        raise ProbeFailedError("probe-protocol", "informational")

    def _cause(self) -> Cause:
        if self.received[:7] != b"HTTP/1."[: len(self.received)]:
            return "not-http"
        if self.received[8:12] == b" 101":  # h11 knows that the request did not ask for it
            return "switch"
        return "cut" if self.trailing_data[1] else "broken"


class Exchange:
    """One request over one stream.

    Args:
        request: The request.
        failures: What a success may hide.

    Attributes:
        status: The status of the response, as soon as it is known.
        facts: What else may be shown of the response.
        content: The body, if it was read to its end; never shown.

    Raises:
        ProbeFailedError: The request can't be sent over HTTP.
    """

    def __init__(self, request: Request, failures: tuple[SilentFailure, ...] = ()) -> None:
        self._request = request
        self._failures = failures
        self._http = Connection(_MOST_HEAD)
        self.status: int | None = None
        self.facts = Facts()
        self.content: bytes | None = None
        self._wire = b""
        with suppress(h11.LocalProtocolError, UnicodeError):
            headers = [
                (b"Host", request.authority.encode("ascii")),
                *((name.encode(), value.encode("latin-1")) for name, value in request.headers),
            ]
            if request.method != "GET":  # which has no content (RFC 9110, section 9.3.1)
                headers.append((b"Content-Length", str(len(request.body)).encode()))
            head = h11.Request(method=request.method, target=request.target, headers=headers)
            parts = (head, h11.Data(data=request.body), h11.EndOfMessage())
            self._wire = b"".join(self._http.send(part) or b"" for part in parts)
        if not self._wire:
            raise ProbeFailedError("probe-skipped", "unsendable")

    @property
    def received(self) -> bytes:
        """All bytes of the response, for `--probe-save` alone."""
        return bytes(self._http.received)

    async def send(self, stream: Stream) -> None:
        """Send the request; a peer that closes the connection meanwhile may have responded."""
        try:
            await stream.send(self._wire)
        except OSError:
            return

    async def receive(self, stream: Stream) -> bool:
        """Wait for the next bytes of the response, and return whether there are any."""
        return await self._http.receive(stream)

    async def head(self, stream: Stream) -> None:
        """Read the head of the final response, and skip informational ones.

        Raises:
            ProbeFailedError: There is no valid response.
        """
        response = await self._http.response(stream)
        self.status = response.status_code
        if self.status >= 600:  # RFC 9110, section 15
            raise ProbeFailedError("probe-protocol", "status")
        self.facts = answers.of_head(self.status, response.headers, self._request)

    async def body(self, stream: Stream, most: int) -> None:
        """Read at most a number of bytes of the body, and find out what kind of body they are.

        Raises:
            ProbeFailedError: The framing is invalid.
        """
        read = bytearray()
        while len(read) < most:
            event = await self._http.next(stream)
            if not isinstance(event, h11.Data):
                self.content = bytes(read)
                break
            read += event.data
        status, body = self.status or 0, bytes(read)
        self.facts = self.facts._replace(
            body=answers.of_body(status, body),
            failure=answers.hidden_failure(status, body, self._failures),
        )
