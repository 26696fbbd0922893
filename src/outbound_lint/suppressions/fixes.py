"""How mistakes in ignore comments are fixed."""

from __future__ import annotations

from collections.abc import Collection

from outbound_lint.findings.fixes import Fix, replace
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Source, Span
from outbound_lint.spelling import is_within
from outbound_lint.suppressions.comments import Comment, Kind, Name

_LINE_BREAK = pattern(r"\r\n|[\r\n]")
_EDITS = 2


def without_name(source: Source, comment: Comment, name: Name) -> Fix:
    """Return the fix that removes a name from a comment, or the comment if it names nothing else.

    Args:
        source: the text that the comment is in.
        comment: the comment.
        name: one of its names.
    """
    names = comment.names or ()
    index = next(index for index, one in enumerate(names) if one is name)
    if len(names) == 1:
        span, message = _whole(source, comment), "Remove the comment."
    else:
        message = f"Remove `{name.text}` from the brackets."
        if index + 1 < len(names):
            span = Span(name.span.start, names[index + 1].span.start)
        else:
            span = Span(names[index - 1].span.end, name.span.end)
    return replace(Place(source, *span), "", message, safe=True)


def with_rule(
    source: Source, comment: Comment, name: Name, rules: Collection[str], similar: str
) -> Fix | None:
    """Return the fix that writes the name of a rule instead of one that no rule has.

    Args:
        source: the text that the comment is in.
        comment: the comment.
        name: one of its names.
        rules: the names of all rules that can be ignored.
        similar: the most similar of them.

    Returns:
        The fix; None if another rule may be meant, or the comment names it elsewhere.
    """
    written = name.text.lower().replace("_", "-")
    meant = [rule for rule in rules if is_within(written, rule, _EDITS)]
    others = (one.text.lower().replace("_", "-") for one in comment.names or () if one is not name)
    if meant != [similar] or any(is_within(one, similar, _EDITS) for one in others):
        return None
    return replace(Place(source, *name.span), similar, f"Write `{similar}`.", safe=True)


def with_word(source: Source, comment: Comment, kind: Kind, rules: Collection[str]) -> Fix | None:
    """Return the fix that writes the right word at the start of a comment.

    Args:
        source: the text that the comment is in.
        comment: the comment.
        kind: the word.
        rules: the names of all rules that can be ignored.

    Returns:
        The fix; None where the rest of the comment is wrong too.
    """
    names = comment.names or ()
    if not names or not comment.closed or any(one.text not in rules for one in names):
        return None
    start = comment.span.start
    place = Place(source, start, start + len(comment.word))
    return replace(place, kind, f"Write `{kind}`.", safe=True)


def _whole(source: Source, comment: Comment) -> Span:
    """Return what to remove of a line, so that only what is no part of the comment remains."""
    text, (start, end) = source.value, source.line_span(source.line(comment.start))
    if comment.end < end:
        return Span(comment.start, comment.end)  # another ignore comment follows
    before = len(text[start : comment.start].rstrip(" \t"))
    if before:
        return Span(start + before, end)
    line_break = _LINE_BREAK.match(text, end)
    if line_break:
        return Span(start, line_break.end())
    return Span(source.line_span(source.line(start) - 1).end if start else 0, end)
