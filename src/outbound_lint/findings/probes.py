"""Probes as the report tells them: dry triggers of connections, and what became of each."""

from __future__ import annotations

from typing import Literal, NamedTuple

Stage = Literal["skipped", "dns", "connect", "tls", "request", "response"]
"""How far a probe came: what it was doing when it ended. A request lasts until the first byte of
the answer."""


class Timings(NamedTuple):
    """Milliseconds of each stage; None for one that was not finished."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float | None = None


class Probe(NamedTuple):
    """One dry trigger of one connection and what became of it; holds nothing that is secret.

    Attributes:
        connection: the connection's name.
        path: the file it stands in.
        pointer: its place in its document.
        host: the host of its URL, where it is known.
        port: the port.
        outcome: `ok`, or the name of the rule that says what went wrong.
        stage: how far it came.
        status: the HTTP status.
        address: the address that was connected to; none behind a proxy.
        tls_version: as OpenSSL calls it.
        certificate_days: whole days until the receiver's certificate ends.
        timings: how long it took.
        proxied: whether a proxy resolved the name, so that no address could be judged.
    """

    connection: str
    path: str
    pointer: str
    host: str | None
    port: int | None
    outcome: str
    stage: Stage
    status: int | None = None
    address: str | None = None
    tls_version: str | None = None
    certificate_days: int | None = None
    timings: Timings = Timings()
    proxied: bool = False
