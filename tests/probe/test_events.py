"""No bytes of a peer raise anything but ProbeFailedError."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress

import h11
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outbound_lint.probe.network.http import Connection
from outbound_lint.probe.network.stream import ClearStream, TlsStream
from outbound_lint.probe.outcomes import ProbeFailedError

PARTS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 103 -\r\n\r\n",
        b"HTTP/1.1 101 -\r\n\r\n",
        b"HTTP/1.0 204 \n",
        b"HTTP/1.1 999 -\r\n",
        b"HTTP/2 200\r\n",
        b"Content-Length: 3\r\n",
        b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: gzip\r\n",
        b"Connection: upgrade\r\n",
        b"X: \xff\x00\r\n",
        b" folded\r\n",
        b"\r\n",
        b"\n",
        b"3\r\nabc\r\n",
        b"0\r\n\r\n",
        b"ffffffffffffffff\r\n",
        b"abc",
        b"y" * 70_000,
        b"",
    ]
)


RECORDS = st.sampled_from(
    [
        b"\x15\x03\x03\x00\x02\x02\x28",
        b"\x15\x03\x03\x00\x02\x01\x00",
        b"\x16\x03\x03\x00\x04\x02\x00\x00\x00",
        b"\x16\x03\x03\x00\x04\x00\x00\x00\x00",
        b"\x14\x03\x03\x00\x01\x01",
        b"\x17\x03\x03\x00\x01x",
        b"\x16",
        b"",
    ]
)


TRUSTING_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Peer(ClearStream):
    """A stream with prepared bytes, and an error or the end after them."""

    def __init__(self, parts: list[bytes], *, fails: bool) -> None:
        self.parts, self.fails = list(parts), fails
        self.received = 0

    async def send(self, data: bytes) -> None:
        """Accept everything."""

    async def receive(self) -> bytes:
        if self.parts:
            self.received += len(self.parts[0])
            return self.parts.pop(0)
        if self.fails:
            raise ConnectionResetError
        return b""


def sent() -> Connection:
    http = Connection(64 * 1024)
    http.send(h11.Request(method="POST", target="/", headers=[("Host", "voice.acme.dev")]))
    http.send(h11.EndOfMessage())
    return http


@given(st.lists(PARTS | st.binary(max_size=20), max_size=12), st.booleans())
@example([b"HTTP/1.1 200 OK\r\n", b"", b"\r\n"], False)
def test_any_bytes_are_a_response_or_a_failure(parts: list[bytes], fails: bool) -> None:
    async def read() -> None:
        http, peer = sent(), Peer(parts, fails=fails)
        with suppress(ProbeFailedError):
            response = await http.response(peer)
            assert 200 <= response.status_code <= 999
            while isinstance(await http.next(peer), h11.Data):
                pass

    asyncio.run(asyncio.wait_for(read(), 60))


@given(st.lists(RECORDS | st.binary(max_size=20), max_size=6), st.booleans())
def test_any_bytes_end_a_handshake(parts: list[bytes], fails: bool) -> None:
    stream = TlsStream(Peer(parts, fails=fails), TRUSTING_NOBODY, "voice.acme.dev")
    with pytest.raises(ProbeFailedError):
        asyncio.run(asyncio.wait_for(stream.handshake(), 60))


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ([], "cut"),
        ([b"HTTP"], "cut"),
        ([b"HTTP/1.1 200 OK\r\nX: y"], "cut"),
        ([b"H", b"i\r\n\r\n"], "not-http"),
        ([b"\x00\x00\x12\x04"], "not-http"),
        ([b"HTTP/2 200\r\n\r\n"], "not-http"),
        ([b"HTTP/1.", b"1 101 -\r\n\r\n"], "switch"),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"], "broken"),
        ([b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000], "broken"),
        ([b"HTTP/1.1 103 -\r\n\r\n"] * 9, "informational"),
    ],
)
def test_causes_of_invalid_responses(parts: list[bytes], cause: str) -> None:
    with pytest.raises(ProbeFailedError) as caught:
        asyncio.run(sent().response(Peer(parts, fails=False)))
    assert (caught.value.name, caught.value.cause) == ("probe-protocol", cause)
    assert caught.value.__context__ is None
