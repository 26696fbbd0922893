"""A connection and its fields."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from collections.abc import Mapping as ReadOnly
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from outbound_lint import urls
from outbound_lint.connections import fast_path, schema
from outbound_lint.connections.headers import Header
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
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, resolve, strings, type_of
from outbound_lint.syntax.places import Decoded
from outbound_lint.urls.parameters import parameters

if TYPE_CHECKING:
    from outbound_lint.facts._malformed_placeholders import Malformed

Known = dict[tuple[FieldName, int], dict[Hashable, Any]]
"""What was computed from the values of a document, by the field and the identity of the node."""

Result = TypeVar("Result")


class Field:
    """A field of a connection.

    Attributes:
        name: the name of the field, also where the file calls it otherwise.
        label: the name in the file: `endpoint` in the API's shape.
        key: the node of the key.
        value: the value; an alias is followed.
        type: the type of the value.
    """

    def __init__(self, name: FieldName, member: Member, known: Known) -> None:
        """Read a field.

        Args:
            name: the name of the field.
            member: its key and value.
            known: what is known about the values of a document.
        """
        self.name = name
        self.label = member.name
        self.key = member.key
        self.value = value = resolve(member.value)
        self.type = type_of(value)
        self._known = known.setdefault((name, id(value)), {})

    def once(self, name: Hashable, compute: Callable[[], Result]) -> Result:
        """Return what is computed from the value alone.

        It is computed once, however many connections share the value through an anchor.

        Args:
            name: what it is called.
            compute: the computation.
        """
        if name not in self._known:
            self._known[name] = compute()
        result: Result = self._known[name]
        return result

    def place(self, start: int, end: int) -> Place:
        """Return the place of some characters of the decoded value, which must be a scalar."""
        assert isinstance(self.value, Scalar)
        return Place(Decoded(self.value), start, end)

    @property
    def is_valid(self) -> bool:
        """Whether the proof passes the value: no default rule about one field has a finding."""
        return self.once("valid", lambda: fast_path.is_valid_field(self.name, self.value))

    @property
    def whole(self) -> Place:
        """The place of the decoded value as a whole; of the node if it is a collection."""
        value = self.value
        return self.place(0, len(value.value)) if isinstance(value, Scalar) else value.place

    @property
    def text(self) -> Decoded | None:
        """The decoded value; None where it is not a string, or a placeholder as a whole."""
        return self.once("text", self._text)

    def _text(self) -> Decoded | None:
        value = self.value
        if (
            not isinstance(value, Scalar)
            or self.type != "string"
            or placeholders.whole(value.value)
        ):
            return None
        return Decoded(value)

    @property
    def json(self) -> ParsedJson | None:
        """The parsed text; neither root nor mistake where only rendering template code shows it."""
        text = self.text
        return self.once("json", lambda: _parse(text)) if text else None

    @property
    def root(self) -> Node | None:
        """The value of the embedded JSON; None where there is no text or it is not valid JSON."""
        parsed = self.json
        return parsed.root if parsed else None

    @property
    def object(self) -> Mapping | None:
        """The embedded JSON if it is an object."""
        root = self.root
        return root if isinstance(root, Mapping) else None

    @property
    def url(self) -> urls.Url | None:
        """The value judged as a URL; None where it is not a string or wholly a placeholder."""
        return self.once("url", self._url)

    def _url(self) -> urls.Url | None:
        if not isinstance(self.value, Scalar) or self.type != "string":
            return None
        url = urls.judge(self.value.value, proved=self.is_valid)
        # `<https://host>` is a URL in angle brackets, though `<name>` is a placeholder elsewhere.
        return url if self.text or url.problem else None

    @property
    def header_fields(self) -> tuple[Header, ...]:
        """The headers of the embedded JSON in the order of the text."""
        headers = self.object
        return self.once("headers", lambda: tuple(map(Header, headers.members))) if headers else ()

    @property
    def strings(self) -> tuple[tuple[str, Decoded], ...]:
        """The strings of the value, each with its name, or an empty text without a name.

        They are those of the embedded JSON; if it is not valid JSON, or the field holds none, the
        value as a whole; and those of a value that should be a string, but is a collection.
        """
        is_json = self.name in (HEADERS, PAYLOAD)
        root = (self.root if is_json else None) or self.value
        return self.once(
            "strings", lambda: tuple((name, Decoded(one)) for name, one in strings(root))
        )

    @property
    def malformed_placeholders(self) -> tuple[tuple[Decoded, tuple[Malformed, ...]], ...]:
        """Those of `strings` that contain malformed placeholders, and what these are."""
        return self.once(
            "malformed",
            lambda: tuple(
                (text, found)
                for _, text in self.strings
                if (found := placeholders.find_malformed(text.value))
            ),
        )

    def named_values(self) -> Iterator[tuple[str, Place]]:
        """Yield the strings that have a name: of members, or of parameters in the URL's query."""
        if self.name == ENDPOINT:
            for name, start, end in parameters(self.url) if self.url and self.text else ():
                yield name, self.place(start, end)
            return
        for name, text in self.strings:
            if name:
                yield name, Place(text, 0, len(text.value))


def _parse(text: Decoded) -> ParsedJson:
    parsed = parse_json(text)
    start = len(text.value) - len(text.value.lstrip())
    if (
        parsed.mistake
        and placeholders.is_in_code(text.value, parsed.mistake.offset)
        # Other texts cannot become an object: `1{{end}}`.
        and (text.value.startswith("{", start) or placeholders.is_in_code(text.value, start))
    ):
        return ParsedJson(None, None, parsed.gaps)
    return parsed


# A plain class, as dataclasses take 3 ms to import, which every run with a finding would pay.
class Connection:
    """One outbound voice connection, after merges.

    Attributes:
        node: its mapping.
        shape: how it is written.
        fields: its own and its merged fields.
        misspelled: members whose names mean a field that is absent, or that is written in another
            case or with other separators.
        unseen: absent fields that may exist all the same: a tag, a placeholder or a value of the
            wrong type hides what is merged.
        members: all members of the effective mapping, by the text of their keys.
        metadata: in the API's shape, the members of `metadata`, after merges as well.
        name: what people call it.
        own_name: the scalar of its own `name` or `display_name`.
        key: the key whose value it is.
        pointer: its JSON Pointer.
        document: the index of its document in the stream.
        container: the collection that contains it.
        template: whether it is a part that connections merge, or is where templates are kept.
    """

    def __init__(  # noqa: PLR0913  # what a connection is
        self,
        *,
        node: Mapping,
        shape: schema.Shape,
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

    def as_template(self) -> Connection:
        """Return the connection as a part of connections."""
        template = copy(self)
        template.template = True
        return template

    @property
    def endpoint(self) -> Field | None:
        """The field with the URL."""
        return self.fields.get(ENDPOINT)

    @property
    def headers(self) -> Field | None:
        """The field with the HTTP headers."""
        return self.fields.get(HEADERS)

    @property
    def phone_number_key(self) -> Field | None:
        """The field with the name of the member for the number to call."""
        return self.fields.get(PHONE_NUMBER_KEY)

    @property
    def payload(self) -> Field | None:
        """The field with further members of the body."""
        return self.fields.get(PAYLOAD)

    @property
    def url(self) -> urls.Url | None:
        """The endpoint judged as a URL; None where it is absent or unknown."""
        endpoint = self.endpoint
        return endpoint.url if endpoint else None

    @property
    def header_fields(self) -> tuple[Header, ...]:
        """The headers one by one; none where they are absent, or are not a JSON object."""
        return self.headers.header_fields if self.headers else ()

    @property
    def number_member(self) -> str | None:
        """The member of the body for the number to call; None where it is unknown."""
        field = self.phone_number_key
        if field is None:
            return None if PHONE_NUMBER_KEY in self.unseen else DEFAULT_PHONE_NUMBER_KEY
        text = field.text
        known = text and field.once("known", lambda: not placeholders.find(text.value))
        return text.value if text and known else None

    @cached_property
    def schema_errors(self) -> tuple[schema.SchemaError, ...]:
        """What the schema refuses."""
        return schema.validate(self.shape, self.members, self.metadata)

    @property
    def first_key(self) -> Place:
        """The place of a finding about something absent: the first key."""
        members = self.node.members
        return members[0].key.place if members else self.node.place
