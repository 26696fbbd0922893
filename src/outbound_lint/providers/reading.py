"""The text of a profile to the profile."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from functools import cache
from typing import Any

from outbound_lint import resources
from outbound_lint.providers.model import (
    Auth,
    Condition,
    NativeType,
    Number,
    Profile,
    RequiredHeader,
    RequiredMember,
    SilentFailure,
    UniqueMember,
    WrongEndpoint,
)
from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve, type_of

Said = ReadOnly[str, Any]
"""A mapping of a profile as plain data."""


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
    text = node.value
    match type_of(node):
        case "null":
            return None
        case "boolean":
            return text.lower() == "true"
        case "integer" if text.lstrip("+-").isdecimal():
            return int(text)
    return text


def profile_of(name: str, said: Said) -> Profile:
    """Return the profile that valid data describe.

    Args:
        name: The name of the profile.
        said: The data, valid by `schemas/provider.schema.json`.
    """
    number, auth, native = said["number"], said.get("auth"), said.get("native-type")
    return Profile(
        id=name,
        name=said["name"],
        api=said["api"],
        page=said["page"],
        hosts=tuple(said["hosts"]["names"]),
        paths=tuple(said["paths"]["names"]),
        exact_slash=said["paths"].get("exact-slash", False),
        body=said["body"]["type"],
        number=Number(
            number["member"], number["place"], number.get("format"), number.get("why", "")
        ),
        auth=_auth(auth) if auth else None,
        headers=tuple(RequiredHeader(one["name"], one["value"]) for one in _each(said, "headers")),
        members=tuple(
            RequiredMember(one["name"], one["type"], one.get("pattern"))
            for one in _each(said, "members")
        ),
        one_of=tuple(tuple(one["names"]) for one in _each(said, "one-of")),
        unique=tuple(UniqueMember(one["name"], one["why"]) for one in _each(said, "unique")),
        success=tuple(said.get("success", {}).get("status", ())),
        silent_failures=tuple(
            SilentFailure(one["why"], _condition(one.get("when")))
            for one in _each(said, "silent-failures")
        ),
        wrong_endpoints=tuple(
            WrongEndpoint(one["path"], one["why"]) for one in _each(said, "wrong-endpoints")
        ),
        native_type=NativeType(native["type"], native["why"]) if native else None,
        traps=tuple(one["text"] for one in _each(said, "traps")),
        sources=tuple(said["sources"].items()),
    )


def _each(said: Said, name: str) -> list[Said]:
    items: list[Said] = said.get(name, [])
    return items


def _auth(said: Said) -> Auth:
    return Auth(
        said["header"],
        said.get("scheme"),
        said.get("value", ""),
        said.get("pattern"),
        said.get("signed", False),
    )


def _condition(said: Said | None) -> Condition | None:
    return Condition(said["member"], said.get("present"), said.get("equals")) if said else None
