"""Ignore comments as they are written: `# outbound-lint: ignore[rule, …] reason`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, zip_longest
from typing import Literal, NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Source, Span
from outbound_lint.spelling import is_within
from outbound_lint.suppressions.layout import Layout

Kind = Literal["ignore", "ignore-file"]
KINDS: tuple[Kind, ...] = ("ignore", "ignore-file")

MAX_NAMES = 20_000
"""How many comments, and names in them, are read in a file; those after them hide nothing."""

_MOST_NAMES = 200  # in one comment: there are fewer rules

_START = pattern(r"(?<![^ \t\r\n])(?:#++|//++)[ \t]*+outbound-lint[ \t]*+:[ \t]*+")
_WORD = pattern(r"[A-Za-z][\w-]*+")
_BRACKETS = pattern(r"[ \t]*+\[([^\]\r\n]*+)(\]?)")
_NAME = pattern(r"[^\s,](?:[^,]*[^\s,])?")
_OTHER_TOOLS = frozenset(
    "allow disable disable-file disable-line disable-next-line ignore-line ignore-next-line nolint "
    "noqa off skip skip-file suppress".split()
)
_EDITS = 2


class Name(NamedTuple):
    """A name in the brackets of a comment."""

    text: str
    span: Span


class Comment(NamedTuple):
    """An ignore comment.

    Attributes:
        start: where it starts, at its `#`.
        end: where it ends: at the end of the line, or where the next ignore comment starts.
        span: its word and brackets, without the reason.
        word: its first word: of other words than `KINDS` only those that were meant as one.
        names: what its brackets name; None if there are none.
        closed: whether the brackets are closed.
        reason: what follows the brackets.
    """

    start: int
    end: int
    span: Span
    word: str
    names: tuple[Name, ...] | None
    closed: bool
    reason: str


class Covered(NamedTuple):
    """The lines whose findings a comment can hide, both inclusive."""

    first: int
    last: int


def find_comments(layout: Layout) -> list[Comment]:
    """Find the ignore comments of a source, in their order."""
    source = layout.source
    found = (m for m in _START.finditer(source.value) if layout.is_comment(m.start()))
    matches = [*islice(found, MAX_NAMES + 1)]
    comments: list[Comment] = []
    left = MAX_NAMES
    for match, after in zip_longest(matches, matches[1:]):
        comment = _read(source, match.start(), match.end(), after.start() if after else None)
        if comment:
            left -= 1 + len(comment.names or ())
            comments.append(comment)
        if left < 0:
            break
    return comments


def _read(source: Source, start: int, content: int, after: int | None) -> Comment | None:
    """Read one comment, up to the one after it; None if it is a remark about outbound-lint."""
    text = source.value
    end = source.line_span(source.line(start)).end
    end = end if after is None else min(end, after)
    word = _WORD.match(text, content, end)
    if not word or not _is_meant(word.group()):
        return None
    brackets = _BRACKETS.match(text, word.end(), end)
    if not brackets:
        return Comment(start, end, Span(*word.span()), word.group(), None, closed=False, reason="")
    named = islice(_NAME.finditer(text, *brackets.span(1)), _MOST_NAMES)
    names = tuple(Name(name.group(), Span(*name.span())) for name in named)
    span = Span(word.start(), brackets.end())
    reason = text[brackets.end() : end].strip()
    return Comment(start, end, span, word.group(), names, bool(brackets[2]), reason)


def _is_meant(word: str) -> bool:
    return word.lower() in _OTHER_TOOLS or any(
        is_within(word.lower(), kind, _EDITS) for kind in KINDS
    )


def covered_lines(comments: list[Comment], layout: Layout) -> Iterator[Covered | None]:
    """Yield for each comment what it covers; None where it has no effect.

    At the end of a line a comment covers the line and the values of the keys that start on it; on a
    separate line it does so for the next line, which must have a key. Several such lines may be
    directly above one another.
    """
    source = layout.source
    lines = [source.line(comment.start) for comment in comments]
    targets: dict[int, int] = {}  # the line below a comment on its own line, or below several
    for line in sorted(set(lines), reverse=True):
        if layout.is_comment_line(line):
            targets[line] = targets.get(line + 1, line + 1)
    for comment, line in zip(comments, lines, strict=True):
        if comment.word == "ignore-file":
            starts_line = comment.start == source.line_span(line).start
            yield Covered(1, source.line(len(source.value))) if starts_line else None
        else:
            target = targets.get(line, line)
            last = layout.last_lines.get(target, line)  # the line itself, or nothing below it
            yield Covered(target, last) if target <= last else None
