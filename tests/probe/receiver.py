"""Receivers on the loopback interface: real sockets, real TLS, and all kinds of responses."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

Line = socket.socket | ssl.SSLSocket
Script = Callable[["Receiver", Line], None]
"""What a receiver does with each connection."""

HOST = "voice.acme.dev"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Receiver:
    """Listens until the test ends, and keeps the requests.

    Attributes:
        port: The port.
        requests: The bytes of each request.
        connections: The number of connections.
        released: Set when the test ends, so that all scripts end.
    """

    def __init__(self, script: Script, context: ssl.SSLContext | None, at: tuple[str, int]) -> None:
        family = socket.AF_INET6 if ":" in at[0] else socket.AF_INET
        self._listener = socket.create_server(at, family=family)
        self._script, self._context = script, context
        self._lines: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        self.requests: list[bytes] = []
        self.connections = 0
        self.released = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._listener.accept()
                self.connections += 1
                self._lines.append(line)
                threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with suppress(OSError, ValueError), line:
            if self._context:
                with self._context.wrap_socket(line, server_side=True) as secured:
                    self._script(self, secured)
            else:
                self._script(self, line)

    def close(self) -> None:
        self.released.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()


@contextmanager
def listening(
    script: Script,
    context: ssl.SSLContext | None = None,
    address: str = "127.0.0.1",
    port: int = 0,
) -> Iterator[Receiver]:
    receiver = Receiver(script, context, (address, port))
    try:
        yield receiver
    finally:
        receiver.close()


@contextmanager
def full_queue(address: str, port: int = 0) -> Iterator[int]:
    """Listen with a full queue, so that no connection is accepted."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((address, port), backlog=0))
        taken: int = listener.getsockname()[1]
        for _ in range(8):
            one = stack.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex((address, taken))
        time.sleep(0.05)
        yield taken


def read_request(line: Line) -> bytes:
    """Read one request to the end of its body."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += (more := line.recv(65536))
        if not more:
            return data
    head, _, body = data.partition(b"\r\n\r\n")
    (length,) = [
        int(field.partition(b":")[2])
        for field in head.split(b"\r\n")
        if field.lower().startswith(b"content-length:")
    ]
    while len(body) < length:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def responding(*response: bytes) -> Script:
    """Read the request, and send the response."""

    def script(receiver: Receiver, line: Line) -> None:
        receiver.requests.append(read_request(line))
        for part in response:
            line.sendall(part)

    return script


def status(code: int, *fields: str) -> bytes:
    head = "".join(f"{field}\r\n" for field in fields)
    return f"HTTP/1.1 {code} -\r\n{head}Content-Length: 0\r\n\r\n".encode()


def dripping(first: bytes, drop: bytes, every: float = 0.02) -> Script:
    """Read the request, send the start of a response, and repeat a part slowly without end."""

    def script(receiver: Receiver, line: Line) -> None:
        receiver.requests.append(read_request(line))
        line.sendall(first)
        while not receiver.released.wait(every):
            line.sendall(drop)

    return script


def flooding(first: bytes, drop: bytes) -> Script:
    """Read the request, and repeat a part as fast as possible without end."""

    def script(receiver: Receiver, line: Line) -> None:
        receiver.requests.append(read_request(line))
        line.sendall(first)
        while not receiver.released.is_set():
            line.sendall(drop * 1000)

    return script


def silent(receiver: Receiver, line: Line) -> None:
    """Neither read nor send anything."""
    receiver.released.wait()


def ending(receiver: Receiver, line: Line) -> None:
    """Close the connection."""
    line.close()


def resetting(receiver: Receiver, line: Line) -> None:
    """Reset the connection."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def raw(*parts: bytes) -> Script:
    """Read once, and send bytes."""

    def script(receiver: Receiver, line: Line) -> None:
        line.recv(65536)
        for part in parts:
            line.sendall(part)

    return script


def sequence(scripts: Sequence[Script]) -> Script:
    """Run a different script for each connection."""
    waiting = list(scripts)

    def script(receiver: Receiver, line: Line) -> None:
        waiting.pop(0)(receiver, line)

    return script
