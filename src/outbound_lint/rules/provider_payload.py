"""Rules of the family provider about the payload: the members that the API of a provider knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections import providers
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import PAYLOAD
from outbound_lint.facts import number_formats, placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule
from outbound_lint.rules import payload as payload_rules
from outbound_lint.rules.provider import called, see
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Node, Scalar, resolve

if TYPE_CHECKING:
    from outbound_lint.providers.model import NumberFormat

_TYPES = {"integer": "an integer", "object": "an object", "array": "an array"}


@connection_rule("provider-missing-member", "provider", "error")
def provider_missing_member(connection: Connection, context: Context) -> Iterator[Finding]:
    """The payload lacks a member that the provider requires."""
    profile, payload, endpoint = (
        called(connection, context),
        connection.payload,
        connection.endpoint,
    )
    body = payload.object if payload else None
    if not profile or not endpoint or (payload and not body):
        return
    if PAYLOAD in connection.unseen or any(name == PAYLOAD for _, name in connection.misspelled):
        return
    missing = providers.missing_members(body, connection.number_member or "", profile)
    if missing:
        values = {one.name: one.value for one in profile.members}
        what = _listed([_one_of(names) for names in missing])
        add = _listed([_one_of(names, values.get(names[0], "")) for names in missing])
        yield Finding(
            Place(body.text, body.start, body.start + 1) if body else endpoint.key.place,
            f"{profile.name} requires {what} in the payload: it rejects every request",
            f"Add {add}. {see(profile)}" if body else f"Add `{PAYLOAD}` with {add}. {see(profile)}",
            absent=True,
        )


def _one_of(names: tuple[str, ...], value: str = "") -> str:
    quoted = [f"`{name}`" for name in names]
    listed = " or ".join(quoted) if len(quoted) < 3 else f"one of {_listed(quoted)}"
    return f"{listed} ({value})" if value else listed


def _listed(items: list[str]) -> str:
    return f"{', '.join(items[:-1])} and {items[-1]}" if len(items) > 1 else items[0]


@connection_rule("provider-member-type", "provider", "error")
def provider_member_type(connection: Connection, context: Context) -> Iterator[Finding]:
    """A member of the payload has another type or form than expected."""
    profile = called(connection, context)
    body = connection.payload.object if connection.payload else None
    if not (profile and body):
        return
    for member, known in providers.known_members(body, profile):
        name, value = context.quoted(member.name), resolve(member.value)
        wrong = providers.wrong_type(value, known)
        if wrong:
            place, kind = wrong
            expected = _TYPES.get(kind, f"a {kind}")
            relation = "in" if known.type == "string-map" and kind == "string" else "as"
            hint = f"Write {expected}{f': {known.value}' if known.value else ''}."
        elif known.pattern and _is_other(value, known.pattern):
            place, relation = value.place, "as"
            expected = known.value or "a value in another form"
            hint = f"Write {known.value or 'a value that the provider documents'}."
        else:
            continue
        yield Finding(
            place,
            f"{profile.name} expects {expected} {relation} {name}: it rejects the request",
            f"{hint} {see(profile)}",
        )


def _is_other(value: Node, expression: str) -> bool:
    """Return whether a string without placeholders has another form than an expression."""
    return (
        isinstance(value, Scalar)
        and value.style == "string"
        and not placeholders.find(value.value)
        and not re.fullmatch(expression, value.value, re.ASCII)
    )


@connection_rule("provider-static-id", "provider", "warning")
def provider_static_id(connection: Connection, context: Context) -> Iterator[Finding]:
    """A member that must differ from call to call has a fixed value."""
    profile = called(connection, context)
    body = connection.payload.object if connection.payload else None
    unique = {one.name: one.why for one in profile.unique} if profile else {}
    for member in body.members if body else ():
        value = resolve(member.value)
        if member.name in unique and profile and _is_fixed(value):
            yield Finding(
                value.place,
                f"{context.quoted(member.name)} must differ from call to call: "
                f"{unique[member.name]}",
                "Fill it for each call with a variable, such as `{{simulation_output_id}}`. "
                f"{see(profile)}",
            )


def _is_fixed(value: Node) -> bool:
    """Return whether a value is a string or a number without placeholders."""
    return (
        isinstance(value, Scalar)
        and value.style in ("string", "number")
        and not placeholders.find(value.value)
    )


@connection_rule("provider-number-format", "provider", "warning")
def provider_number_format(connection: Connection, context: Context) -> Iterator[Finding]:
    """A phone number in the payload does not have the provider's format."""
    profile = called(connection, context)
    number = profile and profile.number
    if not profile or not number or not number.format:
        return
    for name, node in payload_rules.possible_numbers(connection, profile):
        problem = _number_problem(name, node, number.format)
        if problem:
            message, hint = problem
            yield Finding(
                node.place,
                f"{message}: {profile.name} rejects it or dials another number",
                f"{hint} {see(profile)}",
            )


def _number_problem(name: str, node: Node, wanted: NumberFormat) -> tuple[str, str] | None:
    """Return what is wrong with a phone number, and what to write."""
    flaw = payload_rules.number_flaw(name, node)
    if wanted == "e164":
        return payload_rules.problem_of_number(flaw, node) if flaw else None
    text = node.value if isinstance(node, Scalar) else ""
    if text.startswith("+") and not flaw and number_formats.flaw(name, text[1:], is_number=False):
        return "the phone number starts with `+`", "Remove the `+`."
    if flaw == "zeros" or (flaw and not text.isdigit()):
        return (
            "the phone number contains more than the country code and digits",
            "Write only the country code and the digits after it, as in `12025550123`.",
        )
    return None
