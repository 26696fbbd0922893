"""What the provider that a connection calls expects, and where the connection differs.

The rules of the family provider report it. Rules about any receiver ask here too, so that one
mistake has one finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections.headers import Header, misspelled
from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import PHONE_NUMBER_KEY
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.facts.host_endings import PROVIDER_ENDINGS, ending
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Mapping, Member, Node, Scalar, Sequence, resolve

if TYPE_CHECKING:
    from outbound_lint.providers.matching import Match
    from outbound_lint.providers.model import Auth, KnownMember, MemberType, Profile


def matching(connection: Connection, further: tuple[Profile, ...]) -> Match | None:
    """Return the profile for the URL of a connection; None if no provider is known.

    Args:
        connection: the connection.
        further: the profiles of the user.
    """
    endpoint = connection.endpoint
    if endpoint is None:
        return None
    # A file is judged with the profiles of its settings, and without any of the user's.
    key = "provider", bool(further)
    return endpoint.once(key, lambda: _match(endpoint, further))


def _match(endpoint: Field, further: tuple[Profile, ...]) -> Match | None:
    url = endpoint.url
    if url is None or url.host is None:
        return None
    if not further and ending(url.host) not in PROVIDER_ENDINGS:
        return None  # most URLs: nothing is imported for them
    from outbound_lint.providers.matching import match

    return match(url, further)


def called(connection: Connection, further: tuple[Profile, ...]) -> Profile | None:
    """Return the profile of the API that a connection calls, if a trigger can call it directly.

    Args:
        connection: the connection.
        further: the profiles of the user.
    """
    found = matching(connection, further)
    return None if found is None or found.wrong or found.profile.obstacle else found.profile


def remarks(connection: Connection, further: tuple[Profile, ...] = ()) -> Iterator[str]:
    """Yield what a provider will make of the request, as sentences; nothing if none is known.

    Args:
        connection: the connection.
        further: the profiles of the user.
    """
    found = matching(connection, further)
    if found is None:
        return
    from outbound_lint.providers.describing import why_not

    profile = found.profile
    if found.wrong:
        yield f"this path of {profile.name} starts no call: {found.wrong.why}"
        return
    if profile.obstacle:
        yield f"a trigger cannot call {profile.name} directly: {why_not(profile)}"
        return
    wrong_key = wrong_phone_key(connection, profile)
    if wrong_key:
        yield f"{profile.name} does not read the number from the phone number key"
    elif profile.number:
        yield f"{profile.name} calls the number in `{profile.number.member}`"
    body = connection.payload.object if connection.payload else None
    for names in missing_members(body, connection.number_member or "", profile):
        yield f"{profile.name} requires {' or '.join(f'`{name}`' for name in names)}"
    if profile.number and profile.number.format == "digits":
        yield f"{profile.name} documents numbers without `+`, and the platform sends them with it"
    for failure in profile.silent_failures:
        yield f"{profile.name} may respond with success although it makes no call: {failure.why}"


def wrong_phone_key(connection: Connection, profile: Profile) -> str | None:
    """Return the name under which the number is sent, if the provider reads it under another."""
    number, written = profile.number, connection.number_member
    if number is None or not written or written.strip() in (number.member, *number.also):
        return None
    is_misspelled = any(name == PHONE_NUMBER_KEY for _, name in connection.misspelled)
    return None if is_misspelled else written


def auth_headers(connection: Connection, auth: Auth) -> list[Header]:
    """Return the headers that are, or may be, the one with which a provider authenticates."""
    wanted = http_fields.fold(auth.header)
    headers = connection.header_fields
    usual = {id(header) for header, name in misspelled(headers) if http_fields.fold(name) == wanted}
    return [
        header
        for header in headers
        if header.folded == wanted
        or header.unknown_name
        or id(header) in usual
        or (header.fault == "name" and _letters(header.name).startswith(_letters(wanted)))
    ]


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.lower()))


def missing_members(body: Mapping | None, also: str, profile: Profile) -> list[tuple[str, ...]]:
    """Return the members that a provider requires and a payload lacks.

    Args:
        body: the payload; None if it is absent.
        also: the member that the platform adds.
        profile: what the provider expects.

    Returns:
        The names of each, or of the members of a group of which one is required.
    """
    names = {also, *(member.name for member in body.members)} if body else {also}
    if any(placeholders.find(name) for name in names):
        return []
    required = [
        *((one.name, *one.also) for one in profile.members if one.required),
        *(group.names for group in profile.one_of),
    ]
    return [group for group in required if names.isdisjoint(group)]


def known_members(body: Mapping, profile: Profile) -> Iterator[tuple[Member, KnownMember]]:
    """Yield the members of a payload that a provider knows, but for the number."""
    number = profile.number
    filled = (number.member, *number.also) if number else ()
    known = {name: one for one in profile.members for name in (one.name, *one.also)}
    for member in body.members:
        if member.name in known and member.name not in filled:
            yield member, known[member.name]


def wrong_type(value: Node, known: KnownMember) -> tuple[Place, MemberType] | None:
    """Return the value of another type than a provider expects, and the type that it expects."""
    value = resolve(value)
    kind = _kind(value)
    if kind in ("unknown", known.type) or known.type == "any":
        return None
    if kind == "null" and not known.required:
        return None
    if known.type == "number" and kind == "integer":
        return None
    if known.type == "string-map" and isinstance(value, Mapping):
        others = (resolve(one.value) for one in value.members)
        wrong = next((one for one in others if _kind(one) not in ("unknown", "string")), None)
        return (wrong.place, "string") if wrong else None
    return value.place, "object" if known.type == "string-map" else known.type


def _kind(node: Node) -> str:
    """Return the type of a JSON value; unknown where a placeholder is the whole value."""
    if isinstance(node, Mapping):
        return "object"
    if isinstance(node, Sequence):
        return "array"
    assert isinstance(node, Scalar)
    if node.style == "string":
        return "unknown" if placeholders.whole(node.value) else "string"
    if node.style == "number":
        return "number" if any(mark in node.value for mark in ".eE") else "integer"
    if node.style == "word":
        return "null" if node.value == "null" else "boolean"
    return "unknown"
