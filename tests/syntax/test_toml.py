"""The reader of TOML: it agrees with `tomllib`, which has no positions."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outbound_lint.source import Source
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.toml import TomlTable, parse_toml_table
from tests.growth import is_linear


def parse(text: str, path: str = "") -> TomlTable:
    return parse_toml_table(Source(text, "pyproject.toml"), path.split(".") if path else [])


def plain(node: Node) -> Any:
    """Return the value of a node; of numbers and dates only that they are some."""
    if isinstance(node, Mapping):
        return {member.name: plain(member.value) for member in node.members}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    if node.style in ("number", "gap"):
        return node.style
    return node.value == "true" if node.style == "word" else node.value


def expected(value: Any) -> Any:
    match value:
        case dict():
            return {name: expected(member) for name, member in value.items()}
        case list():
            return [expected(item) for item in value]
        case bool() | str():
            return value
        case datetime() | date() | time():
            return "gap"
    return "number"


VALID = [
    "",
    "# a comment\n",
    "a = 1\r\nb = 'x' # y\r\n",
    'a.b."c.d" = "e"\na.b.f = true',
    "[a]\nb = 1\n[a.c]\nd = 2\n[[a.e]]\nf = 1\n[[a.e]]\nf = 2\n[a.e.g]\nh = 3\n",
    "[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 2\n",
    'a = """\nx [tool.outbound-lint]\n  y \\\n  z"""\nb = """""x"""""\nc = \'\'\'\na\'b\'\'\'',
    '[project]\nreadme = """\n[tool]\nx = 1\n"""\n',
    'a = "\\u00e9\\U0001F600\\t\\"\\\\"',
    "a = [1, 'b', # c\n  [2.5e3, -0.1], {d = 0xff, e = [true]},\n]",
    "a = {}\nb = []\nc = { d.e = 1, 'f' = inf }",
    "a = 1979-05-27T07:32:00Z\nb = 1979-05-27 07:32:00.5-07:00\nc = 07:32:00\nd = 1979-05-27",
    "a = +1_000\nb = -nan\nc = 0b1_0\nd = 0o17",
    "'' = 1\n1 = 2\n-_ = 3",
]


@pytest.mark.parametrize("text", VALID)
def test_values_are_those_of_tomllib(text: str) -> None:
    root, problem = parse(text)
    assert problem is None
    assert (plain(root) if root else {}) == expected(tomllib.loads(text))


@pytest.mark.parametrize("line", ["a = 1\n", "[tool.outbound-lint]\na = 1\n"])
@given(text=st.text("ab.='\"\\#[]{},\n 1-:eu\u00e9\t", max_size=25))
@example(text='a = """\\u00e""""')
def test_any_text_is_read_as_tomllib_reads_it_or_refused(line: str, text: str) -> None:
    root, problem = parse(line + text)
    try:
        values = tomllib.loads(line + text)
    except (tomllib.TOMLDecodeError, ValueError):
        return  # some values, such as a 13th month, and some repeated keys are not judged here
    assert problem is None
    assert (plain(root) if root else {}) == expected(values)


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("a = [1", 6, "expected `,` or `]` in a list"),
        ("a = [1 2]", 7, "expected `,` or `]` in a list"),
        ("a = {b = 1,}", 11, "expected a key"),
        ("a = {b = 1 c = 2}", 11, "expected `,` or `}` in a table"),
        ("a = error", 4, "a string without quotes"),
        ("a = 01", 4, "a string without quotes"),
        ("a =", 3, "expected a value"),
        ("a = 'b", 4, "the string has no end"),
        ('a = """b""', 4, "the string has no end"),
        ('a = "\\x"', 4, "an unknown escape in a string"),
        ('a = "\\ud800"', 4, "an unknown escape in a string"),
        ("a b = 1", 2, "expected `=` after the key"),
        ("[a", 2, "expected `]` after the name of the table"),
        ("[a]]", 3, "expected the end of the line"),
        ("a = 1 b = 2", 6, "expected the end of the line"),
        ("= 1", 0, "expected a key"),
        ("[a]\n[b]\n[a]\n", 9, "this table is repeated"),
        ("[a]\n[[b]]\n[b.c]\n[b.c]\n", 17, "this table is repeated"),
        ("a = " + 200 * "[", 105, "it is nested too deeply"),
        ("a = 'b\x01'", 6, "a control character"),
    ],
)
def test_mistakes_have_a_place(text: str, offset: int, message: str) -> None:
    with (
        pytest.raises(tomllib.TOMLDecodeError)
        if "nested" not in message
        else pytest.raises((tomllib.TOMLDecodeError, RecursionError))
    ):
        tomllib.loads(text)
    root, problem = parse(text)
    assert root is None
    assert problem is not None
    assert (problem.start, problem.message.removeprefix("the file is not valid TOML: ")) == (
        offset,
        message,
    )
    assert problem.hint.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        '[tool.outbound-lint]\nselect = ["auth"]\n[tool.outbound-lint.severity]\na = "b"\n',
        '[tool."outbound-lint"]\nselect = ["auth"]\nseverity.a = "b"',
        '[tool]\noutbound-lint = {select = ["auth"], severity = {a = "b"}}',
        'tool.outbound-lint.select = ["auth"]\ntool.outbound-lint.severity.a = "b"',
        'tool = {other.x = 1, outbound-lint = {select = ["auth"], severity = {a = "b"}}}',
    ],
)
def test_a_table_is_found_however_it_is_written(text: str) -> None:
    before = "[project]\nname = 'x'\n[tool.other]\nselect = 1\n"
    root, _ = parse(text if text.startswith("tool") else before + text, "tool.outbound-lint")
    assert root
    assert plain(root) == {"select": ["auth"], "severity": {"a": "b"}}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[tool.other]\n",
        "[tool]\n",
        "x = '''\n[tool.outbound-lint]\n'''\n",
        "# [tool.outbound-lint]\n",
        "[tool.outbound-linter]\n",
        "[other.tool.outbound-lint]\n",
    ],
)
def test_a_text_without_the_table_has_none(text: str) -> None:
    assert parse(text, "tool.outbound-lint") == (None, None)


def test_nodes_have_the_spans_of_their_text() -> None:
    text = "[t]\n'a' = \"b\\u0063\"\nd = [1, {e = 'f'}]\n"
    root, _ = parse(text, "t")
    assert root
    shown = [
        (text[one.key.start : one.key.end], text[one.value.start : one.value.end])
        for one in root.members
    ]
    assert shown == [("'a'", '"b\\u0063"'), ("d", "[1, {e = 'f'}]")]
    assert text[root.start : root.end] == "t"


def test_a_table_written_twice_is_reported() -> None:
    text = "[t]\na = {}\n[x]\n[t]\na = {b = 1}\n"
    assert parse(text, "t.a")[1]
    assert parse("t = {a = 1}\nt = {a = 2}\n", "t")[1]


def test_many_tables_are_read_in_linear_time() -> None:
    for unit in ("[t.x]\n[[t.y]]\n[t.y.z]\n", "[[t.y]]\n", "[t]\nx.y = 1\n", "[u]\na = [[1]]\n"):
        assert is_linear(lambda text: parse(text, "t"), unit * 200)
