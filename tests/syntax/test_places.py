"""An illegal character at character k of embedded JSON is told at the file's character for k."""

from __future__ import annotations

import codecs
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.findings.settings import Settings
from outbound_lint.run.files import Task, lint_bytes
from outbound_lint.syntax import places
from outbound_lint.syntax.nodes import Scalar
from tests.syntax.writers import WRITERS, Written, write_file


def assert_found_at_its_place(written: Written) -> None:
    data = codecs.BOM_UTF8 * written.bom + written.text.encode()
    report = lint_bytes(data, path=written.path, task=Task(Settings(), 0, "."), named=True)
    found = [one for one in report.diagnostics if one.rule != "content-type-missing"]
    broken = [one for one in found if one.rule == "payload-invalid-json"]
    assert not {one.rule for one in found} & {"syntax-error", "internal-error"}
    assert len(broken) == 1
    assert broken[0].exact
    assert broken[0].span.start == written.offset
    assert report.source
    assert report.source.position(broken[0].span.start) == (written.line, written.column)


@pytest.mark.parametrize("style", WRITERS)
@pytest.mark.parametrize("part", range(10))
def test_two_hundred_files_of_each_style(style: str, part: int, parser: str) -> None:
    for seed in range(part * 20, part * 20 + 20):
        assert_found_at_its_place(write_file(Random(f"{style} {seed}"), style))


@settings(max_examples=300)
@given(st.randoms(use_true_random=False), st.sampled_from(sorted(WRITERS)))
def test_any_file_of_any_style(random: Random, style: str) -> None:
    assert_found_at_its_place(write_file(random, style))


def test_however_many_places_a_scalar_is_mapped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    mapped: list[Scalar] = []

    def cut(scalar: Scalar) -> list[places.Piece]:
        mapped.append(scalar)
        return original(scalar)

    original = places.cut
    monkeypatch.setattr(places, "cut", cut)
    payload = '{"a": "' + "{{ab}} " * 500 + '"}'
    text = f"trigger_call_endpoint: https://voice.acme.dev/x\ntrigger_call_payload: '{payload}'\n"
    task = Task(Settings(frozenset({"payload-template-unknown"})), 0, ".")
    report = lint_bytes(text.encode(), path="a.yaml", task=task, named=True)
    assert len(report.diagnostics) == 500
    assert len(mapped) == len(set(map(id, mapped)))
