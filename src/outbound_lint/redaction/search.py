"""The secret places of a parsed file, each value read once however many connections share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    HEADERS,
    PHONE_NUMBER_KEY,
    FieldName,
    meant_field,
)
from outbound_lint.facts import http_fields, placeholders, secret_names
from outbound_lint.patterns import pattern
from outbound_lint.redaction.broken import in_broken
from outbound_lint.redaction.texts import (
    Secret,
    but_placeholders,
    in_name,
    in_text,
    in_url,
    in_value,
    names_secret,
)
from outbound_lint.syntax.json import parse_json
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

# A text that is JSON, valid or not; `{{name}}` and `[Name]` start none.
_JSON = pattern(r"\s*+(?:\{\s*+[\"'}]|\{(?![{%])[^:]*+[\"']\s*+:|\[\s*+[\[{\"']|\"\s*+[{\[])")
_NO_URL = pattern(r"\s*+(?:[{\[](?![{A-Z]|\s*+\{)|[\w-]++\s*+:\s)|\s*+\S++\s++\S")
_NO_KEY = pattern(r"\s*+[{\[]\s*+[\"'{\[]|[^:]*+:.*\S|.*\s-H\s")
_GLUED = pattern(r"([\w.-]++)[ \t]*+[:=]")
_NAMING = frozenset(("name", "key", "header", "Name", "Key", "type", "in"))
_VALUES = frozenset(("value", "Value"))


class Search:
    """Looks through the values of a file.

    A member is judged by its name wherever it is: one that is repeated or overwritten is a field
    of no connection, and holds secrets all the same.

    Attributes:
        found: the secret parts of decoded scalars.
        escaped: the scalars whose text differs from their source.
    """

    def __init__(self) -> None:
        self.found: list[tuple[Decoded, Secret]] = []
        self.escaped: list[Decoded] = []
        self._fields: dict[Node, Field] = {}
        self._seen: set[tuple[str, Node]] = set()

    def run(self, documents: Iterable[Document], connections: Iterable[Connection]) -> None:
        """Look through the documents of a file, and the connections found in them."""
        for connection in connections:
            for field in connection.fields.values():
                self._fields.setdefault(field.value, field)
        for field in self._fields.values():
            self._field(field.name, field.value)
        for document in documents:
            self._values(document.root)

    def _first(self, kind: str, node: Node) -> bool:
        seen = (kind, node) in self._seen
        self._seen.add((kind, node))
        return not seen

    def _add(self, scalar: Scalar, secrets: Iterable[Secret]) -> None:
        text = Decoded(scalar)
        self.found.extend((text, secret) for secret in secrets)
        if scalar.text.value.find("\\", scalar.start, scalar.end) >= 0:
            self.escaped.append(text)

    def _values(self, root: Node) -> None:
        """Look through values under names of all kinds."""
        if isinstance(root, Scalar):
            self._text(root)
        for node in descendants(root):
            if isinstance(node, Sequence):
                for item in node.items:
                    if isinstance(item, Scalar):
                        self._text(item)
            else:
                named = _names_secret_beside(node)
                for member in node.members:
                    self._member(member, named=named)

    def _member(self, member: Member, *, named: bool) -> None:
        """Look through a member; `named` says that its mapping names a secret beside the value."""
        key, value = resolve(member.key), resolve(member.value)
        name = key.value if isinstance(key, Scalar) else ""
        field = _field_of(name)
        if field:
            self._field(field, value)
            return
        if isinstance(key, Scalar):
            self._add(key, _in_key(name))
        elif self._first("key", key):
            self._values(key)
        if names_secret(name) or (named and name not in _NAMING):
            self._everything(value, carried=True)
        elif isinstance(value, Scalar):
            self._text(value)

    def _field(self, name: FieldName, value: Node) -> None:
        """Look through the value of a field, of whatever type it is."""
        if not self._first(name, value):
            return
        if name == HEADERS and not isinstance(value, Scalar):
            self._headers(value)
        elif isinstance(value, Scalar):
            text = value.value
            if name in (ENDPOINT, PHONE_NUMBER_KEY):
                self._add(value, _in_field(name, text, 0))
            elif placeholders.whole(text):
                self._add(value, but_placeholders(text, 0, len(text), carried=True))
            else:
                self._json(value, headers=name == HEADERS)
        elif name == ENDPOINT:
            for node in self._below("endpoint", value):
                if isinstance(node, Scalar):
                    self._add(node, _in_field(name, node.value, 0))

    def _text(self, scalar: Scalar) -> None:
        if self._first("text", scalar):
            if _JSON.match(scalar.value):
                self._json(scalar)
            else:
                self._add(scalar, in_text(scalar.value, 0, len(scalar.value)))

    def _json(self, scalar: Scalar, *, headers: bool = False) -> None:
        """Look through embedded JSON, valid or not."""
        field = self._fields.get(scalar)
        parsed = (field and field.json) or parse_json(Decoded(scalar))
        if parsed.mistake:
            shown = frozenset((parsed.mistake.offset,))
            self._add(scalar, _in_broken_json(scalar.value, shown))
        elif parsed.root and headers:
            self._headers(parsed.root)
        elif parsed.root:
            self._values(parsed.root)

    def _headers(self, headers: Node) -> None:
        """Look through headers, of whatever type they and their values are."""
        if isinstance(headers, Mapping):
            for member in headers.members:
                self._header(member)
        elif isinstance(headers, Sequence):
            for item in map(resolve, headers.items):
                if isinstance(item, Scalar):
                    self._add(item, in_name(item.value, 0, len(item.value)))
                elif isinstance(item, Mapping):
                    self._pair(item)
                else:
                    self._everything(item, carried=False)
        else:
            self._everything(headers, carried=False)

    def _pair(self, pair: Mapping) -> None:
        """Look through a header that is written as a mapping: a name and a value, or just one."""
        for member in pair.members:
            value = resolve(member.value)
            if _key(member) in _NAMING and isinstance(value, Scalar):
                self._add(value, in_name(value.value, 0, len(value.value)))
            elif _key(member) in _VALUES:
                self._everything(value, carried=_names_secret_beside(pair))
            else:
                self._header(member)

    def _header(self, member: Member) -> None:
        key, value = resolve(member.key), resolve(member.value)
        name = key.value if isinstance(key, Scalar) else ""
        if isinstance(key, Scalar):
            self._add(key, in_name(name, 0, len(name)))
        if isinstance(value, Scalar) and http_fields.fold(name) in http_fields.HARMLESS:
            self._add(value, in_text(value.value, 0, len(value.value)))
        else:
            self._everything(value, carried=names_secret(name))

    def _everything(self, root: Node, *, carried: bool) -> None:
        """Hide every value below a node, and names that look like values."""
        for node in self._below(f"secret {carried}", root):
            if isinstance(node, Scalar) and type_of(node) not in ("null", "boolean"):
                self._add(node, in_value(node.value, 0, len(node.value), carried=carried))
            elif isinstance(node, Mapping):
                for key in (resolve(member.key) for member in node.members):
                    if isinstance(key, Scalar):
                        self._add(key, in_name(key.value, 0, len(key.value)))

    def _below(self, kind: str, root: Node) -> Iterator[Node]:
        """Yield a node and what it holds at any depth, without keys, each once for one kind."""
        waiting = [root]
        while waiting:
            node = resolve(waiting.pop())
            if self._first(kind, node):
                yield node
                if isinstance(node, Mapping):
                    waiting.extend(member.value for member in node.members)
                elif isinstance(node, Sequence):
                    waiting.extend(node.items)


def _field_of(name: str) -> FieldName | None:
    return next((field for field in FIELD_NAMES if field == name), None) or meant_field(name)


def _in_field(name: FieldName, value: str, start: int) -> Iterator[Secret]:
    """Yield what is secret of a field that holds no JSON, or of one that is glued to its key."""
    end = len(value)
    if name == ENDPOINT:
        yield from in_url(value, start, end)
        if _NO_URL.match(value, start):
            yield from _in_broken_text(value, start)
    elif name == PHONE_NUMBER_KEY:
        yield from in_text(value, start, end)
        if _NO_KEY.match(value, start):
            yield from _in_broken_text(value, start)
    else:
        yield from _in_broken_text(value, start)


def _in_broken_json(value: str, mistakes: frozenset[int]) -> Iterator[Secret]:
    lines = not value.lstrip().startswith(("{", "["))
    yield from in_broken(value, 0, len(value), mistakes, lines=lines)


def _in_broken_text(value: str, start: int) -> Iterator[Secret]:
    lines = not value[start:].lstrip().startswith(("{", "["))
    yield from in_broken(value, start, len(value), lines=lines)


def _in_key(name: str) -> Iterator[Secret]:
    """Yield what is secret of a member's name; a value may be glued to it."""
    yield from in_text(name, 0, len(name))
    glued = _GLUED.match(name)
    if glued:
        field = _field_of(glued[1])
        if field:
            yield from _in_field(field, name, glued.end())
        elif secret_names.looks_secret_name(glued[1]):
            yield from in_value(name, glued.end(), len(name), carried=True)


def _names_secret_beside(node: Mapping) -> bool:
    """Check whether a mapping is a name and a value apart, and the name is a secret's."""
    values = {_key(member): resolve(member.value) for member in node.members}
    return not _VALUES.isdisjoint(values) and any(
        name in values and isinstance(value := values[name], Scalar) and names_secret(value.value)
        for name in _NAMING
    )


def _key(member: Member) -> str:
    key = resolve(member.key)
    return key.value if isinstance(key, Scalar) else ""
