"""What is said of a text that is not YAML, and where: with libyaml and without it alike."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import yaml

# ⟦…⟧ marks the characters to underline, by hand.
TOLD = [
    ("a: b⟦:⟧ c\n", "a `:` stands where no key can stand"),
    ("a: b\n  c⟦:⟧ d\n", "a `:` stands where no key can stand"),
    ("a:\n⟦\t⟧- b\n", "a tab stands where YAML needs spaces"),
    ('a: "b\n⟦⟧', "a quoted value is never closed"),
    ("a: [1\nb⟦:⟧ c\n", "a `,` or the closing `]` is missing"),
    ("a: {b: 1\nc⟦:⟧ d\n", "a `,` or the closing `}` is missing"),
    ("a: ⟦]⟧\n", "one `]` too many closes here"),
    ("a: [b]⟦]⟧\n", "one `]` too many closes here"),
    ("a: 'it'⟦s⟧'\n", "the `'` before this ends the value"),
    ('a: "{"⟦b⟧": 1}"\n', 'the `"` before this ends the value'),
    ('a: {"b": 1} ⟦c⟧\n', "something follows the end of the value"),
    ("a: ⟦@⟧b\n", "a value can't start with this character"),
    ('a: "b\\⟦q⟧"\n', "an escape that YAML does not know"),
    ("a: ⟦!⟧x!y z\n", "a tag whose handle is not declared"),
    ("a: ⟦*b⟧\n", "the alias names no anchor that stands before it in this document"),
    ('a: "⟦\x01⟧"\n', "the control character U+0001 is not allowed in YAML"),
    ("a: |\n  b⟦\u2028⟧c\n", "the character U+2028 ends the line"),
    (
        "a: 1\n⟦<<<<<<< ⟧ours\nb: 1\n=======\nb: 2\n>>>>>>> theirs\n",
        "a merge conflict is not resolved",
    ),
]


@pytest.mark.parametrize(("marked", "message"), TOLD, ids=[case[0] for case in TOLD])
def test_a_mistake_is_told_at_its_characters(marked: str, message: str, parser: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    (problem,) = yaml.parse_yaml(Source(text, "")).problems
    assert (problem.message, problem.start, problem.end) == (message, start, end)


def test_a_template_gets_the_hint_to_render_it() -> None:
    (problem,) = yaml.parse_yaml(Source("{{- if .Values.a }}\na: 1\n{{- end }}\n", "")).problems
    assert "pipe the rendered text to `outbound-lint check -`" in problem.hint
