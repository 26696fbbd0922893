"""The finding for each outcome: its message, its hint and its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from outbound_lint.findings.probes import Timings
from outbound_lint.probe.outcomes import Cause, Difference, Facts, Name, Outcome, Redirect
from outbound_lint.probe.permissions import Authority, Binding, Permissions
from outbound_lint.probe.verdicts import ProbeVerdict, of_outcome, of_skip
from outbound_lint.providers.model import SilentFailure
from outbound_lint.rules import find_rule
from tests.probe.samples import subject
from tests.probe.test_plan import planned, plans, skipped

SNAPSHOT = Path(__file__).with_name("verdicts.txt")

FULL = """\
trigger_call_endpoint: https://voice.acme.dev/outbound
trigger_call_headers: '{"Authorization": "Bearer ${TOKEN}", "Content-Type": "application/json"}'
trigger_call_payload: '{"id": 1}'
"""
BARE = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"

TARGET = "https://calls.acme.dev"
PROXY = "proxy.acme.dev:3128"

NO_CALL = SilentFailure("the answer may say that no call was started")

OUTCOMES = [
    Outcome("probe-blocked", "dns", "private", "a loopback address"),
    Outcome("probe-blocked", "dns", "special", "a cloud metadata address"),
    Outcome("probe-blocked", "dns", "rewritten", "a NAT64 address"),
    Outcome("probe-dns", "dns", "no-address"),
    Outcome("probe-dns", "dns", "no-name-server"),
    Outcome("probe-dns", "dns", "limit", limit=30.0),
    Outcome("probe-connect", "connect", "limit", limit=10.0),
    Outcome("probe-connect", "connect", "refused"),
    Outcome("probe-connect", "connect", "unreachable"),
    Outcome("probe-connect", "connect", "reset"),
    Outcome("probe-connect", "connect", "ipv6-only"),
    Outcome("probe-connect", "connect", "open-files"),
    Outcome("probe-proxy", "dns", "no-address", proxy=PROXY),
    Outcome("probe-proxy", "dns", "no-name-server", proxy=PROXY),
    Outcome("probe-proxy", "connect", "limit", proxy=PROXY, limit=10.0),
    Outcome("probe-proxy", "connect", "no-tunnel", proxy=PROXY, limit=10.0),
    Outcome("probe-proxy", "connect", "refused", proxy=PROXY),
    Outcome("probe-proxy", "connect", "unreachable", proxy=PROXY),
    Outcome("probe-proxy", "connect", "ipv6-only", proxy=PROXY),
    Outcome("probe-proxy", "connect", "reset", proxy=PROXY),
    Outcome("probe-proxy", "connect", "cut", proxy=PROXY),
    Outcome("probe-proxy", "connect", "not-http", proxy=PROXY),
    Outcome("probe-proxy", "connect", "credentials", status=407, proxy=PROXY),
    Outcome("probe-proxy", "connect", "gateway", status=502, proxy=PROXY),
    Outcome("probe-proxy", "connect", "denied", status=403, proxy=PROXY),
    Outcome("probe-tls", "tls", "expired"),
    Outcome("probe-tls", "tls", "not-yet-valid"),
    Outcome("probe-tls", "tls", "wrong-name"),
    Outcome("probe-tls", "tls", "self-signed"),
    Outcome("probe-tls", "tls", "unknown-issuer"),
    Outcome("probe-tls", "tls", "no-authorities"),
    Outcome("probe-tls", "tls", "certificate"),
    Outcome("probe-tls", "tls", "version"),
    Outcome("probe-tls", "tls", "client-certificate"),
    Outcome("probe-tls", "tls", "unknown-name"),
    Outcome("probe-tls", "tls", "no-protocol"),
    Outcome("probe-tls", "tls", "handshake"),
    Outcome("probe-tls-expiring", "response", status=200, certificate_hours=504),
    Outcome("probe-tls-expiring", "response", status=200, certificate_hours=48),
    Outcome("probe-tls-expiring", "response", status=200, certificate_hours=5),
    Outcome("probe-tls-expiring", "response", status=200, certificate_hours=0),
    Outcome("probe-protocol", "tls", "plain-http"),
    Outcome("probe-protocol", "tls", "not-tls"),
    Outcome("probe-protocol", "response", "not-http"),
    Outcome("probe-protocol", "response", "broken"),
    Outcome("probe-protocol", "response", "switch"),
    Outcome("probe-protocol", "request", "no-response"),
    Outcome("probe-protocol", "response", "cut"),
    Outcome("probe-protocol", "response", "flood"),
    Outcome("probe-protocol", "response", "informational"),
    Outcome("probe-protocol", "response", "status", status=600),
    Outcome("probe-timeout", "tls", limit=10.0),
    Outcome("probe-timeout", "request", limit=30.0),
    Outcome("probe-timeout", "response", status=200, limit=2.5),
    Outcome("probe-slow", "response", status=200, timings=Timings(total=12_345.6)),
    *(
        Outcome("probe-redirect", "response", status=302, facts=Facts(Redirect(one, TARGET)))
        for one in get_args(Difference)
    ),
    Outcome("probe-redirect", "response", status=308, facts=Facts(Redirect("host"))),
    *(
        Outcome("probe-redirect", "response", status=one, facts=Facts(Redirect("none")))
        for one in (300, 304, 305)
    ),
    Outcome("probe-auth", "response", status=401),
    Outcome("probe-auth", "response", status=401, facts=Facts(challenge="Basic")),
    Outcome("probe-auth", "response", status=403),
    Outcome("probe-auth", "response", status=407),
    Outcome("probe-not-found", "response", status=404),
    Outcome("probe-not-found", "response", status=410),
    Outcome("probe-method", "response", status=405),
    Outcome("probe-media-type", "response", status=415),
    Outcome("probe-rate-limited", "response", status=429),
    Outcome("probe-rate-limited", "response", status=429, facts=Facts(retry_after=60)),
    *(
        Outcome("probe-rejected", "response", status=one)
        for one in (400, 402, 406, 408, 411, 413, 414, 421, 422, 425, 426, 431, 451)
    ),
    *(
        Outcome("probe-rejected", "response", status=400, facts=Facts(body=one))
        for one in ("client-certificate", "plain-http")
    ),
    *(
        Outcome("probe-server-error", "response", status=one)
        for one in (500, 501, 502, 503, 504, 505)
    ),
    Outcome("probe-rejected", "response", status=200, facts=Facts(failure=NO_CALL)),
    Outcome("probe-server-error", "response", status=503, facts=Facts(retry_after=60)),
    Outcome("probe-skipped", "skipped", "unsendable"),
    Outcome("probe-skipped", "skipped", "unresponsive", limit=30.0),
]

WITHOUT_HEADERS = [
    Outcome("probe-auth", "response", status=401),
    Outcome("probe-auth", "response", status=403),
    Outcome("probe-media-type", "response", status=415),
    Outcome("probe-rejected", "response", status=422),
    Outcome("probe-skipped", "skipped", "unsendable"),
]


UNUSUAL = FULL.replace("application/json", "text/json")
REJECTED = [
    Outcome("probe-rejected", "response", status=400),
    Outcome("probe-rejected", "response", status=422),
    Outcome("probe-rejected", "response", status=400, facts=Facts(body="client-certificate")),
    Outcome("probe-media-type", "response", status=415),
]


def shown(verdict: ProbeVerdict, title: str) -> str:
    """Return the lines of the snapshot for a finding."""
    finding = verdict.finding
    traced = finding.place.trace()
    marked = traced.source.value[traced.start : traced.end]
    at = "absent at" if finding.absent else "at"
    return f"{title}\n  {at} {marked}\n  {finding.message}\n  {finding.hint}\n"


def title(outcome: Outcome, suffix: str = "") -> str:
    redirect, retry_after, challenge, body, failure = outcome.facts
    difference = redirect and f"{redirect.difference} {redirect.target or 'hidden'}"
    details = (outcome.cause, outcome.status, difference, challenge, retry_after, body, suffix)
    if failure:
        details = ("behind a success",)
    if outcome.name == "probe-timeout":
        details = (outcome.stage,)
    if outcome.name == "probe-tls-expiring":
        details = (f"{outcome.certificate_hours} h",)
    return " ".join(map(str, (outcome.name, *filter(None, details))))


def of_outcomes() -> Iterator[str]:
    for text, outcomes, suffix in (
        (FULL, OUTCOMES, ""),
        (BARE, WITHOUT_HEADERS, "(no headers)"),
        (UNUSUAL, REJECTED, "(text/json)"),
    ):
        connection = subject(text).connection
        for outcome in outcomes:
            (verdict,) = of_outcome(connection, outcome, frozenset())
            assert verdict.rule == outcome.name
            yield shown(verdict, title(outcome, suffix))


def of_skips() -> Iterator[str]:
    unbound = Permissions()
    bound = Permissions(bindings=frozenset({Binding("TOKEN", Authority("voice.acme.dev", 443))}))
    http = Permissions(ignored=frozenset({"endpoint-scheme"}))
    hosts = (
        "- trigger_call_endpoint: https://a.acme.dev/\n- trigger_call_endpoint: https://b.dev/\n"
    )
    yield shown(of_skip(skipped(planned(trigger_call_payload='{"a": 1,}'))), "an error")
    yield shown(of_skip(skipped(planned(unbound))), "a variable without permission")
    (unset,) = plans(FULL, permissions=bound)
    yield shown(of_skip(skipped(unset)), "an unset variable")
    (unfit,) = plans(FULL, permissions=bound, TOKEN="a\n")
    yield shown(of_skip(skipped(unfit)), "a variable with a line break")
    header = '{"X-Key": "((x))"}'
    yield shown(of_skip(skipped(planned(trigger_call_headers=header))), "another placeholder")
    hidden = planned(trigger_call_endpoint="https://${HOST}.acme.dev/")
    yield shown(of_skip(skipped(hidden)), "a placeholder in the host")
    unknown = planned(trigger_call_endpoint="${URL}")
    yield shown(of_skip(skipped(unknown)), "a placeholder instead of a URL")
    plain = planned(http, trigger_call_endpoint="http://voice.acme.dev/")
    yield shown(of_skip(skipped(plain)), "http")
    other = planned(http, trigger_call_endpoint="ftp://voice.acme.dev/")
    yield shown(of_skip(skipped(other)), "another scheme")
    dialed = planned(bound, trigger_call_payload='{"destination": "+12025550142"}')
    yield shown(of_skip(skipped(dialed)), "another number")
    _, beyond = plans(f"connections:\n{hosts}", permissions=Permissions(limit=1))
    yield shown(of_skip(skipped(beyond)), "the limit")


def test_every_message_and_hint_is_in_the_snapshot(request: pytest.FixtureRequest) -> None:
    text = "\n".join((*of_outcomes(), *of_skips()))
    if request.config.getoption("--update-snapshots", default=False):
        SNAPSHOT.write_text(text, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == text


def test_the_snapshot_has_every_outcome_and_every_cause() -> None:
    listed = {outcome.name for outcome in OUTCOMES}
    assert listed == {name for name in get_args(Name) if name.startswith("probe-")}
    assert {outcome.cause for outcome in OUTCOMES} - {None} == set(get_args(Cause))


@pytest.mark.parametrize("outcome", OUTCOMES, ids=title)
def test_messages_have_no_full_stop_and_hints_have_one(outcome: Outcome) -> None:
    (verdict,) = of_outcome(subject(FULL).connection, outcome, frozenset())
    message, hint = verdict.finding.message, verdict.finding.hint
    assert message[0].islower()
    assert not message.endswith(".")
    assert hint[0].isupper()
    assert hint.endswith(".")
    assert find_rule(verdict.rule).family == "probe"


@pytest.mark.parametrize("outcome", OUTCOMES, ids=title)
def test_a_proxy_in_use_is_not_recommended(outcome: Outcome) -> None:
    bypassed = replace(outcome, bypassed=True)
    (verdict,) = of_outcome(subject(FULL).connection, bypassed, frozenset())
    assert "--probe-use-proxy" not in verdict.finding.hint
    behind = replace(outcome, proxy=PROXY)
    (verdict,) = of_outcome(subject(FULL).connection, behind, frozenset())
    if outcome.stage != "dns":  # the proxy resolves the host's name
        assert "--probe-use-proxy" not in verdict.finding.hint


def test_a_success_has_no_finding() -> None:
    outcome = Outcome("ok", "response", status=200, certificate_hours=22 * 24)
    assert of_outcome(subject(FULL).connection, outcome, frozenset()) == []


def test_a_certificate_that_expires_soon_is_reported_in_addition() -> None:
    outcome = Outcome("probe-not-found", "response", status=404, certificate_hours=20 * 24)
    found = of_outcome(subject(FULL).connection, outcome, frozenset())
    assert [one.rule for one in found] == ["probe-not-found", "probe-tls-expiring"]
    alone = replace(outcome, certificate_hours=22 * 24)
    assert len(of_outcome(subject(FULL).connection, alone, frozenset())) == 1


@pytest.mark.parametrize(
    ("value", "marked"),
    [
        ("Bearer ${TOKEN}", "Bearer ${TOKEN}"),
        ("${TOKEN}", "${TOKEN}"),
    ],
)
def test_a_rejected_credential_is_marked_with_its_scheme(value: str, marked: str) -> None:
    connection = subject(FULL.replace("Bearer ${TOKEN}", value)).connection
    outcome = Outcome("probe-auth", "response", status=401)
    (verdict,) = of_outcome(connection, outcome, frozenset())
    assert shown(verdict, "x").splitlines()[1] == f"  at {marked}"


def test_headers_of_the_settings_hold_the_credential() -> None:
    connection = subject(FULL.replace("Authorization", "X-Acme")).connection
    outcome = Outcome("probe-auth", "response", status=401)
    (absent,) = of_outcome(connection, outcome, frozenset())
    (rejected,) = of_outcome(connection, outcome, frozenset({"x-acme"}))
    assert (absent.finding.absent, rejected.finding.absent) == (True, False)
    assert shown(rejected, "x").splitlines()[1] == "  at Bearer ${TOKEN}"
