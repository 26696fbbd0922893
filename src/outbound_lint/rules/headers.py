"""Rules of the family headers: the JSON, names and values of HTTP headers, and Content-Type.

Of the rules about one header only the first that applies reports it: header-name, header-reserved
and header-value (see `Header.fault`), then those about what the value means, then header-unusual
and header-value-unusual. Only header-duplicate is independent of the others.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections import embedded
from outbound_lint.connections.headers import Header, HeaderFault, misspelled
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import HEADERS
from outbound_lint.facts import http_fields
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.source import Place
from outbound_lint.syntax.edits import Edit, rename, with_member
from outbound_lint.syntax.nodes import Node, Scalar, Sequence

_LONGEST = 8 * 1024
"""The longest name or value, in bytes, that servers commonly accept (nginx, Apache, Node.js)."""

_LONGEST_SUGGESTION = 40
_NO_COOKIE = (
    "Send a token in an `Authorization` header instead, such as `Bearer ${VOICE_TOKEN}`, unless "
    "the receiver's documentation requires the cookie."
)
_NOT_TOKEN = pattern(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]++")
# Around a name: what is neither allowed in a token nor a letter of any script.
_LINE = pattern(r"\s*[^\s:=][^:=]*([:=]).*\S.*")  # `Name: value` or `name=value`
_NEXT_HEADER = pattern(r"\s*+[\w-]++:")
_EDGES = pattern(r"\A[^\w!#$%&'*+.^`|~-]++|(?<![^\w!#$%&'*+.^`|~-])[^\w!#$%&'*+.^`|~-]++\Z")
_CONTENT_TYPE = '"Content-Type"', '"application/json"'
_JSON = "Replace the whole value with `application/json`."
_REMOVE = "Remove this header, unless the receiver's documentation requires it."
_TYPOGRAPHIC_QUOTES = frozenset("\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f")


@field_rule("headers-invalid-json", "headers", "error", about=HEADERS)
def headers_invalid_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """The headers are not valid JSON."""
    return embedded.invalid_json(connection.headers)


@field_rule("headers-not-object", "headers", "error", about=HEADERS)
def headers_not_object(connection: Connection, context: Context) -> Iterator[Finding]:
    """The headers are valid JSON, but not an object."""
    return embedded.not_object(connection.headers)


@field_rule("header-duplicate", "headers", "error", about=HEADERS)
def header_duplicate(connection: Connection, context: Context) -> Iterator[Finding]:
    """Two headers have the same name."""
    first: dict[str, Header] = {}
    for header in connection.header_fields:
        name = header.name if header.unknown_name else header.folded
        earlier = first.setdefault(name, header)
        if earlier is not header:
            yield Finding(
                header.key.place,
                f"the header {context.quoted(header.name)} is repeated: "
                "which of the two values is sent depends on the client",
                "Keep the one you want, and remove the other.",
                (Related(earlier.key.place, "first here"),),
            )


@field_rule("header-name", "headers", "error", about=HEADERS)
def header_name(connection: Connection, context: Context) -> Iterator[Finding]:
    """The name of a header contains characters that are not allowed."""
    for header in _with_fault(connection, "name"):
        wrong = header.name[http_fields.first_non_token(header.name) :][:1]
        if not wrong:
            problem = "is empty"
        elif wrong == " ":
            problem = "contains a space"
        elif "!" <= wrong <= "~":
            problem = f"contains `{wrong}`"
        else:
            problem = f"contains U+{ord(wrong):04X}"
        message = f"the name of a header {problem}: the request cannot be sent"
        yield Finding(header.key.place, message, _right_name(header.name, context))


def _right_name(name: str, context: Context) -> str:
    """Say what to write instead of a name that is not allowed."""
    if not name:
        return "Write a name, or remove the header."
    line = _LINE.fullmatch(name)
    if line:
        hint = "Write the text before the `{0}` as the name, and the text after it as the value."
        return hint.format(line[1])
    right = http_fields.intended_name(_EDGES.sub("", name))
    if right.isascii():
        right = "-".join(_NOT_TOKEN.sub(" ", right).split())
    if http_fields.is_token(right) and len(right) <= _LONGEST_SUGGESTION:
        return f"Write {context.quoted(right)}."
    return "Use only letters from A to Z, digits and hyphens."


@field_rule("header-value", "headers", "error", about=HEADERS)
def header_value(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a header cannot be sent over HTTP."""
    for header in _with_fault(connection, "value"):
        if flaw := header.flaw:
            place = header.place(flaw.start, flaw.start + 1)
            message, hint = _flaw(header, flaw)
        else:
            place = header.node.place
            message, hint = _not_a_string(header.node)
        if header.unusual:
            hint = _REMOVE
        elif header.folded == "content-type":
            hint = _JSON if header.flaw else "Replace the value with the string `application/json`."
        yield Finding(place, message, hint)


def _not_a_string(node: Node) -> tuple[str, str]:
    if not isinstance(node, Scalar):
        kind = "an array" if isinstance(node, Sequence) else "an object"
        hint = "Write one string."
    elif node.value == "null":
        kind, hint = "null", "Write a string, or remove the header."
    else:
        kind = "a number" if node.style == "number" else "a boolean"
        hint = f"Put the value in {embedded.double_quotes(node)}."
    return f"the value is {kind} instead of a string: the request cannot be sent", hint


def _flaw(header: Header, flaw: http_fields.ValueFlaw) -> tuple[str, str]:
    """Describe a character; a visible one may be part of a secret and is not quoted."""
    text = header.visible
    character = text[flaw.start]
    rest = text[: flaw.start] + text[flaw.start + 1 :].removeprefix("\n")
    is_only = rest.strip() and not http_fields.first_flaw(rest)
    if flaw.kind == "line-break":
        message = "the value contains a line break: clients reject it, or send a second header"
        hint = "Remove the line break." if is_only else "Write a value of one line."
        if _NEXT_HEADER.match(text, flaw.start):
            hint = "Remove the line break and the header after it, which needs its own member."
        return message, hint
    if flaw.kind == "outside-latin-1":
        message = "the value contains a character outside Latin-1: the request cannot be sent"
        if character in _TYPOGRAPHIC_QUOTES:
            return message, "Remove the typographic quotes."
        return message, "Write the value in ASCII."
    hint = "Remove the character." if is_only else "Retype the value."
    if flaw.kind != "control" and character.isspace():
        hint = "Write an ordinary space instead of the character."
    kind = "control" if flaw.kind == "control" else "invisible"
    code = f"U+{ord(character):04X}"
    consequence = "clients reject it" if kind == "control" else "the receiver gets another value"
    message = f"the value contains the {kind} character {code}: {consequence}"
    return message, hint


@field_rule("header-value-unusual", "headers", "warning", about=HEADERS)
def header_value_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """The value of a header is one that clients and servers treat differently."""
    for header in connection.header_fields:
        if header.value is None or header.fault or header.unusual:
            continue
        if header.content_type and header.content_type.verdict != "json":
            continue
        is_credential = header.authenticates(context.settings.auth_headers)
        if is_credential and header.credential and header.credential.flaw:
            continue
        yield from _unusual_value(header, header.value)


def _unusual_value(header: Header, value: str) -> Iterator[Finding]:
    """Find the first unusual thing about a value that can be sent."""
    sent = value.strip(" \t")
    if not sent:
        message = "the value is empty: some clients omit such a header, others reject it"
        yield Finding(header.node.place, message, "Write a value, or remove the header.")
    elif sent != value:
        start = value.index(sent)
        both = header.place(0, start), header.place(start + len(sent), len(value))
        edges = [one for one in both if one.start < one.end]
        yield Finding(
            edges[0],
            "whitespace at the edge of the value: clients send it, remove it or reject it",
            "Remove the whitespace.",
            fix=Fix("Remove the whitespace.", tuple(Edit(one, "") for one in edges), safe=True),
        )
    elif header.credential and (gap := header.credential.wide_gap):
        yield Finding(
            header.place(*gap),
            "several spaces after the scheme: some receivers read an empty credential",
            "Write one space.",
        )
    elif http_fields.has_obs_text(header.visible):
        at = next(index for index, one in enumerate(header.visible) if not one.isascii())
        yield Finding(
            header.place(at, at + 1),
            "a character beyond ASCII in the value: receivers decode it differently",
            "Write the value in ASCII.",
        )
    elif max(len(header.name), len(value)) > _LONGEST:
        node = header.node if len(value) > _LONGEST else header.key
        yield Finding(
            node.place,
            "a name or a value of more than 8 KiB: most servers reject such a header",
            "Remove the header, and send its value in the payload.",
        )


@field_rule("header-reserved", "headers", "error", about=HEADERS)
def header_reserved(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header is one that the HTTP client must set itself."""
    for header in _with_fault(connection, "reserved"):
        reason = http_fields.reserved(header.name)
        if reason:
            message = f"{context.quoted(header.name)} cannot be configured: {reason.why}"
            yield Finding(header.key.place, message, "Remove this header.")


@field_rule("header-misspelled", "headers", "warning", about=HEADERS)
def header_misspelled(connection: Connection, context: Context) -> Iterator[Finding]:
    """The name of a header is close to that of a usual header that is absent."""
    for header, usual in misspelled(connection.header_fields, context.settings.auth_headers):
        if not header.fault:
            yield Finding(
                header.key.place,
                f"{context.quoted(header.name)} looks like a misspelled `{usual}`: "
                "the receiver does not read it as that header",
                f"Write `{usual}`.",
                fix=Fix(f"Write `{usual}`.", (rename(header.key, usual),)),
            )


@field_rule("header-unusual", "headers", "warning", about=HEADERS)
def header_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header is valid, but does not belong in a trigger request."""
    further = context.settings.auth_headers
    is_open = not any(one.authenticates(further) for one in connection.header_fields)
    for header in connection.header_fields:
        reason = header.unusual
        if reason and not header.fault:
            only_cookie = is_open and header.folded == "cookie"
            yield Finding(
                header.key.place,
                f"{context.quoted(header.name)} does not belong in a trigger: {reason.why}",
                _NO_COOKIE if only_cookie else _REMOVE,
            )


@connection_rule("content-type-missing", "headers", "warning", about=HEADERS)
def content_type_missing(connection: Connection, context: Context) -> Iterator[Finding]:
    """The headers do not include `Content-Type`."""
    headers = connection.headers.object if connection.headers else None
    if headers is None or any(map(_may_be_content_type, connection.header_fields)):
        return
    if any(usual == "Content-Type" for _, usual in misspelled(connection.header_fields)):
        return
    add = f"Add `{': '.join(_CONTENT_TYPE)}`."
    yield Finding(
        Place(headers.text, headers.start, headers.start + 1),
        "there is no `Content-Type`: many receivers do not read the body as JSON without it",
        add,
        absent=True,
        fix=Fix(add, (with_member(headers, *_CONTENT_TYPE),)),
    )


@field_rule("content-type-not-json", "headers", "error", about=HEADERS)
def content_type_not_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """`Content-Type` is not JSON in UTF-8."""
    for place, message in _content_types(connection, "not-json"):
        yield Finding(place, f"this is not the content type of the body: {message}", _JSON)


@field_rule("content-type-unusual", "headers", "warning", about=HEADERS)
def content_type_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """`Content-Type` describes JSON in a way that some servers do not accept."""
    for place, message in _content_types(connection, "unusual"):
        yield Finding(place, f"some servers do not accept this as JSON: {message}", _JSON)


def _content_types(connection: Connection, verdict: str) -> Iterator[tuple[Place, str]]:
    for header in connection.header_fields:
        judged = header.content_type
        if judged and judged.verdict == verdict:
            is_part = judged.start < judged.end
            place = header.place(judged.start, judged.end) if is_part else header.node.place
            yield place, judged.message


def _may_be_content_type(header: Header) -> bool:
    """Return whether a header is Content-Type, or would be but for its name."""
    if header.folded == "content-type" or header.unknown_name:
        return True
    letters = "".join(filter(str.isalpha, header.folded))
    return header.fault == "name" and letters == "contenttype"


def _with_fault(connection: Connection, fault: HeaderFault) -> Iterator[Header]:
    return (header for header in connection.header_fields if header.fault == fault)
