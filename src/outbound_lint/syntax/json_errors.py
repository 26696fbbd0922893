"""What is wrong where a text stops being JSON, and what to type instead.

Of the text only single characters and words of fixed lists are quoted; the rest may be a secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from string import Template
from typing import NamedTuple

from outbound_lint.facts import placeholders
from outbound_lint.syntax.json import JsonMistake
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, SyntaxProblem

_SPACE = " \t\n\r"
_DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_TYPOGRAPHIC = _DOUBLE_QUOTES + "\u2018\u2019\u201a\u201b\u2032\u00b4\uff07"
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
# From the start of a word to its end.
_WORD = r"(?<!\w)[^\W\d]\w*+"


class _Spot:
    """A mistake and what is around it; `$kind` in a message stands for the attribute `kind`."""

    def __init__(self, text: str, mistake: JsonMistake) -> None:
        self.text = text
        offset, expected, self.opened = mistake
        self.character = text[offset : offset + 1]
        code = ord(self.character or "\0")
        self.name = _CHARACTER_NAMES.get(self.character, f"U+{code:04X}")
        self.here = f"`{self.character}`" if self.character.isprintable() else self.name
        self.escape = _SHORT_ESCAPES.get(self.character, f"\\u{code:04x}")
        self.ascii = unicodedata.normalize("NFKC", self.character)
        # The last character before the mistake that is not whitespace.
        self.previous = len(text[:offset].rstrip(_SPACE)) - 1
        self.what = "name" if expected == "name" else "string"
        in_object = text.startswith("{", max(self.opened, 0))
        self.kind, self.closing = ("object", "}") if in_object else ("array", "]")
        word = re.compile(_WORD).match(text, self.opened if expected == "word" else offset)
        self.word = word.group() if word else ""
        self.json = (_PYTHON | _FOREIGN).get(self.word, self.word.lower())

    def is_after_opening(self) -> bool:
        return self.previous == self.opened


class _Case(NamedTuple):
    """What to say if a pattern matches at the mistake and a condition holds.

    `here` matches what to underline. `label` is for what else to show: what is still open, or else
    the character before the mistake.
    """

    here: str
    message: str
    hint: str
    when: Callable[[_Spot], object] = lambda _: True
    label: str = ""


# A case is easier to compare with the next if it takes two or three lines.
# fmt: off
_OPENED = "opened here"
_UNCLOSED = _Case(r"\Z", "unclosed $kind", "Close it with `$closing`.")
_REST_OF_MEMBER = _Case(r"\Z", "unclosed object",
    "Write the rest of the member, then close it with `}`.")
_TRAILING_COMMA = _Case(r"[\]}]", "trailing comma before $here", "Remove the comma.",
    lambda spot: spot.text[spot.previous] == ",", "remove this comma")
# What may be anywhere between the tokens.
_BETWEEN = (
    _Case(r"#|//|/\*", "JSON has no comments", "Remove the comment."),
    _Case(r".", "unexpected $name",
        "Remove it: between values JSON allows only spaces, tabs and line breaks.",
        lambda spot: spot.character.isspace() or unicodedata.category(spot.character) == "Cf"),
    _Case(r"[\uff1a\uff0c\uff5b\uff5d\uff3b\uff3d]", "fullwidth $here instead of `$ascii`",
        "Write `$ascii`."),
    _Case(r"\\", "backslash outside a string", "Remove the backslashes before the quotes."),
)
_WRONG_QUOTES = (
    _Case(r"'", "$what in single quotes", "Put the $what in double quotes."),
    _Case(r"`", "$what in backticks", "Put the $what in double quotes."),
    _Case(f"[{_TYPOGRAPHIC}]", "typographic quote $here",
        'Put the $what in plain quotes: `"`.'),
)
_KNOWN_WORDS = (
    _Case(rf"{_WORD}|.?", "`$word` is Python; JSON uses `$json`", "Write `$json`.",
        lambda spot: spot.word in _PYTHON),
    _Case(rf"{_WORD}|.?", "JSON has no `$word`", "Write `$json`.",
        lambda spot: spot.word in _FOREIGN),
    _Case(rf"{_WORD}|.?", "`$word` is not lower case", "Write `$json`.",
        lambda spot: spot.word.lower() in ("true", "false", "null")),
)
# The cases for what is expected, in the order in which they are tried; an object is expected where
# the text starts.
_CASES: dict[str, tuple[_Case, ...]] = {
    "object": (
        _Case(r"\Z", "the text is empty", "Write an object, at least `{}`."),
        *_BETWEEN,
        _Case(rf"['`{_TYPOGRAPHIC}](?=[ \t\r\n]*+[{{\[])", "quotes around the whole object",
            "Remove the outer quotes."),
        *_WRONG_QUOTES,
        *_KNOWN_WORDS,
        _Case(_WORD, "expected an object, found a word", 'Write an object: `{"name": "value"}`.'),
        _Case(r".", "expected an object, found $here", 'Write an object: `{"name": "value"}`.'),
    ),
    "value": (
        _UNCLOSED._replace(when=_Spot.is_after_opening),
        _Case(r"\Z", "unclosed array",
            "Write the next value, then close it with `]`.", lambda spot: spot.kind == "array"),
        _REST_OF_MEMBER,
        *_BETWEEN,
        *_WRONG_QUOTES,
        *_KNOWN_WORDS,
        _TRAILING_COMMA,
        _Case(r"[,\]}]", "missing value before $here", "Write a value, or `null`."),
        _Case(r"\+", "a number can't start with `+`",
            "Remove the `+`, or put a phone number in double quotes."),
        _Case(r"\.(?=[0-9])", "a number can't start with its decimal point",
            "Write a `0` before it."),
        _Case(_WORD, "unquoted string", "Put the string in double quotes."),
        _Case(r".", "expected a value, found $here",
            "Write a value; a string needs double quotes."),
    ),
    "name": (
        _UNCLOSED._replace(when=_Spot.is_after_opening),
        _Case(r"\Z", "unclosed object", "Write the next member, then close it with `}`."),
        *_BETWEEN,
        _TRAILING_COMMA._replace(here="}"),
        _Case(r",", "missing member before `,`", "Remove the comma."),
        _Case(r"(?<=[0-9],)[0-9]", "comma inside a number",
            "Remove the comma: JSON does not group digits.", label="remove this comma"),
        _Case(r"(?<=\{)\{", "unexpected second `{`",
            'Write one `{`, or put a template variable in quotes: `"{{name}}"`.'),
        *_WRONG_QUOTES,
        _Case(_WORD, "unquoted name", "Put the name in double quotes."),
        _Case(r".", "expected a name, found $here", 'Write a member as `"name": value`.'),
    ),
    "colon": (
        _REST_OF_MEMBER,
        *_BETWEEN,
        _Case(r"=", "`=` between name and value", "Write `:` instead."),
        _Case(r"[,}]", "name without a value", 'Write the member as `"name": value`.'),
        _Case(r".", "expected `:` after the name, found $here",
            'Write `:` after the name; write `\\"` for a quote inside the name.'),
    ),
    "comma": (
        _UNCLOSED,
        *_BETWEEN,
        _Case(r"[}\])]", "expected `$closing`, found $here",
            "Close the $kind with `$closing`.", label=_OPENED),
        _Case(r";", "`;` between two members", "Write `,` instead."),
        _Case(r":", "`:` in an array",
            "Put members with names in an object: `{…}`.", lambda spot: spot.kind == "array"),
        _Case(r"(?<=[0-9])[^\"{\[']", "unexpected $here in a number",
            "Write a plain number, or put the value in double quotes."),
        _Case(r":", "second `:` in a member", "Put the whole value in one pair of double quotes."),
        _Case(r'(?<![ \t\n\r])"(?=[^"]*+\Z)', 'unmatched `"`',
            'Remove it, or add the opening `"`.'),
        _Case(rf"[\"{{\['{_DOUBLE_QUOTES}]", "missing comma", "Write `,` before it."),
        _Case(r'(?<=").', 'the `"` before $here ends the string',
            'Write `\\"` for a quote inside the string, or `,` after its end.',
            label="the string ends here"),
        _Case(r"(?<=[^\W\d_]).", "unquoted string", "Put the string in double quotes."),
        _Case(r".", "expected `,` or `$closing`, found $here",
            'Write `,` between values; write `\\"` for a quote inside a string.'),
    ),
    "end": (
        *_BETWEEN,
        _Case(r":", "missing braces around the members",
            "Write `{` before the first member and `}` after the last.",
            lambda spot: spot.text.lstrip(_SPACE).startswith('"')),
        _Case(r".", 'quotes around the whole object: the first `"` inside ends them',
            "Remove the outer quotes.",
            lambda spot: re.match(r'[ \t\r\n]*+"[ \t\r\n]*+[{\[]', spot.text)),
        _Case(r"[}\]]", "unmatched $here", "Remove the $here."),
        _Case(r",", "comma after the end of the value", "Remove the comma."),
        _Case(r"[{\[\"]", "second value after the first", "Write one object with all members."),
        _Case(r".", "unexpected $here after the end of the value",
            "Remove everything after the value."),
    ),
    "string": (
        _Case(r"\Z", "unclosed string",
            'Close the string with `"`, not with a typographic quote.',
            lambda spot: any(quote in spot.text[spot.opened :] for quote in _DOUBLE_QUOTES)),
        _Case(r"\Z", "unclosed string", 'Close the string with `"`.'),
        _Case(r"[\r\n]", "line break inside a string",
            "Write `\\n` for a line break, or close the string before it."),
        _Case(r".", "unescaped $name inside a string", "Write it as `$escape`."),
    ),
    "escape": (
        _Case(r"\Z", "incomplete escape sequence", f"Write one of {_ESCAPES}."),
        _Case(r"(?<!\\).", "`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`."),
        _Case(r"'", "invalid escape sequence `\\'`", "Write `'` without the backslash."),
        _Case(r".", "invalid escape sequence `\\$character`",
            f"Write `\\\\` for a backslash, or one of {_ESCAPES}.",
            lambda spot: spot.character.isprintable()),
        _Case(r".", "invalid escape sequence `\\` before $name",
            f"Write `\\\\` for a backslash, or one of {_ESCAPES}."),
    ),
    "number": (
        _Case(r"(?<=0)[0-9]", "leading zero in a number",
            "Remove the leading zeros, or put the digits in double quotes.",
            label="remove this zero"),
        _Case(r"(?<=-)Infinity(?!\w)", "JSON has no `-Infinity`",
            "Write a number, a string or `null`."),
        _Case(r"(?<=\.).?", "missing digit after the decimal point", "Write for example `1.0`."),
        _Case(r"(?:(?<=[eE+])|(?<=[eE]-)).?", "missing digit in the exponent",
            "Write for example `1e5`."),
        _Case(r".?", "missing digit after the minus sign",
            "Write a number, or put the value in double quotes."),
    ),
    "word": (
        *_KNOWN_WORDS,
        _Case(r".?", "unquoted string",
            "Put the string in double quotes; only true, false and null need none."),
    ),
    "fewer": (
        _Case("", f"there are more than {MAX_NODES} names and values",
            "Split the text into smaller ones."),
    ),
    "shallower": (
        _Case(r".", f"values are nested more than {MAX_DEPTH} levels deep",
            "Nest the values less deeply."),
    ),
}
# fmt: on


def explain_json(value: str, mistake: JsonMistake) -> SyntaxProblem:
    """Put a mistake of a JSON text into words.

    Args:
        value: the text.
        mistake: where it stops being JSON.

    Returns:
        The span to underline, what is wrong there, and what to type instead.
    """
    spot = _Spot(value, mistake)
    offset, expected, opened = mistake
    cases = _CASES["object" if expected == "value" and opened < 0 else expected]
    case, end = next(
        (case, match.end())
        for case in cases
        if (match := re.compile(case.here, re.S).match(value, offset)) and case.when(spot)
    )
    # Where the text ends too early, people look for what is still open.
    label = _OPENED if offset == len(value) and opened >= 0 else case.label
    shown = opened if label == _OPENED else spot.previous
    related = ((shown, shown + 1, label),) if label else ()
    message, hint = (Template(each).substitute(vars(spot)) for each in (case.message, case.hint))
    if placeholders.is_in_code(value, offset):
        hint = "Render the template, and pipe the rendered text to `outbound-lint check -`."
    if offset == len(value):
        # Not on an empty line, nor at the next key of a YAML file.
        offset = end = len(value.rstrip(_SPACE))
    return SyntaxProblem(offset, end, message, hint, related)
