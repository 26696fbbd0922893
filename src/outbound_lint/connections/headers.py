"""The headers of a connection one by one, and what keeps each from being sent."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Literal

from outbound_lint.connections.credentials import Credential, authenticates
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Member, Scalar
from outbound_lint.syntax.places import Decoded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outbound_lint.facts.media_types import ContentTypeVerdict

HeaderFault = Literal["name", "reserved", "value"]
"""Why a header cannot or must not be sent, in the order in which the rules judge it."""


class Header:
    """One header of the embedded JSON; a duplicate name gives two headers.

    Attributes:
        name: the name as written.
        folded: the name in ASCII lower case, as HTTP compares it.
        value: the value; None where it is not a string, or is an unquoted placeholder.
        key: the node of the name.
        node: the node of the value.
        unknown_name: whether the name has placeholders, so that it can be any name.
    """

    def __init__(self, member: Member) -> None:
        key, node = member.key, member.value
        assert isinstance(key, Scalar)
        self.name = key.value
        self.folded = http_fields.fold(self.name)
        self.key = key
        self.node = node
        self.value = node.value if isinstance(node, Scalar) and node.style == "string" else None
        self.unknown_name = bool(placeholders.find(self.name))
        self._authenticates: dict[frozenset[str], bool] = {}

    def authenticates(self, further: frozenset[str]) -> bool:
        """Return whether the header has to do with authentication, by its name.

        Args:
            further: further names that do, in lower case, from the settings.
        """
        if further not in self._authenticates:
            self._authenticates[further] = authenticates(self.name, further)
        return self._authenticates[further]

    @cached_property
    def fault(self) -> HeaderFault | None:
        """The first reason why the header cannot be sent.

        A rule about the meaning of a value (a credential, a media type) judges only headers without
        a fault.
        """
        if not self.unknown_name:
            if not http_fields.is_token(self.name):
                return "name"
            if http_fields.reserved(self.name):
                return "reserved"
        is_gap = isinstance(self.node, Scalar) and self.node.style == "gap"
        return "value" if self.flaw or (self.value is None and not is_gap) else None

    @cached_property
    def visible(self) -> str:
        """The value with a letter in place of each character of a placeholder."""
        return placeholders.hide(self.value or "", "x")

    @cached_property
    def flaw(self) -> http_fields.ValueFlaw | None:
        """The first character that the value of a header cannot contain."""
        return http_fields.first_flaw(self.visible)

    @property
    def unusual(self) -> http_fields.FieldReason | None:
        """Why a header of this name, though it can be sent, does not belong in a trigger."""
        return None if self.unknown_name else http_fields.unusual(self.name)

    @cached_property
    def credential(self) -> Credential | None:
        """The credential in the value, should this header authenticate.

        There is none in a header with a fault, nor where a placeholder is the whole value, unless
        it says that it is an example (`<your token>`), is no value (`<nil>`), or cannot be right.
        """
        value = self.value
        if self.fault or self.unknown_name or not value or not value.strip():
            return None
        credential = Credential(self.folded, value)
        says_more = credential.is_example or credential.flaw or credential.not_static
        return None if placeholders.whole(value) and not says_more else credential

    @cached_property
    def content_type(self) -> ContentTypeVerdict | None:
        """What a Content-Type says about the body.

        None for another header, for one with a fault, and where a placeholder hides the type.
        """
        value = self.value
        if self.folded != "content-type" or self.fault or value is None:
            return None
        if placeholders.whole(value):
            return None
        found = placeholders.find(value)
        if found:
            # A placeholder in a parameter hides this parameter and those after it.
            value, semicolon, _ = value[: found[0].start].rpartition(";")
            if not semicolon:
                return None
        from outbound_lint.facts.media_types import judge_content_type

        return judge_content_type(value)

    def place(self, start: int, end: int) -> Place:
        """Return the place of some characters of the value."""
        return Place(self.text, start, end)

    @cached_property
    def text(self) -> Decoded:
        """The decoded value, which must be a scalar."""
        assert isinstance(self.node, Scalar)
        return Decoded(self.node)


def misspelled(
    headers: Iterable[Header], further: frozenset[str] = frozenset()
) -> Iterator[tuple[Header, str]]:
    """Yield the headers whose names are close to a usual header that is absent.

    Args:
        headers: the headers of a connection.
        further: further names of headers that hold credentials, from the settings.

    Yields:
        The header, and the name of the usual one.
    """
    headers = tuple(headers)
    names = {header.folded for header in headers}
    for header in headers:
        usual = http_fields.usual_name(header.folded)
        if usual is None or http_fields.fold(usual) in names:
            continue
        is_name = not header.unknown_name and header.fault != "name"
        if is_name and not authenticates(header.folded, further):
            yield header, usual
