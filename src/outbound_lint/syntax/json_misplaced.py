"""What stands between the tokens of a JSON text and does not belong there, in plain words."""

from __future__ import annotations

import unicodedata

from outbound_lint.patterns import pattern
from outbound_lint.syntax.json_parser import Mistake
from outbound_lint.syntax.json_words import (
    DIGITS,
    DOUBLE_QUOTES,
    FULLWIDTH,
    MEANT,
    PYTHON,
    SINGLE_QUOTES,
    Words,
    shown,
    word_at,
)

_OBJECT_IN_QUOTES = pattern(r"[ \t\r\n]*+\S[ \t\r\n]*+[{\[]")


def between_tokens(value: str, mistake: Mistake) -> Words:  # noqa: PLR0911  # a table of cases
    """Explain a mistake between the tokens of a text."""
    offset = mistake.offset
    here = value[offset : offset + 1]
    if not here:
        return _at_end(value, mistake)
    if here in "/#" and (here == "#" or value[offset + 1 : offset + 2] in ("/", "*")):
        length = 1 if here == "#" else 2
        return "a comment stands here; JSON has none", "Remove the comment.", length
    if here.isspace() or unicodedata.category(here) == "Cf":
        hint = "Remove it; between values JSON allows spaces, tabs and line breaks only."
        return f"{shown(here)} stands here", hint, 1
    if here in FULLWIDTH:
        return f"a fullwidth {shown(here)} stands here", f"Write a plain `{FULLWIDTH[here]}`.", 1
    if here == "\\":
        return (
            "a backslash stands outside a string",
            "Remove the backslashes before the quotes: nothing here needs them.",
            1,
        )
    if mistake.expected == "value":
        return (_at_value if mistake.opened >= 0 else _at_start)(value, mistake, here)
    between = {"name": _at_name, "colon": _at_colon, "comma": _at_comma}
    return between.get(mistake.expected, _after_end)(value, mistake, here)


def _at_end(value: str, mistake: Mistake) -> Words:
    if mistake.expected == "value" and mistake.opened < 0:
        return "the text ends where a value is expected", "Write an object, at least `{}`.", 0
    opening = value[mistake.opened]
    kind, closing = ("object", "}") if opening == "{" else ("array", "]")
    return f"the text ends, but the {kind} is still open", f"Close it with `{closing}`.", 0


def _quotes(here: str, what: str) -> Words | None:
    if here == "'":
        return f"a {what} stands in single quotes", f'Put the {what} in double quotes: `"`.', 1
    if here in DOUBLE_QUOTES or here in SINGLE_QUOTES:
        kind = "" if here == "`" else ", a typographic quote,"
        return f"{shown(here)}{kind} stands here", f'Put the {what} in plain double quotes: `"`.', 1
    return None


def _at_start(value: str, mistake: Mistake, here: str) -> Words:
    """Explain what stands where the whole value should start."""
    quotes = _quotes(here, "string")
    if quotes and _OBJECT_IN_QUOTES.match(value):
        return "quotes stand around the whole object", "Remove the outer quotes.", 1
    if quotes:
        return quotes
    word = word_at(value, mistake.offset)
    if word in MEANT:
        return _at_value(value, mistake, here)
    what = "a word" if word else shown(here)
    hint = 'Write an object: `{"name": "value"}`.'
    return f"{what} stands where the object should start", hint, len(word) or 1


def _at_value(value: str, mistake: Mistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
    quotes = _quotes(here, "string")
    if quotes:
        return quotes
    if here in "]}" and value[: mistake.offset].rstrip(" \t\n\r").endswith(","):
        return f"a comma stands before `{here}`", "Remove the trailing comma.", 1
    if here in ",]}":
        return f"a value is missing before `{here}`", "Write a value, or `null`.", 1
    if here == "+":
        hint = "Drop the `+`; a phone number is text and belongs in double quotes."
        return "a number starts with `+`", hint, 1
    if here == "." and value[mistake.offset + 1 : mistake.offset + 2] in DIGITS:
        return "a number starts with its decimal point", "Write a `0` before the point.", 1
    word = word_at(value, mistake.offset)
    if word in PYTHON:
        return f"`{word}` is Python's word", f"Write `{MEANT[word]}`.", len(word)
    if word in MEANT:
        return f"`{word}` is no JSON", f"Write `{MEANT[word]}`.", len(word)
    if word:
        return "a text stands here without quotes", 'Put the text in double quotes: `"`.', len(word)
    return f"{shown(here)} stands where a value is expected", "Put text in double quotes.", 1


def _at_name(value: str, mistake: Mistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
    if here == "}":
        return "a comma stands before `}`", "Remove the trailing comma.", 1
    if here == ",":
        return "a member is missing before `,`", "Remove the comma.", 1
    before = value[max(mistake.offset - 2, 0) : mistake.offset]
    if here in DIGITS and before[0] in DIGITS and before[1] == ",":
        return "a comma stands inside a number", "Remove it: JSON groups no digits.", 1
    if here == "{" and before.endswith("{"):
        hint = 'Write one `{`; a template variable stands in quotes: `"{{name}}"`.'
        return "a second `{` stands here", hint, 1
    quotes = _quotes(here, "name")
    if quotes:
        return quotes
    word = word_at(value, mistake.offset)
    if word:
        return "a name stands here without quotes", 'Put the name in double quotes: `"`.', len(word)
    return (
        f"{shown(here)} stands where a name is expected",
        'A member of an object is `"name": value`.',
        1,
    )


def _at_colon(_value: str, _mistake: Mistake, here: str) -> Words:
    if here == "=":
        return "an equals sign stands between name and value", "Write a colon: `:`.", 1
    if here in ",}":
        return (
            "a name has no value",
            'Write `"name": value`; in `{…}` every member has both.',
            1,
        )
    return (
        f"{shown(here)} stands where a colon is expected",
        'Write `:` after the name; a `"` inside the name must be `\\"`.',
        1,
    )


def _at_comma(value: str, mistake: Mistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
    in_object = value[mistake.opened] == "{"
    closing = "}" if in_object else "]"
    if here in "}])":
        kind = "object" if in_object else "array"
        hint = f"Close the {kind} with `{closing}`."
        return f"`{here}` stands where `{closing}` is expected", hint, 1
    if here == ";":
        return "a semicolon stands between two members", "Write a comma: `,`.", 1
    if here == ":" and not in_object:
        return "a `:` stands in an array", "Members with names belong in an object: `{…}`.", 1
    before = value[mistake.offset - 1]
    if before in DIGITS and here not in "\"{['":
        hint = "Put the value in double quotes if it is text; else write a plain number."
        return f"{shown(here)} can't stand in a number", hint, 1
    if here == ":":
        return "a second colon stands here", "Put the whole value in one pair of double quotes.", 1
    if here == '"' and before not in " \t\r\n" and '"' not in value[mistake.offset + 1 :]:
        return "a quote stands here that opens no string", "Remove it, or open the string.", 1
    if here in "\"{['" or here in DOUBLE_QUOTES:
        return "a comma is missing", "Write `,` between one value and the next.", 1
    if before == '"':
        return (
            f'the `"` before {shown(here)} ends the string',
            'Write `\\"` for a quote inside a string, or `,` behind its end.',
            1,
        )
    if before.isalpha():
        return "a text stands here without quotes", 'Put the text in double quotes: `"`.', 1
    return (
        f"{shown(here)} stands where `,` or `{closing}` is expected",
        'Write `,` between values; a `"` inside a string must be `\\"`.',
        1,
    )


def _after_end(value: str, _mistake: Mistake, here: str) -> Words:
    is_string = value.lstrip(" \t\r\n").startswith('"')
    if here == ":" and is_string:
        return "the braces around the members are missing", "Write `{` before them, `}` behind.", 1
    if is_string and _OBJECT_IN_QUOTES.match(value):
        return (
            'quotes stand around the whole object, and the first `"` in it ends them',
            "Remove the outer quotes.",
            1,
        )
    if here in "}]":
        return f"one `{here}` too many closes here", f"Remove the `{here}`.", 1
    if here == ",":
        return "a comma follows the end of the value", "Remove the comma.", 1
    if here in '{["':
        return "a second value follows the first", "Keep one object, with all members.", 1
    return f"{shown(here)} follows the end of the value", "Remove what follows.", 1
