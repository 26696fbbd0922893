"""What an editor offers to complete: fields, rules, and names inside the embedded JSON."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from outbound_lint.connections import providers
from outbound_lint.connections.names import HEADERS, PAYLOAD, PHONE_NUMBER_KEY
from outbound_lint.facts.http_fields import USUAL_NAMES
from outbound_lint.findings.settings import Settings
from outbound_lint.lsp.documents import Document
from outbound_lint.lsp.hover import connection_at, descriptions, field_at, rule_names
from outbound_lint.patterns import pattern
from outbound_lint.providers.matching import Match
from outbound_lint.source import Span

TRIGGERS = ("[", ",", '"', "'", ":", " ")
"""The characters after which editors ask."""

_IN_IGNORE = pattern(
    r"(?:#|//)[ \t]*outbound-lint[ \t]*:[ \t]*ignore(?:-file)?\[(?:[^\]\r\n]*,)?[ \t]*([a-z-]*)\Z"
)
_KEY = pattern(r"[ \t]*(?:-[ \t]+)*[\"']?([A-Za-z_]*)\Z")
_NAME = pattern(r"[{,]\s*(?:\\?[\"'])?([\w-]*)\Z")
_VALUE = pattern(r"phone_number_key[\"']?[ \t]*[:=][ \t]*[\"']?([\w-]*)\Z")


def complete(document: Document, offset: int, settings: Settings) -> list[types.CompletionItem]:
    """Return what can be written at an offset of a document.

    Args:
        document: the document.
        offset: where the cursor is.
        settings: its settings.
    """
    before = document.judged[document.line(offset).start : offset]
    kind = types.CompletionItemKind
    if typed := _IN_IGNORE.search(before):
        return _items(document, offset, typed[1], sorted(rule_names()), kind.Constant)
    found = field_at(document, offset)
    if found and found[1].key.end < offset:
        connection, field = found
        match = providers.matching(connection, settings.providers)
        if field.name in (HEADERS, PAYLOAD):
            typed = _NAME.search(document.judged, field.value.start, offset)
            names = _header_names(match) if field.name == HEADERS else _members(match)
            return _items(document, offset, typed[1], names, kind.Property) if typed else []
        typed, names = _VALUE.search(before), _phone_keys(match)
        is_key = field.name == PHONE_NUMBER_KEY and typed
        return _items(document, offset, typed[1], names, kind.Value) if typed and is_key else []
    if typed := _VALUE.search(before):
        around = connection_at(document, offset)
        match = providers.matching(around, settings.providers) if around else None
        return _items(document, offset, typed[1], _phone_keys(match), kind.Value)
    typed = _KEY.match(before)
    return _fields(document, offset, typed[1]) if typed else []


def _phone_keys(match: Match | None) -> list[str]:
    number = match.profile.number if match else None
    if number:
        return [number.member, *number.also]
    examples: list[str] = descriptions()[PHONE_NUMBER_KEY]["examples"]
    return examples


def _header_names(match: Match | None) -> list[str]:
    required = [match.profile.auth.header] if match and match.profile.auth else []
    return [*dict.fromkeys([*required, *USUAL_NAMES])]


def _members(match: Match | None) -> list[str]:
    return [one.name for one in match.profile.members] if match else []


def _fields(document: Document, offset: int, typed: str) -> list[types.CompletionItem]:
    """Return the fields, in a document that holds a connection or where one is being typed."""
    names = [name for name in descriptions() if name.startswith(typed)]
    if not names or not (typed or document.parsed.connections):
        return []
    return _items(document, offset, typed, names, types.CompletionItemKind.Field)


def _items(
    document: Document,
    offset: int,
    typed: str,
    names: Iterable[str],
    kind: types.CompletionItemKind,
) -> list[types.CompletionItem]:
    """Return items that replace what is typed."""
    span = document.range(Span(offset - len(typed), offset))
    return [
        types.CompletionItem(
            name,
            kind=kind,
            sort_text=f"{number:04}",
            documentation=descriptions().get(name, {}).get("description"),
            text_edit=types.TextEdit(span, name),
        )
        for number, name in enumerate(names)
    ]
