"""Streams of several documents, some of which are broken."""

from __future__ import annotations

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import yaml, yaml_events
from tests.syntax.nodes import scalars
from tests.syntax.suites import lint

VALID = "trigger_call_endpoint: https://voice.acme.dev/call\n"
# A connection with one finding, which shows that it was linted.
HTTP = "trigger_call_endpoint: http://voice.acme.dev/call\n"
BROKEN = {
    "a bracket": "a: ]\n",
    "an open bracket": "a: [\n",
    "an open quote": "a: 'b\n",
    "an open double quote": 'a: "b\n',
    "a tab": "a:\n\t- b\n",
    "indentation": "a: b\n  c: d\n",
    "a control character": "a: \x07\n",
    "depth": "a: " + "[" * 200 + "]" * 200 + "\n",
    "an undefined tag": "a: !x!y z\n",
    "a template": "{{- if .Values.a }}\na: 1\n{{- end }}\n",
}


def found(text: str) -> list[tuple[str, int | None]]:
    wanted = ("syntax-error", "endpoint-scheme")
    return [(one.rule, one.document) for one in lint(text).diagnostics if one.rule in wanted]


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["---\n", "...\n---\n", "...\n# c\n%YAML 1.1\n---\n", "--- # c\n"])
def test_the_documents_around_a_broken_one_are_linted(broken: str, breaks: str, mark: str) -> None:
    text = mark.join([HTTP, VALID, broken, HTTP, broken, HTTP]).replace("\n", breaks)
    assert found(text) == [
        ("endpoint-scheme", 0),
        ("syntax-error", None),
        ("endpoint-scheme", 3),
        ("syntax-error", None),
        ("endpoint-scheme", 5),
    ]


def test_empty_documents_are_counted() -> None:
    text = "---\n---\n" + HTTP + "...\n...\n---\na: ]\n---\n" + HTTP
    assert found(text) == [("endpoint-scheme", 1), ("syntax-error", None), ("endpoint-scheme", 3)]


def test_an_undefined_alias_is_reported_and_the_rest_is_judged() -> None:
    text = f"a: &a 1\nb: [*a, *nope]\n{HTTP}---\nc: *a\n{HTTP}"
    report = lint(text)
    found = [
        (one.rule, text[one.span.start : one.span.end])
        for one in report.diagnostics
        if one.rule != "auth-missing"
    ]
    assert found == [
        ("syntax-error", "*nope"),
        ("endpoint-scheme", "http"),
        ("syntax-error", "*a"),
        ("endpoint-scheme", "http"),
    ]


@pytest.mark.parametrize("front", ["\ufeff", "\ufeff\ufeff"])
def test_a_byte_order_mark_in_the_text_moves_no_places(front: str) -> None:
    text = front + "# é\n" + HTTP
    (scheme,) = [one for one in lint(text).diagnostics if one.rule == "endpoint-scheme"]
    assert text[scheme.span.start : scheme.span.end] == "http"


@pytest.mark.parametrize(
    "text",
    [
        "a:\tb\nc: {u: https://voice.acme.dev}\n",
        "a: b\n\t\nc: d\n",
        "a: b\n \t # c\n\t\t\nc: d\n\t",
        "- a\n-\tb\n",
        'a: "\\ud83d\\ude00"\nb: {u: https://voice.acme.dev}\nc:\td\n',
        "a: b # c\u2028d\n",
        "a: 'b\u2028c'\n",
        "%YAML 1.3\n---\na: b\n",
        "%YAML 1.10\n---\na: b\n",
        "a: !!str # c\n  &d # e\n  f\n",
        "a: &b\t!!map\n  c: d\n",
        "\ufeff\ufeffa: b\n",
        "a: b\n...\n\ufeff---\nc: d\n",
        "a: b\n---\n\ufeffc: d\n",
        "a: b\n...\n\ufeff# c\nc: d\n",
    ],
)
@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_valid_yaml_is_read_even_if_a_parser_refuses_it(
    text: str, breaks: str, parser: str
) -> None:
    assert yaml.parse_yaml(Source(text.replace("\n", breaks), "")).problems == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('a: "\\ud83d\\ude00"\n', "😀"),
        ("a: '\\ud83d'\n", "\\ud83d"),
        ('a: "\\uD83D"\n', "\ud83d"),
        ("a: b\x85c\n", "b\x85c"),
    ],
)
def test_what_is_rewritten_for_a_parser_keeps_its_value(text: str, value: str, parser: str) -> None:
    # The tab makes the pure parser stumble, and the URL libyaml.
    stream = yaml.parse_yaml(Source(f"t:\tu\n{text}c: {{u: https://voice.acme.dev}}\n", ""))
    assert stream.problems == []
    assert value in {scalar.value for scalar in scalars(stream.documents)}


@pytest.mark.parametrize(
    "text", ["a:\n\t- b\n", "a: |\n\t\nb: c\n", "-\ta: b\n", "%YAML 2.0\n---\na: b\n"]
)
def test_what_yaml_forbids_is_not_rewritten(text: str, parser: str) -> None:
    assert yaml.parse_yaml(Source(text, "")).problems


def test_tabs_on_many_lines_are_read_as_long_as_the_time_is_not_used_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "a: b\n\t\n" * 5
    assert yaml.parse_yaml(Source(text, "")).problems == []
    monkeypatch.setattr(yaml_events, "MAX_REWRITTEN_CHARACTERS", 10_000)
    (problem,) = yaml.parse_yaml(Source(text, "")).problems
    assert problem.hint == "Remove it, and replace the tabs at the start of other lines too."
