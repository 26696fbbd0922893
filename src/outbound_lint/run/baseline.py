"""The baseline: a file of known findings, which are not reported again.

A finding is known by its file and its fingerprint, so moved lines, other formatting and further
connections change nothing. The paths in it are relative to its folder, wherever the run starts.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from outbound_lint.findings.model import Diagnostic, FileReport, Report
from outbound_lint.findings.selection import ALWAYS
from outbound_lint.patterns import pattern
from outbound_lint.reporters.escaping import json_text
from outbound_lint.rules import RULES
from outbound_lint.run.files import assemble
from outbound_lint.run.opening import open_bytes
from outbound_lint.run.reading import Unreadable, read
from outbound_lint.source import Source
from outbound_lint.syntax import nodes
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.json_errors import explain_json

VERSION = 1

MOST_ENTRIES = 30_000
"""A file with many more could not be read: a parsed text has at most `MAX_NODES` values."""

_FINGERPRINT = pattern(r"[0-9a-f]{32}")
# Files with these findings were not checked completely; a probe depends on the receiver.
_NEVER_KNOWN = ALWAYS | {rule.name for rule in RULES if rule.family == "probe"}


class BaselineError(Exception):
    """A file that is not a baseline that this version reads.

    Attributes:
        place: Its line and column, like `:3:14`; empty if there are none.
        problem: What is wrong.
        is_read: Whether there is a file that could be read.
    """

    def __init__(self, problem: str, place: str = "", *, is_read: bool = True) -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place
        self.is_read = is_read


class Entry(NamedTuple):
    """What a baseline says of a finding, besides its fingerprint."""

    rule: str
    connection: str | None


class Baseline(NamedTuple):
    """Known findings.

    Attributes:
        folder: The folder of the file.
        entries: For each path, relative to the folder, the entry of each fingerprint.
    """

    folder: str
    entries: Mapping[str, Mapping[str, Entry]]

    def path_of(self, file: str, cwd: str) -> str:
        """Return how the baseline calls a file of a report."""
        return _relative(file, self.folder, cwd)

    def keys(self) -> set[tuple[str, str]]:
        """Return the path and the fingerprint of each entry."""
        return {(path, one) for path, entries in self.entries.items() for one in entries}


class Applied(NamedTuple):
    """A report without the known findings, and how many entries match no finding any more."""

    report: Report
    stale: int


class Written(NamedTuple):
    """A baseline that is to be written.

    Attributes:
        text: The text of the file.
        baseline: What it contains.
        new: How many of its entries the file did not contain before.
        removed: How many entries of the file match no finding any more.
        kept: How many entries are kept because nothing is known of them: their files or rules were
            not checked, or not completely.
    """

    text: str
    baseline: Baseline
    new: int
    removed: int
    kept: int


def can_be_known(diagnostic: Diagnostic) -> bool:
    """Return whether a baseline may hide a finding."""
    return diagnostic.rule not in _NEVER_KNOWN


def read_baseline(file: str, *, cwd: str) -> Baseline:
    """Read a baseline.

    Args:
        file: Its path, absolute or relative to `cwd`.
        cwd: The working directory.

    Raises:
        BaselineError: It can't be read, is damaged, or has another version.
    """
    path = os.path.join(cwd, file)
    data = read(path, root=cwd)
    if isinstance(data, Unreadable):
        raise BaselineError(data.reason, is_read=False)
    opened = open_bytes(data, file)
    if isinstance(opened, FileReport):
        if not opened.diagnostics:
            raise BaselineError("this is not a baseline of outbound-lint")
        (problem,) = opened.diagnostics
        line, column = opened.position(problem.span.start)
        raise BaselineError(problem.message, f":{line}:{column}")
    return Baseline(os.path.dirname(os.path.abspath(path)), _Reader(opened.text).read())


def apply(
    report: Report, known: Baseline, *, checked: Callable[[str], Collection[str]], cwd: str
) -> Applied:
    """Take the known findings out of a report.

    Entries of files that were not checked, or only in part, and of rules that were not selected may
    still match something, and are not counted as stale.

    Args:
        report: The report.
        known: The known findings.
        checked: Returns the names of the rules that were selected for the path of a file.
        cwd: The working directory.
    """
    files = []
    for file in report.files:
        entries = known.entries.get(known.path_of(file.path, cwd), {})
        hidden = _matching(file, entries)
        kept = tuple(one for one in file.diagnostics if one.fingerprint not in hidden)
        files.append(file._replace(diagnostics=kept, baselined=len(hidden)) if hidden else file)
    stale = sum(1 for _ in _stale(report, known, checked=checked, cwd=cwd))
    return Applied(assemble(files)._replace(probes=report.probes), stale)


def _matching(file: FileReport, entries: Mapping[str, Entry]) -> set[str]:
    """Return the fingerprints of the findings in a file that have an entry."""
    return {
        one.fingerprint
        for one in file.diagnostics
        if can_be_known(one) and (entry := entries.get(one.fingerprint)) and entry.rule == one.rule
    }


def _stale(
    report: Report, known: Baseline, *, checked: Callable[[str], Collection[str]], cwd: str
) -> Iterator[tuple[str, str]]:
    """Yield the path and the fingerprint of each entry that matches no finding any more."""
    names = {rule.name for rule in RULES}
    seen: set[str] = set()
    for file in report.files:
        path = known.path_of(file.path, cwd)
        entries = known.entries.get(path, {})
        seen.add(path)
        if not entries or any(one.rule in ALWAYS for one in file.diagnostics):
            continue
        found, selected = _matching(file, entries), checked(file.path)
        for fingerprint, entry in entries.items():
            if fingerprint not in found and (entry.rule in selected or entry.rule not in names):
                yield path, fingerprint
    for path in known.entries.keys() - seen:
        if not os.path.lexists(os.path.join(known.folder, path)):
            yield from ((path, fingerprint) for fingerprint in known.entries[path])


def written(
    report: Report, previous: Baseline, *, checked: Callable[[str], Collection[str]], cwd: str
) -> Written:
    """Return a baseline of all findings in a report.

    Entries of the file that would not be stale are kept: a run on some files or rules must not
    lose what is known about the others.

    Args:
        report: The report, without a baseline applied.
        previous: What the file contains, and its folder.
        checked: Returns the names of the rules that were selected for the path of a file.
        cwd: The working directory.
    """
    entries: dict[str, dict[str, Entry]] = defaultdict(dict)
    for file, one in report.diagnostics():
        if can_be_known(one):
            entry = Entry(one.rule, one.connection)
            entries[previous.path_of(file.path, cwd)][one.fingerprint] = entry
    baseline = Baseline(previous.folder, entries)
    found, before = baseline.keys(), previous.keys()
    stale = set(_stale(report, previous, checked=checked, cwd=cwd))
    kept = before - found - stale
    for path, fingerprint in kept:
        entries[path][fingerprint] = previous.entries[path][fingerprint]
    findings = {path: _sorted(entries[path]) for path in sorted(entries)}
    text = json_text({"version": VERSION, "tool": "outbound-lint", "findings": findings})
    return Written(text, baseline, len(found - before), len(stale - found), len(kept))


def _sorted(entries: Mapping[str, Entry]) -> list[dict[str, str | None]]:
    """Return the entries of a file in an order that does not depend on lines."""
    found = (
        {"rule": entry.rule, "connection": entry.connection, "fingerprint": fingerprint}
        for fingerprint, entry in entries.items()
    )
    return sorted(found, key=lambda entry: tuple(value or "" for value in entry.values()))


def _relative(file: str, folder: str, cwd: str) -> str:
    path = os.path.join(cwd, file)
    try:
        path = os.path.relpath(path, folder)
    except ValueError:  # on another drive
        path = os.path.abspath(path)
    return path.replace(os.sep, "/")


class _Reader:
    """Reads the text of a baseline; every mistake has its line and column."""

    def __init__(self, text: str) -> None:
        self._source = Source(text, "")

    def read(self) -> dict[str, dict[str, Entry]]:
        parsed = parse_json(self._source)
        if parsed.mistake:
            problem = explain_json(self._source.value, parsed.mistake)
            raise self._error(problem.start, f"the baseline is not valid JSON: {problem.message}")
        root = parsed.root
        assert root
        version, findings = self._members(root, "version", "findings")
        if not isinstance(version, nodes.Scalar) or version.style != "number":
            raise self._error(version.start, "the version of the baseline is not a number")
        if version.value != str(VERSION):
            raise self._error(
                version.start,
                f"this is version {version.value[:20]} of the baseline, and this outbound-lint "
                f"reads version {VERSION}",
            )
        if not isinstance(findings, nodes.Mapping):
            raise self._error(findings.start, "`findings` is not an object")
        return {member.name: self._entries(member.value) for member in findings.members}

    def _entries(self, node: nodes.Node) -> dict[str, Entry]:
        if not isinstance(node, nodes.Sequence):
            raise self._error(node.start, "the findings of a file are not a list")
        entries = {}
        for item in node.items:
            rule, fingerprint = map(self._string, self._members(item, "rule", "fingerprint"))
            if not _FINGERPRINT.fullmatch(fingerprint):
                raise self._error(item.start, "the fingerprint of this finding is not valid")
            entries[fingerprint] = Entry(rule, self._connection(item))
        return entries

    def _connection(self, node: nodes.Node) -> str | None:
        """Return the name of the connection; None if it is absent."""
        assert isinstance(node, nodes.Mapping)
        for member in node.members:
            value = member.value
            if member.name == "connection" and isinstance(value, nodes.Scalar):
                return value.value if value.style == "string" else None
        return None

    def _members(self, node: nodes.Node, *names: str) -> Iterator[nodes.Node]:
        """Yield the values of members that must be there."""
        if not isinstance(node, nodes.Mapping):
            raise self._error(node.start, "this is not an object, but a baseline has one here")
        members = {member.name: member.value for member in node.members}
        for name in names:
            if name not in members:
                raise self._error(node.start, f"the member `{name}` of a baseline is missing")
            yield members[name]

    def _string(self, node: nodes.Node) -> str:
        if not isinstance(node, nodes.Scalar) or node.style != "string":
            raise self._error(node.start, "this is not a string, but a baseline has one here")
        return node.value

    def _error(self, offset: int, problem: str) -> BaselineError:
        line, column = self._source.position(offset)
        return BaselineError(problem, f":{line}:{column}")
