"""Outcomes of probes as findings: one table of messages, and the characters to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.probe import outcomes, places
from outbound_lint.probe.outcomes import Name, Outcome
from outbound_lint.probe.plan import Skip
from outbound_lint.source import Place

_FIREWALL = (
    "a firewall may allow the platform's addresses only, or this machine may need its proxy: try "
    "`--probe-use-proxy`."
)
_CHECK_HOST = f"Check the host. If it is correct, {_FIREWALL}"
_CHECK_PORT = f"Check the host and the port. If they are correct, {_FIREWALL}"
_HTTPS_PORT = "Check the port: HTTPS usually uses 443."
_RESPOND_FIRST = "Respond as soon as the trigger is accepted, and place the call afterwards."
_READ_LOG = "Look for the time of the probe in the receiver's log."

_REFUSED = "seen from this machine: the platform would refuse to connect"
_UNREADABLE = "to a request from this machine: the platform can't read the response"
_RESPONSE = "the receiver responded with {status} to a request from this machine"


class _Text(NamedTuple):
    """A message and a hint, in which `{status}` and the like are filled."""

    message: str
    hint: str


_TEXTS: dict[Name, dict[str | None, _Text]] = {
    "probe-blocked": {
        None: _Text(
            "this host resolves to the {blocked} from this machine: the probe did not connect",
            "Correct the DNS records of the host. For a receiver in your own network, use "
            "`--probe-allow-host HOST:PORT`.",
        ),
    },
    "probe-dns": {
        "no-address": _Text(
            "this host name does not resolve from this machine: the platform can't connect to a "
            "host without an address",
            _CHECK_HOST,
        ),
        "limit": _Text(
            "this host name was not resolved in time from this machine: the name server did not "
            "respond",
            _CHECK_HOST,
        ),
    },
    "probe-connect": {
        "limit": _Text(
            "this host did not accept a connection from this machine in time", _CHECK_PORT
        ),
        "refused": _Text(
            "the connection from this machine was refused: nothing listens on this host and port",
            _CHECK_PORT,
        ),
        "unreachable": _Text("this host can't be reached from this machine", _CHECK_PORT),
        "reset": _Text(
            "the connection from this machine was closed before the receiver sent a byte",
            _CHECK_PORT,
        ),
        "proxy": _Text(
            "this host can't be reached from this machine: the proxy did not connect to it",
            "Check `HTTPS_PROXY`, and make sure that the proxy may connect to this host and port.",
        ),
    },
    "probe-tls": {
        "expired": _Text(
            f"the receiver's certificate has expired, {_REFUSED}", "Renew the certificate."
        ),
        "not-yet-valid": _Text(
            f"the receiver's certificate is not valid yet, {_REFUSED}",
            "Check the start of its validity, and the clocks of the receiver and of this machine.",
        ),
        "wrong-name": _Text(
            f"the receiver's certificate is for a different host, {_REFUSED}",
            "Use the host that the certificate is for, or request a certificate for this host.",
        ),
        "self-signed": _Text(
            f"the receiver's certificate is self-signed, {_REFUSED}",
            "Use a certificate from a public authority, such as Let's Encrypt.",
        ),
        "unknown-issuer": _Text(
            "the receiver's certificate is from an unknown authority, or its chain is incomplete, "
            f"{_REFUSED}",
            "Configure the server to send its intermediate certificates, and use a public "
            "authority.",
        ),
        "certificate": _Text(
            f"the receiver's certificate can't be verified, {_REFUSED}",
            "Use a certificate from a public authority, such as Let's Encrypt.",
        ),
        "version": _Text(
            f"the receiver supports only versions before TLS 1.2, {_REFUSED}",
            "Configure the server to support TLS 1.2 or 1.3.",
        ),
        "client-certificate": _Text(
            "the receiver requires a client certificate, seen from this machine: the platform "
            "sends none",
            "Configure the receiver to authenticate requests with a header instead.",
        ),
        "handshake": _Text(
            "the TLS handshake from this machine failed: the receiver may not know this host name, "
            "or may support HTTP/2 only",
            "Look for the reason in the receiver's log, or run `openssl s_client -connect "
            "HOST:PORT -servername HOST`.",
        ),
    },
    "probe-protocol": {
        "plain-http": _Text(
            "this port serves plain HTTP, seen from this machine: the platform expects HTTPS",
            _HTTPS_PORT,
        ),
        "not-tls": _Text(
            "this port does not use TLS, seen from this machine: the platform expects HTTPS",
            _HTTPS_PORT,
        ),
        "not-http": _Text(
            f"the receiver responded with invalid HTTP {_UNREADABLE}",
            "Make sure that the port is correct, and that the receiver supports HTTP/1.1.",
        ),
        "cut": _Text(
            f"the receiver did not send a complete response {_UNREADABLE}",
            _READ_LOG,
        ),
        "flood": _Text(f"the receiver sent a response without end {_UNREADABLE}", _READ_LOG),
        "informational": _Text(
            "the receiver sent only informational responses (1xx) to a request from this machine: "
            "the platform waits for the final one",
            _READ_LOG,
        ),
        "status": _Text(f"{_RESPONSE}: HTTP has no such status", _READ_LOG),
    },
    "probe-timeout": {
        "tls": _Text(
            "the TLS handshake from this machine did not complete in time: the receiver only "
            "accepted the connection",
            _CHECK_PORT,
        ),
        "request": _Text(
            "the receiver did not respond in time to a request from this machine: the platform "
            "waits for at most 30 s",
            f"{_RESPOND_FIRST} If the receiver does that, {_FIREWALL}",
        ),
        "response": _Text(
            "the receiver did not complete its response in time to a request from this machine: "
            "the platform waits for at most 30 s",
            f"{_RESPOND_FIRST} If the receiver does that, {_FIREWALL}",
        ),
    },
    "probe-slow": {
        None: _Text(
            "the receiver took {seconds} s to respond to a request from this machine: the platform "
            "waits for at most 30 s",
            _RESPOND_FIRST,
        ),
    },
    "probe-redirect": {
        None: _Text(
            f"{_RESPONSE}: after a redirect, the body and the credential may get lost",
            "Write the URL that it redirects to, if you trust that host.",
        ),
        "known": _Text(
            f"{_RESPONSE}: after a redirect, the body and the credential may get lost",
            "Write the full URL that it redirects to on {redirect}, if you trust that host.",
        ),
    },
    "probe-auth": {
        "absent": _Text(
            f"{_RESPONSE}: no header authenticates the request",
            "Add the header that it requires, such as "
            '`"Authorization": "Bearer ${{VOICE_TOKEN}}"`.',
        ),
        "403": _Text(
            f"{_RESPONSE}: this credential may not start calls",
            "Check the permissions of the credential.",
        ),
        None: _Text(
            f"{_RESPONSE}: it rejected this credential",
            "Make sure that the credential is current, belongs to this environment, and follows "
            "the scheme that the receiver requires.",
        ),
    },
    "probe-not-found": {
        None: _Text(
            f"{_RESPONSE}: it has nothing at this path",
            "Compare the path with the receiver's documentation character by character.",
        ),
    },
    "probe-method": {
        None: _Text(
            f"{_RESPONSE}: this path does not accept POST, which the platform sends",
            "Write the path that starts calls.",
        ),
    },
    "probe-media-type": {
        None: _Text(
            f"{_RESPONSE}: it does not accept the Content-Type of the request",
            'Set `"Content-Type": "application/json"`. The platform can\'t trigger a receiver that '
            "accepts only forms.",
        ),
    },
    "probe-rate-limited": {
        None: _Text(
            f"{_RESPONSE}: it received too many requests",
            "Probe again later. Simulations send one request for each call.",
        ),
    },
    "probe-rejected": {
        None: _Text(
            f"{_RESPONSE}: it rejected the body, or only the fictional number in it",
            "Compare the payload and `phone_number_key` with the receiver's documentation. To rule "
            "out the number, probe with a test line of your own: `--probe-number`.",
        ),
    },
    "probe-server-error": {
        None: _Text(
            f"{_RESPONSE}: it failed, so a real trigger would probably fail too",
            f"{_READ_LOG} Some receivers fail on a body that they do not expect.",
        ),
    },
    "probe-skipped": {
        "unsendable": _Text(
            "this connection was not probed: its headers can't be sent over HTTP",
            "Fix the names and the values of the headers.",
        ),
    },
}
"""By outcome, and by what `_variant` tells apart within it."""

_PLACES: dict[Name, Callable[[Connection], Place]] = {
    "probe-redirect": places.address,
    "probe-not-found": places.path,
    "probe-method": places.path,
    "probe-rejected": places.body,
    "probe-skipped": places.headers,
}
"""The characters to change, where they are not the host."""


class ProbeVerdict(NamedTuple):
    """A finding, and the name of its rule."""

    rule: str
    finding: Finding


def of_skip(skip: Skip) -> ProbeVerdict:
    """Report why a connection was not probed."""
    message = f"this connection was not probed: {skip.reason}"
    return ProbeVerdict("probe-skipped", Finding(skip.place, message, skip.hint))


def of_outcome(
    connection: Connection, outcome: Outcome, auth_headers: frozenset[str]
) -> list[ProbeVerdict]:
    """Report the outcome of a connection's probe.

    Args:
        connection: The connection.
        outcome: The outcome of its probe.
        auth_headers: Names of headers that authenticate, in addition to the usual ones.

    Returns:
        Nothing for a success. A certificate that expires soon is reported in addition to any other
        outcome.
    """
    verdicts = []
    if outcome.name in _TEXTS:
        verdicts.append(ProbeVerdict(outcome.name, _finding(connection, outcome, auth_headers)))
    days = outcome.certificate_days
    if days is not None and days <= outcomes.EXPIRING_DAYS:
        when = f"in {days} days" if days > 1 else "within two days"
        message = f"the receiver's certificate expires {when}: after that, all calls fail"
        finding = Finding(places.host(connection), message, "Renew the certificate.")
        verdicts.append(ProbeVerdict("probe-tls-expiring", finding))
    return verdicts


def _finding(connection: Connection, outcome: Outcome, auth_headers: frozenset[str]) -> Finding:
    absent = False
    if outcome.name == "probe-auth":
        place, absent = places.credential(connection, auth_headers)
    elif outcome.name == "probe-media-type":
        place, absent = places.content_type(connection)
    else:
        place = _PLACES.get(outcome.name, places.host)(connection)
    texts = _TEXTS[outcome.name]
    text = texts.get(_variant(outcome, absent=absent)) or texts[None]
    values = {
        "status": outcome.status,
        "blocked": outcome.blocked,
        "redirect": outcome.redirect,
        "seconds": f"{(outcome.timings.total or 0) / 1000:.0f}",
    }
    hint = text.hint.format_map(values)
    if outcome.status == 403:
        hint += f" If that does not help, {_FIREWALL}"
    return Finding(place, text.message.format_map(values), hint, absent=absent)


def _variant(outcome: Outcome, *, absent: bool) -> str | None:
    """Return which of the texts of an outcome applies."""
    match outcome.name:
        case "probe-auth":
            return "absent" if absent else str(outcome.status)
        case "probe-redirect":
            return "known" if outcome.redirect else None
        case "probe-timeout":
            return outcome.stage
        case _:
            return outcome.cause
