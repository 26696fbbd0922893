"""The credentials of a file, found wherever it repeats them as whole tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from outbound_lint.facts.secrets import documentation_credential
from outbound_lint.patterns import pattern
from outbound_lint.source import Span

_SHORTEST = 8
_LONGEST = 64
"""So many parts of a token are compared; a longer one ends at the next space or quote."""

_PART = pattern(r"[0-9A-Za-z_-]++|[^0-9A-Za-z_-]")
_REST = pattern(r"[^\s\"'`]*+")
_ORDINARY_WORD = pattern(r"[A-Za-z]?[a-z]{0,19}|[A-Z]{1,20}")
_END = ""


class Tokens:
    """Finds credentials in any text, in time that grows with the text alone.

    Args:
        credentials: the credentials; short ones, ordinary words and examples such as `YOUR_TOKEN`
            are left out.
    """

    def __init__(self, credentials: Iterable[str]) -> None:
        self._parts: dict[str, Any] = {}
        for credential in frozenset(credentials):
            ordinary = len(credential) < _SHORTEST or _ORDINARY_WORD.fullmatch(credential)
            if not ordinary and not documentation_credential(credential):
                node = self._parts
                for part in _PART.findall(credential)[:_LONGEST]:
                    node = node.setdefault(part, {})
                node[_END] = None

    def find(self, value: str, start: int, end: int) -> Iterator[Span]:
        """Yield the spans of the credentials between two offsets, each as one whole token."""
        if not self._parts:
            return
        done = start
        for match in _PART.finditer(value, start, end):
            if match.start() >= done and match.group() in self._parts:
                done = self._end(value, match.start(), end)
                if done > match.start():
                    yield Span(match.start(), done)

    def _end(self, value: str, start: int, end: int) -> int:
        """Return where the longest credential that starts here ends; `start` if there is none."""
        node, found, offset, count = self._parts, start, start, 0
        while (match := _PART.match(value, offset, end)) and match.group() in node:
            node, offset, count = node[match.group()], match.end(), count + 1
            if _END in node:
                found = offset
        if count == _LONGEST and found == offset:
            rest = _REST.match(value, offset, end)
            return rest.end() if rest else offset
        return found
