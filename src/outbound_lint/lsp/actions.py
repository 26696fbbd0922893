"""Quick fixes: the fix of a finding, all safe fixes of a document, and ignore comments."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from lsprotocol import types

from outbound_lint.connections import reading
from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.fixing import fix_text
from outbound_lint.lsp.diagnostics import diagnostic
from outbound_lint.lsp.documents import Document
from outbound_lint.lsp.workspace import Workspace
from outbound_lint.source import Source, Span
from outbound_lint.suppressions.adding import add_comments, can_be_hidden
from outbound_lint.syntax.edits import SourceEdit

FIX_ALL = "source.fixAll.outbound-lint"
"""The kind of the action that applies all safe fixes."""

KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)

REASON = "TODO: say why"
"""The reason in a new ignore comment, for the user to replace."""

_UNSAFE = " (unsafe: may change the meaning)"
_MOST_IGNORES = 5
"""To how many findings in a selection ignore comments are offered: each parses the document."""


def wanted(kind: str, only: Iterable[str] | None) -> bool:
    """Return whether an editor that asks for some kinds of actions wants one of this kind."""
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


def quick_fixes(
    document: Document, report: FileReport, selection: Span
) -> Iterator[types.CodeAction]:
    """Yield the actions for the findings in a selection, fixes first.

    Args:
        document: the document.
        report: its findings.
        selection: the characters; if there are none, the place of the cursor.
    """
    touched = [
        one
        for one in report.diagnostics
        if one.span.start <= selection.end and selection.start <= one.span.end
    ]
    for one in touched:
        if one.fix:
            yield types.CodeAction(
                title=one.fix.message.rstrip(".")
                + ("" if one.fix.safe else " (unsafe: may change the meaning)"),
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(document, one)],
                is_preferred=one.fix.safe or None,
                edit=_edit(document, one.fix.edits),
            )
    for one in touched[:_MOST_IGNORES]:
        if (edit := _ignored(document, one)) is not None:
            yield types.CodeAction(
                title=f"Ignore {one.rule} here",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic(document, one)],
                edit=edit,
            )


def fix_all(document: Document, folder: Workspace) -> Iterator[types.CodeAction]:
    """Yield the action that does what `check --fix` does, if that changes anything.

    Args:
        document: the document.
        folder: the folder with its settings.
    """
    settings = folder.settings(document)
    fixed = fix_text(
        document.judged,
        path=folder.shown(document),
        settings=settings,
        now=time.time(),
        named=document.is_file,
        known=lambda report: folder.without_known(report, settings),
    )
    if not fixed.changes:
        return
    edits = (
        SourceEdit(one.before, fixed.text[one.after.start : one.after.end]) for one in fixed.changes
    )
    yield types.CodeAction(
        title="Fix all problems that have a safe fix",
        kind=FIX_ALL,
        edit=_edit(document, edits),
    )


def _ignored(document: Document, one: Diagnostic) -> types.WorkspaceEdit | None:
    """Return the edit that adds an ignore comment for a finding; None if none can be added."""
    source = Source(document.judged, document.absolute)
    if not can_be_hidden(one) or reading.is_json(source.value, source.path, named=document.is_file):
        return None
    added = add_comments(reading.parse(source, as_json=False), [one], REASON)
    if added is None or not added.comments:
        return None
    at = _common(source.value, added.text)
    inserted = added.text[at : at + len(added.text) - len(source.value)]
    return _edit(document, [SourceEdit(Span(at, at), inserted)])


def _common(one: str, other: str) -> int:
    """Return how many characters at their start two texts have in common."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _edit(document: Document, edits: Iterable[SourceEdit]) -> types.WorkspaceEdit:
    return types.WorkspaceEdit(
        {document.uri: [types.TextEdit(document.range(one.span), one.text) for one in edits]}
    )
