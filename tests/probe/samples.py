"""Sample triggers, and helpers that send them."""

from __future__ import annotations

import asyncio
import ssl

from outbound_lint.connections import reading
from outbound_lint.connections.request import Request
from outbound_lint.probe.network.guard import Resolver
from outbound_lint.probe.network.transport import Limits, Means, probe
from outbound_lint.probe.outcomes import Outcome
from outbound_lint.probe.plan import Subject, Trigger
from outbound_lint.source import Source
from tests.probe.receiver import HOST

TOKEN = "sk_" + "probe_" + "4f9a7c21d8e35b60"
BODY = b'{"phone_number": "+12025550123", "campaign_id": "summer2024"}'
GENEROUS = Limits(total=30.0, handshake=25.0)
"""Limits that no test reaches, even on a busy machine."""


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
    return Trigger(scheme, host, port, is_address, allowed, sent, subject=subject())


def addresses(*addresses: str) -> Resolver:
    return lambda _: addresses


LOOPBACK = addresses("127.0.0.1")


def send(
    one: Trigger,
    context: ssl.SSLContext,
    limits: Limits = GENEROUS,
    resolver: Resolver = LOOPBACK,
) -> Outcome:
    return asyncio.run(probe(one, Means(context, limits, resolver)))


def pieces(secret: str) -> list[str]:
    """Return all parts of 8 characters."""
    return [secret[at : at + 8] for at in range(len(secret) - 7)]
