"""What clients and servers read differently in a valid URL, and slips of the pen in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Span
from outbound_lint.urls import parts
from outbound_lint.urls.values import Url

_AMPERSAND = pattern(r"&(?:(?:amp|#0*+38|#[xX]0*+26);)++")
_PERCENT = pattern(rf"%(?![0-9A-Fa-f{parts.HIDDEN}][0-9A-Fa-f{parts.HIDDEN}])")
# A brace beside a placeholder is reported by placeholder-malformed.
_BRACE = pattern(rf"\{{[^{{}}/?&=#{parts.HIDDEN}]*+\}}|(?<!{parts.HIDDEN})[{{}}](?!{parts.HIDDEN})")
_LAST = pattern(r"(?<!&amp)[,;'`\u00b4\u2018-\u201f\u00ab\u00bb]\Z")


class Unusual(NamedTuple):
    """A part of a URL that is valid but unusual: where it is, what it leads to, what to type."""

    span: Span
    message: str
    hint: str


def unusual(url: Url) -> Iterator[Unusual]:
    """Find what is unusual in a valid URL: of each kind the first."""
    masked = parts.hidden(url.text)
    if url.host_span and (at := masked.find("_", *url.host_span)) >= 0:
        yield Unusual(
            Span(at, at + 1),
            "`_` in a host: some clients and certificate authorities reject such names",
            "Use a name of letters, digits and hyphens, if the receiver has one.",
        )
    if url.path_span is None:
        return
    start = url.path_span.start
    end = url.fragment_span.start if url.fragment_span else parts.core(masked).end
    if (found := _AMPERSAND.search(masked, start)) and found.start() < end:
        yield Unusual(
            Span(*found.span()),
            "this is how HTML writes `&`: the receiver gets parameters with other names",
            "Write `&`." if masked.count(found[0]) == 1 else "Write `&` each time.",
        )
    if found := _PERCENT.search(masked, start, end):
        yield Unusual(
            Span(*found.span()),
            "`%` without two hexadecimal digits after it: some servers reject the request, "
            "others read a percent sign",
            "Write `%25` for a percent sign.",
        )
    if found := _BRACE.search(masked, start, end):
        yield Unusual(Span(*found.span()), *_brace(found[0]))
    if found := _LAST.search(masked, start, end):
        yield from _last(masked[start:end], Span(*found.span()))


def has_escaped_ampersand(url: Url) -> bool:
    """Return whether the `#` of the fragment is that of `&#38;`, and starts no fragment."""
    start = url.fragment_span.start if url.fragment_span else 0
    return start > 0 and _AMPERSAND.match(url.text, start - 1) is not None


def _brace(text: str) -> tuple[str, str]:
    if len(text) > 1:
        return (
            "nothing fills a name in single braces: the receiver gets the braces",
            "Write the value itself, or a placeholder such as `${TENANT}`.",
        )
    return (
        f"`{text}` alone: some clients encode it, others reject the URL",
        "Remove it, or write `%7B` or `%7D` if it belongs to the URL.",
    )


def _last(text: str, span: Span) -> Iterator[Unusual]:
    if text[-1] in "'`" and text.count(text[-1]) % 2 == 0:
        return
    yield Unusual(
        span,
        "the URL ends in punctuation, which is sent as a part of it",
        "Remove it.",
    )
