"""What the command line permits a probe to send, and the placeholders that it fills with that.

Settings files have no effect here, because they may come from a stranger's pull request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from outbound_lint.connections.request import DRY_NUMBER, Part, UnbuildableError
from outbound_lint.facts import placeholders
from outbound_lint.facts.placeholders import Placeholder
from outbound_lint.facts.shared_hosts import is_shared
from outbound_lint.facts.variables import is_platform_variable
from outbound_lint.redaction.redactor import mask_text
from outbound_lint.source import Place
from outbound_lint.urls import Url, judge

LIMIT = 50
"""Requests that one run sends at most, without `--probe-limit`."""

_PORTS = {"https": 443, "http": 80}  # RFC 9110, section 4.2
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATH = re.compile(r"[!$&-;=@-Z_a-z~%]*")  # RFC 3986, section 3.3
_AMBIGUOUS_PATH = re.compile(r"/\.{1,2}(?:/|$)|//|[\\;]|%(?:2[5eEfF]|5[cC]|00)")
"""What some servers resolve to another path: dot segments, empty segments, encoded separators,
and an encoded percent sign, which a server that decodes twice takes for one of these."""

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
        """Return the form that the options accept, without the default port."""
        return self._bracketed if self.port == _PORTS["https"] else self.with_port

    @property
    def with_port(self) -> str:
        """The form of URLs, always with the port."""
        return f"{self._bracketed}:{self.port}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host


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

    def __str__(self) -> str:
        """Return the form that the option accepts."""
        return self.name + (f"@{self.authority}" if self.authority else "") + (self.path or "")

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
        in_header = part == "header" and not is_shared(authority.host)
        return any(
            one.name == name
            and self.is_for(one, authority, path)
            and (in_header or one.path is not None)
            for one in self.bindings
        )

    def is_for(self, binding: Binding, authority: Authority, path: str) -> bool:
        """Return whether a binding is for requests to a host and a path."""
        if binding.authority != authority and (binding.authority or authority not in self.allowed):
            return False
        return binding.path is None or binding.covers(path)


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


DUMMY = "outbound-lint-dry-run"
"""The value of the platform's variables in a probe."""

_PLAIN = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Filler:
    """Fills the placeholders of requests to one host.

    Variables of the platform are replaced by a dummy value. `${NAME}` is replaced by the
    environment variable if the permissions bind NAME to the host, and to the path if it is not in a
    header; no other variable is read. Other
    placeholders are left unchanged in strings of the body, and are refused anywhere else. Filled-in
    values are not filled again.

    Args:
        permissions: Which variables may be sent to which hosts.
        environment: The environment variables of the process.
        authority: The host that receives the requests.
        path: The path of the URL, as it is written.
    """

    def __init__(
        self,
        permissions: Permissions,
        environment: Mapping[str, str],
        authority: Authority,
        path: str,
    ) -> None:
        self._permissions = permissions
        self._environment = environment
        self._authority = authority
        self._path = path

    def __call__(self, place: Place, part: Part) -> str:
        """Fill a text of a request; a `Fill`.

        Raises:
            UnbuildableError: A placeholder in it can't be filled.
        """
        text = place.value
        found = placeholders.find(text)
        if part != "string":
            _refuse_unfillable(place, found)
        pieces, done = [], 0
        for one in found:
            written = _within(place, one.start, one.end)
            pieces += [text[done : one.start], self._filled(written, part, one)]
            done = one.end
        return "".join((*pieces, text[done:]))

    def _filled(self, written: Place, part: Part, placeholder: Placeholder) -> str:
        plain = _PLAIN.fullmatch(written.value)
        if plain:
            return self._value(plain.group(1), written, part)
        if placeholder.syntax == "{{name}}" and is_platform_variable(placeholder.name):
            return DUMMY
        if part == "string" and placeholder.syntax != "${NAME}":
            return written.value
        raise _unfillable(written)

    def _value(self, name: str, place: Place, part: Part) -> str:
        """Return the value of a variable, if the host may receive it there."""
        if not self._permissions.may_fill(name, self._authority, self._path, part):
            raise self._not_permitted(mask_text(name), place, part)  # a token is not a name
        value = self._environment.get(name, "")
        if not value:
            raise UnbuildableError(
                f"the environment variable `{name}` is unset or empty",
                place,
                "Set the variable where the probe runs. CI systems do not pass secrets to pull "
                "requests from forks.",
            )
        if _UNFIT.search(value):
            raise UnbuildableError(
                f"the value of the environment variable `{name}` contains control characters",
                place,
                "Set the variable without line breaks, including one at the end.",
            )
        return value

    def _not_permitted(self, name: str, place: Place, part: Part) -> UnbuildableError:
        host = mask_text(str(self._authority))
        where = "" if part == "header" else " in the URL" if part == "url" else " in the body"
        path = "/PATH" if where or is_shared(self._authority.host) else ""
        rest = ", with the start of the path of this URL as PATH" if path else ""
        return UnbuildableError(
            f"it asks for the environment variable `{name}`{where}, and `--probe-env` does not "
            f"allow sending it to {host}",
            place,
            f"Only if {host} may receive the value: add `--probe-env {name}@{host}{path}`{rest}.",
        )


def _refuse_unfillable(place: Place, found: tuple[Placeholder, ...]) -> None:
    """Refuse a text that would be sent with a placeholder that is not filled."""
    text = place.value
    credential = text.find(" ") + 1  # after the scheme, if there is one
    for start in {0, credential}:
        whole = placeholders.whole(text[start:])
        if whole and not any(one.end == start + whole.end for one in found):
            raise _unfillable(_within(place, start + whole.start, start + whole.end))
    for malformed in placeholders.find_malformed(text):
        raise _unfillable(_within(place, malformed.start, malformed.end))


def _unfillable(place: Place) -> UnbuildableError:
    return UnbuildableError(
        "the probe can't fill this placeholder",
        place,
        "Write `${NAME}` for an environment variable, and allow it with `--probe-env`.",
    )


def _within(place: Place, start: int, end: int) -> Place:
    return Place(place.text, place.start + start, place.start + end)
