"""A URL taken apart where the WHATWG URL standard and RFC 3986 agree, and where they differ.

The two agree on the parts of a URL unless it contains whitespace, control characters, backslashes,
another number of slashes than two after the scheme, or a second `@`: each of these is a problem, so
that no text is judged by one reading and called by the other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.patterns import pattern
from outbound_lint.source import Span
from outbound_lint.urls import addresses
from outbound_lint.urls.values import UrlProblem

HIDDEN = "\ufdd0"
"""Written for each character of a placeholder; a noncharacter, which no URL may contain."""

_SCHEME = pattern(rf"([A-Za-z{HIDDEN}][A-Za-z0-9+.{HIDDEN}-]*):")
_AUTHORITY = pattern(r"[^/?#]*://[^/?#]*")
_AUTOLINK = pattern(r"\s*<(?=https?:)", re.IGNORECASE)
_PORT_FIRST = pattern(rf"[0-9{HIDDEN}]+(?:[/?#]|$)")
_SECOND_SCHEME = pattern(r"https?:(?://|[/\\]*$)", re.IGNORECASE)
_SPECIAL = frozenset({"http", "https", "ws", "wss", "ftp"})  # WHATWG, section 4.2
_WITHOUT_AUTHORITY = frozenset(
    {"data", "file", "javascript", "mailto", "sip", "sips", "sms", "tel", "urn"}
)
# A quote or a bracket, words, or the start of JSON before a URL.
_ENCLOSED = pattern(r"\s*+([\"'`<(\[\u00ab\u2018-\u201f])https?:", re.IGNORECASE)
_EMBEDDED = pattern(
    rf"(?!\s*+https?://)\s*+([^/?#{HIDDEN}]+|[^\s{HIDDEN}]++\s[^{HIDDEN}]*?)(?<![a-z])https?://",
    re.IGNORECASE,
)
_EXPRESSION = pattern(rf"\s*+(=)(?={HIDDEN})")
_HEADER_LINE = pattern(r"\s*+(authorization|[a-z]+(?:-[a-z]+)+):[ \t]+(?=[^\s/])", re.IGNORECASE)
_JSON = pattern(r"\s*+(\{)\s*+[\"']")
_WORD = pattern(r"[A-Za-z]+")
_ESCAPE = pattern(r"\\u00([2-7][0-9A-Fa-f])")
_ESCAPE_AT_END = pattern(r"(?:\\[nrt])+\Z")
_ANOTHER = pattern(r"https?://", re.IGNORECASE)
_ENCODED = pattern(r"https?%3a", re.IGNORECASE)
_HOST_FIRST = pattern(r"[\w-]+(?:\.[\w-]+)+|localhost")
_BROKEN_SCHEME = pattern(r"https?[\s:;.,]*+//?", re.IGNORECASE)
_OUTER = "".join(map(chr, range(0x21)))  # WHATWG, section 4.4, removes these at both ends
# Not allowed anywhere in a URL: controls, whitespace, " < > \ , invisible characters, lone
# surrogates and noncharacters. Clients percent-encode other characters beyond ASCII.
_FORBIDDEN = pattern(
    r"[\x00-\x20\"<>\\\x7f-\xa0\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\ud800-\udfff\ufdd1\ufeff\ufff9-\uffff]"
)


class AuthorityParts(NamedTuple):
    """The parts between `//` and the path; `port` is None if it is absent, invalid or unknown."""

    userinfo: Span | None
    host: Span
    port: Span | None
    number: int | None
    problem: UrlProblem | None
    port_problem: UrlProblem | None


def hidden(text: str) -> str:
    """Write HIDDEN for every character of a placeholder; offsets stay the same.

    Malformed placeholders are hidden only after the authority, where rule placeholder-malformed
    reports them; before that they make the URL invalid.
    """
    text = text.replace(HIDDEN, "\ufdd1")
    # In Markdown `<https://…>` is a link, and not a placeholder `<name>`.
    autolink = _AUTOLINK.match(text)
    start = autolink.end() if autolink else 0
    masked = text[:start] + placeholders.hide(text[start:], HIDDEN)
    authority = _AUTHORITY.match(masked)
    end = authority.end() if authority else len(masked)
    return masked[:end] + placeholders.hide(masked[end:], HIDDEN, malformed=True)


def other_text(masked: str) -> UrlProblem | None:
    """Find what a value has before its URL: a quote, a command, a name."""
    if found := _ENCLOSED.match(masked):
        kind = "brackets" if found[1] in "<([" else "quotes"
        message = f"the URL is in {kind}, which are part of the value"
        return UrlProblem(Span(*found.span(1)), message, f"Remove the {kind} around the URL.")
    if (found := _EMBEDDED.match(masked)) and found[1].isprintable():
        word = _WORD.match(masked, found.start(1))
        span = Span(*word.span()) if word else Span(found.start(1), found.start(1) + 1)
        message = "there is other text before the URL"
        return UrlProblem(span, message, "Write only the URL, from its `https://` on.")
    if found := _EXPRESSION.match(masked):
        message = "it starts with `=`, as expressions do in n8n"
        return UrlProblem(Span(*found.span(1)), message, "Remove the `=`.")
    if found := _HEADER_LINE.match(masked):
        message = "this is a header instead of a URL"
        hint = "Write the HTTPS URL of the webhook; headers belong in `trigger_call_headers`."
        return UrlProblem(Span(*found.span(1)), message, hint)
    if found := _JSON.match(masked):
        message = "this is JSON instead of a URL"
        hint = "Write the HTTPS URL of the webhook; headers belong in `trigger_call_headers`."
        return UrlProblem(Span(*found.span(1)), message, hint)
    return None


def forbidden_character(masked: str) -> UrlProblem | None:
    """Find the first character that is not allowed anywhere in a URL."""
    found = _FORBIDDEN.search(masked)
    if not found:
        return None
    character, span = found[0], Span(*found.span())
    if character == "\\":
        return _backslash(masked, span)
    if character in '"<>':
        shown = f"`{character}`"
    elif character.isspace():
        shown = "whitespace"
    else:
        shown = f"the invisible character U+{ord(character):04X}"
    return UrlProblem(span, f"{shown} is not allowed in a URL", _instead_of(masked, span))


def _instead_of(masked: str, span: Span) -> str:
    """Say what to do about a character that is not allowed."""
    character, outer = masked[span.start], core(masked)
    authority = _AUTHORITY.match(masked)
    if not outer.start <= span.start < outer.end:
        return "Remove the whitespace around the URL."
    if character == "<" and ">" in masked[span.end :]:
        return "Write the value itself, or a placeholder such as `${TENANT}`."
    if span.end == outer.end or not (authority and span.start >= authority.end()):
        return "Remove it."
    if character.isspace() and _ANOTHER.search(masked, span.end):
        return "Write one URL."
    if not "\t" <= character <= "~":
        return "Remove it."
    what = "it and what follows" if character.isspace() else "it"
    encoded = f"%{ord(character):02X}"
    return f"Remove {what}, or write `{encoded}` if it belongs to the path or the query."


def _backslash(masked: str, span: Span) -> UrlProblem:
    if escape := _ESCAPE.match(masked, span.start):
        message = f"`{escape[0]}` is an escape of JSON, which is not decoded here"
        hint = f"Write `{chr(int(escape[1], 16))}` instead."
        return UrlProblem(Span(*escape.span()), message, hint)
    if escape := _ESCAPE_AT_END.match(masked, span.start):
        message = f"`{escape[0]}` is an escape, which is not decoded here"
        return UrlProblem(Span(*escape.span()), message, f"Remove `{escape[0]}`.")
    if masked.startswith("/", span.end):
        message = "`\\/` is an escape of JSON: here the backslash is a part of the URL"
        return UrlProblem(span, message, "Remove each backslash.")
    message = "a backslash, which some programs read as `/` and others as part of the host"
    at_end = span.end == len(masked)
    return UrlProblem(span, message, "Remove it." if at_end else "Write `/` for each backslash.")


def core(masked: str) -> Span:
    """The span of a text without surrounding whitespace and controls."""
    start = len(masked) - len(masked.lstrip(_OUTER))
    return Span(start, max(start, len(masked.rstrip(_OUTER))))


def scheme_end(masked: str, start: int) -> int | None:
    """Where the `:` after the scheme is; None if there is a host and a port instead."""
    if masked.startswith("https://", start):  # as nearly always
        return start + len("https")
    found = _SCHEME.match(masked, start)
    if not found:
        return None
    scheme, end = found[1].lower(), found.end()
    known = masked.startswith("//", end) or scheme in _SPECIAL or scheme in _WITHOUT_AUTHORITY
    if not known and ("." in scheme or HIDDEN in scheme or _PORT_FIRST.match(masked, end)):
        return None
    return end - 1


def missing_scheme(masked: str, start: int, end: int) -> UrlProblem:
    """Say that a text is not an absolute URL."""
    if start == end:
        return UrlProblem(Span(start, end), "the URL is empty", "Write it as `https://host/path`.")
    if broken := _BROKEN_SCHEME.match(masked, start):
        message = "the scheme is not followed by `://`"
        return UrlProblem(Span(*broken.span()), message, "Write `https://` here.")
    if encoded := _ENCODED.match(masked, start):
        message = "the URL is percent-encoded as a whole"
        return UrlProblem(Span(*encoded.span()), message, "Write it decoded, as `https://…`.")
    stop = min(end, _first_of(masked, ("/", "?", "#"), start, end) + 2)
    if masked.startswith("//", start):
        hint = "Write `https:` before it."
    elif _HOST_FIRST.match(masked, start):
        hint = "Write `https://` before it."
    elif masked.startswith("/", start):
        hint = "Write `https://` and the host name before it."
    else:
        hint = "Write the HTTPS URL of the webhook that starts the call."
    message = "not an absolute URL, because it does not start with `https://`"
    return UrlProblem(Span(start, stop), message, hint)


def authority_start(masked: str, scheme: str | None, colon: int) -> tuple[int, UrlProblem | None]:
    """Where the authority starts (-1 if there is none: `mailto:`), and a problem before it."""
    start = colon + 1
    if scheme is not None and scheme not in _SPECIAL:
        return (start + 2 if masked.startswith("//", start) else -1), None
    while masked.startswith(("/", "\\"), start):
        start += 1
    if masked[colon + 1 : start] in ("//", "\\\\"):
        return start, None
    message = "there are not exactly two slashes between the scheme and the host"
    span = Span(colon, max(start, colon + 1))
    return start, UrlProblem(span, message, "Write `://` between them.")


def authority_end(masked: str, start: int, end: int) -> int:
    """Where the authority ends: at the path, the query, the fragment, or the end."""
    return _first_of(masked, ("/", "?", "#", "\\"), start, end)


def authority(masked: str, start: int, end: int) -> AuthorityParts:
    """Take an authority apart into userinfo, host and port."""
    at = masked.rfind("@", start, end)
    userinfo = None if at < 0 else Span(start, at)
    host, colon = _host(masked, start if at < 0 else at + 1, end)
    if at >= 0 and (second := masked.find("@", start, at)) >= 0:
        message = "two `@` before the path, so that programs disagree about where the host starts"
        hint = "Write `%40` instead of each `@` but the last one."
        problem: UrlProblem | None = UrlProblem(Span(second, second + 1), message, hint)
    else:
        problem = _host_problem(masked, host, Span(start, end))
    if colon is None:
        return AuthorityParts(userinfo, host, None, None, problem, None)
    port = Span(colon + 1, end)
    number, port_problem = _port(masked, port)
    return AuthorityParts(userinfo, host, port, number, problem, port_problem)


def _host(masked: str, start: int, end: int) -> tuple[Span, int | None]:
    """The span of the host, and where the `:` of a port follows it, if any."""
    if masked.startswith("[", start):
        colon = masked.find("]", start, end) + 1
        is_port = start < colon < end and masked[colon] == ":"
    else:
        text, colon = masked[start:end], masked.find(":", start, end)
        is_port = colon >= 0 and "[" not in text and not addresses.canonical_ipv6(text)
    return (Span(start, colon), colon) if is_port else (Span(start, end), None)


def _host_problem(masked: str, host: Span, within: Span) -> UrlProblem | None:
    text = masked[slice(*host)]
    if not text:
        span = Span(max(0, within.start - 2), within.end)
        return UrlProblem(span, "the host is missing", "Write the host name after `https://`.")
    if "[" in text and not (text.startswith("[") and text.endswith("]")):
        message = "the square brackets do not enclose the whole host"
        return UrlProblem(host, message, "Write it as `[address]:port`.")
    if ":" in text and not text.startswith("["):
        message = "an IPv6 address without square brackets"
        return UrlProblem(host, message, "Write it as `[address]`.")
    if _SECOND_SCHEME.match(masked, host.start) and host.end < len(masked):
        span = Span(host.start, host.end + 1)
        return UrlProblem(span, "the scheme is repeated", "Write `https://` once.")
    return None


def _port(masked: str, span: Span) -> tuple[int | None, UrlProblem | None]:
    text = masked[slice(*span)]
    if HIDDEN in text:
        return None, None
    if not text:
        around = Span(span.start - 1, span.end)
        return None, UrlProblem(around, "the colon is not followed by a port", "Remove the colon.")
    hint = "Write a port from 1 to 65535."
    if not (text.isascii() and text.isdigit()):
        return None, UrlProblem(span, "the port is not a number", hint)
    digits = text.lstrip("0")
    if not digits or len(digits) > 5 or int(digits) > 65535:
        return None, UrlProblem(span, "the port is out of range", hint)
    return int(digits), None


def _first_of(text: str, marks: tuple[str, ...], start: int, end: int) -> int:
    found = (text.find(mark, start, end) for mark in marks)
    return min((at for at in found if at >= 0), default=end)
