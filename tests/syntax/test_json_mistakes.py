"""The message and the hint for a text that is not JSON, and the characters they are about."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import json_errors
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import SyntaxProblem

# ⟦…⟧ encloses the characters to underline, by hand; then the message and the hint.
MISTAKES = [
    # quotes
    ("{⟦'⟧a': 1}", "name in single quotes", "Put the name in double quotes."),
    ("{\"a\": ⟦'⟧b'}", "string in single quotes", "Put the string in double quotes."),
    ("{⟦“⟧a”: 1}", "typographic quote `“`", 'Put the name in plain quotes: `"`.'),
    ('{"a": ⟦‘⟧b’}', "typographic quote `‘`", 'Put the string in plain quotes: `"`.'),
    ('{"a": ⟦`⟧b`}', "string in backticks", "Put the string in double quotes."),
    ('{"a": "b”}⟦⟧', "unclosed string", 'Close the string with `"`, not with a typographic quote.'),
    (
        '{"a": "say "⟦h⟧i""}',
        'the `"` before `h` ends the string',
        'Write `\\"` for a quote inside the string, or `,` after its end.',
    ),
    (
        '{"a": "b" ⟦c⟧"}',
        "expected `,` or `}`, found `c`",
        'Write `,` between values; write `\\"` for a quote inside a string.',
    ),
    ('{"a": 1⟦"⟧}', 'unmatched `"`', 'Remove it, or add the opening `"`.'),
    ("⟦'⟧{\"a\": 1}'", "quotes around the whole object", "Remove the outer quotes."),
    (
        '"{"⟦a⟧": 1}"',
        'quotes around the whole object: the first `"` inside ends them',
        "Remove the outer quotes.",
    ),
    # words
    ('{"a": ⟦True⟧}', "`True` is Python; JSON uses `true`", "Write `true`."),
    ('{"a": ⟦False⟧}', "`False` is Python; JSON uses `false`", "Write `false`."),
    ('{"a": ⟦None⟧}', "`None` is Python; JSON uses `null`", "Write `null`."),
    ('{"a": ⟦undefined⟧}', "JSON has no `undefined`", "Write `null`."),
    ('{"a": ⟦NaN⟧}', "JSON has no `NaN`", "Write `null`."),
    ('{"a": -⟦Infinity⟧}', "JSON has no `-Infinity`", "Write a number, a string or `null`."),
    ('{"a": n⟦i⟧l}', "JSON has no `nil`", "Write `null`."),
    ('{"a": tr⟦U⟧e}', "`trUe` is not lower case", "Write `true`."),
    ('{"a": ⟦support⟧}', "unquoted string", "Put the string in double quotes."),
    (
        '{"a": t⟦e⟧xt}',
        "unquoted string",
        "Put the string in double quotes; only true, false and null need none.",
    ),
    ('{"a": true⟦r⟧}', "unquoted string", "Put the string in double quotes."),
    ("{⟦name⟧: 1}", "unquoted name", "Put the name in double quotes."),
    # commas and colons
    ('{"a": 1,⟦}⟧', "trailing comma before `}`", "Remove the comma."),
    ('{"a": [1, ⟦]⟧}', "trailing comma before `]`", "Remove the comma."),
    ('{"a": 1 ⟦"⟧b": 2}', "missing comma", "Write `,` before it."),
    ('{"a": 1,⟦,⟧ "b": 2}', "missing member before `,`", "Remove the comma."),
    ('{"a": [1,⟦,⟧ 2]}', "missing value before `,`", "Write a value, or `null`."),
    ('{"a": ⟦}⟧', "missing value before `}`", "Write a value, or `null`."),
    ('{"a"⟦}⟧', "name without a value", 'Write the member as `"name": value`.'),
    ('{"a" ⟦=⟧ 1}', "`=` between name and value", "Write `:` instead."),
    (
        '{"a" ⟦1⟧}',
        "expected `:` after the name, found `1`",
        'Write `:` after the name; write `\\"` for a quote inside the name.',
    ),
    ('{"a": 1⟦;⟧ "b": 2}', "`;` between two members", "Write `,` instead."),
    (
        '{"a": "b"⟦:⟧ "c"}',
        "second `:` in a member",
        "Put the whole value in one pair of double quotes.",
    ),
    ('{"a": ["b"⟦:⟧ 1]}', "`:` in an array", "Put members with names in an object: `{…}`."),
    # brackets
    ('{"a": 1}⟦}⟧', "unmatched `}`", "Remove the `}`."),
    ('{"a": [1⟦}⟧', "expected `]`, found `}`", "Close the array with `]`."),
    ('{"a": {"b": 1⟦]⟧', "expected `}`, found `]`", "Close the object with `}`."),
    ('{"a": 1⟦⟧', "unclosed object", "Close it with `}`."),
    ("[1⟦⟧", "unclosed array", "Close it with `]`."),
    ("{⟦⟧", "unclosed object", "Close it with `}`."),
    ("[⟦⟧ ", "unclosed array", "Close it with `]`."),
    ('{"a"⟦⟧', "unclosed object", "Write the rest of the member, then close it with `}`."),
    ('{"a":⟦⟧', "unclosed object", "Write the rest of the member, then close it with `}`."),
    ('{"a": 1,⟦⟧', "unclosed object", "Write the next member, then close it with `}`."),
    ("[1,⟦⟧ ", "unclosed array", "Write the next value, then close it with `]`."),
    ("[1⟦)⟧", "expected `]`, found `)`", "Close the array with `]`."),
    (
        '"a"⟦:⟧ 1',
        "missing braces around the members",
        "Write `{` before the first member and `}` after the last.",
    ),
    ('{"a": 1} ⟦{⟧"b": 2}', "second value after the first", "Write one object with all members."),
    ('{"a": 1}⟦,⟧', "comma after the end of the value", "Remove the comma."),
    (
        '{"a": 1}⟦;⟧',
        "unexpected `;` after the end of the value",
        "Remove everything after the value.",
    ),
    (
        '{⟦{⟧"a": 1}}',
        "unexpected second `{`",
        'Write one `{`, or put a template variable in quotes: `"{{name}}"`.',
    ),
    # numbers
    (
        '{"a": 0⟦7⟧}',
        "leading zero in a number",
        "Remove the leading zeros, or put the digits in double quotes.",
    ),
    (
        '{"a": ⟦+⟧12025550123}',
        "a number can't start with `+`",
        "Remove the `+`, or put a phone number in double quotes.",
    ),
    ('{"a": ⟦.⟧5}', "a number can't start with its decimal point", "Write a `0` before it."),
    ('{"a": 1.⟦}⟧', "missing digit after the decimal point", "Write for example `1.0`."),
    ('{"a": 1e⟦}⟧', "missing digit in the exponent", "Write for example `1e5`."),
    (
        '{"a": -⟦}⟧',
        "missing digit after the minus sign",
        "Write a number, or put the value in double quotes.",
    ),
    (
        '{"a": 0⟦x⟧10}',
        "unexpected `x` in a number",
        "Write a plain number, or put the value in double quotes.",
    ),
    (
        '{"a": 2024⟦-⟧01}',
        "unexpected `-` in a number",
        "Write a plain number, or put the value in double quotes.",
    ),
    ('{"a": 1,⟦0⟧00}', "comma inside a number", "Remove the comma: JSON does not group digits."),
    # inside strings
    (
        '{"a": "b⟦\n⟧c"}',
        "line break inside a string",
        "Write `\\n` for a line break, or close the string before it.",
    ),
    ('{"a": "b⟦\t⟧c"}', "unescaped tab inside a string", "Write it as `\\t`."),
    ('{"a": "b⟦\x0b⟧c"}', "unescaped vertical tab inside a string", "Write it as `\\u000b`."),
    ('{"a": "b⟦\x1b⟧c"}', "unescaped U+001B inside a string", "Write it as `\\u001b`."),
    (
        '{"a": "C:\\⟦T⟧emp"}',
        "invalid escape sequence `\\T`",
        'Write `\\\\` for a backslash, or one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.',
    ),
    ('{"a": "it\\⟦\'⟧s"}', "invalid escape sequence `\\'`", "Write `'` without the backslash."),
    ('{"a": "\\u12⟦"⟧}', "`\\u` needs four hexadecimal digits", "Write for example `\\u00e9`."),
    ('{"a": "b⟦⟧', "unclosed string", 'Close the string with `"`.'),
    (
        '{"a": "b\\⟦⟧',
        "incomplete escape sequence",
        'Write one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX.',
    ),
    # comments and other characters
    ('{"a": 1} ⟦//⟧ one', "JSON has no comments", "Remove the comment."),
    ('{⟦/*⟧ one */ "a": 1}', "JSON has no comments", "Remove the comment."),
    ('{"a": 1, ⟦#⟧ one\n"b": 2}', "JSON has no comments", "Remove the comment."),
    (
        '{"a":⟦\xa0⟧1}',
        "unexpected no-break space",
        "Remove it: between values JSON allows only spaces, tabs and line breaks.",
    ),
    (
        '⟦\ufeff⟧{"a": 1}',
        "unexpected byte order mark",
        "Remove it: between values JSON allows only spaces, tabs and line breaks.",
    ),
    (
        '{"a": 1⟦\u200b⟧}',
        "unexpected zero-width space",
        "Remove it: between values JSON allows only spaces, tabs and line breaks.",
    ),
    (
        '{"a": 1}⟦\u202e⟧',
        "unexpected U+202E",
        "Remove it: between values JSON allows only spaces, tabs and line breaks.",
    ),
    ('{"a"⟦：⟧1}', "fullwidth `：` instead of `:`", "Write `:`."),
    ('{⟦\\⟧"a\\": 1}', "backslash outside a string", "Remove the backslashes before the quotes."),
    # no object
    ("⟦⟧", "the text is empty", "Write an object, at least `{}`."),
    ("⟦⟧ \n", "the text is empty", "Write an object, at least `{}`."),
    ("⟦campaign⟧: 1", "expected an object, found a word", 'Write an object: `{"name": "value"}`.'),
    ("⟦=⟧1", "expected an object, found `=`", 'Write an object: `{"name": "value"}`.'),
    # similar to placeholders
    (
        '{"a": ⟦<⟧null>}',
        "expected a value, found `<`",
        "Write a value; a string needs double quotes.",
    ),
    ('{"a": ⟦$⟧x}', "expected a value, found `$`", "Write a value; a string needs double quotes."),
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
