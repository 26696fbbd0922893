"""Triggers and what sends them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterable

from outbound_lint.connections import reading
from outbound_lint.connections.request import Request
from outbound_lint.probe.guard import Resolver
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Subject, Trigger
from outbound_lint.probe.transport import Limits, Means, probe
from outbound_lint.source import Source
from tests.probe.receiver import HOST

TOKEN = "sk_" + "probe_" + "4f9a7c21d8e35b60"
BODY = b'{"phone_number": "+12025550123", "campaign_id": "summer2024"}'
QUICK = Limits(total=5.0, handshake=4.0)


def subject(text: str = f"trigger_call_endpoint: https://{HOST}/outbound\n") -> Subject:
    parsed = reading.read(Source(text, "agents.yaml"), as_json=False)
    return Subject(parsed, parsed.connections[0])


def request(url: str, *headers: tuple[str, str], body: bytes = BODY) -> Request:
    given = headers or (("Authorization", f"Bearer {TOKEN}"), ("Content-Type", "application/json"))
    return Request("POST", url, given, body)


def trigger(
    port: int,
    *,
    scheme: str = "https",
    host: str = HOST,
    is_address: bool = False,
    allowed: bool = True,
    sent: Request | None = None,
    connect_only: bool = False,
) -> Trigger:
    authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sent = None if connect_only else sent or request(f"{scheme}://{authority}/outbound?v=2")
    return Trigger(subject(), scheme, host, port, is_address, allowed, sent)


def answers(*addresses: str) -> Resolver:
    return lambda _: addresses


LOOPBACK = answers("127.0.0.1")


def send(
    one: Trigger,
    context: ssl.SSLContext,
    limits: Limits = QUICK,
    resolver: Resolver = LOOPBACK,
) -> Outcome:
    return asyncio.run(probe(one, Means(context, limits, resolver)))


def told(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.name for outcome in outcomes]
