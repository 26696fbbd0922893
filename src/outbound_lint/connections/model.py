"""A connection and its fields."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from outbound_lint import urls
from outbound_lint.connections import headers
from outbound_lint.connections.names import (
    DEFAULT_PHONE_NUMBER_KEY,
    ENDPOINT,
    HEADERS,
    PAYLOAD,
    PHONE_NUMBER_KEY,
    FieldName,
)
from outbound_lint.facts import placeholders
from outbound_lint.source import Place
from outbound_lint.syntax import json_parser
from outbound_lint.syntax.decoded import Decoded
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, resolve, type_of

Shape = Literal["connection", "api"]
"""A mapping with the four fields, or an agent as the platform's API shows it."""


class Field:
    """A field of a connection: what holds it, and what it says.

    Attributes:
        name: the field it is, whatever its key is called.
        key: the key as it stands.
        value: the value; an alias is followed.
    """

    def __init__(self, name: FieldName, member: Member) -> None:
        self.name = name
        self.key = member.key
        self.value = resolve(member.value)

    @property
    def label(self) -> str:
        """What the key is called in the file."""
        key = resolve(self.key)
        return key.value if isinstance(key, Scalar) else self.name

    @cached_property
    def text(self) -> Decoded | None:
        """The text of the value; none where it is no string, or wholly a placeholder."""
        value = self.value
        if not isinstance(value, Scalar) or type_of(value) != "string":
            return None
        return None if placeholders.whole(value.value) else Decoded(value)

    @cached_property
    def json(self) -> json_parser.Parsed | None:
        """The embedded JSON of the value; none where there is no text to judge."""
        return json_parser.parse(self.text) if self.text else None

    @property
    def object(self) -> Mapping | None:
        """The embedded JSON where it is an object."""
        root = self.json.root if self.json else None
        return root if isinstance(root, Mapping) else None

    @cached_property
    def url(self) -> urls.Url | None:
        """The text judged as a URL; none where it is no string, or wholly a placeholder."""
        value = self.value
        if not isinstance(value, Scalar) or type_of(value) != "string":
            return None
        url = urls.judge(value.value)
        # `<https://host>` is a URL in angle brackets, whatever `<name>` is elsewhere.
        return url if self.text or url.problem else None

    @cached_property
    def header_fields(self) -> tuple[headers.Header, ...]:
        """The headers of the embedded JSON, in the order they stand; none where it is no object."""
        return headers.read(self.object) if self.object else ()


@dataclass(frozen=True, eq=False)
class Connection:
    """One outbound voice connection, with the fields that its merges bring.

    Attributes:
        node: the mapping it is.
        shape: how it is written.
        fields: its fields, its own and merged ones.
        misspelled: members whose names mean a field that is absent or written in another style.
        unseen: the fields that may be there all the same, behind a tag, a placeholder or a value
            of the wrong type where a mapping belongs.
        members: all members of the effective mapping, by the text of their keys.
        metadata: in the API's shape, the members of its `metadata`, after merges too.
        name: what it is called by people.
        own_name: the scalar that names it, where it has one of its own.
        key: the key it is the value of, where it is one.
        pointer: its JSON Pointer.
        document: the number of its document in the stream.
        container: the collection it stands in, where there is one.
        template: whether others merge it, or it stands where templates stand.
    """

    node: Mapping
    shape: Shape
    fields: ReadOnly[FieldName, Field]
    misspelled: tuple[tuple[Member, FieldName], ...]
    unseen: frozenset[FieldName]
    members: ReadOnly[str, Member]
    metadata: ReadOnly[str, Member]
    name: str
    own_name: Scalar | None
    key: Node | None
    pointer: str
    document: int
    container: Node | None
    template: bool

    @property
    def endpoint(self) -> Field | None:
        """The field that holds the URL."""
        return self.fields.get(ENDPOINT)

    @property
    def headers(self) -> Field | None:
        """The field that holds the HTTP headers."""
        return self.fields.get(HEADERS)

    @property
    def phone_number_key(self) -> Field | None:
        """The field that names the member for the number to call."""
        return self.fields.get(PHONE_NUMBER_KEY)

    @property
    def payload(self) -> Field | None:
        """The field that holds further members of the body."""
        return self.fields.get(PAYLOAD)

    @property
    def number_member(self) -> str | None:
        """The member of the body that carries the number; none where it can't be known."""
        field = self.phone_number_key
        if field is None:
            return None if PHONE_NUMBER_KEY in self.unseen else DEFAULT_PHONE_NUMBER_KEY
        text = field.text
        return text.value if text and not placeholders.find(text.value) else None

    @property
    def first_key(self) -> Place:
        """Where an absence stands: the connection's first key."""
        members = self.node.members
        return members[0].key.place if members else self.node.place
