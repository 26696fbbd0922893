"""Names of characters, and words that are nearly JSON.

What is told of a text names single characters and these words only: anything else in it may be a
secret.
"""

from __future__ import annotations

from outbound_lint.patterns import pattern

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
