"""What people paste or leave in a text, whatever its syntax: merge conflicts, odd characters."""

from __future__ import annotations

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import SyntaxProblem

TYPOGRAPHIC_QUOTES = (
    "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019\u201a\u201b\uff02\uff07"
    "\u2032\u2033\u2039\u203a\u00b4"
)
WIDE_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that look like an ordinary one, for the class of a regular expression."""
INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
"""Characters that cannot be seen, for the class of a regular expression."""

CHARACTER_NAMES = {
    "\t": "tab",
    "\u000b": "vertical tab",
    "\u000c": "form feed",
    "\u00a0": "no-break space",
    "\u00ad": "soft hyphen",
    "\u2002": "en space",
    "\u2003": "em space",
    "\u2007": "figure space",
    "\u2009": "thin space",
    "\u200b": "zero-width space",
    "\u200c": "zero-width non-joiner",
    "\u200d": "zero-width joiner",
    "\u200e": "left-to-right mark",
    "\u200f": "right-to-left mark",
    "\u202f": "narrow no-break space",
    "\u2060": "word joiner",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\u3000": "ideographic space",
    "\ufeff": "byte order mark",
}

CONFLICT = "unresolved merge conflict"
RESOLVE = "Keep one of the two versions, and remove the markers."
SEPARATOR = r"={7}(?=[ \t]*(?:[\r\n]|\Z))"
"""The marker between the versions; alone it may as well be the line under a heading."""

# https://git-scm.com/docs/git-merge ("How conflicts are presented"). A text that was indented after
# the merge has indented markers; in a folded scalar a space is what is left of the line break.
_CONFLICT = pattern(r"(?:(?:\A|(?<=[\r\n]))[ \t]*+|(?<= ))(<{7,}|>{7,}|\|{7,})(?=[ \r\n]|\Z)")


def merge_conflict(text: str, start: int = 0, end: int | None = None) -> SyntaxProblem | None:
    """Find the markers of a merge conflict.

    Args:
        text: any text that is not valid.
        start: where to look from.
        end: where to look up to; by default the end.

    Returns:
        The problem, at the first marker; None if there is no conflict.
    """
    end = len(text) if end is None else end
    # The search tries every character, and most texts hold no marker at all.
    if not any(text.find(7 * mark, start, end) >= 0 for mark in "<>|"):
        return None
    match = _CONFLICT.search(text, start, end)
    if match is None:
        return None
    return SyntaxProblem(*match.span(1), CONFLICT, RESOLVE)
