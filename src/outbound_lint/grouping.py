"""Findings that are alike, joined: one mistake that several connections share is one finding."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.model import SEVERITIES
from outbound_lint.rule import RuleFinding
from outbound_lint.source import Span, Traced
from outbound_lint.syntax.nodes import SyntaxProblem

if TYPE_CHECKING:
    from outbound_lint.suppressions.applying import Suppressions
    from outbound_lint.suppressions.comments import Comment

CHARACTERS_PER_FINDING = 60
"""A file may have one finding for so many of its characters, so that no report is huge."""

FEWEST_FINDINGS = 100
"""How many findings of a file are reported in any case."""

MAX_FINDINGS = 5_000
"""After so many findings of a file, the rest of it is not judged."""

_TOGETHER = 100
"""So many findings go through each step together, whose code then stays in the processor's caches:
a finding takes a quarter less time."""

Key = tuple[Span, str, str]
"""Span, rule and message: what findings of several connections have in common that are one."""


class Group(NamedTuple):
    """Findings that are alike, and whether their span is exact."""

    key: Key
    exact: bool
    findings: list[RuleFinding]


class Groups(NamedTuple):
    """Findings by what they have in common; the comments say why some are hidden."""

    shown: dict[Key, Group]
    hidden: dict[Key, Group]
    comments: dict[Key, Comment]

    def add(self, finding: RuleFinding, traced: Traced, suppressions: Suppressions | None) -> None:
        """Add a finding to those like it."""
        span = Span(traced.start, traced.end)
        key = (span, finding.rule.name, finding.finding.message)
        known = self.shown.get(key) or self.hidden.get(key)
        if known:
            known.findings.append(finding)
        elif comment := suppressions and suppressions.hide(finding.rule.name, span):
            self.hidden[key] = Group(key, traced.exact, [finding])
            self.comments[key] = comment
        else:
            self.shown[key] = Group(key, traced.exact, [finding])


def group_alike(
    parsed: ParsedFile,
    found: Iterable[RuleFinding],
    suppressions: Suppressions | None,
    checked: Collection[str],
) -> Groups:
    """Join the findings that are alike, and separate those that comments hide.

    Args:
        parsed: the file.
        found: what the rules found in it.
        suppressions: its ignore comments, if it has any.
        checked: the names of the rules that judged it.
    """
    groups = Groups({}, {}, {})
    found = iter(found)
    while some := [*islice(found, min(_TOGETHER, MAX_FINDINGS + 1 - len(groups.shown)))]:
        places = [one.finding.place.trace() for one in some]
        for finding, traced in zip(some, places, strict=True):
            groups.add(finding, traced, suppressions)
        if len(groups.shown) > MAX_FINDINGS:
            return groups  # what the rest of the comments hide is unknown
    starts = [document.root.start for document in parsed.documents]
    for rule, mistake in suppressions.mistakes(checked) if suppressions else ():
        if len(groups.shown) > MAX_FINDINGS:
            break
        document = parsed.documents[max(bisect_right(starts, mistake.place.start) - 1, 0)]
        finding = RuleFinding(rule, mistake, None, document)
        groups.add(finding, mistake.place.trace(), suppressions)
    return groups


def within_limits(
    parsed: ParsedFile, groups: list[Group]
) -> tuple[list[SyntaxProblem], list[Group]]:
    """Return what is reported of a file that has too many findings.

    Errors come first. Among like findings those with a fix do, so that fixing leaves none of them.

    Args:
        parsed: the file.
        groups: its findings.

    Returns:
        What can't be parsed, and the findings that are reported.
    """

    def rank(group: Group) -> tuple[int, bool]:
        first = group.findings[0]
        return SEVERITIES.index(first.rule.severity), first.finding.fix is None

    worst_first = sorted(groups, key=rank)
    allowed = len(parsed.source.value) // CHARACTERS_PER_FINDING
    most = min(max(FEWEST_FINDINGS, allowed), MAX_FINDINGS)
    problems = parsed.problems[:most]
    shown = worst_first[: most - len(problems)]
    total = len(groups) + len(parsed.problems)
    if total > most:
        count = f"{total:,}" if len(groups) <= MAX_FINDINGS else f"more than {MAX_FINDINGS:,}"
        message = f"the file has {count} findings: only {most:,} are shown, errors first"
        hint = "Fix some of them, and run the linter again."
        problems = [*problems, SyntaxProblem(0, 0, message, hint)]
    return problems, shown
