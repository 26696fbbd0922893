"""Quotes that are missing, misplaced or of another kind in a text that is not JSON.

Such a mistake is often far from the character at which the text stops being JSON: a string without
its closing quote goes on up to the next one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from outbound_lint.syntax.json import JsonMistake

# What looks like a closing quote and is none.
_CLOSING = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02\u2018\u2019\u201b\u00b4\uff07'`"
_NAME = r"[\w.$@/-]++"
_SPACE = r"[ \t\r\n]*+"
_LONGEST = 10_000


class QuoteProblem(NamedTuple):
    """What is wrong with the quotes, what to type, and where.

    Attributes:
        message: what is wrong.
        hint: what to type.
        start: where to type it.
        end: the end of the characters to replace or to point at.
        label: what to say there.
    """

    message: str
    hint: str
    start: int
    end: int
    label: str


def quote_problem(text: str, mistake: JsonMistake) -> QuoteProblem | None:
    """Find the quote that keeps a text from being JSON.

    Args:
        text: the text.
        mistake: where it stops being JSON.

    Returns:
        The problem; None if the quotes around the mistake are not the cause.
    """
    offset, expected, opened = mistake
    if expected in ("name", "value", "word"):
        return _missing_opening(text, opened if expected == "word" else offset, expected)
    if expected == "string":
        return _unclosed(text, opened, offset)
    if expected not in ("colon", "comma"):
        return None
    end = len(text[:offset].rstrip(" \t\r\n"))  # of the string before the mistake
    if text[end - 1 : end] != '"':
        return None
    start = _start_of_string(text, end)
    what = "name" if expected == "colon" else "string"
    return (
        _doubled(text, start, end, offset)
        or _mistyped_closing(text, start, end - 1, what)
        or _missing_closing(text, start, end - 1, offset, what)
        or _inside(text, end, offset, what)
    )


def _start_of_string(text: str, end: int) -> int:
    """Return the opening quote of the valid string that ends at an offset."""
    start = end - 1
    while True:
        start = text.rfind('"', 0, start)
        before = text[max(start - 64, 0) : start]
        if start <= 0 or (len(before) - len(before.rstrip("\\"))) % 2 == 0:
            return start


def _doubled(text: str, start: int, end: int, offset: int) -> QuoteProblem | None:
    if end - start != 2 or end != offset:
        return None
    if text.startswith('"', offset):
        message, hint = "three quotes around a string", 'Write one `"` instead of each `"""`.'
        return QuoteProblem(message, hint, start, offset + 1, "write one quote here")
    if not re.compile(rf'[^"\\\n]{{1,{_LONGEST}}}+""').match(text, offset):
        return None
    message, hint = "doubled quotes", 'Write one `"` instead of each `""`.'
    return QuoteProblem(message, hint, start, end, "write one quote here")


def _mistyped_closing(text: str, start: int, end: int, what: str) -> QuoteProblem | None:
    """Find a quote of another kind where a string should end, followed by what comes after one."""
    after = ":" if what == "name" else r"(?:[,}\]]|\Z)"
    content = re.compile(rf"[^{_CLOSING}\"\n]*+([{_CLOSING}]){_SPACE}{after}")
    match = content.match(text, start + 1, end)
    if match is None:
        return None
    quote = match[1]
    kind = {"'": "a single quote", "`": "a backtick"}.get(quote, f"the typographic quote `{quote}`")
    code = "the backtick" if quote == "`" else f"the `{quote}`"
    return QuoteProblem(
        f'the {what} is closed with {kind}, so it goes on up to the next `"`',
        f'Write `"` instead of {code} at the end of the {what}.',
        *match.span(1),
        "not a closing quote",
    )


def _missing_closing(  # the string and the mistake
    text: str, start: int, end: int, offset: int, what: str
) -> QuoteProblem | None:
    if what == "name":
        match = re.compile(rf"{_NAME}({_SPACE}:{_SPACE}(?:[\[{{]{_SPACE})*+)").match(
            text, start + 1, end
        )
        if match is None or match.end() != end:
            return None
    else:
        # The rest after the mistake must look like a name: `"b, "c": 1`.
        if not re.compile(rf'[^"\\\n:,{{}}\[\]]{{1,200}}+"{_SPACE}[:,\]}}]').match(text, offset):
            return None
        content = text[start + 1 : end]
        kept = len(content.rstrip(" \t\r\n,}]"))
        if "," not in content[kept:]:
            return None
        match = re.compile(r"[ \t\r\n]*+([,}\]])").match(text, start + 1 + kept)
        if match is None:
            return None
    return _closing_belongs(what, text, match.start(1), match.end(1))


def _closing_belongs(what: str, text: str, at: int, end: int) -> QuoteProblem:
    at += len(text[at:end]) - len(text[at:end].lstrip(" \t\r\n"))
    return QuoteProblem(
        f"the {what} has no closing quote",
        f'Write `"` before the `{text[at]}`.',
        at,
        at + 1,
        "the closing quote belongs before this",
    )


def _inside(text: str, end: int, offset: int, what: str) -> QuoteProblem | None:
    """Find quotes inside a string: the next one that can end it is further on."""
    if text[offset : offset + 1] in {*":+;=,}]"}:
        return None
    after = ":" if what == "name" else r"[,}\]]"
    closing = re.compile(rf'[^"\n]{{0,{_LONGEST}}}?"(?={_SPACE}[:,}}\]])').match(text, offset)
    many = re.compile(rf'[^\n]{{0,{_LONGEST}}}?(?<!\\)"(?={_SPACE}([:,}}\]]))').match(text, offset)
    match = closing or many
    if match is None or not re.compile(_SPACE + after).match(text, match.end()):
        return None
    if text[offset] == '"' and offset != end:
        return None
    return QuoteProblem(
        f'the `"` before this ends the {what}',
        f'Write `\\"` for each quote inside the {what}.',
        end - 1,
        end,
        f"the {what} ends here",
    )


def _missing_opening(text: str, offset: int, expected: str) -> QuoteProblem | None:
    what, after = ("name", ":") if expected == "name" else ("string", r"(?:[,}\]]|\Z)")
    match = re.compile(rf'\w[^"{{}}\[\]:,\\\n\'`]{{0,200}}+"{_SPACE}{after}').match(text, offset)
    if match is None:
        return None
    message = f"the {what} has no opening quote"
    return QuoteProblem(message, f'Write `"` before the {what}.', offset, offset, "")


def _unclosed(text: str, start: int, offset: int) -> QuoteProblem | None:
    """Find where a string should end that ends nowhere, or goes on over the end of its line."""
    at_end = offset == len(text)
    rest = text[offset:].lstrip(" \t\r\n")
    is_last = at_end or (text[offset] in "\r\n" and rest[:1] in ("", '"', "}", "]"))
    if not is_last or not text[:start].strip():
        return None
    what = "name" if _is_name(text, start) else "string"
    wrong = _mistyped_closing(text, start, offset, what)
    if wrong:
        return wrong
    content = text[start + 1 : offset]
    kept = start + 1 + len(content.rstrip(" \t\r\n,}]" if at_end else " \t,}]"))
    name = re.compile(rf"{_NAME}(?={_SPACE}:{_SPACE})").match(text, start + 1, offset)
    if at_end and name and what == "name":
        return _closing_belongs("name", text, name.end(), offset)
    closers = text[kept:offset].strip(" \t\r\n")
    if closers:
        return _closing_belongs("string", text, kept, offset)
    hint = 'Write `"` at the end of this line.'
    problem = QuoteProblem("the string has no closing quote", hint, start, start + 1, "opened here")
    return problem if rest[:1] in ("}", "]") else None


def _is_name(text: str, start: int) -> bool:
    return text[:start].rstrip(" \t\r\n")[-1:] in ("{", ",")
