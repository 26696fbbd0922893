"""An error of a YAML parser and what is around it: lines, keys, indentation, open values."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import islice

from ruamel.yaml.error import YAMLError

from outbound_lint.syntax.mistakes import INVISIBLE
from outbound_lint.syntax.yaml_lines import (
    ANY_KEY,
    BLOCK_HEADER,
    COMMENT,
    KEY_LINE,
    LINE_BREAK,
    MOST_LINES,
    Lines,
)
from outbound_lint.syntax.yaml_trace import Trace

_FLOW_WORD = re.compile(r"""(?:"[^"]*+"|'[^']*+'|[^\s,:\[\]{}"']++)[ \t]*\Z""")
_DIRECTIVE = re.compile(r"(?:\A|(?<=[\r\n]))%")
_TAB_LINE = re.compile(r"[\r\n] *\t")
_LONGEST_WORD = 1000


class Spot(Lines):
    """One error of a parser, with its surroundings; `$name` in a text stands for an attribute."""

    name = marked = ""

    def __init__(self, error: YAMLError, text: str, start: int, end: int, trace: Trace) -> None:
        problem = getattr(error, "problem_mark", None)
        context = getattr(error, "context_mark", None)
        mark = problem or context
        at = min(start + mark.index, end) if mark else start
        self.said = f"{getattr(error, 'problem', None) or error}, {getattr(error, 'context', '')}"
        super().__init__(text, start, end)
        self.at, self.trace = at, trace
        self.opened = start + context.index if context else -1
        self.line = self.line_of(at)
        self.character = text[at : min(at + 1, end)]
        self.before = text[self.line : at]
        self.is_first = not self.before.strip(" \t")
        self.column = self.indentation(self.line)

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)

    @cached_property
    def keyless_above(self) -> list[int]:
        """The lines right above a key without one, at the same indentation."""
        keyless: list[int] = []
        for line in () if self.key_before else self.suspects[-2::-1]:
            if ANY_KEY.match(self.text, line, self.end) or (
                self.content_column(line) != self.column
            ):
                break
            keyless.append(line)
        return keyless[::-1]

    @property
    def is_value_of_key(self) -> object:
        """Whether the line above the suspect one is a key without a value."""
        above = next(self.lines_above(self.suspects[0]), -1)
        is_key = above >= 0 and KEY_LINE.match(self.text, above, self.end)
        return is_key and not self.has_value(above)

    @property
    def word_above(self) -> list[int]:
        """The line right above if it is one word, which may be a key."""
        above = self.suspects[-2:-1]
        return [] if not above or ANY_KEY.match(self.text, above[0], self.end) else above

    @property
    def slashes(self) -> list[int]:
        """Where a comment of another language may start, before the error."""
        found = re.finditer(r"(?<=[ \t])(?://|/\*)(?=[ \t])", self.before)
        return [self.line + match.start() for match in found]

    @property
    def is_stray_quote(self) -> bool:
        """Whether the quote that is never closed comes at the end of a value."""
        before = self.text[self.line_of(self.opened) : self.opened].rstrip()
        return bool(before) and before[-1] not in ":-?[{,("

    @property
    def is_key_in_item(self) -> object:
        """Whether this line is a list item that is a key and its value, and nothing more."""
        line_break = LINE_BREAK.search(self.text, self.at, self.end)
        if line_break and self.indentation(line_break.end()) > self.column:
            return False
        return self.has_value(self.line)

    @property
    def item_has_keys(self) -> object:
        """Whether the list item above this line is a mapping."""
        above = self.lines_above(self.line)
        items = (line for line in above if self.indentation(line) <= self.column)
        return KEY_LINE.match(self.text, next(items, self.line), self.end)

    @cached_property
    def above(self) -> int:
        """The nearest line above that holds more than a comment; -1 if there is none."""
        return next(self.lines_above(self.line), -1)

    @cached_property
    def levels(self) -> list[int]:
        """The columns of the keys above in which this one could be, innermost first."""
        columns: list[int] = []
        for line in self.lines_above(self.line):
            match = KEY_LINE.match(self.text, line, self.end)
            indent = self.indentation(line)
            for column in (len(match["indent"]) if match else indent, indent):
                if not columns or column < columns[-1]:
                    columns.append(column)
            if not columns[-1]:
                break
        return columns

    @cached_property
    def aligned(self) -> str:
        """Which spaces put this line at the level of a key above it."""
        inside = [level for level in self.levels if level > self.column]
        outside = [level for level in self.levels if level < self.column]
        spaces = inside[-1] if inside else max(outside, default=0)
        what = "this line, and the lines aligned with it"
        if not spaces:
            return f"Remove the spaces at the start of {what}."
        return f"Indent {what}, with {spaces} space{'s' * (spaces > 1)}."

    @cached_property
    def tab_hint(self) -> str:
        """What to write instead of a tab in the indentation."""
        above = KEY_LINE.match(self.text, self.above, self.end) if self.above >= 0 else None
        column = len(above["indent"]) if above else self.indentation(max(self.above, 0))
        is_header = self.above >= 0 and BLOCK_HEADER.fullmatch(self.line_text(self.above))
        opens = is_header or (above and not self.has_value(self.above))
        spaces = max(0, column + 2 * bool(opens) - len(self.before))
        what = f"Write {spaces} space{'s' * (spaces > 1)} instead" if spaces else "Remove it"
        if _TAB_LINE.search(self.text, self.at + 1, self.end):
            what += ", and replace the tabs at the start of other lines too"
        return what + "."

    @property
    def invisible_hint(self) -> str:
        """What to do about invisible characters in the indentation of the suspect line."""
        line = self.suspects[0]
        run = re.compile(f"[{INVISIBLE}]+").search(self.text, line, self.end)
        return (run and self.indent_hint(line, run.group())) or "Remove it."

    @cached_property
    def suspects(self) -> list[int]:
        """The lines that may hold the mistake, the first one first.

        Lines without a key make one value with the lines after them. So only the colon of the next
        key is refused, but the mistake is in a line above it.
        """
        if "simple key" in self.said:
            return [self.line_of(self.opened)]
        if "mapping values" not in self.said:
            return [self.line]
        lines = [self.line]
        if not self.key_before:
            for line in islice(self.lines_above(self.line), MOST_LINES):
                lines.append(line)
                if ANY_KEY.match(self.text, line, self.end):
                    break
        return lines[::-1]

    @cached_property
    def key_before(self) -> re.Match[str] | None:
        """The key on the line of the error whose value the error is in."""
        match = KEY_LINE.match(self.text, self.line, self.end)
        return match if match and match.end() <= self.at else None

    @property
    def in_flow(self) -> bool:
        """Whether the error is between brackets."""
        return bool(self.trace.opened) and self.text[self.trace.opened[-1]] in "[{"

    @cached_property
    def value_start(self) -> int:
        """Where the value starts that the error is in."""
        if self.in_flow:
            return self.at
        if self.key_before:
            return self.key_before.end()
        return self.line + self.content_column(self.line)

    @cached_property
    def value(self) -> str:
        """The value that the error is in, up to the end of its line or of a flow item."""
        line_end = self.line + len(self.line_text(self.line))
        value = COMMENT.sub("", self.text[self.value_start : line_end]).rstrip()
        return re.split(r"[,\]}]", value)[0] if self.in_flow else value

    @cached_property
    def quotes(self) -> str:
        """Which quotes the value needs that the error is in."""
        if "'" not in self.value:
            return "Put the whole value in single quotes."
        if '"' not in self.value and "\\" not in self.value:
            return "Put the whole value in double quotes."
        return "Put the whole value in single quotes, and write `''` for each `'` in it."

    @cached_property
    def plain_quotes(self) -> str:
        """Which quotes to write in place of typographic ones."""
        inside = self.value[1:-1]
        if "'" in inside and ('"' in inside or "\\" in inside):
            return "Replace it and the closing one with `'`, and write `''` for `'` between them."
        quote = '"' if "'" in inside else "'"
        return f"Replace it and the closing one with `{quote}`."

    @cached_property
    def quote_in_quotes(self) -> str:
        """How to write a quote inside the quoted value that ends right before the error."""
        quote = self.text[self.at - 1]
        if quote == "'":
            return "Write `''` for a quote inside single quotes."
        line_end = self.line + len(self.line_text(self.line))
        if "'" in self.text[self.trace.start : line_end]:
            return 'Write `\\"` for a quote inside double quotes.'
        return 'Put the value in single quotes instead, or write `\\"` for a quote inside it.'

    @cached_property
    def header(self) -> int:
        """The line right above a suspect one if it ends with the header of a block scalar."""
        line = self.suspects[0]
        above = next(self.lines_above(line), -1)
        is_header = above >= 0 and BLOCK_HEADER.fullmatch(self.line_text(above))
        least = self.content_column(above) + (self._indicator(above) or 1)
        return above if is_header and self.indentation(line) < least else -1

    @property
    def width(self) -> int:
        """The indentation for the lines of that block scalar."""
        return self.content_column(self.header) + (self._indicator(self.header) or 2)

    def _indicator(self, header: int) -> int:
        """Return how many spaces the header of a block scalar demands; 0 if it does not say."""
        digit = re.search(r"[|>][-+]?([1-9])[-+]?[ \t]*(?:#.*)?\Z", self.line_text(header))
        return int(digit[1]) if digit else 0

    @cached_property
    def block_indent(self) -> int:
        """How many spaces the first line of the block scalar right above has; -1 without one."""
        if self.trace.style not in ("|", ">") or self.text[self.trace.end : self.at].strip():
            return -1
        lines = LINE_BREAK.split(self.text[self.trace.start : self.line])[1:-1]
        visible = (line for line in lines if line.strip(" "))
        longest = max(lines, key=len, default="")
        first = next(visible, longest)
        return len(first) - len(first.lstrip(" "))

    @property
    def is_blank_block(self) -> bool:
        """Whether that block scalar has nothing but blank lines."""
        header = LINE_BREAK.search(self.text, self.trace.start)
        return header is None or not self.text[header.end() : self.line].strip()

    @property
    def text_width(self) -> int:
        """The indentation for a text that belongs on the next line."""
        return self.content_column(self.line) + 2

    @property
    def previous(self) -> str:
        """The character before the error."""
        return self.text[self.at - 1]

    @property
    def value_opened(self) -> int:
        """Where the last value starts."""
        return self.trace.start

    @property
    def last_quote(self) -> str:
        """The quote that the last value starts with."""
        return self.text[self.trace.start]

    @property
    def has_directive(self) -> bool:
        """Whether the document starts with a directive."""
        return self.text[self.start : self.at].lstrip().startswith("%") and self.trace.style is None

    @property
    def follows_key(self) -> object:
        """Whether the word before the error is the value of a key."""
        return re.search(r":[ \t]+[^\s,]+\Z", self.before[-_LONGEST_WORD:])

    @property
    def directives(self) -> list[int]:
        """The lines that start with `%`."""
        found = _DIRECTIVE.finditer(self.text, self.start, self.end)
        return [match.start() for match in found]

    @cached_property
    def flow_word(self) -> int:
        """Where a comma is missing, before the value or the key at the error; -1 if nowhere."""
        at = self.at
        if self.character == ":":
            word = _FLOW_WORD.search(self.before, max(0, len(self.before) - _LONGEST_WORD))
            if word is None:
                return -1
            at = self.line + word.start()
        first = not self.text[self.line : at].strip()
        return self.visible_end(self.above) if first and self.above >= 0 else at

    @cached_property
    def closing(self) -> str:
        """The bracket or quote that closes what the error is in."""
        opening = self.text[self.opened] if self.opened >= 0 else ""
        return {"[": "]", "{": "}"}.get(opening, opening)

    @property
    def kind(self) -> str:
        """What the brackets enclose."""
        return "list" if self.closing == "]" else "mapping"

    @cached_property
    def closing_hint(self) -> str:
        """What to do about a bracket of the wrong kind."""
        around = [at for at in self.trace.opened if at < self.opened and self.text[at] in "[{"]
        closes_outer = around and {"[": "]", "{": "}"}[self.text[around[-1]]] == self.character
        rest = self.text[self.at + 1 : self.next_key(self.opened)]
        if closes_outer and self.character not in rest:
            return f"Write `{self.closing}` before it."
        return f"Write `{self.closing}` instead."

    @property
    def swallows_keys(self) -> bool:
        """Whether the quoted value before the error was meant to end in a line above."""
        start, end, style, _ = self.trace
        return (
            style in ("'", '"')
            and end <= self.at
            and not self.text[end : self.at].strip()
            and self.next_key(start) < end
        )
