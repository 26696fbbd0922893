"""Which parts of one text are secret: of a credential, a URL, a name, or any other text.

Schemes, the names of placeholders, words such as `true` and the punctuation around a credential
are always visible. Each function reads a text from one offset to another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.facts import (
    credential_names,
    http_fields,
    placeholders,
    secret_urls,
    secret_values,
    secrets,
)
from outbound_lint.facts.auth_schemes import SCHEMES, corrected
from outbound_lint.patterns import pattern
from outbound_lint.source import Span


class CarriedSpan(Span):
    """A secret part of a text that is masked wherever else the file repeats it."""

    __slots__ = ()


_LEAD = pattern(r"[\s\"'`<=({\[\\]*+([A-Za-z][\w.-]*+)([ \t]*+[:=])?\s*+")
_HEADER_NAME = pattern(r"[A-Za-z]+(?:-[A-Za-z]+)+")
_GLUED_SCHEME = pattern(r"(?i:bearer|basic)(?=[\w+/-]{8})")
_BACK = "\"'`<>(){}[]\\,; \t\r\n"
_FRONT = _BACK + ":=|?+-"
WORDS = frozenset(
    "true false null none nil nan undefined yes no on off y n infinity "
    "base64 base64encode b64enc b64encode btoa encode".split()
)
"""Words in lower case that are visible anywhere."""

# Also the placeholders that are malformed: `${API-KEY}`, `{token}`, `${TOKEN`.
_BRACES = pattern(
    r"[$#%]?[ ]?\{{1,3}\s*+([A-Za-z_][\w.-]*+)(?:\s*+\}{1,3}|(?=[\s\"'`,;)]|:[-=?+]|\Z))"
)

_ORIGIN = pattern(r"\s*+(?:[A-Za-z][A-Za-z0-9+.-]*+:(?=[/\\])|[Hh][Tt]{2}[Pp][Ss]?:)?[/\\]*+")
_FROM_SLASHES = pattern(r"[/\\]{2}(?:[^/\\]|[/\\](?![/\\]))*+")
_USERINFO = pattern(r"[^/?#]*+")  # a backslash ends a host, but people have it in passwords
_AUTHORITY = pattern(r"[^/\\?#]*+")
_PATH = pattern(r"[^?#]*+")
_SEGMENT = pattern(r"[^/\\]++")
_PORT = pattern(r":[0-9]*\Z")
_NO_HOST = pattern(r"(?!localhost\Z)[^.:\[\]{}$%]+|.*:(?![0-9]{0,5}\Z).*")
_PARAMETER = pattern(r"[?#&;]([^?#&;=]*+)=([^&;#]*+)")

_CREDENTIAL = r"(?:\$?\{{1,3}[^\s{}\"'`]*+\}{1,3}|[^\s\"'`,;{}])"
_SCHEME = r"(?i:bearer|basic|token|apikey|jwt)"
_ORIGIN_START = r"(?:[Hh][Tt]{2}[Pp][Ss]?:|[A-Za-z][A-Za-z0-9+.-]*+:[/\\])[/\\]"
# A URL, a credential after a scheme, or a name with `:` or `=`.
_FIND = pattern(
    r"(?<![A-Za-z0-9.-])(?:"
    rf"(?P<url>(?<!\+){_ORIGIN_START}(?:(?!{_SCHEME}[:=]*+[ \t])[^\s\"'<>`])++)"
    rf"|(?<!\w)(?:{_SCHEME}[ \t]++|(?i:basic)[ \t:=]++)[\"'`<]?"
    rf"(?=[^\s0-9\"'`,;]{{0,100}}+[0-9])(?P<credential>{_CREDENTIAL}{{8,}}+)"
    r"|(?<!\w)(?P<name>[A-Za-z_][\w.-]*+)[\"'`\\]*+[ \t]*+(?:=|:(?![/\\]{2}))[ \t:=]*+[\"'`\\]*+)"
)
_NAMED_VALUE = pattern(
    rf"(?!{_ORIGIN_START}[/\\]*+[^\s\"'<>`/\\.]*+\.)"  # a URL of a real host is judged as such
    rf"(?:(?:{_SCHEME}[ \t:=]++|[A-Za-z][\w-]*+:[ \t]*+)+|[A-Za-z][\w-]*+ ++)?{_CREDENTIAL}++"
)
_HEADER_LINE = pattern(r"[^:=]*+[:=][ \t]*+")

# Whatever `in_text` finds has a colon, an equals sign, or many characters without a space.
_NOTABLE = pattern(r"[:=]|[\w.+/-]{16}|[ \t]\S{8}")
_SHORTEST_SHAPE = 16  # no secret is known by its shape if it is shorter
_RUN_OF_WORDS = pattern(r"[0-9A-Za-z_+/=-]{16,}+")
_WORD = pattern(
    r"(?<![0-9A-Za-z+/])(?=[0-9A-Za-z/]*+[+=])[0-9A-Za-z+/]{32,}+={0,2}|[0-9A-Za-z_-]{16,}+"
)
# UUIDs, digests, ids of objects (also with a word before: `agent_5f3c…`), Twilio's SIDs, and keys
# that are published on purpose.
_IDENTIFIER = pattern(
    r"(?:[A-Za-z]++[_-])*(?:[0-9a-f]+|[0-9A-F]+|[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
    r"|[A-Z]{2}[0-9a-f]{32}|(?:pk|pub|public|publishable|sb_publishable)[_-].*"
)
_DIGIT = pattern(r"[0-9]")
_LETTER = pattern(r"[A-Za-z]")  # every shape has one
_RUN = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PART = pattern(r"[0-9A-Za-z]+")


def looks_random(word: str) -> bool:
    """Return whether a word of at least 16 characters is neither words, numbers nor an identifier.

    It has letters and digits mixed, three changes or more between cases and digits in nine
    characters.
    """
    return not _IDENTIFIER.fullmatch(word) and _is_mixed(word)


def _looks_generated(name: str) -> bool:
    """Return whether a name in braces or brackets is not a name: it mixes letters and digits.

    A JWT is none either; it starts with `{"` in base64.
    """
    if name.startswith("eyJ"):
        return True
    if not name.isupper():
        return len(name) >= 8 and _is_mixed(name)
    mixed = (part for part in _PART.findall(name) if not part.isdigit() and not part.isalpha())
    return sum(len(one) for one in mixed if not secret_values.is_readable(f"-{one}")) >= 8


def _is_mixed(text: str) -> bool:
    if not any(map(str.isdigit, text)) or secret_values.is_readable(text):
        return False
    runs = _RUN.findall(text)
    return len(runs) > 3 and 3 * len(runs) >= sum(map(len, runs))


def is_scheme(word: str) -> bool:
    """Return whether a word is an authentication scheme, perhaps misspelled."""
    return http_fields.fold(word) in SCHEMES or corrected(word) is not None


def names_secret(name: str) -> bool:
    """Return whether a header or member of this name holds a credential."""
    return credential_names.may_name_credential(name) and (
        credential_names.authenticates(name) or credential_names.looks_secret_name(name)
    )


def by_shape(value: str, start: int, end: int) -> Iterator[Span]:
    """Yield what has the shape of a vendor's secret, without the vendor's prefix, or is random."""
    if end - start < _SHORTEST_SHAPE or not _LETTER.search(value, start, end):
        return
    done = start
    for found in (*secrets.find(value[start:end]), None):
        last = start + found.start if found else end
        for run in _RUN_OF_WORDS.finditer(value, done, last):
            if _DIGIT.search(run.group()):
                words = _WORD.finditer(value, *run.span())
                yield from (Span(*one.span()) for one in words if looks_random(one.group()))
        if found:
            done = start + found.end
            yield Span(last + len(found.prefix), done)


def in_value(value: str, start: int, end: int, *, carried: bool) -> Iterator[Span]:
    """Yield what is secret of the value of a header or of a secret-looking name.

    It is a `CarriedSpan` if `carried` says so, or a scheme or another name before it.
    """
    while match := _LEAD.match(value, start, end):
        word, mark = match[1], match[2]
        scheme = is_scheme(word) and (match.end() > match.end(1) or match.end() == end)
        named = bool(mark) and names_secret(word)
        if not (scheme or named or (mark and _HEADER_NAME.fullmatch(word))):
            break
        if mark and not scheme and match.end() == end:  # no name, for nothing follows
            break
        carried, start = carried or scheme or named, match.end()
    glued = _GLUED_SCHEME.match(value, start, end)
    yield from but_placeholders(value, glued.end() if glued else start, end, carried=carried)


def but_placeholders(value: str, start: int, end: int, *, carried: bool) -> Iterator[Span]:
    """Yield a secret stretch without the placeholders in it, but with their defaults."""
    text = value[start:end]
    # Not those of the settings, which could name any credential.
    whole = placeholders.whole(text, usual_only=True)
    known = (whole,) if whole else placeholders.find(text, usual_only=True)
    found = [(one.start, -one.end, one.name) for one in known]
    if "{" in text:
        found += ((one.start(), -one.end(), one[1]) for one in _BRACES.finditer(text))
    done = 0
    with_default: list[int] = []  # where the placeholders around the current place end
    for first, minus_last, name in sorted(found):
        while with_default and with_default[-1] <= first:
            end_of_default = with_default.pop()
            yield from _trimmed(value, start + done, start + end_of_default, carried=carried)
            done = max(done, end_of_default)
        if first < done or _looks_generated(name):  # the latter is a credential in brackets
            continue
        yield from _trimmed(value, start + done, start + first, carried=carried)
        plain = name.partition("|")[0].rstrip()
        done = text.find(plain, first) + len(plain)
        if not any(map(str.isalnum, text[done:-minus_last])):  # there is no default
            done = -minus_last
        else:
            with_default.append(-minus_last)
    for end_of_default in reversed(with_default):
        yield from _trimmed(value, start + done, start + end_of_default, carried=carried)
        done = max(done, end_of_default)
    yield from _trimmed(value, start + done, end, carried=carried)


def _trimmed(value: str, start: int, end: int, *, carried: bool) -> Iterator[Span]:
    """Yield a stretch without the punctuation around it, unless it is a word such as `true`."""
    held = value[start:end].lstrip(_FRONT)
    start, held = end - len(held), held.rstrip(_BACK)
    if any(map(str.isalnum, held)) and held.lower() not in WORDS:
        shaped = secrets.find(held)
        shown = len(shaped[0].prefix) if shaped and not shaped[0].start else 0
        yield (CarriedSpan if carried else Span)(start + shown, start + len(held))


def in_name(value: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is secret of a header's name: the value, where both are written as one."""
    name_end = _end(_HEADER_LINE, value, start, end)
    yield from by_shape(value, start, end)
    if start < name_end < end:
        yield from in_value(value, name_end, end, carried=True)


def in_url(value: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is secret of a URL, and of whatever URL is in what should be one."""
    yield from by_shape(value, start, end)
    yield from _in_one_url(value, start, end)
    for match in _FROM_SLASHES.finditer(value, start, end):
        yield from _in_one_url(value, *match.span())


def _in_one_url(value: str, start: int, end: int) -> Iterator[Span]:
    """Yield userinfo, webhook paths that are secrets, and secret-looking parameters."""
    origin = _end(_ORIGIN, value, start, end)
    at = value.rfind("@", origin, _end(_USERINFO, value, origin, end))
    authority_end = _end(_AUTHORITY, value, max(at, origin), end)
    if at < 0 and _NO_HOST.fullmatch(value, origin, authority_end):
        # A password with a slash in it; of a name without a dot, only where nothing else ends it.
        last = end if ":" in value[origin:authority_end] else _end(_PATH, value, origin, end)
        at = value.rfind("@", authority_end, last)
        authority_end = _end(_AUTHORITY, value, at, end) if at >= 0 else authority_end
    if at > origin:
        colon = value.find(":", origin, at)
        yield from but_placeholders(value, origin, at, carried=colon < 0)
        if colon >= 0:
            yield from but_placeholders(value, colon + 1, at, carried=True)
    host = _PORT.sub("", value[max(at + 1, origin) : authority_end].strip())
    yield from _in_path_and_query(value, authority_end, end, host)


def _in_path_and_query(value: str, start: int, end: int, host: str) -> Iterator[Span]:
    path = value[start : _end(_PATH, value, start, end)].replace("\\", "/")
    base = start + max(len(path) - len(path.lstrip("/")) - 1, 0)  # slashes may be doubled
    if found := secret_urls.secret_path(host, path[base - start :]):
        secret = base + found[0], base + found[1]
        yield from but_placeholders(value, *secret, carried=False)
        for part in _SEGMENT.finditer(value, *secret):
            yield from but_placeholders(value, *part.span(), carried=True)
    for parameter in _PARAMETER.finditer(value, start, end):
        name = parameter[1]
        if "%" in name:
            from urllib.parse import unquote

            name = unquote(name)
        if secret_urls.secret_query(name):
            yield from but_placeholders(value, *parameter.span(2), carried=True)


def in_text(value: str, start: int, end: int) -> Iterator[Span]:
    """Yield what is secret in any text: by its shape, in a URL, or after a name or a scheme."""
    if not _NOTABLE.search(value, start, end):
        return
    yield from by_shape(value, start, end)
    while match := _FIND.search(value, start, end):
        start = match.end()
        if match["url"]:
            yield from in_url(value, *match.span())
        elif match["credential"]:
            yield from but_placeholders(value, *match.span("credential"), carried=True)
        elif names_secret(match["name"]) and (held := _NAMED_VALUE.match(value, start, end)):
            yield from in_value(value, *held.span(), carried=True)
            start = held.end()


def _end(expression: re.Pattern[str], value: str, start: int, end: int) -> int:
    match = expression.match(value, start, end)
    return match.end() if match else start
