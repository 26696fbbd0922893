"""An editor shows what `check` reports, while a text is typed, whatever its characters are."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from outbound_lint import Settings, fix_text, lint_text
from outbound_lint.findings.model import Diagnostic
from tests.checkout import ROOT
from tests.lsp.client import CAPABILITIES, Editor
from tests.rules import corpus
from tests.rules.format import load
from tests.rules.writing import Document, write_out

BROKEN = """\
# 📞 ①
connections:
  "größe é 📞":
    trigger_call_endpoint: http://voice.acme.dev/outbound
    trigger_call_headers: '{"Authorization": "Bearer ${TOKEN}", "X-Ключ 😀": "a", }'
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    with Editor(tmp_path_factory.mktemp("project")) as one:
        yield one


def linted(text: str, name: str) -> tuple[Diagnostic, ...]:
    return lint_text(text, path=name, settings=Settings(), now=time.time()).files[0].diagnostics


def same(editor: Editor, uri: str, found: list[dict[str, Any]], name: str) -> bool:
    """Return whether an editor shows the findings of the linter at their places."""
    expected = [
        (one.rule, editor.at(uri, one.span.start), editor.at(uri, one.span.end))
        for one in linted(editor.texts[uri], name)
    ]
    shown = [(one["code"], one["range"]["start"], one["range"]["end"]) for one in found]
    return shown == expected


def cases() -> Iterator[Document]:
    """Yield every case once, each in the next of the ways to write it."""
    every = (case for rule in corpus.RULES for case in load(rule, "cases"))
    for number, case in enumerate(every):
        written = [*write_out(case)]
        yield written[number % len(written)]


def test_every_case_of_every_rule_has_the_findings_of_check(editor: Editor) -> None:
    for number, document in enumerate(cases()):
        name = f"{number}/{document.path}"
        text = document.data.decode("utf-8-sig")
        uri = editor.show(name, text)
        assert same(editor, uri, editor.findings(uri), name), str(document)
        editor.close(uri)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("offered", "codec"),
    [(["utf-8"], "utf-8"), (["utf-32", "utf-16"], "utf-32-le"), (None, "utf-16-le")],
)
def test_positions_count_the_units_that_were_agreed_on(
    offered: list[str] | None, codec: str, line_end: str, tmp_path: Path
) -> None:
    capabilities = {**CAPABILITIES, "general": {"positionEncodings": offered} if offered else {}}
    with Editor(tmp_path, capabilities, codec) as editor:
        text = BROKEN.replace("\n", line_end)
        uri = editor.show("a.yaml", text)
        assert same(editor, uri, editor.findings(uri), "a.yaml")
        found = linted(text, "a.yaml")
        assert found
        fix = next(one for one in found if one.rule == "headers-invalid-json")
        action = editor.actions(uri, fix.span.start, fix.span.start)[0]
        after = editor.applied(uri, action)
        assert "headers-invalid-json" not in {one.rule for one in linted(after, "a.yaml")}


def test_a_thousand_random_edits_keep_server_and_editor_in_step(editor: Editor) -> None:
    chance = random.Random(16)
    pieces = ["a", "😀", "\n", "\r\n", "\r", '"', "'", "{", "}", ": ", "\u2028", "\x85", "é", "  "]
    uri = editor.show("typed.yaml", BROKEN)
    for _ in range(1_000):
        length = len(editor.texts[uri])
        start = chance.randint(0, length)
        end = min(length, start + chance.choice([0, 0, 0, 1, 2]))
        text = editor.texts[uri]
        if "\r\n" in (text[start - 1 : start + 1], text[end - 1 : end + 1]):
            continue  # no editor places its cursor between these two
        editor.type(uri, start, end, chance.choice(pieces))
    assert same(editor, uri, editor.findings(uri), "typed.yaml")
    editor.type(uri, 0, len(editor.texts[uri]), BROKEN)
    assert same(editor, uri, editor.findings(uri), "typed.yaml")


def test_fixing_all_gives_the_text_that_the_command_line_gives(editor: Editor) -> None:
    count = 0
    for number, document in enumerate(cases()):
        text = document.data.decode("utf-8-sig")
        if not any(one.fix and one.fix.safe for one in linted(text, document.path)):
            continue
        name = f"fixed/{number}/{document.path}"
        uri = editor.show(name, text)
        editor.findings(uri)
        fixed = fix_text(text, path=name, settings=Settings(), now=time.time())
        (action,) = editor.actions(uri, 0, 0, "source.fixAll")
        assert editor.applied(uri, action) == fixed.text, str(document)
        editor.close(uri)
        count += 1
    assert count > 20


def test_the_examples_have_the_findings_of_check(editor: Editor) -> None:
    for path in sorted((ROOT / "examples").glob("**/*.[yj]*")):
        if path.suffix not in (".yaml", ".yml", ".json") or path.name.startswith("."):
            continue
        name = f"{path.parent.name}-{path.name}"
        uri = editor.show(name, path.read_text(encoding="utf-8"))
        assert same(editor, uri, editor.findings(uri), name), path
        editor.close(uri)
