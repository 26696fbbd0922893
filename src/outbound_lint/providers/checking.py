"""Whether the text of a profile is valid, and where it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from outbound_lint import resources
from outbound_lint.providers.reading import plain
from outbound_lint.spelling import did_you_mean
from outbound_lint.syntax.nodes import (
    Alias,
    Mapping,
    Member,
    Node,
    Scalar,
    Sequence,
    SyntaxProblem,
    descendants,
)

Judge = Callable[[str], tuple[str, str] | None]
"""Returns why an expression is refused, and what to write instead."""

_LONGEST = 500
_SOURCE = "Name a key of `sources`, or add one there."


def problems(root: Node, judge_pattern: Judge) -> list[SyntaxProblem]:
    """Return what is wrong with a profile.

    Args:
        root: The root of its document.
        judge_pattern: Judges the expressions of values: they come from a file that may be a
            stranger's, and must run in linear time.
    """
    found = list(_unreadable(root))
    if not found:
        found = list(_invalid(root))
    if not found and isinstance(root, Mapping):
        found = [*_without_source(root), *_refused_patterns(root, judge_pattern)]
    return sorted(dict.fromkeys(found))


def _problem(node: Node, message: str, hint: str) -> SyntaxProblem:
    return SyntaxProblem(node.start, max(node.end, node.start + 1), message, hint)


def _members(root: Node) -> Iterator[Member]:
    for node in descendants(root):
        if isinstance(node, Mapping):
            yield from node.members


def _unreadable(root: Node) -> Iterator[SyntaxProblem]:
    """Find what the schema cannot be asked about."""
    if not isinstance(root, Mapping):
        yield _problem(root, "a profile is a mapping", "Write, for example, `name: Acme`.")
        return
    for node in descendants(root):
        members = node.members if isinstance(node, Mapping) else []
        items = node.items if isinstance(node, Sequence) else []
        names = set[str]()
        for member in members:
            if not isinstance(member.key, Scalar) or member.name in names:
                message = "a key that is repeated, or is not a string"
                yield _problem(member.key, message, "Remove it, or write a name.")
            names.add(member.name)
        for one in (*(member.value for member in members), *items):
            if isinstance(one, Alias):
                message = "aliases are not supported in a profile"
                yield _problem(one, message, "Write the value itself.")
            elif isinstance(one, Scalar) and not _is_short(one.value):
                message = f"a text in a profile has at most {_LONGEST} printable characters"
                yield _problem(one, message, "Shorten it, and write it on one line.")


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and text.rstrip("\n").isprintable()


@cache
def _validator() -> Any:
    from json import loads

    from jsonschema import Draft7Validator

    return Draft7Validator(loads(resources.schema("provider")))


def _invalid(root: Node) -> Iterator[SyntaxProblem]:
    """Find what the schema refuses; what is missing, only where nothing else is wrong."""
    missing = []
    wrong: list[SyntaxProblem] = []
    for error in _validator().iter_errors(plain(root)):
        node, name = root, "the profile"
        for step in error.absolute_path:
            name = f"`{step}`" if isinstance(step, str) else f"an item of {name}"
            node = _inside(node, step)
        if error.validator in ("required", "anyOf"):
            missing.append((error, node, name))
        else:
            wrong += _explained(error, node, name)
    yield from wrong
    for error, node, name in missing:
        if not any(node.start <= one.start < node.end for one in wrong):
            yield from _explained(error, node, name)


def _inside(node: Node, step: str | int) -> Node:
    if isinstance(node, Mapping):
        return next(member.value for member in node.members if member.name == step)
    assert isinstance(node, Sequence)
    assert isinstance(step, int)
    return node.items[step]


def _explained(error: Any, node: Node, name: str) -> Iterator[SyntaxProblem]:
    """Say in words what the schema refuses.

    Args:
        error: The error.
        node: The value that is refused.
        name: The name of the value.
    """
    described = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    first = node.members[0].key if isinstance(node, Mapping) and node.members else node
    wanted = error.validator_value
    match error.validator:
        case "additionalProperties" if isinstance(node, Mapping) and wanted is False:
            known = sorted(error.schema["properties"])
            for member in node.members:
                if member.name not in known:
                    hint = did_you_mean(member.name, known).partition("did you mean ")[2]
                    listed = f"The keys here are {', '.join(f'`{one}`' for one in known)}."
                    write = f"Write `{hint.removesuffix('?')}`." if hint else listed
                    yield _problem(member.key, f"unknown key in {name}", write)
        case "required":
            for one in wanted:
                if one not in error.instance:
                    yield _problem(first, f"{name} lacks `{one}`", f"Add `{one}`.")
        case "anyOf":
            yield _problem(first, f"{name} lacks `paths`", "Add `paths`, or `wrong-endpoints`.")
        case "enum":
            listed = ", ".join(f"`{one}`" for one in wanted)
            yield _problem(node, f"{name} has an unknown value", f"Write one of {listed}.")
        case "type":
            article = "an" if str(wanted)[0] in "aio" else "a"
            kind = "a mapping" if wanted == "object" else f"{article} {wanted}"
            yield _problem(node, f"{name} is not {kind}", described or f"Write {kind}.")
        case _:
            yield _problem(node, f"{name} is not valid", described or "Compare it with the schema.")


def _without_source(root: Mapping) -> Iterator[SyntaxProblem]:
    """Find keys of sources that do not exist."""
    known = set(plain(root)["sources"])
    page = next(member for member in root.members if member.name == "page")
    named = [member for member in _members(root) if member.name == "source"]
    for member in (page, *named):
        value = member.value
        for one in value.items if isinstance(value, Sequence) else [value]:
            if isinstance(one, Scalar) and one.value not in known:
                yield _problem(one, f"`{member.name}` names no key of `sources`", _SOURCE)


def _refused_patterns(root: Mapping, judge: Judge) -> Iterator[SyntaxProblem]:
    for member in _members(root):
        if member.name == "pattern" and isinstance(member.value, Scalar):
            refused = judge(member.value.value)
            if refused:
                yield _problem(member.value, *refused)
