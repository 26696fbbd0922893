"""Tables for terminals."""

from __future__ import annotations

import click

from outbound_lint.reporters.tables import table


def test_columns_are_aligned_two_spaces_apart() -> None:
    assert table([("rule", "count"), ("missing-field", "3"), ("wrong-type", "12")]) == [
        "rule           count",
        "missing-field  3",
        "wrong-type     12",
    ]


def test_columns_can_be_aligned_to_the_right() -> None:
    assert table([("3", "a"), ("12", "bb")], right=[0]) == [" 3  a", "12  bb"]


def test_wide_characters_and_colors_are_measured_as_shown() -> None:
    red = click.style("ab", fg="red")
    assert table([("電話", "x"), (red, "y")]) == ["電話  x", f"{red}    y"]


def test_lines_have_no_trailing_spaces() -> None:
    assert table([("a", "long"), ("b", "")]) == ["a  long", "b"]


def test_no_rows_give_no_lines() -> None:
    assert table([]) == []
