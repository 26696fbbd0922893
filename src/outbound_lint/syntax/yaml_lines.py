"""The lines of a YAML document as people read them: indentation, keys, values, comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from outbound_lint.patterns import pattern
from outbound_lint.source import line_start
from outbound_lint.syntax.mistakes import WIDE_SPACES

COLONS = r"\uff1a\ufe55\ufe13\u2236\ua789\u02d0\u05c3"
"""Characters that look like `:`, for the class of a regular expression."""
KEY = rf"(?:\"[^\"\r\n]*+\"|'[^'\r\n]*+'|[^\s:=;\"'#{{}}\[\],&*!|>%@`\-][^\s:=;{COLONS}]*+)"
"""A key as most people write it; the start of a line up to it is `INDENT`."""
INDENT = r"[ \t]*+(?:-[ \t]++)*+"

LINE_BREAK = pattern(r"\r\n|\r|\n")
KEY_LINE = pattern(rf"(?P<indent>{INDENT})(?P<key>{KEY})[ \t]*+:(?=[ \t\r\n]|\Z)[ \t]*+")
ANY_KEY = pattern(rf"{INDENT}[^\r\n#]*?:(?=[ \t\r\n]|\Z)")
BLOCK_HEADER = pattern(r".*[:\-] +(?:[!&]\S+ +)*[|>][-+0-9]*[ \t]*(?:#.*)?", re.S)
_MARKER = pattern(r"(?:---|\.\.\.)(?=[ \t\r\n]|\Z)")
COMMENT = pattern(r"(?:\A|[ \t])#.*", re.S)
MOST_LINES = 500
"""How far from an error its cause is searched."""


class Lines:
    """The lines of one document in a text; a line is the offset at which it starts."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text, self.start, self.end = text, start, end

    def line_of(self, offset: int) -> int:
        """Return where the line of an offset starts."""
        return line_start(self.text, offset, self.start)

    def line_text(self, line: int) -> str:
        """Return a line without its line break."""
        match = LINE_BREAK.search(self.text, line, self.end)
        return self.text[line : match.start() if match else self.end]

    def lines_above(self, line: int) -> Iterator[int]:
        """Yield the lines above a line that hold more than a comment, nearest first."""
        for _ in range(MOST_LINES):
            if line <= self.start:
                return
            line = self.line_of(line - (2 if self.text.startswith("\r\n", line - 2) else 1))
            content = self.line_text(line).lstrip(" \t")
            if content and not content.startswith("#"):
                yield line

    def indentation(self, line: int) -> int:
        """Return how many spaces a line starts with."""
        text = self.line_text(line)
        return len(text) - len(text.lstrip(" "))

    def content_column(self, line: int) -> int:
        """Return the column of a line's key or value, after the dashes of list items."""
        return len(re.match(INDENT, self.line_text(line)).group())  # type: ignore[union-attr]

    def indent_hint(self, line: int, run: str) -> str | None:
        """Return which spaces to write in place of other characters in the indentation of a line.

        Args:
            line: the line.
            run: those characters, the first that are not spaces.

        Returns:
            A hint; None if the characters are to be removed.
        """
        if re.match(f"[{WIDE_SPACES}]", run):
            return "Write ordinary spaces instead."
        spaces = self.spaces_instead(line, run)
        return f"Write {spaces} space{'s' * (spaces > 1)} instead." if spaces else None

    def spaces_instead(self, line: int, run: str) -> int:
        """Return how many spaces to write in place of those characters, as the hint says it."""
        wide = re.findall(f"[{WIDE_SPACES}]", run)
        if wide and run.startswith(wide[0]):
            return len(wide)
        above = next(self.lines_above(line), -1)
        if above < 0:
            return 0
        text = self.line_text(line).replace(run, "", 1)
        column = len(text) - len(text.lstrip(" "))
        dash = len(re.match(INDENT, text).group()) - column  # type: ignore[union-attr]
        level = self.indentation(above) if dash else self.content_column(above)
        spaces = len(run) if column + len(run) == level else 0
        if KEY_LINE.match(self.text, above, self.end) and not self.has_value(above):
            level = self.content_column(above)
            key = KEY_LINE.match(text)
            beside = self._column_below(line) - dash if key and key.end() < len(text) else -1
            spaces = (beside if beside >= level + (not dash) else level + 2) - column
        return max(spaces, 0)

    def can_be_at(self, line: int, column: int) -> bool:
        """Return whether a key of a line at that column belongs to or with the line above."""
        above = next(self.lines_above(line), -1)
        if above < 0:
            return False
        level = self.content_column(above)
        is_open = KEY_LINE.match(self.text, above, self.end) and not self.has_value(above)
        return column > level if is_open else column == level

    def _column_below(self, line: int) -> int:
        """Return the column of the key or value on the next line that is not blank; -1 without."""
        for match in islice(LINE_BREAK.finditer(self.text, line, self.end), MOST_LINES):
            if self.line_text(match.end()).strip():
                return self.content_column(match.end())
        return -1

    def visible_end(self, line: int) -> int:
        """Return the end of a line's last visible character, comments aside."""
        return line + len(COMMENT.sub("", self.line_text(line)).rstrip())

    def has_value(self, line: int) -> object:
        """Return whether a line holds a key and its value."""
        match = KEY_LINE.match(self.text, line, self.end) if line >= 0 else None
        return match and match.end() < self.visible_end(line)

    def next_key(self, opened: int) -> int:
        """Return the first line after an opening quote or bracket that is not meant to be in it.

        It starts with a key, and has no more indentation than the line of the opening one.
        """
        column = self.content_column(self.line_of(opened))
        for match in islice(LINE_BREAK.finditer(self.text, opened, self.end), MOST_LINES):
            line = match.end()
            if _MARKER.match(self.text, line, self.end):
                return line
            key = KEY_LINE.match(self.text, line, self.end)
            if key and self.indentation(line) <= column and key["key"][0] not in "'\"":
                return line
        return self.end

    def closing_place(self, opened: int) -> int:
        """Return where what is open should be closed: at the end of the line before that key."""
        kept = self.text[opened : self.next_key(opened)].rstrip()
        return max(self.visible_end(self.line_of(opened + len(kept))), opened + 1)
