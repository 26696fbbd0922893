"""What is between the values of HCL, such as spaces and punctuation, and where it is wrong."""

from __future__ import annotations

from typing import NoReturn

from outbound_lint.patterns import pattern
from outbound_lint.source import Source
from outbound_lint.syntax.mistakes import TYPOGRAPHIC_QUOTES
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, Scalar, ScalarStyle, SyntaxProblem

_BLANKS = pattern(r"(?:[ \t]++|/\*(?s:.)*?\*/)*+")
_LINES = pattern(r"(?:[ \t\n]++|\r\n|(?:#|//)[^\n]*+|/\*(?s:.)*?\*/)*+")
_MAYBE_SKIPPED = " \t\r\n#/"
_IDENTIFIER = pattern(r"[^\W\d][\w-]*+")
_CLOSING = ("", ")", "]", "}")
_LINE_END = ("\n", "\r\n", "#", "//")

Opened = tuple[str, int]
"""An opening bracket, and its offset."""


class MistakeError(Exception):
    """Ends reading at a mistake.

    Attributes:
        problem: what is wrong.
        is_limit: whether the file is beyond a limit, so that nothing after it is read.
    """

    def __init__(self, problem: SyntaxProblem, *, is_limit: bool = False) -> None:
        super().__init__()
        self.problem, self.is_limit = problem, is_limit


class Scanner:
    """Reads a text from one offset on.

    Args:
        source: the text.

    Attributes:
        at: the offset of what is read next.
        loose: whether line breaks are spaces, as they are inside of `(` and `[`.
    """

    def __init__(self, source: Source) -> None:
        self.source, self.text, self.at = source, source.value, 0
        self.loose = False
        self._count = self._depth = 0

    def restart(self, offset: int) -> None:
        """Go on at an offset that is in no bracket."""
        self.at, self.loose, self._depth = offset, False, 0

    def skip(self) -> int:
        """Skip spaces and comments, and line breaks where they are spaces; return the offset."""
        return self._skip(loose=self.loose)

    def skip_lines(self) -> int:
        """Skip spaces, comments and line breaks; return the offset."""
        return self._skip(loose=True)

    def _skip(self, *, loose: bool) -> int:
        if self.text[self.at : self.at + 1] not in _MAYBE_SKIPPED:
            return self.at
        match = (_LINES if loose else _BLANKS).match(self.text, self.at)
        self.at = match.end() if match else self.at
        if self.text.startswith("/*", self.at):
            self.fail("the comment has no end", "Write `*/` at its end.", length=2)
        return self.at

    def follows(self, *signs: str) -> bool:
        """Skip spaces, and return whether one of some signs follows."""
        return self.text.startswith(signs, self.skip())

    def at_line_end(self) -> bool:
        """Skip spaces, and return whether the line ends."""
        return self.follows(*_LINE_END) or self.at == len(self.text)

    def end_line(self) -> None:
        """Expect the end of the line.

        Raises:
            MistakeError: something else follows.
        """
        if self.at_line_end():
            return
        if self.text.startswith("://", self.at):
            self.fail("a string without quotes", "Put it in double quotes.")
        self.fail("expected the end of the line", "Start a new line here.")

    def take(self, sign: str, where: str) -> None:
        """Expect a sign.

        Args:
            sign: the sign.
            where: where it must be, as the message says it.

        Raises:
            MistakeError: something else follows.
        """
        if not self.follows(sign):
            self.fail(f"expected `{sign}` {where}", f"Write `{sign}` here.")
        self.at += len(sign)

    def close(self, sign: str, opened: Opened, between: str = "") -> None:
        """Expect a closing bracket.

        Args:
            sign: the bracket.
            opened: the bracket that it closes.
            between: what else could be here, before another item, as messages say it.

        Raises:
            MistakeError: something else follows.
        """
        if self.text.startswith(sign, self.at):
            self.at += 1
            return
        bracket, offset = opened
        follows = self.text[self.at : self.at + 1]
        is_item = between and follows not in _CLOSING
        self.fail(
            f"expected {between} or `{sign}`" if between else f"expected `{sign}`",
            "Write `,` before this." if is_item else f"Write `{sign}` here.",
            related=((offset, offset + 1, f"`{bracket}` is opened here"),),
        )

    def word(self, word: str) -> bool:
        """Skip a keyword; false if something else follows."""
        start = self.skip()
        found = self.identifier()
        if found is None or found.value != word:
            self.at = start
            return False
        return True

    def identifier(self) -> Scalar | None:
        """Read a name; None if it is absent."""
        match = _IDENTIFIER.match(self.text, self.at)
        if match is None:
            return None
        self.at = match.end()
        return self.scalar(*match.span(), match[0], "bare")

    def scalar(self, start: int, end: int, value: str, style: ScalarStyle) -> Scalar:
        """Make a scalar.

        Raises:
            MistakeError: there are too many of them.
        """
        self.count(1)
        return Scalar(self.source, start, end, None, value, style)

    def count(self, values: int) -> None:
        """Note so many further values, or pieces of one that take as long.

        Raises:
            MistakeError: there are too many of them.
        """
        self._count += values
        if self._count > MAX_NODES:
            self._beyond(self.at, f"there are more than {MAX_NODES} values")

    def enter(self) -> None:
        """Note that what follows is nested.

        Raises:
            MistakeError: it is nested too deeply.
        """
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self.beyond_depth(self.at)

    def leave(self) -> None:
        """Note the end of something nested."""
        self._depth -= 1

    def beyond_depth(self, offset: int) -> NoReturn:
        """Refuse a file whose values are nested too deeply."""
        self._beyond(offset, f"values are nested more than {MAX_DEPTH} levels deep")

    def _beyond(self, offset: int, message: str) -> NoReturn:
        hint = "Split the file into smaller ones."
        raise MistakeError(SyntaxProblem(offset, offset + 1, message, hint), is_limit=True)

    def fail_at_value(self) -> NoReturn:
        """Refuse what can't start a value."""
        character = self.text[self.at : self.at + 1]
        if character and character in "'`" + TYPOGRAPHIC_QUOTES:
            self.fail("wrong quotes around a string", 'Write `"` on both sides.')
        if character and character in ")]}":
            self.fail("expected a value", f"Write a value before `{character}`.")
        self.fail("expected a value", "Write a value here; strings are in double quotes.")

    def fail(
        self,
        message: str,
        hint: str,
        *,
        length: int = 1,
        related: tuple[tuple[int, int, str], ...] = (),
    ) -> NoReturn:
        """Refuse the text from here on.

        Raises:
            MistakeError: always.
        """
        end = min(self.at + length, len(self.text))
        message = f"the file is not valid HCL: {message}"
        raise MistakeError(SyntaxProblem(self.at, end, message, hint, related))
