"""Code frames: the source lines of a finding, with carets under the exact characters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.lines import View, view
from outbound_lint.reporters.options import NARROWEST, RenderOptions, Style
from outbound_lint.source import Source, Span, display_width


class Frame(NamedTuple):
    """The rows of a frame, and how many columns its line numbers take."""

    rows: tuple[str, ...] = ()
    gutter: int = 1


class _Mark(NamedTuple):
    """A span to underline, and the message beside the underline; an empty span gets one sign."""

    span: Span
    message: str
    sign: str
    style: Style


def frame(
    file: FileReport, diagnostic: Diagnostic, options: RenderOptions, gutter: int = 1
) -> Frame:
    """Show the lines of a finding, each with its marks below it.

    Args:
        file: the file of the finding; sensitive text in it is masked.
        diagnostic: the finding.
        options: the width and the colors to use.
        gutter: the fewest columns for line numbers.

    Returns:
        The frame; without rows if the file has no text.
    """
    source = file.source
    if source is None or not source.value:
        return Frame(gutter=gutter)
    message = "" if diagnostic.exact else "somewhere in this value"
    marks = [
        _Mark(diagnostic.span, message, "^", diagnostic.severity),
        *(_Mark(item.span, item.message, "-", "gutter") for item in diagnostic.related),
    ]
    marks_of_line = defaultdict(list)
    for mark in sorted(marks, key=lambda mark: mark.span):
        marks_of_line[source.line(mark.span.start)].append(mark)
    lines = diagnostic.shown_lines(source)
    gutter = max(gutter, len(str(lines[-1])))
    width = max(NARROWEST, options.width - gutter - 3)
    painter = _LinePainter(source, file.sensitive, width, options)
    edge = _row("", "", gutter, options)
    rows = [edge]
    for previous, line in pairwise([lines[0], *lines]):
        if line > previous + 1:
            rows.append(options.paint("...", "gutter"))
        for number, content in painter.rows(line, marks_of_line[line]):
            rows.append(_row(number, content, gutter, options))
    return Frame((*rows, edge), gutter)


def _row(number: str, content: str, gutter: int, options: RenderOptions) -> str:
    margin = options.paint(f"{number:>{gutter}} |", "gutter")
    return f"{margin} {content}" if content else margin


class _LinePainter(NamedTuple):
    """Renders single lines of a file with the marks below them."""

    source: Source
    sensitive: Sequence[Span]
    width: int
    options: RenderOptions

    def rows(self, line: int, marks: Sequence[_Mark]) -> Iterator[tuple[str, str]]:
        """Yield line number and content of each row.

        A line that is too long is shown again for each mark outside the window of the one before.
        """
        whole = self.source.line_span(line)
        current: View | None = None
        if not marks:
            yield str(line), self._view(whole, Span(whole.start, whole.start)).text.rstrip()
        for mark in marks:
            span = Span(min(mark.span.start, whole.end), min(mark.span.end, whole.end))
            if current is None or not current.shows(span):
                current = self._view(whole, span)
                yield str(line), current.text.rstrip()
            label = shown(mark.message)
            last = self.source.line(max(mark.span.start, mark.span.end - 1))
            if last > line:
                label += f" (to line {last})"
            for row in self._underline(current.columns(span), mark, label.strip(" ")):
                yield "", row

    def _view(self, whole: Span, span: Span) -> View:
        return view(self.source.value, whole, span, self.sensitive, self.width)

    def _underline(self, columns: tuple[int, int], mark: _Mark, label: str) -> Iterator[str]:
        """Underline columns; a label that does not fit beside the underline goes below it."""
        column, width = columns
        signs = mark.sign * width
        room = self.width - display_width(label)
        if not label or column + width + 1 <= room:
            yield " " * column + self.options.paint(f"{signs} {label}".rstrip(), mark.style)
        else:
            yield " " * column + self.options.paint(signs, mark.style)
            yield " " * max(0, min(column, room)) + self.options.paint(label, mark.style)
