"""The faults that people have with the receivers that people run."""

from __future__ import annotations

from typing import NamedTuple

BEARER = {"Authorization": "Bearer ${VOICE}", "Content-Type": "application/json"}
API_KEY = {"X-API-Key": "${VOICE}", "Content-Type": "application/json"}
TEXT_JSON = BEARER | {"Content-Type": "text/json"}
SMALL = {"agent_id": 7}


class Case(NamedTuple):
    """A connection to a receiver.

    Attributes:
        title: The fault.
        server: The key of its port.
        path: The path of the URL.
        scheme: The scheme of the URL.
        headers: The headers.
        payload: The payload.
        options: Further options of the command line.
    """

    title: str
    server: str
    path: str = "/api/calls"
    scheme: str = "https"
    headers: dict[str, str] = BEARER
    payload: dict[str, object] = SMALL
    options: tuple[str, ...] = ()


CASES = {
    "fastapi": [
        Case("no fault", "uvicorn", "/calls/bearer"),
        Case("the path of the route has a slash at the end", "uvicorn", "/calls"),
        Case("the same behind a load balancer that ends TLS", "balancer", "/calls"),
        Case("no header authenticates", "uvicorn", "/calls/bearer", headers={}),
        Case("Basic instead of Bearer", "uvicorn", "/calls/bearer", headers={
            "Authorization": "Basic ${VOICE}", "Content-Type": "application/json"}),
        Case("the key is in another header", "uvicorn", "/calls/api-key"),
        Case("a member of the body is missing", "uvicorn", "/calls/validated", payload={}),
        Case("a form is required", "uvicorn", "/calls/form"),
        Case("text/json instead of application/json", "uvicorn", "/calls/validated",
             headers=TEXT_JSON),
        Case("the route has GET only", "uvicorn", "/calls/status"),
        Case("a path without a route", "uvicorn", "/call"),
        Case("http on the port of HTTPS", "uvicorn", "/calls/validated", "http"),
    ],
    "flask": [
        Case("no fault", "flask", "/calls/json"),
        Case("the path of the route has a slash at the end", "flask", "/calls"),
        Case("a path without a route", "flask", "/calls/json/"),
        Case("the route has GET only", "flask", "/calls/status"),
        Case("text/json instead of application/json", "flask", "/calls/json", headers=TEXT_JSON),
        Case("a form is required", "flask", "/calls/form"),
        Case("a page that requires a login", "flask", "/dashboard/calls"),
        Case("an exception", "flask", "/calls/crash"),
    ],
    "nginx": [
        Case("no fault", "GATEWAY"),
        Case("a path without a route", "GATEWAY", "/api/call"),
        Case("the route has GET only", "GATEWAY", "/api/status"),
        Case("no middleware parses the body", "GATEWAY", "/unparsed/calls"),
        Case("the body is larger than the 100 kB of express.json()", "GATEWAY",
             payload={"note": "x" * 150_000}),
        Case("the body is larger than client_max_body_size", "GATEWAY", "/small/calls"),
        Case("the application does not run", "GATEWAY", "/stopped/calls"),
        Case("the application does not respond in time", "GATEWAY", "/hanging/calls"),
        Case("auth_basic", "GATEWAY", "/private/calls"),
        Case("static files", "GATEWAY", "/static/calls"),
        Case("redirect to http, because the application does not trust X-Forwarded-Proto",
             "GATEWAY", "/moved/calls"),
        Case("redirect to itself, because the application does not trust X-Forwarded-Proto",
             "GATEWAY", "/forced/calls"),
        Case("http instead of https", "PLAIN", scheme="http"),
        Case("https on the port of http", "PLAIN"),
        Case("http on the port of https", "GATEWAY", scheme="http"),
        Case("ssl_verify_client", "CLIENT_CERTIFICATE"),
        Case("ssl_reject_handshake: another name", "UNKNOWN_NAME"),
        Case("ssl_protocols TLSv1.1", "OLD_TLS"),
    ],
    "http2": [
        Case("no answer to HTTP/1.1", "nghttpd"),
        Case("no protocol in common in TLS (ALPN)", "openssl"),
    ],
    "tls": [
        Case("the certificate has expired", "expired"),
        Case("the certificate is self-signed", "self-signed"),
        Case("the intermediate certificate is not sent", "incomplete"),
        Case("a private authority", "unknown"),
        Case("the certificate of another host", "other name"),
        Case("a client certificate is required, with TLS 1.2", "mTLS 1.2"),
        Case("a client certificate is required, with TLS 1.3", "mTLS 1.3"),
    ],
    "cold": [
        Case("a cold start of 12 s", "12 s"),
        Case("a cold start that takes longer than the limit", "12 s",
             options=("--probe-timeout", "5")),
    ],
}  # fmt: skip
"""By the fixture that starts the receiver."""
