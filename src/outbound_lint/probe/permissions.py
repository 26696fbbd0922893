"""The options of the command line that permit a probe to send something.

Settings files have no effect here, because they may come from a stranger's pull request.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.connections.request import DRY_NUMBER, Part
from outbound_lint.facts.shared_hosts import is_shared
from outbound_lint.urls import Url, judge

LIMIT = 50
"""Requests that one run sends at most, without `--probe-limit`."""

_PORTS = {"https": 443, "http": 80}  # RFC 9110, section 4.2
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"[!$&-;=@-Z_a-z~%]*")  # RFC 3986, section 3.3
_AMBIGUOUS_PATH = re.compile(r"/\.{1,2}(?:/|$)|//|[\\;]|%(?:2[eEfF]|5[cC]|00)")
"""What some servers resolve to another path: dot segments, empty segments, encoded separators."""

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
    """An environment variable, and the requests in which its value may be sent.

    Attributes:
        name: The name of the variable.
        authority: The host that may receive it; None for all allowed hosts.
        path: How the path of the URL begins; None for any path, but then only in headers.
    """

    name: str
    authority: Authority | None
    path: str | None = None

    def covers(self, path: str) -> bool:
        """Return whether a path is the one of the binding, or below it."""
        if self.path is None or _AMBIGUOUS_PATH.search(path):
            return False
        return (path or "/") == self.path or path.startswith(self.path.rstrip("/") + "/")


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

    def may_fill(self, name: str, authority: Authority, path: str, part: Part) -> bool:
        """Return whether a variable may be sent in a part of a request.

        A variable without a path is sent only in headers, and to no host that others share: whoever
        changes the path there changes the receiver.

        Args:
            name: The name of the variable.
            authority: The host that receives the request.
            path: The path of the URL, as it is written.
            part: Where the value is written.
        """
        bound = [
            one
            for one in self.bindings
            if one.name == name
            and (one.authority == authority or (not one.authority and authority in self.allowed))
        ]
        in_header = part == "header" and not is_shared(authority.host)
        return any(one.covers(path) or (in_header and one.path is None) for one in bound)


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
    """Parse `NAME@HOST[:PORT][/PATH]`, or a `NAME` without a host.

    Raises:
        BadPermissionError: The text has a different form, or the path of a shared host is missing.
    """
    name, at, target = text.partition("@")
    host, slash, path = target.partition("/")
    if not _NAME.fullmatch(name):
        raise BadPermissionError(
            "write NAME@HOST or NAME@HOST/PATH, like API_TOKEN@voice.acme.dev: the name of an "
            "environment variable, and the only host that may receive its value"
        )
    authority = parse_host(host) if at else None
    if not _PATH.fullmatch(path) or _AMBIGUOUS_PATH.search(f"/{path}"):
        raise BadPermissionError("write the path as it is in the URL, without a query or dots")
    if authority and is_shared(authority.host) and not path.strip("/"):
        raise BadPermissionError(
            "this host receives requests for many customers: write NAME@HOST/PATH, with the path "
            "of your own receiver, or the start of it that is yours"
        )
    return Binding(name, authority, f"/{path}" if slash else None)


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
