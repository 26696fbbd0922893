"""The proxy of the environment, used only with `--probe-use-proxy`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import h11

from outbound_lint import urls
from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.probe.stream import ClearStream


class ProxyError(ValueError):
    """Why there is no proxy to use; the message does not quote the value."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, which resolves the names of the hosts itself.

    Attributes:
        host: Its name or address.
        port: Its port.
        credentials: The value of Proxy-Authorization, if the URL has a user.
    """

    host: str
    port: int
    credentials: bytes | None = None

    def __repr__(self) -> str:
        """Return host and port, without the credentials."""
        return f"Proxy({self.host!r}, {self.port})"

    async def tunnel(self, stream: ClearStream, host: str, port: int) -> None:
        """Open a tunnel to a host (RFC 9110, section 9.3.6).

        Raises:
            ProbeFailedError: The proxy did not open it.
        """
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        headers = [(b"Host", authority.encode())]
        if self.credentials:
            headers.append((b"Proxy-Authorization", self.credentials))
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=16 * 1024)
        try:
            request = h11.Request(method="CONNECT", target=authority, headers=headers)
            await stream.send(http.send(request) or b"")
            http.send(h11.EndOfMessage())
            while (event := http.next_event()) is h11.NEED_DATA:
                http.receive_data(await stream.receive())
        except (OSError, h11.ProtocolError):
            event = None
        if not isinstance(event, h11.Response) or event.status_code // 100 != 2:
            raise ProbeFailedError("probe-connect", "proxy")


def of_environment(environment: Mapping[str, str]) -> Proxy:
    """Read the proxy from `HTTPS_PROXY` or `https_proxy`.

    Raises:
        ProxyError: Neither is set, or the value is not the URL of an HTTP proxy.
    """
    text = environment.get("HTTPS_PROXY") or environment.get("https_proxy")
    if not text:
        raise ProxyError(
            "neither HTTPS_PROXY nor https_proxy is set: set one of them, like http://proxy:8080"
        )
    url = urls.judge(text if "://" in text else f"http://{text}")
    if url.problem or url.scheme != "http" or not url.host:
        raise ProxyError(
            "HTTPS_PROXY is not the URL of an HTTP proxy: set it like http://proxy:8080"
        )
    credentials = None
    if url.userinfo_span:
        userinfo = unquote(url.text[slice(*url.userinfo_span)])
        credentials = b"Basic " + b64encode(userinfo.encode())
    return Proxy(url.host, url.port or 80, credentials)
