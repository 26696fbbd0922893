"""What holds for every format: it is valid, places round-trip, and input starts no command."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint import __version__
from outbound_lint.cli.options import FORMATS
from outbound_lint.findings.model import SEVERITIES
from outbound_lint.reporters import RENDERERS
from outbound_lint.reporters.escaping import HIDDEN, shown
from outbound_lint.source import Span
from tests.checkout import ROOT
from tests.cli.conftest import Run
from tests.reporters.readers import READERS, Found, read_json
from tests.reporters.samples import file_report, plain, rendered, with_rules

SNAPSHOTS = ROOT / "tests" / "reporters" / "snapshots"

SECRET = "sk_" + "live_" + "T0ken" * 5

HOSTILE = [
    "::error::x",
    "\n::error file=a.yaml::x",
    "\r\n##[error]x",
    "##vso[task.setvariable variable=x]y",
    "##teamcity[buildStatus status='FAILURE']",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x07link",
    "</script><script>alert(1)</script>",
    "]]></failure><failure>",
    "\u202egnp.exe \u2066x\u2069 \u200b\ufeff",
    "a,line=1,title=b",
    "x:1:2: error[no-such-rule] y",
    "100%25 %0A::error::x %s {0} {{x}} ${{ secrets.X }}",
    "[text](https://evil.example) @team #1 `code` | cell",
    "\"quoted\" 'single' \\n \\",
    "\0\x07\x7f\x85\u2028\u2029\ufffe",
    "été 😀 日本",
]
"""Texts that a log, a terminal, a format or a web page could take for something else."""

COMMAND = re.compile(r"^\s*(?:\x1b\[[0-9;]*m)*::|##\w*\[", re.MULTILINE)
"""What starts a command in a log of GitHub, Azure Pipelines or TeamCity."""


def connections(text: str) -> str:
    """Two connections with a text wherever a message could quote it."""
    headers = {text: "x", "Authorization": f"Bearer {SECRET}", f"X-{text}": text}
    connection = {
        "name": text,
        "trigger_call_endpoint": f"http://{text}.example/{text}",
        "trigger_call_headers": json.dumps(headers) + ",",
        "phone_number_key": text,
        "trigger_call_payload": f'{{{json.dumps(text)}: 1, {json.dumps(text)}: "{{{{{SECRET}"}}',
        text: text,
    }
    valid_headers = {**connection, "trigger_call_headers": json.dumps(headers)}
    return json.dumps({"connections": [connection, valid_headers]})


def file_name(text: str) -> str:
    """What of a text can be a name; one like a whole finding would mislead who reads lines."""
    if os.name == "nt" or "error[" in text or "\ud800" in text:
        return ""
    return text.translate({0: None, ord("/"): None})


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a file for each text, which is also in its name."""
    folder = tmp_path / "agents"
    folder.mkdir()
    for number, text in enumerate([*HOSTILE, "\ud800 \udc00x"]):
        (folder / f"{number} {file_name(text)}.json").write_text(
            connections(text), encoding="utf-8"
        )
    if os.name != "nt":
        (folder / os.fsdecode(b"not-utf-8-\xff.json")).write_text(connections("x"))
    return folder


def as_read(found: Found, form: str) -> Found:
    """What a program reads in place of what the JSON report says."""
    if form == "json":
        return found
    if form == "sarif":  # the bytes of the name
        return found
    if form == "gitlab":
        return found._replace(path=found.path.encode("utf-8", "backslashreplace").decode())
    return found._replace(path=shown(found.path))


def test_every_format_reports_the_same_findings_of_hostile_files(
    run: Run,
    hostile: Path,
    tmp_path: Path,
) -> None:
    outputs = [arg for form in FORMATS for arg in ("-o", f"{form}={tmp_path / form}")]
    assert run("check", "agents", "--select", "all", *outputs).status == 1
    texts = {form: (tmp_path / form).read_bytes().decode() for form in FORMATS}
    findings = read_json(texts["json"])
    assert len(findings) > 100
    assert len({found.rule for found in findings}) > 10
    for form, text in texts.items():
        assert SECRET not in text
        assert not HIDDEN.search(text.replace("\n", "").replace("\t", ""))
        if form != "github":
            assert not COMMAND.search(text)
        if form in READERS:
            expected = [as_read(found, form) for found in findings]
            read = READERS[form](text)
            if form == "github":
                assert [one.severity for one in read] == sorted(
                    (one.severity for one in read), key=list(SEVERITIES).index
                )
                read = [
                    one._replace(column=other.column) if one.column is None else one
                    for one, other in zip(read, by_severity(expected), strict=True)
                ]
                expected = by_severity(expected)
            if form == "junit":
                read, expected = sorted(read), sorted(expected)
            assert read == expected, form


def by_severity(findings: list[Found]) -> list[Found]:
    return sorted(findings, key=lambda one: list(SEVERITIES).index(one.severity))


@pytest.mark.parametrize("form", READERS)
@given(path=st.text(), message=st.text(min_size=1), hint=st.text())
def test_any_text_is_read_back(form: str, path: str, message: str, hint: str) -> None:
    path = f"agents/{path}"
    finding = plain(Span(2, 3), message=message, hint=hint, severity="error")
    text = rendered(with_rules(file_report("a\nbc", finding, path=path)), form)
    expected = Found(path, 2, 1, "duplicate-key", "error")
    assert READERS[form](text) == [as_read(expected, form)]
    assert not HIDDEN.search(text.replace("\n", "").replace("\t", ""))


@pytest.mark.parametrize("form", ["github", "gitlab", "sarif", "junit"])
def test_the_snapshot_of_each_format(
    run: Run,
    tmp_path: Path,
    form: str,
    update_snapshots: bool,
) -> None:
    (tmp_path / "a, b.yaml").write_text(
        "name: sales\n"
        "trigger_call_endpoint: http://voice.acme.dev/outbound\n"
        "trigger_call_headers:\n"
        "  Content-Type: application/json\n"
        "  X-API-Key: ${KEY}\n"
        "phone_number_key: to\n"
        """trigger_call_payload: '{"to": 1, "id": ${ID}}'\n"""
    )
    (tmp_path / "c.yaml").write_text("name: something else\n")
    output = run("check", "-o", form, "--fail-on", "error").out.replace(__version__, "VERSION")
    snapshot = SNAPSHOTS / f"{form}.txt"
    if update_snapshots:
        snapshot.write_text(output, encoding="utf-8")
    assert output == snapshot.read_text(encoding="utf-8")


def test_the_command_line_knows_every_format() -> None:
    assert tuple(RENDERERS) == FORMATS
