"""Phone numbers in a request besides the one to call: a receiver might call them instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import unquote

from outbound_lint.connections.model import Connection
from outbound_lint.connections.request import Request, UnbuildableError
from outbound_lint.facts import number_formats, numbers, word_set
from outbound_lint.patterns import pattern
from outbound_lint.probe import places
from outbound_lint.source import Place, Text
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, ScalarStyle, descendants
from outbound_lint.urls import judge
from outbound_lint.urls.parameters import parameters

_CALLERS = word_set("ani caller callerid calling cli from origin originating own sender source")
_PROVIDERS = word_set("plivo pool signalwire telnyx trunk twilio vonage")  # `twilio_number`
_SCHEME = pattern(r"\s*(?i:tel|sips?|callto|whatsapp|sms):")


def refuse_other_numbers(connection: Connection, request: Request, number: str) -> None:
    """Refuse a request with a number that a receiver might call instead of the dry one.

    Args:
        connection: The connection of the request.
        request: The request as it would be sent.
        number: The number to call.

    Raises:
        UnbuildableError: The body, the query or a header has another phone number, under a name
            that is not one of the caller's.
    """
    for part, place in _other_numbers(connection, request, number):
        raise UnbuildableError(
            f"{part} contains a phone number, which the receiver might call",
            place,
            "Remove this number. A caller's number is accepted under a name such as `from`.",
        )


def _other_numbers(
    connection: Connection, request: Request, number: str
) -> Iterator[tuple[str, Place]]:
    sent = parse_json(Text(request.body.decode())).root
    for one in _values(sent) if sent else ():
        value = one.scalar.value
        if not _is_callers(one) and _is_dialable(one.name, value, number, one.scalar.style):
            yield "the payload", _in_payload(connection, value)
    url = judge(request.url)
    for parameter in parameters(url):
        value = unquote(url.text[parameter.start : parameter.end])
        if not _names_caller(parameter.name) and _is_dialable(parameter.name, value, number):
            yield "the query", places.query(connection, parameter.name)
    for name, value in request.headers:
        if not _names_caller(name) and _is_dialable(name, value, number):
            yield "a header", places.header(connection, name)


class _Value(NamedTuple):
    """A string, number or word in JSON, its name, and the name of what holds it."""

    parent: str
    name: str
    scalar: Scalar


def _values(root: Node) -> Iterator[_Value]:
    """Yield the values in a JSON text; an item of a list has the name of the list."""
    named = {id(root): ("", "")}
    for node in descendants(root):
        parent, own = named[id(node)]
        if isinstance(node, Mapping):
            held = [(own, member.name, member.value) for member in node.members]
        else:
            held = [(parent, own, item) for item in node.items]
        for parent, name, value in held:
            if isinstance(value, Scalar):
                yield _Value(parent, name, value)
            else:
                named[id(value)] = (parent, name)


def _is_callers(one: _Value) -> bool:
    return _names_caller(one.name) or not _CALLERS.isdisjoint(numbers.words(one.parent))


def _names_caller(name: str) -> bool:
    return not (_CALLERS | _PROVIDERS).isdisjoint(numbers.words(name))


def _is_dialable(name: str, value: str, number: str, style: ScalarStyle = "string") -> bool:
    """Return whether a value is a phone number, not the dry one, by its form and its name."""
    text = _SCHEME.sub("", value, count=1).partition("@")[0].strip()
    if not numbers.is_phone_number(text) or "".join(filter(str.isdigit, text)) == number[1:]:
        return False
    return (
        text.startswith("+")
        or _SCHEME.match(value) is not None
        or numbers.names_called_number(name)
        or number_formats.flaw(name, text, is_number=style == "number") is not None
    )


def _in_payload(connection: Connection, value: str) -> Place:
    """Return the place of a value, or of the whole payload if a variable brought it in."""
    root = connection.payload.root if connection.payload else None
    for one in _values(root) if root else ():
        if one.scalar.value == value:
            return one.scalar.place
    return places.body(connection)
