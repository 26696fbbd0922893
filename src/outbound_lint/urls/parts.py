"""A URL taken apart where the WHATWG URL standard and RFC 3986 agree, and what they differ about.

The two agree on where the parts of a URL stand unless it holds white space, control characters,
backslashes, another number of slashes than two after the scheme, or a second `@`: each of these is
a problem, so that no text is judged by one reading and called by the other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.patterns import pattern
from outbound_lint.urls import addresses
from outbound_lint.urls.values import Span, UrlProblem

HIDDEN = "\ufdd0"
"""Stands for each character of a placeholder; a noncharacter, which no URL may hold itself."""

_SCHEME = pattern(rf"([A-Za-z{HIDDEN}][A-Za-z0-9+.{HIDDEN}-]*):")
_AUTHORITY = pattern(r"[^/?#]*://[^/?#]*")
_AUTOLINK = pattern(r"\s*<https?:", re.IGNORECASE)
_PORT_FIRST = pattern(rf"[0-9{HIDDEN}]+(?:[/?#]|$)")
_SECOND_SCHEME = pattern(r"https?:(?://|[/\\]*$)", re.IGNORECASE)
_SPECIAL = frozenset({"http", "https", "ws", "wss", "ftp"})  # WHATWG, section 4.2
_WITHOUT_AUTHORITY = frozenset(
    {"data", "file", "javascript", "mailto", "sip", "sips", "sms", "tel", "urn"}
)
_OUTER = "".join(map(chr, range(0x21)))  # WHATWG, section 4.4, removes these at both ends
_HIGHEST_PORT = 65535
# Nothing of a URL anywhere: controls, space, " < > \ , white space, invisible characters, lone
# surrogates and noncharacters. Other characters beyond ASCII are percent-encoded on the way.
_FORBIDDEN = pattern(
    r"[\x00-\x20\"<>\\\x7f-\xa0\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\ud800-\udfff\ufdd1\ufeff\ufff9-\uffff]"
)


class Authority(NamedTuple):
    """The parts between `//` and the path; `port` is None where absent, wrong or unknown."""

    userinfo: Span | None
    host: Span
    port: Span | None
    number: int | None
    problem: UrlProblem | None
    port_problem: UrlProblem | None


def hidden(text: str) -> str:
    """Put HIDDEN in the place of every character of a placeholder; offsets stay.

    Behind the authority a malformed placeholder is hidden as well: a rule of its own speaks of it.
    """
    whole = None if _AUTOLINK.match(text) else placeholders.whole(text)
    pieces, done = [], 0
    for start, end in (whole[:2],) if whole else _spans(text):
        if start >= done and _stands_alone(text, end):
            pieces += [_unhidden(text[done:start]), HIDDEN * (end - start)]
            done = end
    return "".join((*pieces, _unhidden(text[done:])))


def _spans(text: str) -> list[Span]:
    authority = _AUTHORITY.match(text)
    malformed = placeholders.find_malformed(text) if authority else ()
    return sorted(
        (
            *(found[:2] for found in placeholders.find(text)),
            *(found[:2] for found in malformed if authority and found.start >= authority.end()),
        )
    )


def _unhidden(text: str) -> str:
    return text.replace(HIDDEN, "\ufdd1")


def _stands_alone(text: str, end: int) -> bool:
    """Tell `@NAME@` from the two `@` of `user@NAME@[::1]`."""
    return not text.startswith("@[", end - 1)


def forbidden_character(masked: str) -> UrlProblem | None:
    """Find the first character that can't stand anywhere in a URL."""
    found = _FORBIDDEN.search(masked)
    if not found:
        return None
    character = found[0]
    if character in '"<>\\':
        shown = f"'{character}' can't stand in a URL"
    elif character.isspace():
        shown = "white space can't stand in a URL"
    else:
        shown = f"the invisible character U+{ord(character):04X} can't stand in a URL"
    if character == "\\":
        hint = "write '/': some programs take a backslash for one, others for part of the host"
    else:
        hint = "remove it, or percent-encode it if it belongs to the path or the query"
    return UrlProblem(found.span(), shown, hint)


def core(masked: str) -> Span:
    """The span of a text without the white space and controls round it."""
    start = len(masked) - len(masked.lstrip(_OUTER))
    return start, max(start, len(masked.rstrip(_OUTER)))


def scheme_end(masked: str, start: int) -> int | None:
    """Where the `:` after the scheme stands; None where a host and a port stand there instead."""
    found = _SCHEME.match(masked, start)
    if not found:
        return None
    scheme, end = found[1].lower(), found.end()
    if masked.startswith("//", end) or scheme in _SPECIAL or scheme in _WITHOUT_AUTHORITY:
        return end - 1
    if "." in scheme or HIDDEN in scheme or _PORT_FIRST.match(masked, end):
        return None
    return end - 1


def missing_scheme(masked: str, start: int, end: int) -> UrlProblem:
    """Say that a text is no absolute URL."""
    if start == end:
        return UrlProblem((start, end), "the URL is empty", "write it as https://host/path")
    stop = min(end, _first_of(masked, ("/", "?", "#"), start, end) + 2)
    message = "this is no absolute URL: it does not begin with https://"
    return UrlProblem((start, stop), message, "write https:// and the name of the host first")


def authority_start(masked: str, scheme: str | None, colon: int) -> tuple[int, UrlProblem | None]:
    """Where the authority begins, and whether anything but two slashes stands before it.

    Returns:
        -1 for a URL without authority, such as `mailto:`.
    """
    start = colon + 1
    if scheme is not None and scheme not in _SPECIAL:
        return (start + 2 if masked.startswith("//", start) else -1), None
    while masked.startswith(("/", "\\"), start):
        start += 1
    if masked[colon + 1 : start] in ("//", "\\\\"):
        return start, None
    message = "exactly two slashes must stand between the scheme and the host"
    return start, UrlProblem((colon, max(start, colon + 1)), message, "write ://")


def authority_end(masked: str, start: int, end: int) -> int:
    """Where the authority ends: at the path, the query, the fragment, or the end."""
    return _first_of(masked, ("/", "?", "#", "\\"), start, end)


def authority(masked: str, start: int, end: int) -> Authority:
    """Take an authority apart into userinfo, host and port."""
    at = masked.rfind("@", start, end)
    userinfo = None if at < 0 else (start, at)
    host, colon = _host(masked, start if at < 0 else at + 1, end)
    if at >= 0 and (second := masked.find("@", start, at)) >= 0:
        message = "two '@' stand before the path: programs differ about where the host begins"
        problem: UrlProblem | None = UrlProblem(
            (second, second + 1), message, "percent-encode it: %40"
        )
    else:
        problem = _host_problem(masked, host, (start, end))
    if colon is None:
        return Authority(userinfo, host, None, None, problem, None)
    port = colon + 1, end
    number, port_problem = _port(masked, port)
    return Authority(userinfo, host, port, number, problem, port_problem)


def _host(masked: str, start: int, end: int) -> tuple[Span, int | None]:
    """The span of the host, and where the `:` of a port follows it."""
    if masked.startswith("[", start):
        colon = masked.find("]", start, end) + 1
        is_port = start < colon < end and masked[colon] == ":"
    else:
        colon = masked.find(":", start, end)
        is_port = colon >= 0 and not _is_like_ipv6(masked[start:end])
    return ((start, colon), colon) if is_port else ((start, end), None)


def _is_like_ipv6(text: str) -> bool:
    return "[" in text or bool(addresses.canonical_ipv6(text))


def _host_problem(masked: str, host: Span, within: Span) -> UrlProblem | None:
    text = masked[host[0] : host[1]]
    if not text:
        hint = "write the name of the host after https://"
        return UrlProblem((max(0, within[0] - 2), within[1]), "the host is missing", hint)
    if "[" in text and not (text.startswith("[") and text.endswith("]")):
        message = "the square brackets do not enclose the whole host"
        return UrlProblem(host, message, "write it as [address]:port")
    if ":" in text and not text.startswith("["):
        return UrlProblem(
            host, "an IPv6 address stands without its brackets", "write it as [address]"
        )
    if _SECOND_SCHEME.match(masked, host[0]) and host[1] < len(masked):
        message = "the scheme stands twice"
        return UrlProblem((host[0], host[1] + 1), message, "write https:// once")
    return None


def _port(masked: str, span: Span) -> tuple[int | None, UrlProblem | None]:
    text = masked[span[0] : span[1]]
    if HIDDEN in text:
        return None, None
    around = span[0] - 1, span[1]
    if not text:
        return None, UrlProblem(around, "the port is missing after the colon", "remove the colon")
    if not (text.isascii() and text.isdigit()):
        return None, UrlProblem(span, "the port is not a number", "write a port from 1 to 65535")
    digits = text.lstrip("0")
    if not digits or len(digits) > 5 or int(digits) > _HIGHEST_PORT:
        return None, UrlProblem(span, "there is no such port", "write a port from 1 to 65535")
    return int(digits), None


def _first_of(text: str, marks: tuple[str, ...], start: int, end: int) -> int:
    found = (text.find(mark, start, end) for mark in marks)
    return min((at for at in found if at >= 0), default=end)
