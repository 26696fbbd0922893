"""What a profile says, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from outbound_lint.providers.model import RAW, Auth, KnownMember, Number, Profile

_FORMATS = {"e164": "E.164, such as +12025550123", "digits": "digits without a plus sign"}
_FORM = "it reads form-encoded members, but the platform sends JSON"
_UNKNOWN = "the sources do not say which member takes the number"


def why_not(profile: Profile) -> str | None:
    """Return why a connection cannot call an API directly, as a phrase; None if it can.

    Args:
        profile: The profile of the API.
    """
    if not profile.paths:
        return profile.wrong_endpoints[0].why
    match profile.obstacle:
        case "form":
            return _FORM
        case "number":
            return profile.number.why if profile.number else _UNKNOWN
        case "signature":
            return profile.auth.why if profile.auth else None
    return _UNKNOWN if profile.number is None and profile.body != "any" else None


def page(profile: Profile) -> str:
    """Return what an API expects, with the sources, in Markdown.

    Args:
        profile: The profile of the API.
    """
    return "\n".join(_lines(profile)) + "\n"


def header_and_scheme(auth: Auth) -> str:
    """Return the header and the schemes of an API, such as `Authorization: Bearer`.

    Args:
        auth: How the API authenticates.
    """
    schemes = [scheme for scheme in auth.schemes if scheme != RAW]
    return f"{auth.header}: {_either(schemes)}" if schemes else auth.header


def _lines(profile: Profile) -> Iterator[str]:
    reason = why_not(profile)
    yield f"# provider:{profile.id}\n"
    yield f"{profile.name}: {profile.api}. " + (
        f"A connection cannot call it directly: {reason}."
        if reason
        else "A connection can call it directly."
    )
    yield "\n## What it expects\n"
    yield from (f"- {line}" for line in _expectations(profile))
    if profile.wrong_endpoints:
        yield "\n## Paths that start no call\n"
        yield from (f"- `{one.path}`: {one.why}" for one in profile.wrong_endpoints)
    if facts := [*_facts(profile)]:
        yield "\n## Further facts\n"
        yield from (f"- {fact}" for fact in facts)
    yield "\n## Sources\n"
    yield from (f"- {url}" for _, url in profile.sources)


def _expectations(profile: Profile) -> Iterator[str]:
    yield f"Host: {_either(map(_code, profile.hosts))}"
    if profile.paths:
        yield f"Path: {_either(map(_code, profile.paths))}"
    if profile.body in {"json", "form"}:
        yield f"Content: {'JSON' if profile.body == 'json' else 'form-encoded members'}"
    if profile.number:
        yield from _number(profile.number)
    if profile.auth:
        word = " without a scheme" if profile.auth.schemes == (RAW,) else ""
        yield f"Credential: `{header_and_scheme(profile.auth)}`, {profile.auth.value}{word}"
    yield from (f"Header: `{one.name}`, {one.value}" for one in profile.headers)
    yield from (f"Member: {_member(one)}" for one in profile.members)
    for group in profile.one_of:
        count = "Exactly one" if group.exclusive else "One"
        yield f"{count} of the members {_either(map(_code, group.names))}"
    if profile.success:
        yield f"Status of success: {_either(map(str, profile.success))}"


def _number(number: Number) -> Iterator[str]:
    if number.member:
        form = f", {_FORMATS[number.format]}" if number.format else ""
        yield f"Number to call: {_either(map(_code, (number.member, *number.also)))}{form}"


def _member(member: KnownMember) -> str:
    kind = "object of strings" if member.type == "string-map" else member.type
    details = [
        *([kind] if kind != "any" else []),
        *([member.value] if member.value else []),
        *([] if member.required else ["optional"]),
    ]
    return ", ".join([_either(map(_code, (member.name, *member.also))), *details])


def _facts(profile: Profile) -> Iterator[str]:
    yield from (f"`{one.name}` must differ from call to call: {one.why}." for one in profile.unique)
    if profile.correlation:
        yield f"`{profile.correlation}` can carry `simulation_output_id` to the call and back."
    for one in profile.silent_failures:
        yield f"A status of success does not mean a call: {one.why}."
    if profile.native_type:
        yield f"The platform has the type `{profile.native_type.type}`: {profile.native_type.why}."
    yield from profile.traps


def _code(text: str) -> str:
    return f"`{text}`"


def _either(items: Iterable[str]) -> str:
    *others, last = items
    return f"{', '.join(others)} or {last}" if others else last
