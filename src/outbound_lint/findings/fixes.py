"""Fixes: what to write in the file instead of a mistake."""

from __future__ import annotations

from typing import Literal, NamedTuple

from outbound_lint.source import Place, Source
from outbound_lint.syntax.edits import Edit, SourceEdit

Applicability = Literal["safe", "unsafe"]
"""Whether a fix keeps the meaning of the file, or may change it."""

MOST_LINES = 6
"""How many lines of a fix are shown in reports for people."""


class Fix(NamedTuple):
    """How a rule fixes what it found.

    Attributes:
        message: what the edits do, as an imperative sentence; contains no secrets.
        edits: edits of the texts that the rule judges, in any order, not overlapping.
        safe: whether the meaning of the file is kept.
        reshapes: whether keys and values are added or become others, rather than changed in place.
    """

    message: str
    edits: tuple[Edit, ...]
    safe: bool = False
    reshapes: bool = False


class SourceFix(NamedTuple):
    """A fix resolved to the source.

    Attributes:
        message: what the edits do, and which connections they change if there are several.
        edits: edits of the source, in the order of their spans, apart.
        safe: whether the meaning of the file is kept.
        reshapes: whether keys and values are added or become others.
        withheld: whether the new text contains secrets, so that no output may show it.
    """

    message: str
    edits: tuple[SourceEdit, ...]
    safe: bool
    reshapes: bool
    withheld: bool

    @property
    def applicability(self) -> Applicability:
        """When the fix is applied: always, or only on request."""
        return "safe" if self.safe else "unsafe"

    def lines(self, source: Source) -> list[int]:
        """Return the numbers of the lines that a report may show of the fix, in their order.

        Of each edit these are the first ones and the last one, of which the fix may keep a part.
        """
        lines: set[int] = set()
        for edit in self.edits:
            first = source.line(edit.span.start)
            last = source.line(edit.span.end)
            lines.update(range(first, min(last, first + MOST_LINES) + 1), (last,))
            if len(lines) > 2 * MOST_LINES:
                break
        return sorted(lines)


def replace(place: Place, text: str, message: str, *, safe: bool = False) -> Fix:
    """Return the fix that writes another text at one place."""
    return Fix(message, (Edit(place, text),), safe)
