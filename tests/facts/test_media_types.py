"""Media types by the grammar of RFC 9110, and Content-Type for a JSON body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts.media_types import judge_content_type, parse
from tests.growth import is_linear


def test_a_media_type_is_read_with_the_places_of_its_parameters() -> None:
    value = 'Text/HTML ; Charset="utf\\-8";;a=b'
    found = parse(value)
    assert found is not None
    assert (found.type, found.subtype, found.end) == ("text", "html", 9)
    assert [(p.name, p.value, value[p.start : p.end]) for p in found.parameters] == [
        ("charset", "utf-8", 'Charset="utf\\-8"'),
        ("a", "b", "a=b"),
    ]


@pytest.mark.parametrize("value", ["a/b", "application/json;", "application/json; ;", 'a/b;c=""',
                                   "application/vnd.acme.v2+json;a=b", "*/*"])  # fmt: skip
def test_the_grammar_allows(value: str) -> None:
    assert parse(value) is not None


@pytest.mark.parametrize(
    "value",
    ["", "json", "application/", "/json", "application json", "application/json charset=utf-8",
     "application/json; charset", "application/json; charset=", "application/json; charset =utf-8",
     "application/json; charset= utf-8", 'application/json; charset="utf-8', "application//json",
     "application/json, text/html", "application/json;charset=utf-8 ", " application/json",
     "application/jsön", "application/json:", '"application/json"', "application\\json", "a/b;=c"],
)  # fmt: skip
def test_the_grammar_refuses(value: str) -> None:
    assert parse(value) is None


@pytest.mark.parametrize(
    "value",
    ["application/json", "Application/JSON", "application/json; charset=utf-8",
     "application/json;charset=UTF-8", 'application/json; charset="utf-8"', "application/hal+json",
     "application/vnd.acme.v2+json; charset=Utf-8", " application/json ", "application/json;",
     "application/problem+json", 'application/ld+json; profile="https://acme.io/x"'],
)  # fmt: skip
def test_types_of_json_in_utf_8_are_right(value: str) -> None:
    assert judge_content_type(value).verdict == "json"


@pytest.mark.parametrize(
    ("value", "about"),
    [
        ("text/plain", "text/plain"),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ("multipart/form-data; boundary=x", "multipart/form-data"),
        ("application/xml", "application/xml"),
        ("application/jsonp", "application/jsonp"),
        ("application/json; charset=iso-8859-1", "charset=iso-8859-1"),
        ("application/hal+json; a=b; charset=utf-16", "charset=utf-16"),
        ("text/json; charset=latin1", "charset=latin1"),
        ("json", "json"),
        (" json ", "json"),
        ("application/json charset=utf-8", "application/json charset=utf-8"),
        ("", ""),
        ("*/*", "*/*"),
    ],
)
def test_other_types_other_charsets_and_invalid_values_are_not_json(value: str, about: str) -> None:
    judged = judge_content_type(value)
    assert judged.verdict == "not-json"
    assert judged.message
    assert value[judged.start : judged.end] == about


@pytest.mark.parametrize(
    ("value", "about"),
    [
        ("text/json", "text/json"),
        ("text/x-json", "text/x-json"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/ndjson; charset=utf-8", "application/ndjson"),
        ("application/jsonl", "application/jsonl"),
        ("application/json; boundary=x", "boundary=x"),
        ("application/json; charset=utf8", "charset=utf8"),
        ("application/json; charset=utf-8; charset=utf-8", "charset=utf-8"),
    ],
)
def test_types_that_some_receivers_refuse_are_unusual(value: str, about: str) -> None:
    judged = judge_content_type(value)
    assert judged.verdict == "unusual"
    assert judged.message
    assert value[judged.start : judged.end] == about


@given(st.text(st.sampled_from('aj/;= "\\charset=utf-8,\t'), max_size=40))
def test_any_text_is_judged_at_a_place_inside_it(value: str) -> None:
    judged = judge_content_type(value)
    assert 0 <= judged.start <= judged.end <= len(value)


@pytest.mark.parametrize("piece", [";", "; ", ' ;a="', ";a=b", ';a="\\\\', "a/"])
def test_hostile_values_cost_linear_time(piece: str) -> None:
    assert is_linear(judge_content_type, "a/b" + piece * (200_000 // len(piece)))
