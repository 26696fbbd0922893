"""The closer look at a URL that is not plainly sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outbound_lint.urls import hosts, names, parts
from outbound_lint.urls.parts import HIDDEN
from outbound_lint.urls.values import HostRemark, Url

if TYPE_CHECKING:
    from outbound_lint.urls.values import Span


def read(text: str) -> Url:
    """Take any text apart as a URL and judge it."""
    masked = parts.hidden(text)
    start, end = parts.core(masked)
    problem = parts.forbidden_character(masked)
    colon = parts.scheme_end(masked, start)
    if colon is None:
        if masked.startswith(HIDDEN, start):
            return Url(text, problem=problem, unknown_host=True)
        return Url(text, problem=problem or parts.missing_scheme(masked, start, end))
    scheme = None if HIDDEN in masked[start:colon] else masked[start:colon].lower()
    url = Url(text, scheme=scheme, scheme_span=(start, colon), problem=problem)
    begin, slashes = parts.authority_start(masked, scheme, colon)
    if begin < 0:
        return _with_path(url, masked, colon + 1, end)
    stop = parts.authority_end(masked, begin, end)
    url = _with_path(url, masked, stop, end)
    if begin == stop and scheme not in (None, "http", "https"):
        return url
    url = url._replace(problem=problem or slashes)
    return _with_authority(url, masked, begin, stop)


def _with_path(url: Url, masked: str, start: int, end: int) -> Url:
    """Add path, query and fragment."""
    fragment = masked.find("#", start, end)
    stop = end if fragment < 0 else fragment
    query = masked.find("?", start, stop)
    return url._replace(
        path_span=(start, stop if query < 0 else query),
        query_span=None if query < 0 else (query + 1, stop),
        fragment_span=None if fragment < 0 else (fragment, end),
    )


def _with_authority(url: Url, masked: str, start: int, end: int) -> Url:
    authority = parts.authority(masked, start, end)
    url = url._replace(
        userinfo_span=authority.userinfo,
        host_span=authority.host,
        port_span=authority.port,
        port=authority.number,
        problem=url.problem or authority.problem,
    )
    url = _with_host(url, masked[authority.host[0] : authority.host[1]], authority.host)
    return url._replace(problem=url.problem or authority.port_problem)


def _with_host(url: Url, host: str, span: Span) -> Url:
    if HIDDEN in host:
        return _with_unknown_host(url, host, span)
    if not host:
        return url._replace(host_span=None)
    meaning = hosts.understand(host, span[0])
    return url._replace(
        host=meaning.host,
        address=meaning.address,
        problem=url.problem or meaning.problem,
        not_public=_reason(span, meaning.why_not_public),
    )


def _with_unknown_host(url: Url, host: str, span: Span) -> Url:
    """Judge what is certain of a host with placeholders: a name that ends in `.internal`."""
    tail = host.rpartition(HIDDEN)[2].lower().removesuffix(".")
    if not (tail.startswith(".") and hosts.is_plain(tail[1:])):
        return url._replace(unknown_host=True)
    why = names.why_not_public(tail)
    return url._replace(unknown_host=True, host_tail=tail, not_public=_reason(span, why))


def _reason(span: Span, why: str | None) -> HostRemark | None:
    return HostRemark(span, why) if why else None
