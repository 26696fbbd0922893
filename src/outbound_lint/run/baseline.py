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

_FINGERPRINT = pattern(r"[0-9a-f]{32}")
# Files with these findings were not checked completely; a probe depends on the receiver.
_NEVER_KNOWN = ALWAYS | {rule.name for rule in RULES if rule.family == "probe"}


class BaselineError(Exception):
    """A file that is not a baseline that this version reads.

    Attributes:
        place: Its line and column, like `:3:14`; empty if there are none.
        problem: What is wrong.
    """

    def __init__(self, problem: str, place: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.place = place


class Baseline(NamedTuple):
    """Known findings.

    Attributes:
        folder: The folder of the file.
        rules: For each path, relative to the folder, the rule of each fingerprint.
    """

    folder: str
    rules: Mapping[str, Mapping[str, str]]

    def path_of(self, file: str, cwd: str) -> str:
        """Return how the baseline calls a file of a report."""
        return _relative(file, self.folder, cwd)


class Applied(NamedTuple):
    """A report without the known findings, and how many entries match no finding any more."""

    report: Report
    stale: int


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
        raise BaselineError(data.reason)
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
    files, stale, names = [], 0, {rule.name for rule in RULES}
    seen: set[str] = set()
    for file in report.files:
        path = known.path_of(file.path, cwd)
        rules = known.rules.get(path, {})
        seen.add(path)
        hidden = {
            one.fingerprint
            for one in file.diagnostics
            if rules.get(one.fingerprint) == one.rule and can_be_known(one)
        }
        if all(one.rule not in ALWAYS for one in file.diagnostics):
            selected = checked(file.path)
            left = (rule for fingerprint, rule in rules.items() if fingerprint not in hidden)
            stale += sum(rule in selected or rule not in names for rule in left)
        kept = tuple(one for one in file.diagnostics if one.fingerprint not in hidden)
        files.append(file._replace(diagnostics=kept, baselined=len(hidden)) if hidden else file)
    for path in known.rules.keys() - seen:
        if not os.path.lexists(os.path.join(known.folder, path)):
            stale += len(known.rules[path])
    return Applied(assemble(files)._replace(probes=report.probes), stale)


def written(report: Report, *, folder: str, cwd: str) -> tuple[str, Baseline]:
    """Return the text of a baseline of all findings in a report, and the baseline.

    Args:
        report: The report, without a baseline applied.
        folder: The folder of the file to write.
        cwd: The working directory.
    """
    entries: dict[str, list[dict[str, str | None]]] = {}
    rules: dict[str, dict[str, str]] = defaultdict(dict)
    for file, one in report.diagnostics():
        if can_be_known(one):
            path = _relative(file.path, folder, cwd)
            rules[path][one.fingerprint] = one.rule
            entry = {"rule": one.rule, "connection": one.connection, "fingerprint": one.fingerprint}
            entries.setdefault(path, []).append(entry)
    for of_file in entries.values():  # sorted, so that moved lines change nothing
        of_file.sort(key=lambda entry: tuple(value or "" for value in entry.values()))
    findings = {path: entries[path] for path in sorted(entries)}
    document = {"version": VERSION, "tool": "outbound-lint", "findings": findings}
    return json_text(document), Baseline(folder, rules)


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

    def read(self) -> dict[str, dict[str, str]]:
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

    def _entries(self, node: nodes.Node) -> dict[str, str]:
        if not isinstance(node, nodes.Sequence):
            raise self._error(node.start, "the findings of a file are not a list")
        rules = {}
        for item in node.items:
            rule, fingerprint = map(self._string, self._members(item, "rule", "fingerprint"))
            if not _FINGERPRINT.fullmatch(fingerprint):
                raise self._error(item.start, "the fingerprint of this finding is not valid")
            rules[fingerprint] = rule
        return rules

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
