"""Rules of the family payload: the members of the body, and the number that is added to them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from outbound_lint.connections import embedded, providers
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import PAYLOAD
from outbound_lint.facts import number_formats, numbers, placeholders, variables
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.source import Place
from outbound_lint.syntax.edits import without_members
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Sequence, descendants, strings
from outbound_lint.syntax.places import Decoded

if TYPE_CHECKING:
    from outbound_lint.providers.model import Profile

# RFC 8259, section 6: all receivers read integers up to this one alike.
_HIGHEST = str(2**53 - 1)
_FRACTION = pattern(r"[.eE]")
_SURROGATE = pattern(r"[\ud800-\udfff]")


def _number_and_url(connection: Connection) -> tuple[str | None, str | None]:
    """Return what rules look at beside the payload: the phone number key, and the provider."""
    return connection.number_member, connection.url and connection.url.text


@field_rule("payload-invalid-json", "payload", "error", about=PAYLOAD, fix="unsafe")
def payload_invalid_json(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload is not valid JSON."""
    return embedded.invalid_json(connection.payload)


@field_rule("payload-not-object", "payload", "error", about=PAYLOAD, fix="unsafe")
def payload_not_object(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload is valid JSON, but not an object."""
    return embedded.not_object(connection.payload)


@field_rule("payload-duplicate-key", "payload", "error", about=PAYLOAD)
def payload_duplicate_key(connection: Connection, context: Context) -> Iterator[Finding]:
    """An object in the payload contains the same name more than once."""
    root = connection.payload.object if connection.payload else None
    for node in descendants(root) if root else ():
        first: dict[str, Node] = {}
        for member in node.members if isinstance(node, Mapping) else ():
            earlier = first.setdefault(member.name, member.key)
            if earlier is not member.key:
                yield Finding(
                    member.key.place,
                    f"the name {context.quoted(member.name)} is repeated: "
                    "most receivers keep this value and drop the first one",
                    "Keep the one you want, and remove the other.",
                    (Related(earlier.place, "first here"),),
                )


@connection_rule(
    "payload-key-collision", "payload", "error", about=PAYLOAD, given=_number_and_url, fix="safe"
)
def payload_key_collision(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload already has a member with the name of the phone number key."""
    payload, name = connection.payload, connection.number_member
    body = payload.object if payload else None
    colliding = [member for member in body.members if member.name == name] if body else []
    if body and name and colliding:
        yield Finding(
            colliding[0].key.place,
            f"the number to call overwrites {context.quoted(name)}",
            "Remove this member, or choose another `phone_number_key`.",
            _number_goes_to(connection),
            fix=Fix("Remove this member.", without_members(body, colliding), safe=True),
        )


@connection_rule(
    "payload-key-lookalike",
    "payload",
    "warning",
    about=PAYLOAD,
    given=_number_and_url,
)
def payload_key_lookalike(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload has a member whose name resembles the phone number key."""
    payload, wanted = connection.payload, connection.number_member
    if payload is None or payload.object is None or not wanted:
        return
    profile = providers.called(connection, context.settings.providers)
    if profile and providers.wrong_phone_key(connection, profile):
        return  # provider-phone-key
    flatten, field = partial(numbers.flattened, wanted), connection.phone_number_key
    flat = field.once("flattened", flatten) if field else flatten()
    for member in payload.object.members:
        if not member.name or member.name == wanted:
            continue
        is_alike = flat and numbers.flattened(member.name) == flat
        if not is_alike and not _is_called_number(member):
            continue
        name, key = context.quoted(member.name), context.quoted(wanted)
        if is_alike:
            message = (
                f"{name} differs from the phone number key {key} only in case or separators: "
                "the receiver gets both, and may read the wrong one"
            )
        else:
            message = (
                f"{name} looks like the number to call, but the platform sends that as {key}: "
                "the receiver may call this number every time"
            )
        hint = f"Remove this member; if the receiver reads it, set `phone_number_key` to {name}."
        yield Finding(member.key.place, message, hint, _number_goes_to(connection))


def _is_called_number(member: Member) -> bool:
    return (
        isinstance(member.value, Scalar)
        and numbers.names_called_number(member.name)
        and numbers.is_phone_number(member.value.value)
    )


@field_rule("payload-lone-surrogate", "payload", "warning", about=PAYLOAD)
def payload_lone_surrogate(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload contains an escape for half of a surrogate pair."""
    for scalar in _strings(connection):
        for match in _SURROGATE.finditer(scalar.value):
            yield Finding(
                Place(Decoded(scalar), *match.span()),
                "this is half of a surrogate pair: many receivers reject the whole request",
                "Remove it, or write both halves of the pair.",
            )


@field_rule("payload-number-precision", "payload", "warning", about=PAYLOAD)
def payload_number_precision(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload contains a number that receivers cannot store exactly."""
    root = connection.payload.root if connection.payload else None
    values = [root] if root else []
    for node in descendants(root) if root else ():
        if isinstance(node, Mapping):
            values += [member.value for member in node.members]
        else:
            values += node.items
    for value in values:
        problem = _imprecision(value)
        if problem:
            hint = f"Put the number in {embedded.double_quotes(value)}, as a string."
            yield Finding(value.place, problem, hint)


@field_rule("payload-number-format", "payload", "warning", about=PAYLOAD, given=_number_and_url)
def payload_number_format(connection: Connection, context: Context) -> Iterator[Finding]:
    """A phone number in the payload is not in E.164 format."""
    profile = providers.called(connection, context.settings.providers)
    if profile and profile.number and profile.number.format:
        return  # provider-number-format
    url = connection.endpoint.url if connection.endpoint else None
    host = (url.host or "").lower() if url else ""
    for name, node in possible_numbers(connection, profile):
        flaw = number_flaw(name, node, host)
        if flaw:
            problem, hint = problem_of_number(flaw, node)
            message = f"{problem}: receivers reject it or dial another number"
            yield Finding(node.place, message, hint)


def possible_numbers(connection: Connection, profile: Profile | None) -> Iterator[tuple[str, Node]]:
    """Yield the values of the payload that may be phone numbers, each with its name.

    The number to call is for payload-key-lookalike and payload-key-collision; a value of a type
    that the provider does not expect is for provider-member-type.

    Args:
        connection: the connection.
        profile: what the provider expects, if it is known.
    """
    root = connection.payload.object if connection.payload else None
    known = providers.known_members(root, profile) if root and profile else ()
    wrong = {id(member) for member, one in known if providers.wrong_type(member.value, one)}
    for node in descendants(root) if root else ():
        for member in node.members if isinstance(node, Mapping) else ():
            is_called = node is root and numbers.names_called_number(member.name)
            if is_called or id(member) in wrong:
                continue
            value = member.value
            for one in value.items if isinstance(value, Sequence) else [value]:
                yield member.name, one


_NUMBER_FLAWS: dict[number_formats.Flaw, tuple[str, str]] = {
    "punctuation": (
        "the phone number contains more than `+` and digits",
        "Remove everything but the `+` and the digits, as in `+12025550123`.",
    ),
    "trunk-zero": (
        "the phone number contains `(0)`, which is not dialed from abroad",
        "Remove the `(0)` and everything but the `+` and the digits, as in `+442079460123`.",
    ),
    "zeros": (
        "the phone number starts with `00` instead of `+`",
        "Write `+` instead of `00`, and only digits after it, as in `+442079460123`.",
    ),
    "only-plus": ("the phone number does not start with `+`", "Write `+` before the number."),
    "no-country": (
        "the phone number does not start with `+` and a country code",
        "Write `+`, the country code and the digits without a leading 0, as in `+12025550123`.",
    ),
    "number": (
        "the phone number is a JSON number without `+`",
        "Write `+`, the country code and the number in {quotes}, as in `+12025550123`.",
    ),
}


def problem_of_number(flaw: number_formats.Flaw, node: Node) -> tuple[str, str]:
    """Return what is wrong with a phone number, and what to write instead."""
    problem, hint = _NUMBER_FLAWS[flaw]
    return problem, hint.format(quotes=embedded.double_quotes(node))


def number_flaw(name: str, node: Node, host: str = "") -> number_formats.Flaw | None:
    """Return why the value of a member is a phone number, but not in E.164; None if it is not.

    Args:
        name: the name of the member.
        node: its value.
        host: the host that it is sent to.
    """
    if not isinstance(node, Scalar) or node.style not in ("string", "number"):
        return None
    return number_formats.flaw(name, node.value, is_number=node.style == "number", host=host)


def _imprecision(node: Node) -> str | None:
    if not isinstance(node, Scalar) or node.style != "number":
        return None
    if not _FRACTION.search(node.value):
        digits = node.value.lstrip("-")
        # Digits are compared as text: converting a million of them takes long.
        if (len(digits), digits) > (len(_HIGHEST), _HIGHEST):
            return (
                "this integer is beyond 2^53-1: most receivers round it, so its last digits change"
            )
    elif float(node.value) in (float("inf"), float("-inf")):
        return "this number is too large for a 64-bit float: receivers get infinity or reject it"
    return None


@field_rule("payload-template", "payload", "warning", about=PAYLOAD)
def payload_template(connection: Connection, context: Context) -> Iterator[Finding]:
    """The braces of a template variable in the payload are not balanced."""
    payload = connection.payload
    for text, found in payload.malformed_placeholders if payload and payload.root else ():
        malformed = next((one for one in found if one.kind == "unbalanced-braces"), None)
        if malformed:
            place = Place(text, malformed.start, malformed.start + 1)
            yield Finding(place, malformed.message, malformed.hint)


@field_rule("payload-template-unknown", "payload", "info", about=PAYLOAD)
def payload_template_unknown(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload uses a template variable that the platform does not document."""
    for scalar in _strings(connection):
        for found in placeholders.find(scalar.value):
            is_variable = found.syntax in ("{{name}}", "{{{name}}}")
            if is_variable and not variables.is_platform_variable(found.name):
                yield Finding(
                    Place(Decoded(scalar), found.start, found.start + 1),
                    f"the platform does not document the variable {context.quoted(found.name)}: "
                    "if nothing else fills it, the receiver gets the braces",
                    _documented(found.name),
                )


@connection_rule("payload-correlation-missing", "payload", "info")
def payload_correlation_missing(connection: Connection, context: Context) -> Iterator[Finding]:
    """Nothing in the request says which simulation a call belongs to."""
    payload, endpoint = connection.payload, connection.endpoint
    body = payload.object if payload else None
    is_unknown = payload is not None and body is None
    if endpoint is None or is_unknown or PAYLOAD in connection.unseen:
        return
    if any(name == PAYLOAD for _, name in connection.misspelled) or _correlates(connection):
        return
    profile = providers.called(connection, context.settings.providers)
    where = f" in the member `{profile.correlation}`" if profile and profile.correlation else ""
    member = '`"simulation_output_id": "{{simulation_output_id}}"`'
    yield Finding(
        Place(body.text, body.start, body.start + 1) if body else endpoint.key.place,
        "nothing in the request says which simulation it belongs to: the receiver cannot connect "
        "its calls and traces with the simulation",
        f"Add {member}{where}." if body else f"Add `trigger_call_payload` with {member}{where}.",
        absent=True,
    )


def _correlates(connection: Connection) -> bool:
    """Return whether a name or a variable in the payload, the headers or the URL may correlate."""
    wanted = frozenset(map(numbers.flattened, variables.CORRELATION))
    fields = (connection.payload, connection.headers, connection.endpoint)
    for text in (text for field in fields if field for _, text in field.strings):
        flat = numbers.flattened(text.value)
        filled = (numbers.flattened(one.name) for one in placeholders.find(text.value))
        if flat in wanted or "simulation" in flat or not wanted.isdisjoint(filled):
            return True
    return False


def _documented(name: str) -> str:
    flat = numbers.flattened(name)
    for known in sorted(variables.DOCUMENTED | variables.IN_USE):
        if numbers.flattened(known) == flat:
            return f"Write `{{{{{known}}}}}`."
    return "Use a documented variable, or write `${NAME}` if your deployment fills it."


def _number_goes_to(connection: Connection) -> tuple[Related, ...]:
    field = connection.phone_number_key
    return (Related(field.value.place, "the number goes here"),) if field else ()


def _strings(connection: Connection) -> Iterator[Scalar]:
    root = connection.payload.root if connection.payload else None
    return (scalar for _, scalar in strings(root)) if root else iter(())
