"""What `judge` says about a URL."""

from __future__ import annotations

from typing import NamedTuple

Span = tuple[int, int]


class UrlProblem(NamedTuple):
    """What keeps a text from being an absolute URL with a sound host; quotes nothing of it."""

    span: Span
    message: str
    hint: str


class HostRemark(NamedTuple):
    """A remark about one part of a URL: the part, and why, in plain words."""

    span: Span
    why: str


class Url(NamedTuple):
    """A URL taken apart and judged. Spans are offsets in `text`; an absent part has None.

    Attributes:
        text: The text that was judged.
        scheme: In lower case; None where there is none, or where it is a placeholder.
        userinfo_span: Without `@`.
        host_span: With the brackets of an IPv6 literal.
        port_span: Without `:`.
        path_span: From the first `/`; empty rather than absent after an authority.
        query_span: Without `?`.
        fragment_span: With `#`.
        host: What the host means: in lower case, ASCII (UTS 46), without a trailing dot, an
            address in its canonical form; None where it is unknown, absent or makes no sense.
        host_tail: The known end of a host that begins with a placeholder, such as `.internal`
            in `${X}.internal`; else None.
        address: The canonical address where the host is one, however it is spelled.
        port: The written port; None where it is absent, unknown or wrong.
        problem: What keeps it from being an absolute URL with a sound host.
        not_public: Why the host can't be reached from the Internet. Where there is a problem
            too, the problem is the better thing to tell.
        unknown_host: Whether placeholders hide the host.
        plain: Whether it is proved that there is nothing to be said about its host and its path.
    """

    text: str
    scheme: str | None = None
    scheme_span: Span | None = None
    userinfo_span: Span | None = None
    host_span: Span | None = None
    port_span: Span | None = None
    path_span: Span | None = None
    query_span: Span | None = None
    fragment_span: Span | None = None
    host: str | None = None
    host_tail: str | None = None
    address: str | None = None
    port: int | None = None
    problem: UrlProblem | None = None
    not_public: HostRemark | None = None
    unknown_host: bool = False
    plain: bool = False

    def __repr__(self) -> str:
        """Show no more than the host: userinfo, path and query may be secrets."""
        return f"Url(scheme={self.scheme!r}, host={self.host!r}, port={self.port!r})"
