"""What may be shown of a response: facts with a few possible values, and hosts of redirects.

A receiver can echo what it was sent, secrets included, so none of its text is shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from outbound_lint import urls
from outbound_lint.connections.request import Request
from outbound_lint.facts import http_fields
from outbound_lint.facts.auth_schemes import SCHEMES
from outbound_lint.probe.outcomes import BodyKind, Difference, Facts, Redirect
from outbound_lint.providers.model import Condition, SilentFailure

_REVEALING = 6
"""This many characters of the request in a row are not shown when a response contains them."""

_LONGEST_LOCATION = 2000
_DEFAULT_PORTS = {"http": 80, "https": 443}
_SEPARATORS = re.compile(r"[^a-z0-9]+")
_SECONDS = re.compile(rb"[0-9]{1,9}")
_SCHEME = re.compile(rb"[A-Za-z0-9-]+")
_HTML = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_REFUSALS: dict[bytes, BodyKind] = {
    b"No required SSL certificate was sent": "client-certificate",  # nginx
    b"The plain HTTP request was sent to HTTPS port": "plain-http",  # nginx
    b"Client sent an HTTP request to an HTTPS server": "plain-http",  # Go, such as Caddy
    b"speaking plain HTTP to an SSL-enabled server port": "plain-http",  # Apache
}
"""Sentences of servers that respond with 400 before any application gets the request."""

_LOGIN = re.compile(r"(?<![a-z])(?:log-?in|sign-?in|sso|oauth2?|auth|accounts|idp)(?![a-z])")


def of_head(status: int, headers: Iterable[tuple[bytes, bytes]], request: Request) -> Facts:
    """Return what may be shown of the head of a response.

    Args:
        status: The status.
        headers: The names in lower case, and the values.
        request: The request.
    """
    fields = dict(reversed([*headers]))  # the first of a name counts
    redirect = None
    if status // 100 == 3:
        redirect = _redirect(fields.get(b"location"), request)
    retry_after = _SECONDS.fullmatch(fields.get(b"retry-after", b""))
    return Facts(
        redirect,
        int(retry_after[0]) if retry_after else None,
        _challenge(fields.get(b"www-authenticate", b"")),
    )


def hidden_failure(
    status: int, body: bytes, failures: Iterable[SilentFailure]
) -> SilentFailure | None:
    """Return the failure that a success hides, by what is known of the provider.

    Args:
        status: The status of the response.
        body: The bytes that were read.
        failures: The failures that a success of the provider may hide.
    """
    signs = [one for one in failures if one.when]
    if status // 100 != 2 or not signs:
        return None
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return next((one for one in signs if _shows(value, one.when)), None)


def _shows(value: Any, when: Condition | None) -> bool:
    if when is None or not isinstance(value, dict):
        return False
    if when.present is not None:
        return (when.member in value) == when.present
    found = value.get(when.member, ...)
    # 1 and true are equal in Python.
    return isinstance(found, bool) == isinstance(when.equals, bool) and found == when.equals


def of_body(status: int, body: bytes) -> BodyKind | None:
    """Return what may be shown of the start of a body.

    Args:
        status: The status of the response.
        body: The bytes that were read.
    """
    if status == 400:
        return next((kind for text, kind in _REFUSALS.items() if text in body), None)
    if status // 100 != 2:
        return None
    if _HTML.match(body):
        return "html"
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_error = isinstance(value, dict) and (value.get("error") or value.get("errors"))
    return "error" if is_error else None


def _challenge(value: bytes) -> str | None:
    """Return the scheme of WWW-Authenticate if it is registered (RFC 9110, section 11.6.1)."""
    word = _SCHEME.match(value)
    known = SCHEMES.get(http_fields.fold(word[0].decode())) if word else None
    return known.name if known else None


def _redirect(location: bytes | None, request: Request) -> Redirect:
    if location is None or len(location) > _LONGEST_LOCATION:
        return Redirect("none")
    text = location.decode("latin-1")
    try:
        before = urlsplit(request.url)
        after = urlsplit(urljoin(request.url, text))
        if after.scheme not in _DEFAULT_PORTS:
            return Redirect("none")
        difference = _difference(before, after)
    except ValueError:  # such as a port that is no number
        return Redirect("none")
    return Redirect(difference, _target(text, request))


def _difference(before: SplitResult, after: SplitResult) -> Difference:
    """Return the first difference that explains a redirect, from the most telling one."""
    host, target = before.hostname or "", after.hostname or ""
    if _LOGIN.search(f"{target} {after.path}".lower()) and not _LOGIN.search(before.path.lower()):
        return "login"
    if host != target:
        return "www" if target == f"www.{host}" else "no-www" if host == f"www.{target}" else "host"
    path, new = before.path or "/", after.path or "/"
    slash: Difference | None = (
        "slash" if new == f"{path}/" else "no-slash" if path == f"{new}/" else None
    )
    if before.scheme != after.scheme:
        # Behind a gateway, a server that adds the slash may not know of HTTPS.
        return "https" if after.scheme == "https" else slash or "http"
    if (before.port or _DEFAULT_PORTS[before.scheme]) != (
        after.port or _DEFAULT_PORTS[after.scheme]
    ):
        return "port"
    if path == new:
        return "same" if before.query == after.query else "path"
    return slash or "path"


def _target(location: str, request: Request) -> str | None:
    """Return scheme, host and port of a redirect's target.

    A receiver can echo a secret in the host, so a host that contains a part of the request is not
    shown, unless it is the host of the request.

    Returns:
        None if the target is relative or invalid, or if it may not be shown.
    """
    url = urls.judge(location)
    host = url.address or url.host
    if url.problem or url.unknown_host or host is None or url.scheme not in ("http", "https"):
        return None
    if host != urls.judge(request.url).host and _contains_part_of(host, request):
        return None
    bracketed = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{bracketed}" + (f":{url.port}" if url.port else "")


def _contains_part_of(host: str, request: Request) -> bool:
    texts = (request.target, *(value for _, value in request.headers), request.body.decode())
    sent = " ".join(map(_bare, texts))
    bare = _bare(host)
    return any(
        bare[at : at + _REVEALING] in sent for at in range(max(1, len(bare) - _REVEALING + 1))
    )


def _bare(text: str) -> str:
    """Return the letters and digits of a text: a host may split a secret with dots or hyphens."""
    return _SEPARATORS.sub("", text.lower())
