"""A connection and its fields."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from functools import cached_property
from typing import Literal

from outbound_lint import urls
from outbound_lint.connections import headers, plainness
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
from outbound_lint.syntax.json import ParsedJson, parse_json
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, resolve, type_of
from outbound_lint.syntax.places import Decoded

Shape = Literal["connection", "api"]
"""A mapping with the four fields, or an agent as the platform's API shows it."""


class Field:
    """A field of a connection: what holds it, and what it says.

    Attributes:
        name: the field it is, whatever its key is called.
        key: the key as it stands.
        value: the value; an alias is followed.
        type: what the value is.
        text: the text of the value; none where it is no string, or wholly a placeholder.
    """

    def __init__(self, name: FieldName, member: Member) -> None:
        self.name = name
        self.key = member.key
        self.value = value = resolve(member.value)
        self.type = type_of(value)
        self.text: Decoded | None = None
        if isinstance(value, Scalar) and self.type == "string":
            self.text = None if placeholders.whole(value.value) else Decoded(value)

    @property
    def label(self) -> str:
        """What the key is called in the file."""
        key = resolve(self.key)
        return key.value if isinstance(key, Scalar) else self.name

    @cached_property
    def json(self) -> ParsedJson | None:
        """The embedded JSON of the value; none where there is no text to judge."""
        return parse_json(self.text) if self.text else None

    @cached_property
    def root(self) -> Node | None:
        """The value of the embedded JSON; none where there is none, or it does not parse."""
        return self.json.root if self.json else None

    @property
    def object(self) -> Mapping | None:
        """The embedded JSON where it is an object."""
        root = self.root
        return root if isinstance(root, Mapping) else None

    @cached_property
    def plain(self) -> bool:
        """Whether its text, or each string of its JSON, is proved to hold nothing of note.

        That is: no secret, no escape and no sign of a placeholder, but for ones such as `${NAME}`,
        which all deployments fill; and no long number. Rules that would look into every string
        ask for this proof first.
        """
        if self.name in (HEADERS, PAYLOAD):
            return self.root is not None and plainness.is_plain_json(self.root.text.value)
        return self.text is not None and plainness.is_plain_text(self.text.value)

    @cached_property
    def url(self) -> urls.Url | None:
        """The text judged as a URL; none where it is no string, or wholly a placeholder."""
        value = self.value
        if not isinstance(value, Scalar) or self.type != "string":
            return None
        url = urls.judge(value.value)
        # `<https://host>` is a URL in angle brackets, whatever `<name>` is elsewhere.
        return url if self.text or url.problem else None

    @cached_property
    def header_fields(self) -> tuple[headers.Header, ...]:
        """The headers of the embedded JSON, in the order they stand; none where it is no object."""
        return headers.read(self.object) if self.object else ()


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
        endpoint: the field that holds the URL.
        headers: the field that holds the HTTP headers.
        phone_number_key: the field that names the member for the number to call.
        payload: the field that holds further members of the body.
    """

    def __init__(  # noqa: PLR0913  # what a connection is
        self,
        *,
        node: Mapping,
        shape: Shape,
        fields: ReadOnly[FieldName, Field],
        misspelled: tuple[tuple[Member, FieldName], ...],
        unseen: frozenset[FieldName],
        members: ReadOnly[str, Member],
        metadata: ReadOnly[str, Member],
        name: str,
        own_name: Scalar | None,
        key: Node | None,
        pointer: str,
        document: int,
        container: Node | None,
        template: bool,
    ) -> None:
        self.node = node
        self.shape = shape
        self.fields = fields
        self.misspelled = misspelled
        self.unseen = unseen
        self.members = members
        self.metadata = metadata
        self.name = name
        self.own_name = own_name
        self.key = key
        self.pointer = pointer
        self.document = document
        self.container = container
        self.template = template
        self.endpoint = fields.get(ENDPOINT)
        self.headers = fields.get(HEADERS)
        self.phone_number_key = fields.get(PHONE_NUMBER_KEY)
        self.payload = fields.get(PAYLOAD)

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
