"""The request that the platform would send for a connection, built in one place.

Documented is the body `{"phone_number": "+12345678901", "sequence_code": "ABC123", "campaign_id":
"summer2024"}`: the number first, `, ` and `: ` between the parts; and that the configured headers
are sent, and a member of the payload under the number's name is overwritten. Assumed beyond that
documentation, and marked so where it is done:

- characters beyond ASCII are escaped in the body, as Python's json module does by default;
- numbers keep the text they are written with (`1.0` stays `1.0`);
- of members of one name the last counts, at the place of the first;
- `Content-Type: application/json` is added behind the other headers where none is set;
- characters of the URL beyond ASCII are percent-encoded as UTF-8, the host is in ASCII (UTS 46).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Literal

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import DEFAULT_PHONE_NUMBER_KEY
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Source
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Sequence, type_of
from outbound_lint.syntax.places import Decoded
from outbound_lint.urls import judge

Part = Literal["url", "header", "key", "string", "gap"]
"""Where a text stands that may hold placeholders: path and query of the URL, the value of a header,
the phone number key, a name or a string of the payload, or an unquoted placeholder there."""

Fill = Callable[[Place, Part], str]
"""Gives what is sent for the text at a place; it may raise."""

DRY_NUMBER = "+12025550123"
"""A number that can ring nobody: of area code 202, 555-0100 to 555-0199 are kept for fiction."""

_CONTENT_TYPE = ("Content-Type", "application/json")
_CONTROL = pattern(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # RFC 9110, section 5.5, and C1's
_BEYOND_ASCII = pattern(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, without what the transport adds: Host and Content-Length.

    Attributes:
        method: the method.
        url: an absolute URL in ASCII, without user, password and fragment.
        headers: names and values in the order they are sent.
        body: the JSON in UTF-8.
    """

    method: Literal["POST"]
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Show nothing that was configured: all of it may be secret."""
        return f"<{self.method} request: {len(self.headers)} headers, {len(self.body)} bytes>"

    @property
    def authority(self) -> str:
        """The host, and the port where it is written: the value of Host."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def target(self) -> str:
        """Path and query (RFC 9112, section 3.2.1, origin-form)."""
        return self.url[self.url.index("/", self.url.index("://") + 3) :]


class UnbuildableError(ValueError):
    """Why there is no request for a connection.

    Attributes:
        reason: the reason, as the end of a sentence; quotes no value.
        place: the characters to change.
        hint: what to do, as a sentence; may be empty.
    """

    def __init__(self, reason: str, place: Place, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.hint = hint


def verbatim(place: Place, part: Part) -> str:  # noqa: ARG001  # a Fill takes it
    """Fill nothing: every text is sent as it stands."""
    return place.value


def build(connection: Connection, *, number: str = DRY_NUMBER, fill: Fill = verbatim) -> Request:
    """Build the request that the platform would send for a connection.

    Args:
        connection: the effective connection.
        number: the number to call.
        fill: what fills the placeholders. It never sees the scheme, the host and the port.

    Raises:
        UnbuildableError: there is no such request, or it must not be sent, whatever rules were
            ignored: no sound http URL, a user or password in it, reserved header names, header
            values with control characters, fields that are no JSON objects.
    """
    endpoint = connection.endpoint
    if endpoint is None:
        raise UnbuildableError("it has no `trigger_call_endpoint`", connection.first_key)
    url = _url(_text(endpoint), fill)
    return Request("POST", url, _headers(connection, fill), _body(connection, number, fill))


def _text(field: Field) -> Decoded:
    if field.text:
        return field.text
    if type_of(field.value) == "string":
        reason = f"`{field.label}` is wholly a placeholder, so what it will hold is not known"
    else:
        reason = f"`{field.label}` is not a string"
    raise UnbuildableError(reason, field.value.place)


def _object(field: Field | None) -> dict[str, Member]:
    if field is None:
        return {}
    _text(field)
    if field.json is None or field.json.mistake:
        raise UnbuildableError(f"`{field.label}` is not JSON", field.value.place)
    if field.object is None:
        raise UnbuildableError(f"`{field.label}` is not a JSON object", field.value.place)
    return _members(field.object)


def _url(text: Decoded, fill: Fill) -> str:
    """Return the URL with a host in ASCII, a path and no fragment."""
    url = judge(text.value)
    if url.problem:
        raise UnbuildableError(url.problem.message, Place(text, *url.problem.span))
    if url.path_span is None or url.scheme not in (None, "http", "https"):
        whole = Place(text, 0, len(text.value))
        raise UnbuildableError("its URL does not begin with https:// and a host", whole)
    if url.userinfo_span:
        reason = "its URL holds a user or a password, which clients send in different ways"
        raise UnbuildableError(reason, Place(text, *url.userinfo_span))
    start, end = url.path_span[0], (url.query_span or url.path_span)[1]
    origin = text.value[:start]
    if not placeholders.find(origin):
        origin = f"{url.scheme}://{url.host}" + (f":{url.port}" if url.port else "")
    rest = Place(text, start, end)
    filled = fill(rest, "url")
    slash = "" if filled.startswith("/") else "/"
    judged = judge(origin + slash + filled)
    if judged.problem or judged.path_span is None:
        raise UnbuildableError("what fills the placeholders makes its URL unsound", rest)
    end = (judged.query_span or judged.path_span)[1]
    return origin + _BEYOND_ASCII.sub(_percent_encoded, judged.text[judged.path_span[0] : end])


def _percent_encoded(match: re.Match[str]) -> str:
    """Encode characters as most clients do; RFC 3986 leaves it to IRIs (RFC 3987, section 3.1)."""
    return "".join(f"%{byte:02X}" for byte in match.group().encode())


def _headers(connection: Connection, fill: Fill) -> tuple[tuple[str, str], ...]:
    headers: dict[str, tuple[str, str]] = {}
    for name, member in _object(connection.headers).items():
        folded = http_fields.fold(name)
        _refuse_name(name, member)
        if folded in headers:
            raise UnbuildableError(f"the header `{name}` is there twice", member.key.place)
        headers[folded] = (name, _header_value(name, member.value, fill))
    headers.setdefault("content-type", _CONTENT_TYPE)
    return tuple(headers.values())


def _refuse_name(name: str, member: Member) -> None:
    if not http_fields.is_token(name):
        raise UnbuildableError("it has a header whose name is none", member.key.place)
    reserved = http_fields.reserved(name)
    if reserved:
        reason = f"the header `{name}` is not the configuration's to set: {reserved.why}"
        raise UnbuildableError(reason, member.key.place)


def _header_value(name: str, node: Node, fill: Fill) -> str:
    if not isinstance(node, Scalar) or node.style != "string":
        raise UnbuildableError(f"the value of the header `{name}` is not a string", node.place)
    text = Decoded(node)
    value = fill(Place(text, 0, len(text.value)), "header").strip(" \t")
    if _CONTROL.search(value):
        reason = f"the value of the header `{name}` holds control characters"
        raise UnbuildableError(reason, node.place)
    if any(character > "\xff" for character in value):
        reason = f"the value of the header `{name}` holds characters that no header can carry"
        raise UnbuildableError(reason, node.place)
    return value


def _body(connection: Connection, number: str, fill: Fill) -> bytes:
    """Return the payload with the number first, whatever the payload holds under its name."""
    key = _phone_number_key(connection, fill)
    members: dict[str, Node | str] = {key: _quoted(number)}
    for member in _object(connection.payload).values():
        name = _name(member, fill)
        if name != key:
            members[name] = member.value
    return "".join(_serialized(members, fill)).encode("ascii")


def _phone_number_key(connection: Connection, fill: Fill) -> str:
    field = connection.phone_number_key
    if field is None:
        return DEFAULT_PHONE_NUMBER_KEY
    if not isinstance(field.value, Scalar) or type_of(field.value) != "string":
        raise UnbuildableError(f"`{field.label}` is not a string", field.value.place)
    return fill(Place(Decoded(field.value), 0, len(field.value.value)), "key")


def _serialized(root: dict[str, Node | str], fill: Fill) -> list[str]:
    """Write JSON with no more depth of calls for a deeper value; a str is written already."""
    pieces: list[str] = []
    waiting = _object_parts(root)[::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Mapping):
            members = {_name(member, fill): member.value for member in part.members}
            waiting += _object_parts(members)[::-1]
        elif isinstance(part, Sequence):
            waiting += _array_parts(part.items)[::-1]
        elif isinstance(part, Scalar):
            pieces.append(_scalar(part, fill))
    return pieces


def _object_parts(members: ReadOnly[str, Node | str]) -> list[Node | str]:
    parts: list[Node | str] = ["{"]
    for name, value in members.items():
        separator = ", " if len(parts) > 1 else ""
        parts += [f"{separator}{_quoted(name)}: ", value]
    return [*parts, "}"]


def _array_parts(items: list[Node]) -> list[Node | str]:
    parts: list[Node | str] = ["["]
    for item in items:
        parts += [", ", item] if len(parts) > 1 else [item]
    return [*parts, "]"]


def _scalar(node: Scalar, fill: Fill) -> str:
    if node.style == "string":
        return _quoted(fill(Place(Decoded(node), 0, len(node.value)), "string"))
    return _gap(node, fill) if node.style == "gap" else node.value


def _gap(node: Scalar, fill: Fill) -> str:
    """Write an unquoted placeholder, or the one plain value that fills it."""
    filled = fill(node.place, "gap")
    if filled == node.place.value:
        return filled
    value = parse_json(Source(filled, "")).root
    if not isinstance(value, Scalar) or value.style == "gap":
        reason = "what fills a placeholder without quotes is no JSON string, number or word"
        raise UnbuildableError(reason, node.place)
    return _quoted(value.value) if value.style == "string" else value.value


def _members(mapping: Mapping) -> dict[str, Member]:
    """Return members by name: of several of one name the last, at the place of the first."""
    return {
        member.key.value: member for member in mapping.members if isinstance(member.key, Scalar)
    }


def _name(member: Member, fill: Fill) -> str:
    key = member.key
    return fill(Place(Decoded(key), 0, len(key.value)), "string") if isinstance(key, Scalar) else ""


def _quoted(text: str) -> str:
    from json import dumps

    return dumps(text)
