"""The proxy of the environment, and its tunnels."""

from __future__ import annotations

import asyncio
import base64

import pytest

from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.probe.proxy import Proxy, ProxyError, of_environment
from outbound_lint.probe.stream import ClearStream

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


def test_the_repr_has_no_credentials() -> None:
    proxy = of_environment({"HTTPS_PROXY": f"http://me:{PASSWORD}@a.dev:1"})
    assert repr(proxy) == "Proxy('a.dev', 1)"


class Tunnel(ClearStream):
    """A stream with prepared responses, which keeps what is sent."""

    def __init__(self, *responses: bytes) -> None:
        self.responses = list(responses)
        self.sent = b""

    async def send(self, data: bytes) -> None:
        self.sent += data

    async def receive(self) -> bytes:
        return self.responses.pop(0)


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


@pytest.mark.parametrize(
    "response",
    [
        b"HTTP/1.1 302 -\r\nLocation: https://a.dev/\r\n\r\n",
        b"HTTP/1.1 407 -\r\n\r\n",
        b"HTTP/1.1 100 -\r\n\r\n",
        b"HTTP/1.1 200 -\r\n" + b"X: " + b"y" * 20_000,
        b"SSH-2.0-x\r\n\r\n",
        b"",
    ],
)
def test_any_other_response_is_a_failure(response: bytes) -> None:
    with pytest.raises(ProbeFailedError) as caught:
        asyncio.run(Proxy("a.dev", 1).tunnel(Tunnel(response), "voice.acme.dev", 443))
    assert (caught.value.name, caught.value.cause) == ("probe-connect", "proxy")
