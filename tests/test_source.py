"""Source text: spans and widths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.source import Source, Span, cut, display_width, line_start, merge_spans

SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda x: (x[0], sum(x))))


@pytest.mark.parametrize(
    ("spans", "merged"),
    [
        ([], []),
        ([(3, 3)], []),
        ([(4, 6), (0, 2)], [(0, 2), (4, 6)]),
        ([(0, 2), (2, 4)], [(0, 4)]),
        ([(0, 9), (2, 4)], [(0, 9)]),
        ([(0, 2), (2, 2), (3, 3)], [(0, 2)]),
    ],
)
def test_spans_that_overlap_or_touch_are_merged(
    spans: list[tuple[int, int]], merged: list[tuple[int, int]]
) -> None:
    assert merge_spans(spans) == [Span(*pair) for pair in merged]


@given(SPANS)
def test_merged_spans_have_the_same_characters_and_gaps_between_them(
    spans: list[tuple[int, int]],
) -> None:
    merged = merge_spans(spans)
    assert {at for span in merged for at in range(*span)} == {
        at for span in spans for at in range(*span)
    }
    borders = [border for span in merged for border in span]
    assert borders == sorted(set(borders))
    assert merge_spans(merged) == merged


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("電話", 4), ("e\u0301x", 2), ("\u1112\u1161\u11ab", 2), ("😀!", 3)],
)
def test_the_width_of_a_text_is_that_on_a_terminal(text: str, columns: int) -> None:
    assert display_width(text) == columns


def test_an_offset_between_cr_and_lf_is_the_end_of_the_line() -> None:
    source = Source("ab\r\ncd", "")
    assert [source.position(offset) for offset in (2, 3, 4)] == [(1, 3), (1, 3), (2, 1)]


@given(st.text("ab\r\n", max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_a_line_starts_after_the_line_break_before_an_offset(
    text: str, offset: int, first: int
) -> None:
    offset = min(offset, len(text))
    first = min(first, offset)
    expected = max(text.rfind("\n", first, offset), text.rfind("\r", first, offset)) + 1
    assert line_start(text, offset, first) == max(first, expected)


@given(st.text("aé電話\u0301🙂가\u11a8", max_size=60), st.integers(1, 40))
def test_a_cut_text_has_as_many_characters_as_fit(text: str, width: int) -> None:
    shown = cut(text, width)
    if display_width(text) <= width:
        assert shown == text
        return
    assert shown.endswith("…")
    kept = shown[:-1]
    assert text.startswith(kept)
    assert display_width(shown) <= width
    assert display_width(text[: len(kept) + 1] + "…") > width
