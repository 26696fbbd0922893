"""Where a redirect leads, as far as that may be told."""

from __future__ import annotations

import re

from outbound_lint import urls
from outbound_lint.connections.request import Request

_LONGEST = 2000
_TELLING = 8
"""So many characters of the request may not come back in what is shown of an answer."""

_MARKS = re.compile(r"[^a-z0-9]+")


def target(location: bytes, request: Request) -> str | None:
    """Return scheme, host and port of a redirect's target.

    A receiver can echo a secret there too, so a host that holds a part of what was sent is not
    told, unless it is the host it was sent to.

    Args:
        location: the value of the header field.
        request: what was sent.

    Returns:
        Nothing where the target is relative, makes no sense, or may not be told.
    """
    if len(location) > _LONGEST:
        return None
    url = urls.judge(location.decode("latin-1"))
    host = url.address or url.host
    if url.problem or url.unknown_host or host is None or url.scheme not in ("http", "https"):
        return None
    if host != urls.judge(request.url).host and _holds_part_of(host, request):
        return None
    bracketed = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{bracketed}" + (f":{url.port}" if url.port else "")


def _holds_part_of(host: str, request: Request) -> bool:
    texts = (request.target, *(value for _, value in request.headers), request.body.decode())
    sent = " ".join(map(_bare, texts))
    bare = _bare(host)
    return any(bare[at : at + _TELLING] in sent for at in range(max(1, len(bare) - _TELLING + 1)))


def _bare(text: str) -> str:
    """Leave out what a host has no room for, or could be cut by."""
    return _MARKS.sub("", text.lower())
