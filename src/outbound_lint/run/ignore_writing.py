"""Ignore comments written into files, for all findings of a report."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from outbound_lint.connections import reading
from outbound_lint.findings.model import FileReport, Report
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.run.reading import FoundFile, Links
from outbound_lint.run.writing import (
    RefusedError,
    read_unchanged,
    replace_files,
    writable_path,
)
from outbound_lint.source import Source
from outbound_lint.suppressions.adding import add_comments, can_be_hidden

_UTF8_BOM = b"\xef\xbb\xbf"


class IgnoresError(Exception):
    """Why no file was changed, as a sentence."""


class Added(NamedTuple):
    """What was written.

    Attributes:
        files: The reports of the changed files, as they are now.
        comments: How many comments were added.
        findings: How many findings they hide.
        in_json: How many findings are in JSON files, which have no comments.
        without_place: How many findings are where no comment can be, as in the middle of a string.
        refused: The files that were not changed, because their values would not stay the same.
    """

    files: tuple[FileReport, ...]
    comments: int
    findings: int
    in_json: int
    without_place: int
    refused: tuple[str, ...]


def add_ignores(report: Report, found: Sequence[FoundFile], task: Task, reason: str) -> Added:
    """Write an ignore comment for every finding, in all files or in none.

    Args:
        report: The findings.
        found: The files that were checked.
        task: What holds for all of them.
        reason: The reason to write in the comments.

    Raises:
        IgnoresError: A file can't be written, or is no longer what was checked.
    """
    opened = {file.path: file for file in found}
    links = Links(task.root)
    changes: list[tuple[str, str, bytes]] = []
    in_json, comments, findings, without_place, refused = 0, 0, 0, 0, []
    for file in report.files:
        hidden = [one for one in file.diagnostics if can_be_hidden(one)]
        if not (hidden and file.source):
            continue
        if reading.is_json(file.source.value, file.path, named=True):
            in_json += len(hidden)
            continue
        commented = add_comments(reading.parse(file.source, as_json=False), hidden, reason)
        if commented is None:
            refused.append(file.path)
            continue
        comments += commented.comments
        findings += commented.findings
        without_place += len(hidden) - commented.findings
        if commented.comments:
            real = _real_path(opened[file.path], links)
            data = _unchanged(real, file.source, task)
            new = data[: len(data) - len(data.removeprefix(_UTF8_BOM))]
            changes.append((file.path, real, new + commented.text.encode()))
    try:
        replace_files((real, data) for _, real, data in changes)
    except OSError as error:
        raise IgnoresError(f"the comments can't be written: {error.strerror}") from None
    files = tuple(lint_bytes(data, path=path, task=task, named=True) for path, _, data in changes)
    return Added(files, comments, findings, in_json, without_place, tuple(refused))


def _real_path(file: FoundFile, links: Links) -> str:
    try:
        return writable_path(file, links)
    except RefusedError:
        raise IgnoresError(f"no permission to write {file.path}: nothing was changed") from None


def _unchanged(real: str, source: Source, task: Task) -> bytes:
    """Return the bytes of a file, which must be those that were checked."""
    text = source.value.encode()
    try:
        return read_unchanged(real, (text, _UTF8_BOM + text), root=task.root)
    except RefusedError:
        raise IgnoresError(
            f"{source.path} changed during the check, so nothing was written: run it again"
        ) from None
