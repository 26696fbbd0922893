"""What stands where a text stops being JSON, and what was meant, in plain words."""

from __future__ import annotations

from outbound_lint.syntax.json_misplaced import between_tokens
from outbound_lint.syntax.json_parser import Mistake
from outbound_lint.syntax.json_words import (
    DIGITS,
    DOUBLE_QUOTES,
    ESCAPES,
    JSON_WORDS,
    MEANT,
    Words,
    shown,
    word_at,
)
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES
from outbound_lint.syntax.problem import Problem


def explain(value: str, mistake: Mistake) -> Problem:
    """Put a mistake of a JSON text into words.

    Args:
        value: the text.
        mistake: where it stops being JSON.

    Returns:
        The span to underline, what stands there, and what to type instead.
    """
    offset = mistake.offset
    if not value.strip(" \t\n\r"):
        return Problem(offset, offset, "the text is empty", "Write an object, at least `{}`.")
    if mistake.expected == "less":
        message = f"there are more than {MAX_NODES} names and values"
        return Problem(offset, offset, message, "Split it into smaller ones.")
    if mistake.expected == "flatter":
        message = f"values stand more than {MAX_DEPTH} levels deep"
        return Problem(offset, offset + 1, message, "Split it into smaller ones.")
    message, hint, length = _inside(value, mistake) or between_tokens(value, mistake)
    # Where a text just stops, what is still open is what people look for.
    opened = mistake.opened if offset == len(value) and mistake.opened >= 0 else None
    return Problem(offset, min(offset + length, len(value)), message, hint, opened)


def _inside(value: str, mistake: Mistake) -> Words | None:
    """Explain a mistake within a string, an escape, a number or a word."""
    here = value[mistake.offset : mistake.offset + 1]
    if mistake.expected == "string":
        return _in_string(value, mistake, here)
    if mistake.expected == "escape":
        return _in_escape(value, mistake)
    if mistake.expected == "number":
        return _in_number(value, mistake)
    if mistake.expected == "word":
        word = word_at(value, mistake.opened)
        meant = MEANT.get(word) or JSON_WORDS.get(word.lower())
        if meant:
            return f"`{word}` is no JSON", f"Write `{meant}`.", 1
        return (
            "a text stands here without quotes",
            "Put text in double quotes; without them JSON knows only true, false and null.",
            1 if here else 0,
        )
    return None


def _in_string(value: str, mistake: Mistake, here: str) -> Words:
    if not here:
        text = value[mistake.opened :]
        curly = any(quote in text for quote in DOUBLE_QUOTES)
        hint = "; a typographic quote closes nothing." if curly else "."
        return "the text ends inside a string", f'Close the string with `"`{hint}', 0
    if here in "\r\n":
        return (
            "a line break stands inside a string",
            "Write `\\n` for a line break, or close the string before it.",
            1,
        )
    escape = {"\t": "\\t", "\b": "\\b", "\f": "\\f"}.get(here, f"\\u{ord(here):04x}")
    return f"{shown(here)} stands raw inside a string", f"Write it as `{escape}`.", 1


def _in_escape(value: str, mistake: Mistake) -> Words:
    here = value[mistake.offset : mistake.offset + 1]
    if not here:
        return "the text ends inside an escape", f"{ESCAPES}.", 0
    if mistake.offset > mistake.opened + 1:
        return "`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`.", 1
    if here == "'":
        return "`\\'` is no escape of JSON", "Write `'` as it is; only `\"` needs a backslash.", 1
    return (
        f"a backslash before {shown(here)} is no escape of JSON",
        f"Write `\\\\` for a backslash; {ESCAPES}.",
        1,
    )


def _in_number(value: str, mistake: Mistake) -> Words:
    here = value[mistake.offset : mistake.offset + 1]
    before = value[mistake.offset - 1]
    if here in DIGITS and before == "0":
        return (
            "a number starts with a zero that JSON does not allow",
            "Drop the leading zeros, or put the digits in double quotes if they are text.",
            1,
        )
    if before == "-" and word_at(value, mistake.offset) == "Infinity":
        return "`-Infinity` is no JSON", "Write a number, `null` or a string.", 8
    if before == ".":
        return "a digit must follow the decimal point", "Write for example `1.0`.", 1
    if before in "eE+" or mistake.offset - 1 > mistake.opened:
        return "the number ends in its exponent", "Write for example `1e5`.", 1
    return "a digit must follow the minus sign", "Put the value in double quotes if it is text.", 1
