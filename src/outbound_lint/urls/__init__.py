"""One judgement of a URL: its parts, whether it is sound, and whether it leads anywhere public.

The rules of family endpoint and the probe both ask here, so that what the linter passes is what
the probe may call. A plainly sound URL is proved so by one regular expression; everything else is
read as the WHATWG URL standard and as RFC 3986 do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from outbound_lint.facts import hosts as facts
from outbound_lint.facts import temporary_hosts
from outbound_lint.patterns import pattern
from outbound_lint.urls.values import HostRemark, Span, Url, UrlProblem

__all__ = ["HostRemark", "Span", "Url", "UrlProblem", "judge"]


def _ends(names: Iterable[str]) -> set[str]:
    return {".".join(name.split(".")[-2:]) for name in names}


_PLAIN = pattern(
    r"(https?)://"
    r"((?:(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!xn--)[a-z]{2,63})"
    r"(?::([1-9][0-9]{0,4}))?"
    r"(/[\w.~!$&'()*+,;=:@%/-]*)?"
    r"(?:\?([\w.~!$&'()*+,;=:@%/?-]*))?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST_NAME, _HIGHEST_PORT = 253, 65535
_TELLING_ENDS = frozenset(
    _ends(row.name for row in (*facts.PRIVATE, *facts.METADATA, *facts.RESOLVERS))
    | _ends((*facts.EXAMPLE, *temporary_hosts.TUNNELS, *temporary_hosts.REQUEST_BINS))
)


def judge(text: str) -> Url:
    """Take a URL apart and judge it.

    Args:
        text: The URL as it was configured, placeholders included.

    Returns:
        Its parts and what is to be said about it; any text at all can be judged.
    """
    return _plainly_sound(text) or _judged(text)


def _plainly_sound(text: str) -> Url | None:
    """Prove that nothing is to be said about a URL; None where this takes a closer look."""
    found = _PLAIN.fullmatch(text)
    if not found:
        return None
    scheme, host, port, path, query = found.groups()
    host = host.lower()
    labels = host.rsplit(".", 2)
    if labels[-1] in _TELLING_ENDS or f"{labels[-2]}.{labels[-1]}" in _TELLING_ENDS:
        return None
    if path and "-test" in path:  # perhaps a test URL
        return None
    number = int(port) if port else None
    if len(host) > _LONGEST_NAME or (number and number > _HIGHEST_PORT):
        return None
    span = found.span
    return Url(
        text,
        scheme.lower(),
        span(1),
        None,
        span(2),
        span(3) if port else None,
        span(4) if path else (found.end(3 if port else 2),) * 2,
        span(5) if query is not None else None,
        None,
        host,
        None,
        None,
        number,
        plain=True,
    )


def _judged(text: str) -> Url:
    from outbound_lint.urls.reading import read

    return read(text)
