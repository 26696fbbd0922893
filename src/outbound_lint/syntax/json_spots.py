"""A mistake in a text that should be JSON, and what is around it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from outbound_lint.patterns import pattern
from outbound_lint.source import Text
from outbound_lint.syntax.json import JsonMistake, parse_json
from outbound_lint.syntax.mistakes import CHARACTER_NAMES

SPACE = " \t\n\r"
WORD = r"(?<!\w)[^\W\d]\w*+"
"""A word from its start to its end."""

_SHORT_ESCAPES = {"\b": "\\b", "\t": "\\t", "\f": "\\f"}
# What other languages write, and what to write in JSON.
PYTHON = {"True": "true", "False": "false", "None": "null"}
FOREIGN = dict.fromkeys("nil none NONE nan NaN Infinity undefined".split(), "null")
FOREIGN |= {"yes": "true", "no": "false"}
_MOST_CLOSERS = 10
LONGEST_TO_REPAIR = 1_000_000
"""In characters; people write no longer text by hand."""
_SIGNS = {
    ":": "`:` after each name",
    ": null": "`: null` or another value after each name without a value",
    "null": "`null` or another value after each `:` without a value",
    ",": "`,` after each value but the last",
}
_TOKEN = pattern(r'[{}\[\],:]|"(?:[^"\\]|\\.)*+"|[^\s{}\[\],:"]++', re.DOTALL)


class Spot:
    """A mistake and what is around it; `$kind` in a message stands for the attribute `kind`."""

    def __init__(self, text: str, mistake: JsonMistake, example: str | None) -> None:
        self.text = text
        offset, expected, self.opened = mistake
        self.offset = offset
        self.in_field = example is not None
        self.write = f"Write an object: `{example}`." if example else "Write one object or array."
        self.character = text[offset : offset + 1]
        code = ord(self.character or "\0")
        self.name = CHARACTER_NAMES.get(self.character, f"U+{code:04X}")
        self.here = f"`{self.character}`" if self.character.isprintable() else self.name
        self.escape = _SHORT_ESCAPES.get(self.character, f"\\u{code:04x}")
        self.ascii, self.is_invisible = self.character, False
        if not self.character.isascii():
            from unicodedata import category, normalize

            self.ascii = normalize("NFKC", self.character)
            self.is_invisible = category(self.character) == "Cf"
        # The last character before the mistake that is not whitespace.
        self.previous = len(text[:offset].rstrip(SPACE)) - 1
        self.what = "name" if expected == "name" else "string"
        in_object = text.startswith("{", max(self.opened, 0))
        self.kind, self.closing = ("object", "}") if in_object else ("array", "]")
        word = re.compile(WORD).match(text, self.opened if expected == "word" else offset)
        self.word = word.group() if word else ""
        self.json = (PYTHON | FOREIGN).get(self.word, self.word.lower())
        self.closers = closers = _closers(text, offset)
        is_short = len(closers) <= _MOST_CLOSERS
        self.close = f"Write `{closers}`" if is_short else "Close each open `{` and `[`"
        self.close_string = f'Write `"{closers}`' if is_short else 'Close it with `"`'

    def is_after_opening(self) -> bool:
        """Return whether nothing comes before it in its collection."""
        return self.previous == self.opened

    def starts(self, expression: str) -> object:
        """Return whether the whole text starts with an expression."""
        return re.compile(rf"\s*+(?:{expression})", re.S).match(self.text)

    def closes_outer(self) -> bool:
        """Return whether the character here closes the collection around the innermost one."""
        return self.closers[1:2] == self.character

    def with_character(self, character: str) -> bool:
        """Return whether the text is JSON with another character here."""
        text, offset = self.text, self.offset
        return not parse_json(Text(text[:offset] + character + text[offset + 1 :])).mistake

    def with_end(self, end: str) -> bool:
        """Return whether the text is JSON with another end from here on."""
        return not parse_json(Text(self.text[: self.offset] + end)).mistake

    @cached_property  # a case that needs it puts it among the words of its hint
    def missing_signs(self) -> str:
        """Which signs to write where several are missing; empty if the text is not JSON then."""
        if len(self.text) > LONGEST_TO_REPAIR:
            return ""
        text, missing = _with_signs(self.text)
        if missing.total() < 2 or parse_json(Text(text)).mistake:
            return ""
        steps = [step for sign, step in _SIGNS.items() if missing[sign]]
        return f"Write {', and '.join(steps)}."


def _closers(text: str, offset: int) -> str:
    """Return the brackets that close what is open at a mistake."""
    opened: list[str] = []
    for piece in re.compile(r'"(?:[^"\\]|\\.)*+\\?(?:"|\Z)|[{}\[\]]', re.S).findall(
        text, 0, offset
    ):
        if piece in "{[":
            opened.append("}" if piece == "{" else "]")
        elif piece in "}]" and opened:
            opened.pop()
    return "".join(reversed(opened))


def _with_signs(text: str) -> tuple[str, Counter[str]]:
    """Return a text with the colons and commas that are missing in it, and how many they are."""
    pieces: list[str] = []
    missing: Counter[str] = Counter()
    opened: list[str] = []
    expected, end = "value", 0
    for match in _TOKEN.finditer(text):
        piece = match.group()
        in_object = opened[-1:] == ["{"]
        sign = ""
        if opened and piece not in "}],:":
            sign = expected
        elif in_object and piece in "},":
            sign = {":": ": null", "value": "null"}.get(expected, "")
        if sign in _SIGNS:
            missing[sign] += 1
            pieces += text[end : match.start()], sign
            end = match.start()
        if piece in "}]":
            del opened[-1:]
            expected = ","
        elif piece in ":,":
            expected = "name" if piece == "," and in_object else "value"
        else:
            is_name = in_object and expected in ("name", ",")
            if piece in "{[":
                opened.append(piece)
            expected = {"{": "name", "[": "value"}.get(piece, ":" if is_name else ",")
    return "".join(pieces) + text[end:], missing
