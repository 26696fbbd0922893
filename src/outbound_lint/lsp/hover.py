"""What an editor shows for the characters under the mouse, in Markdown."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from lsprotocol import types

from outbound_lint import resources
from outbound_lint.connections import providers
from outbound_lint.connections.model import Connection, Field
from outbound_lint.findings.settings import Settings
from outbound_lint.lsp.documents import Document
from outbound_lint.patterns import pattern
from outbound_lint.source import Span

IGNORES = pattern(r"(?:#|//)[ \t]*outbound-lint[ \t]*:[ \t]*ignore(?:-file)?\[([^\]\r\n]*)")
"""An ignore comment up to the names in its brackets."""

_NAME = re.compile(r"[a-z][a-z-]*")


def hover(document: Document, offset: int, settings: Settings) -> types.Hover | None:
    """Return what to show for an offset; None for nothing."""
    found = _rule(document, offset) or _field(document, offset, settings)
    if found is None:
        return None
    text, span = found
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text), document.range(span))


def _rule(document: Document, offset: int) -> tuple[str, Span] | None:
    """Return the page of the rule that an ignore comment names at an offset."""
    line = document.line(offset)
    for comment in IGNORES.finditer(document.judged, *line):
        for name in _NAME.finditer(document.judged, *comment.span(1)):
            if name.start() <= offset <= name.end() and name[0] in rule_names():
                return resources.rule_page(name[0]), Span(*name.span())
    return None


@cache
def rule_names() -> frozenset[str]:
    """Return the names of all rules."""
    from outbound_lint.rules import RULES

    return frozenset(rule.name for rule in RULES)


def connection_at(document: Document, offset: int) -> Connection | None:
    """Return the innermost connection whose mapping contains an offset."""
    around = [
        one for one in document.parsed.connections if one.node.start <= offset <= one.node.end
    ]
    return max(around, key=lambda one: one.node.start, default=None)


def field_at(document: Document, offset: int) -> tuple[Connection, Field] | None:
    """Return the connection and the field that contain an offset, in their key or their value."""
    for connection in document.parsed.connections:
        for field in connection.fields.values():
            key, value = field.key, field.value
            if key.start <= offset <= key.end or value.start <= offset <= value.end:
                return connection, field
    return None


def _field(document: Document, offset: int, settings: Settings) -> tuple[str, Span] | None:
    found = field_at(document, offset)
    if found is None:
        return None
    connection, field = found
    if field.key.start <= offset <= field.key.end:
        return _description(field), Span(field.key.start, field.key.end)
    url = field.url if field is connection.endpoint else None
    match = providers.matching(connection, settings.providers) if url else None
    if url is None or match is None or url.host_span is None:
        return None
    start, end = field.place(*url.host_span).trace()[1:3]
    if not start <= offset <= end:
        return None
    from outbound_lint.providers.describing import page

    return page(match.profile), Span(start, end)


@cache
def descriptions() -> dict[str, Any]:
    """Return what the schema says about each field, by its name."""
    schema = json.loads(resources.schema("outbound-connection"))
    properties: dict[str, Any] = schema["$defs"]["connection"]["properties"]
    return properties


def _description(field: Field) -> str:
    about = descriptions()[field.name]
    lines = [f"**{field.name}**", about["description"]]
    if "default" in about:
        lines.append(f"Default: `{about['default']}`")
    lines.append(f"Example: `{about['examples'][0]}`")
    return "\n\n".join(lines)
