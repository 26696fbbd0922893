"""Which parts of a text are secret that is not what its field needs.

Such are broken JSON, a pasted command or header line, and lines of YAML that can't be parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.names import FIELD_NAMES, meant_field
from outbound_lint.facts import credential_names, http_fields
from outbound_lint.patterns import pattern
from outbound_lint.redaction.texts import (
    WORDS,
    in_name,
    in_url,
    in_value,
    is_scheme,
    looks_random,
    names_secret,
)
from outbound_lint.source import Span

LONG = 100_000
"""Of a longer text that can't be parsed nothing is shown but the mistake: reading its words would
take longer than anything else."""

_TOKEN = pattern(
    r"(?P<url>(?<![^\s\"'])(?i:https?)://[^\s\"'<>`{}\\]++(?!\\[^\"']))"
    r"|(?P<quote>[\"'])(?:(?!(?P=quote))[^\\]|\\.)*+(?P=quote)?"
    r"|(?P<line>[\r\n]++)|(?P<mark>[{}\[\],:])|(?P<word>[^\s{}\[\],:\"']++)",
    re.DOTALL,
)
_LETTERS = pattern(r"[\"'][A-Za-z][A-Za-z_-]*+[\"']?")
_BARE_NAME = pattern(r"[A-Za-z_][\w.-]*+")
_COLON = pattern(r"\s*+:")
_MEDIA_TYPE = pattern(r"[\"'][\w.+*/; =-]{1,80}[\"']")
_NUMBER = pattern(r"-?[0-9]{1,5}|1\.[0-9]")  # such as a port, or the version of YAML
_HARMLESS = frozenset(
    (
        *FIELD_NAMES,
        *"agents connections endpoint metadata name - http https GET POST PUT PATCH".split(),
        *"curl -X -H -d --request --header --data --data-raw --url %YAML %TAG".split(),
    )
)


def in_broken(
    value: str, start: int, end: int, shown: frozenset[int] = frozenset()
) -> Iterator[Span]:
    """Yield every text but names, field words, schemes and punctuation.

    A string or a word is a name only between `{` or `,` and a colon; a word also at the start of a
    line of YAML or HTTP. Behind the first mistake quotes may open where they seem to close, so a
    name there has letters only. `shown` are the offsets of the mistakes, which are visible.
    """
    if end - start > LONG:
        yield from _without(Span(start, end), shown)
        return
    mistake = min(shown, default=end)
    lines = not value[start:end].lstrip().startswith(("{", "["))
    before = value[max(start - LONG, 0) : start].rstrip()[-1:]
    line_start = lines and before not in ("{", ",", "[", ":")
    name = ""
    for match in _TOKEN.finditer(value, start, end):
        text, quote = match.group(), match["quote"]
        if match["line"]:
            line_start = lines
        elif match["mark"]:
            before = text
        elif match["url"]:
            yield from in_url(value, *match.span())
            before = name = ""
        else:
            first = match.start() + (quote is not None)
            last = match.end() - (quote is not None and text.endswith(quote, 1))
            named = before in ("{", ",") or (line_start and not quote)
            line_start = line_start and text == "-"
            if named and _is_name(match, mistake):
                yield from in_name(value, first, last)
                name, before = value[first:last], "name"
                continue
            scheme = not quote and is_scheme(text.rstrip("="))
            if not (scheme or _is_visible(text, name)):
                carried = before == "scheme" or names_secret(name)
                for secret in in_value(value, first, last, carried=carried):
                    yield from _without(secret, shown)
            name, before = (name, "scheme") if scheme else ("", "text")


def _is_name(match: re.Match[str], mistake: int) -> bool:
    text, end = match.group(), match.end()
    if not _COLON.match(match.string, end):
        return False
    if match["quote"]:
        return end <= mistake or _LETTERS.fullmatch(text) is not None
    return _BARE_NAME.fullmatch(text) is not None and not looks_random(text)


def _is_visible(text: str, name: str) -> bool:
    """Return whether a word, or a text in quotes under a name, is never secret."""
    if text[0] in "\"'":
        is_media_type = http_fields.fold(name) in http_fields.HARMLESS and _MEDIA_TYPE.fullmatch(
            text
        )
        return text.strip(text[0]) in FIELD_NAMES or bool(is_media_type)
    plain = text.rstrip("=")
    return (
        text in _HARMLESS
        or text.lower() in WORDS
        or _NUMBER.fullmatch(text) is not None
        or (
            credential_names.authenticates(plain)
            and _BARE_NAME.fullmatch(plain) is not None
            and not any(map(str.isdigit, plain))
        )
        or meant_field(plain) is not None
    )


def _without(secret: Span, shown: frozenset[int]) -> Iterator[Span]:
    """Yield a stretch without single characters of it."""
    for offset in sorted(shown):
        if secret.start <= offset < secret.end:
            yield secret._replace(end=offset)
            secret = secret._replace(start=offset + 1)
    yield secret
