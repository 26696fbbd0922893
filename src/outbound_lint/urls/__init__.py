"""One judgement of a URL: its parts, whether it is valid, and whether its host is public.

The rules of family endpoint and the probe both ask here, so that the probe calls nothing that the
linter refuses. A URL is read as both the WHATWG URL standard and RFC 3986 read it; where they
differ, the URL is invalid.
"""

from __future__ import annotations

from outbound_lint.source import Span
from outbound_lint.urls import hosts, names, parts
from outbound_lint.urls.parts import HIDDEN
from outbound_lint.urls.values import HostRemark, Url, UrlProblem

__all__ = ["HostRemark", "Url", "UrlProblem", "judge"]


def judge(text: str, *, proved: bool = False) -> Url:
    """Take a URL apart and judge it.

    Args:
        text: The URL as it was configured, placeholders included; any text at all can be judged.
        proved: Whether it is known to be valid, so that nothing is wrong with its text and nobody
            else has to be asked.
    """
    masked = parts.hidden(text)
    start, end = parts.core(masked)
    other = None if proved else parts.other_text(masked)
    problem = None if proved else other or parts.forbidden_character(masked)
    colon = parts.scheme_end(masked, start)
    if colon is None:
        if masked.startswith(HIDDEN, start):
            return Url(text, problem=problem, unknown_host=True)
        missing = parts.missing_scheme(masked, start, end)
        is_word = masked[start : start + 1].isalnum() or masked.startswith(("/", "+"), start)
        return Url(text, problem=other or (missing if is_word else problem or missing))
    scheme = None if HIDDEN in masked[start:colon] else masked[start:colon].lower()
    url = Url(text, scheme=scheme, scheme_span=Span(start, colon), problem=problem)
    begin, slashes = parts.authority_start(masked, scheme, colon)
    if begin < 0:
        return _with_path(url, masked, colon + 1, end)
    stop = parts.authority_end(masked, begin, end)
    url = _with_path(url, masked, stop, end)
    if begin == stop and scheme not in (None, "http", "https"):
        return url
    url, asked = _with_authority(url._replace(problem=problem or slashes), masked, begin, stop)
    if proved or url.problem or url.not_public or asked is None:
        return url
    from outbound_lint.urls import second_opinion

    return url._replace(problem=second_opinion.problem(url, masked, asked))


def _with_path(url: Url, masked: str, start: int, end: int) -> Url:
    """Add path, query and fragment."""
    fragment = masked.find("#", start, end)
    stop = end if fragment < 0 else fragment
    query = masked.find("?", start, stop)
    return url._replace(
        path_span=Span(start, stop if query < 0 else query),
        query_span=None if query < 0 else Span(query + 1, stop),
        fragment_span=None if fragment < 0 else Span(fragment, end),
    )


def _with_authority(url: Url, masked: str, start: int, end: int) -> tuple[Url, str | None]:
    """Add userinfo, host and port.

    Returns:
        The URL, and its host as others may be asked about it, if there is one.
    """
    authority = parts.authority(masked, start, end)
    url = url._replace(
        userinfo_span=authority.userinfo,
        host_span=authority.host,
        port_span=authority.port,
        port=authority.number,
        problem=url.problem or authority.problem,
    )
    spelling = masked[slice(*authority.host)]
    if not spelling:
        return url._replace(host_span=None, problem=url.problem or authority.port_problem), None
    if HIDDEN in spelling:
        url, asked = _with_unknown_host(url, spelling, authority.host)
    else:
        verdict = hosts.judge(spelling, authority.host)
        url, asked = url._replace(host=verdict.host, address=verdict.address), verdict.host
        url = _with_verdict(url, verdict.problem, verdict.why_not_public, authority.host)
    return url._replace(problem=url.problem or authority.port_problem), asked


def _with_unknown_host(url: Url, spelling: str, span: Span) -> tuple[Url, str | None]:
    """Judge what is certain about a host with placeholders, such as `.internal` at its end.

    Returns:
        The URL, and the host with harmless text in the place of the placeholders; None if there is
        no such text.
    """
    filled = hosts.filled(spelling)
    verdict = hosts.judge(filled, span) if filled else hosts.HostVerdict()
    problem = verdict.problem and verdict.problem._replace(span=span)
    tail = spelling.rpartition(HIDDEN)[2].lower().removesuffix(".")
    if not (tail.startswith(".") and hosts.is_plain(tail[1:])):
        tail = ""
    url = url._replace(unknown_host=True, host_tail=tail or None)
    why = names.why_not_public(tail) if tail else None
    return _with_verdict(url, problem, why, span), verdict.host


def _with_verdict(url: Url, problem: UrlProblem | None, why: str | None, span: Span) -> Url:
    return url._replace(
        problem=url.problem or problem, not_public=HostRemark(span, why) if why else None
    )
