"""The text of a profile to the profile."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from functools import cache
from typing import Any

from outbound_lint import resources
from outbound_lint.facts import provider_hosts
from outbound_lint.providers.model import (
    Auth,
    Condition,
    Group,
    KnownMember,
    NativeType,
    Number,
    Profile,
    RequiredHeader,
    SilentFailure,
    UniqueMember,
    WrongEndpoint,
)
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve, type_of

Said = ReadOnly[str, Any]
"""A mapping of a profile as plain data."""


def built_in_names() -> list[str]:
    """Return the names of the profiles that ship with the program in alphabetical order."""
    return sorted({name for _, name in provider_hosts.HOSTS})


@cache
def built_in(name: str) -> Profile:
    """Return a profile that ships with the program.

    Args:
        name: Its name.

    Raises:
        FileNotFoundError: The installation is incomplete.
    """
    from outbound_lint.syntax.yaml import parse_yaml

    documents, _ = parse_yaml(Source(resources.provider(name), f"{name}.yaml"))
    return profile_of(name, plain(documents[0].root))


def plain(node: Node) -> Any:
    """Return a value as Python has it: mappings, lists, strings, integers, booleans and None.

    Args:
        node: The value; no alias in it leads to a collection around it.
    """
    node = resolve(node)
    if isinstance(node, Mapping):
        return {member.name: plain(member.value) for member in node.members}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return _scalar(node)


def _scalar(node: Scalar) -> str | float | bool | None:
    text = node.value
    match type_of(node):
        case "null":
            return None
        case "boolean":
            return text.lower() == "true"
        case "integer" if text.lstrip("+-").isdecimal():
            return int(text)
        case "float":
            return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text


def profile_of(name: str, said: Said) -> Profile:
    """Return the profile that valid data describe.

    Args:
        name: The name of the profile.
        said: The data, valid by `schemas/provider.schema.json`.
    """
    number, auth, native = said.get("number"), said.get("auth"), said.get("native-type")
    return Profile(
        id=name,
        name=said["name"],
        api=said["api"],
        page=said["sources"][said["page"]],
        hosts=tuple(said["hosts"]["names"]),
        paths=tuple(said.get("paths", {}).get("names", ())),
        body=said.get("body", {}).get("type"),
        number=_number(number) if number else None,
        auth=_auth(auth) if auth else None,
        headers=tuple(RequiredHeader(one["name"], one["value"]) for one in said.get("headers", ())),
        members=tuple(map(_member, said.get("members", ()))),
        one_of=tuple(
            Group(tuple(one["names"]), one.get("exclusive", False))
            for one in said.get("one-of", ())
        ),
        unique=tuple(UniqueMember(one["name"], one["why"]) for one in said.get("unique", ())),
        correlation=said.get("correlation", {}).get("member"),
        success=tuple(said.get("success", {}).get("status", ())),
        silent_failures=tuple(
            SilentFailure(one["why"], _condition(one.get("when")))
            for one in said.get("silent-failures", ())
        ),
        wrong_endpoints=tuple(
            WrongEndpoint(one["path"], one["why"]) for one in said.get("wrong-endpoints", ())
        ),
        native_type=NativeType(native["type"], native["why"]) if native else None,
        traps=tuple(one["text"] for one in said.get("traps", ())),
        sources=tuple(said["sources"].items()),
    )


def _number(said: Said) -> Number:
    return Number(
        said.get("member", ""),
        said["place"],
        tuple(said.get("also", ())),
        said.get("format"),
        said.get("why", ""),
    )


def _auth(said: Said) -> Auth:
    scheme = said.get("scheme", [])
    return Auth(
        said["header"],
        said["value"],
        (scheme,) if isinstance(scheme, str) else tuple(scheme),
        said.get("pattern"),
        said.get("signed", False),
        said.get("why", ""),
    )


def _member(said: Said) -> KnownMember:
    return KnownMember(
        said["name"],
        said["type"],
        tuple(said.get("also", ())),
        said.get("pattern"),
        said.get("required", True),
        said.get("value", ""),
    )


def _condition(said: Said | None) -> Condition | None:
    return Condition(said["member"], said.get("present"), said.get("equals")) if said else None
