"""What the ignore comments of a file hide, and which of them are mistakes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from outbound_lint.connections.reading import ParsedFile
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding
from outbound_lint.findings.selection import ALWAYS
from outbound_lint.rule import Rule
from outbound_lint.rules import RULES, find_rule
from outbound_lint.source import Place, Span
from outbound_lint.spelling import did_you_mean
from outbound_lint.suppressions import fixes
from outbound_lint.suppressions.comments import (
    KINDS,
    Comment,
    Covered,
    Kind,
    Name,
    covered_lines,
    find_comments,
)
from outbound_lint.suppressions.layout import Layout

_NAMES = frozenset(rule.name for rule in RULES)
_IGNORABLE = _NAMES - ALWAYS
_FAMILIES = frozenset(rule.family for rule in RULES)
_GROUPS = ("all", "default")
_LONGEST = 2 * max(map(len, _NAMES))
"""Longer names are like none of the rules."""

Quote = Callable[[str], str]


class _Entry(NamedTuple):
    """One rule in one comment, and the lines that it covers."""

    covered: Covered
    comment: Comment
    name: Name


class Suppressions:
    """The ignore comments of a file; remembers which of them hid something.

    Args:
        parsed: the file.
        quote: masks the secrets in what messages quote of it.
    """

    def __init__(self, parsed: ParsedFile, quote: Quote) -> None:
        self._source = parsed.source
        self._quote = quote
        # In a document that could not be parsed, nobody knows what a comment would hide.
        self._complete = not parsed.problems and bool(parsed.connections)
        layout = Layout(parsed.source, parsed.every_document)
        self._comments = find_comments(layout)
        self._covered = [*covered_lines(self._comments, layout)]
        self._of_rules = self._by_rule()
        # For each rule, how far the entries up to each of them reach.
        self._reach = {
            rule: [*accumulate((entry.covered.last for entry in entries), max)]
            for rule, entries in self._of_rules.items()
        }
        self._used: set[Span] = set()

    def hide(self, rule: str, span: Span) -> Comment | None:
        """Return the comment that hides a finding: of several the one that covers the fewest lines.

        Args:
            rule: the name of the rule.
            span: the span of the finding.
        """
        entries = self._of_rules.get(rule, [])
        line = self._source.line(span.start)
        index = bisect_right(entries, line, key=lambda entry: entry.covered.first) - 1
        while index >= 0 and self._reach[rule][index] >= line:
            entry = entries[index]
            if entry.covered.last >= line:
                self._used.add(entry.name.span)
                return entry.comment
            index -= 1
        return None

    def mistakes(self, checked: Collection[str]) -> Iterator[tuple[Rule, Finding]]:
        """Yield what is wrong with the comments, after all findings were hidden.

        Args:
            checked: the names of the rules that judged the file.
        """
        if not self._complete:
            return
        unknown, unused = find_rule("suppression-unknown"), find_rule("suppression-unused")
        for comment, covered in zip(self._comments, self._covered, strict=True):
            if unknown.name in checked:
                found = self._unknown(comment, covered)
                yield from ((unknown, finding) for finding in found)
            if unused.name in checked and _is_well_formed(comment):
                found = self._unused(comment, checked) if covered else self._misplaced(comment)
                yield from ((unused, finding) for finding in found)

    def _by_rule(self) -> dict[str, list[_Entry]]:
        entries: dict[str, list[_Entry]] = defaultdict(list)
        for comment, covered in zip(self._comments, self._covered, strict=True):
            if covered and _is_well_formed(comment):
                for name in comment.names or ():
                    if name.text in _IGNORABLE:
                        entries[name.text].append(_Entry(covered, comment, name))
        for of_rule in entries.values():
            of_rule.sort(key=lambda entry: (entry.covered.first, -entry.covered.last))
        return entries

    def _unknown(self, comment: Comment, covered: Covered | None) -> Iterator[Finding]:
        if comment.word not in KINDS:
            kind: Kind = "ignore-file" if "file" in comment.word.lower() else "ignore"
            line = self._source.line_span(self._source.line(comment.start))
            has_effect = comment.start == line.start if kind == "ignore-file" else covered
            fix = fixes.with_word(self._source, comment, kind, _IGNORABLE) if has_effect else None
            yield self._at(
                Span(comment.span.start, comment.span.start + len(comment.word)),
                f"unknown word {self._quote(comment.word)} in an ignore comment: it hides nothing",
                f"Write `{kind}`, followed by the names of rules in brackets.",
                fix,
            )
        elif not comment.closed or not comment.names:
            problem = "has no rules in brackets"
            if comment.names is not None:
                problem = "names no rule" if comment.closed else "has no closing bracket"
            yield self._at(
                comment.span,
                f"the ignore comment {problem}: it hides nothing",
                f"Name the rules to ignore, as in `{comment.word}[auth-missing]`.",
            )
        else:
            for name in comment.names:
                if name.text not in _IGNORABLE:
                    similar = _similar(name.text)
                    message, hint = _why_unknown(name.text, similar, self._quote)
                    fix = fixes.with_rule(self._source, comment, name, _IGNORABLE, similar)
                    yield self._at(name.span, message, hint, fix)

    def _misplaced(self, comment: Comment) -> Iterator[Finding]:
        if not any(name.text in _IGNORABLE for name in comment.names or ()):
            return
        if comment.word == "ignore-file":
            message = "`ignore-file` hides nothing here: it must be at the start of a line"
            hint = "Move the comment to a separate line, without spaces before it."
        else:
            message = "this ignore comment hides nothing: there is no key on the next line"
            hint = "Move the comment directly above the line with the key, or to the end of it."
        yield self._at(comment.span, message, hint)

    def _unused(self, comment: Comment, checked: Collection[str]) -> Iterator[Finding]:
        names = comment.names or ()
        for name in names:
            rule = name.text
            if rule not in _IGNORABLE or rule not in checked or name.span in self._used:
                continue
            # What a probe or the platform shows, or is wrong with comments, depends on the run.
            if find_rule(rule).family in ("suppression", "probe", "drift"):
                continue
            yield self._at(
                name.span,
                f"the ignore comment hides no finding of `{rule}`: it would only hide a new one",
                f"Remove `{rule}` from the brackets." if len(names) > 1 else "Remove the comment.",
                fixes.without_name(self._source, comment, name),
            )

    def _at(self, span: Span, message: str, hint: str, fix: Fix | None = None) -> Finding:
        return Finding(Place(self._source, *span), message, hint, fix=fix)


def _is_well_formed(comment: Comment) -> bool:
    return comment.word in KINDS and comment.closed and bool(comment.names)


def _similar(name: str) -> str:
    """Return the rule whose name is most similar to a name that no rule has; empty if none is."""
    if name in ALWAYS or name in _FAMILIES or name in _GROUPS or len(name) > _LONGEST:
        return ""
    return did_you_mean(name, sorted(_IGNORABLE)).removeprefix(" — did you mean ").removesuffix("?")


def _why_unknown(name: str, similar: str, quote: Quote) -> tuple[str, str]:
    """Return a message and a hint for a name that no rule has, or that can't be ignored."""
    if name in ALWAYS:
        message = f"`{name}` can't be ignored: without it a file could pass unchecked"
        return message, f"Remove `{name}`, and fix the problem."
    if name in _FAMILIES or name in _GROUPS:
        kind = "a family" if name in _FAMILIES else "a group of rules"
        message = f"`{name}` is {kind}, not a rule: an ignore comment hides single rules"
        return message, "Write the names of the rules whose findings should be hidden."
    hint = f"Write `{similar}`." if similar else "`outbound-lint rules` lists the rules."
    return f"no rule is named {quote(name)}: the ignore comment hides nothing for it", hint
