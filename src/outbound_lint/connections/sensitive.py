"""The places of a file that no output may show, as data for the redactor.

They are looked for only where something is to be shown, and then in the whole file: a code frame
shows whole lines, whatever else stands on them. A member is judged by its name wherever it stands:
one that is written twice, or overwritten, is a field of no connection and holds secrets all the
same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    HEADERS,
    PHONE_NUMBER_KEY,
    FieldName,
    meant_field,
)
from outbound_lint.connections.secret_texts import (
    but_placeholders,
    in_credential,
    in_header_line,
    in_header_name,
    in_prose,
    in_url,
    looks_random,
    repeated,
    shaped,
    words_in,
)
from outbound_lint.connections.unparsed import words_of_json
from outbound_lint.facts import http_fields, placeholders, secret_names
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Source
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import (
    Document,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    descendants,
    resolve,
    type_of,
)
from outbound_lint.syntax.places import Decoded

# A text that is JSON itself, sound or not; `{{name}}` and `[Name]` start none.
_COLLECTION = pattern(r"\s*+(?:\{\s*+[\"'}]|\{(?![{%])[^:]*+[\"']\s*+:|\[\s*+[\[{\"']|\"\s*+[{\[])")

_GLUED = pattern(r"([\w.-]++)[ \t]*+[:=]")
_NAMING = frozenset(("name", "key", "header", "Name", "Key", "type", "in"))


class Hidden(NamedTuple):
    """A place that no output may show; guessed where it may be a secret, or none."""

    place: Place
    guessed: bool = False


def sensitive_places(
    source: Source, documents: Iterable[Document], connections: Iterable[Connection]
) -> Iterator[Hidden]:
    """Yield the places of a parsed file that no output may show.

    Args:
        source: the text of the file.
        documents: what it holds.
        connections: the connections in it.
    """
    yield from _sure(shaped(source, 0, len(source.value)))
    search = _Search()
    for connection in connections:
        for field in connection.fields.values():
            yield from search.in_field(field.name, field.value, field.json)
    for document in documents:
        yield from search.in_values(document.root)


def repeated_places(documents: Iterable[Document], words: frozenset[str]) -> Iterator[Place]:
    """Yield the words of secrets that stand in values once more, however they are escaped there.

    Args:
        documents: what a file holds.
        words: the words by which its secrets are known.
    """
    if words:
        for document in documents:
            for node in _nodes(document.root, set()):
                if isinstance(node, Scalar):
                    yield from repeated(Decoded(node), 0, len(node.value), words)


def secret_values(hidden: Iterable[Hidden]) -> frozenset[str]:
    """Return the texts that no message, name or pointer may quote.

    What is only guessed to be a secret is among them where it looks random: the word
    `application` of a text that does not parse is none.
    """
    return frozenset(
        place.value for place, guessed in hidden if not guessed or looks_random(place.value)
    )


def secret_words(values: Iterable[str]) -> frozenset[str]:
    """Return the words by which secrets are known wherever else they stand."""
    return frozenset(word for value in values for word in words_in(value))


def _sure(places: Iterable[Place]) -> Iterator[Hidden]:
    return map(Hidden, places)


class _Search:
    """Looks through the values of a file, at each field once."""

    def __init__(self) -> None:
        self.fields: set[Node] = set()
        self.urls: set[Node] = set()
        self.texts: set[Node] = set()
        self.masked: set[Node] = set()

    def in_field(
        self, name: FieldName, value: Node, parsed: ParsedJson | None = None
    ) -> Iterator[Hidden]:
        """Yield what is sensitive in the value of a field, of whatever type and tag it is."""
        if value in self.fields:
            return
        self.fields.add(value)
        if isinstance(value, Scalar):
            text = Decoded(value)
            if name == ENDPOINT:
                yield from _sure(in_url(text, 0, len(text.value)))
            elif name == PHONE_NUMBER_KEY:
                yield from _sure(in_prose(text, 0, len(text.value)))
            elif placeholders.whole(text.value):
                yield from _sure(but_placeholders(text, 0, len(text.value)))
            else:
                yield from self._in_json(name, text, parsed or parse_json(text))
        elif name == HEADERS:
            yield from _sure(self._in_headers(value))
        elif name == ENDPOINT:
            for node in _nodes(value, self.urls):
                if isinstance(node, Scalar):
                    yield from _sure(in_url(Decoded(node), 0, len(node.value)))
        # What another collection holds is seen on the walk through the document.

    def in_values(self, root: Node) -> Iterator[Hidden]:
        """Yield what stands under secret-looking names or fields', and what looks like a secret."""
        if isinstance(root, Scalar):
            yield from self._in_text(root)
        for node in descendants(root):
            if isinstance(node, Sequence):
                for item in node.items:
                    if isinstance(item, Scalar):
                        yield from self._in_text(item)
                continue
            named = _names_secret(node)
            for member in node.members:
                yield from self._in_member(member, named=named)

    def _in_member(self, member: Member, *, named: bool) -> Iterator[Hidden]:
        """Look through a member; `named` says that its mapping names a secret beside it."""
        key, value = member.key, resolve(member.value)
        name = key.value if isinstance(key, Scalar) else ""
        field = name if name in FIELD_NAMES else meant_field(name)
        if field:
            yield from self.in_field(field, value)
            return
        if not isinstance(key, Scalar):
            yield from self._in_key(key)
        else:
            glued = _GLUED.match(name)
            if glued and (_is_field(glued[1]) or secret_names.looks_secret_name(glued[1])):
                named = True
                yield Hidden(Place(Decoded(key), glued.end(), len(name)))
            yield from _sure(in_prose(Decoded(key), 0, len(name)))
        if (name and secret_names.looks_secret_name(name)) or (named and name not in _NAMING):
            yield from _sure(self._everything(value))
        elif isinstance(value, Scalar):
            yield from self._in_text(value)

    def _in_key(self, key: Node) -> Iterator[Hidden]:
        key = resolve(key)
        if key not in self.fields:
            self.fields.add(key)
            yield from self.in_values(key)

    def _in_text(self, scalar: Scalar) -> Iterator[Hidden]:
        if scalar in self.texts:
            return
        self.texts.add(scalar)
        text = Decoded(scalar)
        if _COLLECTION.match(text.value):
            yield from self._in_json(None, text, parse_json(text))
        else:
            yield from _sure(in_prose(text, 0, len(text.value)))

    def _in_json(
        self, name: FieldName | None, text: Decoded, parsed: ParsedJson
    ) -> Iterator[Hidden]:
        if parsed.mistake:
            for place in words_of_json(text, parsed.mistake.offset):
                yield Hidden(place, guessed=True)
        elif parsed.root and name == HEADERS:
            yield from _sure(self._in_headers(parsed.root))
        elif parsed.root:
            yield from self.in_values(parsed.root)

    def _in_headers(self, headers: Node) -> Iterator[Place]:
        """Yield the values of headers, of whatever type they and their values are."""
        if isinstance(headers, Mapping):
            for member in headers.members:
                yield from self._in_header(member)
        elif isinstance(headers, Sequence):
            for item in map(resolve, headers.items):
                if isinstance(item, Scalar):
                    yield from in_header_line(Decoded(item))
                else:
                    yield from self._everything(item)
        else:
            yield from self._everything(headers)

    def _in_header(self, member: Member) -> Iterator[Place]:
        key, value = member.key, resolve(member.value)
        if isinstance(key, Scalar):
            yield from in_header_name(Decoded(key), 0, len(key.value))
        if not isinstance(value, Scalar):
            yield from self._everything(value)
        elif http_fields.fold(_key(member)) in http_fields.HARMLESS:
            yield from in_prose(Decoded(value), 0, len(value.value))
        elif value not in self.masked and type_of(value) not in ("null", "boolean"):
            self.masked.add(value)
            yield from in_credential(Decoded(value))

    def _everything(self, root: Node) -> Iterator[Place]:
        """Yield every value, but for placeholders and the words of JSON, and names like values."""
        for node in _nodes(root, self.masked):
            if isinstance(node, Scalar) and type_of(node) not in ("null", "boolean"):
                yield from but_placeholders(Decoded(node), 0, len(node.value))
            elif isinstance(node, Mapping):
                for member in node.members:
                    if isinstance(member.key, Scalar):
                        yield from in_header_name(Decoded(member.key), 0, len(member.key.value))


def _is_field(name: str) -> bool:
    return name in FIELD_NAMES or meant_field(name) is not None


def _names_secret(node: Mapping) -> bool:
    """Tell whether a mapping is a name and a value apart, and the name is a secret's."""
    if not {"value", "Value"}.intersection(_key(member) for member in node.members):
        return False
    return any(
        _key(member) in _NAMING
        and isinstance(value, Scalar)
        and secret_names.looks_secret_name(value.value)
        for member, value in ((one, resolve(one.value)) for one in node.members)
    )


def _key(member: Member) -> str:
    return member.key.value if isinstance(member.key, Scalar) else ""


def _nodes(root: Node, seen: set[Node]) -> Iterator[Node]:
    """Yield a node and what it holds at any depth, but for keys, each once.

    Args:
        root: where to start.
        seen: what was looked at before; it grows.
    """
    waiting = [root]
    while waiting:
        node = resolve(waiting.pop())
        if node in seen:
            continue
        seen.add(node)
        yield node
        if isinstance(node, Mapping):
            waiting.extend(member.value for member in node.members)
        elif isinstance(node, Sequence):
            waiting.extend(node.items)
