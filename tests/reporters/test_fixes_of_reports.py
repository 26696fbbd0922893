"""The fixes in the reports for programs, applied by a program that knows only the formats."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from sarif_pydantic import Sarif

from outbound_lint.findings.model import FileReport
from outbound_lint.findings.selection import select
from outbound_lint.findings.settings import Settings
from outbound_lint.fixing import fix_text
from outbound_lint.rules import RULES
from outbound_lint.source import with_edits
from tests.reporters.readers import read_json, read_sarif
from tests.reporters.samples import BLOCK, fixable, rendered, report_of, with_rules
from tests.rules.format import load
from tests.rules.marks import NOW, lint
from tests.rules.writing import Document, write_out

LINE_END = re.compile(r"\r\n|\r|\n")
BOM = b"\xef\xbb\xbf"


class Replacement(NamedTuple):
    """Positions that count from 1, the end exclusive, and the new text."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


def applied(data: bytes, replacements: list[Replacement]) -> bytes:
    """Apply replacements to a file, the last one first."""
    mark = BOM if data.startswith(BOM) else b""
    text = data.removeprefix(mark).decode()
    starts = [0, *(match.end() for match in LINE_END.finditer(text))]
    for line, column, end_line, end_column, new in reversed(replacements):
        start, end = starts[line - 1] + column - 1, starts[end_line - 1] + end_column - 1
        assert start <= end, "replacements are in order"
        text = text[:start] + new + text[end:]
    return mark + text.encode()


def in_json(text: str) -> list[list[Replacement] | None]:
    """Return the edits of each finding; None where it has no fix, or one that is withheld."""
    read_json(text)
    fixes = (one["fix"] for one in json.loads(text)["findings"])
    return [
        [Replacement(**edit) for edit in fix["edits"]] if fix and not fix["withheld"] else None
        for fix in fixes
    ]


def in_sarif(text: str) -> list[list[Replacement] | None]:
    """Return the replacements of each result, as a reader of SARIF 2.1.0 understands them."""
    read_sarif(text)
    (run,) = Sarif.model_validate(json.loads(text)).runs
    found: list[list[Replacement] | None] = []
    for result in run.results or ():
        place: Any = (result.locations or [])[0].physical_location
        replacements = None
        for fix in result.fixes or ():
            (change,) = fix.artifact_changes
            assert change.artifact_location == place.artifact_location
            assert replacements is None
            replacements = [*map(_replacement, change.replacements)]
        found.append(replacements)
    return found


def _replacement(one: Any) -> Replacement:
    region, content = one.deleted_region, one.inserted_content
    places = (region.start_line, region.start_column, region.end_line, region.end_column)
    return Replacement(*places, content.text if content else "")


Reader = Callable[[str], list[list[Replacement] | None]]
READERS: dict[str, Reader] = {"json": in_json, "sarif": in_sarif}


def fixable_documents() -> Iterator[tuple[Document, FileReport]]:
    """Yield some of the documents of all rules in which something has a fix."""
    for rule in RULES:
        documents = [
            document
            for case in (load(rule.name, "cases") if rule.fix else ())
            for document in write_out(case)
        ]
        for document in documents[:: max(1, len(documents) // 25)]:
            report = lint(document.data, rule.name, document.path)
            if any(one.fix for one in report.diagnostics):
                yield document, report


def test_the_edits_of_reports_are_those_of_the_fix() -> None:
    count = 0
    for document, report in fixable_documents():
        source = report.source
        assert source
        for form, read in READERS.items():
            fixes = read(rendered(with_rules(report), form))
            for found, one in zip(fixes, report.diagnostics, strict=True):
                if one.fix and not one.fix.withheld:
                    edits = ((*edit.span, edit.text) for edit in one.fix.edits)
                    text = with_edits(source.value, edits)
                    mark = BOM if document.encoding == "BOM" else b""
                    assert found is not None, str(document)
                    assert applied(document.data, found) == mark + text.encode(), str(document)
                    count += 1
                else:
                    assert found is None
    assert count > 100


def test_a_file_with_one_fix_is_fixed_as_the_program_fixes_it() -> None:
    count = 0
    for document, report in fixable_documents():
        (fix, *others) = [one for one in in_json(rendered(with_rules(report), "json")) if one]
        if others or len(report.diagnostics) > 1:
            continue
        settings = Settings(rules=select(None, [document.case.rule], []))
        text = document.data.decode("utf-8-sig")
        fixed = fix_text(text, path=document.path, settings=settings, now=NOW, unsafe=True)
        if len(fixed.fixed) == 1:
            assert applied(document.data, fix).decode("utf-8-sig") == fixed.text, str(document)
            count += 1
    assert count > 30


@pytest.mark.parametrize("form", READERS)
def test_a_fix_that_is_withheld_has_no_edits(form: str) -> None:
    output = rendered(report_of(BLOCK, fixable(withheld=True)), form)
    assert READERS[form](output) == [None]
    finding = json.loads(rendered(report_of(BLOCK, fixable(withheld=True)), "json"))["findings"][0]
    assert finding["fix"] == {
        "applicability": "safe",
        "message": "Remove this member.",
        "withheld": True,
        "edits": [],
    }


def test_findings_that_are_omitted_count_as_fixable() -> None:
    report = report_of(BLOCK, fixable(), fixable(safe=False), fixable(withheld=True)).limited(1)
    assert json.loads(rendered(report, "json"))["summary"]["fixable"] == 3
