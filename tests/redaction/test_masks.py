"""A line with its secret spans masked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.redaction.masks import MASK, mask_line
from outbound_lint.source import Span


def masked(text: str, *secret: Span, start: int = 0, end: int | None = None) -> str:
    pieces = mask_line(text, start, len(text) if end is None else end, secret)
    return "".join(piece.text for piece in pieces)


def test_a_mask_is_as_wide_for_every_secret() -> None:
    assert masked("a: x, b: yyyyyyyyyy", Span(3, 4), Span(9, 19)) == f"a: {MASK}, b: {MASK}"


def test_secrets_that_touch_or_overlap_have_one_mask() -> None:
    assert masked("abcdef", Span(0, 2), Span(2, 4)) == f"{MASK}ef"
    assert masked("abcdef", Span(0, 3), Span(1, 2), Span(2, 4)) == f"{MASK}ef"


def test_an_empty_secret_has_no_mask() -> None:
    assert masked("abc", Span(1, 1)) == "abc"


def test_of_a_secret_over_several_lines_each_line_is_masked() -> None:
    text = "k: one\ntwo\nthree # x"
    secret = Span(3, 16)
    assert masked(text, secret, end=6) == f"k: {MASK}"
    assert masked(text, secret, start=7, end=10) == MASK
    assert masked(text, secret, start=11) == f"{MASK} # x"


@given(st.text(), st.lists(st.integers(0, 60), max_size=8), st.integers(0, 30))
def test_the_pieces_cover_the_line_and_show_only_what_is_open(
    text: str, cuts: list[int], start: int
) -> None:
    offsets = sorted(min(cut, len(text)) for cut in cuts)
    secret = [Span(*pair) for pair in zip(offsets[::2], offsets[1::2], strict=False)]
    start = min(start, len(text))
    pieces = mask_line(text, start, len(text), secret)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text[start:]
    hidden = {offset for span in secret for offset in range(*span)}
    for piece in pieces:
        assert {offset in hidden for offset in range(piece.start, piece.end)} == {piece.masked}
        assert piece.text == (MASK if piece.masked else text[piece.start : piece.end])
