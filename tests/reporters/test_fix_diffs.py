"""The diffs of fixes in the report for people: what they show is what the fix does."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.findings.fixes import MOST_LINES, SourceFix
from outbound_lint.source import Source, Span, display_width, with_edits
from tests.reporters.samples import file_report, fix_of, plain, rendered, with_rules

ROW = re.compile(r" *(\d+) ([-+])(?: (.*))?")
LINE_END = re.compile(r"\r\n|\r|\n")
SECRET = "§"


def shown(text: str, fix: SourceFix, *sensitive: Span, **options: object) -> str:
    """Render the report of a finding that has the fix."""
    span = Span(*fix.edits[0].span)
    file = file_report(text, plain(span, fix=fix), sensitive=sensitive, path="a.yaml")
    return rendered(with_rules(file), quiet=True, **options)


def diff_of(text: str, fix: SourceFix, *sensitive: Span, **options: object) -> list[str]:
    """Return the rows below the note about the fix."""
    rows = shown(text, fix, *sensitive, **options).splitlines()
    (note,) = (at for at, row in enumerate(rows) if "fix (safe):" in row)
    return rows[note + 1 :]


def replaced(text: str, old: str, new: str) -> SourceFix:
    return fix_of((text.index(old), text.index(old) + len(old), new))


BLOCK = """\
a: |
  {
    "to": 1,
    "b": 2
  }
"""


class Example(NamedTuple):
    """A text, what a fix replaces, and the rows that are shown."""

    name: str
    text: str
    old: str
    new: str
    rows: list[str]


EXAMPLES = [
    Example("a word", "a: http\n", "http", "https", ["1 - a: http", "1 + a: https"]),
    Example("inside of a word", "a: http\nb\n", "\nb", "s\nb", ["1 - a: http", "1 + a: https"]),
    Example("a member", BLOCK, '"to": 1,\n    ', "", ['3 -     "to": 1,']),
    Example(
        "the last member",
        BLOCK,
        ',\n    "b": 2',
        "",
        ['3 -     "to": 1,', '4 -     "b": 2', '3 +     "to": 1'],
    ),
    Example("a new line", BLOCK, '{\n    "to"', '{\n    "x": 0,\n    "to"', ['3 +     "x": 0,']),
    Example("new lines at the end", "a\n", "\n", "\nb\nc\n", ["2 + b", "3 + c"]),
    Example("a line at the end without a line break", "a", "a", "a\nb", ["2 + b"]),
    Example("all lines", "a\nb\n", "a\nb", "c", ["1 - a", "2 - b", "1 + c"]),
    Example("nothing is left", "a: b", "a: b", "", ["1 - a: b", "1 +"]),
    Example(
        "a block becomes a line",
        "p:\n  a: 1\n  b: 2\nq: 3\n",
        "\n  a: 1\n  b: 2",
        """ '{"a": 1, "b": 2}'""",
        ["1 - p:", "2 -   a: 1", "3 -   b: 2", """1 + p: '{"a": 1, "b": 2}'"""],
    ),
    Example("lines end with CRLF", "a\r\nb\r\nc\r\n", "b\r\n", "", ["2 - b"]),
    Example("lines end with CR", "a\rb\rc\r", "b", "d", ["2 - b", "2 + d"]),
    Example("spaces at the end", "a: |\n  to  \n", "to  ", "to", ["2 -   to··", "2 +   to"]),
    Example("kept spaces at the end", "ab  \n", "a", "c", ["1 - ab", "1 + cb"]),
    Example("an empty line", "a\n\nb\n", "\n\n", "\n", ["2 -"]),
    Example("a line of spaces", "a\n  \nb\n", "\n  \n", "\n", ["2 - ··"]),
    Example("a tab", "a:\tb\n", "b", "c", ["1 - a:    b", "1 + a:    c"]),
    Example("a new tab", "a: b\n", " b", "\tb", ["1 - a: b", "1 + a:    b"]),
    Example(
        "characters that steer a terminal",
        "a: \u202e\n",
        "\u202e",
        "\x1b[31m\u2066",
        ["1 - a: \\u202e", "1 + a: \\x1b[31m\\u2066"],
    ),
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_the_lines_that_change_are_shown_before_and_after(example: Example) -> None:
    assert diff_of(example.text, replaced(example.text, example.old, example.new)) == example.rows


def test_the_gutter_is_as_wide_as_that_of_the_frame() -> None:
    text = "a\n" * 9 + "b\n"
    output = shown(text, replaced(text, "b", "b\nc"))
    assert "   |\n10 | b\n   | ^\n   |\n   = fix (safe): Do it.\n11 + c\n" in output
    lines = "a\n" * 8 + "b"
    output = shown(lines, replaced(lines, "b", "b\nc"))
    assert "   |\n 9 | b\n   | ^\n   |\n   = fix (safe): Do it.\n10 + c\n" in output


def test_adjacent_lines_are_shown_together_and_others_apart() -> None:
    text = "a\nb\nc\nd\ne\n"
    fix = fix_of((0, 1, "A"), (2, 3, "B"), (8, 9, "E1\nE2"))
    rows = ["1 - a", "2 - b", "1 + A", "2 + B", "...", "5 - e", "5 + E1", "6 + E2"]
    assert diff_of(text, fix) == rows


def test_line_numbers_of_new_lines_count_lines_that_are_gone() -> None:
    text = "a\nb\nc\nd\ne\n"
    assert diff_of(text, fix_of((0, 4, ""), (6, 7, "D"))) == [
        *("1 - a", "2 - b", "...", "4 - d", "2 + D")
    ]


def test_of_many_lines_the_first_are_shown() -> None:
    text = "".join(f"{number}\n" for number in range(1, 21))
    fix = replaced(text, text, "".join(f"x{number}\n" for number in range(1, 8)))
    old = [f"{number} - {number}" for number in range(1, MOST_LINES + 1)]
    new = [f"{number} + x{number}" for number in range(1, MOST_LINES + 1)]
    assert diff_of(text, fix) == [*old, "... 14 more lines", *new, "... 1 more line"]


def test_of_many_edits_the_first_are_shown() -> None:
    text = "ab\ncd\n" * 10
    fix = fix_of(*((at, at + 1, "X") for at in range(0, len(text), 6)))
    rows = diff_of(text, fix)
    assert rows[:3] == [" 1 - ab", " 1 + Xb", "..."]
    assert rows[-3:] == ["11 - ab", "11 + Xb", "... 4 more lines"]
    assert sum(" - " in row for row in rows) == MOST_LINES


def test_a_long_line_and_its_new_line_are_cut_alike() -> None:
    text = "'" + "ab " * 100 + "wrong" + " cd" * 100 + "'"
    old, new = diff_of(text, replaced(text, "wrong", "corrected"))
    assert (old[:2], new[:2]) == ("1 ", "1 ")
    assert old.index("wrong") == new.index("corrected")
    assert max(map(display_width, (old, new))) <= 100
    assert old[4] == old[-1] == new[4] == new[-1] == "…"


def test_before_a_long_new_text_the_start_of_the_line_is_visible() -> None:
    text = "trigger_call_payload:\n  a: 1\n"
    rows = diff_of(text, replaced(text, "\n  a: 1", " '" + "{} " * 50 + "'"), width=60)
    assert rows[-1].startswith("1 + trigger_call_payload: '{} {} {} ")
    assert rows[-1].endswith("…")
    assert len(rows[-1]) in {59, 60}


def test_what_is_removed_from_the_end_of_a_long_line_is_visible() -> None:
    text = "https://voice.acme.dev/" + "calls/" * 50 + "#" + "part" * 8
    old, new = diff_of(text, replaced(text, "#" + "part" * 8, ""))
    assert old.endswith("/calls/#" + "part" * 8)
    assert new == old.replace("-", "+", 1).removesuffix("#" + "part" * 8)


@pytest.mark.parametrize("width", [20, 60, 100, 200])
def test_rows_fit_the_width(width: int) -> None:
    text = '{"a": "' + "漢字 é " * 30 + 'wrong, \u202e \x00", "b": "' + "ab " * 80 + '"}\n'
    fix = replaced(text, "wrong", "x" * 250)
    assert max(map(display_width, diff_of(text, fix, width=width))) <= max(width, 24)


def test_what_is_kept_of_a_secret_is_masked_before_and_after() -> None:
    text = "a: 'hidden words'\n"
    secret = Span(text.index("hidden"), text.index("'\n"))
    fix = fix_of((text.index(" words"), text.index("words"), "++"))
    assert diff_of(text, fix, secret) == ["1 - a: '****'", "1 + a: '****++****'"]
    fix = fix_of((secret.start, secret.start, "++"), (secret.end, secret.end, "!"))
    assert diff_of(text, fix, secret) == ["1 - a: '****'", "1 + a: '++****!'"]


def test_a_change_that_cannot_be_seen_is_not_shown() -> None:
    text = "a: 'hidden words'\n"
    secret = Span(text.index("hidden"), text.index("'\n"))
    output = shown(text, replaced(text, " words", ""), secret)
    assert output.endswith("  = fix (safe): Do it. (Not shown: the change is inside a secret.)\n")


def test_changes_are_underlined_and_colored() -> None:
    text = "scheme: http\n"
    rows = diff_of(text, replaced(text, "http", "https"), color=True)
    number = "\x1b[34m\x1b[1m1\x1b[0m"
    removed, part = "\x1b[31m", "\x1b[31m\x1b[4m"
    assert rows[0] == f"{number} {removed}-\x1b[0m {removed}scheme: \x1b[0m{part}http\x1b[0m"
    assert rows[1] == rows[0].replace("31m", "32m").replace("-", "+").replace("http", "https")


def test_whole_lines_are_not_underlined() -> None:
    text = "a\n  b: c\nd\n"
    for fix in (replaced(text, "  b: c\n", ""), replaced(text, "b: c", "e")):
        assert all("\x1b[4m" not in row for row in diff_of(text, fix, color=True))


# Texts with a secret sign in some places, and edits of them.

pieces = st.lists(st.tuples(st.text("ab \n", max_size=4), st.booleans()), min_size=1, max_size=9)


class Drawn(NamedTuple):
    """A text, its secret spans, and a fix."""

    text: str
    secrets: list[Span]
    fix: SourceFix


@st.composite
def drawn(draw: st.DrawFn) -> Drawn:
    text, secrets = "", list[Span]()
    for piece, is_secret in draw(pieces):
        if is_secret and piece:
            secrets.append(Span(len(text), len(text) + len(piece)))
        text += re.sub(r"[^\n]", SECRET, piece) if is_secret else piece
    line_end = draw(st.sampled_from(["\n", "\r\n"]))
    offsets = sorted(draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=6)))
    spans = [*zip(offsets[::2], offsets[1::2], strict=False)]
    news = [draw(st.text("xy \n", max_size=5)) for _ in spans]
    moved = [text[:at].count("\n") * (len(line_end) - 1) for at in range(len(text) + 1)]
    edits = [
        (start + moved[start], end + moved[end], new.replace("\n", line_end))
        for (start, end), new in zip(spans, news, strict=True)
    ]
    return Drawn(
        text.replace("\n", line_end),
        [Span(one.start + moved[one.start], one.end + moved[one.end]) for one in secrets],
        fix_of(*edits),
    )


def after(one: Drawn) -> str:
    return with_edits(one.text, ((*edit.span, edit.text) for edit in one.fix.edits))


def without_numbers(lines: list[str], numbers: set[int]) -> list[str]:
    return [line for number, line in enumerate(lines, 1) if number not in numbers]


def as_shown(line: str) -> str:
    return line.replace("·", " ").rstrip()


@given(drawn())
def test_a_diff_applied_by_its_line_numbers_gives_the_new_text(one: Drawn) -> None:
    old, new = LINE_END.split(one.text), LINE_END.split(after(one))
    if old == new or not one.text:
        return
    rows = diff_of(one.text, one.fix)
    if any("more line" in row for row in rows):
        return
    numbers: dict[str, set[int]] = {"-": set(), "+": set()}
    for row in rows:
        if row != "...":
            match = ROW.fullmatch(row)
            assert match, rows
            number, sign, content = int(match[1]), match[2], match[3] or ""
            numbers[sign].add(number)
            line = (old if sign == "-" else new)[number - 1]
            assert as_shown(content) == line.rstrip(), rows
    kept = without_numbers(old, numbers["-"]), without_numbers(new, numbers["+"])
    assert kept[0] == kept[1], rows


def masked_lines(one: Drawn) -> Iterator[Span]:
    """Yield what of the secrets is masked: only what is in lines that may be shown."""
    source = Source(one.text, "a.yaml")
    shown_lines = plain(one.fix.edits[0].span).shown_lines(source)
    for number in {*one.fix.lines(source), *shown_lines}:
        line = source.line_span(number)
        for start, end in one.secrets:
            if start < line.end and end > line.start:
                yield Span(max(start, line.start), min(end, line.end))


@given(drawn(), st.sampled_from([20, 100]))
def test_no_secret_is_in_a_diff(one: Drawn, width: int) -> None:
    assert SECRET not in shown(one.text, one.fix, *sorted(masked_lines(one)), width=width)


def test_only_lines_that_a_fix_announces_are_shown() -> None:
    # Nothing is masked in the lines between, nor in those far below.
    text = "a\n" + f"{SECRET}\n" * 40 + "b\n"
    fix = fix_of((0, text.index("b"), "x"))
    lines = fix.lines(Source(text, "a.yaml"))
    hidden = [Span(at * 2 - 2, at * 2 - 1) for at in lines]
    assert lines == [1, 2, 3, 4, 5, 6, 7, 42]
    assert SECRET not in shown(text, fix, *hidden)


def test_lines_beyond_those_that_a_fix_announces_are_only_counted() -> None:
    # Most lines of the edits stay as they are, so that others are looked at.
    start = f"1\n2\n3\n4\n5\n6\n7\n{SECRET}\n"
    fix = replaced(start + "9\n", start, "1\n2\n3\n4\n5\n6\n")
    assert diff_of(start + "9\n", fix, Span(14, 14)) == ["7 - 7", "... 1 more line"]
    block = f"1\n2\n3\n4\n5 {SECRET}\n"
    fix = fix_of(*((at, at + 11, "1\n2\n3\n4\n5") for at in range(0, 60, 12)))
    lines = fix.lines(Source(block * 5, "a.yaml"))
    hidden = [Span(at, at + 1) for at in range(60) if (block * 5)[at] == SECRET]
    allowed = [one for one in hidden if Source(block * 5, "").position(one.start).line in lines]
    assert allowed != hidden
    rows = diff_of(block * 5, fix, *allowed)
    assert rows[-1] == "... 2 more lines"
    assert SECRET not in "".join(rows)


def test_a_new_line_with_parts_of_lines_beyond_those_is_not_shown() -> None:
    text = f"a{SECRET}b\n" * 30
    breaks = [at for at, one in enumerate(text) if one == "\n"][:-1]
    fix = fix_of(*((at - 1, at + 2, "") for at in breaks))
    masked = [Span(4 * line - 3, 4 * line - 2) for line in fix.lines(Source(text, "a.yaml"))]
    assert len(masked) < 30
    rows = diff_of(text, fix, *masked)
    assert rows[:2] == ["1 - a****b", "2 - a****b"]
    assert rows[-2:] == ["... 24 more lines", "... 1 more line"]
    assert SECRET not in "".join(rows)


def test_a_long_line_takes_no_longer_than_a_short_one() -> None:
    text = "a: '" + "x" * 20_000_000 + "y'"
    fix = replaced(text, "xy", "xz")
    started = time.process_time()
    assert len(diff_of(text, fix)) == 2
    assert time.process_time() - started < 5


def test_many_lines_with_edits_take_no_longer_than_a_few() -> None:
    text = "'to': 1,\n" * 20_000 + "'b': 2"
    fix = fix_of(*((at, at + 9, "") for at in range(0, 180_000, 9)))
    started = time.process_time()
    assert diff_of(text, fix)[-1] == "... 19994 more lines"
    assert time.process_time() - started < 5


def test_a_line_with_many_edits_takes_no_longer_than_with_a_few() -> None:
    text = "a: {" + "'b': 1, " * 20_000 + "}"
    fix = fix_of(*((match.start(), match.end(), '"') for match in re.finditer("'", text)))
    started = time.process_time()
    assert len(diff_of(text, fix)) == 2
    assert time.process_time() - started < 5
