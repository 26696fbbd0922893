"""The picture of terminal output."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import click
from hypothesis import given
from hypothesis import strategies as st
from tools.terminal_svg import MARGIN, ROW_HEIGHT, render

from outbound_lint.source import display_width
from tests.reporters.samples import BLOCK, collision_in_block, rendered, report_of

SVG = "{http://www.w3.org/2000/svg}"
REPORT = rendered(report_of(BLOCK, collision_in_block()), color=True)


def rows(svg: str) -> list[str]:
    """Return the text of each row, at its height in the picture."""
    texts = {
        float(text.attrib["y"]): "".join(text.itertext())
        for text in ET.fromstring(svg).iter(f"{SVG}text")
    }
    first, last = min(texts), max(texts)
    return [texts.get(y, "") for y in range(int(first), int(last) + 1, ROW_HEIGHT)]


def styles(svg: str) -> set[tuple[str, str]]:
    """Return the class and the text of each colored part."""
    spans = ET.fromstring(svg).iter(f"{SVG}tspan")
    return {(span.attrib["class"], "".join(span.itertext())) for span in spans}


def test_the_text_is_that_of_the_terminal() -> None:
    assert rows(render(REPORT)) == click.unstyle(REPORT).rstrip("\n").split("\n")


def test_colors_and_weights_are_shown() -> None:
    assert {
        ("bold red", "error[payload-key-collision]"),
        ("bold", ": the number to call overwrites `to`"),
        ("bold blue", "   |"),
        ("bold red", "^^^^"),
    } <= styles(render(REPORT))
    for color in ("red", "green", "yellow", "blue", "cyan", "bright_cyan"):
        name = color.removeprefix("bright_")
        assert styles(render(f"a {click.style('b', fg=color)} c")) == {(name, "b")}
    assert styles(render("\x1b[2ma\x1b[22mb\x1b[1;31mc\x1b[39md\x1b[me")) == {
        ("faint", "a"),
        ("bold red", "c"),
        ("bold", "d"),
    }
    assert styles(render("\x1b[32m\x1b[4ma\x1b[24mb\x1b[1;4mc\x1b[0md")) == {
        ("underline green", "a"),
        ("green", "b"),
        ("bold underline green", "c"),
    }


def test_every_class_has_a_style() -> None:
    (style,) = ET.fromstring(render("")).iter(f"{SVG}style")
    defined = set(re.findall(r"^\.(\w+)\{", style.text or "", re.MULTILINE))
    assert defined == {"bold", "faint", "underline", "red", "green", "yellow", "blue", "cyan"}


@given(
    st.lists(st.sampled_from(["a", "電", " ", "<&>\"'", "\x1b[1m", "\x1b[31m", "\x1b]8;;x\x07"]))
)
def test_wrapped_rows_fit_and_no_text_is_lost(parts: list[str]) -> None:
    svg = render("x" + "".join(parts) + "\n", columns=8)
    expected = "x" + "".join(part for part in parts if not part.startswith("\x1b"))
    assert "".join(rows(svg)) == expected
    assert all(display_width(row) <= 8 for row in rows(svg))


def test_lines_are_wrapped_after_a_space() -> None:
    assert rows(render("a message of words", columns=12)) == ["a message ", "of words"]
    assert rows(render("averylongword", columns=10)) == ["averylongw", "ord"]


def test_rows_have_the_width_of_their_columns() -> None:
    texts = ET.fromstring(render("abc\n電話\n")).iter(f"{SVG}text")
    widths = [(text.attrib["x"], text.attrib["textLength"]) for text in texts]
    assert widths == [(str(MARGIN), "25.2"), (str(MARGIN), "33.6")]


def test_the_picture_is_accessible_small_and_self_contained() -> None:
    svg = render(f"$ outbound-lint check <&>\n{REPORT}")
    root = ET.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.findtext(f"{SVG}title") == "Terminal: $ outbound-lint check <&>"
    assert svg == render(f"$ outbound-lint check <&>\n{REPORT}")
    assert len(render(REPORT * 8)) < 30_000
    assert not re.search(r"<script|<image|@import|url\(|href", svg)


def test_control_characters_are_left_out() -> None:
    assert rows(render("a\x00\t\x7f\x1b[2K\x1b[?25lb\r\n")) == ["ab"]


def luminance(color: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return sum(one * weight for one, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_all_colors_are_readable_on_the_background() -> None:
    svg = render("a")
    (background,) = re.findall(r'<rect[^>]* fill="(#\w{6})"', svg)
    colors = re.findall(r"fill:(#\w{6})", svg)
    assert len(colors) == 7
    for color in colors:
        contrast = (luminance(color) + 0.05) / (luminance(background) + 0.05)
        assert contrast > 4.5, color
