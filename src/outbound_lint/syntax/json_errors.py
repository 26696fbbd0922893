"""What stands where a text stops being JSON, and what was meant, in plain words."""

from __future__ import annotations

import unicodedata

from outbound_lint.patterns import pattern
from outbound_lint.syntax.json import JsonMistake
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, SyntaxProblem


def explain_json(value: str, mistake: JsonMistake) -> SyntaxProblem:
    """Put a mistake of a JSON text into words.

    Args:
        value: the text.
        mistake: where it stops being JSON.

    Returns:
        The span to underline, what stands there, and what to type instead.
    """
    offset = mistake.offset
    if not value.strip(" \t\n\r"):
        return SyntaxProblem(offset, offset, "the text is empty", "Write an object, at least `{}`.")
    if mistake.expected == "less":
        message = f"there are more than {MAX_NODES} names and values"
        return SyntaxProblem(offset, offset, message, "Split it into smaller ones.")
    if mistake.expected == "flatter":
        message = f"values stand more than {MAX_DEPTH} levels deep"
        return SyntaxProblem(offset, offset + 1, message, "Split it into smaller ones.")
    message, hint, length = _inside(value, mistake) or between_tokens(value, mistake)
    # Where a text just stops, what is still open is what people look for.
    opened = mistake.opened if offset == len(value) and mistake.opened >= 0 else None
    return SyntaxProblem(offset, min(offset + length, len(value)), message, hint, opened)


def _inside(value: str, mistake: JsonMistake) -> Words | None:
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


def _in_string(value: str, mistake: JsonMistake, here: str) -> Words:
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


def _in_escape(value: str, mistake: JsonMistake) -> Words:
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


def _in_number(value: str, mistake: JsonMistake) -> Words:
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


_OBJECT_IN_QUOTES = pattern(r"[ \t\r\n]*+\S[ \t\r\n]*+[{\[]")


def between_tokens(value: str, mistake: JsonMistake) -> Words:  # noqa: PLR0911  # a table of cases
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


def _at_end(value: str, mistake: JsonMistake) -> Words:
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


def _at_start(value: str, mistake: JsonMistake, here: str) -> Words:
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


def _at_value(value: str, mistake: JsonMistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
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


def _at_name(value: str, mistake: JsonMistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
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


def _at_colon(_value: str, _mistake: JsonMistake, here: str) -> Words:
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


def _at_comma(value: str, mistake: JsonMistake, here: str) -> Words:  # noqa: PLR0911  # a table of cases
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


def _after_end(value: str, _mistake: JsonMistake, here: str) -> Words:
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


Words = tuple[str, str, int]
"""A message, a hint, and how many characters to underline."""

_WORD = pattern(r"[^\W\d]\w*+")
DIGITS = frozenset("0123456789")
MEANT = {
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
JSON_WORDS = {"true": "true", "false": "false", "null": "null", "none": "null"}
PYTHON = frozenset({"True", "False", "None"})
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u0060\u00b4\uff07"
_NAMES = {
    "\t": "a tab",
    "`": "a backtick",
    "\u00a0": "a no-break space",
    "\ufeff": "a byte order mark",
    "\u200b": "a zero-width space",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\u3000": "an ideographic space",
    "\u000b": "a vertical tab",
    "\u000c": "a form feed",
    "\u00ad": "a soft hyphen",
    "\u200d": "a zero-width joiner",
}
FULLWIDTH = {
    "\uff1a": ":",
    "\uff0c": ",",
    "\uff5b": "{",
    "\uff5d": "}",
    "\uff3b": "[",
    "\uff3d": "]",
}
ESCAPES = 'JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX'


def word_at(value: str, offset: int) -> str:
    """Return the word that starts at an offset, or nothing."""
    match = _WORD.match(value, offset)
    return match.group() if match else ""


def shown(character: str) -> str:
    """Return what to call a character: its name, itself, or its number."""
    if character in _NAMES:
        return _NAMES[character]
    if character.isprintable():
        return f"`{character}`"
    return f"the character U+{ord(character):04X}"
