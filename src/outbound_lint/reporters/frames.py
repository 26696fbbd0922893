"""Code frames: the lines a finding speaks of, with carets under the very characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from outbound_lint.findings.model import FileReport
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.lines import View, view
from outbound_lint.reporters.places import source_of
from outbound_lint.reporters.style import Painter, Style
from outbound_lint.source import Source, Span

ELLIPSIS = "..."


class Mark(NamedTuple):
    """A span to underline, with the words beside the underline.

    Attributes:
        span: the characters; one caret stands where it is empty.
        label: what to say of them.
        sign: the character to underline with.
        style: the colour of both.
    """

    span: Span
    label: str
    sign: str
    style: Style


class Frame(NamedTuple):
    """The rows of a frame, and how many columns its line numbers take."""

    rows: tuple[str, ...]
    gutter: int


def frame(file: FileReport, marks: Sequence[Mark], paint: Painter) -> Frame:
    """Show the lines of the marks, each with its marks below it.

    Args:
        file: the file they stand in; what is sensitive in it is masked.
        marks: at least one.
        paint: what colours the rows.
    """
    source = source_of(file)
    ordered = sorted(marks, key=lambda mark: mark.span)
    by_line = [
        (line, list(group))
        for line, group in groupby(ordered, lambda mark: source.position(mark.span.start).line)
    ]
    gutter = len(str(by_line[-1][0]))
    rows = [_row("", "", gutter, paint)]
    previous = by_line[0][0]
    for line, group in by_line:
        if line > previous + 1:
            rows.append(paint(ELLIPSIS, "faint"))
        previous = line
        for number, content in _line_rows(source, file.sensitive, line, group, paint):
            rows.append(_row(number, content, gutter, paint))
    rows.append(_row("", "", gutter, paint))
    return Frame(tuple(rows), gutter)


def _row(number: str, content: str, gutter: int, paint: Painter) -> str:
    margin = paint(f"{number:>{gutter}} |", "faint")
    return f"{margin} {content}" if content else margin


def _line_rows(
    source: Source, sensitive: Sequence[Span], line: int, marks: Sequence[Mark], paint: Painter
) -> Iterator[tuple[str, str]]:
    """Yield the rows of one line; it is shown again where the window has to move."""
    start, end = source.line_span(line)
    current: View | None = None
    for mark in marks:
        span = Span(min(mark.span.start, end), min(mark.span.end, end))
        if current is None or not current.holds(span):
            current = view(source.value, Span(start, end), span, sensitive)
            yield str(line), current.text.rstrip()
        yield "", _underline(current, span, _labelled(source, mark), mark, paint)


def _underline(current: View, span: Span, label: str, mark: Mark, paint: Painter) -> str:
    column, width = current.columns(span)
    return " " * column + paint(f"{mark.sign * width} {label}".rstrip(), mark.style)


def _labelled(source: Source, mark: Mark) -> str:
    """Say also where a span ends that leaves its first line."""
    first = source.position(mark.span.start).line
    last = source.position(max(mark.span.start, mark.span.end - 1)).line
    place = f"(to line {last})" if last > first else ""
    return " ".join(part for part in (shown(mark.label), place) if part)
