"""Values and nodes of YAML and values of JSON without a parser: the same as those of the parser."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outbound_lint.source import Source
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, Document
from outbound_lint.syntax.values import UnsureError, Value, of_document, of_json, of_yaml
from outbound_lint.syntax.yaml import plain_root
from outbound_lint.syntax.yaml_events import parse_stream
from tests.syntax import suites
from tests.syntax.nodes import described


def value_of_yaml(text: str) -> Value:
    """Return the value of a text, after comparing it with that of the parser."""
    value = of_yaml(text)
    parsed = parse_stream(Source(text, "x.yaml"))
    assert not parsed.problems
    assert [of_document(document) for document in parsed.documents] == [value]
    compare_nodes(text)
    return value


def compare_nodes(text: str) -> None:
    """Compare the nodes of a text with those of the parser."""
    source = Source(text, "x.yaml")
    root = plain_root(source)
    parsed = parse_stream(source)
    assert not parsed.problems
    (document,) = parsed.documents
    assert not document.notes
    assert described(root) == described(document.root)


def compare(text: str) -> None:
    with suppress(UnsureError):
        value_of_yaml(text)
    with suppress(UnsureError):
        compare_nodes(text)


WHAT_TEAMS_WRITE: dict[str, tuple[str, Any]] = {
    "plain scalars": ("a: https://x.dev/?b=c#d\nb: ${T}\n", ["https://x.dev/?b=c#d", "${T}"]),
    "single quotes": ("a: 'it''s'\nb: ''\n", ["it's", ""]),
    "double quotes": ('a: "\\"\\u00e9\\n"\nb: "📞"\n', ['"é\n', "📞"]),
    "a literal block": ("a: |\n  {\n    1\n\n  }\nb: |- # c\n x\n\n", ["{\n  1\n\n}\n", "x"]),
    "a folded block": ("a: >\n  b\n  c\nb: >-\n  {\n   1,\n  }\n", ["b c\n", "{\n 1,\n}"]),
    "comments": ("# x\na: b # x\n\n  # x\nb: c# d\n# x\n", ["b", "c# d"]),
    "a start of the document": ("# x\n--- # x\na: b\nb: c\n", ["b", "c"]),
    "nested mappings": ("a:\n  b:\n      c: d\n  e: f\nb: g\n", [{"b": {"c": "d"}, "e": "f"}, "g"]),
    "long lines": (f"a: {'x' * 999}\nb: '{'y' * 999}'\n", ["x" * 999, "y" * 999]),
    "lists": ("a:\n- b\n- c: d\n  e: f\nb:\n  - g\n", [["b", {"c": "d", "e": "f"}], ["g"]]),
    "blocks in lists": ("a:\n- |\n b\n- c: >-\n   d\nb: e\n", [["b\n", {"c": "d"}], "e"]),
}  # fmt: skip


@pytest.mark.parametrize("name", WHAT_TEAMS_WRITE)
def test_what_teams_write_is_read_without_a_parser(name: str) -> None:
    text, values = WHAT_TEAMS_WRITE[name]
    assert value_of_yaml(text) == dict(zip("ab", values, strict=True))


LEFT_TO_THE_PARSER = [
    "", "# x\n", "a: b", "a:\n", "a: b\na: c\n", "a: &b c\n", "a: *b\n", "a: !b c\n",
    "a: {b: c}\n", "a: [b]\n", "? a\n: b\n", '"a": b\n', "a:\n  b\n", "a: b\n  c\n",
    "a: 'b\n  c'\n", "a: b\n c: d\n", "a:\n  b: c\n d: e\n", "- a\n  b: c\n", "- a\n  - b\n",
    "- - a\n", "-\n  a: b\n", "a: b\n- c\n", "- a\nb: c\n", "a: |2\n  b\n", "a: |+\n  b\n",
    "a: |\n\n  b\n", "a: |\nb: c\n", "a: |\n  b\n \n", "a: >\n  b\n\n  c\n", 'a: "\\x41"\n',
    'a: "\\ud83d\\udcde"\n', 'a: "b\\\n  c"\n', "a:\tb\n", "a: b\r\n", "\ufeffa: b\n",
    "a: \x85\n", "a: \u2028\n", "a: b: c\n", "a: @b\n", "a: 'b'c\n", "a: b\n---\nc: d\n",
    "a: b\n...\n", "%YAML 1.2\n---\na: b\n", "<<: b\n", "a\n", "a: b\n# x\n  c\n",
    "- a: b\n c: d\n", "a: |\n  b\n# x\n  c\n", "# \x85\na: b\n", "# \x07\na: b\n",
    "a: b\n# \x85\n", "a: b # \x7f\n", "a: |\n  b\x85c\n", "a: |\n  b\u2028c\n", "a: b\n\x0c\n",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT_TO_THE_PARSER)
def test_other_yaml_is_left_to_the_parser(text: str) -> None:
    with pytest.raises(UnsureError):
        of_yaml(text)
    compare(text)


def test_nodes_of_a_repeated_key_are_read_without_a_parser() -> None:
    compare_nodes("a: b\na: c\n")


@pytest.mark.parametrize("depth", [MAX_DEPTH, MAX_DEPTH + 1])
def test_deeply_nested_yaml_is_left_to_the_parser(depth: int) -> None:
    text = "".join(f"{' ' * level}a:\n" for level in range(depth - 1)) + " " * depth + "a: b\n"
    if depth == MAX_DEPTH:
        compare_nodes(text)
    else:
        with pytest.raises(UnsureError):
            plain_root(Source(text, "x.yaml"))


def test_a_text_beyond_the_limits_is_left_to_the_parser() -> None:
    with pytest.raises(UnsureError):
        of_yaml("a: b\n" * (MAX_NODES // 4 + 1))
    with pytest.raises(UnsureError):
        of_json(f"[{'0,' * MAX_NODES}0]")


LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "", "  ", "  ", "    ", " ", "   "]),
        st.sampled_from(["", "", "", "- ", "-  ", "-"]),
        st.sampled_from(["a:", "b:", "name:", "x-y:", "a :", "'q':", "true:", "<<:", "# ", ""]),
        st.sampled_from(["", " ", " ", "  "]),
        st.sampled_from(
            ["", "x", "x y", "x: y", "x #y", "x#y", "'s'", "'s''", '"d"', '"\\n"', '"\\u0085"', "|",
             ">-", "|-", ">", "|2", "{a: b}", "[", "&x", "*x", "~", "-1", "...", "---", "é", "\xa0",
             "\u3000", '"\\/"', '"\\\\"', "%x", "`", "a,b", "a]", ":", "http://x", "\U0001f600"]
        ),
        st.sampled_from(["", "", "", " ", " # c", "#c", " x", "\t", "\n", "\n "]),
    ).map("".join),
    min_size=1,
    max_size=7,
)  # fmt: skip


@settings(max_examples=400)
@given(lines=LINES, end=st.sampled_from(["\n", "\n", "\n\n", "\n# e\n", "\n  \n", ""]))
@example(lines=["a: |", "  b", "   ", "    c"], end="\n")
@example(lines=["a: >-", "  b", "   c", "  d"], end="\n\n\n")
@example(lines=["- - a: b", "  - c"], end="\n")
@example(lines=["a:", "- b", " - c"], end="\n")
def test_values_of_yaml_are_those_of_the_nodes(lines: list[str], end: str) -> None:
    compare("\n".join(lines) + end)


TEXTS = st.text("ab \n#:-'\"|>{}[]é\u2028\x85\x00\\,&*!%@`~\t\ud83d", max_size=8)
VALUES = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(st.sampled_from("abcde"), inner, min_size=1)
    ),
    max_leaves=8,
)


def written(value: Any, column: int, style: st.DataObject) -> str:
    """Write a value as a block collection; scalars in quotes, or as blocks where that is easy."""
    pad = "\n" + " " * column
    if isinstance(value, dict):
        return "".join(
            f"{pad}{key}:{written(one, column + 2, style)}" for key, one in value.items()
        )
    if isinstance(value, list):
        items = (written(one, column + 2, style) for one in value)
        return "".join(f"{pad}- {item.lstrip() if item[0] == chr(10) else item}" for item in items)
    kind = style.draw(st.sampled_from(["plain", "double", "single", "|", ">-"]))
    if kind == "double":
        return " " + json.dumps(value, ensure_ascii=False)
    if kind == "single":
        return " '" + value.replace("'", "''") + "'"
    return " " + (value if kind == "plain" else kind + pad + value.replace("\n", pad))


@settings(max_examples=300)
@given(value=VALUES, data=st.data())
def test_values_of_written_yaml_are_those_of_the_nodes(value: Any, data: st.DataObject) -> None:
    compare(written(value, 0, data).lstrip("\n") + "\n")


def strings_of(value: Any) -> Value:
    """Return a value with None for the words of JSON, as in the values of nodes."""
    if isinstance(value, dict):
        return {name: strings_of(one) for name, one in value.items()}
    if isinstance(value, list):
        return [strings_of(one) for one in value]
    return value if isinstance(value, str) else None


@settings(max_examples=300)
@given(
    value=st.recursive(
        st.text(max_size=4) | st.integers() | st.floats() | st.booleans() | st.none(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["a", "b", "<<"]), inner),
    ),
    cut=st.integers(min_value=0, max_value=40),
    put=st.sampled_from(["", "", "", ",", '"', "}", "{", " ", "\\", "\n", "\u2028", "NaN"]),
)  # fmt: skip
@example(value=["\ud800"], cut=0, put="\ufeff")
def test_values_of_json_are_those_of_the_nodes(value: Any, cut: int, put: str) -> None:
    whole = json.dumps(value)
    text = whole[:cut] + put + whole[cut:]
    try:
        plain = of_json(text)
    except UnsureError:
        return
    parsed = parse_json(Source(text, "x.json"), levels=MAX_DEPTH)
    assert parsed.root
    assert of_document(Document(0, parsed.root)) == strings_of(plain)


def test_values_of_the_conformance_suites_are_those_of_the_nodes() -> None:
    for case in suites.yaml_cases().values():
        compare(case.text)
    for name, data in suites.json_cases().items():
        try:
            of_json(data.decode())
        except (UnsureError, UnicodeDecodeError):
            continue
        assert not name.startswith("n_")
