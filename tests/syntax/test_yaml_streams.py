"""Streams of several documents, some of which are broken."""

from __future__ import annotations

import pytest

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
