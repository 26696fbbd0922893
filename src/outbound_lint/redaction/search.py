"""The secret places of a parsed file, each value read once however many connections share it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ReadOnly
from functools import lru_cache
from typing import Literal

from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import (
    ENDPOINT,
    FIELD_NAMES,
    HEADERS,
    PAYLOAD,
    PHONE_NUMBER_KEY,
    FieldName,
    meant_field,
)
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.patterns import pattern
from outbound_lint.redaction.broken import in_broken
from outbound_lint.redaction.texts import in_name, in_text, in_url, in_value, names_secret
from outbound_lint.source import Source, Span
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, resolve
from outbound_lint.syntax.nodes import Sequence as Items
from outbound_lint.syntax.places import Decoded

Kind = Literal["any", "headers", "header", "name", "secret", "credential"] | FieldName
"""What a value is read as: any value, a mapping or list of headers, one header as a line or a
mapping, its name, a secret, a secret that is masked wherever it is repeated, or the value of a
field."""

# A text that is JSON, valid or not; `{{name}}` and `[Name]` start none.
_JSON = pattern(r"\s*+(?:\{\s*+[\"'}]|\{(?![{%])[^:]*+[\"']\s*+:|\[\s*+[\[{\"']|\"\s*+[{\[])")
# An endpoint that is not a URL: JSON, a header line, several words, a word without dot and slash.
_NO_URL = pattern(
    r"\s*+(?:[{\[](?![{A-Z]|\s*+\{)|(?!https?:)[\w-]++\s*+:(?![/\\0-9$]|\s*\Z)|\S++\s++\S"
    r"|(?!localhost\s*\Z)[\w+=-]++\s*\Z)"
)
_NO_KEY = pattern(r"\s*+[{\[]\s*+[\"'{\[]|[^:]*+:.*\S|.*\s-H\s")
_GLUED = pattern(r"([\w.-]++)[ \t]*+[:=]")
_WITHIN: dict[Kind, Kind] = {HEADERS: "headers", PAYLOAD: "any", PHONE_NUMBER_KEY: "any"}
"""What the parts of a collection are read as, if not as the collection."""

_NAMING = frozenset(("name", "key", "header", "Name", "Key", "type", "in"))
_VALUE = frozenset(("value", "Value"))


class Search:
    """Looks through the values of a file.

    A member is judged by its name wherever it is: one that is repeated or overwritten is a field
    of no connection, and holds secrets all the same.

    Args:
        values: the values, each with what it is read as.
        connections: the connections in them; what they parsed is not parsed again.

    Attributes:
        found: the secret parts of decoded scalars.
        escaped: the scalars that are written with escapes, also those that hold JSON.
    """

    def __init__(
        self, values: Iterable[tuple[Node, Kind]], connections: Iterable[Connection] = ()
    ) -> None:
        self.found: list[tuple[Decoded, Span]] = []
        self.escaped: list[Decoded] = []
        fields = (field for one in connections for field in one.fields.values())
        self._fields = {field.value: field for field in fields}
        self._waiting = [*values]
        self._waiting += ((value, field.name) for value, field in self._fields.items())
        seen: set[tuple[Kind, Node]] = set()
        while self._waiting:
            node, kind = self._waiting.pop()
            node = resolve(node)
            if (kind, node) in seen:
                continue
            seen.add((kind, node))
            within = _WITHIN.get(kind, kind)
            if isinstance(node, Scalar):
                self._add(node, self._in_scalar(node, kind))
            elif isinstance(node, Mapping):
                self._waiting += self._members(node, within)
            elif isinstance(node, Items):
                each: Kind = "header" if within == "headers" else within
                self._waiting += ((item, each) for item in node.items)

    def _members(self, mapping: Mapping, kind: Kind) -> Iterator[tuple[Node, Kind]]:
        """Read the keys of a mapping, and yield its values with what they are read as."""
        members = [(member.name, member) for member in mapping.members]
        beside = any(name in _VALUE for name, _ in members) and _is_named_secret(dict(members))
        in_key = _in_key if kind in ("any", ENDPOINT) else _in_name
        for name, member in members:
            key = resolve(member.key)
            if isinstance(key, Scalar):
                self._add(key, in_key(name))
            else:
                yield key, "any"
            yield member.value, _kind_of(name, kind, beside=beside)

    def _in_scalar(self, node: Scalar, kind: Kind) -> Iterable[Span]:
        """Return what is secret of a scalar; the JSON it holds is looked through later."""
        value, end = node.value, len(node.value)
        has_json = kind in (HEADERS, PAYLOAD) and not placeholders.whole(value, usual_only=True)
        in_header = kind in ("secret", "credential") and _JSON.match(value)
        if in_header and isinstance(root := parse_json(Decoded(node)).root, Mapping):
            self._waiting.append((root, kind))
        elif has_json or (kind == "any" and _JSON.match(value)):
            field = self._fields.get(node)
            # What rules judge they parse anyway.
            is_judged = field and not field.is_valid
            if not is_judged and end <= _LONGEST_JSON and _is_harmless_json(value, kind):
                return ()
            parsed = (field and field.json) or parse_json(Decoded(node))
            if parsed.root is None:
                return in_broken(value, 0, end, _mistakes(value, parsed))
            self._waiting.append((parsed.root, _WITHIN.get(kind, "any")))
        elif end <= _LONGEST_REPEATED:
            return _in_short_value(value, kind)
        else:
            return _in_value(value, kind)
        return ()

    def _add(self, scalar: Scalar, secrets: Iterable[Span]) -> None:
        text = None
        for secret in secrets:
            text = text or Decoded(scalar)
            self.found.append((text, secret))
        if scalar.text.value.find("\\", scalar.start, scalar.end) >= 0:
            self.escaped.append(text or Decoded(scalar))


_LONGEST_JSON = 500


@lru_cache(maxsize=1024)  # connections send the same headers, and editors lint after each key
def _is_harmless_json(value: str, kind: Kind) -> bool:
    """Return whether a text is JSON without secrets and escapes."""
    root = None if "\\" in value else parse_json(Source(value, "")).root
    return root is not None and not Search([(root, _WITHIN.get(kind, "any"))]).found


def _is_named_secret(members: ReadOnly[str, Member]) -> bool:
    """Return whether a member, such as `name`, says that the value beside it is a secret."""
    naming = (resolve(members[name].value) for name in _NAMING if name in members)
    return any(isinstance(one, Scalar) and names_secret(one.value) for one in naming)


def _mistakes(value: str, parsed: ParsedJson) -> frozenset[int]:
    """Return the offsets of what is wrong with a JSON text; brackets are visible anyway."""
    if parsed.mistake is None:
        return frozenset()
    from outbound_lint.syntax.json_errors import first_problem

    related = first_problem(value, parsed.mistake).related
    starts = (start for start, _, _ in related if value[start] not in "{[")
    return frozenset((parsed.mistake.offset, *starts))


@lru_cache(maxsize=1024)  # the same names are in every connection
def _kind_of(name: str, kind: Kind, *, beside: bool) -> Kind:
    """Return what a member's value is read as; `beside`: a name beside it is that of a secret."""
    if kind in ("headers", "header"):
        if kind == "header" and name in _NAMING:
            return "name"
        if http_fields.fold(name) in http_fields.HARMLESS:
            return "any"
        return "credential" if names_secret(name) or beside else "secret"
    if kind != "any":
        return kind
    field = _field_of(name)
    if field:
        return field
    return "credential" if names_secret(name) or (beside and name not in _NAMING) else "any"


def _field_of(name: str) -> FieldName | None:
    return next((field for field in FIELD_NAMES if field == name), None) or meant_field(name)


def _in_value(value: str, kind: Kind) -> Iterator[Span]:
    """Yield what is secret in a value that is not JSON."""
    end = len(value)
    if kind in (ENDPOINT, PHONE_NUMBER_KEY):
        yield from _in_field(kind, value, 0)
    elif kind == "any":
        yield from in_text(value, 0, end)
    elif kind == "name" or (kind == "header" and (":" in value or "=" in value)):
        yield from in_name(value, 0, end)
    else:
        carried = kind in ("credential", HEADERS, PAYLOAD)
        yield from in_value(value, 0, end, carried=carried)


_LONGEST_REPEATED = 80


@lru_cache(maxsize=1024)  # so are many values
def _in_short_value(value: str, kind: Kind) -> tuple[Span, ...]:
    return tuple(_in_value(value, kind))


def _in_field(name: FieldName, value: str, start: int) -> Iterator[Span]:
    """Yield what is secret of a field that holds no JSON, or of one that is glued to its key."""
    fits = None
    if name == ENDPOINT:
        yield from in_url(value, start, len(value))
        fits = not _NO_URL.match(value, start)
    elif name == PHONE_NUMBER_KEY:
        yield from in_text(value, start, len(value))
        fits = not _NO_KEY.match(value, start)
    if not fits:
        yield from in_broken(value, start, len(value))


@lru_cache(maxsize=1024)  # the same names are in every connection
def _in_key(name: str) -> tuple[Span, ...]:
    """Return what is secret of a member's name; a value may be glued to it."""
    spans = [*in_text(name, 0, len(name))]
    if glued := _GLUED.match(name):
        if field := _field_of(glued[1]):
            spans += _in_field(field, name, glued.end())
        elif names_secret(glued[1]):
            spans += in_value(name, glued.end(), len(name), carried=True)
    return tuple(spans)


@lru_cache(maxsize=1024)
def _in_name(name: str) -> tuple[Span, ...]:
    return tuple(in_name(name, 0, len(name)))
