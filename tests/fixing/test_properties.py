"""Whatever the mistakes and however they are written: fixing removes them and changes no more."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import Fixed, fix_text
from tests.fixing.documents import write
from tests.fixing.mistakes import MISTAKES, Draft
from tests.rules.marks import NOW


def lint(text: str, path: str) -> FileReport:
    return lint_text(text, path=path, settings=Settings(), now=NOW).files[0]


def fix(text: str, path: str) -> Fixed:
    return fix_text(text, path=path, settings=Settings(), now=NOW, unsafe=True)


def rules(report: FileReport) -> Counter[str]:
    return Counter(one.rule for one in report.diagnostics)


def load(text: str, path: str) -> list[Any] | None:
    """Read a file as another program does; None if it does not accept surrogates in YAML."""
    if path.endswith(".json"):
        return [json.loads(text)]
    try:
        return [*YAML(typ="safe").load_all(text)]
    except YAMLError as error:
        if "invalid Unicode character escape" in str(error):
            return None
        raise


def meaning(value: Any, wanted: Mapping[str, str]) -> Any:
    """Return what a document means: its objects of JSON are read.

    Args:
        value: the document, or a part of it.
        wanted: strings to read instead of others.
    """
    if isinstance(value, dict):
        return {name: meaning(held, wanted) for name, held in value.items()}
    if isinstance(value, list):
        return [meaning(held, wanted) for held in value]
    if not isinstance(value, str):
        return value
    text = wanted.get(value, value)
    return json.loads(text) if text.strip().startswith("{") else text


@given(
    st.randoms(use_true_random=False),
    st.lists(st.sampled_from(sorted(MISTAKES)), min_size=1, max_size=3, unique=True),
)
def test_fixing_removes_mistakes_and_changes_nothing_else(
    random: Random, mistaken: list[str]
) -> None:
    made = [MISTAKES[rule] for rule in mistaken]
    in_fields = Counter(one.field for one in made)
    assume(not any(one.alone and in_fields[one.field] > 1 for one in made))
    draft = Draft(random, mistaken)
    wrong = draft.copy()
    for rule in sorted(mistaken):
        MISTAKES[rule].make(wrong)
    changed = {MISTAKES[rule].field for rule in mistaken}
    right = draft.written()
    fields = {
        name: text if name in changed else right[name] for name, text in wrong.written().items()
    }
    # `wanted` below tells fields by their texts.
    assume(len({*fields.values()}) == len(fields))
    written = write(random, fields)
    path, text = written.path, written.text
    before = rules(lint(text, path))
    hidden = {"payload-key-collision"} if "phone-key-whitespace" in mistaken else set()
    assert before.keys() >= {*mistaken} - hidden
    fixed = fix(text, path)
    assert not fixed.withdrawn
    assert not rules(fixed.report).keys() & {*mistaken}
    # In a text that is not JSON, other mistakes are not found.
    assert rules(fixed.report) <= before + rules(lint(json.dumps(right), "right.json"))
    assert fix(fixed.text, path).text == fixed.text
    assert written.keeps_the_rest(fixed.text, changed)
    others = load(text, path)
    if others is not None:
        wanted = {fields[name]: right[name] for name in changed}
        assert meaning(load(fixed.text, path), {}) == meaning(others, wanted)
