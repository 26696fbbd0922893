"""What `judge` says about a URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from outbound_lint.source import Span


class UrlProblem(NamedTuple):
    """Why a text is not an absolute URL with a valid host; message and hint quote nothing of it."""

    span: Span
    message: str
    hint: str


class HostRemark(NamedTuple):
    """A remark about one part of a URL: the part, and why."""

    span: Span
    why: str


class Url(NamedTuple):
    """A URL taken apart and judged. Spans are offsets in `text`; None for an absent part.

    Attributes:
        text: The text that was judged.
        scheme: In lower case; None if it is absent or a placeholder.
        userinfo_span: Without `@`.
        host_span: With the brackets of an IPv6 literal.
        port_span: Without `:`.
        path_span: From the first `/`; empty rather than None after an authority.
        query_span: Without `?`.
        fragment_span: With `#`.
        host: The canonical host: in lower case, ASCII (UTS 46), without a trailing dot, an address
            in its usual form; None if it is unknown, absent or invalid.
        host_tail: The known end of a host that starts with a placeholder, such as `.internal`
            in `${X}.internal`; else None.
        address: The canonical address, if the host is one in any spelling.
        port: The written port; None if it is absent, unknown or invalid.
        problem: Why it is not an absolute URL with a valid host.
        not_public: Why the host can't be reached from the Internet. If there is a problem too,
            report the problem.
        unknown_host: Whether placeholders hide the host.
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

    def __repr__(self) -> str:
        """Show no more than the host: userinfo, path and query may be secrets."""
        return f"Url(scheme={self.scheme!r}, host={self.host!r}, port={self.port!r})"
