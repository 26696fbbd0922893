"""Small diffs of single fixes: the lines that one changes, as a terminal shows them.

Only lines in `SourceFix.lines` are shown, since secrets are masked in these. The new lines are made
of the same masked pieces, with the new text between them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
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
    """A line of a text, and what of it is changed.

    Attributes:
        text: the text.
        line: the span of the line, without its line end.
        parts: what is changed in it; an empty span is where something was removed.
        hidden: the spans of the text that no output may show, sorted.
        is_masked: whether `hidden` is complete for this line, so that it may be shown.
    """

    text: str
    line: Span
    parts: tuple[Span, ...]
    hidden: Sequence[Span]
    is_masked: bool

    @property
    def value(self) -> str:
        """The characters of the line."""
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


class _Lines(NamedTuple):
    """Adjacent lines of the text before or after.

    Attributes:
        first: the number of the first line.
        lines: the lines.
        left: how many more there are.
    """

    first: int
    lines: list[_Changed]
    left: int = 0

    def shortened(self, most: int) -> _Lines:
        """Return the first lines that may be shown, at most so many."""
        shown = [*takewhile(lambda line: line.is_masked, self.lines[:most])]
        return _Lines(self.first, shown, len(self.lines) - len(shown))


class _Block(NamedTuple):
    """Adjacent lines of the source, and the lines that they become."""

    old: _Lines
    new: _Lines


class Diff:
    """What a fix changes, for a frame with line numbers.

    Args:
        file: the file; sensitive text in it is masked.
        fix: its new text contains no secrets.
    """

    def __init__(self, file: FileReport, fix: SourceFix) -> None:
        blocks = [*_joined(_blocks(file, fix))]
        self._shown = [*_shortened(blocks)]
        left = blocks[len(self._shown) :]
        self._left = sum(max(len(old.lines), len(new.lines)) for old, new in left)
        ends = (side.first + len(side.lines) - 1 for block in self._shown for side in block)
        self.gutter = len(str(max(ends, default=1)))
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
        views = [_views(block, width) for block in self._shown]
        if all([one.text for one in old] == [one.text for one in new] for old, new in views):
            return []
        rows: list[str] = []
        for block, of_block in zip(self._shown, views, strict=True):
            if rows:
                rows.append(_cut(0, options))
            both = all(one.lines or one.left for one in block)
            for sign, side, of_side in zip("-+", block, of_block, strict=True):
                for number, (line, view) in enumerate(
                    zip(side.lines, of_side, strict=True), side.first
                ):
                    margin = options.paint(f"{number:>{gutter}}", "gutter")
                    start = f"{margin} {options.paint(sign, _STYLES[sign][0])} "
                    rows.append((start + _painted(line, view, sign, options, both=both)).rstrip())
                if side.left:
                    rows.append(_cut(side.left, options))
        return [*rows, _cut(self._left, options)] if self._left else rows


def _shortened(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Yield what is shown of the first blocks: so many lines before and after."""
    old_room = new_room = MOST_LINES
    for block in blocks:
        if not (old_room and new_room):
            return
        old, new = block.old.shortened(old_room), block.new.shortened(new_room)
        if not (old.lines or new.lines) or (old.left and not old.lines):
            return
        yield _Block(old, new)
        old_room, new_room = old_room - len(old.lines), new_room - len(new.lines)


def _cut(left: int, options: RenderOptions) -> str:
    """Return the row for lines that are not shown."""
    count = f" {left} more line{'' if left == 1 else 's'}" if left else ""
    return options.paint(f"...{count}", "gutter")


def _painted(line: _Changed, view: View, sign: str, options: RenderOptions, *, both: bool) -> str:
    """Return a line with its changes emphasized, and changed spaces at its end made visible."""
    whole, part = _STYLES[sign]
    start, stop = view.span
    parts = [one for one in line.parts if one.start <= stop and one.end >= start]
    marked = [] if line.is_whole or not both else parts
    cells = [(cell.text, _is_in(cell.start, parts), cell.start) for cell in view.cells]
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
    for pair in zip_longest(block.old.lines, block.new.lines):
        views = iter(aligned([one.to_show(width) for one in pair if one], width))
        for views_of, one in zip(both, pair, strict=True):
            if one:
                views_of.append(next(views))
    return both


def _joined(blocks: Iterable[_Block]) -> Iterator[_Block]:
    """Join the blocks of lines that follow one another."""
    last: _Block | None = None
    for block in blocks:
        if last and last.old.first + len(last.old.lines) == block.old.first:
            last.old.lines.extend(block.old.lines)
            last.new.lines.extend(block.new.lines)
            continue
        if last:
            yield last
        last = block
    if last:
        yield last


def _blocks(file: FileReport, fix: SourceFix) -> Iterator[_Block]:
    """Yield the lines that change, those that share a line together."""
    source = file.source
    if source is None:
        return
    masked, moved = frozenset(fix.lines(source)), 0
    for first, last, edits in _by_lines(source, fix.edits):
        near = _near(source, first, last, edits)
        old = [*_old_lines(source, range(first, last + 1), near, edits, file.sensitive, masked)]
        new = [*_new_lines(source, near, edits, file.sensitive, masked)]
        growth, same = len(new) - len(old), 0
        while old and new and old[0].value == new[0].value:
            del old[0], new[0]
            same += 1
        while old and new and old[-1].value == new[-1].value:
            del old[-1], new[-1]
        if old or new:
            yield _Block(_Lines(first + same, old), _Lines(first + same + moved, new))
        moved += growth


def _by_lines(
    source: Source, edits: Sequence[SourceEdit]
) -> Iterator[tuple[int, int, list[SourceEdit]]]:
    """Yield the first and last line of edits that share lines, and the edits."""
    first, last, together = 0, 0, list[SourceEdit]()
    for edit in edits:
        start, end = (source.line(at) for at in edit.span)
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


def _old_lines(  # noqa: PLR0913, PLR0917  # as `_new_lines`, and which lines
    source: Source,
    numbers: Iterable[int],
    near: Span,
    edits: Sequence[SourceEdit],
    sensitive: Sequence[Span],
    masked: Container[int],
) -> Iterator[_Changed]:
    spans = [edit.span for edit in edits]
    for number in numbers:
        whole = source.line_span(number)
        line = Span(max(whole.start, near.start), min(whole.end, near.end))
        parts = _within(line, spans)
        yield _Changed(source.value, line, parts, sensitive, number in masked)


def _new_lines(
    source: Source,
    near: Span,
    edits: Sequence[SourceEdit],
    sensitive: Sequence[Span],
    masked: Container[int],
) -> Iterator[_Changed]:
    """Yield the lines that edits make of a span; what is kept of a secret is masked as well."""
    pieces: list[str] = []
    written, hidden, unmasked = list[Span](), list[Span](), list[Span]()
    length, kept_from = 0, near.start
    for edit in (*edits, SourceEdit(Span(near.end, near.end), "")):
        kept = Span(kept_from, edit.span.start)
        moved = length - kept.start
        for start, end in _overlapping(kept, sensitive):
            hidden.append(Span(start + moved, end + moved))
        if kept.start < kept.end and source.line(kept.start) not in masked:
            unmasked.append(Span(length, length + kept.end - kept.start))
        length += kept.end - kept.start
        written.append(Span(length, length + len(edit.text)))
        length += len(edit.text)
        pieces += source.value[kept.start : kept.end], edit.text
        kept_from = edit.span.end
    new = Source("".join(pieces), source.path)
    del written[-1]
    for number in range(1, new.line(length) + 1):
        line = new.line_span(number)
        is_masked = next(_overlapping(line, unmasked), None) is None
        yield _Changed(new.value, line, _within(line, written), hidden, is_masked)


def _overlapping(span: Span, sensitive: Sequence[Span]) -> Iterator[Span]:
    """Yield what of sorted spans is within another one."""
    index = bisect_right(sensitive, span.start, key=lambda one: one.end)
    while index < len(sensitive) and sensitive[index].start < span.end:
        yield Span(max(span.start, sensitive[index].start), min(span.end, sensitive[index].end))
        index += 1


def _within(line: Span, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return what of sorted spans is in a line; its start if that is nothing."""
    parts = []
    index = bisect_left(spans, line.start, key=lambda one: one.end)
    while index < len(spans) and spans[index].start <= line.end:
        parts.append(Span(max(spans[index].start, line.start), min(spans[index].end, line.end)))
        index += 1
    return tuple(parts) or (Span(line.start, line.start),)
