"""What is wrong where a text stops being JSON, and what to type instead.

Of the text only single characters and words of fixed lists are quoted; the rest may be a secret.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.syntax.json import Expected, JsonMistake
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, SyntaxProblem

_DIGITS = frozenset("0123456789")
_SPACE = " \t\n\r"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u00b4\uff07"
_FULLWIDTH = dict(zip("\uff1a\uff0c\uff5b\uff5d\uff3b\uff3d", ":,{}[]", strict=True))
_CHARACTER_NAMES = {
    "\t": "tab",
    "\u000b": "vertical tab",
    "\u000c": "form feed",
    "\u00a0": "no-break space",
    "\u00ad": "soft hyphen",
    "\u200b": "zero-width space",
    "\u200d": "zero-width joiner",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\u3000": "ideographic space",
    "\ufeff": "byte order mark",
}
_ESCAPES = '\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX'
_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\f": "\\f"}
# What other languages write, and what to write in JSON.
_PYTHON = {"True": "true", "False": "false", "None": "null"}
_FOREIGN = dict.fromkeys("nil none NONE nan NaN Infinity undefined".split(), "null")
_FOREIGN |= {"yes": "true", "no": "false"}
_WORD = pattern(r"[^\W\d]\w*+")
_QUOTED_OBJECT = pattern(r"[ \t\r\n]*+\S[ \t\r\n]*+[{\[]")


class _Words(NamedTuple):
    """A message, a hint, how many characters to underline, and what else to show."""

    message: str
    hint: str
    length: int = 1
    related: tuple[tuple[int, int, str], ...] = ()


class _Spot:
    """A mistake, the character there, and the one before it."""

    def __init__(self, text: str, mistake: JsonMistake) -> None:
        self.text = text
        self.offset, self.expected, self.opened = mistake
        self.here = text[self.offset : self.offset + 1]
        self.before = text[max(self.offset - 1, 0) : self.offset]

    def word(self, offset: int) -> str:
        """Return the word that starts at an offset, or nothing."""
        match = _WORD.match(self.text, offset)
        return match.group() if match else ""

    def previous(self) -> int:
        """Return the offset of the last character before the mistake that is not whitespace."""
        return len(self.text[: self.offset].rstrip(_SPACE)) - 1

    def show_previous(self, label: str) -> tuple[tuple[int, int, str], ...]:
        previous = self.previous()
        return ((previous, previous + 1, label),)

    def show_opened(self) -> tuple[tuple[int, int, str], ...]:
        return ((self.opened, self.opened + 1, "opened here"),)


def explain_json(value: str, mistake: JsonMistake) -> SyntaxProblem:
    """Put a mistake of a JSON text into words.

    Args:
        value: the text.
        mistake: where it stops being JSON.

    Returns:
        The span to underline, what is wrong there, and what to type instead.
    """
    spot = _Spot(value, mistake)
    if value.strip(_SPACE):
        message, hint, length, related = _EXPLANATIONS[mistake.expected](spot)
    else:
        message, hint, length, related = (
            "the text is empty",
            "Write an object, at least `{}`.",
            0,
            (),
        )
    # Where the text ends too early, people look for what is still open.
    if not spot.here and mistake.opened >= 0:
        related = spot.show_opened()
    end = min(mistake.offset + length, len(value))
    return SyntaxProblem(mistake.offset, end, message, hint, related)


def _too_many(_spot: _Spot) -> _Words:
    message = f"there are more than {MAX_NODES} names and values"
    return _Words(message, "Split the text into smaller ones.", 0)


def _too_deep(_spot: _Spot) -> _Words:
    message = f"values are nested more than {MAX_DEPTH} levels deep"
    return _Words(message, "Nest the values less deeply.")


def _in_string(spot: _Spot) -> _Words:
    if not spot.here:
        typographic = any(quote in spot.text[spot.opened :] for quote in _DOUBLE_QUOTES)
        plain = ", not with a typographic quote" if typographic else ""
        return _Words("unclosed string", f'Close the string with `"`{plain}.', 0)
    if spot.here in "\r\n":
        hint = "Write `\\n` for a line break, or close the string before it."
        return _Words("line break inside a string", hint)
    escape = _SHORT_ESCAPES.get(spot.here, f"\\u{ord(spot.here):04x}")
    return _Words(f"unescaped {_name(spot.here)} inside a string", f"Write it as `{escape}`.")


def _in_escape(spot: _Spot) -> _Words:
    if not spot.here:
        return _Words("incomplete escape sequence", f"Write one of {_ESCAPES}.", 0)
    if spot.offset > spot.opened + 1:
        return _Words("`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`.")
    if spot.here == "'":
        return _Words("invalid escape sequence `\\'`", "Write `'` without the backslash.")
    shown = f"`\\{spot.here}`" if spot.here.isprintable() else f"`\\` before {_name(spot.here)}"
    hint = f"Write `\\\\` for a backslash, or one of {_ESCAPES}."
    return _Words(f"invalid escape sequence {shown}", hint)


def _in_number(spot: _Spot) -> _Words:
    if spot.here in _DIGITS and spot.before == "0":
        hint = "Remove the leading zeros, or put the digits in double quotes."
        return _Words("leading zero in a number", hint, 1, spot.show_previous("remove this zero"))
    if spot.before == "-" and spot.word(spot.offset) == "Infinity":
        return _Words("JSON has no `-Infinity`", "Write a number, a string or `null`.", 8)
    if spot.before == ".":
        return _Words("missing digit after the decimal point", "Write for example `1.0`.")
    if spot.before in "eE+" or spot.offset - 1 > spot.opened:
        return _Words("missing digit in the exponent", "Write for example `1e5`.")
    hint = "Write a number, or put the value in double quotes."
    return _Words("missing digit after the minus sign", hint)


def _in_word(spot: _Spot) -> _Words:
    known = _known_word(spot.word(spot.opened))
    if known:
        return known._replace(length=1)
    hint = "Put the string in double quotes; only true, false and null need none."
    return _Words("unquoted string", hint)


def _known_word(word: str) -> _Words | None:
    """Explain a word of another language."""
    if word in _PYTHON:
        right = _PYTHON[word]
        return _Words(f"`{word}` is Python; JSON uses `{right}`", f"Write `{right}`.", len(word))
    if word in _FOREIGN:
        return _Words(f"JSON has no `{word}`", f"Write `{_FOREIGN[word]}`.", len(word))
    if word.lower() in _PYTHON.values():
        return _Words(f"`{word}` is not lower case", f"Write `{word.lower()}`.", len(word))
    return None


def _between_tokens(spot: _Spot) -> _Words:
    """Explain what is wrong anywhere between the tokens, or else by what is expected there."""
    here, pair = spot.here, spot.text[spot.offset : spot.offset + 2]
    if not here:
        return _at_end(spot)
    if here == "#" or pair in ("//", "/*"):
        return _Words("JSON has no comments", "Remove the comment.", 1 if here == "#" else 2)
    if here.isspace() or unicodedata.category(here) == "Cf":
        hint = "Remove it: between values JSON allows only spaces, tabs and line breaks."
        return _Words(f"unexpected {_name(here)}", hint)
    if here in _FULLWIDTH:
        plain = _FULLWIDTH[here]
        return _Words(f"fullwidth `{here}` instead of `{plain}`", f"Write `{plain}`.")
    if here == "\\":
        return _Words("backslash outside a string", "Remove the backslashes before the quotes.")
    return _BETWEEN[spot.expected](spot)


def _at_end(spot: _Spot) -> _Words:
    kind, closing = ("object", "}") if spot.text[spot.opened] == "{" else ("array", "]")
    if spot.expected == "comma" or spot.previous() == spot.opened:
        return _Words(f"unclosed {kind}", f"Close it with `{closing}`.", 0)
    missing = "rest of the member" if spot.expected != "name" else "next member"
    if kind == "array":
        missing = "next value"
    return _Words(f"unclosed {kind}", f"Write the {missing}, then close it with `{closing}`.", 0)


def _at_value(spot: _Spot) -> _Words:  # noqa: PLR0911  # a table of cases
    here = spot.here
    quotes = _wrong_quotes(here, "string")
    if quotes and spot.opened < 0 and _QUOTED_OBJECT.match(spot.text):
        return _Words("quotes around the whole object", "Remove the outer quotes.")
    word = spot.word(spot.offset)
    found = quotes or _known_word(word)
    if found:
        return found
    if spot.opened < 0:
        shown = "a word" if word else _shown(here)
        hint = 'Write an object: `{"name": "value"}`.'
        return _Words(f"expected an object, found {shown}", hint, len(word) or 1)
    if here in "]}" and spot.text[spot.previous()] == ",":
        return _trailing_comma(spot)
    if here in ",]}":
        return _Words(f"missing value before `{here}`", "Write a value, or `null`.")
    if here == "+":
        hint = "Remove the `+`, or put a phone number in double quotes."
        return _Words("a number can't start with `+`", hint)
    if here == "." and spot.text[spot.offset + 1 : spot.offset + 2] in _DIGITS:
        return _Words("a number can't start with its decimal point", "Write a `0` before it.")
    if word:
        return _Words("unquoted string", "Put the string in double quotes.", len(word))
    hint = "Write a value; a string needs double quotes."
    return _Words(f"expected a value, found {_shown(here)}", hint)


def _at_name(spot: _Spot) -> _Words:  # noqa: PLR0911  # a table of cases
    here, two_before = spot.here, spot.text[max(spot.offset - 2, 0) : spot.offset]
    if here == "}":
        return _trailing_comma(spot)
    if here == ",":
        return _Words("missing member before `,`", "Remove the comma.")
    if here in _DIGITS and two_before[0] in _DIGITS and two_before[1] == ",":
        hint = "Remove the comma: JSON does not group digits."
        return _Words("comma inside a number", hint, 1, spot.show_previous("remove this comma"))
    if here == "{" and spot.before == "{":
        hint = 'Write one `{`, or put a template variable in quotes: `"{{name}}"`.'
        return _Words("unexpected second `{`", hint)
    quotes = _wrong_quotes(here, "name")
    if quotes:
        return quotes
    word = spot.word(spot.offset)
    if word:
        return _Words("unquoted name", "Put the name in double quotes.", len(word))
    return _Words(f"expected a name, found {_shown(here)}", 'Write a member as `"name": value`.')


def _at_colon(spot: _Spot) -> _Words:
    if spot.here == "=":
        return _Words("`=` between name and value", "Write `:` instead.")
    if spot.here in ",}":
        return _Words("name without a value", 'Write the member as `"name": value`.')
    hint = 'Write `:` after the name; write `\\"` for a quote inside the name.'
    return _Words(f"expected `:` after the name, found {_shown(spot.here)}", hint)


def _at_comma(spot: _Spot) -> _Words:  # noqa: PLR0911  # a table of cases
    here, before, in_object = spot.here, spot.before, spot.text[spot.opened] == "{"
    kind, closing = ("object", "}") if in_object else ("array", "]")
    if here in "}])":
        hint = f"Close the {kind} with `{closing}`."
        return _Words(f"expected `{closing}`, found `{here}`", hint, 1, spot.show_opened())
    if here == ";":
        return _Words("`;` between two members", "Write `,` instead.")
    if here == ":" and not in_object:
        return _Words("`:` in an array", "Put members with names in an object: `{…}`.")
    if before in _DIGITS and here not in "\"{['":
        hint = "Write a plain number, or put the value in double quotes."
        return _Words(f"unexpected {_shown(here)} in a number", hint)
    if here == ":":
        return _Words("second `:` in a member", "Put the whole value in one pair of double quotes.")
    if here == '"' and before not in _SPACE and '"' not in spot.text[spot.offset + 1 :]:
        return _Words('unmatched `"`', 'Remove it, or add the opening `"`.')
    if here in "\"{['" or here in _DOUBLE_QUOTES:
        return _Words("missing comma", "Write `,` before it.")
    if before == '"':
        hint = 'Write `\\"` for a quote inside the string, or `,` after its end.'
        related = spot.show_previous("the string ends here")
        return _Words(f'the `"` before {_shown(here)} ends the string', hint, 1, related)
    if before.isalpha():
        return _Words("unquoted string", "Put the string in double quotes.")
    hint = 'Write `,` between values; write `\\"` for a quote inside a string.'
    return _Words(f"expected `,` or `{closing}`, found {_shown(here)}", hint)


def _after_end(spot: _Spot) -> _Words:
    here, is_string = spot.here, spot.text.lstrip(_SPACE).startswith('"')
    if here == ":" and is_string:
        hint = "Write `{` before the first member and `}` after the last."
        return _Words("missing braces around the members", hint)
    if is_string and _QUOTED_OBJECT.match(spot.text):
        message = 'quotes around the whole object: the first `"` inside ends them'
        return _Words(message, "Remove the outer quotes.")
    if here in "}]":
        return _Words(f"unmatched `{here}`", f"Remove the `{here}`.")
    if here == ",":
        return _Words("comma after the end of the value", "Remove the comma.")
    if here in '{["':
        return _Words("second value after the first", "Write one object with all members.")
    message = f"unexpected {_shown(here)} after the end of the value"
    return _Words(message, "Remove everything after the value.")


def _trailing_comma(spot: _Spot) -> _Words:
    related = spot.show_previous("remove this comma")
    return _Words(f"trailing comma before `{spot.here}`", "Remove the comma.", 1, related)


def _wrong_quotes(here: str, what: str) -> _Words | None:
    if here in "'`":
        kind = "single quotes" if here == "'" else "backticks"
        return _Words(f"{what} in {kind}", f"Put the {what} in double quotes.")
    if here in _DOUBLE_QUOTES or here in _SINGLE_QUOTES:
        return _Words(f"typographic quote {_shown(here)}", f'Put the {what} in plain quotes: `"`.')
    return None


def _name(character: str) -> str:
    return _CHARACTER_NAMES.get(character, f"U+{ord(character):04X}")


def _shown(character: str) -> str:
    return f"`{character}`" if character.isprintable() else _name(character)


_BETWEEN: dict[Expected, Callable[[_Spot], _Words]] = {
    "value": _at_value,
    "name": _at_name,
    "colon": _at_colon,
    "comma": _at_comma,
    "end": _after_end,
}
_EXPLANATIONS: dict[Expected, Callable[[_Spot], _Words]] = {
    **dict.fromkeys(_BETWEEN, _between_tokens),
    "string": _in_string,
    "escape": _in_escape,
    "number": _in_number,
    "word": _in_word,
    "fewer": _too_many,
    "shallower": _too_deep,
}
