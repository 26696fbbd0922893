"""The headers of a connection one by one, and what keeps HTTP from carrying each."""

from __future__ import annotations

from typing import Literal, NamedTuple

from outbound_lint.facts import http_fields, placeholders
from outbound_lint.source import Place
from outbound_lint.syntax.decoded import Decoded
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar

Fault = Literal["name", "reserved", "value"]
"""What makes a header one that can't or mustn't be sent, in the order in which it is judged."""


class Header(NamedTuple):
    """One header of the embedded JSON; of a name that stands twice there are two.

    Attributes:
        name: the name as it stands.
        folded: the name as HTTP compares it, in ASCII lower case.
        value: the text that is sent; none where the value is no string, or where an unquoted
            placeholder stands for it (the value's node is then a gap).
        key: the node of the name.
        node: the node of the value.
        unknown_name: whether placeholders hide the name, so that it can be any.
        fault: the first thing that is wrong with the header as such. Of the rules about one header
            the first that holds speaks, so a rule about what the value means (a credential, a
            media type) judges only headers without a fault.
    """

    name: str
    folded: str
    value: str | None
    key: Scalar
    node: Node
    unknown_name: bool
    fault: Fault | None

    def place(self, start: int, end: int) -> Place:
        """The place of some characters of the value."""
        assert isinstance(self.node, Scalar)
        return Place(Decoded(self.node), start, end)


def read(headers: Mapping) -> tuple[Header, ...]:
    """Read the headers of an object of JSON, in the order they stand."""
    return tuple(map(_header, headers.members))


def flaw_of(value: str) -> http_fields.Flaw | None:
    """Find the first character that can't stand in a header's value.

    What a placeholder is made of is not sent, so it is passed over.
    """
    if value.isascii() and value.isprintable():
        return None
    if placeholders.whole(value):
        return None
    return http_fields.first_flaw(masked(value))


def masked(value: str) -> str:
    """Put a letter in the place of each character of a placeholder; offsets stay."""
    pieces, done = [], 0
    for found in placeholders.find(value):
        pieces += [value[done : found.start], "x" * (found.end - found.start)]
        done = found.end
    return "".join((*pieces, value[done:]))


def _header(member: Member) -> Header:
    key, node = member.key, member.value
    assert isinstance(key, Scalar)
    name = key.value
    value = node.value if isinstance(node, Scalar) and node.style == "string" else None
    unknown = bool(placeholders.find(name))
    fault = None if unknown else _fault_of_name(name)
    if fault is None and _is_flawed(node, value):
        fault = "value"
    return Header(name, http_fields.fold(name), value, key, node, unknown, fault)


def _fault_of_name(name: str) -> Fault | None:
    if not http_fields.is_token(name):
        return "name"
    return "reserved" if http_fields.reserved(name) else None


def _is_flawed(node: Node, value: str | None) -> bool:
    if value is None:
        return not (isinstance(node, Scalar) and node.style == "gap")
    return flaw_of(value) is not None
