"""Code frames: carets are under the exact characters, whatever the line contains."""

from __future__ import annotations

import re
import time
import unicodedata
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import RelatedSpan
from outbound_lint.findings.settings import Settings
from outbound_lint.source import Span
from tests.reporters.samples import (
    BLOCK,
    TOKEN,
    collision_in_block,
    plain,
    rendered,
    report_of,
    span_of,
)

MASK = "****"
WIDTH = 100 - len("1 | ")
"""The columns of code in a frame of one-digit line numbers."""


class Shown(NamedTuple):
    """The first line of a frame, and its carets with their label."""

    code: str
    column: int
    carets: int
    label: str


def frame_of(text: str, span: Span, *sensitive: Span) -> Shown:
    output = rendered(report_of(text, plain(span), sensitive=sensitive), quiet=True)
    _, _, _, code, carets, *_ = output.split("\n")
    margin = code.index("|") + 2
    row = carets[margin:]
    return Shown(
        code[margin:],
        len(row) - len(row.lstrip(" ")),
        row.count("^"),
        row.strip(" ^"),
    )


def columns(shown: str) -> int:
    """Return how many columns a terminal gives to a text, computed independently."""
    width = 0
    for character in shown:
        if not unicodedata.combining(character):
            width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
    return width


def _index_at(code: str, column: int) -> int:
    """Return the last index at a column: a combining character belongs to the one before."""
    return max(index for index in range(len(code) + 1) if columns(code[:index]) == column)


@pytest.mark.parametrize(
    ("before", "target", "after", "code", "column", "carets"),
    [
        ("name: ", "x", "", "name: x", 6, 1),
        ("電話: ", "x", "", "電話: x", 6, 1),
        ("", "電話", "!", "電話!", 0, 4),
        ("e\u0301e\u0301", "x", "", "e\u0301e\u0301x", 2, 1),
        ("ae", "\u0301", "x", "ae\u0301x", 1, 1),
        ("\u1112\u1161\u11ab", "x", "", "\u1112\u1161\u11abx", 2, 1),
        ("\t", "x", "", "    x", 4, 1),
        ("a", "\t", "b", "a    b", 1, 4),
        ("a", "\u202e", "b", "a\\u202eb", 1, 6),
        ("\u200b\x1b", "x", "", "\\u200b\\x1bx", 10, 1),
        ("# ##[error]", "x", "", "# #\\x23[error]x", 14, 1),
        ("☎", "😀", "", "☎😀", 1, 2),
    ],
)
def test_the_caret_is_under_its_character(  # noqa: PLR0917
    before: str, target: str, after: str, code: str, column: int, carets: int
) -> None:
    span = Span(len(before), len(before + target))
    assert frame_of(before + target + after, span) == (code, column, carets, "")


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\r", "\nnext"])
def test_one_past_the_end_of_a_line_has_one_caret(end: str) -> None:
    assert frame_of(f"abc{end}", Span(3, 3)) == ("abc", 3, 1, "")


def test_a_place_inside_a_line_end_is_shown_at_the_end_of_the_line() -> None:
    assert frame_of("abc\r\nd", Span(4, 5)) == ("abc", 3, 1, "")


def test_a_span_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    text = "a: |\n  one\n  two\nb: 1\n"
    assert frame_of(text, Span(3, text.index("b"))) == ("a: |", 3, 1, "(to line 3)")


def test_dots_separate_distant_lines_and_line_numbers_are_aligned() -> None:
    text = "".join(f"key{number}: 1\n" for number in range(1, 13))
    finding = plain(
        span_of(text, "key12"),
        related=(
            RelatedSpan(span_of(text, "key1"), "the first"),
            RelatedSpan(span_of(text, "key11"), "the other"),
        ),
    )
    assert rendered(report_of(text, finding), quiet=True).split("\n")[2:-1] == [
        "   |",
        " 1 | key1: 1",
        "   | ---- the first",
        "...",
        "11 | key11: 1",
        "   | ----- the other",
        "12 | key12: 1",
        "   | ^^^^^",
        "   |",
    ]


def test_two_marks_of_one_line_are_below_it() -> None:
    text = "{a: 1, a: 2}"
    finding = plain(Span(7, 8), related=(RelatedSpan(Span(1, 2), "first"),))
    assert rendered(report_of(text, finding), quiet=True).split("\n")[3:6] == [
        "1 | {a: 1, a: 2}",
        "  |  - first",
        "  |        ^",
    ]


def test_a_long_line_is_shown_around_the_caret() -> None:
    text = "a" * 500 + "HERE" + "b" * 500
    code, column, carets, _ = frame_of(text, Span(500, 504))
    assert code == "…" + "a" * 45 + "HERE" + "b" * 45 + "…"
    assert len(code) == WIDTH
    assert (column, carets) == (46, 4)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (1, 3), (60, 999), (990, 1000), (1000, 1000)])
def test_the_start_of_a_span_is_always_in_the_window(start: int, end: int) -> None:
    text = "".join(chr(0x4E00 + index) for index in range(1000))
    code, column, carets, _ = frame_of(text, Span(start, end))
    assert columns(code) <= WIDTH
    assert code[_index_at(code, column) :][:1] == text[start : start + 1]
    assert column + carets <= WIDTH + 1


def test_a_line_with_two_distant_marks_is_shown_twice() -> None:
    text = "{A: 1," + " " * 300 + "A: 2}"
    finding = plain(span_of(text, "A", last=True), related=(RelatedSpan(Span(1, 2), "first"),))
    first, first_marks, second, second_marks = rendered(report_of(text, finding)).split("\n")[3:7]
    assert first.startswith("1 | {A: 1,")
    assert first.endswith("…")
    assert first_marks == "  |  - first"
    assert second.startswith("1 | …")
    assert second.index("A: 2") == second_marks.index("^")


@given(
    st.integers(40, 200),
    st.text("a電e\u0301\t\u202e", min_size=1, max_size=400),
    st.integers(0, 399),
    st.text("ab ", max_size=10),
)
def test_frames_fit_the_width(width: int, text: str, start: int, label: str) -> None:
    span = Span(min(start, len(text) - 1), len(text))
    finding = plain(span, related=(RelatedSpan(Span(0, 1), label),))
    rows = rendered(report_of(text, finding), width=width, quiet=True).split("\n")[2:]
    assert all(columns(row) <= width for row in rows)


def test_a_label_without_room_beside_its_underline_is_below_it() -> None:
    text = "a" * 60
    finding = plain(Span(0, 1), related=(RelatedSpan(Span(20, 40), "the number goes here"),))
    assert rendered(report_of(text, finding), width=60, quiet=True).split("\n")[3:-2] == [
        "1 | " + "a" * 54 + "…",
        "  | ^",
        "  | " + " " * 20 + "-" * 20,
        "  | " + " " * 20 + "the number goes here",
    ]


def frame_numbers(output: str) -> list[str]:
    """Return the numbers of the lines in a frame."""
    return [row.partition("|")[0].strip() for row in output.split("\n") if row[:1].isdigit()]


@pytest.mark.parametrize(
    ("part", "above"),
    [
        ('"to"', "14 |       {"),
        ('{\n        "to"', "13 |     trigger_call_payload: |"),
        ('|\n      {\n        "to', None),
    ],
)
def test_inside_a_value_of_several_lines_the_line_above_is_shown(
    part: str, above: str | None
) -> None:
    finding = collision_in_block()._replace(span=span_of(BLOCK, part), related=())
    output = rendered(report_of(BLOCK, finding), quiet=True)
    assert frame_numbers(output)[:-1] == ([above[:2]] if above else [])
    if above:
        assert f"\n   |\n{above}\n" in output


def test_outside_a_value_and_below_an_empty_line_no_context_is_shown() -> None:
    text = "a: |\n  b\n\n  c\n"
    below = plain(span_of(text, "c"), inside=Span(3, len(text)))
    outside = plain(span_of(text, "b"))
    assert frame_numbers(rendered(report_of(text, below))) == ["4"]
    assert frame_numbers(rendered(report_of(text, outside))) == ["2"]


def test_the_context_of_a_real_finding_is_masked() -> None:
    text = f"""\
trigger_call_endpoint: https://voice.acme.dev/calls
phone_number_key: to
trigger_call_headers: |  # {TOKEN}
  {{"Authorization": "Bearer {TOKEN}",
  "Content-Type": "application/json",
  x}}
trigger_call_payload: |
  {{"api_key": "{TOKEN}",
   "to": "+12025550123"}}
"""
    output = rendered(lint_text(text, path="a.yaml", settings=Settings(), now=1.8e9))
    assert f'8 |   {{"api_key": "{TOKEN[:8]}****",\n9 |    "to": "+12025550123"}}' in output
    assert re.search(r'5 \|   "Content-Type": ".*",\n6 \|   x}\n  \|   \^', output)
    assert TOKEN not in output


def test_a_caret_inside_a_mask_covers_the_mask() -> None:
    text = "key: abcdefghijkl # end"
    assert frame_of(text, Span(8, 9), span_of(text, "abcdefghijkl")) == (
        "key: **** # end",
        5,
        4,
        "",
    )


def test_a_long_secret_does_not_hide_the_text_around_it() -> None:
    text = "key: " + "s" * 300 + " # end"
    assert frame_of(text, span_of(text, "#"), Span(5, 305)).code == "key: **** # end"


def test_a_line_of_many_megabytes_costs_no_more_than_a_short_one() -> None:
    text = "x" * 8_000_000
    report = report_of(
        text, *[plain(Span(place, len(text))) for place in range(0, 8_000_000, 10**6)]
    )
    started = time.perf_counter()
    rendered(report)
    assert time.perf_counter() - started < 2


LOOKS = {"\t": "    ", "\u202e": "\\u202e", "\x1b": "\\x1b"}
OPEN = st.text("a0 é電😀\u0301\t\u202e\x1b", max_size=12)
SECRET = st.text("sZ密🔑\u0302", min_size=1, max_size=12)


@given(st.lists(st.tuples(OPEN, SECRET), max_size=12), OPEN, OPEN)
def test_no_secret_is_shown_and_the_caret_keeps_its_place(
    pairs: list[tuple[str, str]], before: str, after: str
) -> None:
    text, sensitive, masked = "", [], ""
    for open_part, secret in pairs:
        text += open_part
        sensitive.append(Span(len(text), len(text + secret)))
        text += secret
        touches = not open_part and masked
        masked += open_part if touches else open_part + MASK
    target = len(text + before)
    code, column, carets, _ = frame_of(
        f"{text}{before}@{after}", Span(target, target + 1), *sensitive
    )
    assert not set(code) & set("sZ密🔑\u0302")
    assert carets == 1
    assert code[_index_at(code, column)] == "@"
    if "…" not in code:
        assert column == columns("".join(LOOKS.get(c, c) for c in masked + before))


def test_a_comment_in_the_context_of_a_real_finding_is_masked() -> None:
    text = """\
trigger_call_endpoint: https://voice.acme.dev/calls
trigger_call_headers: |  # was Authorization: Bearer hunter2-hunter2
  {"Content-Type": "application/json"}
"""
    output = rendered(lint_text(text, path="a.yaml", settings=Settings(), now=1.8e9))
    assert "\n2 | trigger_call_headers: |  # " in output
    assert "hunter2" not in output
