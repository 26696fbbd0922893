"""The message, the hint and the place of what is not YAML: the same with libyaml and without it.

The usual mistakes are in `tests/rules/syntax-error/cases.yaml`, each with the file after its hint
was followed.
"""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import yaml
from outbound_lint.syntax.nodes import SyntaxProblem

QUOTED = "`:` in a value without quotes"
SINGLE = "Put the whole value in single quotes."
NO_COLON = "missing `:` after the key"
NO_SPACE = "missing space after `:`"
ZERO_WIDTH = "invisible character (zero-width space) before a key"
NOT_INDENTED = "this line has too few spaces before it to belong to the value after `|` or `>`"
DEDENTED = "wrong indentation: this line belongs to no mapping or list above it"
SECOND_VALUE = "unexpected key: the key above has a value already, or other indentation"
TAB = "tab in the indentation, which must be spaces"
BLOCK_ENDS = "the value after `|` or `>` ends here: its first line"
CONFLICT = "unresolved merge conflict"
AFTER_END = "unexpected text after the end of the value"

# ⟦…⟧ encloses the characters to underline, by hand; then the message, and the hint where it depends
# on the text.
MISTAKES = [
    # a key without a colon and a space
    ("a: b\n⟦c⟧ d\n", NO_COLON, ""),
    ("⟦a⟧ b\nc: d\n", NO_COLON, ""),
    ("a: b\n  ⟦c⟧ d\n  e: f\n", NO_COLON, ""),
    ("- ⟦a⟧ b\n  c: d\n", NO_COLON, ""),
    ("⟦a⟧\n  - b: c\n", NO_COLON, ""),
    ("a: 1\n⟦b⟧ '{\"c\": \"d\", \"e\": 2}'\n", NO_COLON, ""),
    ("a: b\n⟦c⟧\n", "key without a colon", "Write `:` and a value after it."),
    ("⟦a⟧\nb: c\n", "key without a colon", "Write `:` and a value after it."),
    ("a: b\nc⟦:⟧d\n", NO_SPACE, ""),
    ('a: b\n"c"⟦:⟧d\n', NO_SPACE, ""),
    ("a: b\nc ⟦:⟧d\ne: f\n", NO_SPACE, ""),
    ("a: b\nc⟦:⟧'{\"d\": \"e\", \"f\": 2}'\n", NO_SPACE, ""),
    ("a ⟦=>⟧ b\nc: d\n", "`=>` between key and value", "Write `:` and a space instead."),
    ("a: b\nc⟦=⟧'{\"d\": \"e\", \"f\": 2}'\n", "`=` between key and value", ""),
    ("a: b\nc⟦：⟧'{\"d\": \"e\", \"f\": 2}'\n", "`：` instead of `:` after a key", ""),
    ("a: b\nc⟦꞉⟧ d\ne: f\n", "`꞉` instead of `:` after a key", ""),
    ("a: b\nc:⟦\u3000⟧d\n", "ideographic space after the `:` of a key", ""),
    ("a:\n⟦\u200b⟧b: c\n  d: e\n", ZERO_WIDTH, "Write 2 spaces instead."),
    ("a:\n⟦\u200b⟧- b: c\n  d: e\n", ZERO_WIDTH, "Remove it."),
    ("- a: b\n⟦\u200b\u200b⟧c: d\n", ZERO_WIDTH, "Write 2 spaces instead."),
    ("a: b⟦\u2028⟧c: d\n", "line separator is not a line break in YAML 1.2", ""),
    ("a: [b: 'c'⟦，⟧ d]\n", "`，` between two items", "Write `,` instead."),
    ("a: |⟦\u00a0⟧\n  b\n", "no-break space after `|` or `>`", "Remove it."),
    ("a: |4\n  ⟦b⟧\n", NOT_INDENTED, "Indent each line of the value by 4 or more spaces."),
    ("- a: b\n⟦\u00a0⟧ c: d\n", "no-break space in the indentation, which must be spaces", ""),
    # comments and lists of other languages
    ("⟦//⟧ a\nb: c\n", "`//` does not start a comment in YAML", "Write `#` instead."),
    ("a: 'b' ⟦//⟧ c\n", "`//` does not start a comment in YAML", ""),
    ("a: b ⟦//⟧ c: d\n", "`//` does not start a comment in YAML", ""),
    ("⟦;⟧ a\nb: c\n", "`;` does not start a comment in YAML", ""),
    ("⟦<!--⟧ a -->\nb: c\n", "`<!--` does not start a comment in YAML", ""),
    ("a:\n  ⟦•⟧ b: c\n    d: e\n", "`•` does not start a list item", "Write `-` instead."),
    ("⟦*⟧ a: b\n", "`*` does not start a list item", "Write `-` instead."),
    ("⟦```⟧yaml\na: b\n```\n", "Markdown code fence around the YAML", ""),
    # values
    ("a: b⟦:⟧ c\n", QUOTED, SINGLE),
    ("a: it's⟦:⟧ c\n", QUOTED, "Put the whole value in double quotes."),
    ("- a: b⟦:⟧ c # it's\n", QUOTED, SINGLE),
    ("- {a: b⟦:⟧ c}\n", QUOTED, ""),
    ("--- a⟦:⟧ b\n", "a mapping can't start on the line of `---`", ""),
    ("a: ⟦“⟧b: c”\n", "typographic quote `“` around a value: YAML knows only `'` and `\"`",
     "Replace it and the closing one with `'`."),
    ("a: ⟦“⟧it's: c”\n", "typographic quote `“` around a value: YAML knows only `'` and `\"`",
     'Replace it and the closing one with `"`.'),
    ('a: "b⟦”⟧\nc: d\n', "typographic quote `”` at the end of a value in plain quotes",
     'Write `"` instead.'),
    ('a: "b⟦”⟧\nc: "d"\n', "typographic quote `”` at the end of a value in plain quotes", ""),
    ("a: ⟦@⟧b\n", "a value without quotes can't start with `@`", SINGLE),
    ("⟦@⟧a: b\n", "a key without quotes can't start with `@`", ""),
    ("a: ⟦%⟧b\n", "a value without quotes can't start with `%`", SINGLE),
    ("a: ⟦,⟧ b\n", "a value without quotes can't start with `,`", SINGLE),
    ("a: |⟦b⟧\n", "a value without quotes can't start with `|`", SINGLE),
    ("a: ⟦?⟧ b\n", "a value without quotes can't start with `?`", SINGLE),
    ("a: ⟦*⟧ b\n", "a value without quotes can't start with `*`", SINGLE),
    ("a: ⟦&⟧ b\n", "a value without quotes can't start with `&`", SINGLE),
    ("a: ⟦-⟧ b\n", "a list can't start on this line", "Start the list on the next line."),
    ("a: ⟦!x!y⟧ z\n", "undeclared tag handle", ""),
    ("a: &x ⟦&⟧y b\n", "a value can have only one anchor", "Remove this one."),
    ("a: !x ⟦!⟧y b\n", "a value can have only one tag", "Remove this one."),
    ("a: &b c\nd: !x ⟦*⟧b\n", "an alias can't have its own anchor or tag", ""),
    ("a: ⟦*b⟧\n", "undefined alias: no anchor with this name comes before it in the document", ""),
    ("a: | ⟦x⟧\n  b\n", "unexpected text after `|` or `>`",
     "Start the text on the next line, with 2 spaces before it."),
    ("a: |⟦0⟧\n  b\n", "the indentation of the text after `|` or `>` can't be 0", ""),
    ("a" * 1025 + "⟦:⟧ b\n", "a key must be on one line, with at most 1024 characters", ""),
    # quotes and escapes
    ('a: "b⟦⟧\n', "unclosed quoted value", 'Close it with `"` here.'),
    ('a: "b⟦⟧\n...\n', "unclosed quoted value", ""),
    ("a: 'b⟦⟧\nc: 'd'\n", "unclosed quoted value", "Close it with `'` here."),
    ('- a: "b⟦⟧\n  c: "d"\n', "unclosed quoted value", ""),
    ("a: {b: 1}⟦'⟧\n", "unexpected quote after a value without quotes", "Remove it."),
    ("a: 'it'⟦s⟧'\n", "the `'` before this ends the value",
     "Write `''` for a quote inside single quotes."),
    ('a: "{"⟦b⟧": 1}"\n', 'the `"` before this ends the value',
     'Put the value in single quotes instead, or write `\\"` for a quote inside it.'),
    ('a: "{"⟦b⟧": "it\'s"}"\n', 'the `"` before this ends the value',
     'Write `\\"` for a quote inside double quotes.'),
    ('a: "⟦\\q⟧"\n', "invalid escape sequence `\\q`", "Write `\\\\` for a backslash."),
    ('a: "⟦\\\'⟧"\n', "invalid escape sequence `\\'`", "Write `'` without the backslash."),
    ('a: "⟦\\x⟧"\n', "incomplete escape sequence `\\x`", ""),
    ("a: 'b'⟦,⟧\nc: d\n", "`,` after a value", "Remove it."),
    ("a: 'b'⟦;⟧\nc: d\n", "`;` after a value", "Remove it."),
    ("a: 'b' ⟦c⟧\n", AFTER_END, "Put the whole value in double quotes."),
    ("a: [b] ⟦c⟧\n", AFTER_END, SINGLE),
    ("[a] ⟦b⟧\n", AFTER_END, SINGLE),
    # indentation
    ("a:\n⟦\t⟧- b\n", TAB, "Write 2 spaces instead."),
    ("a:\n  b: c\n⟦\t⟧d: e\n", TAB, "Write 2 spaces instead."),
    ("a:\n⟦\t⟧b: c\n\td: e\n", TAB,
     "Write 2 spaces instead, and replace the tabs at the start of other lines too."),
    ("a: |\n⟦\t⟧b\n", TAB, "Write 2 spaces instead."),
    ("-⟦\t⟧a: b\n", "tab after `-`, `?` or `:` where YAML needs a space", ""),
    ("a: |\n    b\n  ⟦c⟧\n", f"{BLOCK_ENDS} has 4 spaces, this line has 2",
     "Indent each line of the value by 4 or more spaces."),
    ("a: |\n     \n  ⟦c⟧\n", f"{BLOCK_ENDS} is blank and has 5 spaces, this line has 2",
     "Remove the spaces of the blank line."),
    ("a: |\n⟦{⟧b: c}\n", NOT_INDENTED, "Indent each line of the value by 2 or more spaces."),
    ("a:\n  b: >-\n  ⟦c⟧ d\n  e: f\n", NOT_INDENTED,
     "Indent each line of the value by 4 or more spaces."),
    ("a:\n⟦{⟧\n  b: c\n}\n",
     "this line is not indented, so it does not belong to the key above", ""),
    ("a: b\n  ⟦c⟧: d\n", SECOND_VALUE,
     "Remove the spaces at the start of this line, and the lines aligned with it."),
    ("- a: b\n    ⟦c⟧: d\n", SECOND_VALUE,
     "Indent this line, and the lines aligned with it, with 2 spaces."),
    ("a:\n    b: c\n  ⟦d⟧: e\n", DEDENTED,
     "Indent this line, and the lines aligned with it, with 4 spaces."),
    ("- a: b\n ⟦c⟧: d\n", DEDENTED,
     "Indent this line, and the lines aligned with it, with 2 spaces."),
    (" a: b\n⟦c⟧: d\n", "wrong indentation: the lines above have more",
     "Indent this line, and the lines aligned with it, with 1 space."),
    ("a: b\n⟦-⟧ c\n", "list item among the keys of a mapping", ""),
    ("a: b\n  ⟦-⟧ c: d\n", "list item below a key that has a value", ""),
    ("- a\n⟦b⟧: c\n", "key among the items of a list", "Write `- ` before it."),
    # brackets
    ("a: [1⟦⟧\nb: c\n", "unclosed list", "Close it with `]`."),
    ("a: {b: 1⟦⟧ # c\nd: e\n", "unclosed mapping", "Close it with `}`."),
    ("{\n  a: [1],\n  b: 2⟦⟧\n", "unclosed mapping", "Close it with `}`."),
    ("a: {b: 1⟦]⟧\n", "expected `}`, found `]`", "Write `}` instead."),
    ("a: [{b: 1⟦]⟧\n", "expected `}`, found `]`", "Write `}` before it."),
    ("a: [{b: 1⟦]⟧, {c: d}]\n", "expected `}`, found `]`", "Write `}` instead."),
    ("a: [{b: '1'⟦)⟧]\n", "expected `}`, found `)`", "Write `}` instead."),
    ("a: ⟦]⟧\n", "unmatched `]`", "Remove it, or put the value in quotes."),
    ("a: [b]⟦]⟧\n", "unmatched `]`", "Remove it."),
    ("a: b\n⟦}⟧\n", "unmatched `}`", "Remove it."),
    ("a: [b, ⟦,⟧ c]\n", "missing value before `,`", "Remove the `,`."),
    ('a: ["b" ⟦⟧"c"]\n', "missing `,`", "Write `,` here."),
    ("{\n  a: b⟦⟧\n  c: d\n}\n", "missing `,`", "Write `,` here."),
    ("a: {b: c ⟦⟧d: e}\n", "missing `,`", "Write `,` here."),
    # documents and directives
    ("{a: b}\n⟦{⟧c: d}\n", "second value in one document", ""),
    ("a: b\n... ⟦c⟧\n", "unexpected text after `...`", "Remove it."),
    ("a: b\n⟦...⟧c\n", "text right after `...`", "Write `...` on a separate line."),
    ("%YAML 1.2 ⟦x⟧\n---\na: b\n", "unexpected text after the directive", "Remove it."),
    ("⟦%YAML 2.0⟧\n---\na: b\n", "unsupported version of YAML", "Write `%YAML 1.2`."),
    ("⟦%YAML⟧\n---\na: b\n", "invalid version in the directive", "Write `%YAML 1.2`."),
    ("%YAML 1.2\n⟦%YAML 1.2⟧\n---\na: b\n", "second directive of the same name", "Remove it."),
    ("%YAML 1.2\n⟦a⟧: b\n", "missing `---` after the directives", ""),
    ("a: b\n⟦%⟧c\n", "a line that starts with `%` is a directive", ""),
    # characters
    ('a: "⟦\x01⟧"\n', "control character U+0001 is not allowed in YAML", "Remove it."),
    # what is no YAML at all
    ("a: 1\n⟦<<<<<<<⟧ ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n", CONFLICT, ""),
    ("a:\n  b: [\n    ⟦<<<<<<<⟧ ours\n    1\n", CONFLICT, ""),
]  # fmt: skip


def problem_of(text: str) -> SyntaxProblem:
    (problem,) = yaml.parse_yaml(Source(text, "")).problems
    return problem


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(("marked", "message", "hint"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_each_mistake_has_its_message_hint_and_place(
    marked: str, message: str, hint: str, line_break: str, parser: str
) -> None:
    marked = marked.replace("\n", line_break)
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert (problem.message, problem.start, problem.end) == (message, start, end)
    assert problem.hint == (hint or problem.hint)
    assert problem.hint[0].isupper()
    assert problem.hint.endswith(".")


@pytest.mark.parametrize(
    "marked",
    ["a: ⟦[⟧1\nb: c\n", "a: ⟦{⟧b: 1\nc: d\n", "a: ⟦'⟧b\n", "a: ⟦'⟧b\nc: 'd'\n", "a: ⟦{⟧b: 1]\n"],
)
def test_the_start_of_what_is_not_closed_is_shown_too(marked: str, parser: str) -> None:
    start = marked.index("⟦")
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert problem.related == ((start, start + 1, "opened here"),)


@pytest.mark.parametrize(
    "text",
    [
        "{{- if .Values.a }}\na: 1\n{{- end }}\n",
        "a:\n  {{ include 'b' . }}\n  c: d\n",
        "{% if a %}\nb: c\n{% endif %}\n",
        "a: b\n<% if c %>\nd: e\n<% end %>\n",
        "a: {{- toYaml .Values.b | nindent 2 }}\nc: d\n",
    ],
)
def test_a_template_gets_the_hint_to_render_it(text: str, parser: str) -> None:
    problem = problem_of(text)
    assert problem.message == "template code: the file is not YAML until it is rendered"
    assert "pipe the rendered text to `outbound-lint check -`" in problem.hint


def test_a_value_that_starts_with_a_template_needs_quotes(parser: str) -> None:
    problem = problem_of("a: {{ b }}/c\n")
    message = "template code without quotes: YAML reads its braces as a mapping"
    assert (problem.message, problem.hint) == (message, SINGLE)


def test_a_template_inside_a_value_does_not_hide_what_is_wrong_with_it(parser: str) -> None:
    problem = problem_of("a: '{% if b %}it's{% endif %}'\n")
    assert problem.message == "the `'` before this ends the value"
