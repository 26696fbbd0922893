"""What the command line permits the probe; nothing else can.

A file of settings in the tree under lint may be a stranger's, so it has no say here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.connections.request import DRY_NUMBER
from outbound_lint.urls import Url, judge

LIMIT = 50
"""Requests that one run sends at most, if not told otherwise."""

_PORTS = {"https": 443, "http": 80}  # RFC 9110, section 4.2
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_E164 = re.compile(r"\+[1-9][0-9]{1,14}")  # ITU-T E.164: at most 15 digits, the first not 0


class BadPermissionError(ValueError):
    """What was typed for an option makes no sense; the message says what to type instead.

    It quotes nothing of it: a token may have been typed where its name belongs.
    """


class Authority(NamedTuple):
    """A host, in lower case and ASCII or an address without brackets, and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        """Write it as the options take it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS["https"] else f"{host}:{self.port}"


class Binding(NamedTuple):
    """An environment variable, and where it may be sent: to one host, or to all allowed ones."""

    name: str
    authority: Authority | None


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the options of the command line permit.

    Attributes:
        allowed: the hosts that need be neither public nor https (`--probe-allow-host`).
        bindings: the environment variables that may be filled in (`--probe-env`).
        number: the number to call (`--probe-number`).
        limit: how many requests may be sent (`--probe-limit`).
        ignored: the names of the rules that don't count (`--ignore`).
        connect_only: whether to stop after TLS (`--probe-connect`).
    """

    allowed: frozenset[Authority] = frozenset()
    bindings: frozenset[Binding] = frozenset()
    number: str = DRY_NUMBER
    limit: int = LIMIT
    ignored: frozenset[str] = frozenset()
    connect_only: bool = False

    def may_fill(self, name: str, authority: Authority) -> bool:
        """Tell whether a variable may be sent to a host."""
        everywhere_allowed = Binding(name, None) in self.bindings and authority in self.allowed
        return everywhere_allowed or Binding(name, authority) in self.bindings


def authority_of(url: Url) -> Authority | None:
    """Return where a URL leads; none where it is not http, unsound, or hidden by placeholders."""
    host, port = url.address or url.host, url.port
    if port is None and url.port_span is None:
        port = _PORTS.get(url.scheme or "")
    if url.problem or url.scheme not in _PORTS or host is None or port is None:
        return None
    return Authority(host, port)


def parse_host(text: str) -> Authority:
    """Read `HOST[:PORT]`; without PORT it is 443.

    Raises:
        BadPermissionError: it is something else.
    """
    url = judge(f"https://{text}/")
    authority = authority_of(url)
    end = (url.port_span or url.host_span or (0, 0))[1]
    if authority is None or url.userinfo_span or url.text[end:] != "/":
        raise BadPermissionError(
            "write HOST or HOST:PORT, like localhost:8443 or [::1]:8443, without https:// and path"
        )
    return authority


def parse_binding(text: str) -> Binding:
    """Read `NAME@HOST[:PORT]`, or a bare `NAME`.

    Raises:
        BadPermissionError: it is something else.
    """
    name, at, host = text.partition("@")
    if not _NAME.fullmatch(name):
        raise BadPermissionError(
            "write NAME@HOST, like API_TOKEN@voice.acme.dev: the name of an environment variable "
            "and the only host that may receive its value"
        )
    return Binding(name, parse_host(host) if at else None)


def parse_number(text: str) -> str:
    """Read a phone number as E.164 has it.

    Raises:
        BadPermissionError: it is something else.
    """
    if not _E164.fullmatch(text):
        raise BadPermissionError(
            f"write the number as E.164 has it, like {DRY_NUMBER}: a plus, the country code and "
            "the rest, 15 digits at most and nothing between them"
        )
    return text
