"""Ignore comments added to a text in YAML or HCL for findings in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from outbound_lint.connections.reading import ParsedText, parse
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.selection import ALWAYS
from outbound_lint.patterns import pattern
from outbound_lint.rules import find_rule
from outbound_lint.source import Source
from outbound_lint.suppressions.layout import Layout
from outbound_lint.syntax.comparing import changes_only

_INDENT = pattern(r"[ \t]*+")
_LINE_END = pattern(r"\r\n|\r|\n")


class Commented(NamedTuple):
    """A text with ignore comments.

    Attributes:
        text: the text.
        comments: how many comments were added.
        findings: how many findings they are for.
    """

    text: str
    comments: int
    findings: int


class _Spot(NamedTuple):
    """Where a comment is added: on a separate line above a line, or at its end."""

    line: int
    above: bool


def add_comments(
    parsed: ParsedText, diagnostics: Iterable[Diagnostic], reason: str
) -> Commented | None:
    """Add a comment for each finding that comments can hide and that has a place for one.

    Args:
        parsed: the text, which may have comments.
        diagnostics: findings in it.
        reason: the reason to write.

    Returns:
        The text; None if it would not have the same values as before.
    """
    source = parsed.source
    layout = Layout(source, [*parsed.documents, *parsed.unjudged])
    rules: dict[_Spot, dict[str, None]] = defaultdict(dict)
    findings = 0
    for one in diagnostics:
        spot = _spot(layout, one.span.start) if can_be_hidden(one) else None
        if spot:
            rules[spot][one.rule] = None
            findings += 1
    parts, end = [], len(source.value)
    for spot in sorted(rules, key=lambda spot: (spot.line, not spot.above), reverse=True):
        comment = f"# outbound-lint: ignore[{', '.join(rules[spot])}] {reason}"
        start, stop = source.line_span(spot.line)
        at = start if spot.above else stop
        parts += [source.value[at:end], _written(source, comment, spot)]
        end = at
    text = "".join(reversed([*parts, source.value[:end]]))
    after = parse(Source(text, source.path), as_json=False)
    if len(after.problems) != len(parsed.problems):
        return None
    if not changes_only(parsed.documents, after.documents, []):
        return None
    return Commented(text, len(rules), findings)


def can_be_hidden(diagnostic: Diagnostic) -> bool:
    """Return whether a comment may hide a finding, other than one about comments."""
    rule = find_rule(diagnostic.rule)
    return rule.name not in ALWAYS and rule.family != "suppression"


def _spot(layout: Layout, offset: int) -> _Spot | None:
    """Return where a comment covers an offset and as little else as possible."""
    source = layout.source
    line = source.line(offset)
    start, end = source.line_span(line)
    if line in layout.last_lines and not layout.is_text(start):
        return _Spot(line, above=True)
    if not layout.is_text(end):
        # Behind nothing, or in another comment, it would be above the next line.
        is_alone = not source.value[start:end].strip() or layout.is_comment_line(line)
        return None if is_alone else _Spot(line, above=False)
    for key_line in reversed(layout.key_lines(line)):  # inside a value of several lines
        covers = layout.last_lines[key_line] >= line
        if covers and not layout.is_text(source.line_span(key_line).start):
            return _Spot(key_line, above=True)
    return None


def _written(source: Source, comment: str, spot: _Spot) -> str:
    start, end = source.line_span(spot.line)
    if not spot.above:
        return comment if source.value[start:end].endswith((" ", "\t")) else f"  {comment}"
    indent = _INDENT.match(source.value, start, end)
    line_end = _LINE_END.search(source.value, end) or _LINE_END.search(source.value)
    return f"{indent[0] if indent else ''}{comment}{line_end[0] if line_end else chr(10)}"
