"""The request that each provider documents passes, and each deviation is one finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from outbound_lint import lint_text
from outbound_lint.findings.settings import Settings
from outbound_lint.providers.describing import why_not
from outbound_lint.providers.examples import Example, example
from outbound_lint.providers.model import RAW, Profile
from outbound_lint.providers.reading import built_in, built_in_names

PROFILES = [built_in(name) for name in built_in_names()]
DIRECT = [profile for profile in PROFILES if why_not(profile) is None]
BLOCKED = [profile for profile in PROFILES if profile.obstacle]

OF_OBSTACLE = {
    "form": "provider-form-encoded",
    "number": "provider-nested-number",
    "signature": "provider-signed-requests",
}
OTHER = {
    "string": ["x"],
    "integer": "5",
    "boolean": "yes",
    "array": {},
    "object": "x",
    "string-map": "x",
}
"""A value of another type than each."""


class Deviation(NamedTuple):
    """A request that differs in one way: what is found in it, and the text at that place."""

    what: str
    request: Example
    rule: str
    text: str


def documented(profile: Profile) -> Example:
    """The documented request; a host that is a placeholder has no profile, so it is filled."""
    request = example(profile)
    scheme, _, host, *path = request.endpoint.split("/")
    host = profile.hosts[0].replace("*", "acme")
    return request._replace(endpoint="/".join((scheme, "", host, *path)))


def document(request: Example) -> str:
    fields = {
        "trigger_call_endpoint": request.endpoint,
        "trigger_call_headers": json.dumps(request.headers),
        "phone_number_key": request.key,
        "trigger_call_payload": json.dumps(request.payload),
    }
    return "".join(
        f"{name}: '{value}'\n" for name, value in fields.items() if value not in ("", "null")
    )


def found(request: Example) -> list[tuple[str, str]]:
    """The rule of each finding, and the text at its place."""
    text = document(request)
    report = lint_text(text, path="a.yaml", settings=Settings(), now=0).files[0]
    return [(one.rule, text[one.span.start : one.span.end]) for one in report.diagnostics]


def always(profile: Profile, request: Example) -> list[tuple[str, str]]:
    """What is found in the documented request, too."""
    host = request.endpoint.split("/")[2]
    return [("provider-native-type", host)] if profile.native_type else []


def deviations(profile: Profile) -> Iterator[Deviation]:
    right = documented(profile)
    yield from _keys(profile, right)
    yield from _credentials(profile, right)
    yield from _missing_members(profile, right)
    yield from _types(profile, right)
    for one in profile.unique:
        fixed = _with(right, one.name, "acme-1")
        yield Deviation(f"fixed {one.name}", fixed, "provider-static-id", '"acme-1"')


def _keys(profile: Profile, right: Example) -> Iterator[Deviation]:
    rule = "provider-phone-key"
    if profile.number:
        yield Deviation("other key", right._replace(key="callee"), rule, "'callee'")
        if right.key != "phone_number":
            yield Deviation("no key", right._replace(key=""), rule, "trigger_call_endpoint")


def _credentials(profile: Profile, right: Example) -> Iterator[Deviation]:
    if profile.auth is None:
        return
    header, schemes = profile.auth.header, profile.auth.schemes
    others = {name: value for name, value in right.headers.items() if name != header}
    rule = "provider-auth-header"
    yield Deviation("no credential", right._replace(headers=others), rule, "{")
    renamed = {**others, "X-Acme-Api-Key": "${KEY}"}
    yield Deviation("other header", right._replace(headers=renamed), rule, '"X-Acme-Api-Key"')
    without = right._replace(headers=None)  # type: ignore[arg-type]
    yield Deviation("no headers", without, rule, "trigger_call_endpoint")
    for other in ("Bearer", "Basic") if schemes else ():
        if other in schemes:
            continue
        changed = right._replace(headers={**others, header: f"{other} ${{KEY}}"})
        yield Deviation(f"{other} credential", changed, "provider-auth-scheme", other)
    if schemes and RAW not in schemes:
        changed = right._replace(headers={**others, header: "acme-${KEY}"})
        yield Deviation("no scheme", changed, "provider-auth-scheme", "acme-${KEY}")


def _missing_members(profile: Profile, right: Example) -> Iterator[Deviation]:
    rule = "provider-missing-member"
    required = [
        *((one.name, *one.also) for one in profile.members if one.required),
        *(group.names for group in profile.one_of),
    ]
    for names in required:
        others = {name: value for name, value in right.payload.items() if name not in names}
        yield Deviation(f"no {names[0]}", right._replace(payload=others), rule, "{")
    if required:
        without = right._replace(payload=None)  # type: ignore[arg-type]
        yield Deviation("no payload", without, rule, "trigger_call_endpoint")


def _types(profile: Profile, right: Example) -> Iterator[Deviation]:
    rule = "provider-member-type"
    for member in profile.members:
        if member.type != "any":
            other = OTHER[member.type]
            yield _wrong(right, member.name, other, rule)
        if member.type == "string-map":
            yield _wrong(right, member.name, {"tries": 3}, rule, "3")
        if member.pattern:
            yield _wrong(right, member.name, "elsewhere", rule)


def _wrong(right: Example, name: str, value: Any, rule: str, text: str = "") -> Deviation:
    shown = json.dumps(value)
    return Deviation(f"{name} {shown}", _with(right, name, value), rule, text or shown)


def _with(right: Example, name: str, value: Any) -> Example:
    return right._replace(payload={**right.payload, name: value})


@pytest.mark.parametrize("profile", DIRECT, ids=lambda profile: profile.id)
def test_the_documented_request_passes(profile: Profile) -> None:
    request = documented(profile)
    assert found(request) == always(profile, request)


@pytest.mark.parametrize(
    ("profile", "deviation"),
    [
        pytest.param(profile, deviation, id=f"{profile.id}: {deviation.what}")
        for profile in DIRECT
        for deviation in deviations(profile)
    ],
)
def test_a_deviation_is_one_finding_at_its_place(profile: Profile, deviation: Deviation) -> None:
    request = deviation.request
    expected = [*always(profile, request), (deviation.rule, deviation.text)]
    assert sorted(found(request)) == sorted(expected)


@pytest.mark.parametrize("profile", BLOCKED, ids=lambda profile: profile.id)
def test_what_cannot_be_called_directly_is_one_finding_at_the_host(profile: Profile) -> None:
    assert profile.obstacle
    headers = {"Content-Type": "application/json", "X-API-Key": "${KEY}"}
    request = documented(profile)._replace(headers=headers, key="phone_number")
    expected = [(OF_OBSTACLE[profile.obstacle], request.endpoint.split("/")[2])]
    assert found(request) == expected
    assert found(request._replace(payload={"a": 1})) == expected


@pytest.mark.parametrize(
    ("profile", "path"),
    [(profile, wrong.path) for profile in PROFILES for wrong in profile.wrong_endpoints],
    ids=lambda value: value.id if isinstance(value, Profile) else value,
)
def test_a_path_that_starts_no_call_is_one_finding_at_the_path(profile: Profile, path: str) -> None:
    path = path.replace("*", "a1")
    request = Example(
        f"https://{profile.hosts[0]}{path}", {"X-API-Key": "${KEY}"}, "callee", {"a": 1}
    )
    request.headers["Content-Type"] = "application/json"
    assert found(request) == [("provider-wrong-endpoint", path)]


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.id)
def test_an_unknown_path_or_host_has_no_finding(profile: Profile) -> None:
    host = profile.hosts[0].replace("*", "acme")
    headers = {"Content-Type": "application/json", "X-API-Key": "${KEY}"}
    for endpoint in (f"https://{host}/v9/other", f"https://voice.{host}/v1/calls"):
        assert found(Example(endpoint, headers, "callee", {"a": 1})) == []
