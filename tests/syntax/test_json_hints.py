"""A hint about JSON says what to type in the style of the scalar that the JSON is written in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import Diagnostic
from outbound_lint.findings.settings import Settings

START = "trigger_call_endpoint: https://voice.acme.dev/calls?token=${T}\ntrigger_call_payload: "

STYLES: dict[str, Callable[[str], str]] = {
    "single": lambda text: "'" + text.replace("'", "''") + "'\n",
    "double": lambda text: json.dumps(text, ensure_ascii=False) + "\n",
    "literal": lambda text: f"|\n  {text}\n",
    "folded": lambda text: f">-\n  {text}\n",
}
styles = pytest.mark.parametrize("style", STYLES)


def mistake(document: str) -> Diagnostic | None:
    report = lint_text(document, path="case.yaml", settings=Settings(), now=0)
    found = (one for one in report.files[0].diagnostics if one.rule == "payload-invalid-json")
    return next(found, None)


def follow(document: str, finding: Diagnostic) -> str:
    """Type what the hint has first in backticks, at the place that it is about."""
    code = re.findall(r"`([^`]+)`", finding.hint)[0]
    start, end = finding.related[0].span if finding.related else finding.span
    if " before " in finding.hint:
        end = start
    return document[:start] + code + document[end:]


words = st.text("abcdxyz", min_size=1, max_size=6)
objects = st.dictionaries(words, words, min_size=1, max_size=3)


@styles
@given(members=objects, data=st.data())
def test_a_broken_quote_is_repaired_by_following_the_hint(
    style: str, members: dict[str, str], data: st.DataObject
) -> None:
    text = json.dumps(members)
    quotes = [at for at, character in enumerate(text) if character == '"']
    number = data.draw(st.integers(0, len(quotes) - 1))
    # A quote at the end of a name or a string may also be of another kind.
    wrong = data.draw(st.sampled_from(["", "\u201d", "'"] if number % 2 else [""]))
    broken = text[: quotes[number]] + wrong + text[quotes[number] + 1 :]
    document = START + STYLES[style](broken)
    finding = mistake(document)
    assert finding, document
    repaired = follow(document, finding)
    assert repaired == START + STYLES[style](text), finding


@pytest.mark.parametrize(
    ("style", "typed"),
    [("single", '"'), ("double", '\\"'), ("literal", '"'), ("folded", '"')],
)
def test_a_double_quote_is_escaped_only_where_the_style_needs_it(style: str, typed: str) -> None:
    finding = mistake(START + STYLES[style]('{a: "b"}'))
    assert finding
    assert finding.hint == f"Write `{typed}` before and after each name and string."


@pytest.mark.parametrize(("style", "typed"), [("single", "''"), ("double", "'"), ("literal", "'")])
def test_a_single_quote_is_doubled_only_in_single_quotes(style: str, typed: str) -> None:
    finding = mistake(START + STYLES[style]("{'a': 1}"))
    assert finding
    assert f"instead of each `{typed}`" in finding.hint


def test_a_whole_object_in_place_of_a_plain_scalar_is_in_quotes() -> None:
    finding = mistake(START + "campaign\n")
    assert finding
    assert finding.hint == 'Write an object: `\'{"name": "value"}\'`.'


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("agents.ts", "program code"),
        ("settings.toml", "a TOML file"),
        (".env", "a file of environment variables"),
        ("a/.env.local", "a file of environment variables"),
        ("agents.PY", "program code"),
        ("run.sh", "a shell script"),
        ("a.properties", "a Java properties file"),
        ("a.xml", "an XML file"),
    ],
)
def test_a_file_of_another_format_is_named_in_one_sentence(path: str, kind: str) -> None:
    report = lint_text('trigger_call_endpoint = "x"\n', path=path, settings=Settings(), now=0)
    (finding,) = report.files[0].diagnostics
    assert finding.message == f"this is {kind}: outbound-lint reads only YAML, JSON and Terraform"
    assert finding.hint == "Write the connections to a YAML or JSON file, and check that file." or (
        kind == "program code"
    )


@pytest.mark.parametrize("path", ["agents.jsonl", "agents.ndjson", "agents.json"])
def test_json_lines_are_recognized(path: str) -> None:
    line = '{"trigger_call_endpoint": "https://voice.acme.dev/calls"}\n'
    report = lint_text(line * 2, path=path, settings=Settings(), now=0)
    (finding,) = report.files[0].diagnostics
    assert "JSON Lines" in finding.message
    assert finding.span.start == len(line)


def test_json5_is_named_and_made_json_by_following_the_hint() -> None:
    text = "{trigger_call_endpoint: 'https://voice.acme.dev/calls?token=${T}',}\n"
    report = lint_text(text, path="agents.json5", settings=Settings(), now=0)
    (finding,) = report.files[0].diagnostics
    start = "this is JSON5, of which outbound-lint reads only JSON: "
    assert finding.message == start + "unquoted name"
    assert finding.hint == (
        "Remove each comma before a closing bracket, write `\"` instead of each `'` around a name "
        'or a string, and write `"` before and after each name and string.'
    )


def test_a_comment_in_jsonc_is_reported_at_the_comment() -> None:
    text = '{"trigger_call_endpoint": "https://voice.acme.dev/calls"} // support\n'
    report = lint_text(text, path="agents.jsonc", settings=Settings(), now=0)
    (finding,) = report.files[0].diagnostics
    assert (finding.message, text[slice(*finding.span)]) == ("JSON has no comments", "//")


# What JavaScript and Python allow in an object, each with what the hint says about it.
NOTATIONS = {
    "name: 1": 'write `"` before and after each name and string',
    "\"quotes\": 'b'": "write `\"` instead of each `'` around a name or a string",
    '"tuple": (1, 2)': "write `[` instead of `(`, and `]` instead of `)`",
    '"prefix": u"b"': "remove each letter before a quote",
    '"word": True': "write `true` instead of `True`",
    '"comment": 1 /* one */': "remove all comments",
    '"list": [1, 2,]': "remove each comma before a closing bracket",
}


@given(members=st.lists(st.sampled_from(sorted(NOTATIONS)), min_size=2, unique=True))
def test_one_hint_names_all_that_json_does_not_have(members: list[str]) -> None:
    finding = mistake(START + STYLES["literal"]("{" + ", ".join(members) + "}"))
    assert finding
    for notation, step in NOTATIONS.items():
        said = step in finding.hint or step[0].upper() + step[1:] in finding.hint
        assert said == (notation in members), finding.hint
