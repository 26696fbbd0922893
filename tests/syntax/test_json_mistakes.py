"""The message and the hint for a text that is not JSON, and the characters they are about."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import json_errors
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import SyntaxProblem

BETWEEN = "Remove each {} outside strings: JSON allows only spaces, tabs and line breaks."

# ⟦…⟧ encloses the characters to underline, by hand; then the message and the hint.
MISTAKES = [
    (
        "{⟦'⟧a': 1}",
        "name in single quotes",
        "Write `\"` instead of each `'` around a name or a string.",
    ),
    (
        "{\"a\": ⟦'⟧b'}",
        "string in single quotes",
        "Write `\"` instead of each `'` around a name or a string.",
    ),
    ("{⟦“⟧a”: 1}", "typographic quote `“`", 'Write `"` instead of each typographic quote.'),
    ('{"a": ⟦‘⟧b’}', "typographic quote `‘`", 'Write `"` instead of each typographic quote.'),
    ('{"a": ⟦`⟧b`}', "string in backticks", 'Write `"` instead of each backtick.'),
    (
        '{"a": "b”}⟦⟧',
        'the string is closed with the typographic quote `”`, so it goes on up to the next `"`',
        'Write `"` instead of the `”` at the end of the string.',
    ),
    (
        '{"a": "say "⟦h⟧i""}',
        'the `"` before this ends the string',
        'Write `\\"` for each quote inside the string.',
    ),
    (
        '{"a": "b" ⟦c⟧"}',
        'the `"` before this ends the string',
        'Write `\\"` for each quote inside the string.',
    ),
    ('{"a": 1⟦"⟧}', 'unmatched `"`', "Remove it."),
    ("⟦'⟧{\"a\": 1}'", "quotes around the whole object", "Remove the outer quotes."),
    (
        '"{"⟦a⟧": 1}"',
        'quotes around the whole object: the first `"` inside ends them',
        "Remove the outer quotes.",
    ),
    ('{"a": ⟦True⟧}', "`True` is Python; JSON uses `true`", "Write `true`."),
    ('{"a": ⟦False⟧}', "`False` is Python; JSON uses `false`", "Write `false`."),
    ('{"a": ⟦None⟧}', "`None` is Python; JSON uses `null`", "Write `null`."),
    ('{"a": ⟦undefined⟧}', "JSON has no `undefined`", "Write `null`."),
    ('{"a": ⟦NaN⟧}', "JSON has no `NaN`", "Write `null`."),
    ('{"a": -⟦Infinity⟧}', "JSON has no `-Infinity`", "Write `null` instead of `-Infinity`."),
    ('{"a": n⟦i⟧l}', "JSON has no `nil`", "Write `null`."),
    ('{"a": tr⟦U⟧e}', "`trUe` is not lower case", "Write `true`."),
    ('{"a": ⟦support⟧}', "unquoted string", 'Write `"` before and after the string.'),
    ('{"a": t⟦e⟧xt}', "unquoted string", 'Write `"` before and after the string.'),
    ('{"a": true⟦r⟧}', "unquoted string", 'Write `"` before and after the string.'),
    ("{⟦name⟧: 1}", "unquoted name", 'Write `"` before and after each name and string.'),
    ('{"a": 1,⟦}⟧', "trailing comma before `}`", "Remove the comma."),
    ('{"a": [1, ⟦]⟧}', "trailing comma before `]`", "Remove the comma."),
    ('{"a": 1 ⟦"⟧b": 2}', "missing comma", "Write `,` before it."),
    (
        '{"a": "b"\n⟦"⟧c": 1\n"d": 2}',
        "missing comma",
        "Write `,` after each value but the last.",
    ),
    (
        "{⟦'⟧a': 1,}",
        "name in single quotes",
        (
            "Remove each comma before a closing bracket, and write `\"` instead of each `'` "
            "around a name or a string."
        ),
    ),
    (
        "{⟦u⟧'a': ('b', None)}",
        "Python prefix before a string",
        (
            "Remove each letter before a quote, write `[` instead of `(`, and `]` instead of `)`, "
            "write `\"` instead of each `'` around a name or a string, and write `null` instead "
            "of `None`."
        ),
    ),
    (
        "{⟦a⟧: 1, b: 2}",
        "unquoted name",
        'Write `"` before and after each name and string.',
    ),
    (
        '{"a": 1, ⟦/*⟧ b */}',
        "JSON has no comments",
        "Remove all comments, and remove each comma before a closing bracket.",
    ),
    ('{"a": 1,⟦,⟧ "b": 2}', "missing member before `,`", "Remove the comma."),
    ('{"a": [1,⟦,⟧ 2]}', "missing value before `,`", "Write `null` or another value before it."),
    ('{"a": ⟦}⟧', "missing value before `}`", "Write `null` or another value before it."),
    ('{"a"⟦}⟧', "name without a value", "Write `: null` or another value after it."),
    ('{"a" ⟦=⟧ 1}', "`=` between name and value", "Write `:` instead, after each name."),
    ('{"a" ⟦1⟧}', "missing `:` after the name", "Write `:` before it."),
    ('{"a": 1⟦;⟧ "b": 2}', "`;` between two members", "Write `,` instead, between all members."),
    ('{"a": "b"⟦:⟧ "c"}', "second `:` in a member", "Write the whole value as one string."),
    ('{"a": ["b"⟦:⟧ 1]}', "`:` in an array", "Put members with names in an object: `{…}`."),
    ('{"a": 1}⟦}⟧', "unmatched `}`", "Remove everything after the object."),
    ('{"a": [1⟦}⟧', "expected `]`, found `}`", "Write `]` before it."),
    ('{"a": {"b": 1⟦]⟧', "expected `}`, found `]`", "Write `}}` instead of `]`."),
    ('{"a": 1⟦⟧', "unclosed object", "Write `}` at the end."),
    ("[1⟦⟧", "unclosed array", "Write `]` at the end."),
    ("{⟦⟧", "unclosed object", "Write `}` at the end."),
    ("[⟦⟧ ", "unclosed array", "Write `]` at the end."),
    ('{"a"⟦⟧', "unclosed object", "Write the rest of the member, then close it with `}`."),
    ('{"a":⟦⟧', "unclosed object", "Write the rest of the member, then close it with `}`."),
    ('{"a": 1,⟦⟧', "unclosed object", "Write the next member, then close it with `}`."),
    ("[1,⟦⟧ ", "unclosed array", "Write the next value, then close it with `]`."),
    ("[1⟦)⟧", "expected `]`, found `)`", "Write `]` instead of `)`."),
    (
        '"a"⟦:⟧ 1',
        "missing braces around the members",
        "Write `{` before the first member and `}` after the last.",
    ),
    (
        '{"a": 1} ⟦{⟧"b": 2}',
        "second value after the first: this is JSON Lines or a list",
        (
            "Put the values in one array: write `[` before the first, `,` between them, and `]` "
            "after the last."
        ),
    ),
    ('{"a": 1}⟦,⟧', "`,` after the end of the value", "Remove the `,`."),
    ('{"a": 1}⟦;⟧', "`;` after the end of the value", "Remove the `;`."),
    (
        '{⟦{⟧"a": 1}}',
        "unexpected second `{`",
        'Write one `{` and one `}`, or put a template variable in quotes: `"{{name}}"`.',
    ),
    (
        '{"a": 0⟦7⟧}',
        "leading zero in a number",
        'Remove the leading zeros, or write `"` before and after the number.',
    ),
    (
        '{"a": ⟦+⟧12025550123}',
        "phone number without quotes",
        'Write `"` before and after the number.',
    ),
    ('{"a": ⟦.⟧5}', "a number can't start with its decimal point", "Write `0` before it."),
    ('{"a": 1.⟦}⟧', "missing digit after the decimal point", "Write `0` before it."),
    ('{"a": 1e⟦}⟧', "missing digit in the exponent", "Write `0` before it."),
    (
        '{"a": -⟦}⟧',
        "missing digit after the minus sign",
        'Write a number, or write `"` before and after the value.',
    ),
    (
        '{"a": 0⟦x⟧10}',
        "JSON has only decimal numbers",
        'Write `"` before and after the number, or write it in decimal digits.',
    ),
    ('{"a": 2024⟦-⟧01}', "unexpected `-` in a number", 'Write `"` before and after the value.'),
    (
        '{"a": 1,⟦0⟧00}',
        "comma inside a number",
        "Remove each comma in the number: JSON does not group digits.",
    ),
    (
        '{"a": "b⟦⟧\nc"}',
        "line break inside a string",
        "Write `\\n` instead of each line break in the string.",
    ),
    (
        '{"a": "b⟦\t⟧c"}',
        "unescaped tab inside a string",
        "Write `\\t` instead of each tab in a string.",
    ),
    (
        '{"a": "b⟦\x0b⟧c"}',
        "unescaped vertical tab inside a string",
        "Write `\\u000b` instead of each vertical tab in a string.",
    ),
    (
        '{"a": "b⟦\x1b⟧c"}',
        "unescaped U+001B inside a string",
        "Write `\\u001b` instead of each U+001B in a string.",
    ),
    (
        '{"a": "C:\\⟦T⟧emp"}',
        "invalid escape sequence `\\T`",
        "Write `\\\\` instead of each single backslash.",
    ),
    ('{"a": "it\\⟦\'⟧s"}', "invalid escape sequence `\\'`", "Write `'` instead of each `\\'`."),
    (
        '{"a": "\\u12⟦"⟧}',
        "`\\u` needs four hexadecimal digits",
        "Write four digits, such as `\\u00e9`, or write `\\\\u` for a backslash.",
    ),
    ('{"a": "b⟦⟧', "unclosed string", 'Write `"}` at the end.'),
    (
        '{"a": "b\\⟦⟧',
        "incomplete escape sequence",
        "Remove the backslash, then close what is open.",
    ),
    ('{"a": 1} ⟦//⟧ one', "JSON has no comments", "Remove all comments."),
    ('{⟦/*⟧ one */ "a": 1}', "JSON has no comments", "Remove all comments."),
    ('{"a": 1, ⟦#⟧ one\n"b": 2}', "JSON has no comments", "Remove all comments."),
    (
        '{"a":⟦\xa0⟧1}',
        "unexpected no-break space",
        BETWEEN.format("no-break space"),
    ),
    (
        '⟦\ufeff⟧{"a": 1}',
        "unexpected byte order mark",
        BETWEEN.format("byte order mark"),
    ),
    (
        '{"a": 1⟦\u200b⟧}',
        "unexpected zero-width space",
        BETWEEN.format("zero-width space"),
    ),
    (
        '{"a": 1}⟦\u202e⟧',
        "unexpected U+202E",
        BETWEEN.format("U+202E"),
    ),
    (
        '{"a"⟦：⟧1}',
        "fullwidth `：` instead of `:`",
        "Write `:` instead, and replace other fullwidth signs outside strings too.",
    ),
    (
        '{⟦\\⟧"a\\": 1}',
        "backslash before a quote outside a string",
        'Write `"` instead of each `\\"`.',
    ),
    ("⟦⟧", "the text is empty", "Write one object or array."),
    ("⟦⟧ \n", "the text is empty", "Write one object or array."),
    ("⟦campaign⟧: 1", "YAML instead of JSON", "Write one object or array."),
    ("⟦=⟧1", "expected JSON, found `=`", "Write one object or array."),
    ('{"a": ⟦<⟧null>}', "expected a value, found `<`", 'Write `"` before and after a string.'),
    ('{"a": ⟦$⟧x}', "expected a value, found `$`", 'Write `"` before and after a string.'),
]


def problem_of(text: str) -> SyntaxProblem | None:
    mistake = parse_json(Source(text, "")).mistake
    return json_errors.explain_json(text, mistake) if mistake else None


@pytest.mark.parametrize(("marked", "message", "hint"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_each_mistake_has_its_message_hint_and_place(marked: str, message: str, hint: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert problem
    assert problem[:4] == (start, end, message, hint)


# ⟦…⟧ encloses the characters that are shown besides the mistake, by hand; then their label.
RELATED = [
    ('{"a": 1⟦,⟧}', "remove this comma"),
    ('{"a": [1⟦,⟧ \n]}', "remove this comma"),
    ('{"a": 1⟦,⟧000}', "remove this comma"),
    ('{"a": -⟦0⟧7}', "remove this zero"),
    ('{"a": "say ⟦"⟧hi""}', "the string ends here"),
    ('{"a": ⟦[⟧1}', "opened here"),
    ('[⟦{⟧"a": 1]', "opened here"),
    ('[⟦{⟧"a": 1', "opened here"),
    ('{"a": ⟦[⟧1, 2', "opened here"),
    ('{"a": ⟦"⟧b', "opened here"),
    ('{"a": "b⟦\\⟧', "opened here"),
    ('{"a": ⟦-⟧', "opened here"),
    ('{"a": ⟦t⟧ru', "opened here"),
]


@pytest.mark.parametrize(("marked", "label"), RELATED, ids=[row[0] for row in RELATED])
def test_what_to_remove_or_to_close_is_shown_too(marked: str, label: str) -> None:
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert problem
    assert problem.related == ((marked.index("⟦"), marked.index("⟧") - 1, label),)


@pytest.mark.parametrize("text", ['{"a": True}', "{'a': 1}", '{"a": 1}}', "", '{"a" 1}'])
def test_other_mistakes_need_no_second_place(text: str) -> None:
    problem = problem_of(text)
    assert problem
    assert not problem.related


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
def test_an_unquoted_placeholder_is_not_a_mistake(text: str) -> None:
    assert problem_of(text) is None
    assert parse_json(Source(text, "")).gaps


def test_a_mistake_after_an_unquoted_placeholder_is_found() -> None:
    problem = problem_of('{"id": ${ID}, "b": 1,}')
    assert problem
    assert problem[:3] == (21, 22, "trailing comma before `}`")


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
def test_message_and_hint_never_quote_the_text(text: str, secret: str) -> None:
    problem = problem_of(text.replace("S", secret))
    assert problem
    assert secret[1:6] not in problem.message + problem.hint


@pytest.mark.parametrize("text", ["t", "nul", "-", "1e", "\n f", " tru"])
@pytest.mark.parametrize("example", [None, '{"name": "value"}'])
def test_a_text_that_stops_in_a_word_or_a_number_is_explained(
    text: str, example: str | None
) -> None:
    mistake = parse_json(Source(text, "")).mistake
    assert mistake
    problem = json_errors.explain_json(text, mistake, example)
    assert problem.message
    assert problem.hint
