"""A mistake at character k of embedded JSON is reported at the character of the file for k."""

from __future__ import annotations

import codecs
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.source import Source
from outbound_lint.syntax import places
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Scalar
from outbound_lint.syntax.yaml import parse_yaml
from tests.syntax.suites import lint
from tests.syntax.writers import HCL, WRITERS, Written, write_file


def assert_exact_place(written: Written) -> None:
    data = codecs.BOM_UTF8 * written.bom + written.text.encode()
    report = lint_bytes(data, path=written.path, task=Task(Settings(), 0, "."), named=True)
    found = [one for one in report.diagnostics if one.rule != "content-type-missing"]
    broken = [one for one in found if one.rule == "payload-invalid-json"]
    assert not {one.rule for one in found} & {"syntax-error", "internal-error"}
    assert len(broken) == 1
    assert broken[0].exact
    assert broken[0].span.start == written.offset
    assert report.source
    assert report.source.position(broken[0].span.start) == (written.line, written.column)


@pytest.mark.parametrize("style", WRITERS)
@pytest.mark.parametrize("part", range(10))
def test_places_in_two_hundred_files_of_each_style(style: str, part: int, parser: str) -> None:
    for seed in range(part * 20, part * 20 + 20):
        assert_exact_place(write_file(Random(f"{style} {seed}"), style))


@pytest.mark.parametrize("style", HCL)
def test_places_in_two_hundred_files_of_terraform(style: str) -> None:
    for seed in range(200):
        assert_exact_place(write_file(Random(f"{style} {seed}"), style))


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted([*WRITERS, *HCL])))
def test_places_in_any_file_of_any_style(random: Random, style: str) -> None:
    assert_exact_place(write_file(random, style))


def test_a_scalar_is_mapped_once_for_any_number_of_places(monkeypatch: pytest.MonkeyPatch) -> None:
    mapped: list[Scalar] = []

    def cut(scalar: Scalar) -> list[places.MapPiece]:
        mapped.append(scalar)
        return original(scalar)

    original = places.cut
    monkeypatch.setattr(places, "cut", cut)
    payload = '{"a": "' + "{{ab}} " * 90 + '"}'
    text = f"trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_payload: '{payload}'\n"
    task = Task(Settings(frozenset({"payload-template-unknown"})), 0, ".")
    report = lint_bytes(text.encode(), path="a.yaml", task=task, named=True)
    assert len(report.diagnostics) == 90
    assert len(mapped) == len(set(map(id, mapped)))


def value_of(text: str) -> places.Decoded:
    """The decoded value of the only member of a YAML mapping."""
    root = parse_yaml(Source(text, "")).documents[0].root
    assert isinstance(root, Mapping)
    scalar = root.members[0].value
    assert isinstance(scalar, Scalar)
    return places.Decoded(scalar)


# ⟦…⟧ encloses the source of the character with this index, by hand; then the character.
CHARACTERS = [
    ('x: "a⟦\\n⟧b"\n', 1, "\n"),
    ('x: "a⟦\\x41⟧b"\n', 1, "A"),
    ('x: "a⟦\\u00e9⟧b"\n', 1, "é"),
    ('x: "a⟦\\ud83d\\ude00⟧b"\n', 1, "😀"),
    ('x: "a⟦\\U0001f600⟧b"\n', 1, "😀"),
    ('x: "a⟦\\"⟧b"\n', 1, '"'),
    ('x: "a\\\n  ⟦b⟧"\n', 1, "b"),
    ('x: "a\\\n⟦\n⟧  b"\n', 1, "\n"),
    ("x: 'a⟦''⟧b'\n", 1, "'"),
    ("x: 'a⟦ \t\n  ⟧b'\n", 1, " "),
    ("x: 'a  \n⟦\n⟧  b'\n", 1, "\n"),
    ("x: a⟦\r\n  ⟧b\r\n", 1, " "),
    ("x: 'a⟦\u2028⟧  b'\n", 1, "\u2028"),
    ("x: |\n  a⟦\n⟧  b\n", 1, "\n"),
    ("x: |\n  a\n⟦\n⟧  b\n", 2, "\n"),
    ("x: |2\n   ⟦a⟧\n", 1, "a"),
    ("x: |\n  a⟦\r\n⟧  b\n", 1, "\n"),
    ("x: >\n  a⟦\n⟧  b\n", 1, " "),
    ("x: >\n  a\n⟦\n⟧  b\n", 1, "\n"),
    ("x: >\n  a⟦\n⟧   b\n", 1, "\n"),
    ("x: >\n  a\n   b⟦\n⟧  c\n", 4, "\n"),
    ("x: >\n  a\n  \t⟦b⟧\n", 3, "b"),
]


@pytest.mark.parametrize(("marked", "index", "character"), CHARACTERS)
def test_the_source_of_one_character(marked: str, index: int, character: str, parser: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    decoded = value_of(marked.replace("⟦", "").replace("⟧", ""))
    assert decoded.value[index] == character
    traced = decoded.trace(index, index + 1)
    assert (traced.start, traced.end, traced.exact) == (start, end, True)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029"])
@pytest.mark.parametrize(
    ("start", "end"),
    [("x: ", ""), ("x: '", "'"), ('x: "', '"'), ("x: |-\n  ", ""), ("x: >-\n  ", "")],
)
def test_a_line_break_of_yaml_1_1_is_an_ordinary_character(
    character: str, start: str, end: str, parser: str
) -> None:
    decoded = value_of(f"{start}a {character}  b{end}\n")
    assert decoded.value == f"a {character}  b"
    assert decoded.trace(2, 3)[1:] == (len(start) + 2, len(start) + 3, True)


@pytest.mark.parametrize("text", ["x: 'ab'\n", 'x: "ab"\n'])
def test_an_empty_place_is_between_two_characters(text: str) -> None:
    decoded = value_of(text)
    assert [decoded.trace(index, index)[1:3] for index in range(3)] == [(4, 4), (5, 5), (6, 6)]


def test_an_empty_place_after_a_continued_line_is_before_the_next_character() -> None:
    assert value_of('x: "a\\\n  b"\n').trace(1, 1)[1:] == (9, 9, True)


def test_the_end_of_a_value_is_right_after_its_last_character() -> None:
    assert value_of('x: "ab\\\n   "\n').trace(2, 2)[1:] == (6, 6, True)


@pytest.mark.parametrize(("text", "place"), [("x: ''\n", 4), ('x: ""\n', 4), ("x:\n", 2)])
def test_a_place_in_an_empty_scalar_is_between_its_quotes(text: str, place: int) -> None:
    assert value_of(text).trace(0, 0)[1:] == (place, place, True)


def test_a_place_in_an_empty_json_string_is_between_its_quotes() -> None:
    root = parse_json(Source('""', "")).root
    assert isinstance(root, Scalar)
    assert places.Decoded(root).trace(0, 0)[1:] == (1, 1, True)


@pytest.mark.parametrize("text", ["'ab'", "'ab", "ab"])
def test_a_value_that_is_not_in_the_source_has_an_inexact_place(text: str) -> None:
    scalar = Scalar(Source(text, ""), 0, len(text), None, "ax", "single")
    assert places.Decoded(scalar).trace(1, 2)[1:] == (0, len(text), False)


@pytest.mark.parametrize("spare", [0, 1])
def test_a_scalar_with_too_many_pieces_has_inexact_places(
    spare: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MAX_PIECES", 6 + spare)
    for text in ("x: 'a\n\n\n\n\n\n b'\n", "x: |\n  a\n\n\n\n  b\n"):
        assert value_of(text).trace(0, 1).exact == bool(spare)


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("a.yaml", 'trigger_call_payload: |\n  {"a": 1⟦⟧\nphone_number_key: to\n'),
        ("a.yaml", 'trigger_call_payload: >+\n  {"a": [1,⟦⟧\n\n\nphone_number_key: to\n'),
        ("a.json", '{"trigger_call_endpoint": "https://voice.acme.dev/call"⟦⟧\n\n'),
        ("a.yaml", 'trigger_call_payload: "{\\"a\\": 4⟦\x85⟧nel}"\n'),
        ("a.yaml", 'trigger_call_payload: |\n  {"a": 4 ⟦\x85⟧ nel}\n'),
    ],
)
def test_a_mistake_in_json_is_placed_at_what_can_be_seen(path: str, marked: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    report = lint(marked.replace("⟦", "").replace("⟧", ""), path)
    wanted = ("payload-invalid-json", "syntax-error")
    assert [one.span for one in report.diagnostics if one.rule in wanted] == [(start, end)]
