"""The characters of a scalar in the text around it, and whether edits there do what they should."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Text, line_start, with_edits
from outbound_lint.syntax.edits import Edit
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import cut, span_of

_BREAKS = pattern(r"\r\n|[\r\n]")
_LINE = pattern(r"[^\r\n]*+")
_BLANKS = " \t"
_MARKS = {
    "single": ("'", "'"),
    "double": ('"', '"'),
    "quoted": ('"', '"'),
    "literal": ("|\n", ""),
    "folded": (">\n", ""),
}


class TracedScalar:
    """The characters of a scalar in the text around it, with what decodes to nothing between them.

    Between two characters there may be indentation, or an escaped line break.

    Args:
        scalar: the scalar; its map is proved.
    """

    def __init__(self, scalar: Scalar) -> None:
        self.scalar = scalar
        self.value = scalar.value
        self.is_block = scalar.style in ("literal", "folded")

    def gap(self, index: int) -> tuple[int, int]:
        """Return the span between a character of the value and the one before it."""
        first, last = self._content()
        before = self._span(index - 1)[1] if index else first
        if index < len(self.value):
            return before, self._span(index)[0]
        return before, before if self.is_block else last

    def is_after_break(self, index: int) -> bool:
        """Return whether the text before a character ends with a line break as such."""
        start = self.gap(index)[0]
        return self.scalar.text.value[start - 1] in "\r\n"

    def place(self, start: int, end: int, *, removed: bool) -> Place:
        """Return the characters to replace in the text around the scalar.

        Args:
            start: where the characters of the value start.
            end: where they end.
            removed: whether nothing is written instead; then no empty line remains.
        """
        text, before, after = self.scalar.text, self.gap(start), self.gap(end)
        if start == end:
            return Place(text, before[1], before[1])
        first = self._start(start)
        if removed and self.is_block and end == len(self.value) and self.is_after_break(start):
            first = before[0]  # the last line, with its indentation
        with_gap = self.is_after_break(end) or (removed and before[0] < first)
        return Place(text, first, after[with_gap])

    def between(self, place: Place) -> Place:
        """Return all that is between the characters around a place of the value."""
        return Place(self.scalar.text, self.gap(place.start)[0], self.gap(place.end)[1])

    def is_read_as_wanted(self, pieces: Sequence[Edit], edit: Edit) -> bool:
        """Return whether edits of the text around make of the value what they should.

        Only what is at the start or at the end of a line can be read differently. Then the lines
        around it are read again.

        Args:
            pieces: the edits of the text around, in order; perhaps one of the header before others.
            edit: what they should do to the value.
        """
        (first, last), length = self._content(), len(self.value)
        inner = [one for one in pieces if one.place.start >= first]
        if all(map(self._is_within_line, inner)):
            return True
        start = self._line_before(inner[0].place.start)
        end = self._line_after(inner[-1].place.end)
        a = bisect_left(range(length), start, key=lambda index: self._span(index)[0])
        b = bisect_left(range(length), end + 1, key=lambda index: self._span(index)[1])
        a = max(min(a, edit.place.start - 1), 0)
        b = min(max(b, edit.place.end + 1), length)
        if not self.is_block:
            start = start if start == first else self._start(a)
            end = end if end == last else self._span(b - 1)[1]
        wanted = self.value[a : edit.place.start] + edit.whole + self.value[edit.place.end : b]
        moved = ((one.place.start - start, one.place.end - start, one.whole) for one in inner)
        before, after = _MARKS.get(self.scalar.style, ("", ""))
        text = before + with_edits(self.scalar.text.value[start:end], moved) + after
        return bool(cut(Scalar(Text(text), 0, len(text), None, wanted, self.scalar.style)))

    def _is_within_line(self, piece: Edit) -> bool:
        """Return whether an edit leaves what the lines of the text start and end with."""
        text, (first, last) = self.scalar.text.value, self._content()
        _, start, end = piece.place
        if _BREAKS.search(piece.whole) or _BREAKS.search(text, start, end):
            return False
        while start > first and text[start - 1] in _BLANKS:
            start -= 1
        while end < last and text[end] in _BLANKS:
            end += 1
        return text[start - 1] not in "\r\n" and text[end : end + 1] not in {"", "\r", "\n"}

    def _line_before(self, offset: int) -> int:
        """Return where the last line before that of an offset starts that is not empty."""
        text, (first, _) = self.scalar.text.value, self._content()
        start = line_start(text, offset, first)
        while start > first:
            end = start
            start = line_start(text, end - 1, first)
            if not text[start:end].isspace():
                break
        return start

    def _line_after(self, offset: int) -> int:
        """Return where the first line after that of an offset ends that is not empty."""
        text, (_, last) = self.scalar.text.value, self._content()
        end = _line_end(text, offset, last)
        while end < last:
            start = end
            end = _line_end(text, start + 1, last)
            if not text[start:end].isspace():
                break
        return end

    def _content(self) -> tuple[int, int]:
        """Return the span of the content, without quotes, or without the header's line."""
        text, start, end = self.scalar.text.value, self.scalar.start, self.scalar.end
        if self.is_block:
            line_break = _BREAKS.search(text, start, end)
            return line_break.end() if line_break else end, end
        quote = self.scalar.style not in ("plain", "bare")
        return start + quote, end - quote

    def _start(self, index: int) -> int:
        """Return where a character starts, with what belongs to it."""
        gap = self.gap(index)
        # The first of several line breaks decodes to nothing.
        is_break = self.value[index : index + 1] == "\n" and _BREAKS.search(
            self.scalar.text.value, *gap
        )
        return gap[0] if is_break else gap[1]

    def _span(self, index: int) -> tuple[int, int]:
        found = span_of(self.scalar, index)
        assert found  # the caller made sure that the scalar can be traced
        return found


def _line_end(text: str, offset: int, last: int) -> int:
    return _LINE.match(text, offset, last).end()  # type: ignore[union-attr]  # always matches
