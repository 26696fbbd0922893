"""The open documents, and what is known about each: its findings and its connections."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lsprotocol import types

from outbound_lint.connections import reading
from outbound_lint.connections.reading import ParsedFile
from outbound_lint.engine import file_problem
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.lsp.positions import Lines
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.run.opening import SourceText, parse
from outbound_lint.source import Source, Span

_BOM = "\ufeff"


def path_of(uri: str) -> str:
    """Return the path of a document, absolute if it is a file; otherwise its name."""
    parts = urlsplit(uri)
    return url2pathname(parts.path) if parts.scheme == "file" else unquote(parts.path or uri)


class Document:
    """One version of an open document; it does not change.

    Args:
        uri: its URI.
        version: its version, as the editor counts.
        text: its text.
        encoding: the encoding whose units positions count.
    """

    def __init__(self, uri: str, version: int, text: str, encoding: str) -> None:
        self.uri = uri
        self.version = version
        self.text = text
        self.absolute = path_of(uri)
        self.is_file = uri.startswith("file:")
        self.encoding = encoding
        self._mark = len(_BOM) if text.startswith(_BOM) else 0

    def changed(
        self, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> Document:
        """Return the version after changes, each of which is to be applied after the others."""
        text = self.text
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = Lines(text, self.encoding).span(change.range)
                text = text[:start] + change.text + text[max(start, end) :]
            else:
                text = change.text
        return Document(self.uri, version, text, self.encoding)

    @cached_property
    def judged(self) -> str:
        """The text without a byte order mark, to which the spans of findings refer."""
        return self.text[self._mark :]

    @cached_property
    def lines(self) -> Lines:
        """Its lines."""
        return Lines(self.text, self.encoding)

    def range(self, span: Span) -> types.Range:
        """Return the range of a span of the judged text."""
        return self.lines.range(Span(span.start + self._mark, span.end + self._mark))

    def offset(self, position: types.Position) -> int:
        """Return the offset of a position in the judged text."""
        return max(0, self.lines.offset(position) - self._mark)

    def line(self, offset: int) -> Span:
        """Return the span of the line of an offset of the judged text, without its end."""
        start, end = self.lines.line(offset + self._mark)
        return Span(max(0, start - self._mark), end - self._mark)

    @cached_property
    def parsed(self) -> ParsedFile:
        """Its connections; none where it cannot be parsed."""
        name = os.path.basename(self.absolute)
        if len(self.judged) > reading.MAX_CHARACTERS:
            return ParsedFile(Source("", name), [], [], [])
        return parse(SourceText(self.judged, name, self.is_file))

    def lint(self, path: str, settings: Settings, root: str) -> FileReport:
        """Lint the text as `check` lints a file.

        Args:
            path: how it is called in the report.
            settings: what to look for.
            root: the folder of the workspace.
        """
        try:
            data = self.text.encode("utf-8")
        except UnicodeEncodeError:
            message = "the text contains half a character, which no file in UTF-8 can hold"
            hint = "Delete the character, and type it again."
            return file_problem("syntax-error", path=path, message=message, hint=hint)
        return lint_bytes(
            data, path=path, task=Task(settings, time.time(), root), named=self.is_file
        )
