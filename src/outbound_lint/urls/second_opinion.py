"""A second opinion: the `validators` package, asked about every URL that we find valid.

What it refuses is refused, unless `KNOWN_WRONG` says that it is wrong about it: then it is asked
about the URL with that part corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.urls.parts import HIDDEN
from outbound_lint.urls.values import Url, UrlProblem

if TYPE_CHECKING:
    from collections.abc import Callable

    from outbound_lint.source import Span


class Correction(NamedTuple):
    """What `validators` gets wrong about a part of a URL, and what it is asked about instead."""

    why: str
    corrected: Callable[[str], str]


def _percent_encoded(part: str) -> str:
    from urllib.parse import quote

    # A longer part says nothing more, and `urlsplit` keeps it all in its cache.
    return quote(part[:2048], safe="!#$%&'()*+,/:;=?@")


KNOWN_WRONG = {
    "scheme": Correction(
        "it knows a few schemes only; rule endpoint-scheme judges the scheme",
        lambda _: "https://",
    ),
    "userinfo": Correction(
        "it refuses letters beyond ASCII, which clients percent-encode; "
        "rule endpoint-credentials reports any userinfo",
        lambda _: "",
    ),
    "host": Correction(
        "it refuses a trailing dot, which says only that the name is complete (RFC 1034, section "
        "3.1), maps names by IDNA 2003, but clients follow UTS 46, and refuses underscores, which "
        "the DNS allows (RFC 2181, section 11); rule endpoint-unusual reports them",
        lambda host: host.replace("_", "x"),  # it is canonical already
    ),
    "port": Correction(
        "it refuses leading zeros, which mean nothing (RFC 3986, section 3.2.3)",
        lambda port: port.lstrip("0"),
    ),
    "path": Correction(
        "it refuses braces, brackets and some letters, which clients percent-encode",
        _percent_encoded,
    ),
    "query": Correction(
        "it wants pairs of name and value, unlike RFC 3986, section 3.4: `strict_query=False`",
        _percent_encoded,
    ),
    "fragment": Correction(
        "it refuses letters beyond ASCII; "
        "clients do not send the fragment, and rule endpoint-fragment reports any",
        _percent_encoded,
    ),
}
"""What `validators` gets wrong, by the part of the URL."""


def problem(url: Url, masked: str, host: str) -> UrlProblem | None:
    """Ask `validators` about a whole URL in which we find no problem.

    Args:
        url: The URL; it has a host.
        masked: Its text with `HIDDEN` for each character of a placeholder.
        host: The canonical host, with harmless text for placeholders.
    """
    import validators

    if url.host_span is None:
        return None
    try:
        accepted = bool(validators.url(_asked(url, masked, host), strict_query=False))
    except validators.ValidationError:
        # RAISE_VALIDATION_ERROR in the environment; then it raises for every address.
        accepted = url.address is not None
    if accepted:
        return None
    message = "the host has the form of a name, but no host on the Internet can have it"
    return UrlProblem(url.host_span, message, "Write the full host name, such as `voice.acme.dev`.")


def _asked(url: Url, masked: str, host: str) -> str:
    """Write the URL with all corrections, and with harmless text for placeholders."""

    def corrected(part: str, span: Span | None) -> str:
        text = masked[slice(*span)].replace(HIDDEN, "x") if span else ""
        return KNOWN_WRONG[part].corrected(text)

    return "".join(
        (
            corrected("scheme", url.scheme_span),
            corrected("userinfo", url.userinfo_span),
            KNOWN_WRONG["host"].corrected(host),
            f":{corrected('port', url.port_span)}" if url.port else "",
            corrected("path", url.path_span),
            f"?{corrected('query', url.query_span)}" if url.query_span else "",
            corrected("fragment", url.fragment_span),
        )
    )
