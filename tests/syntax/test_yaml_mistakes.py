"""The message and the place of what is not YAML: the same with libyaml and without it."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import yaml
from outbound_lint.syntax.nodes import SyntaxProblem

# ⟦…⟧ encloses the characters to underline, by hand; then the message.
MISTAKES = [
    # keys, indentation and tabs
    ("a: b⟦:⟧ c\n", "unexpected `:`: a mapping can't start here"),
    ("a: b\n  c⟦:⟧ d\n", "unexpected `:`: a mapping can't start here"),
    ("a:\n⟦\t⟧- b\n", "tab where YAML needs spaces"),
    ("a: |\n    b\n  ⟦c⟧\n", "this line does not belong to the mapping or list above it"),
    ("a: ⟦-⟧ b\n", "a list can't start here"),
    ("[a] ⟦b⟧\n", "second value in one document"),
    # brackets
    ("a: [1\nb⟦:⟧ c\n", "missing `,` or `]`"),
    ("a: {b: 1\nc⟦:⟧ d\n", "missing `,` or `}`"),
    ("a: ⟦]⟧\n", "unmatched `]`"),
    ("a: [b]⟦]⟧\n", "unmatched `]`"),
    ("a: [b, ⟦,⟧ c]\n", "missing or invalid value"),
    # quotes and escapes
    ('a: "b\n⟦⟧', "unclosed quoted value"),
    ('a: "b\n⟦.⟧..\n', "unclosed quoted value: the next document starts here"),
    ("a: 'it'⟦s⟧'\n", "the `'` before this ends the value"),
    ('a: "{"⟦b⟧": 1}"\n', 'the `"` before this ends the value'),
    ('a: {"b": 1} ⟦c⟧\n', "unexpected text after the end of the value"),
    ("a: 'b' ⟦c⟧\n", "unexpected text after the end of the value"),
    ("a: ⟦@⟧b\n", "a value without quotes can't start with `@`"),
    ("a: ⟦`⟧b`\n", "a value without quotes can't start with ```"),
    ('a: "b\\⟦q⟧"\n', "invalid escape sequence"),
    ('a: "\\x⟦"⟧\n', "incomplete escape sequence"),
    # anchors, tags, headers, directives
    ("a: ⟦!⟧x!y z\n", "undeclared tag handle"),
    ("a: ⟦*b⟧\n", "undefined alias: no anchor with this name comes before it in the document"),
    ("a: &⟦ ⟧b\n", "invalid name of an anchor or alias"),
    ("a: | ⟦x⟧\n  b\n", "unexpected text after `|` or `>`"),
    # characters
    ('a: "⟦\x01⟧"\n', "control character U+0001 is not allowed in YAML"),
    ("a: |\n  b⟦\u2028⟧c\n", "the character U+2028 ends the line for YAML parsers"),
    ("a: ⟦]⟧\nb: |\n  c\u2028d\n", "unmatched `]`"),
    # merge conflicts
    ("a: 1\n⟦<<<<<<< ⟧ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n", "unresolved merge conflict"),
]


def problem_of(text: str) -> SyntaxProblem:
    (problem,) = yaml.parse_yaml(Source(text, "")).problems
    return problem


@pytest.mark.parametrize(("marked", "message"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_each_mistake_has_its_message_and_place(marked: str, message: str, parser: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert (problem.message, problem.start, problem.end) == (message, start, end)
    assert problem.hint[0].isupper()
    assert problem.hint.endswith(".")


def test_libyaml_notices_a_mapping_in_a_list() -> None:
    problem = problem_of("- a\nb: 1\n")
    assert (problem.message, problem.start) == ("list and mapping mixed at one level", 4)


@pytest.mark.parametrize("marked", ["a: ⟦[⟧1\nb: c\n", "a: ⟦{⟧b: 1\nc: d\n", "a: ⟦'⟧b\n"])
def test_the_start_of_what_is_not_closed_is_shown_too(marked: str, parser: str) -> None:
    start = marked.index("⟦")
    problem = problem_of(marked.replace("⟦", "").replace("⟧", ""))
    assert problem.related == ((start, start + 1, "opened here"),)


def test_a_template_gets_the_hint_to_render_it() -> None:
    problem = problem_of("{{- if .Values.a }}\na: 1\n{{- end }}\n")
    assert "pipe the rendered text to `outbound-lint check -`" in problem.hint
