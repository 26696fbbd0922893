"""The conformance suites of JSON and YAML, and the report of a text."""

from __future__ import annotations

import base64
import gzip
import json
from functools import cache
from typing import NamedTuple

from outbound_lint.engine import lint_text
from outbound_lint.findings.model import FileReport
from outbound_lint.findings.settings import Settings
from tests.checkout import ROOT

DATA = ROOT / "tests" / "data"


class YamlCase(NamedTuple):
    """A case of the YAML test suite: its stream, and whether YAML 1.2 allows it."""

    text: str
    valid: bool


@cache
def json_cases() -> dict[str, bytes]:
    """The cases of JSONTestSuite; the first letter of a name says what is expected."""
    packed = json.loads(gzip.decompress((DATA / "json-test-suite.json.gz").read_bytes()))
    return {name: base64.b64decode(data) for name, data in packed.items()}


@cache
def yaml_cases() -> dict[str, YamlCase]:
    packed = json.loads(gzip.decompress((DATA / "yaml-test-suite.json.gz").read_bytes()))
    return {name: YamlCase(case["yaml"], case["valid"]) for name, case in packed.items()}


def lint(text: str, path: str = "agents.yaml") -> FileReport:
    """The report of one text; an internal error fails the test."""
    (report,) = lint_text(text, path=path, settings=Settings(), now=0).files
    assert "internal-error" not in rules_of(report)
    return report


def rules_of(report: FileReport) -> set[str]:
    return {diagnostic.rule for diagnostic in report.diagnostics}
