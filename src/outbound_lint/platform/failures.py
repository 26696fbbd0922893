"""Why the platform's API did not answer, in one sentence without text of the peer."""

from __future__ import annotations

from outbound_lint.findings.failures import DescribedError
from outbound_lint.probe.outcomes import Cause, Name, Outcome
from outbound_lint.probe.permissions import Authority

_BUNDLE = "name it with --probe-ca-bundle"

_BY_STATUS = {
    401: "the platform does not accept the key in COVAL_API_KEY (status 401): set a valid key",
    403: "the key in COVAL_API_KEY may not list agents (status 403): use one that may",
    404: "there is no list of agents on {host} (status 404): check --api-url",
    407: "a proxy asks for other credentials (status 407): check HTTPS_PROXY",
}
_BY_CAUSE: dict[tuple[Name, Cause | None], str] = {
    ("probe-blocked", "private"): "{host} has {blocked} here, so the key was not sent: if it is "
    "yours, add --probe-allow-host {host}",
    ("probe-connect", "refused"): "no connection to {host}: nothing listens there",
    ("probe-connect", "ipv6-only"): "no connection to {host}: it has only IPv6 addresses, which "
    "this machine can't reach",
    (
        "probe-connect",
        "open-files",
    ): "no connection to {host}: this machine has too many open files",
    ("probe-tls", "expired"): "no TLS connection to {host}: its certificate has expired",
    ("probe-tls", "not-yet-valid"): "no TLS connection to {host}: its certificate is not valid yet",
    ("probe-tls", "wrong-name"): "no TLS connection to {host}: its certificate is for another host",
    ("probe-tls", "self-signed"): "no TLS connection to {host}: its certificate is self-signed: "
    f"{_BUNDLE}",
    ("probe-tls", "unknown-issuer"): "no TLS connection to {host}: the issuer of its certificate "
    f"is not trusted: {_BUNDLE}",
    ("probe-tls", "no-authorities"): "no TLS connection to {host}: this machine trusts no "
    "certificate authority: name one with --probe-ca-bundle",
}
_BY_NAME: dict[Name, str] = {
    "probe-blocked": "{host} has {blocked} here, so the key was not sent",
    "probe-dns": "the host name of {host} was not resolved: check the network, or add "
    "--probe-use-proxy",
    "probe-connect": "no connection to {host}: check the network, or add --probe-use-proxy",
    "probe-tls": "no TLS connection to {host}: the handshake failed",
    "probe-proxy": "the proxy {proxy} opened no connection to {host}: check HTTPS_PROXY",
    "probe-timeout": "{host} did not respond within {limit:g} s: allow more with --probe-timeout",
    "probe-redirect": "{host} redirects (status {status}), which is not followed: check --api-url",
    "probe-rate-limited": "the platform got too many requests (status 429): try again {later}",
    "probe-server-error": "the platform failed (status {status}): try again later",
    "probe-protocol": "the response of {host} is incomplete, or not valid HTTP: check --api-url",
}


def sentence(outcome: Outcome, authority: Authority) -> str:
    """Say why there is no list of agents.

    Args:
        outcome: The outcome of the request, which is not a success.
        authority: The host and port of the API.

    Raises:
        DescribedError: outbound-lint itself failed.
    """
    if outcome.name == "internal-error":
        raise DescribedError(outcome.failure or "unknown cause")
    text = (
        _BY_STATUS.get(outcome.status or 0)
        or _BY_CAUSE.get((outcome.name, outcome.cause))
        or _BY_NAME.get(outcome.name, "the platform refused the request (status {status})")
    )
    wait = outcome.facts.retry_after
    return text.format(
        host=authority,
        blocked=outcome.blocked,
        proxy=outcome.proxy,
        status=outcome.status,
        limit=outcome.limit or 0,
        later="later" if wait is None else f"in {wait} s",
    )
