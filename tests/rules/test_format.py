"""The format of the cases: its marks, and the documents that are written out of one case."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from outbound_lint.connections import reading
from outbound_lint.source import Source
from outbound_lint.syntax.values import of_document
from tests.rules import corpus
from tests.rules.format import Case, Field, load
from tests.rules.marks import Mark, MarkedText, unmark
from tests.rules.writing import API_NAMES, ENCODINGS, FORMS, STYLES, Document, write_out

LINES = '{"a": 1,\n "é😀": "it\'s  here", "b": "c"}\n'


def case(text: str, *marks: Mark) -> Case:
    """A case of one field."""
    field = Field(
        "trigger_call_payload", MarkedText("trigger_call_payload"), MarkedText(text, marks), True
    )
    return Case("payload-template", "a case", (field,))


def read_yaml(text: str) -> Any:
    """Read a document with libyaml, or with pure Python where libyaml knows too little of YAML."""
    try:
        return YAML(typ="safe").load(text)
    except YAMLError:
        return YAML(typ="safe", pure=True).load(text)


def joined(text: str) -> str:
    """Join two escapes that stand for one character."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16")


def read(document: Document) -> dict[str, Any]:
    """Return the fields that another parser reads in a document; there is none for Terraform."""
    if document.form == "Terraform":
        parsed = reading.parse(Source(document.text, document.path), as_json=False)
        (block,) = map(of_document, parsed.documents)
        (agent,) = block.values()
        return {**agent, **agent["metadata"]}
    if document.path.endswith(".json"):
        fields = json.loads(document.text)
    else:
        fields = read_yaml(document.text)
    if document.form == "merge":
        fields = fields["connections"][0]
    if document.form == "API":
        (agent,) = fields["agents"]
        fields = {**agent, **agent["metadata"]}
    return dict(fields)


def test_a_mark_becomes_a_span_of_the_text_without_marks() -> None:
    text = unmark("a⟦b⟧c⟦auth-static|d⟧⟦⟧⟪e⟫", "syntax-error")
    assert text.value == "abcde"
    assert text.marks == (
        Mark(1, 2, "syntax-error"),
        Mark(3, 4, "auth-static"),
        Mark(4, 4, "syntax-error"),
        Mark(4, 5, "syntax-error", whole=True),
    )


@pytest.mark.parametrize("rule", corpus.RULES)
def test_every_form_holds_the_fields_of_its_case(rule: str) -> None:
    for one in (*load(rule, "cases"), *load(rule, "valid")):
        for document in write_out(one):
            if document.encoding != "CRLF" or one.document is not None:
                continue
            fields = read(document)
            for field in one.fields:
                in_api = document.form in ("API", "Terraform")
                value = fields[API_NAMES.get(field.name, field.name) if in_api else field.name]
                if document.form == "Terraform":  # a heredoc keeps line ends, also that at its end
                    value = value.replace("\r\n", "\n").rstrip("\n")
                    assert joined(value) == field.value.value.rstrip("\n"), str(document)
                    continue
                assert joined(value) == field.value.value, str(document)


def test_a_text_of_several_lines_is_written_in_every_form_that_can_hold_it() -> None:
    written = [(one.form, one.encoding) for one in write_out(case(LINES))]
    forms = [form for form in FORMS if form not in ("plain", "single", "folded")]
    assert written == [(form, encoding) for encoding in ENCODINGS for form in forms]


def test_a_word_is_written_in_every_style() -> None:
    forms = [one.form for one in write_out(case("${PAYLOAD}")) if one.encoding == "LF"]
    assert forms == list(FORMS)


@pytest.mark.parametrize("style", STYLES)
def test_a_mark_stays_at_its_characters_in_every_style(style: str) -> None:
    text = "${A} and the value of B"
    mark = Mark(text.index("value"), text.index("value") + 5, "payload-template")
    (document, *_) = (one for one in write_out(case(text, mark)) if one.form == style)
    (expected,) = document.expected
    written = document.text[expected.start : expected.end]
    assert YAML(typ="safe").load(f'"{written}"') == "value"


@pytest.mark.parametrize(
    ("form", "written"),
    [("plain", "${A}"), ("single", "'${A}'"), ("double", '"'), ("literal", "|"), ("folded", ">")],
)
def test_a_mark_at_a_whole_value_covers_its_quotes_or_block_header(form: str, written: str) -> None:
    mark = Mark(0, 4, "payload-template", whole=True)
    (document, *_) = (one for one in write_out(case("${A}", mark)) if one.form == form)
    (expected,) = document.expected
    assert document.text[expected.start : expected.end].startswith(written)
    assert document.text[expected.start - 2 : expected.start] == ": "
