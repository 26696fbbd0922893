"""Code frames: the source lines of a finding, with carets under the exact characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.lines import View, view
from outbound_lint.reporters.options import RenderOptions, Style
from outbound_lint.source import Source, Span, display_width

_INEXACT = "somewhere in this value"
_NARROWEST = 20


class Frame(NamedTuple):
    """The rows of a frame, and how many columns its line numbers take."""

    rows: tuple[str, ...] = ()
    gutter: int = 1


class _Mark(NamedTuple):
    """A span to underline, and the label beside the underline; an empty span gets one sign."""

    span: Span
    label: str
    sign: str
    style: Style


def frame(file: FileReport, diagnostic: Diagnostic, options: RenderOptions) -> Frame:
    """Show the lines of a finding, each with its marks below it.

    Args:
        file: the file of the finding; sensitive text in it is masked.
        diagnostic: the finding.
        options: the width and the colors to use.

    Returns:
        The frame; without rows if the file has no text.
    """
    source = file.source
    if source is None or not source.value:
        return Frame()
    lines = diagnostic.shown_lines(source)
    marks: dict[int, list[_Mark]] = {line: [] for line in lines}
    for mark in sorted(_marks(diagnostic, source), key=lambda mark: mark.span):
        marks[source.position(mark.span.start).line].append(mark)
    gutter = len(str(lines[-1]))
    painter = _LinePainter(file, source, max(_NARROWEST, options.width - gutter - 3), options)
    rows = [_row("", "", gutter, options)]
    for previous, line in pairwise([lines[0], *lines]):
        if line > previous + 1:
            rows.append(options.paint("...", "gutter"))
        for number, content in painter.rows(line, marks[line]):
            rows.append(_row(number, content, gutter, options))
    rows.append(_row("", "", gutter, options))
    return Frame(tuple(rows), gutter)


def _row(number: str, content: str, gutter: int, options: RenderOptions) -> str:
    margin = options.paint(f"{number:>{gutter}} |", "gutter")
    return f"{margin} {content}" if content else margin


def _marks(diagnostic: Diagnostic, source: Source) -> Iterator[_Mark]:
    span, label = diagnostic.span, "" if diagnostic.exact else _INEXACT
    yield _Mark(span, _label(source, span, label), "^", diagnostic.severity)
    for item in diagnostic.related:
        yield _Mark(item.span, _label(source, item.span, item.message), "-", "gutter")


def _label(source: Source, span: Span, message: str) -> str:
    """Return a message, with the last line of a span of several lines after it."""
    first = source.position(span.start).line
    last = source.position(max(span.start, span.end - 1)).line
    lines = f"(to line {last})" if last > first else ""
    return f"{shown(message)} {lines}".strip(" ")


class _LinePainter:
    """Renders single lines of a file with the marks below them."""

    def __init__(
        self, file: FileReport, source: Source, width: int, options: RenderOptions
    ) -> None:
        self.sensitive = file.sensitive
        self.source = source
        self.width = width
        self.options = options

    def rows(self, line: int, marks: Sequence[_Mark]) -> Iterator[tuple[str, str]]:
        """Yield line number and content of each row.

        A line that is too long is shown again for each mark outside the window of the one before.
        """
        whole = Span(*self.source.line_span(line))
        current: View | None = None
        if not marks:
            yield str(line), self._view(whole, Span(whole.start, whole.start)).text.rstrip()
        for mark in marks:
            span = Span(min(mark.span.start, whole.end), min(mark.span.end, whole.end))
            if current is None or not current.shows(span):
                current = self._view(whole, span)
                yield str(line), current.text.rstrip()
            for row in self._underline(current, span, mark):
                yield "", row

    def _view(self, whole: Span, span: Span) -> View:
        return view(self.source.value, whole, span, self.sensitive, self.width)

    def _underline(self, current: View, span: Span, mark: _Mark) -> Iterator[str]:
        """Underline a span; a label that does not fit beside the underline goes below it."""
        column, width = current.columns(span)
        signs, label = mark.sign * width, mark.label
        room = self.width - display_width(label)
        if not label or column + width + 1 <= room:
            yield " " * column + self.options.paint(f"{signs} {label}".rstrip(), mark.style)
        else:
            yield " " * column + self.options.paint(signs, mark.style)
            yield " " * max(0, min(column, room)) + self.options.paint(label, mark.style)
