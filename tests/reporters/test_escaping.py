"""Nothing of the input reaches a terminal or a CI log raw."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.findings.model import RelatedSpan, Report
from outbound_lint.reporters.escaping import shown
from outbound_lint.source import Span
from tests.reporters.samples import file_report, plain, rendered, report_of

COMMANDS = ["::error::", "##[", "##vso[task.x]", "##teamcity[x]", "\n::x", ":", "#", "[", " "]
UNSAFE = ["\x1b[2J", "\u202e", "\u2066", "\u200b", "\u2028", "\r", "\x9b", "\udc80", "\U000e0041"]


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("plain — ü 電話 😀", "plain — ü 電話 😀"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x00\x7f\x9b\xa0", r"\x00\x7f\x9b\xa0"),
        ("\u202e\u2066\u200f\u061c", r"\u202e\u2066\u200f\u061c"),
        ("\u200b\u2060\ufeff\xad\u3164", r"\u200b\u2060\ufeff\xad\u3164"),
        ("\u2028\u2029\x85", r"\u2028\u2029\x85"),
        ("\ud800\udcff", r"\ud800\udcff"),
        ("\ue000\U000e0041\ufe0f", r"\ue000\U000e0041\ufe0f"),
        ("## title", "## title"),
        ("##[group]", r"#\x23[group]"),
        ("x ##vso[task]", r"x #\x23vso[task]"),
        ("###teamcity[x", r"##\x23teamcity[x"),
    ],
)
def test_unsafe_and_invisible_characters_are_shown_as_escapes(raw: str, expected: str) -> None:
    assert shown(raw) == expected


def test_every_character_of_an_unsafe_category_is_escaped() -> None:
    unsafe = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    raw = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.category(chr(code)) in unsafe and shown(chr(code)) == chr(code)
    ]
    assert raw == []


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("path", ["::error::x", "  ::error::x", ":"])
def test_no_line_of_concise_starts_as_a_workflow_command(path: str, color: bool) -> None:
    report = Report((file_report("a", plain(Span(0, 1)), path=path),))
    output = rendered(report, "concise", color=color)
    assert r"\x3a:" in output
    assert not output.lstrip().startswith("::")


@pytest.mark.parametrize("color", [False, True])
def test_no_line_of_a_wrapped_help_starts_as_a_workflow_command(color: bool) -> None:
    finding = plain(Span(0, 1), hint=f"{'x' * 40} ::error::x ##[group]")
    output = rendered(report_of("a", finding), width=40, color=color)
    assert "\n          \\x3a:error::x #\\x23[group]\n" in output


hostile = st.lists(st.sampled_from(COMMANDS + UNSAFE) | st.text(max_size=5)).map("".join)


@given(*[hostile] * 6)
def test_no_output_contains_unsafe_characters(  # noqa: PLR0917
    path: str, code: str, message: str, hint: str, name: str, pointer: str
) -> None:
    finding = plain(
        Span(len(code) // 2, len(code)),
        message=message,
        hint=hint,
        connection=name,
        also=(name,),
        pointer=pointer,
        embedded_pointer=pointer,
        related=(RelatedSpan(Span(0, len(code) // 3), message),),
    )
    report = Report((file_report(code, finding, path=path),))
    for format_name in ("text", "concise", "json"):
        output = rendered(report, format_name, verbose=True)
        raw = {unicodedata.category(character) for character in output.replace("\n", "")}
        assert not raw & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
        assert not re.search(r"^\s*::", output, re.MULTILINE)
        assert not re.search(r"##(?:vso|teamcity)?\[", output)
    assert rendered(report, "concise").count("\n") == 1
