"""JSON in another notation is repaired where JSON5 or Python proves what it means."""

from __future__ import annotations

import ast
import contextlib
import json
import warnings
from random import Random
from typing import Any

import pyjson5
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.syntax.json_dialects import Replacement
from outbound_lint.syntax.json_repair import repair
from tests.growth import is_linear
from tests.syntax.notations import Writer


def apply(text: str, edits: tuple[Replacement, ...]) -> str:
    for start, end, new in reversed(edits):
        text = text[:start] + new + text[end:]
    return text


def repaired(text: str, *, only_objects: bool = False) -> str | None:
    edits = repair(text, only_objects=only_objects)
    return None if edits is None else apply(text, edits)


REPAIRED = {
    # JSON5
    "{a: 1}": '{"a": 1}',
    "{$set: 1, _b: 2, 名前: 3, class: 4}": '{"$set": 1, "_b": 2, "名前": 3, "class": 4}',
    "{'a': 'b'}": '{"a": "b"}',
    "{'a': ''}": '{"a": ""}',
    '{"a": [1, 2,],}': '{"a": [1, 2]}',
    '{"a": 1, // one\n"b": 2}': '{"a": 1, \n"b": 2}',
    '/* {1} */{"a": 1}': '{"a": 1}',
    '{"a": "// no comment", /* one */}': '{"a": "// no comment" }',
    '{"a": +1, "b": .5, "c": -.5, "d": +5.}': '{"a": 1, "b": 0.5, "c": -0.5, "d": 5.0}',
    '{"a": 5.e3, "b": .5E-3}': '{"a": 5.0e3, "b": 0.5E-3}',
    '{"a": 0x1F, "b": -0XfF, "c": +0x10}': '{"a": 31, "b": -255, "c": 16}',
    '{"a": 0xFFFFFFFFFFFFFFFF}': '{"a": 18446744073709551615}',
    # strings
    r"{'a': 'it\'s'}": '{"a": "it\'s"}',
    r'{"a": "it\'s"}': '{"a": "it\'s"}',
    """{'a': 'the "big" one'}""": r'{"a": "the \"big\" one"}',
    r"""{'a': 'the \"big\" one'}""": r'{"a": "the \"big\" one"}',
    r"{'a': '\x41\v\0'}": r'{"a": "\u0041\u000b\u0000"}',
    r"{'a': '\\x41 \n \u00e9 \\\'' }": r"""{"a": "\\x41 \n \u00e9 \\'" }""",
    "{'a': 'b\\\nc\\\r\nd'}": '{"a": "bcd"}',
    r"{'a': '\ud83d\ude00'}": r'{"a": "\ud83d\ude00"}',
    r"{'a': 'https:\/\/a.b'}": r'{"a": "https:\/\/a.b"}',
    "{'a': '${ID}', \"b\": '{{name}}'}": '{"a": "${ID}", "b": "{{name}}"}',
    # Python
    "{'a': True, 'b': [False, None]}": '{"a": true, "b": [false, null]}',
    "{'a': ('b', 1), 'c': (), 'd': (1,)}": '{"a": ["b", 1], "c": [], "d": [1]}',
    "{u'a': b'b', 'c': r'd'}": '{"a": "b", "c": "d"}',
    "{'a': 1} # one": '{"a": 1} ',
    " \n  {'a':\n 1}\n": ' \n  {"a":\n 1}\n',
    "({'a': 1}, 2)": '[{"a": 1}, 2]',
    # both at once, where only words have to be exchanged
    "{a: True, b: None}": '{"a": true, "b": null}',
    "{'a': True, // c\n}": '{"a": true \n}',
    '{"a": true, # c\n"b": (null, 1)}': '{"a": true, \n"b": [null, 1]}',
    '{"True": True}': '{"True": true}',
    # typographic quotes
    "{“a”: “b”}": '{"a": "b"}',
    "{„a“: „b”, ”c”: ＂d＂}": '{"a": "b", "c": "d"}',
    "{‘a’: ‚b‘, ＇c＇: ‛d’}": '{"a": "b", "c": "d"}',
    "{“a”: “it’s ‘so’, it's”}": '{"a": "it’s ‘so’, it\'s"}',
    '{‘a’: ‘it’s "so"’}': r'{"a": "it’s \"so\""}',
    r"{“a”: “say \“hi\” \"you\"”}": r'{"a": "say \"hi\" \"you\""}',
    r"{‘a’: ‘it\’s \x41’}": r'{"a": "it' + r"'s \u0041" + '"}',
    '{"a": "say “hi”",}': '{"a": "say “hi”"}',
    "{'a': 'it’s'}": '{"a": "it’s"}',
    "{“a”: True, b: ‘c’,}": '{"a": true, "b": "c"}',
}


@pytest.mark.parametrize("text", REPAIRED)
def test_what_is_certain_is_repaired(text: str) -> None:
    assert repaired(text) == REPAIRED[text]


def test_an_escaped_slash_that_python_would_warn_of_is_read_as_in_json() -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        assert repaired(r"{'a': '\\\/'}") == r'{"a": "\\\/"}'
        assert repaired(r"{'a': ('\\/',)}") == r'{"a": ["\\/"]}'
        assert repaired(r"{'a': ('\/',)}") is None
    assert not said


REFUSED = {
    "it is JSON": ['{"a": 1}', "[]", '{"a": "${ID}"}'],
    "there is nothing": ["", " ", "\ufeff"],
    "neither an object nor an array": ["'a'", "True", "+1", "0x1F", "“a”"],
    "something is missing": [
        "{'a': 1",
        "{'a' 1}",
        "[1 'a']",
        "{'a: 1}",
        "{'a': 'b}",
        "{'a': }",
        "[1,,2]",
        "[,]",
        "{,}",
        "{'a': 1 /* }",
        "['a' 'b']",
    ],
    "something is too much": ["{'a': 1}}", "{'a': 1} {'b': 2}", "{{'a': 1}}", "{'a': 1};"],
    "JSON has no such value": [
        "{a: NaN}",
        "{a: -Infinity}",
        "{'a': {1, 2}}",
        "{'a': 1j}",
        "{'a': ...}",
        "{'a': 1e999}",
        "{1: 'a'}",
        "{None: 'a'}",
        "{('a', 'b'): 1}",
        r"{'a': b'\xff'}",
    ],
    "nobody defines the word": ["{a: undefined}", "{a: nil}", "{a: yes}", "{a: TRUE}", "{a: b}"],
    "it is not in one of the notations": [
        "{a: `b`}",
        "{a-b: 1}",
        "{'a': 010}",
        "{'a': 1_000}",
        "{'a': - 1}",
        "{a: ('b', 1)}",
        "{a: 1 # c\n}",
        "{'a': f'b'}",
        "{'a': ${ID}}",
        "{'a': {{id}}}",
        "{a: b'c'}",
    ],
    "a phone number is no number": ["{a: +14155550123}", "{a: +1 (415) 555-0123}"],
    "the readers differ": [
        "{'a': (1)}",
        "({'a': 1})",
        r"{'a': r'\n'}",
        r"{'a': b'\u0041'}",
        "{'a': '\ufeff', True: 1}",
    ],
    "it is no escape sequence of both": [
        r"{'a': '\d'}",
        r"{a: '\d'}",
        r"{'a': '\a'}",
        r"{'a': '\1'}",
        r"{a: '\01'}",
        r"{a: '\x4'}",
        r"{'a': '\U0001F600'}",
        r"{'a': '\N{DASH}'}",
        r"{'a': '\’'}",
        r"{'a': '\“'}",
    ],
    "a name would be lost": ["{'a': 1, \"a\": 2}", r"{a: 1, '\x61': 2}", "[{'b': {a: 1, a: 1}}]"],
    "a lone surrogate": [r"{'a': '\ud83d'}", "{'a': '\ud83d'}", r"{'\udc00': 1}"],
    "characters that no string has": ["{'a': '\t'}", "{'a': '\0'}", "{'a': 'b\nc'}", "{'a': 1}\0"],
    "typographic quotes that may be text": [
        "{“a”: “say “hi” now”}",
        "{“a”: “say “hi””}",
        '{"a”: 1}',
        '{“a": 1}',
        "[“a, “b”]",
        "[a”, “b]",
        '{“a”: “say "hi"”}',
        "{‘a’: ‘the boys’ club’}",
        "{«a»: 1}",
    ],
    "it is nested too deeply": ["[" * 101 + "'a'" + "]" * 101, "[" * 50_000 + "]" * 50_000],
    "it is too long": ["[" + "'a'," * 250_000 + "]", "{'a': " + "9" * 5_000 + "}"],
}


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=text[:40]) for texts in REFUSED.values() for text in texts]
)
def test_what_is_not_certain_is_left_alone(text: str) -> None:
    assert repair(text, only_objects=False) is None


@pytest.mark.parametrize("text", ["['a']", "('a', 1)", "[{'a': 1}]"])
def test_an_array_is_repaired_only_where_it_is_allowed(text: str) -> None:
    assert repair(text, only_objects=True) is None
    assert repair(text, only_objects=False)


def test_only_the_wrong_characters_are_replaced() -> None:
    text = "{'a': True, b: .5, \"c\": 0x1F,}"
    assert repair(text, only_objects=True) == (
        (1, 2, '"'),
        (3, 4, '"'),
        (6, 7, "t"),
        (12, 12, '"'),
        (13, 13, '"'),
        (15, 15, "0"),
        (24, 29, "31"),
    )


characters = st.one_of(
    st.sampled_from("ab1é名😀 '\"\\/\t\n\0\v“”„‘’＇#$"), st.characters(exclude_categories=["Cs"])
)
strings = st.text(characters, max_size=8)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**64) + 1, 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([0.5, -0.25, 3.0, 1e20, -0.0, 7, 0]),
    strings,
)
names = st.one_of(st.sampled_from(["a", "$b", "_c1", "é", "true", "None", "a b", "it's"]), strings)


def collections(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)


values = collections(st.recursive(leaves, collections, max_leaves=6))
randoms = st.integers(0, 2**32).map(Random)
notations = st.sampled_from(["json5", "python"])


@given(value=values, random=randoms, notation=notations)
def test_a_value_in_another_notation_is_repaired_and_nothing_else_changes(
    value: Any, random: Random, notation: str
) -> None:
    writer = Writer(random, notation)
    writer.value(value)
    text, only_objects = writer.text, isinstance(value, dict)
    edits = repair(text, only_objects=only_objects)
    if text == writer.expected:
        assert edits is None
        return
    assert edits is not None
    assert apply(text, edits) == writer.expected
    assert json.dumps(json.loads(writer.expected)) == json.dumps(value)
    end = -1
    for edit in edits:
        old = text[edit.start : edit.end]
        assert end < edit.start, "edits overlap or touch"
        assert old[:1] != edit.text[:1], "an edit changes nothing, or starts with what it keeps"
        assert old[-1:] != edit.text[-1:]
        end = edit.end


NAMES = (
    r"""a $b 'c' "d" u'e' b'f' “g” ‘h’ True null 1 i-j '\x61' '${K}' 'l\'m' "n\'o" 'p"q'""".split()
)
VALUES = [
    *NAMES,
    *"true True False null None NaN yes .5 5. +1 0x1F 010 1e5 1e999 -0 `a` {} () (1) (1,)".split(),
    *r"[1,2,] '\v' '\0' '\01' '\d' '\/' '\ud83d' '\ud83d\ude00' '\u0041' r'\n' b'\xff'".split(),
    *"${ID} {{x}} ＂a＂ “b\" \"c” '’' ‘d’e’ '' \ud800".split(),
    *("'e\\\nf'", "'g' 'h'", "'''i'''", "-  1"),
]
SIGNS = [*"{}[](),:'\"\\“”‘’#+-. \n\t\0", "//", "/*", "*/", "\ud800", "# a\n", ""]
members = st.builds(
    "{}{}: {}{}".format,
    st.sampled_from(["", " ", "/* a */", "# b\n", "// c\n"]),
    st.sampled_from(NAMES),
    st.sampled_from(VALUES),
    st.sampled_from(["", "", "\n", " // a\n", " # b\n"]),
)
objects = st.builds(
    "{{{}{}}}".format, st.lists(members, max_size=2).map(",".join), st.sampled_from(["", ","])
)


def broken(value: Any, random: Random, notation: str) -> str:
    """A text in another notation, mostly with a mistake in it."""
    writer = Writer(random, notation)
    writer.value(value)
    start = random.randint(0, len(writer.text))
    end = start + random.choice([0, 0, 1, 2])
    return writer.text[:start] + random.choice(SIGNS) + writer.text[end:]


texts = (
    objects
    | objects
    | st.builds(broken, values, randoms, notations)
    | st.lists(st.sampled_from(SIGNS + VALUES), max_size=9).map("".join)
)


def decoded(value: Any) -> Any:
    """A value of Python with strings instead of bytes."""
    if isinstance(value, dict):
        return {decoded(name): decoded(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [decoded(item) for item in value]
    return value.decode() if isinstance(value, bytes) else value


@given(text=texts, only_objects=st.booleans())
def test_whatever_is_repaired_means_the_same_to_each_reader(text: str, only_objects: bool) -> None:
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        result = repaired(text, only_objects=only_objects)
    assert not said
    if result is None:
        return
    value = json.loads(result)
    assert isinstance(value, dict if only_objects else (dict, list))
    assert result != text
    meaning = json.dumps(value, sort_keys=True, allow_nan=False)
    with contextlib.suppress(pyjson5.Json5Exception):
        assert json.dumps(pyjson5.decode(text), sort_keys=True) == meaning
    with contextlib.suppress(SyntaxError, ValueError), warnings.catch_warnings():
        warnings.simplefilter("error")
        assert json.dumps(decoded(ast.literal_eval(text)), sort_keys=True) == meaning


LONG = {
    "strings": "[" + "'a'," * 24_000 + "]",
    "typographic strings": "[" + "‘a’," * 24_000 + "]",
    "an unclosed string": "'" + "\\'" * 49_000 + "\\",
    "an unclosed typographic string": "“" + "\\“" * 49_000,
    "apostrophes": "‘" + "a’" * 49_000,
    "brackets": "(" * 99_000,
    "signs": "[" + "-" * 99_000 + "1]",
    "names": "a$" * 49_000,
    "commas": ", " * 49_000,
    "comments": "/*" * 49_000,
    "empty comments": "[1" + "/**/" * 24_000 + "]",
    "a long string": "['" + "a" * 99_000 + "']",
}


@pytest.mark.parametrize("name", LONG)
def test_the_time_is_in_proportion_to_the_length(name: str) -> None:
    assert is_linear(lambda text: repair(text, only_objects=False), LONG[name])
