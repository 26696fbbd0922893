"""The outcomes of probes, as frozen values.

Nothing here contains text of the peer: of its response, only numbers are kept, and the scheme,
host and port of a redirect's target.
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
"""`ok`, or the name of the rule that reports the problem."""

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
    "status",
    # the request itself
    "unsendable",
]
"""The causes with different messages within one outcome."""

SLOW = 10.0
"""Seconds after which senders of webhooks start to give up (GitHub: 10, Svix: 15)."""

EXPIRING_DAYS = 21
"""Days before its expiry in which a certificate is reported as expiring."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one probe.

    Attributes:
        name: `ok`, or the rule that reports the problem.
        stage: The last stage that was reached.
        cause: The cause, if the outcome has several.
        blocked: The address that the guard refused to connect to, in words.
        status: The status of the response.
        redirect: Scheme, host and port of a redirect's target, if they may be shown.
        address: The address of the connection.
        tls_version: The version in OpenSSL's spelling.
        certificate_days: Whole days until the peer's certificate expires.
        timings: The duration of each stage.
        failure: The exception that ended the probe, and its place, without its text.
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
    """Ends a probe. It has no text, so that no text of a peer or of a header can leak.

    Attributes:
        name: The rule that reports the problem.
        cause: The cause.
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
    """Return the outcome for a final status (RFC 9110, section 15)."""
    return _BY_STATUS.get(status) or _BY_CLASS.get(status // 100, "probe-protocol")
