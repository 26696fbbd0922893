"""Small diffs of single fixes: the lines that one changes, as a terminal shows them.

Only lines in `SourceFix.lines` are shown, since secrets are masked in these. The new lines are made
of the same masked pieces, with the new text between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, takewhile, zip_longest
from typing import NamedTuple

from outbound_lint.findings.fixes import MOST_LINES, SourceFix
from outbound_lint.findings.model import FileReport
from outbound_lint.reporters.lines import Line, View, aligned
from outbound_lint.reporters.options import NARROWEST, RenderOptions, Style
from outbound_lint.source import Source, Span
from outbound_lint.syntax.edits import SourceEdit

_SPACE = "·"
"""What a changed space at the end of a line looks like."""

_REACH = 5_000
"""How many characters of a long line are looked at before and after its changes."""

_STYLES: dict[str, tuple[Style, Style]] = {
    "-": ("removed", "removed part"),
    "+": ("added", "added part"),
}


class _Changed(NamedTuple):
    """A line of a text, and what of it is changed; an empty span is where text was removed."""

    text: str
    line: Span
    parts: tuple[Span, ...]
    hidden: Sequence[Span]

    @property
    def value(self) -> str:
        return self.text[self.line.start : self.line.end]

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the line is kept but its indentation."""
        if len(self.parts) != 1:
            return False
        (start, end), part = self.line, self.parts[0]
        return not (self.text[start : part.start].strip() or self.text[part.end : end].strip())

    def to_show(self, width: int) -> Line:
        """Return the line to show in so many columns; of a long change the start is visible."""
        start, end = self.parts[0].start, self.parts[-1].end
        span = Span(start, end if end - start <= width // 2 else start)
        return Line(self.text, self.line, span, self.hidden)


class _Block(NamedTuple):
    """Adjacent lines that become others.

    Attributes:
        old: the lines of the source.
        new: the lines instead.
        first_old: the number of the first of `old`.
        first_new: the number of the first of `new` in the fixed text.
        shown: how many of `old` may be shown; None if none of `new` may be shown either.
    """

    old: list[_Changed]
    new: list[_Changed]
    first_old: int
    first_new: int
    shown: int | None

    @property
    def last_number(self) -> int:
        """The largest number of a line."""
        return max(self.first_old + len(self.old), self.first_new + len(self.new)) - 1

    def is_before(self, other: _Block) -> bool:
        """Return whether the lines of another block follow, and both may be shown."""
        follows = self.first_old + len(self.old) == other.first_old
        return follows and self.shown == len(self.old) and other.shown is not None


class _Row(NamedTuple):
    """A row of a diff: a line with its number and sign, or how many lines are left out."""

    content: str
    number: int = 0
    sign: str = ""


class Diff:
    """What a fix changes, for a frame with line numbers.

    Args:
        file: the file; sensitive text in it is masked.
        fix: its new text contains no secrets.
    """

    def __init__(self, file: FileReport, fix: SourceFix) -> None:
        self._blocks = [*_joined(_blocks(file, fix))]
        self.gutter = max((len(str(one.last_number)) for one in self._blocks), default=1)
        """How many columns the line numbers take."""

    def rows(self, gutter: int, options: RenderOptions) -> list[str]:
        """Return the rows to print.

        Args:
            gutter: the columns for line numbers.
            options: the width and the colors to use.

        Returns:
            The rows; none where all that changes is masked.
        """
        width = max(NARROWEST, options.width - gutter - 3)
        if not any(_is_visible(block, width) for block in self._blocks):
            return []
        return [_printed(row, gutter, options) for row in self._rows(width, options)]

    def _rows(self, width: int, options: RenderOptions) -> Iterator[_Row]:
        rooms = [MOST_LINES, MOST_LINES]
        for index, block in enumerate(self._blocks):
            if block.shown is None or not all(rooms):
                left = sum(max(len(one.old), len(one.new)) for one in self._blocks[index:])
                yield _more(left)
                return
            if index:
                yield _Row("")
            old, new = _views(block, width)
            numbered = (
                (block.first_old, "-", block.old, old[: min(rooms[0], block.shown)]),
                (block.first_new, "+", block.new, new[: rooms[1]]),
            )
            for kind, (first, sign, lines, views) in enumerate(numbered):
                rooms[kind] -= len(views)
                for number, (line, view) in enumerate(zip(lines, views, strict=False), first):
                    both = bool(block.old and block.new)
                    yield _Row(_painted(line, view, sign, options, both=both), number, sign)
                if len(lines) > len(views):
                    yield _more(len(lines) - len(views))


def _printed(row: _Row, gutter: int, options: RenderOptions) -> str:
    if not row.sign:
        return options.paint(f"... {row.content}".rstrip(), "gutter")
    number = options.paint(f"{row.number:>{gutter}}", "gutter")
    sign = options.paint(row.sign, _STYLES[row.sign][0])
    return f"{number} {sign} {row.content}".rstrip()


def _more(count: int) -> _Row:
    return _Row(f"{count} more line{'' if count == 1 else 's'}")


def _painted(line: _Changed, view: View, sign: str, options: RenderOptions, *, both: bool) -> str:
    """Return a line with its changes emphasized, and changed spaces at its end made visible."""
    whole, part = _STYLES[sign]
    marked = [] if line.is_whole or not both else line.parts
    cells = [(cell.text, _is_in(cell.start, line.parts), cell.start) for cell in view.cells]
    end = len(cells)
    while end and not cells[end - 1][0].strip():
        end -= 1
    shown = cells[:end]
    shown += ((_SPACE * len(text), True, at) for text, is_changed, at in cells[end:] if is_changed)
    groups = groupby(shown, key=lambda cell: _is_in(cell[2], marked))
    return "".join(
        options.paint("".join(text for text, _, _ in group), part if is_marked else whole)
        for is_marked, group in groups
    )


def _is_in(offset: int, spans: Sequence[Span]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _views(block: _Block, width: int) -> tuple[list[View], list[View]]:
    """Return the views of the lines; a line and the one it becomes are cut alike."""
    both: tuple[list[View], list[View]] = ([], [])
    for pair in zip_longest(block.old[:MOST_LINES], block.new[:MOST_LINES]):
        views = iter(aligned([one.to_show(width) for one in pair if one], width))
        for views_of, one in zip(both, pair, strict=True):
            if one:
                views_of.append(next(views))
    return both


def _is_visible(block: _Block, width: int) -> bool:
    """Return whether the lines look different before and after."""
    old, new = ([view.text for view in views] for views in _views(block, width))
    return block.shown is not None and old != new


def _joined(blocks: Iterator[_Block]) -> Iterator[_Block]:
    """Join the blocks of lines that follow one another."""
    last: _Block | None = None
    for block in blocks:
        if last is None:
            last = block
        elif last.is_before(block):
            shown = len(last.old) + (block.shown or 0)
            last = last._replace(old=last.old + block.old, new=last.new + block.new, shown=shown)
        else:
            yield last
            last = block
    if last:
        yield last


def _blocks(file: FileReport, fix: SourceFix) -> Iterator[_Block]:
    """Yield the lines that change, those that share a line together."""
    source = file.source
    if source is None:
        return
    allowed, moved = frozenset(fix.lines(source)), 0
    for first, last, edits in _by_lines(source, fix.edits):
        near = _near(source, first, last, edits)
        old = [*_old_lines(source, range(first, last + 1), near, edits, file.sensitive)]
        new = [*_new_lines(source, near, edits, file.sensitive)]
        growth, same = len(new) - len(old), 0
        while old and new and old[0].value == new[0].value:
            del old[0], new[0]
            same += 1
        while old and new and old[-1].value == new[-1].value:
            del old[-1], new[-1]
        shown: int | None = None
        if allowed.issuperset(source.position(at).line for one in edits for at in one.span):
            shown = sum(1 for _ in takewhile(allowed.__contains__, range(first + same, last + 1)))
            shown = min(shown, len(old))
        yield _Block(old, new, first + same, first + same + moved, shown)
        moved += growth


def _by_lines(
    source: Source, edits: Sequence[SourceEdit]
) -> Iterator[tuple[int, int, list[SourceEdit]]]:
    """Yield the first and last line of edits that share lines, and the edits."""
    first, last, together = 0, 0, list[SourceEdit]()
    for edit in edits:
        start, end = (source.position(at).line for at in edit.span)
        if together and start > last:
            yield first, last, together
            together = []
        first, last = first if together else start, end
        together.append(edit)
    if together:
        yield first, last, together


def _near(source: Source, first: int, last: int, edits: Sequence[SourceEdit]) -> Span:
    """Return the span of lines, without what of long lines is far from the edits."""
    start = max(source.line_span(first).start, edits[0].span.start - _REACH)
    return Span(start, min(source.line_span(last).end, edits[-1].span.end + _REACH))


def _old_lines(
    source: Source,
    numbers: Iterable[int],
    near: Span,
    edits: Sequence[SourceEdit],
    sensitive: Sequence[Span],
) -> Iterator[_Changed]:
    for line in map(source.line_span, numbers):
        clipped = Span(max(line.start, near.start), min(line.end, near.end))
        parts = _within(clipped, [edit.span for edit in edits])
        yield _Changed(source.value, clipped, parts, sensitive)


def _new_lines(
    source: Source, near: Span, edits: Sequence[SourceEdit], sensitive: Sequence[Span]
) -> Iterator[_Changed]:
    """Yield the lines that edits make of a span; what is kept of a secret is masked as well."""
    pieces: list[str] = []
    written, hidden = list[Span](), list[Span]()
    length, kept_from = 0, near.start
    for edit in (*edits, SourceEdit(Span(near.end, near.end), "")):
        kept = Span(kept_from, edit.span.start)
        moved = length - kept.start
        for start, end in _overlapping(kept, sensitive):
            hidden.append(Span(start + moved, end + moved))
        length += kept.end - kept.start
        written.append(Span(length, length + len(edit.text)))
        length += len(edit.text)
        pieces += source.value[kept.start : kept.end], edit.text
        kept_from = edit.span.end
    new = Source("".join(pieces), source.path)
    del written[-1]
    for number in range(1, new.position(length).line + 1):
        line = new.line_span(number)
        yield _Changed(new.value, line, _within(line, written), hidden)


def _overlapping(span: Span, sensitive: Sequence[Span]) -> Iterator[Span]:
    """Yield what of sorted spans is within another one."""
    index = bisect_right(sensitive, span.start, key=lambda one: one.end)
    while index < len(sensitive) and sensitive[index].start < span.end:
        yield Span(max(span.start, sensitive[index].start), min(span.end, sensitive[index].end))
        index += 1


def _within(line: Span, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what of sorted spans is in a line; its start if that is nothing."""
    parts = [
        Span(max(start, line.start), min(end, line.end))
        for start, end in spans
        if start <= line.end and end >= line.start
    ]
    return tuple(parts) or (Span(line.start, line.start),)
