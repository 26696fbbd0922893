"""What fixing changes, as a unified diff for people: its secrets are masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from outbound_lint.redaction.masks import mask_line
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.source import Source, Span

CONTEXT = 3
"""How many lines are shown before and after what changes."""


class Lines(NamedTuple):
    """Lines that change, as ranges of numbers from 1, half-open: before and after."""

    before: range
    after: range


class Side(NamedTuple):
    """A text before or after fixing, and the spans of it that no output may show."""

    source: Source
    sensitive: Sequence[Span] = ()

    def shown(self, line: int) -> str:
        """Return a line as outputs show it: masked and escaped."""
        pieces = mask_line(self.source.value, *self.source.line_span(line), self.sensitive)
        return "".join(shown(piece.text) for piece in pieces)


def changed_lines(
    before: Source, after: Source, changes: Iterable[tuple[Span, Span]]
) -> list[Lines]:
    """Return the lines that change.

    Args:
        before: the text before.
        after: the text after.
        changes: the spans of characters that change, in both, in order and apart.
    """
    found: list[Lines] = []
    for old, new in changes:
        pair = Lines(_lines(before, old), _lines(after, new))
        if found and pair.before.start < found[-1].before.stop:
            last = found.pop()
            pair = Lines(
                range(last.before.start, max(pair.before.stop, last.before.stop)),
                range(last.after.start, max(pair.after.stop, last.after.stop)),
            )
        found.append(pair)
    return [_shortened(before, after, pair) for pair in found]


def _lines(source: Source, span: Span) -> range:
    last = min(source.line(span.end), _last_line(source))
    return range(source.line(span.start), last + 1)


def _shortened(before: Source, after: Source, pair: Lines) -> Lines:
    """Leave out the last lines that are the same in both."""
    old, new = pair
    while old and new and _text(before, old[-1]) == _text(after, new[-1]):
        old, new = old[:-1], new[:-1]
    return Lines(old, new)


def _text(source: Source, line: int) -> str:
    start, end = source.line_span(line)
    return source.value[start:end]


class Hunk(NamedTuple):
    """Lines that are shown together, and those of them that change."""

    before: range
    after: range
    changed: tuple[Lines, ...]


def hunks(before: Source, changed: Iterable[Lines]) -> list[Hunk]:
    """Group changed lines with the lines around them.

    Args:
        before: the text before.
        changed: the lines that change, in order and apart.
    """
    last = _last_line(before)
    found: list[Hunk] = []
    for pair in changed:
        first, stop = max(1, pair.before.start - CONTEXT), min(last + 1, pair.before.stop + CONTEXT)
        if found and first <= found[-1].before.stop:
            hunk = found.pop()
            first, pairs = hunk.before.start, (*hunk.changed, pair)
        else:
            pairs = (pair,)
        moved = pairs[0].after.start - pairs[0].before.start
        after = range(first + moved, pair.after.stop + stop - pair.before.stop)
        found.append(Hunk(range(first, stop), after, pairs))
    return found


def render(
    before: Side, after: Side, found: Iterable[Hunk], options: RenderOptions
) -> Iterator[str]:
    """Yield the changes of one file, as `diff -u` shows them, line by line.

    Args:
        before: the text before.
        after: the text after.
        found: the lines to show.
        options: whether to use colors.
    """
    path = shown(before.source.path)
    yield options.paint(f"--- {path}", "strong")
    yield options.paint(f"+++ {path}", "strong")
    for hunk in found:
        yield options.paint(f"@@ -{_count(hunk.before)} +{_count(hunk.after)} @@", "gutter")
        line = hunk.before.start
        for pair in hunk.changed:
            yield from (f" {before.shown(each)}" for each in range(line, pair.before.start))
            for each in pair.before:
                yield options.paint(f"-{before.shown(each)}", "removed")
            for each in pair.after:
                yield options.paint(f"+{after.shown(each)}", "added")
            line = pair.before.stop
        yield from (f" {before.shown(each)}" for each in range(line, hunk.before.stop))


def _count(lines: range) -> str:
    """Return a range of lines as diff writes it; an empty one is after the line before it."""
    return f"{lines.start if lines else lines.start - 1},{len(lines)}"


def _last_line(source: Source) -> int:
    """Return the number of the last line that has a text or a line end."""
    line, column = source.position(len(source.value))
    return line - (column == 1)
