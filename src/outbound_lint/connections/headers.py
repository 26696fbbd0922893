"""The headers of a connection one by one, and what keeps HTTP from carrying each."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

from outbound_lint.facts import http_fields, placeholders
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar
from outbound_lint.syntax.places import Decoded

Fault = Literal["name", "reserved", "value"]
"""What makes a header one that can't or mustn't be sent, in the order in which it is judged."""

LONGEST = 8 * 1024
"""The longest name or value, in bytes, that servers commonly take (nginx, Apache, Node.js)."""


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
        unusual: why a trigger has no use for a header of this name, where that is so.
        plain: whether there is nothing at all to say about the name and the form of the value.
    """

    name: str
    folded: str
    value: str | None
    key: Scalar
    node: Node
    unknown_name: bool
    fault: Fault | None
    unusual: http_fields.FieldReason | None
    plain: bool

    def place(self, start: int, end: int) -> Place:
        """The place of some characters of the value."""
        assert isinstance(self.node, Scalar)
        return Place(Decoded(self.node), start, end)


def read(headers: Mapping) -> tuple[Header, ...]:
    """Read the headers of an object of JSON, in the order they stand."""
    return tuple(map(_header, headers.members))


def flaw_of(value: str) -> http_fields.ValueFlaw | None:
    """Find the first character that can't stand in a header's value.

    What a placeholder is made of is not sent, so it is passed over.
    """
    if value.isascii() and value.isprintable():
        return None
    return http_fields.first_flaw(masked(value))


def masked(value: str) -> str:
    """Put a letter in the place of each character of a placeholder; offsets stay."""
    pieces, done = [], 0
    whole = placeholders.whole(value)
    for found in (whole,) if whole else placeholders.find(value):
        pieces += [value[done : found.start], "x" * (found.end - found.start)]
        done = found.end
    return "".join((*pieces, value[done:]))


class _Name(NamedTuple):
    folded: str
    unknown: bool
    fault: Fault | None
    unusual: http_fields.FieldReason | None
    plain: bool


def _header(member: Member) -> Header:
    key, node = member.key, member.value
    assert isinstance(key, Scalar)
    value = node.value if isinstance(node, Scalar) and node.style == "string" else None
    folded, unknown, fault, unusual, plain = _judged_name(key.value)
    if value is None:
        if not (isinstance(node, Scalar) and node.style == "gap"):
            fault, plain = fault or "value", False
    elif not _is_plain(value):
        plain = False
        if fault is None and flaw_of(value):
            fault = "value"
    return Header(key.value, folded, value, key, node, unknown, fault, unusual, plain)


@lru_cache(maxsize=64)  # the same few names stand in all connections
def _judged_name(name: str) -> _Name:
    folded = http_fields.fold(name)
    if placeholders.find(name):
        return _Name(folded, unknown=True, fault=None, unusual=None, plain=len(name) <= LONGEST)
    if not http_fields.is_token(name):
        return _Name(folded, unknown=False, fault="name", unusual=None, plain=False)
    if http_fields.reserved(name):
        return _Name(folded, unknown=False, fault="reserved", unusual=None, plain=False)
    unusual = http_fields.unusual(name)
    plain = unusual is None and len(name) <= LONGEST
    return _Name(folded, unknown=False, fault=None, unusual=unusual, plain=plain)


def _is_plain(value: str) -> bool:
    return (
        0 < len(value) <= LONGEST
        and value.isascii()
        and value.isprintable()
        and value[0] != " "
        and value[-1] != " "
    )
