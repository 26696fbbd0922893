r"""Edits of a decoded text, written as its scalar is written in the source.

A rule edits the text that it judges. What changes in the file depends on the scalar that the text
is decoded from: a `'` is doubled in single quotes, a `"` is `\"` in double quotes, a new line of a
block scalar is indented. Everything else in the scalar stays as it is, to the character.
"""

from __future__ import annotations

import re

from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Span, Text, line_start
from outbound_lint.syntax.edits import Edit, ScalarEdit, SourceEdit
from outbound_lint.syntax.nodes import Scalar, plain_type
from outbound_lint.syntax.places import Decoded, span_of
from outbound_lint.syntax.traced import TracedScalar
from outbound_lint.syntax.yaml11 import ambiguity

_BREAKS = pattern(r"\r\n|[\r\n]")
_HEADER = pattern(r"([|>])([-+0-9]*)")
# YAML 1.2.2, section 5.1; a byte order mark is left out, since it should never be inside a text.
_UNPRINTABLE = pattern(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_SHORT = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", '"': '\\"', "\\": "\\\\"}
_ESCAPED = pattern(r'["\\\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]')
# What starts or ends something else in a plain scalar (YAML 1.2.2, section 7.3.3); brackets and
# commas do so inside a flow collection.
_NOT_PLAIN = pattern(r"\A[-?:,\[\]{}#&*!|>'\"%@`\s]|:(?=\s|\Z)|\s\#|\s\Z|\A(?:---|\.\.\.)(?=\s|\Z)")
_LEADING = pattern(r"\n*+")
_NAME = pattern(r"[\w-]++")
_SEQUENCE = pattern(r"[$%]\{")
_UNWRITTEN = ("heredoc", "encoded", "whole")
"""Styles of HCL in which nothing is edited."""
_FLOW = pattern(r"[,\[\]{}]")


def written(edit: Edit) -> tuple[SourceEdit, ...] | None:
    """Return an edit as it is written in the source, through all scalars around its text.

    Args:
        edit: an edit of the source, or of the decoded text of a scalar.

    Returns:
        The edits of the source; None where the style of a scalar does not allow the new text, or
        where its characters can't be traced.
    """
    (text, start, end), _, _ = edit
    new = edit.whole
    if not isinstance(text, Decoded):
        return (SourceEdit(Span(start, end), new),)
    scalar = text.scalar
    pieces = _in_scalar(scalar, edit)
    if pieces is None:
        return None
    if not isinstance(scalar.text, Decoded):
        inside = ScalarEdit(scalar.start, start, end, new)
        return tuple(
            SourceEdit(Span(one.place.start, one.place.end), one.whole, inside) for one in pieces
        )
    outer = [written(one) for one in pieces]
    if None in outer:
        return None
    return tuple(one for edits in outer for one in edits or ())


def _in_scalar(scalar: Scalar, edit: Edit) -> list[Edit] | None:
    """Return an edit of a scalar's value as edits of the text that the scalar is in."""
    (_, start, end), new, _ = edit
    if scalar.style in _UNWRITTEN:
        return None
    value = scalar.value
    is_emptied = (start, end) == (0, len(value)) and not edit.whole
    if not value or is_emptied or span_of(scalar, 0) is None:
        return None
    traced = TracedScalar(scalar)
    if traced.is_block:
        pieces = _in_block(traced, start, end, new)
    else:
        pieces = _in_flow(traced, start, end, new)
    if not pieces:
        return None
    if edit.like:
        pieces[-1] = pieces[-1]._replace(like=traced.between(edit.like))
    if scalar.style == "plain" and not _is_plain(value[:start] + edit.whole + value[end:], new):
        return None
    return pieces if traced.is_read_as_wanted(pieces, edit) else None


def _in_flow(traced: TracedScalar, start: int, end: int, new: str) -> list[Edit] | None:
    style = traced.scalar.style
    if style in ("double", "string"):
        new = _ESCAPED.sub(_escape, new)
    elif style == "quoted":
        if _SEQUENCE.search(new):
            return None  # is it meant as a text, or taken from an expression?
        new = _ESCAPED.sub(_escape_of_hcl, new)
    elif _is_unprintable(new) or "\n" in new or (style == "bare" and not _NAME.fullmatch(new)):
        return None
    elif style == "single":
        new = new.replace("'", "''")
    place = traced.place(start, end, removed=not new)
    if style == "double" and new.startswith(" "):
        text = place.text.value
        if not text[line_start(text, place.start) : place.start].strip(" \t"):
            new = f"\\x20{new[1:]}"  # a space at the start of a line is indentation
    return [Edit(place, new)]


def _is_unprintable(new: str) -> bool:
    """Return whether YAML allows a text only with escapes."""
    return not new.isprintable() and bool(_UNPRINTABLE.search(new))


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character, f"\\u{ord(character):04x}")


def _escape_of_hcl(match: re.Match[str]) -> str:
    character = match[0]
    return f"\\u{ord(character):04x}" if character in "\b\f" else _escape(match)


def _is_plain(value: str, new: str) -> bool:
    """Return whether a plain scalar can have this value, wherever it is, with some new text."""
    if _NOT_PLAIN.search(value) or _FLOW.search(new):
        return False
    node = Scalar(Text(value), 0, len(value), None, value, "plain")
    return plain_type(value) == "string" and ambiguity(node) is None


def _in_block(traced: TracedScalar, start: int, end: int, new: str) -> list[Edit] | None:
    """Edit a block scalar; removing its final line breaks changes the chomping indicator."""
    scalar, value = traced.scalar, traced.value
    text = scalar.text
    header = _HEADER.match(text.value, scalar.start)
    if header is None or _is_unprintable(new):
        return None
    digits = header[2].strip("+-")
    if start <= _leading(value):
        first_character = (new + value[end : end + 1])[:1]
        if first_character in {"", "\n"} or (first_character == " " and not digits):
            return None  # it would be taken for indentation
    pieces = []
    last = len(value) - _ending(value)
    if end >= last:
        ending = _ending(value[:start] + new + value[end:])
        if ending != len(value) - last:
            if ending or end < len(value) or start > last:
                return None  # its chomping indicator gives it other line breaks at the end
            pieces.append(Edit(Place(text, *header.span(2)), f"{digits}-"))
            end = last
            if start == end and not new:
                return pieces
    lines = _BREAKS.search(text.value, scalar.start, scalar.end)
    margin = _indentation(traced)
    lined = new.replace("\n", (lines[0] if lines else "\n") + margin)
    if end == len(value) and new.endswith("\n"):
        lined = lined.removesuffix(margin)  # no line follows
    if traced.is_after_break(start) and (new + value[end:])[:1] not in {"", "\n"}:
        before, first = traced.gap(start)
        lined = margin[first - before :] + lined  # an empty line may have none
    return [*pieces, Edit(traced.place(start, end, removed=not new), lined)]


def _leading(value: str) -> int:
    """Return with how many line breaks a value starts."""
    return _LEADING.match(value).end()  # type: ignore[union-attr]  # always matches


def _ending(value: str) -> int:
    """Return with how many line breaks a value ends."""
    count = 0
    while value.endswith("\n", 0, len(value) - count):
        count += 1
    return count


def _indentation(traced: TracedScalar) -> str:
    """Return the indentation of the lines of a block scalar."""
    start, end = traced.gap(_leading(traced.value))
    return traced.scalar.text.value[start:end]
