"""Findings of the family drift: how connections in files differ from the platform's agents.

Values are compared as they would be sent: JSON by its members, header names in any case, and what
is absent as its default. A placeholder in a file stands for any text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import (
    DEFAULT_PHONE_NUMBER_KEY,
    ENDPOINT,
    FIELD_NAMES,
    HEADERS,
    PAYLOAD,
    PHONE_NUMBER_KEY,
    FieldName,
)
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.platform.matching import may_be, may_be_value, members
from outbound_lint.redaction.redactor import LONGEST, Redactor
from outbound_lint.source import Place
from outbound_lint.spelling import did_you_mean
from outbound_lint.syntax.nodes import Node, Scalar

NOT_ON_PLATFORM, NOT_IN_FILES, FIELD = "drift-not-on-platform", "drift-not-in-files", "drift-field"

_DEFAULTS: dict[FieldName, str] = {
    ENDPOINT: "",
    HEADERS: "{}",
    PHONE_NUMBER_KEY: DEFAULT_PHONE_NUMBER_KEY,
    PAYLOAD: "{}",
}
_MOST_NAMES = 3
_RESOLVE = "Change the file or the agent, so that both are the same."


class DriftFinding(NamedTuple):
    """A finding and the name of its rule."""

    rule: str
    finding: Finding


class _Agent(NamedTuple):
    connection: Connection
    fields: dict[FieldName, Field]


class Platform:
    """The agents of the platform, and which of them are in files.

    Args:
        parsed: The agents as a file.
    """

    def __init__(self, parsed: ParsedFile) -> None:
        self.parsed = parsed
        self._redactor = Redactor(parsed)
        self._agents: dict[str, list[_Agent]] = {}
        for one in parsed.connections:
            if not one.template and one.own_name:
                self._agents.setdefault(one.name, []).append(_Agent(one, _present(one)))
        self._found: set[str] = set()

    def of_connection(self, connection: Connection, redactor: Redactor) -> Iterator[DriftFinding]:
        """Yield how a connection differs from the agent of its name.

        Of several agents with the name, the one with the fewest differences is compared.

        Args:
            connection: The connection.
            redactor: Masks the secrets of its file.
        """
        if placeholders.find(connection.name):
            return
        agents = self._agents.get(connection.name)
        if not agents:
            yield self._not_on_platform(connection, redactor)
            return
        self._found.add(connection.name)
        compared = [[*self._differences(connection, one, redactor)] for one in agents]
        yield from min(compared, key=len)

    def not_in_files(self) -> Iterator[tuple[Connection, DriftFinding]]:
        """Yield the agents that no connection is named after, with the finding about each."""
        for name, agents in self._agents.items():
            if name not in self._found:
                agent = agents[0].connection
                shown = self._redactor.quoted(name)
                message = f"no file has the agent {shown}: what it sends is not checked"
                hint = "Add it with `outbound-lint pull`, or delete the agent."
                yield agent, DriftFinding(NOT_IN_FILES, Finding(_name(agent), message, hint))

    def _not_on_platform(self, connection: Connection, redactor: Redactor) -> DriftFinding:
        if connection.own_name is None and connection.key is None:
            message = "this connection has no name, so it can't be compared with the platform"
            hint = "Add `name`, with the name of the agent."
        else:
            shown = redactor.quoted(connection.name)
            message = f"the platform has no outbound voice agent named {shown}"
            known = map(self._redactor.text, self._agents)
            hint = f"Create the agent, or use its name{did_you_mean(connection.name, known)}"
            hint = hint if hint.endswith("?") else f"{hint} here."
        return DriftFinding(NOT_ON_PLATFORM, Finding(_name(connection), message, hint))

    def _differences(
        self, connection: Connection, agent: _Agent, redactor: Redactor
    ) -> Iterator[DriftFinding]:
        here = _present(connection)
        for name in FIELD_NAMES:
            field, other = here.get(name), agent.fields.get(name)
            if name in connection.unseen or (field and field.text is None):
                continue  # unknown, or an error that other rules report
            if field is None:
                if other and not may_be(_DEFAULTS[name], _text(other)):
                    yield self._only_there(connection, other)
            elif not _same(name, field, other):
                yield self._different(field, other, redactor)

    def _only_there(self, connection: Connection, other: Field) -> DriftFinding:
        message = f"only the agent on the platform has `{other.label}`"
        finding = Finding(connection.first_key, message, _RESOLVE, absent=True)
        return DriftFinding(FIELD, finding)

    def _different(self, field: Field, other: Field | None, redactor: Redactor) -> DriftFinding:
        place, detail = field.value.place, ""
        if other is None:
            message = f"the agent on the platform has no `{field.label}`"
            return DriftFinding(FIELD, Finding(place, message, _RESOLVE))
        if field.object and other.object:
            place, detail = self._members(field, other, redactor)
        elif field.name in (ENDPOINT, PHONE_NUMBER_KEY):
            shown = self._redactor.fill(other.whole, "string")
            detail = f": `{shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + '…'}`"
        message = f"the agent on the platform has another `{field.label}`{detail}"
        return DriftFinding(FIELD, Finding(place, message, _RESOLVE))

    def _members(self, field: Field, other: Field, redactor: Redactor) -> tuple[Place, str]:
        """Return the place of the first member that differs, and the names of those that do."""
        here, there = _json(field), _json(other)
        differing = [
            name
            for name in {**here, **there}
            if name not in here or name not in there or not may_be_value(here[name], there[name])
        ]
        place = next((here[name].place for name in differing if name in here), field.value.place)
        shown = [
            (redactor if name in here else self._redactor).quoted(name)
            for name in differing[:_MOST_NAMES]
        ]
        if more := len(differing) - len(shown):
            shown.append(f"{more} more")
        return place, f", in {', '.join(shown)}" if shown else ""


def _present(connection: Connection) -> dict[FieldName, Field]:
    return {name: one for name, one in connection.fields.items() if one.type != "null"}


def _same(name: FieldName, field: Field, other: Field | None) -> bool:
    if field.object and other and other.object:
        here, there = _json(field), _json(other)
        return here.keys() == there.keys() and all(
            may_be_value(here[one], there[one]) for one in here
        )
    if other is None and field.object and not field.object.members:
        return True
    return may_be(_text(field), _text(other) if other else _DEFAULTS[name])


def _json(field: Field) -> dict[str, Node]:
    """Return the members of the embedded JSON; HTTP compares the names of headers in any case."""
    assert field.object
    found = members(field.object)
    if field.name != HEADERS:
        return found
    return {http_fields.fold(name): value for name, value in found.items()}


def _text(field: Field) -> str:
    return field.value.value if isinstance(field.value, Scalar) else ""


def _name(connection: Connection) -> Place:
    named = connection.own_name or connection.key
    return named.place if named else connection.first_key
