"""What an outcome means for a connection: the finding, at the characters to change."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.probe import outcomes, places
from outbound_lint.probe.outcomes import Cause, Name, Outcome
from outbound_lint.probe.plan import Skip
from outbound_lint.source import Place

_Explain = Callable[[Connection, Outcome], Finding]

_LISTS = "the platform's addresses may be the only ones that the receiver lets in"
_PROXY = "this machine may need its proxy, which is ignored without `--probe-use-proxy`"
_NETWORK = f"If the host is right: {_LISTS}, and {_PROXY}."

_UNREACHED: dict[Cause | None, str] = {
    "no-address": "this host has no address",
    "limit": "nothing answered in time",
    "refused": "the connection is refused: nothing listens at this host and port",
    "unreachable": "no connection can be made",
    "reset": "the receiver ends the connection before it sends a byte",
    "proxy": "the proxy makes no connection to this host",
}
_UNTRUSTED: dict[Cause | None, tuple[str, str]] = {
    "expired": ("the receiver's certificate has expired", "Renew the certificate."),
    "not-yet-valid": (
        "the receiver's certificate is not valid yet",
        "See the start of its validity, and the clocks of receiver and machine.",
    ),
    "wrong-name": (
        "the receiver's certificate is for another name than this host",
        "Write the name that the certificate is for, or have one issued for this host.",
    ),
    "self-signed": (
        "the receiver's certificate signs itself, so nobody vouches for it",
        "Have one issued by an authority that the platform trusts.",
    ),
    "unknown-issuer": (
        "nobody known here vouches for the receiver's certificate",
        "Let the server send its intermediate certificates; the platform must know the authority.",
    ),
    "certificate": (
        "the receiver's certificate can't be trusted",
        "Have one issued by an authority that the platform trusts.",
    ),
    "version": (
        "the receiver speaks no version of TLS that is still safe",
        "Let it speak TLS 1.2 or 1.3.",
    ),
    "client-certificate": (
        "the receiver refuses a caller without a certificate of its own",
        "The platform shows none: let the receiver authenticate by a header.",
    ),
}
_NO_HTTP: dict[Cause | None, tuple[str, str]] = {
    "plain-http": (
        "plain HTTP answers where TLS is expected",
        "Write the port that serves HTTPS.",
    ),
    "not-tls": ("what answers speaks no TLS", "Write the port that serves HTTPS."),
    "not-http": ("what answers is no HTTP", "Write the port that serves HTTPS."),
    "cut": ("the answer ends before it is complete", "Read the receiver's log."),
    "flood": ("the answer does not end", "Read the receiver's log."),
    "informational": ("one informational answer follows the other", "Read the receiver's log."),
    "switch": ("the receiver wants to speak another protocol", "Write a URL that takes POST."),
    "status": ("the answer's status means nothing in HTTP", "Read the receiver's log."),
}


class ProbeVerdict(NamedTuple):
    """A finding and the rule that makes it."""

    rule: str
    finding: Finding


def of_skip(skip: Skip) -> ProbeVerdict:
    """Say why a connection was not probed."""
    return ProbeVerdict(
        "probe-skipped",
        Finding(skip.place, f"this connection is not probed: {skip.reason}", skip.hint),
    )


def of_outcome(
    connection: Connection, outcome: Outcome, auth_headers: frozenset[str]
) -> list[ProbeVerdict]:
    """Say what became of a connection's probe.

    Args:
        connection: the connection.
        outcome: what became of it.
        auth_headers: names of headers that authenticate beside the usual ones.

    Returns:
        Nothing for a plain success. A certificate that ends soon is told beside anything else.
    """
    verdicts = []
    explain = _EXPLAIN.get(outcome.name)
    if explain:
        verdicts.append(ProbeVerdict(outcome.name, explain(connection, outcome)))
    elif outcome.name == "probe-auth":
        verdicts.append(ProbeVerdict(outcome.name, _auth(connection, outcome, auth_headers)))
    days = outcome.certificate_days
    if days is not None and days <= outcomes.EXPIRING_DAYS:
        verdicts.append(ProbeVerdict("probe-tls-expiring", _expiring(connection, days)))
    return verdicts


def _blocked(connection: Connection, outcome: Outcome) -> Finding:
    return Finding(
        places.host(connection),
        f"from this machine, this host leads to the {outcome.blocked}: nothing was connected",
        "Correct its DNS records; type `--probe-allow-host` for a stand-in of your own.",
    )


def _unreached(connection: Connection, outcome: Outcome) -> Finding:
    what = _UNREACHED.get(outcome.cause, "no connection can be made")
    return Finding(places.host(connection), f"from this machine, {what}", _NETWORK)


def _untrusted(connection: Connection, outcome: Outcome) -> Finding:
    what, hint = _UNTRUSTED.get(
        outcome.cause, ("TLS with the receiver fails", "Read the receiver's log.")
    )
    message = f"from this machine, {what}: the platform would not send the trigger"
    return Finding(places.host(connection), message, hint)


def _no_http(connection: Connection, outcome: Outcome) -> Finding:
    what, hint = _NO_HTTP.get(outcome.cause, ("what answers is no HTTP", "See the port."))
    return Finding(places.host(connection), f"from this machine, {what}", hint)


def _late(connection: Connection, outcome: Outcome) -> Finding:
    what = {
        "tls": "the receiver does not finish the TLS handshake in time",
        "request": "the receiver does not begin to answer in time",
    }.get(outcome.stage, "the receiver does not finish its answer in time")
    hint = f"Let it answer before it makes the call. {_NETWORK}"
    return Finding(places.host(connection), f"from this machine, {what}", hint)


def _slow(connection: Connection, outcome: Outcome) -> Finding:
    seconds = (outcome.timings.total or 0) / 1000
    message = f"from this machine, the receiver takes {seconds:.0f} s: the platform waits for 30"
    return Finding(places.host(connection), message, "Let it answer before it makes the call.")


def _expiring(connection: Connection, days: int) -> Finding:
    when = f"in {days} days" if days > 1 else "within two days"
    message = f"the receiver's certificate ends {when}: after that no trigger reaches it"
    return Finding(places.host(connection), message, "Renew the certificate.")


def _redirect(connection: Connection, outcome: Outcome) -> Finding:
    message = (
        f"{_answered(outcome)} and sends the trigger elsewhere: on the way body and credential "
        "get lost"
    )
    hint = "Write the URL that it leads to, once you know that it is yours."
    if outcome.redirect:
        hint = f"It leads to {outcome.redirect}: write the whole URL, once you know it is yours."
    return Finding(places.address(connection), message, hint)


def _auth(connection: Connection, outcome: Outcome, names: frozenset[str]) -> Finding:
    place, absent = places.credential(connection, names)
    if absent:
        what = "no header authenticates the request"
        hint = 'Add the header it asks for, such as `"Authorization": "Bearer ${VOICE_TOKEN}"`.'
    elif outcome.status == 403:
        what = "what this credential stands for may not start calls"
        hint = "See what it is allowed to do."
    else:
        what = "this credential is refused"
        hint = "See that it is current, of this environment, and behind the scheme that is asked."
    if outcome.status == 403:
        hint += f" If that is right: {_LISTS}, and {_PROXY}."
    return Finding(place, f"{_answered(outcome)}: {what}", hint, absent=absent)


def _media_type(connection: Connection, outcome: Outcome) -> Finding:
    place, absent = places.content_type(connection)
    message = f"{_answered(outcome)}: it does not take the body as what Content-Type says"
    hint = (
        'Set `"Content-Type": "application/json"`; a receiver that takes forms only can\'t be used.'
    )
    return Finding(place, message, hint, absent=absent)


def _rejected(connection: Connection, outcome: Outcome) -> Finding:
    return Finding(
        places.body(connection),
        f"{_answered(outcome)}: it refuses the body, or only the fictional number in it",
        "Compare payload and `phone_number_key` with the receiver's documentation; rule the number "
        "out with a test line of your own: `--probe-number`.",
    )


def _answer(place: Callable[[Connection], Place], meaning: str, hint: str) -> _Explain:
    def explain(connection: Connection, outcome: Outcome) -> Finding:
        return Finding(place(connection), f"{_answered(outcome)}: {meaning}", hint)

    return explain


def _unsendable(connection: Connection, outcome: Outcome) -> Finding:  # noqa: ARG001
    return Finding(
        places.headers(connection),
        "this connection is not probed: HTTP can't carry its request",
        "See what else is found in its headers.",
    )


def _answered(outcome: Outcome) -> str:
    return f"from this machine, the receiver answers {outcome.status}"


_EXPLAIN: dict[Name, _Explain] = {
    "probe-blocked": _blocked,
    "probe-dns": _unreached,
    "probe-connect": _unreached,
    "probe-tls": _untrusted,
    "probe-protocol": _no_http,
    "probe-timeout": _late,
    "probe-slow": _slow,
    "probe-redirect": _redirect,
    "probe-media-type": _media_type,
    "probe-rejected": _rejected,
    "probe-skipped": _unsendable,
    "probe-not-found": _answer(
        places.path,
        "nothing takes the trigger at this path",
        "Compare the path with the receiver's documentation, letter by letter.",
    ),
    "probe-method": _answer(
        places.path,
        "nothing at this path takes POST, which the platform sends",
        "Write the path that starts calls.",
    ),
    "probe-rate-limited": _answer(
        places.host,
        "it has had too many requests",
        "Probe again later; simulations send one request a call.",
    ),
    "probe-server-error": _answer(
        places.host,
        "it fails, and nothing says that a call would have started",
        "Read its log at the time of the probe; some receivers fail so on a body they don't know.",
    ),
}
