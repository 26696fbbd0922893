"""Probes in the report: dry triggers of connections and their outcomes."""

from __future__ import annotations

from typing import Literal, NamedTuple

Stage = Literal["skipped", "dns", "connect", "tls", "request", "response"]
"""What a probe was doing when it ended. `request` lasts until the first byte of the response."""


class Timings(NamedTuple):
    """Milliseconds spent in each stage; None for a stage that was not completed."""

    dns: float | None = None
    connect: float | None = None
    tls: float | None = None
    first_byte: float | None = None
    total: float | None = None


class Probe(NamedTuple):
    """One dry trigger of one connection and its outcome; contains no secrets.

    Attributes:
        connection: the connection's name.
        path: the connection's file.
        pointer: the connection's JSON Pointer in its document.
        host: the host of the URL, if it is known.
        port: the port.
        outcome: `ok`, or the name of the rule that explains the failure.
        stage: what the probe was doing when it ended.
        status: the HTTP status.
        address: the IP address that was connected to; None behind a proxy.
        tls_version: the TLS version, as OpenSSL names it.
        certificate_days: whole days until the receiver's certificate expires.
        timings: how long each stage took.
        proxied: whether a proxy resolved the host name, so that its addresses were not checked.
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
