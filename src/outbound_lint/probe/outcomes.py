"""The outcomes of probes, as frozen values.

Nothing here contains text of the peer: of its response, only numbers and facts with a few possible
values are kept, and the scheme, host and port of a redirect's target.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from outbound_lint.findings.probes import Stage, Timings
from outbound_lint.providers.model import SilentFailure

Name = Literal[
    "ok",
    "internal-error",
    "interrupted",
    "probe-auth",
    "probe-blocked",
    "probe-connect",
    "probe-dns",
    "probe-media-type",
    "probe-method",
    "probe-not-found",
    "probe-protocol",
    "probe-proxy",
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
"""`ok`, the name of the rule that reports the problem, or `interrupted` by Ctrl-C."""

Cause = Literal[
    # blocked
    "private",
    "special",
    "rewritten",
    # dns
    "no-address",
    "no-name-server",
    "limit",
    # connect
    "refused",
    "unreachable",
    "reset",
    "ipv6-only",
    "open-files",
    # the proxy in use
    "credentials",
    "denied",
    "gateway",
    "no-tunnel",
    # tls
    "expired",
    "not-yet-valid",
    "wrong-name",
    "self-signed",
    "unknown-issuer",
    "certificate",
    "version",
    "client-certificate",
    "no-authorities",
    "no-protocol",
    "unknown-name",
    "handshake",
    # protocol
    "plain-http",
    "not-tls",
    "not-http",
    "broken",
    "switch",
    "no-response",
    "cut",
    "flood",
    "informational",
    "status",
    # not sent
    "unsendable",
    "unresponsive",
]
"""The causes with different messages within one outcome."""

Difference = Literal[
    "slash",
    "no-slash",
    "www",
    "no-www",
    "http",
    "https",
    "port",
    "path",
    "login",
    "host",
    "same",
    "none",
]
"""How the target of a redirect differs from the URL; `none` if the response names no target."""


class Redirect(NamedTuple):
    """The target of a redirect: the difference, and scheme, host and port if they may be shown."""

    difference: Difference
    target: str | None = None


BodyKind = Literal["html", "error", "client-certificate", "plain-http"]
"""What may be told of a body; see `Facts`."""


class Facts(NamedTuple):
    """What may be shown of a response besides its status: no text of the receiver is kept.

    Attributes:
        redirect: The target of a redirect.
        retry_after: Seconds after which the receiver takes requests again.
        challenge: The registered authentication scheme that the receiver asks for.
        body: What the body of a success is, if it is an HTML page or JSON that reports an error; or
            what a server says with status 400: that it requires a client certificate, or that plain
            HTTP came to a port for HTTPS.
        failure: What the provider's profile says about the body of this success: no call is made.
    """

    redirect: Redirect | None = None
    retry_after: int | None = None
    challenge: str | None = None
    body: BodyKind | None = None
    failure: SilentFailure | None = None


SLOW = 10.0
"""Seconds after which senders of webhooks start to give up (GitHub: 10, Svix: 15)."""

EXPIRING_DAYS = 21
"""Days before its expiry in which a certificate is reported as expiring."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one probe.

    Attributes:
        name: `ok`, `interrupted`, or the rule that reports the problem.
        stage: The last stage that was reached.
        cause: The cause, if the outcome has several.
        blocked: The kind of address that the guard refused to connect to, with an article.
        status: The status of the response; that of the proxy, if it opened no tunnel.
        facts: What else may be shown of the response.
        address: The address of the connection.
        tls_version: The version in OpenSSL's spelling.
        certificate_hours: Whole hours until the peer's certificate expires.
        timings: The duration of each stage.
        failure: The exception that ended the probe, and its place, without its text.
        proxy: Host and port of the proxy in use.
        bypassed: Whether the host is connected to without the proxy in use, because of `NO_PROXY`.
        unreachable: The addresses that were tried before the one of the connection, without one.
        limit: The seconds that were not enough, if a limit ended the probe.
    """

    name: Name
    stage: Stage
    cause: Cause | None = None
    blocked: str | None = None
    status: int | None = None
    facts: Facts = field(default_factory=Facts)
    address: str | None = None
    tls_version: str | None = None
    certificate_hours: int | None = None
    timings: Timings = field(default_factory=Timings)
    failure: str | None = None
    proxy: str | None = None
    bypassed: bool = False
    unreachable: tuple[str, ...] = ()
    limit: float | None = None

    @property
    def certificate_days(self) -> int | None:
        """Whole days until the peer's certificate expires."""
        return None if self.certificate_hours is None else self.certificate_hours // 24


class ProbeFailedError(Exception):
    """Ends a probe. It has no text, so that no text of a peer or of a header can leak.

    Attributes:
        name: The rule that reports the problem.
        cause: The cause.
        status: The status of the proxy's response.
    """

    def __init__(self, name: Name, cause: Cause, status: int | None = None) -> None:
        super().__init__(name, cause)
        self.name = name
        self.cause = cause
        self.status = status


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
