"""Each finding as a paragraph: its head, its code frame, and what helps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.reporters.escaping import shown
from outbound_lint.reporters.frames import Frame, Mark, frame
from outbound_lint.reporters.options import RenderOptions
from outbound_lint.reporters.places import position, source_of
from outbound_lint.reporters.style import Painter

_INEXACT = "somewhere in this value"

_NAMES_SHOWN = 3
"""How many of the other connections are named."""


def of_file(file: FileReport, options: RenderOptions, paint: Painter) -> Iterator[str]:
    """Yield a paragraph for each finding of a file, then one that sums up what was left out."""
    counts: Counter[str] = Counter()
    for diagnostic in file.diagnostics:
        counts[diagnostic.rule] += 1
        if options.verbose or counts[diagnostic.rule] <= options.per_rule:
            yield _paragraph(file, diagnostic, options, paint)
    if not options.verbose:
        more = [
            f"… and {count - options.per_rule} more of {rule} in this file"
            for rule, count in sorted(counts.items())
            if count > options.per_rule
        ]
        if more:
            path = paint(shown(file.path), "strong")
            yield "\n".join(f"{path}: {line}" for line in more)


def _paragraph(
    file: FileReport, diagnostic: Diagnostic, options: RenderOptions, paint: Painter
) -> str:
    shape = frame(file, _marks(diagnostic), paint) if source_of(file).value else Frame((), 1)
    notes = [
        f"{' ' * shape.gutter} {paint('=', 'faint')} {note}"
        for note in _notes(diagnostic, options, paint)
    ]
    return "\n".join((_head(file, diagnostic, paint), *shape.rows, *notes))


def _head(file: FileReport, diagnostic: Diagnostic, paint: Painter) -> str:
    line, column = position(file, diagnostic.span.start)
    place = f"{paint(shown(file.path), 'strong')}:{line}:{column}:"
    rule = paint(f"{diagnostic.severity}[{diagnostic.rule}]", diagnostic.severity)
    return f"{place} {rule} {shown(diagnostic.message)}"


def _marks(diagnostic: Diagnostic) -> list[Mark]:
    label = "" if diagnostic.exact else _INEXACT
    related = [Mark(item.span, item.message, "-", "related") for item in diagnostic.related]
    return [Mark(diagnostic.span, label, "^", diagnostic.severity), *related]


def _notes(diagnostic: Diagnostic, options: RenderOptions, paint: Painter) -> Iterator[str]:
    if diagnostic.connection:  # a nameless one alone in its file has none
        yield f"in connection {shown(diagnostic.connection)}{_also(diagnostic, options)}"
    if options.verbose and diagnostic.pointer is not None:
        embedded = diagnostic.embedded_pointer
        inside = "" if embedded is None else f", in its JSON at {_pointer(embedded)}"
        yield f"at {_pointer(diagnostic.pointer)}{inside}"
    if diagnostic.hint:
        yield f"{paint('help:', 'strong')} {shown(diagnostic.hint)}"


def _also(diagnostic: Diagnostic, options: RenderOptions) -> str:
    if not diagnostic.also:
        return ""
    names = diagnostic.also if options.verbose else diagnostic.also[:_NAMES_SHOWN]
    more = len(diagnostic.also) - len(names)
    return f", also in {', '.join(map(shown, names))}{f' and {more} more' if more else ''}"


def _pointer(pointer: str) -> str:
    return shown(pointer) if pointer else "the root"
