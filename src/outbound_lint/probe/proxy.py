"""The proxy of the environment, where the user asks for it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import h11

from outbound_lint import urls
from outbound_lint.probe.outcomes import ProbeFailedError
from outbound_lint.probe.stream import ClearStream

_VARIABLES = ("HTTPS_PROXY", "https_proxy")
_PORT = 80
_MOST_HEAD = 16 * 1024
_SUCCESS = range(200, 300)


class ProxyError(ValueError):
    """Why there is no proxy to use, in plain words without the value."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy; it resolves the names that it is asked for.

    Attributes:
        host: its name or address.
        port: its port.
        credentials: the value of Proxy-Authorization, where it needs one.
    """

    host: str
    port: int
    credentials: bytes | None = None

    def __repr__(self) -> str:
        """Show no credentials."""
        return f"Proxy({self.host!r}, {self.port})"

    async def tunnel(self, stream: ClearStream, host: str, port: int) -> None:
        """Ask for a tunnel (RFC 9110, section 9.3.6).

        Raises:
            ProbeFailedError: the proxy makes none.
        """
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        headers = [(b"Host", authority.encode())]
        if self.credentials:
            headers.append((b"Proxy-Authorization", self.credentials))
        http = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEAD)
        try:
            request = h11.Request(method="CONNECT", target=authority, headers=headers)
            await stream.send(http.send(request) or b"")
            http.send(h11.EndOfMessage())
            while (event := http.next_event()) is h11.NEED_DATA:
                http.receive_data(await stream.receive())
        except (OSError, h11.ProtocolError):
            event = None
        if not isinstance(event, h11.Response) or event.status_code not in _SUCCESS:
            raise ProbeFailedError("probe-connect", "proxy")


def of_environment(environment: Mapping[str, str]) -> Proxy:
    """Read the proxy from the usual variables.

    Raises:
        ProxyError: none of them is set, or what is set is no HTTP proxy.
    """
    text = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    if not text:
        raise ProxyError("neither HTTPS_PROXY nor https_proxy is set")
    url = urls.judge(text if "://" in text else f"http://{text}")
    if url.problem or url.scheme != "http" or not url.host:
        raise ProxyError("HTTPS_PROXY is no http:// URL with a host")
    credentials = None
    if url.userinfo_span:
        userinfo = unquote(url.text[slice(*url.userinfo_span)])
        credentials = b"Basic " + b64encode(userinfo.encode())
    return Proxy(url.host, url.port or _PORT, credentials)
