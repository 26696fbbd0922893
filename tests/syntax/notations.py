"""Writes a JSON value as JSON5 or as Python has it, beside the JSON that is expected of a repair.

A writer chooses among all the ways its notation has. It puts down each piece twice: as it is in the
notation, and as it must be after the repair. What is the same in both must not be touched. Nothing
here reads a text.
"""

from __future__ import annotations

import re
from random import Random
from typing import Any

DOUBLE = "“”„‟＂"
SINGLE = "‘’‚‛＇"
IDENTIFIER = re.compile(r"[A-Za-z_$é名][\w$]*")
WORDS = {True: ("true", "True"), False: ("false", "False"), None: ("null", "None")}
COMMENTS = {
    "json5": ["// it's: 1,", "/* [a], */", '// "', "/**/"],
    "python": ["# it's: 1,", '# "]', "#"],
}
SHORT = {"\b": "b", "\t": "t", "\n": "n", "\f": "f", "\r": "r", '"': '"', "\\": "\\"}


def _is_identifier(name: str) -> bool:
    # A superscript digit is a character of a word, but of no identifier.
    return bool(IDENTIFIER.fullmatch(name)) and name.replace("$", "_").isidentifier()


class Writer:
    """The text so far, and what is expected of its repair."""

    def __init__(self, random: Random, notation: str) -> None:
        self.random = random
        self.notation = notation
        self.text = ""
        self.expected = ""

    def put(self, text: str, expected: str | None = None) -> None:
        self.text += text
        self.expected += text if expected is None else expected

    def maybe(self, chance: float = 0.3) -> bool:
        return self.random.random() < chance

    def gap(self) -> None:
        """Write whitespace, or a comment, or nothing."""
        self.put(self.random.choice(["", "", " ", "\n", "\r\n"]))
        if self.maybe(0.1):
            comment = self.random.choice(COMMENTS[self.notation])
            self.put(comment, "")
            self.put("" if comment.startswith("/*") else self.random.choice(["\n", "\r\n"]))

    def value(self, value: Any) -> None:
        self.gap()
        if isinstance(value, dict):
            self.items("{", "}", [(name, item) for name, item in value.items()])
        elif isinstance(value, list):
            is_tuple = self.notation == "python" and self.maybe()
            self.items("(" if is_tuple else "[", ")" if is_tuple else "]", value)
        elif isinstance(value, str):
            self.string(value)
        elif value is None or isinstance(value, bool):
            word = WORDS[value]
            self.put(self.random.choice(word), word[0])
        else:
            self.number(value)
        self.gap()

    def items(self, opening: str, closing: str, items: list[Any]) -> None:
        self.put(opening, {"(": "["}.get(opening))
        for index, item in enumerate(items):
            if index:
                self.put(",")
            if opening == "{":
                self.gap()
                self.name(item[0])
                self.put(self.random.choice([":", " :", ": "]))
            self.value(item[1] if opening == "{" else item)
        if items and (self.maybe() or (opening == "(" and len(items) == 1)):
            self.put(",", "")
            self.gap()
        self.gap()
        self.put(closing, {")": "]"}.get(closing))

    def name(self, name: str) -> None:
        is_word = any(name in word for word in WORDS.values())
        if self.notation == "json5" and _is_identifier(name) and not is_word:
            self.put(name, f'"{name}"')
        else:
            self.string(name)

    def number(self, value: float) -> None:
        text = repr(value)
        if text.startswith("-"):
            self.put("-")
            text = text[1:]
        elif self.notation == "json5" and len(text) < 4 and self.maybe():
            self.put("+", "")
        if isinstance(value, int):
            way = self.random.choice([text, hex(abs(value)), f"0X{abs(value):X}"])
            self.put(way, text)
        elif text.startswith("0.") and self.maybe(0.5):
            self.put(text[1:], text)
        elif text.endswith(".0") and self.maybe(0.5):
            self.put(text[:-1], text)
        else:
            self.put(text)

    def string(self, value: str) -> None:
        quote = self.random.choice(['"', "'", DOUBLE, SINGLE])
        prefix = self.prefix(value) if quote in "\"'" else ""
        self.put(prefix, "")
        self.put(self.random.choice(quote), '"')
        for index, character in enumerate(value):
            if not prefix and self.maybe(0.05):
                self.put("\\" + self.random.choice(["\n", "\r\n", "\r"]), "")
            if character == '"' and quote in ("'", SINGLE) and self.maybe(0.5):
                self.put('"', '\\"')
            elif character == '"' and quote == DOUBLE and self.maybe(0.5):
                self.put("\\" + self.random.choice(DOUBLE), '\\"')
            elif character == "'" and (quote == "'" or self.maybe(0.2)):
                ends = SINGLE if quote in (DOUBLE, SINGLE) else ""
                self.put("\\" + self.random.choice("'" + ends), "'")
            elif must_be_escaped(character, quote) or (not prefix and self.maybe(0.1)):
                self.escaped(character, value[index + 1 : index + 2])
            else:
                self.put(character)
        self.put(self.random.choice(quote.replace("„", "").replace("‚", "")), '"')

    def prefix(self, value: str) -> str:
        if self.notation == "json5" or not value.isascii() or not value.isprintable():
            return ""
        if set(value) & set("\\'\""):
            return ""
        return self.random.choice(["", "u", "b", "r", "U", "Rb"])

    def escaped(self, character: str, following: str) -> None:
        code = ord(character)
        if code > 0xFFFF:
            high, low = 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)
            self.put(f"\\u{high:04x}\\u{low:04X}")
            return
        ways = [(f"\\u{code:04X}", f"\\u{code:04X}")]
        if code <= 0xFF:
            ways.append((f"\\x{code:02x}", f"\\u00{code:02x}"))
        if character in SHORT:
            ways.append(("\\" + SHORT[character],) * 2)
        if character == "\v":
            ways.append(("\\v", "\\u000b"))
        if character == "\0" and not following.isdigit():
            ways.append(("\\0", "\\u0000"))
        if character == "/" and self.notation == "json5":
            ways.append(("\\/", "\\/"))
        self.put(*self.random.choice(ways))


def must_be_escaped(character: str, quote: str) -> bool:
    """Whether a character can't be written as it is between quotes of a kind."""
    own = character in quote if quote in (DOUBLE, SINGLE) else False
    return character < " " or character in '"\\' or own
