"""What is valid but unusual in a URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.urls import judge
from outbound_lint.urls.unusual import unusual
from tests.growth import is_linear


def found(text: str) -> list[str]:
    return [text[slice(*one.span)] for one in unusual(judge(text))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("https://a_b.dev/", ["_"]),
        ("https://x.dev/a?b=1&amp;c=2", ["&amp;"]),
        ("https://x.dev/a?b=1&#38;c=2", ["&#38;"]),
        ("https://x.dev/a?b=1&#x26;c=2", ["&#x26;"]),
        ("https://x.dev/100%", ["%"]),
        ("https://x.dev/%zz", ["%"]),
        ("https://x.dev/{id}/{name}", ["{id}"]),
        ("https://x.dev/{id", ["{"]),
        ("https://x.dev/a,", [","]),
        ("https://x.dev/it's'b'", ["'"]),
        ("https://a_b.dev/{id}?c=%;", ["_", "%", "{id}", ";"]),
    ],
)
def test_of_each_kind_the_first_is_found(text: str, parts: list[str]) -> None:
    assert found(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "https://x.dev/a_b?c_d=e_f",
        "https://x.dev/%20?a=%C3%BC",
        "https://x.dev/%2${X}",
        "https://x.dev/${A}}",
        "https://x.dev/{{id}}/${B}",
        "https://x.dev/Calls('a')",
        "https://x.dev/a,b;c",
        "https://x.dev/?a=1&amp=2",
        "https://x.dev/#&amp;,",
        "mailto:a@x.dev",
        "",
    ],
)
def test_nothing_is_found_in_an_ordinary_url(text: str) -> None:
    assert found(text) == []


@given(st.text(alphabet="ab_%2{}&amp;#38,'\u201d?/${}").map("https://x.dev/".__add__))
def test_every_part_is_inside_the_url(text: str) -> None:
    for one in unusual(judge(text)):
        assert 0 <= one.span.start < one.span.end <= len(text)


@pytest.mark.parametrize("piece", ["&amp;", "{", "{a", "%", "'", "_", "&#38", "\\", " https"])
def test_long_texts_take_linear_time(piece: str) -> None:
    assert is_linear(lambda text: found(f"https://x.dev/{text}"), piece * 20_000)
    assert is_linear(lambda text: judge(f"x {text}"), piece * 20_000)
