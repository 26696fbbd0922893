"""Which parts of a text are secret that is not what its field needs.

Such are broken JSON, a pasted command or header line, and lines of YAML that can't be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.names import FIELD_NAMES, meant_field
from outbound_lint.facts import http_fields
from outbound_lint.patterns import pattern
from outbound_lint.redaction.texts import (
    WORDS,
    Secret,
    in_name,
    in_url,
    in_value,
    is_scheme,
    looks_random,
    names_secret,
)

LONG = 100_000
"""Of a longer text that can't be parsed nothing is shown but the mistake: reading its words would
take longer than anything else."""

_TOKEN = pattern(
    r"(?P<url>(?<![^\s\"'])(?i:https?)://[^\s\"'<>`{}\\]++)"
    r"|(?P<quote>[\"'])(?:(?!(?P=quote))[^\\]|\\.)*+(?P=quote)?"
    r"|(?P<line>[\r\n]++)|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:\"']++)",
    re.DOTALL,
)
_NAME = pattern(r"[\"']?[A-Za-z][A-Za-z_-]*+[\"']?")
_BARE_NAME = pattern(r"[A-Za-z_][\w.-]*+")
_COLON = pattern(r"\s*+:")
_MEDIA_TYPE = pattern(r"[\"'][\w.+*/; =-]{1,80}[\"']")
_NUMBER = pattern(r"-?[0-9]{1,5}")
_HARMLESS = frozenset(
    (
        *FIELD_NAMES,
        *"agents connections endpoint metadata name - http https GET POST PUT PATCH".split(),
        *"curl -X -H -d --request --header --data --data-raw --url".split(),
    )
)


def in_broken(
    value: str, start: int, end: int, shown: frozenset[int] = frozenset(), *, lines: bool = False
) -> Iterator[Secret]:
    """Yield every text but names, field words, schemes and punctuation.

    A string or a word is a name only between `{` or `,` and a colon. Behind the first mistake
    quotes may open where they seem to close, so a name there has letters only.

    Args:
        value: the text.
        start: where to start in it.
        end: where to end.
        shown: the offsets of the mistakes, which are visible.
        lines: whether a word at the start of a line may be a name, as in YAML and HTTP.
    """
    if end - start > LONG:
        yield from _around(start, end, shown)
        return
    mistake = min(shown, default=end)
    before = _before(value, start)
    name = ""
    line_start = lines and not before
    for match in _TOKEN.finditer(value, start, end):
        first, last = match.span()
        kind, text = str(match.lastgroup), match.group()
        if kind == "line":
            line_start = lines
        elif kind == "mark":
            before = text
        elif kind == "url":
            yield from in_url(value, first, last)
            before = name = ""
        else:
            named = before in ("{", ",") or (line_start and kind == "word")
            line_start = line_start and text == "-"
            if named and _is_name(value, first, last, mistake, quoted=kind == "quote"):
                name, before = text.strip("\"'"), "name"
                yield from in_name(value, first + (kind == "quote"), last - (kind == "quote"))
            else:
                if not _is_visible(match, name):
                    yield from _in_token(value, match, name, before, shown)
                scheme = kind == "word" and is_scheme(text)
                name, before = (name, "scheme") if scheme else ("", "text")


def _before(value: str, start: int) -> str:
    """Return the last character before a text that is neither space nor line break."""
    while start and value[start - 1] in " \t\r\n":
        start -= 1
    return value[start - 1] if start and value[start - 1] in "{,[:" else ""


def _is_name(value: str, start: int, end: int, mistake: int, *, quoted: bool) -> bool:
    if not _COLON.match(value, end):
        return False
    if quoted:
        return end <= mistake or _NAME.fullmatch(value, start, end) is not None
    return _BARE_NAME.fullmatch(value, start, end) is not None and not looks_random(
        value[start:end]
    )


def _is_visible(match: re.Match[str], name: str) -> bool:
    """Check whether a value or a word is one that is never secret."""
    text = match.group()
    if match["quote"]:
        harmless = http_fields.fold(name) in http_fields.HARMLESS
        return harmless and _MEDIA_TYPE.fullmatch(text) is not None
    plain = text.rstrip("=")
    return (
        text in _HARMLESS
        or text.lower() in WORDS
        or _NUMBER.fullmatch(text) is not None
        or is_scheme(plain)
        or (http_fields.authenticates(plain) and not any(map(str.isdigit, plain)))
        or meant_field(plain) is not None
    )


def _in_token(
    value: str, match: re.Match[str], name: str, before: str, shown: frozenset[int]
) -> Iterator[Secret]:
    start, end = match.span()
    if quote := match["quote"]:
        start, end = start + 1, end - (end - start > 1 and value[end - 1] == quote)
    for secret in in_value(value, start, end, carried=before == "scheme" or names_secret(name)):
        yield from _around(secret.start, secret.end, shown, carried=secret.carried)


def _around(
    start: int, end: int, shown: frozenset[int], *, carried: bool = False
) -> Iterator[Secret]:
    """Yield a stretch without single characters of it."""
    for offset in sorted(shown):
        if start <= offset < end:
            yield Secret(start, offset, carried)
            start = offset + 1
    yield Secret(start, end, carried)
