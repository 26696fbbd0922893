"""The places of a file that no output may show, as data for the redactor.

They are looked for only where something is to be shown, and then in the whole file: a code frame
shows whole lines, whatever else stands on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import FIELD_NAMES, HEADERS, PAYLOAD
from outbound_lint.facts import http_fields, placeholders, secret_names, secret_urls, secrets
from outbound_lint.facts.auth_schemes import SCHEMES
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Source, Text
from outbound_lint.syntax.decoded import Decoded
from outbound_lint.syntax.nodes import (
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    descendants,
    resolve,
)

# Of a longer line, or a longer text that is no JSON, nothing is shown but the offending character:
# to tell its words apart would take longer than anything else.
_LONG = 100_000

# Words that are shown even where a text does not parse; anything else there may be a secret.
_HARMLESS_WORDS = frozenset(
    "true false null True False None NaN Infinity undefined TRUE FALSE NULL nil nan Null".split()
)
_TOKEN = pattern(
    r"""(["'])(?:(?!\1)[^\\]|\\.)*+\1?|(?P<number>-?[0-9]{1,5}\b)|[^\s{}\[\],:"']++""", re.DOTALL
)
_NAME = pattern(r"""(["'])[A-Za-z][A-Za-z_-]*+\1""")
_COLON = pattern(r"\s*+:")
_LINE_KEY = pattern(r"[ \t]*+(?:- ++)*+[\"']?[A-Za-z_][\w.-]*+[\"']?[ \t]*+:(?=\s|$)")
_WORD = pattern(r"[^\s{}\[\],:\"']++")
_URL = pattern(r"[A-Za-z][A-Za-z0-9+.-]*:/*([^/?#\s]*)([^?#]*)(?:\?([^#]*))?")
_PARAMETER = pattern(r"([^&;=]*)=([^&;]*)")


def sensitive_places(
    source: Source, documents: Iterable[Document], connections: Iterable[Connection]
) -> Iterator[Place]:
    """Yield the places of a parsed file that no output may show.

    Args:
        source: the text of the file.
        documents: what it holds.
        connections: the connections in it.
    """
    yield from _shaped(source, 0, len(source.value))
    for connection in connections:
        for field in connection.fields.values():
            yield from _in_field(field)
    yield from guessed_places(connections)
    for document in documents:
        yield from _in_named_values(document.root)


def guessed_places(connections: Iterable[Connection]) -> Iterator[Place]:
    """Yield the words of embedded JSON that does not parse: any of them may be a secret, or none.

    Args:
        connections: the connections of a file.
    """
    for connection in connections:
        for field in connection.fields.values():
            if (
                field.text
                and field.json
                and field.json.mistake
                and field.name in (HEADERS, PAYLOAD)
            ):
                yield from _in_broken_json(field.text, field.json.mistake.offset)


def secret_values(places: Iterable[Place], connections: Iterable[Connection]) -> frozenset[str]:
    """Return the texts that no message, name or pointer may quote.

    Args:
        places: the sensitive places of a file.
        connections: the connections in it.
    """
    guessed = frozenset(guessed_places(connections))
    return frozenset(place.value for place in places if place not in guessed)


def words_of_line(text: Text, start: int, end: int, shown: frozenset[int]) -> Iterator[Place]:
    """Yield the words of a stretch of text that could not be parsed, but for keys of YAML.

    Args:
        text: the text.
        start: where the stretch starts, at the start of a line.
        end: where it ends.
        shown: the offsets of characters that may be shown.
    """
    offset = start
    while offset < end:
        key = _LINE_KEY.match(text.value, offset, end)
        offset = key.end() if key else offset
        line_end = _line_end(text.value, offset, end)
        if line_end - offset > _LONG:
            yield from _around(text, offset, line_end, shown)
            offset = line_end + 1
            continue
        for match in _WORD.finditer(text.value, offset, line_end):
            if any(map(str.isalnum, match.group())):
                yield from _around(text, match.start(), match.end(), shown)
        offset = line_end + 1


def _line_end(value: str, offset: int, end: int) -> int:
    found = [index for mark in "\r\n" if (index := value.find(mark, offset, end)) >= 0]
    return min(found, default=end)


def _around(text: Text, start: int, end: int, shown: frozenset[int]) -> Iterator[Place]:
    """Yield a stretch but for single characters of it."""
    for offset in sorted(shown):
        if start <= offset < end:
            if start < offset:
                yield Place(text, start, offset)
            start = offset + 1
    if start < end:
        yield Place(text, start, end)


def _in_field(field: Field) -> Iterator[Place]:
    value = field.value
    if isinstance(value, Scalar):
        yield from _in_text_field(field, value)
    elif field.name == "trigger_call_headers" and isinstance(value, Mapping):
        yield from _in_headers(value)
    elif field.name == "trigger_call_payload":
        yield from _in_named_values(value)


def _in_text_field(field: Field, value: Scalar) -> Iterator[Place]:
    if field.name == "trigger_call_endpoint":
        yield from _in_url(Decoded(value), 0, len(value.value))
    elif field.name == "phone_number_key":
        yield from _shaped(Decoded(value), 0, len(value.value))
    elif field.json:
        if field.object and field.name == "trigger_call_headers":
            yield from _in_headers(field.object)
        elif field.json.root and field.name == "trigger_call_headers":
            yield from _all_strings(field.json.root)
        elif field.json.root:
            yield from _in_named_values(field.json.root)


def _in_headers(headers: Mapping) -> Iterator[Place]:
    for member in headers.members:
        name = member.key.value if isinstance(member.key, Scalar) else ""
        value = resolve(member.value)
        harmless = http_fields.fold(name) in http_fields.HARMLESS
        if not isinstance(value, Scalar):
            yield from _all_strings(value)
        elif harmless:
            yield from _shaped(Decoded(value), 0, len(value.value))
        else:
            yield from _credential(value)


def _credential(scalar: Scalar) -> Iterator[Place]:
    """Yield a header's value, but for a known scheme and placeholders."""
    text = Decoded(scalar)
    scheme, space, rest = scalar.value.lstrip().partition(" ")
    start = 0
    if space and http_fields.fold(scheme) in SCHEMES:
        start = len(scalar.value) - len(rest)
    yield from _but_placeholders(text, start, len(scalar.value))


def _but_placeholders(text: Text, start: int, end: int) -> Iterator[Place]:
    part, base = text.value[start:end], start
    whole = placeholders.whole(part)
    for placeholder in (whole,) if whole else placeholders.find(part):
        # What stands behind the name may be a default: the credential itself.
        name_end = part.rfind(placeholder.name, 0, placeholder.end) + len(placeholder.name)
        shown_end = name_end if any(map(str.isalnum, part[name_end : placeholder.end])) else None
        if start < base + placeholder.start:
            yield Place(text, start, base + placeholder.start)
        start = base + (placeholder.end if shown_end is None else shown_end)
    if start < end and not (whole and shown_end is None):
        yield Place(text, start, end)


def _in_named_values(root: Node) -> Iterator[Place]:
    """Yield what stands under secret-looking names, and what is shaped like a secret."""
    if isinstance(root, Scalar):
        yield from _shaped(Decoded(root), 0, len(root.value))
    for node in descendants(root):
        if isinstance(node, Mapping):
            for member in node.members:
                yield from _in_member(member)
        else:
            for item in node.items:
                if isinstance(item, Scalar):
                    yield from _shaped(Decoded(item), 0, len(item.value))


def _in_member(member: Member) -> Iterator[Place]:
    value = resolve(member.value)
    name = member.key.value if isinstance(member.key, Scalar) else ""
    if name in FIELD_NAMES:
        return  # judged as the field it is
    if not isinstance(value, Scalar):
        if name and secret_names.looks_secret_name(name):
            yield from _all_strings(value)
        return
    text = Decoded(value)
    if name and secret_names.looks_secret_name(name):
        yield from _but_placeholders(text, 0, len(value.value))
    elif "://" in value.value and "{" not in value.value[:1]:
        yield from _in_url(text, 0, len(value.value))
    else:
        yield from _shaped(text, 0, len(value.value))


def _all_strings(root: Node) -> Iterator[Place]:
    if isinstance(root, Scalar):
        yield from _but_placeholders(Decoded(root), 0, len(root.value))
    for node in descendants(root):
        held = node.items if isinstance(node, Sequence) else (m.value for m in node.members)
        for value in map(resolve, held):
            if isinstance(value, Scalar):
                yield from _but_placeholders(Decoded(value), 0, len(value.value))


def _in_url(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield userinfo, webhook paths that are secrets, and secret-looking query values."""
    yield from _shaped(text, start, end)
    match = _URL.search(text.value, start, end)
    if not match:
        # No URL after all: what looks like credentials before an @ is not shown either.
        at = text.value.rfind("@", start, end)
        if at > start:
            yield Place(text, start, at)
        return
    authority, path, query = match.span(1), match.span(2), match.span(3)
    at = text.value.rfind("@", *authority)
    if at >= 0:
        yield Place(text, authority[0], at)
    host = text.value[max(at + 1, authority[0]) : authority[1]]
    secret = secret_urls.secret_path(host.lower(), text.value[slice(*path)])
    if secret:
        yield Place(text, path[0] + secret[0], path[0] + secret[1])
    if query[0] < 0:
        return
    for parameter in _PARAMETER.finditer(text.value, *query):
        if secret_urls.secret_query(parameter.group(1)):
            yield from _but_placeholders(text, *parameter.span(2))


def _shaped(text: Text, start: int, end: int) -> Iterator[Place]:
    """Yield what is shaped like a vendor's secret, but for the vendor's prefix."""
    for secret in secrets.find(text.value[start:end]):
        yield Place(text, start + secret.start + len(secret.prefix), start + secret.end)


def _in_broken_json(text: Text, mistake: int) -> Iterator[Place]:
    """Yield all strings that are not names, and all words, of a text that is no JSON.

    Behind the mistake quotes may open where they seem to close, so that only what looks like a
    name in every respect is shown there.
    """
    value = text.value
    if len(value) > _LONG:
        yield from _around(text, 0, len(value), frozenset((mistake,)))
        return
    spared = {(found.start, found.end) for found in placeholders.find(value)}
    for match in _TOKEN.finditer(value):
        start, end = match.span()
        quote = match.group(1)
        if quote and _COLON.match(value, end) and (end <= mistake or _is_name(value, start, end)):
            yield from _shaped(text, start, end)
        elif quote:
            closed = end - start > 1 and value[end - 1] == quote
            yield from _around(text, start + 1, end - closed, frozenset((mistake,)))
        elif not (match["number"] or match.group() in _HARMLESS_WORDS or (start, end) in spared):
            yield from _around(text, start, end, frozenset((mistake,)))


def _is_name(value: str, start: int, end: int) -> bool:
    return _NAME.fullmatch(value, start, end) is not None
