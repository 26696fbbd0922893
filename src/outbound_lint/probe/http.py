"""One request and its response, framed by h11.

The exceptions of h11 quote their input, which includes header values: none of them leaves this
module, not even as the context of another exception.
"""

from __future__ import annotations

import re
from contextlib import suppress

import h11

from outbound_lint import urls
from outbound_lint.connections.request import Request
from outbound_lint.probe.outcomes import Cause, ProbeFailedError
from outbound_lint.probe.stream import Stream

_MOST_HEAD = 64 * 1024
_MOST_INFORMATIONAL = 8

_REVEALING = 8
"""This many characters of the request in a row are not shown when a response contains them."""

_SEPARATORS = re.compile(r"[^a-z0-9]+")


class Exchange:
    """One request over one stream; of the response, only what may be shown is kept.

    Args:
        request: The request.

    Attributes:
        status: The status of the response, as soon as it is known.
        redirect: Scheme, host and port of a redirect's target, if they may be shown.

    Raises:
        ProbeFailedError: The request can't be sent over HTTP.
    """

    def __init__(self, request: Request) -> None:
        self._request = request
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEAD)
        self.status: int | None = None
        self.redirect: str | None = None
        self._wire = b""
        with suppress(h11.LocalProtocolError, UnicodeError):
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
            self._wire = b"".join(self._http.send(part) or b"" for part in parts)
        if not self._wire:
            raise ProbeFailedError("probe-skipped", "unsendable")

    async def send(self, stream: Stream) -> None:
        """Send the request; a peer that closes the connection meanwhile may have responded."""
        try:
            await stream.send(self._wire)
        except OSError:
            return

    async def receive(self, stream: Stream) -> bool:
        """Wait for the next bytes of the response, and return whether there are any."""
        try:
            data = await stream.receive()
        except OSError:
            data = b""
        self._http.receive_data(data)
        return bool(data)

    async def head(self, stream: Stream) -> None:
        """Read the head of the final response, and skip informational ones.

        Raises:
            ProbeFailedError: There is no valid response.
        """
        for _ in range(_MOST_INFORMATIONAL + 1):
            event = await self._next(stream)
            if not isinstance(event, h11.InformationalResponse):
                break
        else:
            raise ProbeFailedError("probe-protocol", "informational")
        if not isinstance(event, h11.Response):
            raise ProbeFailedError("probe-protocol", "cut")
        self.status = event.status_code
        if self.status >= 600:  # RFC 9110, section 15
            raise ProbeFailedError("probe-protocol", "status")
        for name, value in event.headers:
            if name == b"location":
                self.redirect = redirect_target(value, self._request)
                break

    async def body(self, stream: Stream, most: int) -> None:
        """Read at most a number of bytes of the body; they are neither kept nor decoded.

        Raises:
            ProbeFailedError: The framing is invalid.
        """
        read = 0
        while read < most:
            event = await self._next(stream)
            if not isinstance(event, h11.Data):
                return
            read += len(event.data)

    async def _next(self, stream: Stream) -> object:
        while True:
            event: object = None
            with suppress(Exception):  # no bytes of a peer may raise
                event = self._http.next_event()
            if event is None:
                cause: Cause = "not-http" if self.status is None else "cut"
                raise ProbeFailedError("probe-protocol", cause)
            if event is not h11.NEED_DATA:
                return event
            await self.receive(stream)


def redirect_target(location: bytes, request: Request) -> str | None:
    """Return scheme, host and port of a redirect's target.

    A receiver can echo a secret in the host, so a host that contains a part of the request is not
    shown, unless it is the host of the request.

    Args:
        location: The value of the Location header.
        request: The request that was redirected.

    Returns:
        None if the target is relative or invalid, or if it may not be shown.
    """
    if len(location) > 2000:
        return None
    url = urls.judge(location.decode("latin-1"))
    host = url.address or url.host
    if url.problem or url.unknown_host or host is None or url.scheme not in ("http", "https"):
        return None
    if host != urls.judge(request.url).host and _contains_part_of(host, request):
        return None
    bracketed = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{bracketed}" + (f":{url.port}" if url.port else "")


def _contains_part_of(host: str, request: Request) -> bool:
    texts = (request.target, *(value for _, value in request.headers), request.body.decode())
    sent = " ".join(map(_bare, texts))
    bare = _bare(host)
    return any(
        bare[at : at + _REVEALING] in sent for at in range(max(1, len(bare) - _REVEALING + 1))
    )


def _bare(text: str) -> str:
    """Return the letters and digits of a text: a host may split a secret with dots or hyphens."""
    return _SEPARATORS.sub("", text.lower())
