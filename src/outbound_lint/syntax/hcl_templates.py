r"""The templates of HCL: quoted strings and heredocs, cut into decoded characters and their spans.

HCL native syntax specification, "Template Expressions"; the scanner and the template parser of
github.com/hashicorp/hcl (`scan_tokens.rl`, `parser_template.go`) for what it leaves open.

An interpolation (`${var.x}`) becomes a placeholder of the same name; what is more than a name, or
has a name that no placeholder can have, becomes one that tells how it starts: the rules need not
know what HCL can compute.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import MAX_DEPTH
from outbound_lint.syntax.pieces import MapPiece

QUOTED = pattern(r'"(?:[^"\\$%\r\n]|[$%](?!\{))*+"')
"""A string without escapes and interpolations."""

HEREDOC_START = pattern(r"<<(-?)([^\W\d][\w-]*+)(\r?\n)")

_LITERAL = pattern(r"(?:[^\"\\$%\r\n]|[$%](?!\{)(?![$%]\{))++")
_LINE_LITERAL = pattern(r"(?:[^$%\n]|[$%](?!\{)(?![$%]\{))*+\n?")
_ESCAPE = pattern(r'\\(?:([nrt"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))')
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_NAMED = pattern(r"[A-Za-z_]\w*+(?:\.[A-Za-z_]\w*+)*+", re.ASCII)
_INTERPOLATION = pattern(r"\$\{~?\s*+")
_WITHIN = pattern(r"[^\"{}#/]++")
_SKIPPED = pattern(r"#[^\r\n]*+|//[^\r\n]*+|/\*(?s:.)*?\*/|/")


class UnclosedError(Exception):
    """A template or an interpolation has no end, or an escape is unknown.

    Attributes:
        start: where the mistake starts.
        end: where it ends.
        kind: what is wrong: the quote, the escape or the bracket there, or how deep it is nested.
    """

    def __init__(self, start: int, end: int, kind: str) -> None:
        super().__init__()
        self.start, self.end, self.kind = start, end, kind


def placeholder(source: str) -> str:
    """Return the placeholder that stands for an expression, given how it is written."""
    named = _NAMED.match(source)
    return f"${{{named[0] if named else 'expression'}}}"


def quoted_pieces(text: str, start: int, end: int) -> Iterator[MapPiece]:
    """Cut a quoted string.

    Args:
        text: the text that it is in.
        start: the offset of its first quote.
        end: the offset after its last quote, or where to stop looking for it.

    Raises:
        UnclosedError: it has no end, or an escape is unknown.
    """
    at = start + 1
    while at < end:
        literal = _LITERAL.match(text, at, end)
        if literal:
            yield MapPiece(literal[0], *literal.span())
            at = literal.end()
            continue
        character = text[at]
        if character == '"':
            return
        if character == "\\":
            piece = _escape(text, at)
        elif character in "$%":
            piece = _sequence(text, at, end)
        else:
            break
        yield piece
        at = piece.end
    raise UnclosedError(start, at, "quote")


def _escape(text: str, at: int) -> MapPiece:
    match = _ESCAPE.match(text, at)
    if match:
        letter, short, long = match.groups()
        code = int(short or long or "0", 16)
        if letter or (code < 0x110000 and not 0xD800 <= code < 0xE000):
            return MapPiece(_LETTERS[letter] if letter else chr(code), at, match.end())
    raise UnclosedError(at, min(at + 2, len(text)), "escape")


def _sequence(text: str, at: int, end: int) -> MapPiece:
    """Return an escaped `$${` or `%%{`, an interpolation, or a directive."""
    if not text.startswith("{", at + 1):
        if text.startswith(text[at] + "{", at + 1):
            return MapPiece(text[at] + "{", at, at + 3)
        return MapPiece(text[at], at, at + 1)
    close = sequence_end(text, at, end)
    if text[at] == "%":
        return MapPiece("${expression}", at, close)
    opened = _INTERPOLATION.match(text, at, end)
    decoded = placeholder(text[opened.end() : close - 1] if opened else "")
    return MapPiece(decoded, at, close)


def sequence_end(text: str, start: int, end: int) -> int:
    """Return the offset after the brace that closes an interpolation or a directive.

    Args:
        text: the text that it is in.
        start: the offset of its first character.
        end: where to stop looking.

    Raises:
        UnclosedError: it has no end.
    """
    # Strings, and interpolations in them, may be nested as deep as someone likes: no recursion.
    stack = ["{"]
    at: int | None = start + 2
    while at is not None and len(stack) <= 2 * MAX_DEPTH:
        at = (
            _in_string(text, at, end, stack) if stack[-1] == '"' else _in_code(text, at, end, stack)
        )
        if at is not None and not stack:
            return at
    raise UnclosedError(start, start + 2, "sequence" if at is None else "deep")


def _in_code(text: str, at: int, end: int, stack: list[str]) -> int | None:
    """Go on in an expression to what is nested in it, or to its end; None if it is absent."""
    within = _WITHIN.match(text, at, end)
    at = within.end() if within else at
    character = text[at : at + 1] if at < end else ""
    if character == "}":
        stack.pop()
    elif character and character in '"{':
        stack.append(character)
    else:
        skipped = _SKIPPED.match(text, at, end)
        return skipped.end() if skipped else None
    return at + 1


def _in_string(text: str, at: int, end: int, stack: list[str]) -> int | None:
    """Go on in a string to an expression in it, or to its end; None if it is absent."""
    while at < end:
        literal = _LITERAL.match(text, at, end)
        at = literal.end() if literal else at
        character = text[at : at + 1]
        if character == '"':
            stack.pop()
            return at + 1
        if character == "\\":
            at += 2
        elif not character or character not in "$%":
            break
        elif text.startswith("{", at + 1):
            stack.append("{")
            return at + 2
        else:
            at += 3 if text.startswith(f"{character}{{", at + 1) else 1
    return None


def heredoc_end(text: str, opening: re.Match[str]) -> int | None:
    """Return where the closing marker of a heredoc ends; None if it is absent.

    Args:
        text: the text that it is in.
        opening: its `<<` and marker, with the line break after them.
    """
    closing = re.compile(rf"^[^\S\n]*+{opening[2]}(?=[^\S\n]*+(?:\n|\Z))", re.MULTILINE)
    found = closing.search(text, opening.end())
    return found.end() if found else None


def heredoc_pieces(text: str, start: int, end: int) -> Iterator[MapPiece]:
    """Cut a heredoc; in one that starts with `<<-`, the common indentation is left out.

    Args:
        text: the text that it is in.
        start: the offset of its `<<`.
        end: the offset after its closing marker.

    Raises:
        UnclosedError: an interpolation in it has no end.
    """
    match = HEREDOC_START.match(text, start)
    assert match
    last = text.rindex("\n", start, end) + 1
    pieces = [*_lines(text, match.end(), last)]
    common = _common_indentation(pieces) if match[1] else 0
    for before, piece in pairwise((MapPiece("\n", 0, 0), *pieces)):
        decoded, first, stop = piece
        leads = before.decoded.endswith("\n") and _is_literal(piece) and not _is_blank(decoded)
        yield MapPiece(decoded[common:], first + common, stop) if common and leads else piece


def _lines(text: str, at: int, end: int) -> Iterator[MapPiece]:
    """Yield the parts of the lines of a heredoc; each ends at its line break at the latest."""
    while at < end:
        literal = _LINE_LITERAL.match(text, at, end)
        if literal and literal[0]:
            yield MapPiece(literal[0], *literal.span())
            at = literal.end()
        else:
            piece = _sequence(text, at, end)
            yield piece
            at = piece.end


def _is_literal(piece: MapPiece) -> bool:
    return len(piece.decoded) == piece.end - piece.start


def _is_blank(decoded: str) -> bool:
    return decoded.endswith("\n") and decoded.isspace()


def _common_indentation(pieces: list[MapPiece]) -> int:
    """Return how many spaces all lines start with that are not blank."""
    widths = []
    for before, piece in pairwise((MapPiece("\n", 0, 0), *pieces)):
        if before.decoded.endswith("\n") and not (_is_literal(piece) and _is_blank(piece.decoded)):
            width = len(piece.decoded) - len(piece.decoded.lstrip())
            widths.append(width if _is_literal(piece) else 0)
    return min(widths, default=0)
