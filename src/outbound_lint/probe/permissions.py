"""The options of the command line that permit a probe to send something.

Settings files have no effect here, because they may come from a stranger's pull request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.connections.request import DRY_NUMBER
from outbound_lint.urls import Url, judge

LIMIT = 50
"""Requests that one run sends at most, without `--probe-limit`."""

_PORTS = {"https": 443, "http": 80}  # RFC 9110, section 4.2
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")  # ITU-T E.164: at most 15 digits, the first not 0


class BadPermissionError(ValueError):
    """The value of an option is invalid; the message says what to type instead.

    The message does not quote the value: it may be a token that was typed instead of its name.
    """


class Authority(NamedTuple):
    """A host (a name in lower case and ASCII, or an address without brackets) and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Return the form that the options accept."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS["https"] else f"{host}:{self.port}"


class Binding(NamedTuple):
    """An environment variable, and the host that may receive it: None for all allowed hosts."""

    name: str
    authority: Authority | None


@dataclass(frozen=True, slots=True)
class Permissions:
    """The values of the options.

    Attributes:
        allowed: Hosts that may be private and may use http (`--probe-allow-host`).
        bindings: Environment variables that may be filled in (`--probe-env`).
        number: The number to call (`--probe-number`).
        limit: The most requests that may be sent (`--probe-limit`).
        ignored: Names of the rules whose errors do not matter (`--ignore`).
        connect_only: Whether to stop after TLS (`--probe-connect`).
    """

    allowed: frozenset[Authority] = frozenset()
    bindings: frozenset[Binding] = frozenset()
    number: str = DRY_NUMBER
    limit: int = LIMIT
    ignored: frozenset[str] = frozenset()
    connect_only: bool = False

    def may_fill(self, name: str, authority: Authority) -> bool:
        """Return whether a variable may be sent to a host."""
        everywhere_allowed = Binding(name, None) in self.bindings and authority in self.allowed
        return everywhere_allowed or Binding(name, authority) in self.bindings


def authority_of(url: Url) -> Authority | None:
    """Return host and port of an http or https URL; None if it is invalid or has placeholders."""
    host, port = url.address or url.host, url.port
    if port is None and url.port_span is None:
        port = _PORTS.get(url.scheme or "")
    if url.problem or url.scheme not in _PORTS or host is None or port is None:
        return None
    return Authority(host, port)


def parse_host(text: str) -> Authority:
    """Parse `HOST[:PORT]`; the default port is 443.

    Raises:
        BadPermissionError: The text has a different form.
    """
    url = judge(f"https://{text}/")
    authority = authority_of(url)
    end = (url.port_span or url.host_span or (0, 0))[1]
    if authority is None or url.userinfo_span or url.text[end:] != "/":
        raise BadPermissionError(
            "write HOST or HOST:PORT, like localhost:8443 or [::1]:8443, without https:// or a path"
        )
    return authority


def parse_binding(text: str) -> Binding:
    """Parse `NAME@HOST[:PORT]`, or a `NAME` without a host.

    Raises:
        BadPermissionError: The text has a different form.
    """
    name, at, host = text.partition("@")
    if not _NAME.fullmatch(name):
        raise BadPermissionError(
            "write NAME@HOST, like API_TOKEN@voice.acme.dev: the name of an environment variable, "
            "and the only host that may receive its value"
        )
    return Binding(name, parse_host(host) if at else None)


def parse_number(text: str) -> str:
    """Check that a phone number is in E.164 format, and return it.

    Raises:
        BadPermissionError: It is not.
    """
    if not _E164.fullmatch(text):
        raise BadPermissionError(
            f"write the number in E.164 format, like {DRY_NUMBER}: a plus sign and at most 15 "
            "digits, without spaces or punctuation"
        )
    return text
