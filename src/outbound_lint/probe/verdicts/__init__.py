"""Outcomes of probes as findings, at the characters to change."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.facts import media_types, placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.probe import outcomes, places
from outbound_lint.probe.outcomes import BodyKind, Cause, Name, Outcome
from outbound_lint.probe.permissions import authority_of
from outbound_lint.probe.plan import Skip
from outbound_lint.probe.verdicts.before_response import (
    BEHIND_PROXY,
    FIREWALL,
    TEXTS,
    TRY_PROXY,
    TRY_WITHOUT_EXCEPTION,
)
from outbound_lint.probe.verdicts.responses import RESPONSES
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.source import Place

_TEXTS = {**TEXTS, **RESPONSES}

_BY_OUTCOME: dict[Name | Cause, Callable[[Connection], Place]] = {
    "probe-redirect": places.address,
    "probe-not-found": places.path,
    "probe-method": places.path,
    "probe-rejected": places.body,
    "unsendable": places.headers,
}
_BY_STATUS: dict[int, Callable[[Connection], Place]] = {
    402: places.host,
    406: places.headers,
    407: places.host,
    408: places.host,
    411: places.host,
    414: places.address,
    421: places.host,
    425: places.host,
    426: places.address,
    431: places.headers,
    451: places.host,
    501: places.path,
}
_BY_BODY: dict[BodyKind | None, Callable[[Connection], Place]] = {
    "client-certificate": places.host,
    "plain-http": places.host,
}
"""The characters to change, where they are not the host."""


_OF_BODY = (400, 422)
"""The statuses by which receivers reject a body that they do not take for JSON."""


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
    hours = outcome.certificate_hours
    if hours is not None and hours < 24 * (outcomes.EXPIRING_DAYS + 1):
        when = (
            f"{hours // 24} days" if hours >= 48 else "an hour" if hours <= 1 else f"{hours} hours"
        )
        message = f"the receiver's certificate expires in {when}: calls fail from then on"
        finding = Finding(places.host(connection), message, "Renew the certificate.")
        verdicts.append(ProbeVerdict("probe-tls-expiring", finding))
    return verdicts


def _finding(connection: Connection, outcome: Outcome, auth_headers: frozenset[str]) -> Finding:
    place, absent = _place(connection, outcome, auth_headers)
    texts = _TEXTS[outcome.name]
    variants = _variants(outcome, place, absent=absent)
    text = next((texts[one] for one in variants if one in texts), None) or texts[None]
    if outcome.status in _OF_BODY and not outcome.facts.body and _has_unusual_type(connection):
        (place, _), text = places.content_type(connection), texts["content-type"]
    over_http = f"http {outcome.facts.body or outcome.status or outcome.cause}"
    if over_http in texts and connection.url and connection.url.scheme == "http":
        place, text = places.address(connection), texts[over_http]
    authority = authority_of(connection.url) if connection.url else None
    redirect, wait = outcome.facts.redirect, outcome.facts.retry_after
    values = {
        "status": outcome.status,
        "blocked": outcome.blocked,
        "proxy": outcome.proxy,
        "authority": mask_text(str(authority)) if authority else "HOST:PORT",
        "host": mask_text(authority.host) if authority else "HOST",
        "connect": mask_text(authority.with_port) if authority else "HOST:PORT",
        "target": (redirect and redirect.target) or "its name is not shown",
        "challenge": outcome.facts.challenge,
        "why": outcome.facts.failure and outcome.facts.failure.why,
        "later": " later" if wait is None else f" in {wait} s",
        "within": "in time" if outcome.limit is None else f"within {outcome.limit:g} s",
        "seconds": f"{(outcome.timings.total or 0) / 1000:.0f}",
    }
    message, hint = (one.format_map(values) for one in text)
    if outcome.proxy:
        hint = hint.replace(FIREWALL, BEHIND_PROXY)
    elif outcome.bypassed:
        hint = hint.replace(TRY_PROXY, TRY_WITHOUT_EXCEPTION)
    return Finding(place, message, hint, absent=absent)


def _place(
    connection: Connection, outcome: Outcome, auth_headers: frozenset[str]
) -> tuple[Place, bool]:
    """Return the characters to change, and whether what is missing belongs there."""
    if outcome.facts.body in _BY_BODY:
        return _BY_BODY[outcome.facts.body](connection), False
    if outcome.status in _BY_STATUS:
        return _BY_STATUS[outcome.status](connection), False
    if outcome.name == "probe-auth":
        return places.credential(connection, auth_headers)
    if outcome.name == "probe-media-type":
        return places.content_type(connection)
    return _BY_OUTCOME.get(outcome.cause or outcome.name, places.host)(connection), False


def _has_unusual_type(connection: Connection) -> bool:
    """Return whether some receivers do not take the configured Content-Type for JSON."""
    values = [one.value for one in connection.header_fields if one.folded == "content-type"]
    return bool(
        values
        and values[0]
        and not placeholders.find(values[0])
        and media_types.judge_content_type(values[0]).verdict != "json"
    )


def _variants(outcome: Outcome, place: Place, *, absent: bool) -> Iterator[str | None]:
    """Yield what selects one of the texts of an outcome, the most precise first."""
    facts = outcome.facts
    if absent:
        yield f"absent {outcome.status}"
        yield "absent"
    if facts.challenge and not _has_scheme(place, facts.challenge):
        yield f"scheme {facts.challenge}"
        yield "scheme"
    if facts.failure:
        yield "hidden"
    if facts.body:
        yield facts.body
    yield str(outcome.status)
    if facts.redirect:
        yield facts.redirect.difference
    yield outcome.stage if outcome.name == "probe-timeout" else outcome.cause


def _has_scheme(credential: Place, scheme: str) -> bool:
    """Return whether a credential starts with a scheme, or is hidden by a placeholder."""
    word = credential.value.partition(" ")[0]
    return word.lower() == scheme.lower() or bool(placeholders.whole(word))
