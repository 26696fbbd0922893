"""Fixes resolved to the source: where their edits are in the file, and what else they change."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

from outbound_lint.connections.model import Connection
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.fixes import Fix, SourceFix
from outbound_lint.patterns import pattern
from outbound_lint.redaction.redactor import Redactor
from outbound_lint.rule import RuleFinding
from outbound_lint.source import Span
from outbound_lint.syntax.edits import SourceEdit
from outbound_lint.syntax.nodes import resolve
from outbound_lint.syntax.quoting import as_typed
from outbound_lint.syntax.writing import written

MOST_NAMES = 5
"""How many of the connections that a fix changes are named; more are counted."""

_WORD = pattern(r"\w{2,}")
_WORDS_OF_JSON = frozenset(("true", "false", "null"))


class Resolver:
    """Resolves the fixes of one file.

    Args:
        parsed: the file.
        redactor: masks its secrets.
    """

    def __init__(self, parsed: ParsedFile, redactor: Redactor) -> None:
        self._parsed = parsed
        self._redactor = redactor

    def resolve(self, fix: Fix, group: Sequence[RuleFinding]) -> SourceFix | None:
        """Return where the edits of a fix are in the source.

        Args:
            fix: the fix.
            group: all findings that it fixes: the same one in several connections.

        Returns:
            The fix; None where an edit can't be written in the style of its scalar.
        """
        edits: list[SourceEdit] = []
        for edit in fix.edits:
            pieces = written(edit)
            if pieces is None:
                return None
            edits += pieces
        edits.sort(key=lambda one: one.span)
        if any(one.span.end > other.span.start for one, other in pairwise(edits)):
            return None
        changed = self._changed(edits)
        found_in = {id(one) for each in group for one in each.sharing}
        return SourceFix(
            as_typed(fix.message, group[0].finding.place.text) + self._also(changed),
            tuple(edits),
            # Nobody has looked at what the edits mean for a connection without the finding.
            fix.safe and all(id(one) in found_in for one in changed),
            fix.reshapes,
            any(map(self._reveals, edits)),
        )

    def _changed(self, edits: Sequence[SourceEdit]) -> list[Connection]:
        """Return the connections whose keys or values the edits change, if they are known."""
        starts, holders = self._holders
        changed: dict[int, Connection] = {}
        for edit in edits:
            span = edit.span
            if edit.inside:
                span = Span(edit.inside.scalar, edit.inside.scalar)
            first = bisect_left(starts, span.start)
            last = max(bisect_right(starts, span.start), bisect_left(starts, span.end))
            for held in holders[first:last]:
                changed.update((id(one), one) for one in held)
        return [*changed.values()]

    @cached_property
    def _holders(self) -> tuple[list[int], list[list[Connection]]]:
        """Where keys and values start that several connections have, and these connections."""
        holders: dict[int, list[Connection]] = {}
        for connection in self._parsed.connections:
            if connection.template:
                continue
            for member in (*connection.members.values(), *connection.metadata.values()):
                for start in (member.key.start, resolve(member.value).start):
                    holders.setdefault(start, []).append(connection)
        several = sorted(start for start, held in holders.items() if len(held) > 1)
        return several, [holders[start] for start in several]

    def _also(self, changed: Sequence[Connection]) -> str:
        """Say which connections share what is edited, if several do."""
        names = [*dict.fromkeys(self._redactor.quoted(one.name) for one in changed)]
        if len(names) < 2:
            return ""
        shown, left = names[:MOST_NAMES], len(names) - MOST_NAMES
        more = f" and {left} more" if left > 0 else ""
        *first, last = shown
        listed = f"{', '.join(shown)}{more}" if more else f"{', '.join(first)} and {last}"
        return f" This changes the connections {listed}."

    def _reveals(self, edit: SourceEdit) -> bool:
        """Return whether the new text of an edit contains something that no output may show."""
        if not edit.text:
            return False
        if self._redactor.text(edit.text, longest=None) != edit.text:
            return True
        (start, end), secrets = edit.span, self._redactor.own_spans
        index = bisect_right(secrets, start, key=lambda one: one.end)
        words = {word for word in _WORD.findall(edit.text) if word not in _WORDS_OF_JSON}
        while words and index < len(secrets) and secrets[index].start < end:
            hidden = slice(max(start, secrets[index].start), min(end, secrets[index].end))
            if not words.isdisjoint(_WORD.findall(self._parsed.source.value[hidden])):
                return True
            index += 1
        return False
