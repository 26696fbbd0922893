"""Connections of an export of the platform's API as a connection file, without its credentials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.facts import placeholders
from outbound_lint.redaction.masks import MASK
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.reporters.escaping import escape
from outbound_lint.syntax.quoting import json_string, single_quoted

_MASKED = re.compile(rf"(?<![\w-])[\w-]*+{re.escape(MASK)}(?:[\w.-]*{re.escape(MASK)})*")
_NAME_BEFORE = re.compile(r"""([\w.-]+)(?:"\s*:\s*"[^"]*|=[^&]*)\Z""")
_FAR = 300
"""So many characters before a credential are searched for its name."""

_NO_VARIABLE = re.compile(r"[^A-Za-z0-9]+")


class ImpossibleExportError(Exception):
    """An export that can't become a connection file; the text of the exception says why."""


class Converted(NamedTuple):
    """A connection file.

    Attributes:
        text: The file, without its first line.
        connections: How many connections it has.
        variables: The variables in place of credentials.
    """

    text: str
    connections: int
    variables: tuple[str, ...]


def convert(parsed: ParsedFile) -> Converted:
    """Write the connections of an export as a connection file.

    Args:
        parsed: The export.

    Raises:
        ImpossibleExportError: It has no connections, or can't be read.
    """
    if parsed.problems:
        line, column = parsed.source.position(parsed.problems[0].start)
        raise ImpossibleExportError(f"line {line}, column {column}: {parsed.problems[0].message}")
    connections = [one for one in parsed.connections if not one.template]
    if not connections:
        raise ImpossibleExportError("there is no outbound voice connection in it")
    redactor = Redactor(parsed)
    names: dict[str, int] = {}
    variables: dict[str, None] = {}
    lines = ["connections:"]
    for number, connection in enumerate(connections, 1):
        own = redactor.text(connection.name) if connection.own_name else f"connection-{number}"
        name = own
        while name in names:  # two connections must not have one name
            names[own] += 1
            name = f"{own} {names[own]}"
        names[name] = 1
        lines.append(f"- name: {_scalar(name)}")
        writer = _Writer(redactor, name, variables)
        lines += (f"  {field.name}: {_scalar(writer.text(field))}" for field in _fields(connection))
    return Converted("\n".join((*lines, "")), len(connections), tuple(variables))


def _fields(connection: Connection) -> Iterator[Field]:
    for name in FIELD_NAMES:
        field = connection.fields.get(name)
        if field and field.type != "null":
            if field.type != "string":
                raise ImpossibleExportError(
                    f"a value of `{name}` is not a string: `outbound-lint check` explains it"
                )
            yield field


def _scalar(text: str) -> str:
    """Write a text as a scalar of YAML, in which the escapes of reports mean the same."""
    if text.isprintable():
        return single_quoted(text)
    return "".join(one if one.isprintable() else escape(one) for one in json_string(text))


class _Writer:
    """Writes the fields of one connection, with a variable in place of each credential."""

    def __init__(self, redactor: Redactor, name: str, variables: dict[str, None]) -> None:
        self._redactor = redactor
        self._prefix = _NO_VARIABLE.sub("_", name).strip("_").upper()
        self._variables = variables

    def text(self, field: Field) -> str:
        """Return the text of a field."""
        place = field.whole
        masked = self._redactor.fill(place, "string")
        if masked == place.value:
            return masked
        filled = placeholders.hide(masked, "\0")
        pieces, done = [], 0
        for match in _MASKED.finditer(filled):
            pieces += [masked[done : match.start()], self._variable(filled[: match.start()])]
            done = match.end()
        return "".join((*pieces, masked[done:]))

    def _variable(self, before: str) -> str:
        """Return a new variable, named after the header or the parameter that it is in."""
        match = _NAME_BEFORE.search(before[-_FAR:])
        what = match[1] if match and match[1].lower() != "authorization" else "token"
        base = f"{self._prefix}_{_NO_VARIABLE.sub('_', what).strip('_').upper()}".lstrip("_")
        base = f"_{base}" if base[:1].isdigit() else base
        number, name = 1, base
        while name in self._variables:
            number += 1
            name = f"{base}_{number}"
        self._variables[name] = None
        return f"${{{name}}}"
