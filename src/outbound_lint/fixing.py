"""One text to its fixed text: `fix_text`.

The fixes of a text are applied in rounds, since fixes may overlap and may reveal further mistakes.
After each round the text is parsed and linted again: what was edited must have the intended value,
everything else must be as before, and what was fixed must not be found again. Fixes that fail this
are withdrawn.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from outbound_lint.connections import reading
from outbound_lint.connections.reading import ParsedText
from outbound_lint.engine import lint_text
from outbound_lint.findings.fixes import SourceFix
from outbound_lint.findings.model import Diagnostic, FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.source import Source, Span, with_edits
from outbound_lint.syntax.comparing import changes_only, keeps_others
from outbound_lint.syntax.edits import SourceEdit

MOST_ROUNDS = 10
"""How often fixes are applied; none needs more than a few rounds, and two could undo each other."""

MOST_ATTEMPTS = 100
"""How often a text is linted again to find the fixes that fail."""

_BREAKAGE = frozenset(("syntax-error", "duplicate-key", "invalid-merge", "internal-error"))


class Change(NamedTuple):
    """Characters that fixing replaced: their span in the text before, and in the text after."""

    before: Span
    after: Span


class Fixed(NamedTuple):
    """A text after fixing.

    Attributes:
        text: the fixed text.
        report: the findings that remain.
        unfixed: the findings of the text before.
        changes: what is different from the text before, in order and apart.
        fixed: the findings that were fixed, round by round.
        withdrawn: the findings whose fixes failed.
    """

    text: str
    report: FileReport
    unfixed: FileReport
    changes: tuple[Change, ...] = ()
    fixed: tuple[Diagnostic, ...] = ()
    withdrawn: tuple[Diagnostic, ...] = ()


class _Fixable(NamedTuple):
    """A finding that has a fix."""

    diagnostic: Diagnostic
    fix: SourceFix

    @property
    def key(self) -> tuple[str, str]:
        """What is the same in the next round."""
        return self.diagnostic.rule, self.diagnostic.fingerprint


def fix_text(  # noqa: PLR0913  # as `lint_text`, and what to fix
    text: str,
    *,
    path: str,
    settings: Settings,
    now: float,
    named: bool = True,
    unsafe: bool = False,
    known: Callable[[FileReport], FileReport] | None = None,
) -> Fixed:
    """Fix one text.

    Args:
        text: the text, without a byte order mark, its line ends unchanged.
        path: its path in the report; the suffix selects JSON, HCL or YAML.
        settings: what to look for.
        now: the time by which dates are judged, in seconds since 1970-01-01 UTC.
        named: whether `path` names a file; if not, the content selects JSON or YAML.
        unsafe: whether to apply unsafe fixes too.
        known: returns a report without the findings that must not be fixed, if there are any.

    Returns:
        The fixed text and what remains. Bad input is left as it is; nothing is raised.
    """

    def lint(text: str) -> FileReport:
        report = lint_text(text, path=path, settings=settings, now=now, named=named).files[0]
        return known(report) if known else report

    before = lint(text)
    attempt = _Attempt(text, before, path, reading.is_json(text, path, named=named))
    fixed: list[Diagnostic] = []
    changes: list[Change] = []
    withdrawn: dict[tuple[str, str], Diagnostic] = {}
    rounds, most = 0, len(text) + 1
    for _ in range(MOST_ATTEMPTS):
        chosen = _apart(
            one for one in _fixable(attempt.report, unsafe=unsafe) if one.key not in withdrawn
        )
        batch = chosen[:most]
        if not batch or rounds == MOST_ROUNDS:
            break
        after = attempt.with_fixes(batch, lint)
        if after:
            fixed += (one.diagnostic for one in batch)
            changes = _composed(changes, [edit for one in batch for edit in one.fix.edits])
            rounds += len(batch) == len(chosen)
            attempt, most = after, most * 2
        elif len(batch) > 1:
            most = len(batch) // 2
        else:
            withdrawn[batch[0].key] = batch[0].diagnostic
            most = len(text) + 1
    return Fixed(
        attempt.text,
        attempt.report,
        before,
        tuple(changes),
        tuple(fixed),
        tuple(withdrawn.values()),
    )


def _fixable(report: FileReport, *, unsafe: bool) -> Iterator[_Fixable]:
    for one in report.diagnostics:
        if one.fix and (unsafe or one.fix.safe):
            yield _Fixable(one, one.fix)


def _apart(fixable: Iterable[_Fixable]) -> list[_Fixable]:
    """Choose fixes that do not overlap; the others wait for the next round."""
    chosen: list[_Fixable] = []
    last = Span(-1, -1)
    for one in sorted(fixable, key=lambda one: one.fix.edits[0].span):
        first = one.fix.edits[0].span
        # Text may be replaced beside replaced text, but nothing is inserted beside an edit.
        both_replace = first.start < first.end and last.start < last.end
        if first.start > last.end or (first.start == last.end and both_replace):
            chosen.append(one)
            last = one.fix.edits[-1].span
    return chosen


def _composed(changes: Sequence[Change], edits: Sequence[SourceEdit]) -> list[Change]:
    """Return what changed and was then edited, as changes of the text before both."""
    spans: list[Span] = []
    for span in sorted([*(one.after for one in changes), *(one.span for one in edits)]):
        if spans and span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    composed = []
    before, after = iter(changes), iter(edits)
    change, edit = next(before, None), next(after, None)
    shrunk = grown = 0  # how far the text before, and the text after, differ up to here
    for start, end in spans:
        first = start - shrunk, start + grown
        while change and change.after.end <= end:
            shrunk += _length(change.after) - _length(change.before)
            change = next(before, None)
        while edit and edit.span.end <= end:
            grown += len(edit.text) - _length(edit.span)
            edit = next(after, None)
        composed.append(Change(Span(first[0], end - shrunk), Span(first[1], end + grown)))
    return composed


def _length(span: Span) -> int:
    return span.end - span.start


class _Attempt(NamedTuple):
    """A text, what is found in it, and how it is read."""

    text: str
    report: FileReport
    path: str
    as_json: bool

    def parse(self) -> ParsedText:
        """Parse the text."""
        return reading.parse(Source(self.text, self.path), as_json=self.as_json)

    def with_fixes(
        self, batch: Sequence[_Fixable], lint: Callable[[str], FileReport]
    ) -> _Attempt | None:
        """Apply fixes; None if the text is not what they were meant to make of it.

        Args:
            batch: the fixes, in order and apart.
            lint: reports what is found in a text.
        """
        edits = [edit for one in batch for edit in one.fix.edits]
        after = self._replace(
            text=with_edits(self.text, ((*edit.span, edit.text) for edit in edits))
        )
        compare = keeps_others if any(one.fix.reshapes for one in batch) else changes_only
        if not compare(self.parse().documents, after.parse().documents, edits):
            return None
        after = after._replace(report=lint(after.text))
        return None if self._is_worse(batch, edits, after.report) else after

    def _is_worse(
        self, batch: Sequence[_Fixable], edits: Sequence[SourceEdit], after: FileReport
    ) -> bool:
        """Return whether a finding is still there, or the text can be read less well."""
        ends = [edit.span.end for edit in edits]
        growth = (len(edit.text) - _length(edit.span) for edit in edits)
        moved = [*accumulate(growth, initial=0)]

        def moved_key(one: Diagnostic) -> tuple[str, str, int]:
            start = one.span.start
            return one.rule, one.message, start + moved[bisect_right(ends, start)]

        fixed = Counter(moved_key(one) for one, _ in batch)
        # Another finding like a fixed one may move to where that was.
        left = Counter(map(moved_key, self.report.diagnostics)) - fixed
        found = Counter((one.rule, one.message, one.span.start) for one in after.diagnostics)
        if any(found[key] > left[key] for key in fixed):
            return True
        broken = [
            Counter(one.rule for one in report.diagnostics if one.rule in _BREAKAGE)
            for report in (self.report, after)
        ]
        return not broken[1] <= broken[0]
