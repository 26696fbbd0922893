"""What stands where a text stops being JSON, and what was meant, in plain words.

The words name characters and a fixed set of known words only, never a text of the file: what stands
there may be a secret.
"""

from __future__ import annotations

import re

from outbound_lint.syntax.json_parser import Mistake
from outbound_lint.syntax.problem import Problem

_WORD = re.compile(r"[^\W\d]\w*+")
_MEANT = {
    "True": "true",
    "TRUE": "true",
    "False": "false",
    "FALSE": "false",
    "None": "null",
    "Null": "null",
    "NULL": "null",
    "nil": "null",
    "nan": "null",
    "undefined": "null",
    "NaN": "null",
    "Infinity": "null",
    "yes": "true",
    "no": "false",
}
_PYTHON = frozenset({"True", "False", "None"})
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\uff07"
_SPACES = {
    "\u00a0": "a no-break space",
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u3000": "an ideographic space",
    "\u000b": "a vertical tab",
    "\u000c": "a form feed",
}
_FULLWIDTH = {
    "\uff1a": ":",
    "\uff0c": ",",
    "\uff5b": "{",
    "\uff5d": "}",
    "\uff3b": "[",
    "\uff3d": "]",
}
_ESCAPES = 'JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX'


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
    message, hint, length = _inside(value, mistake) or _anywhere(value, mistake)
    return Problem(offset, min(offset + length, len(value)), message, hint)


_Words = tuple[str, str, int]


def _inside(value: str, mistake: Mistake) -> _Words | None:
    """Explain a mistake within a string, an escape, a number or a word."""
    here = value[mistake.offset : mistake.offset + 1]
    if mistake.expected == "string":
        return _in_string(here)
    if mistake.expected == "escape":
        return _in_escape(value, mistake)
    if mistake.expected == "number":
        return _in_number(value, mistake)
    if mistake.expected == "word":
        word = _word_at(value, mistake.opened)
        if word in _MEANT:
            return f"`{word}` is no JSON", f"Write `{_MEANT[word]}`.", 1
        return (
            "a text stands here without quotes",
            "Put text in double quotes; without them JSON knows only true, false and null.",
            1 if here else 0,
        )
    return None


def _in_string(here: str) -> _Words:
    if not here:
        return "the text ends inside a string", 'Close the string with `"`.', 0
    if here in "\r\n":
        return (
            "a line break stands inside a string",
            "Write `\\n` for a line break, or close the string before it.",
            1,
        )
    escape = {"\t": "\\t", "\b": "\\b", "\f": "\\f"}.get(here, f"\\u{ord(here):04x}")
    return f"{_shown(here)} stands raw inside a string", f"Write it as `{escape}`.", 1


def _in_escape(value: str, mistake: Mistake) -> _Words:
    here = value[mistake.offset : mistake.offset + 1]
    if not here:
        return "the text ends inside an escape", f"{_ESCAPES}.", 0
    if mistake.offset > mistake.opened + 1:
        return "`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`.", 1
    if here == "'":
        return "`\\'` is no escape of JSON", "Write `'` as it is; only `\"` needs a backslash.", 1
    return (
        f"a backslash before {_shown(here)} is no escape of JSON",
        f"Write `\\\\` for a backslash; {_ESCAPES}.",
        1,
    )


def _in_number(value: str, mistake: Mistake) -> _Words:
    here = value[mistake.offset : mistake.offset + 1]
    before = value[mistake.offset - 1]
    if here.isdecimal() and before in "-0":
        return (
            "a number starts with a zero that JSON does not allow",
            "Drop the leading zeros, or put the digits in double quotes if they are text.",
            1,
        )
    if before == "-" and _word_at(value, mistake.offset) == "Infinity":
        return "`-Infinity` is no JSON", "Write a number, `null` or a string.", 8
    if before == ".":
        return "a digit must follow the decimal point", "Write for example `1.0`.", 1
    if before in "eE+" or mistake.offset - 1 > mistake.opened:
        return "the number ends in its exponent", "Write for example `1e5`.", 1
    return "a digit must follow the minus sign", "Put the value in double quotes if it is text.", 1


def _anywhere(value: str, mistake: Mistake) -> _Words:
    """Explain a mistake between the tokens of a text."""
    offset = mistake.offset
    here = value[offset : offset + 1]
    if not here:
        return _at_end(value, mistake)
    if here in "/#" and (here == "#" or value[offset + 1 : offset + 2] in ("/", "*")):
        length = 1 if here == "#" else 2
        return "a comment stands here; JSON has none", "Remove the comment.", length
    if here in _SPACES or here.isspace():
        name = _SPACES.get(here, _shown(here))
        return f"{name} stands here", "Remove it; JSON allows space, tab and line breaks only.", 1
    if here in _FULLWIDTH:
        return f"a fullwidth {_shown(here)} stands here", f"Write a plain `{_FULLWIDTH[here]}`.", 1
    if here == "\\":
        return (
            "a backslash stands outside a string",
            "Remove the backslashes before the quotes: here they are part of the text.",
            1,
        )
    between = {"value": _at_value, "name": _at_name, "colon": _at_colon, "comma": _at_comma}
    return between.get(mistake.expected, _after_end)(value, mistake, here)


def _at_end(value: str, mistake: Mistake) -> _Words:
    if mistake.expected == "value" and mistake.opened < 0:
        return "the text ends where a value is expected", "Write an object, at least `{}`.", 0
    opening = value[mistake.opened]
    kind, closing = ("object", "}") if opening == "{" else ("array", "]")
    return f"the text ends, but the {kind} is still open", f"Close it with `{closing}`.", 0


def _quotes(here: str, what: str) -> _Words | None:
    if here == "'":
        return f"a {what} stands in single quotes", f'Put the {what} in double quotes: `"`.', 1
    if here in _DOUBLE_QUOTES or here in _SINGLE_QUOTES:
        return (
            f"{_shown(here)}, a typographic quote, stands here",
            f'Put the {what} in plain double quotes: `"`.',
            1,
        )
    return None


def _at_value(value: str, mistake: Mistake, here: str) -> _Words:  # noqa: PLR0911  # a table of cases
    quotes = _quotes(here, "string")
    if quotes:
        return quotes
    if here in ",]}":
        if here != "," and value[: mistake.offset].rstrip(" \t\n\r").endswith(","):
            return f"a comma stands before `{here}`", "Remove the trailing comma.", 1
        return f"a value is missing before `{here}`", "Write a value, or `null`.", 1
    if here in "+.":
        return "a number starts here that JSON does not allow", "Write for example `0.5` or `1`.", 1
    word = _word_at(value, mistake.offset)
    if word in _PYTHON:
        return f"`{word}` is Python's word", f"Write `{_MEANT[word]}`.", len(word)
    if word in _MEANT:
        return f"`{word}` is no JSON", f"Write `{_MEANT[word]}`.", len(word)
    if word:
        return "a text stands here without quotes", 'Put the text in double quotes: `"`.', len(word)
    return f"{_shown(here)} stands where a value is expected", "Put text in double quotes.", 1


def _at_name(value: str, mistake: Mistake, here: str) -> _Words:
    if here == "}":
        return "a comma stands before `}`", "Remove the trailing comma.", 1
    if here == ",":
        return "a member is missing before `,`", "Remove one comma.", 1
    quotes = _quotes(here, "name")
    if quotes:
        return quotes
    word = _word_at(value, mistake.offset)
    if word:
        return "a name stands here without quotes", 'Put the name in double quotes: `"`.', len(word)
    return (
        f"{_shown(here)} stands where a name is expected",
        'A member of an object is `"name": value`.',
        1,
    )


def _at_colon(_value: str, _mistake: Mistake, here: str) -> _Words:
    if here == "=":
        return "an equals sign stands between name and value", "Write a colon: `:`.", 1
    if here in ",}":
        return (
            "a name has no value",
            'Write `"name": value`; in `{…}` every member has both.',
            1,
        )
    return (
        f"{_shown(here)} stands where a colon is expected",
        'Write `:` after the name; a `"` inside the name must be `\\"`.',
        1,
    )


def _at_comma(value: str, mistake: Mistake, here: str) -> _Words:
    in_object = value[mistake.opened] == "{"
    closing = "}" if in_object else "]"
    if here in "}])":
        return f"`{here}` stands where `{closing}` is expected", f"Close with `{closing}`.", 1
    if here == ";":
        return "a semicolon stands between two members", "Write a comma: `,`.", 1
    if here == ":":
        return "a second colon stands here", "Put the whole value in one pair of double quotes.", 1
    if here in "\"{['" or here in _DOUBLE_QUOTES:
        return "a comma is missing", "Write `,` between one value and the next.", 1
    return (
        f"{_shown(here)} stands where `,` or `{closing}` is expected",
        'Write `,` between values; a `"` inside a string must be `\\"`.',
        1,
    )


def _after_end(_value: str, _mistake: Mistake, here: str) -> _Words:
    if here in "}]":
        return f"one `{here}` too many closes here", f"Remove the `{here}`.", 1
    if here == ",":
        return "a comma follows the end of the value", "Remove the comma.", 1
    if here in '{["':
        return "a second value follows the first", "Keep one object, with all members.", 1
    return f"{_shown(here)} follows the end of the value", "Remove what follows.", 1


def _word_at(value: str, offset: int) -> str:
    match = _WORD.match(value, offset)
    return match.group() if match else ""


def _shown(character: str) -> str:
    if character in _SPACES:
        return _SPACES[character]
    if character.isprintable() and character not in "`\u202e":
        return f"`{character}`"
    return f"the character U+{ord(character):04X}"
