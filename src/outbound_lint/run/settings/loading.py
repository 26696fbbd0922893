"""One settings file to its values, or to a report of its mistakes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.patterns import pattern
from outbound_lint.run.conventions import SETTINGS_FILE
from outbound_lint.run.reading import LIMIT, Unreadable, read
from outbound_lint.source import Source, Span, merge_spans
from outbound_lint.syntax.nodes import Document, Mapping, Member, SyntaxProblem

if TYPE_CHECKING:
    from outbound_lint.run.settings.values import SettingsFile

TABLE = ("tool", "outbound-lint")

_SHOWN = 10_000
"""A frame shows fewer characters of what is wrong."""

# What may name the table; most files of Python projects have none, and need not be parsed.
_NAMES_TABLE = pattern(rb"outbound-lint[\"']?[ \t]*[\].=]|tool[ \t]*\.[ \t]*[\"']?outbound-lint")


def load(path: str, *, cwd: str, named: bool) -> tuple[SettingsFile | None, FileReport | None]:
    """Read a settings file.

    Args:
        path: The file, absolute.
        cwd: The working directory: links in it must not lead out of it.
        named: Whether the command line names the file.

    Returns:
        What it says, as far as it is valid, and a report of what is not; neither for TOML without
        the table.
    """
    shown = shown_path(path, cwd)
    is_toml = path.endswith(".toml")
    data = read(path, root=cwd)
    if is_toml and not named and not (isinstance(data, bytes) and _NAMES_TABLE.search(data)):
        return None, None  # not a file of ours, even if it can't be read
    if isinstance(data, Unreadable):
        hint = "Replace it by a regular file that can be read, or remove it."
        data = data._replace(hint="Name a regular file that can be read." if named else hint)
    source = decode(data, shown)
    document, problems = None, list[SyntaxProblem]()
    if isinstance(source, Source):
        document, problems = _parse(source, is_toml=is_toml, named=named)
        if document is None and is_toml and not problems:
            if not named:
                return None, None
            message = f"there is no table `[{'.'.join(TABLE)}]` in this file"
            problems = [SyntaxProblem(0, 0, message, "Add the table.")]
    from outbound_lint.run.settings.keys import Reader
    from outbound_lint.run.settings.values import SettingsFile

    empty = SettingsFile(shown, os.path.dirname(path))
    if isinstance(source, FileReport):
        return empty, source
    if problems or document is None:
        return empty, report(source, problems) if problems else None
    reader = Reader(source, empty, is_toml=is_toml)
    found = reader.read(document.root)
    return found, report(source, reader.problems, reader.unknown) if reader.problems else None


def shown_path(path: str, cwd: str) -> str:
    """Return how a file is shown: relative to the working directory, with `/`."""
    try:
        return os.path.relpath(path, cwd).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")


def decode(data: bytes | Unreadable, shown: str) -> Source | FileReport:
    """Return the text of a file that is not linted, or a report of why it has none.

    Args:
        data: What was read.
        shown: How the file is shown.
    """
    if isinstance(data, bytes) and len(data) <= LIMIT:
        try:
            return Source(data.decode().removeprefix("\ufeff"), shown)
        except UnicodeDecodeError:
            pass
    from outbound_lint.run.opening import open_bytes

    opened = open_bytes(data, shown)
    if not isinstance(opened, FileReport):
        return Source(opened.text, shown)
    if opened.diagnostics:
        return opened._replace(diagnostics=tuple(_unnamed(one) for one in opened.diagnostics))
    return report(Source("", shown), [SyntaxProblem(0, 0, "the file is encrypted", "Decrypt it.")])


def _unnamed(diagnostic: Diagnostic) -> Diagnostic:
    """Return a mistake without the name of a rule: settings are no rules."""
    return diagnostic._replace(rule="")


def _parse(
    source: Source, *, is_toml: bool, named: bool
) -> tuple[Document | None, list[SyntaxProblem]]:
    if is_toml:
        from outbound_lint.syntax.toml import parse_toml_table

        table, problem = parse_toml_table(source, TABLE)
        return Document(0, table) if table else None, [problem] if problem else []
    if source.path.endswith(".outbound-lint.yml") and not named:
        message = f"settings files are named `{SETTINGS_FILE}`: this one would have no effect"
        return None, [SyntaxProblem(0, 0, message, f"Rename the file to `{SETTINGS_FILE}`.")]
    from outbound_lint.syntax.yaml import parse_yaml

    documents, problems = parse_yaml(source)
    if len(documents) > 1 and not problems:
        start = documents[1].root.start
        message = "a settings file has one document: this one would have no effect"
        problems = [SyntaxProblem(start, start + 1, message, "Join the documents.")]
    return documents[0] if documents else None, problems


def report(
    source: Source, problems: list[SyntaxProblem], unknown: list[Member] | None = None
) -> FileReport:
    """Report mistakes like findings, with secrets masked.

    Args:
        source: The text.
        problems: The mistakes.
        unknown: Members that may be secrets; None if the text can't be read.
    """
    from outbound_lint.connections.reading import ParsedFile
    from outbound_lint.redaction.redactor import Redactor
    from outbound_lint.redaction.texts import in_text

    diagnostics = tuple(
        Diagnostic("", "error", one.message, one.hint, Span(one.start, one.end))
        for one in sorted(problems)
    )
    suspects = Mapping(source, 0, 0, None)
    suspects.members = unknown or []
    # Lines that can't be read are masked as broken ones.
    broken = problems if unknown is None else []
    redactor = Redactor(ParsedFile(source, [Document(0, suspects)], [], broken))
    lines = {line for one in diagnostics for line in one.shown_lines(source)}
    wrong = (
        span
        for start, end, *_ in problems
        for span in in_text(source.value, start, min(end, start + _SHOWN))
    )
    sensitive = tuple(merge_spans([*redactor.spans(lines), *wrong]))
    return FileReport(source.path, 0, diagnostics, source, sensitive)
