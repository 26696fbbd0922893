"""The request that the platform would send for a connection, built in one place.

The platform documents the body `{"phone_number": "+12345678901", "sequence_code": "ABC123",
"campaign_id": "summer2024"}` (the number first, `, ` and `: ` as separators), that the configured
headers are sent, and that the number overwrites a member of its name. The rest is assumed:

- characters beyond ASCII are escaped in the body, as Python's json module does by default;
- numbers keep their text (`1.0` stays `1.0`);
- of members with one name the last one counts, in the position of the first;
- `Content-Type: application/json` is added after the other headers if it is not configured;
- characters of the URL beyond ASCII are percent-encoded in UTF-8, the host is in ASCII (UTS 46).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Literal, TypeVar, cast

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import DEFAULT_PHONE_NUMBER_KEY
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Source
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Sequence
from outbound_lint.syntax.places import Decoded
from outbound_lint.urls import judge

Part = Literal["url", "header", "key", "string", "gap"]
"""What a text with placeholders is: path and query of the URL, the value of a header, the phone
number key, a name or a string of the payload, or an unquoted placeholder in the payload."""

Fill = Callable[[Place, Part], str]
"""Returns what is sent for the text at a place; may raise `UnbuildableError`."""

DRY_NUMBER = "+12025550123"
"""A number that nobody has: 555-0100 to 555-0199 are reserved for fiction (NANPA)."""

DRY_RUN = ("X-Outbound-Lint-Probe", "dry-run")
"""The header by which a receiver recognizes a dry run, so that it starts no call."""

Result = TypeVar("Result")

_CONTENT_TYPE = ("Content-Type", "application/json")
_CONTROL = pattern(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")  # RFC 9110, section 5.5; C1


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, without the headers Host and Content-Length, which the transport adds.

    Attributes:
        method: the method.
        url: an absolute URL in ASCII, without user name, password and fragment.
        headers: names and values, in the order in which they are sent.
        body: the JSON in UTF-8.
    """

    method: Literal["GET", "POST"]
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __repr__(self) -> str:
        """Show nothing of the configuration, which may be secret."""
        return f"<{self.method} request: {len(self.headers)} headers, {len(self.body)} bytes>"

    @property
    def authority(self) -> str:
        """The value of Host: the host, and the port if the URL has one."""
        return self.url.partition("://")[2].partition("/")[0]

    @property
    def target(self) -> str:
        """Path and query (RFC 9112, section 3.2.1, origin-form)."""
        return self.url[self.url.index("/", self.url.index("://") + 3) :]


class UnbuildableError(ValueError):
    """No request can be built for a connection.

    Attributes:
        reason: why, as a clause; quotes nothing of the file.
        place: the characters to change.
        hint: what to do, as a sentence; may be empty.
    """

    def __init__(self, reason: str, place: Place, hint: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.place = place
        self.hint = hint


def verbatim(place: Place, part: Part) -> str:  # noqa: ARG001  # a Fill takes it
    """Fill nothing: send every text as it is."""
    return place.value


def build(connection: Connection, *, number: str = DRY_NUMBER, fill: Fill = verbatim) -> Request:
    """Build the request that the platform would send for a connection.

    Args:
        connection: the effective connection.
        number: the number to call.
        fill: fills the placeholders. Scheme, host and port are not passed to it.

    Raises:
        UnbuildableError: there is no such request, or it must not be sent, whichever rules are
            ignored: the URL is not a valid http or https URL or has a user name, a header is
            reserved or has a control character in its value, a field is not a JSON object.
    """
    return Builder(number=number, fill=fill).build(connection)


class Builder:
    """Builds the requests of several connections; what they share through an anchor only once.

    Args:
        number: the number to call.
        fill: fills the placeholders.
    """

    def __init__(self, *, number: str = DRY_NUMBER, fill: Fill = verbatim) -> None:
        self._number = number
        self._fill = fill
        self._parts: dict[Hashable, object] = {}

    def build(self, connection: Connection) -> Request:
        """Build a request, as the function `build` does."""
        endpoint, headers, payload = connection.endpoint, connection.headers, connection.payload
        if endpoint is None:
            raise UnbuildableError("`trigger_call_endpoint` is missing", connection.first_key)
        number, fill = self._number, self._fill
        url = self._once(("url", _id(endpoint)), lambda: _url(endpoint, fill))
        fields = self._once(("headers", _id(headers)), lambda: _headers(headers, fill))
        key = _number_member(connection, fill)
        body = self._once(("body", key, _id(payload)), lambda: _body(payload, key, number, fill))
        return Request("POST", url, fields, body)

    def _once(self, key: Hashable, compute: Callable[[], Result]) -> Result:
        if key not in self._parts:
            try:
                self._parts[key] = compute()
            except UnbuildableError as error:
                self._parts[key] = error
        part = self._parts[key]
        if isinstance(part, UnbuildableError):
            raise part.with_traceback(None)
        return cast("Result", part)


def _id(field: Field | None) -> Hashable:
    return field and (field.label, id(field.value))


def _text(field: Field) -> Decoded:
    if field.text:
        return field.text
    problem = "is a placeholder as a whole" if field.type == "string" else "is not a string"
    raise UnbuildableError(f"`{field.label}` {problem}", field.value.place)


def _object(field: Field | None) -> dict[str, Member]:
    if field is None:
        return {}
    _text(field)
    if field.root is None:
        is_broken = field.json and field.json.mistake
        problem = "is not valid JSON" if is_broken else "is JSON only after a template is rendered"
        raise UnbuildableError(f"`{field.label}` {problem}", field.value.place)
    if field.object is None:
        raise UnbuildableError(f"`{field.label}` is not a JSON object", field.value.place)
    # Of several members with one name the last counts, in the position of the first.
    return {member.name: member for member in field.object.members}


def _url(endpoint: Field, fill: Fill) -> str:
    """Return the URL with a host in ASCII, a path and no fragment."""
    text, url = _text(endpoint), endpoint.url
    assert url is not None
    if url.problem:
        raise UnbuildableError(url.problem.message, Place(text, *url.problem.span))
    if url.path_span is None or url.scheme not in (None, "http", "https"):
        whole = Place(text, 0, len(text.value))
        raise UnbuildableError("the URL does not start with https:// and a host", whole)
    if url.userinfo_span:
        reason = "the URL contains a user name or a password: clients differ in what they send"
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
        raise UnbuildableError("the values of the placeholders make the URL invalid", rest)
    end = (judged.query_span or judged.path_span)[1]
    target = judged.text[judged.path_span[0] : end].encode()
    # As most clients do; RFC 3986 leaves these characters to IRIs (RFC 3987, section 3.1).
    return origin + "".join(chr(byte) if byte < 128 else f"%{byte:02X}" for byte in target)


def _headers(field: Field | None, fill: Fill) -> tuple[tuple[str, str], ...]:
    headers: dict[str, tuple[str, str]] = {}
    for name, member in _object(field).items():
        folded = http_fields.fold(name)
        if not http_fields.is_token(name):
            raise UnbuildableError("the name of a header is not valid", member.key.place)
        if reserved := http_fields.reserved(name):
            raise UnbuildableError(f"the header is reserved: {reserved.why}", member.key.place)
        if folded in headers:
            raise UnbuildableError("two headers have the same name", member.key.place)
        headers[folded] = (name, _header_value(member.value, fill))
    headers.setdefault("content-type", _CONTENT_TYPE)
    return tuple(headers.values())


def _header_value(node: Node, fill: Fill) -> str:
    if not isinstance(node, Scalar) or node.style != "string":
        raise UnbuildableError("the value of a header is not a string", node.place)
    value = fill(_whole(node), "header").strip(" \t")
    if _CONTROL.search(value):
        reason = "the value of a header contains control characters"
        raise UnbuildableError(reason, node.place)
    if max(value, default="") > "\xff":
        reason = "the value of a header contains characters outside Latin-1"
        raise UnbuildableError(reason, node.place)
    return value


def _number_member(connection: Connection, fill: Fill) -> str:
    """Return the name of the member with the number to call."""
    field = connection.phone_number_key
    if field is None:
        return DEFAULT_PHONE_NUMBER_KEY
    if field.type == "string":
        return fill(field.whole, "key")
    raise UnbuildableError(f"`{field.label}` is not a string", field.value.place)


def _body(field: Field | None, key: str, number: str, fill: Fill) -> bytes:
    """Return the payload with the number first, in place of a member with the same name."""
    members: dict[str, Node | str] = {key: _quoted(number)}
    for member in _object(field).values():
        name = fill(_whole(member.key), "string")
        if name != key:
            members[name] = member.value
    return "".join(_serialized(members, fill)).encode("ascii")


def _serialized(root: dict[str, Node | str], fill: Fill) -> list[str]:
    """Write JSON without recursion; a str among the parts is written already."""
    pieces: list[str] = []
    waiting = _object_parts(root)[::-1]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            pieces.append(part)
        elif isinstance(part, Mapping):
            members = {fill(_whole(one.key), "string"): one.value for one in part.members}
            waiting += _object_parts(members)[::-1]
        elif isinstance(part, Sequence):
            separated = [one for item in part.items for one in (", ", item)]
            waiting += ["[", *separated[1:], "]"][::-1]
        elif isinstance(part, Scalar) and part.style == "string":
            pieces.append(_quoted(fill(_whole(part), "string")))
        elif isinstance(part, Scalar):
            pieces.append(_gap(part, fill) if part.style == "gap" else part.value)
    return pieces


def _object_parts(members: ReadOnly[str, Node | str]) -> list[Node | str]:
    parts = [part for name in members for part in (", ", f"{_quoted(name)}: ", members[name])]
    return ["{", *parts[1:], "}"]


def _gap(node: Scalar, fill: Fill) -> str:
    """Write an unquoted placeholder, or the scalar that fills it."""
    filled = fill(node.place, "gap")
    if filled == node.place.value:
        return filled
    value = parse_json(Source(filled, "")).root
    if not isinstance(value, Scalar) or value.style == "gap":
        reason = "the value of an unquoted placeholder is not a JSON string, number or word"
        raise UnbuildableError(reason, node.place)
    return _quoted(value.value) if value.style == "string" else value.value


def _whole(node: Node) -> Place:
    """Return the place of the decoded text of a scalar."""
    assert isinstance(node, Scalar)
    return Place(Decoded(node), 0, len(node.value))


def _quoted(text: str) -> str:
    from json import dumps

    return dumps(text)
