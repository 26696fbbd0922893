"""The request that an API documents, as the fields of a connection with placeholders."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from outbound_lint.providers.model import RAW, Auth, KnownMember, Profile

_SIMULATION = "{{simulation_output_id}}"
"""The platform fills it with an id that differs from call to call."""

_SAMPLES: dict[str, Any] = {"integer": 1, "number": 1, "boolean": True, "array": []}
"""Values of types that a placeholder in quotes cannot have."""


class Example(NamedTuple):
    """The fields of a connection.

    Attributes:
        endpoint: The URL.
        headers: The headers.
        key: The member for the number to call.
        payload: The members of the payload.
    """

    endpoint: str
    headers: dict[str, str]
    key: str
    payload: dict[str, Any]


def example(profile: Profile) -> Example:
    """Return a connection that is right for an API.

    Deployments fill the placeholders. A member that is neither a string nor an object has a sample.

    Args:
        profile: The profile of the API, which has a path.
    """
    return Example(
        _endpoint(profile),
        {"Content-Type": "application/json", **_headers(profile)},
        profile.number.member if profile.number else "phone_number",
        _payload(profile),
    )


def credential(profile: Profile, auth: Auth) -> str:
    """Return the value of the header that authenticates, such as `Bearer ${RETELL_API_KEY}`.

    Args:
        profile: The profile of the API.
        auth: How it authenticates.
    """
    scheme = auth.schemes[0] if auth.schemes else RAW
    if scheme == "Basic":
        return f"Basic {variable(profile, 'basic_credentials')}"
    key = variable(profile, "api_key" if "API key" in auth.value else "token")
    return key if scheme == RAW else f"{scheme} {key}"


def variable(profile: Profile, name: str) -> str:
    """Return a placeholder, such as `${RETELL_FROM_NUMBER}`.

    Args:
        profile: The profile of the API.
        name: The name of what the placeholder is for.
    """
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", f"{profile.id.split('-')[0]}_{name}")
    return f"${{{re.sub('[^A-Za-z0-9]+', '_', words).upper()}}}"


def as_yaml(profile: Profile) -> str:
    """Return a connection file for an API, with comments.

    Args:
        profile: The profile of the API, which has a path.
    """
    endpoint, headers, key, payload = example(profile)
    lines = [
        f"# {profile.name}: {profile.api}.",
        "# Your deployment fills ${...}. The platform fills {{...}}.",
        f"# `outbound-lint explain provider:{profile.id}` describes what the API expects.",
        f"# {profile.page}",
        "",
        "connections:",
        f"- name: {profile.id}",
        f"  trigger_call_endpoint: {endpoint}",
        *(f"  # {line}" for line in _credential_notes(profile)),
        "  trigger_call_headers: |-",
        *_block(headers),
        f"  phone_number_key: {key}",
    ]
    if payload:
        lines += [*(f"  # {line}" for line in _payload_notes(profile, payload))]
        lines += ["  trigger_call_payload: |-", *_block(payload)]
    return "\n".join((*lines, ""))


def _block(members: dict[str, Any]) -> list[str]:
    return [f"    {line}" for line in json.dumps(members, indent=2).splitlines()]


def _credential_notes(profile: Profile) -> Iterator[str]:
    if profile.auth:
        encoded = ", joined by a colon, in Base64" if "Basic" in profile.auth.schemes[:1] else ""
        yield f"The credential is {profile.auth.value}{encoded}."
    yield from (f"{one.name} is {one.value}." for one in profile.headers)


def _payload_notes(profile: Profile, payload: dict[str, Any]) -> Iterator[str]:
    for member in profile.members:
        if member.name in payload and member.name != profile.correlation:
            sample = "" if "{" in str(payload[member.name]) else "; replace the sample"
            yield f"{member.name}: {member.value or member.type}{sample}."
    yield from (f"One of {', '.join(group.names)} is required." for group in profile.one_of)


def _endpoint(profile: Profile) -> str:
    host = profile.hosts[0].replace("*", variable(profile, "host"))
    first, *others = profile.paths[0].split("*")
    numbered = (
        variable(profile, "id" if number == 1 else f"id_{number}") + part
        for number, part in enumerate(others, 1)
    )
    return f"https://{host}{first}{''.join(numbered)}"


def _headers(profile: Profile) -> dict[str, str]:
    headers = {one.name: variable(profile, one.name) for one in profile.headers}
    if profile.auth:
        headers[profile.auth.header] = credential(profile, profile.auth)
    return headers


def _payload(profile: Profile) -> dict[str, Any]:
    unique = {one.name for one in profile.unique}
    payload: dict[str, Any] = {}
    for member in profile.members:
        if member.name == profile.correlation:
            payload[member.name] = _correlation(member)
        elif member.required:
            payload[member.name] = _SIMULATION if member.name in unique else _value(profile, member)
    for group in profile.one_of:
        if payload.keys().isdisjoint(group.names):
            payload[group.names[0]] = variable(profile, group.names[0])
    return payload


def _correlation(member: KnownMember) -> Any:
    return _SIMULATION if member.type == "string" else {"simulation_output_id": _SIMULATION}


def _value(profile: Profile, member: KnownMember) -> Any:
    if member.type in {"object", "string-map"}:
        return {}
    return _SAMPLES.get(member.type, variable(profile, member.name))
