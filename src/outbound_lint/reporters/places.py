"""Where a diagnostic stands, for people and for programs."""

from __future__ import annotations

from outbound_lint.findings.model import FileReport
from outbound_lint.source import Position, Source


def source_of(file: FileReport) -> Source:
    """Return the text of a file; an empty one where it could not be read."""
    return file.source or Source("", file.path)


def position(file: FileReport, offset: int) -> Position:
    """Return the line and column of an offset in a file."""
    return source_of(file).position(offset)
