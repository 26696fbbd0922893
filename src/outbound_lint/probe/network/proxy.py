"""The proxy of the environment, used only with `--probe-use-proxy`."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

import h11

from outbound_lint import urls
from outbound_lint.probe.network.http import Connection
from outbound_lint.probe.network.stream import ClearStream
from outbound_lint.probe.outcomes import Cause, ProbeFailedError
from outbound_lint.probe.permissions import Authority

_CAUSES: dict[int, Cause] = {
    407: "credentials",
    502: "gateway",
    503: "gateway",
    504: "gateway",
}
"""The causes of statuses, if not `denied`."""

_WITH_PORT = re.compile(r"(\[[^]]*\]|[^:]*):([0-9]{1,5})")


class ProxyError(ValueError):
    """Why there is no proxy to use; the message does not quote the value."""


@dataclass(frozen=True, slots=True)
class Proxy:
    """An HTTP proxy, which resolves the names of the hosts itself.

    Attributes:
        host: Its name or address, without brackets.
        port: Its port.
        credentials: The value of Proxy-Authorization, if the URL has a user.
        direct: The entries of `NO_PROXY`: hosts that are connected to without the proxy.
    """

    host: str
    port: int
    credentials: bytes | None = None
    direct: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return host and port, without the credentials."""
        return f"Proxy({self.host!r}, {self.port})"

    @property
    def authority(self) -> str:
        """Host and port, as in a URL."""
        return Authority(self.host, self.port).with_port

    def serves(self, host: str, port: int) -> bool:
        """Return whether a host is connected to through the proxy."""
        return not any(_matches(entry, host, port) for entry in self.direct)

    async def tunnel(self, stream: ClearStream, host: str, port: int) -> None:
        """Open a tunnel to a host (RFC 9110, section 9.3.6).

        Raises:
            ProbeFailedError: The proxy did not open it.
        """
        authority = Authority(host, port).with_port
        headers = [(b"Host", authority.encode())]
        if self.credentials:
            headers.append((b"Proxy-Authorization", self.credentials))
        http = Connection(16 * 1024)
        request = h11.Request(method="CONNECT", target=authority, headers=headers)
        try:
            await stream.send(http.send(request) or b"")
            http.send(h11.EndOfMessage())
            response = await http.response(stream)
        except OSError:
            raise ProbeFailedError("probe-proxy", "cut") from None
        except ProbeFailedError as error:
            cause: Cause = "cut" if error.cause == "cut" else "not-http"
            raise ProbeFailedError("probe-proxy", cause) from None
        status = response.status_code
        if status // 100 != 2:
            raise ProbeFailedError("probe-proxy", _CAUSES.get(status, "denied"), status)


def of_environment(environment: Mapping[str, str]) -> Proxy:
    """Read the proxy from `HTTPS_PROXY` and `NO_PROXY`, or their names in lower case.

    Raises:
        ProxyError: There is none, or the value is not the URL of an HTTP proxy.
    """
    text = environment.get("HTTPS_PROXY") or environment.get("https_proxy")
    if not text:
        raise ProxyError(
            "neither HTTPS_PROXY nor https_proxy is set: set one of them, like http://proxy:8080"
        )
    url = urls.judge(text if "://" in text else f"http://{text}")
    host = url.address or url.host
    if url.problem or url.scheme != "http" or not host:
        raise ProxyError(
            "HTTPS_PROXY is not the URL of an HTTP proxy: set it like http://proxy:8080"
        )
    credentials = None
    if url.userinfo_span:
        user, _, password = url.text[slice(*url.userinfo_span)].partition(":")
        if not user:
            raise ProxyError(
                "HTTPS_PROXY has no user before its password: set it like "
                "http://USER:PASSWORD@proxy:8080, or without `@` if the proxy needs no credentials"
            )
        credentials = b"Basic " + b64encode(f"{unquote(user)}:{unquote(password)}".encode())
    excepted = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    direct = tuple(re.split(r"[\s,]+", excepted.strip().lower())) if excepted.strip() else ()
    return Proxy(host, url.port or 80, credentials, direct)


def _matches(entry: str, host: str, port: int) -> bool:
    """Return whether an entry of `NO_PROXY` names a host: `*`, a name and all names below it.

    A leading dot or `*.` changes nothing. An address, a network in CIDR notation, and a port after
    a name or address are possible too. An entry that is none of these matches nothing.
    """
    import ipaddress

    if with_port := _WITH_PORT.fullmatch(entry):
        entry, required = with_port.groups()
        if int(required) != port:
            return False
    entry = entry.removeprefix("*.").strip("[].")
    if entry == "*":
        return True
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry, strict=False)
    except ValueError:  # one of them is a name
        return bool(entry) and f".{host}".endswith(f".{entry}")
