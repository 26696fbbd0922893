"""What of one text no output may show: of a credential, a URL, a name, or prose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.facts import http_fields, placeholders, secret_names, secret_urls, secrets
from outbound_lint.facts.auth_schemes import SCHEMES
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Text

_ORIGIN = pattern(r"\s*+(?:[A-Za-z][A-Za-z0-9+.-]*+:(?=[/\\])|[Hh][Tt]{2}[Pp][Ss]?:)?[/\\]*+")
_FROM_SLASHES = pattern(r"[/\\]{2}(?:[^/\\]|[/\\](?![/\\]))*+")
_USERINFO = pattern(r"[^/?#]*+")  # a backslash ends a host, but people have it in passwords
_AUTHORITY = pattern(r"[^/\\?#]*+")
_PATH = pattern(r"[^?#]*+")
_PORT = pattern(r":[0-9]*\Z")
_NO_PORT = pattern(r":(?![0-9]{0,5}\Z)")
_PARAMETER = pattern(r"[?#&;]([^?#&;=]*+)=([^&;#]*+)")

_URL = pattern(
    r"(?<![A-Za-z0-9+.-])(?:https?:|[A-Za-z][A-Za-z0-9+.-]*+:[/\\])[/\\][^\s\"'<>`]++",
    re.IGNORECASE,
)
_NAMED = pattern(r"(?<![\w.-])([A-Za-z_][\w.-]*+)[\"'`\\]*+[ \t]*+[:=][ \t]*+[\"'`\\]*+")
_NAMED_VALUE = pattern(r"(?:(?:bearer|basic|token|apikey)[ :]++)?([^\s\"'`,;}]++)", re.IGNORECASE)
_AFTER_SCHEME = pattern(
    r"(?<![\w.-])(?:bearer|basic|token|apikey|jwt)[ \t:=]++[\"'`<]?([^\s\"'`,;}]{8,}+)",
    re.IGNORECASE,
)
_WORD = pattern(r"[0-9A-Za-z_-]{8,}+")
_PART = pattern(r"[0-9A-Za-z]+")
_HEADER_LINE = pattern(r"[^:=]*+[:=][ \t]*+")

_SHORTEST_GENERATED = 8
_SHORTEST_RANDOM = 12


def looks_generated(word: str) -> bool:
    """Tell whether a word has long parts of letters and digits mixed, as keys and tokens have."""
    if not any(map(str.isdigit, word)):
        return False
    mixed = (
        part
        for part in _PART.findall(word)
        if not part.isdigit() and not part.isalpha() and not secret_names.is_readable(f"-{part}")
    )
    return sum(map(len, mixed)) >= _SHORTEST_GENERATED


def looks_random(text: str) -> bool:
    """Tell whether a text has a long word with a digit in it that is no words and numbers."""
    return any(
        len(word) >= _SHORTEST_RANDOM and not secret_names.is_readable(word)
        for word in words_in(text)
    )


def shaped(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield what is shaped like a vendor's secret, but for the vendor's prefix."""
    for secret in secrets.find(text.value[start:end]):
        yield Place(text, start + secret.start + len(secret.prefix), start + secret.end)


def generated_words(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield the words that look generated."""
    for match in _WORD.finditer(text.value, start, end):
        if looks_generated(match.group()):
            yield Place(text, *match.span())


def words_in(value: str) -> Iterator[str]:
    """Yield the words of a secret by which it is known wherever else it stands."""
    for word in _WORD.findall(value):
        if any(map(str.isdigit, word)):
            yield word


def repeated(text: Text, start: int, end: int, words: frozenset[str]) -> Iterator[Place]:
    """Yield the words of a stretch that are among these."""
    for match in _WORD.finditer(text.value, start, end):
        if match.group() in words:
            yield Place(text, *match.span())


def but_placeholders(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield a stretch that is secret, but for the placeholders in it."""
    part, base = text.value[start:end], start
    whole = placeholders.whole(part)
    for placeholder in (whole,) if whole else placeholders.find(part):
        if looks_generated(placeholder.name):
            continue  # a credential in brackets
        # What stands behind the name may be a default: the credential itself.
        name_end = part.rfind(placeholder.name, 0, placeholder.end) + len(placeholder.name)
        has_more = any(map(str.isalnum, part[name_end : placeholder.end]))
        if start < base + placeholder.start:
            yield Place(text, start, base + placeholder.start)
        start = base + (name_end if has_more else placeholder.end)
    if start < end and part[start - base :].strip():
        yield Place(text, start, end)


def in_credential(text: Text) -> Iterator[Place]:
    """Yield a header's value, but for a known scheme and placeholders."""
    value = text.value
    scheme, space, rest = value.lstrip().partition(" ")
    start = 0
    if space and http_fields.fold(scheme) in SCHEMES:
        start = len(value) - len(rest)
    yield from but_placeholders(text, start, len(value))


def in_header_line(text: Text) -> Iterator[Place]:
    """Yield what stands behind the name of a header that is written as a line."""
    match = _HEADER_LINE.match(text.value)
    yield from but_placeholders(text, match.end() if match else 0, len(text.value))


def in_header_name(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield what of a header's name is a value, or looks like one."""
    name_end = _end(_HEADER_LINE, text.value, start, end)
    if start < name_end < end:
        yield Place(text, name_end, end)
        end = name_end
    yield from shaped(text, start, end)
    yield from generated_words(text, start, end)


def in_url(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield what is secret of a URL, and of whatever URL stands in what was meant to be one."""
    yield from shaped(text, start, end)
    yield from _in_one_url(text, start, end)
    for match in _FROM_SLASHES.finditer(text.value, start, end):
        yield from _in_one_url(text, *match.span())


def _in_one_url(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield userinfo, webhook paths that are secrets, and secret-looking parameters."""
    value = text.value
    origin = _end(_ORIGIN, value, start, end)
    at = value.rfind("@", origin, _end(_USERINFO, value, origin, end))
    authority_end = _end(_AUTHORITY, value, max(at, origin), end)
    if at < 0 and _NO_PORT.search(value, origin, authority_end):
        at = value.rfind("@", authority_end, end)  # a password with a slash in it
        authority_end = max(authority_end, at)
    if at > origin:
        yield Place(text, origin, at)
    host = _PORT.sub("", value[max(at + 1, origin) : authority_end].strip())
    path_end = _end(_PATH, value, authority_end, end)
    path = value[authority_end:path_end].replace("\\", "/")
    doubled = max(len(path) - len(path.lstrip("/")) - 1, 0)
    secret = secret_urls.secret_path(host.lower(), path[doubled:])
    if secret:
        base = authority_end + doubled
        yield Place(text, base + secret[0], base + secret[1])
    for parameter in _PARAMETER.finditer(value, authority_end, end):
        if secret_urls.secret_query(_percent_decoded(parameter.group(1))):
            yield from but_placeholders(text, *parameter.span(2))


def in_prose(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield what of any text is a secret by its shape, by the URL or behind the name it stands."""
    yield from shaped(text, start, end)
    value = text.value
    if value.find(":", start, end) < 0 and value.find("=", start, end) < 0:
        yield from _after_schemes(text, start, end)
        return
    for match in _URL.finditer(value, start, end):
        yield from in_url(text, *match.span())
    yield from _after_names(text, start, end)
    yield from _after_schemes(text, start, end)


def _after_names(text: Text, start: int, end: int) -> Iterator[Place]:
    while match := _NAMED.search(text.value, start, end):
        start = match.end()
        if secret_names.looks_secret_name(match.group(1)):
            held = _NAMED_VALUE.match(text.value, start, end)
            if held:
                yield from but_placeholders(text, *held.span(1))
                start = held.end()


def _after_schemes(text: Text, start: int, end: int) -> Iterator[Place]:
    for match in _AFTER_SCHEME.finditer(text.value, start, end):
        if any(map(str.isdigit, match.group(1))):
            yield from but_placeholders(text, *match.span(1))


def _end(expression: re.Pattern[str], value: str, start: int, end: int) -> int:
    match = expression.match(value, start, end)
    return match.end() if match else start


def _percent_decoded(name: str) -> str:
    if "%" not in name:
        return name
    from urllib.parse import unquote

    return unquote(name)
