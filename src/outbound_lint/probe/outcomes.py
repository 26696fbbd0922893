"""What became of a probe, as frozen values.

Nothing here holds a text of the peer: of its answer only numbers are kept, and what a redirect
names as its scheme, host and port.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from outbound_lint.findings.probes import Stage, Timings

Name = Literal[
    "ok",
    "internal-error",
    "probe-auth",
    "probe-blocked",
    "probe-connect",
    "probe-dns",
    "probe-media-type",
    "probe-method",
    "probe-not-found",
    "probe-protocol",
    "probe-rate-limited",
    "probe-redirect",
    "probe-rejected",
    "probe-server-error",
    "probe-skipped",
    "probe-slow",
    "probe-timeout",
    "probe-tls",
    "probe-tls-expiring",
]
"""`ok`, or the name of the rule that says what went wrong."""

Cause = Literal[
    # dns
    "no-address",
    "limit",
    # connect
    "refused",
    "unreachable",
    "reset",
    "proxy",
    # tls
    "expired",
    "not-yet-valid",
    "wrong-name",
    "self-signed",
    "unknown-issuer",
    "certificate",
    "version",
    "client-certificate",
    "handshake",
    # protocol
    "plain-http",
    "not-tls",
    "not-http",
    "cut",
    "flood",
    "informational",
    "switch",
    "status",
    # the request itself
    "unsendable",
]
"""What a rule's message tells apart within one outcome."""

SLOW = 10.0
"""Seconds after which callers of webhooks begin to give up (GitHub: 10, Svix: 15)."""

EXPIRING_DAYS = 21
"""Days before its end in which a certificate is told to be expiring."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one probe.

    Attributes:
        name: `ok`, or the rule that says what went wrong.
        stage: how far it came.
        cause: what the rule's message tells apart, where there is something to tell.
        blocked: what kept the guard from connecting, in plain words.
        status: the status of the answer.
        redirect: scheme, host and port of a redirect's target, where they may be shown.
        address: the address that was connected to.
        tls_version: as OpenSSL calls it.
        certificate_days: whole days until the peer's certificate ends.
        timings: how long it took.
        failure: the exception that ended it, and its place, without its text.
    """

    name: Name
    stage: Stage
    cause: Cause | None = None
    blocked: str | None = None
    status: int | None = None
    redirect: str | None = None
    address: str | None = None
    tls_version: str | None = None
    certificate_days: int | None = None
    timings: Timings = field(default_factory=Timings)
    failure: str | None = None


class ProbeFailedError(Exception):
    """Ends a probe. It carries no text, so that none of the peer's or of a header can get out.

    Attributes:
        name: the rule that says what went wrong.
        cause: what its message tells apart.
    """

    def __init__(self, name: Name, cause: Cause) -> None:
        super().__init__(name, cause)
        self.name = name
        self.cause = cause


_BY_STATUS: dict[int, Name] = {
    401: "probe-auth",
    403: "probe-auth",
    404: "probe-not-found",
    405: "probe-method",
    407: "probe-auth",
    410: "probe-not-found",
    415: "probe-media-type",
    429: "probe-rate-limited",
}
_BY_CLASS: dict[int, Name] = {
    2: "ok",
    3: "probe-redirect",
    4: "probe-rejected",
    5: "probe-server-error",
}


def of_status(status: int) -> Name:
    """Return the outcome that a final status means (RFC 9110, section 15)."""
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, "probe-protocol")
