"""The connections of a document: as its outline, to fold, and with what to do about each."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from outbound_lint.connections.model import Connection
from outbound_lint.lsp.documents import Document
from outbound_lint.source import Span

PREVIEW = "outbound-lint.preview"
"""The command that returns the request of a connection; its arguments are a URI and a name."""

PROBE = "outbound-lint.probe"
"""The command that sends the request once, as a dry run, and returns the report; same arguments."""


def symbols(document: Document) -> list[types.DocumentSymbol]:
    """Return a symbol for each connection, with its fields below it."""
    return [_symbol(document, one) for one in document.parsed.connections]


def _symbol(document: Document, connection: Connection) -> types.DocumentSymbol:
    children = [
        types.DocumentSymbol(
            field.label,
            types.SymbolKind.Field,
            document.range(Span(field.key.start, max(field.key.end, field.value.end))),
            document.range(Span(field.key.start, field.key.end)),
        )
        for field in connection.fields.values()
        if _holds(connection, field.key.start) and field.value.start >= field.key.start
    ]
    return types.DocumentSymbol(
        connection.name or "connection",
        types.SymbolKind.Object,
        document.range(_whole(connection)),
        document.range(_name(connection)),
        children=children,
    )


def _holds(connection: Connection, offset: int) -> bool:
    """Return whether an offset is in the mapping of a connection, not in one that it merges."""
    return connection.node.start <= offset < connection.node.end


def _name(connection: Connection) -> Span:
    """Return the characters of the name; of the first key where the name is elsewhere."""
    named = connection.key or connection.own_name
    if named is not None and named.start >= _whole(connection).start:
        return Span(named.start, named.end)
    first = connection.first_key
    return Span(first.start, first.end)


def _whole(connection: Connection) -> Span:
    start = connection.key.start if connection.key else connection.node.start
    return Span(min(start, connection.node.start), connection.node.end)


def folding(document: Document) -> Iterator[types.FoldingRange]:
    """Yield the lines of each connection, to fold."""
    for one in document.parsed.connections:
        lines = document.range(_whole(one))
        last = lines.end.line - (lines.end.character == 0)
        if last > lines.start.line:
            yield types.FoldingRange(lines.start.line, last)


def lenses(document: Document) -> Iterator[types.CodeLens]:
    """Yield what can be done with each connection, above it."""
    commands = {PREVIEW: "Preview the request", PROBE: "Send it as a dry run"}
    for one in document.parsed.connections:
        arguments = [document.uri, one.name or one.pointer]
        for command, title in commands.items() if not one.template else ():
            lens = types.Command(title, command, arguments=arguments)
            yield types.CodeLens(document.range(_name(one)), lens)
