"""Probes in the report: dry triggers of connections and their outcomes."""

from __future__ import annotations

from collections.abc import Iterable
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
        outcome: `ok`, `interrupted`, or the name of the rule that explains the failure.
        stage: what the probe was doing when it ended.
        status: the HTTP status.
        address: the IP address that was connected to, or tried first; None behind a proxy.
        tls_version: the TLS version, as OpenSSL names it.
        certificate_days: whole days until the receiver's certificate expires.
        timings: how long each stage took.
        proxied: whether a proxy resolved the host name, so that its addresses were not checked.
        sent: the request in one line for people; None if it was not sent.
        received: the response in one line for people; None if there was none.
        unreachable: the addresses that were tried before `address`, without a connection.
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
    sent: str | None = None
    received: str | None = None
    unreachable: tuple[str, ...] = ()


_OK = frozenset({"ok", "probe-slow", "probe-tls-expiring"})
"""The outcomes of triggers that were accepted."""


class Totals(NamedTuple):
    """How many probes of a run ended how.

    Attributes:
        sent: the probes that ran to their end: those that are `ok`, and those that failed.
        ok: the receiver accepted the trigger, or with `--probe-connect` the connection.
        failed: any other result.
        skipped: nothing was sent.
        interrupted: the run ended before the result was known.
    """

    sent: int
    ok: int
    failed: int
    skipped: int
    interrupted: int

    @property
    def all(self) -> int:
        """The number of connections that were to be probed."""
        return self.sent + self.skipped + self.interrupted


def count(probes: Iterable[Probe]) -> Totals:
    """Count the probes of a run by their results."""
    results = [_result(probe) for probe in probes]
    ok, failed = results.count("ok"), results.count("failed")
    return Totals(ok + failed, ok, failed, results.count("skipped"), results.count("interrupted"))


def _result(probe: Probe) -> Literal["ok", "failed", "skipped", "interrupted"]:
    if probe.outcome == "interrupted":
        return "interrupted"
    if probe.stage == "skipped":
        return "skipped"
    return "ok" if probe.outcome in _OK else "failed"
