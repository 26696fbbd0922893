"""The proxy of the environment, and its tunnels."""

from __future__ import annotations

import asyncio
import base64

import pytest

from outbound_lint.probe.network.proxy import Proxy, ProxyError, of_environment
from outbound_lint.probe.network.stream import ClearStream
from outbound_lint.probe.outcomes import ProbeFailedError

PASSWORD = "open" + "-sesame-4711"
BASIC = b"Basic " + base64.b64encode(f"me:{PASSWORD}".encode())


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({"HTTPS_PROXY": "http://proxy.acme.dev"}, Proxy("proxy.acme.dev", 80)),
        ({"HTTPS_PROXY": "http://proxy.acme.dev:3128/"}, Proxy("proxy.acme.dev", 3128)),
        ({"HTTPS_PROXY": "proxy.acme.dev:3128"}, Proxy("proxy.acme.dev", 3128)),
        ({"https_proxy": "http://127.0.0.1:1"}, Proxy("127.0.0.1", 1)),
        ({"HTTPS_PROXY": "", "https_proxy": "http://b.dev:2"}, Proxy("b.dev", 2)),
        ({"HTTPS_PROXY": "http://a.dev:1", "https_proxy": "http://b.dev:2"}, Proxy("a.dev", 1)),
        ({"HTTPS_PROXY": f"http://me:{PASSWORD}@a.dev:1"}, Proxy("a.dev", 1, BASIC)),
        ({"HTTPS_PROXY": "http://me@a.dev:1"}, Proxy("a.dev", 1, b"Basic bWU6")),
        ({"HTTPS_PROXY": "http://[::1]:3128"}, Proxy("::1", 3128)),
        (
            {"HTTPS_PROXY": "http://a.dev", "NO_PROXY": "b.dev, .C.dev"},
            Proxy("a.dev", 80, None, ("b.dev", ".c.dev")),
        ),
        ({"HTTPS_PROXY": "a.dev", "no_proxy": "*"}, Proxy("a.dev", 80, None, ("*",))),
        ({"HTTPS_PROXY": f"http://m%65:{PASSWORD}@a.dev:1"}, Proxy("a.dev", 1, BASIC)),
    ],
)
def test_proxies_of_the_environment(environment: dict[str, str], proxy: Proxy) -> None:
    assert of_environment(environment) == proxy


@pytest.mark.parametrize("environment", [{}, {"HTTPS_PROXY": ""}, {"HTTP_PROXY": "http://a.dev"}])
def test_without_a_variable_the_error_says_what_to_set(environment: dict[str, str]) -> None:
    with pytest.raises(ProxyError, match=r"set one of them, like http://"):
        of_environment(environment)


@pytest.mark.parametrize("value", ["https://a.dev", "socks5://a.dev:1", "http://", "http://a b/"])
def test_an_invalid_proxy_is_not_quoted(value: str) -> None:
    with pytest.raises(ProxyError, match=r"set it like http://") as caught:
        of_environment({"HTTPS_PROXY": value.replace("//", f"//me:{PASSWORD}@")})
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("user", [f":{PASSWORD}", "", ":"])
def test_a_proxy_without_a_user_is_a_usage_error(user: str) -> None:
    with pytest.raises(ProxyError, match=r"set it like http://USER:PASSWORD@") as caught:
        of_environment({"HTTPS_PROXY": f"http://{user}@a.dev"})
    assert PASSWORD not in str(caught.value)


MATCHES = {
    "*": ["voice.acme.dev", "acme.dev", "93.184.215.14", "2606:2800::1"],
    "acme.dev": ["acme.dev", "voice.acme.dev"],
    ".acme.dev": ["acme.dev", "voice.acme.dev"],
    "*.acme.dev": ["acme.dev", "voice.acme.dev"],
    "acme.dev.": ["acme.dev", "voice.acme.dev"],
    "acme.dev:443": ["acme.dev", "voice.acme.dev"],
    "93.184.215.14": ["93.184.215.14"],
    "93.184.215.14:443": ["93.184.215.14"],
    "93.184.0.0/16": ["93.184.215.14"],
    "2606:2800::1": ["2606:2800::1"],
    "[2606:2800::1]": ["2606:2800::1"],
    "[2606:2800::1]:443": ["2606:2800::1"],
    "2606:2800::/32": ["2606:2800::1"],
    "acme.dev:8443": [],
    "me.dev": [],
    "voice.acme.dev.example": [],
    ".": [],
    "/": [],
    "2606:2800::1:443": [],
    "93.184.0.0/99": [],
    "[::": [],
    "acme.dev:" + "9" * 5000: [],
}  # fmt: skip


@pytest.mark.parametrize("entry", MATCHES)
def test_hosts_in_no_proxy_are_connected_to_directly(entry: str) -> None:
    proxy = of_environment({"HTTPS_PROXY": "a.dev", "NO_PROXY": f"localhost, {entry}"})
    hosts = ["voice.acme.dev", "acme.dev", "93.184.215.14", "2606:2800::1"]
    assert {host for host in hosts if not proxy.serves(host, 443)} == set(MATCHES[entry])


def test_the_repr_has_no_credentials() -> None:
    proxy = of_environment({"HTTPS_PROXY": f"http://me:{PASSWORD}@a.dev:1"})
    assert repr(proxy) == "Proxy('a.dev', 1)"


class Tunnel(ClearStream):
    """A stream with prepared responses, which keeps what is sent."""

    def __init__(self, *responses: bytes) -> None:
        self.responses = list(responses)
        self.sent = b""
        self.received = 0

    async def send(self, data: bytes) -> None:
        self.sent += data

    async def receive(self) -> bytes:
        return self.responses.pop(0) if self.responses else b""


@pytest.mark.parametrize(
    ("host", "authority"), [("voice.acme.dev", "voice.acme.dev:443"), ("2606::1", "[2606::1]:443")]
)
def test_a_tunnel_is_requested_for_host_and_port(host: str, authority: str) -> None:
    tunnel = Tunnel(b"HTTP/1.1 200 ", b"OK\r\n\r\n")
    asyncio.run(Proxy("a.dev", 1, BASIC).tunnel(tunnel, host, 443))
    assert tunnel.sent == (
        f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n".encode()
        + b"Proxy-Authorization: " + BASIC + b"\r\n\r\n"
    )  # fmt: skip
    assert tunnel.responses == []


def test_informational_responses_of_the_proxy_are_skipped() -> None:
    tunnel = Tunnel(b"HTTP/1.1 100 -\r\n\r\n", b"HTTP/1.1 200 -\r\n\r\n")
    asyncio.run(Proxy("a.dev", 1).tunnel(tunnel, "voice.acme.dev", 443))
    assert tunnel.responses == []


@pytest.mark.parametrize(
    ("response", "cause", "status"),
    [
        (b"HTTP/1.1 302 -\r\nLocation: https://a.dev/\r\n\r\n", "denied", 302),
        (b"HTTP/1.1 403 -\r\n\r\n", "denied", 403),
        (b"HTTP/1.1 407 -\r\n\r\n", "credentials", 407),
        (b"HTTP/1.1 502 -\r\n\r\n", "gateway", 502),
        (b"HTTP/1.1 100 -\r\n\r\n", "cut", None),
        (b"HTTP/1.1 101 -\r\n\r\n", "not-http", None),
        (b"HTTP/1.1 200 -\r\n" + b"X: " + b"y" * 20_000, "not-http", None),
        (b"SSH-2.0-x\r\n\r\n", "not-http", None),
        (b"", "cut", None),
    ],
)
def test_any_other_response_is_a_failure_of_the_proxy(
    response: bytes, cause: str, status: int | None
) -> None:
    with pytest.raises(ProbeFailedError) as caught:
        asyncio.run(Proxy("a.dev", 1).tunnel(Tunnel(response), "voice.acme.dev", 443))
    assert (caught.value.name, caught.value.cause) == ("probe-proxy", cause)
    assert caught.value.status == status
