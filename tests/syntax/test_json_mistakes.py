"""What is said of a text that is not JSON, and at which characters."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import json_errors
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import SyntaxProblem

# ⟦…⟧ marks the characters to underline, by hand; the words are the message and the hint.
TOLD = [
    # quotes
    ("{⟦'⟧a': 1}", "a name stands in single quotes", 'Put the name in double quotes: `"`.'),
    ("{\"a\": ⟦'⟧b'}", "a string stands in single quotes", 'Put the string in double quotes: `"`.'),
    (
        "{⟦“⟧a”: 1}",
        "`“`, a typographic quote, stands here",
        'Put the name in plain double quotes: `"`.',
    ),
    (
        '{"a": ⟦‘⟧b’}',
        "`‘`, a typographic quote, stands here",
        'Put the string in plain double quotes: `"`.',
    ),
    ('{"a": ⟦`⟧b`}', "a backtick stands here", 'Put the string in plain double quotes: `"`.'),
    (
        '{"a": "b”}⟦⟧',
        "the text ends inside a string",
        'Close the string with `"`; a typographic quote closes nothing.',
    ),
    (
        '{"a": "say "⟦h⟧i""}',
        'the `"` before `h` ends the string',
        'Write `\\"` for a quote inside a string, or `,` behind its end.',
    ),
    (
        '{"a": "b" ⟦c⟧"}',
        "`c` stands where `,` or `}` is expected",
        'Write `,` between values; a `"` inside a string must be `\\"`.',
    ),
    ('{"a": 1⟦"⟧}', "a quote stands here that opens no string", "Remove it, or open the string."),
    ("⟦'⟧{\"a\": 1}'", "quotes stand around the whole object", "Remove the outer quotes."),
    (
        '"{"⟦a⟧": 1}"',
        'quotes stand around the whole object, and the first `"` in it ends them',
        "Remove the outer quotes.",
    ),
    # words
    ('{"a": ⟦True⟧}', "`True` is Python's word", "Write `true`."),
    ('{"a": ⟦False⟧}', "`False` is Python's word", "Write `false`."),
    ('{"a": ⟦None⟧}', "`None` is Python's word", "Write `null`."),
    ('{"a": ⟦undefined⟧}', "`undefined` is no JSON", "Write `null`."),
    ('{"a": ⟦NaN⟧}', "`NaN` is no JSON", "Write `null`."),
    ('{"a": -⟦Infinity⟧}', "`-Infinity` is no JSON", "Write a number, `null` or a string."),
    ('{"a": n⟦i⟧l}', "`nil` is no JSON", "Write `null`."),
    ('{"a": tr⟦U⟧e}', "`trUe` is no JSON", "Write `true`."),
    (
        '{"a": ⟦support⟧}',
        "a text stands here without quotes",
        'Put the text in double quotes: `"`.',
    ),
    (
        '{"a": t⟦e⟧xt}',
        "a text stands here without quotes",
        "Put text in double quotes; without them JSON knows only true, false and null.",
    ),
    ('{"a": true⟦r⟧}', "a text stands here without quotes", 'Put the text in double quotes: `"`.'),
    ("{⟦name⟧: 1}", "a name stands here without quotes", 'Put the name in double quotes: `"`.'),
    # commas and colons
    ('{"a": 1,⟦}⟧', "a comma stands before `}`", "Remove the trailing comma."),
    ('{"a": [1, ⟦]⟧}', "a comma stands before `]`", "Remove the trailing comma."),
    ('{"a": 1 ⟦"⟧b": 2}', "a comma is missing", "Write `,` between one value and the next."),
    ('{"a": 1,⟦,⟧ "b": 2}', "a member is missing before `,`", "Remove the comma."),
    ('{"a": [1,⟦,⟧ 2]}', "a value is missing before `,`", "Write a value, or `null`."),
    ('{"a": ⟦}⟧', "a value is missing before `}`", "Write a value, or `null`."),
    ('{"a"⟦}⟧', "a name has no value", 'Write `"name": value`; in `{…}` every member has both.'),
    ('{"a" ⟦=⟧ 1}', "an equals sign stands between name and value", "Write a colon: `:`."),
    (
        '{"a" ⟦1⟧}',
        "`1` stands where a colon is expected",
        'Write `:` after the name; a `"` inside the name must be `\\"`.',
    ),
    ('{"a": 1⟦;⟧ "b": 2}', "a semicolon stands between two members", "Write a comma: `,`."),
    (
        '{"a": "b"⟦:⟧ "c"}',
        "a second colon stands here",
        "Put the whole value in one pair of double quotes.",
    ),
    (
        '{"a": ["b"⟦:⟧ 1]}',
        "a `:` stands in an array",
        "Members with names belong in an object: `{…}`.",
    ),
    # brackets
    ('{"a": 1}⟦}⟧', "one `}` too many closes here", "Remove the `}`."),
    ('{"a": [1⟦}⟧', "`}` stands where `]` is expected", "Close the array with `]`."),
    ('{"a": {"b": 1⟦]⟧', "`]` stands where `}` is expected", "Close the object with `}`."),
    ('{"a": 1⟦⟧', "the text ends, but the object is still open", "Close it with `}`."),
    ("[1⟦⟧", "the text ends, but the array is still open", "Close it with `]`."),
    ('"a"⟦:⟧ 1', "the braces around the members are missing", "Write `{` before them, `}` behind."),
    (
        '{"a": 1} ⟦{⟧"b": 2}',
        "a second value follows the first",
        "Keep one object, with all members.",
    ),
    ('{"a": 1}⟦,⟧', "a comma follows the end of the value", "Remove the comma."),
    ('{"a": 1}⟦;⟧', "`;` follows the end of the value", "Remove what follows."),
    (
        '{⟦{⟧"a": 1}}',
        "a second `{` stands here",
        'Write one `{`; a template variable stands in quotes: `"{{name}}"`.',
    ),
    # numbers
    (
        '{"a": 0⟦7⟧}',
        "a number starts with a zero that JSON does not allow",
        "Drop the leading zeros, or put the digits in double quotes if they are text.",
    ),
    (
        '{"a": ⟦+⟧12025550123}',
        "a number starts with `+`",
        "Drop the `+`; a phone number is text and belongs in double quotes.",
    ),
    ('{"a": ⟦.⟧5}', "a number starts with its decimal point", "Write a `0` before the point."),
    ('{"a": 1.⟦}⟧', "a digit must follow the decimal point", "Write for example `1.0`."),
    ('{"a": 1e⟦}⟧', "the number ends in its exponent", "Write for example `1e5`."),
    (
        '{"a": -⟦}⟧',
        "a digit must follow the minus sign",
        "Put the value in double quotes if it is text.",
    ),
    (
        '{"a": 0⟦x⟧10}',
        "`x` can't stand in a number",
        "Put the value in double quotes if it is text; else write a plain number.",
    ),
    (
        '{"a": 2024-⟦⟧01}'.replace("-⟦⟧", "⟦-⟧"),
        "`-` can't stand in a number",
        "Put the value in double quotes if it is text; else write a plain number.",
    ),
    ('{"a": 1,⟦0⟧00}', "a comma stands inside a number", "Remove it: JSON groups no digits."),
    # inside strings
    (
        '{"a": "b⟦\n⟧c"}',
        "a line break stands inside a string",
        "Write `\\n` for a line break, or close the string before it.",
    ),
    ('{"a": "b⟦\t⟧c"}', "a tab stands raw inside a string", "Write it as `\\t`."),
    (
        '{"a": "b⟦\x1b⟧c"}',
        "the character U+001B stands raw inside a string",
        "Write it as `\\u001b`.",
    ),
    (
        '{"a": "C:\\⟦T⟧emp"}',
        "a backslash before `T` is no escape of JSON",
        'Write `\\\\` for a backslash; JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX.',
    ),
    (
        '{"a": "it\\⟦\'⟧s"}',
        "`\\'` is no escape of JSON",
        "Write `'` as it is; only `\"` needs a backslash.",
    ),
    ('{"a": "\\u12⟦"⟧}', "`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`."),
    ('{"a": "b⟦⟧', "the text ends inside a string", 'Close the string with `"`.'),
    (
        '{"a": "b\\⟦⟧',
        "the text ends inside an escape",
        'JSON knows \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX.',
    ),
    # what JSON has not
    ('{"a": 1} ⟦//⟧ one', "a comment stands here; JSON has none", "Remove the comment."),
    ('{⟦/*⟧ one */ "a": 1}', "a comment stands here; JSON has none", "Remove the comment."),
    ('{"a": 1, ⟦#⟧ one\n"b": 2}', "a comment stands here; JSON has none", "Remove the comment."),
    (
        '{"a":⟦\xa0⟧1}',
        "a no-break space stands here",
        "Remove it; between values JSON allows spaces, tabs and line breaks only.",
    ),
    (
        '⟦\ufeff⟧{"a": 1}',
        "a byte order mark stands here",
        "Remove it; between values JSON allows spaces, tabs and line breaks only.",
    ),
    (
        '{"a": 1⟦\u200b⟧}',
        "a zero-width space stands here",
        "Remove it; between values JSON allows spaces, tabs and line breaks only.",
    ),
    (
        '{"a": 1}⟦\u202e⟧',
        "the character U+202E stands here",
        "Remove it; between values JSON allows spaces, tabs and line breaks only.",
    ),
    ('{"a"⟦：⟧1}', "a fullwidth `：` stands here", "Write a plain `:`."),
    (
        '{⟦\\⟧"a\\": 1}',
        "a backslash stands outside a string",
        "Remove the backslashes before the quotes: nothing here needs them.",
    ),
    # no object at all
    ("⟦⟧", "the text is empty", "Write an object, at least `{}`."),
    (" \n⟦⟧", "the text is empty", "Write an object, at least `{}`."),
    (
        "⟦campaign⟧: 1",
        "a word stands where the object should start",
        'Write an object: `{"name": "value"}`.',
    ),
    ("⟦=⟧1", "`=` stands where the object should start", 'Write an object: `{"name": "value"}`.'),
    # placeholders that are none
    ('{"a": ⟦<⟧null>}', "`<` stands where a value is expected", "Put text in double quotes."),
    ('{"a": ⟦$⟧x}', "`$` stands where a value is expected", "Put text in double quotes."),
]


def problem_of(text: str) -> SyntaxProblem | None:
    mistake = parse_json(Source(text, "")).mistake
    return json_errors.explain_json(text, mistake) if mistake else None


@pytest.mark.parametrize(("marked", "message", "hint"), TOLD, ids=[case[0] for case in TOLD])
def test_a_mistake_is_told_in_its_own_words_at_its_characters(
    marked: str, message: str, hint: str
) -> None:
    start = marked.index("⟦")
    end = marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    told = problem_of(text)
    assert told is not None
    assert told[:4] == (start, end, message, hint)


@pytest.mark.parametrize(
    "text",
    [
        '{"id": ${ID}}',
        '{"id": {{id}}, "b": [$NAME, %NAME%]}',
        '{"id": ${{ vars.ID }}}',
        '{"id": <campaign_id>}',
        "${BODY}",
    ],
)
def test_an_unquoted_placeholder_is_no_mistake(text: str) -> None:
    assert problem_of(text) is None
    assert parse_json(Source(text, "")).gaps


def test_a_mistake_behind_an_unquoted_placeholder_is_told() -> None:
    problem = problem_of('{"id": ${ID}, "b": 1,}')
    assert problem
    assert problem[:3] == (21, 22, "a comma stands before `}`")


@pytest.mark.parametrize("secret", ["Tr0ub4dor&3", "p" * 40, "sk" + "_live_" + "4eC39HqLyjWDarjt"])
@pytest.mark.parametrize(
    "text",
    [
        "{S: 1}",
        '{"a": S}',
        '{"a": "S',
        "{'a': 'S'}",
        '{"a": "b" S}',
        "S",
        '{"a": "\\S"}',
        '{"a": 1S}',
    ],
)
def test_the_words_never_quote_the_text(text: str, secret: str) -> None:
    problem = problem_of(text.replace("S", secret))
    assert problem
    assert secret[1:6] not in problem.message + problem.hint
