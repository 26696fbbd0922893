"""What other programs read in a report: each finding as the place, rule and severity it has.

A report is refused here unless it is valid by the schema or the reader of its format.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import jsonschema
from junitparser import Failure, JUnitXml
from sarif_pydantic import Sarif

from outbound_lint import resources
from tests.checkout import ROOT

_COMMAND = re.compile(r"::(error|warning|notice) ([^\n]*?)::([^\n]*)\n")
_LEVELS = {"note": "info", "notice": "info", "major": "error", "minor": "warning"}

CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "location", "severity"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "positions"],
                "properties": {
                    "path": {"type": "string", "pattern": "^(?![./]*/)"},
                    "positions": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": {
                            "type": "object",
                            "required": ["line"],
                            "additionalProperties": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
"""The format as GitLab documents it (docs.gitlab.com/ci/testing/code_quality)."""


class Found(NamedTuple):
    """A finding as a program reads it."""

    path: str
    line: int
    column: int | None
    rule: str
    severity: str


@cache
def sarif_schema() -> jsonschema.Draft202012Validator:
    packed = (ROOT / "tests" / "data" / "sarif-2.1.0.schema.json.gz").read_bytes()
    return jsonschema.Draft202012Validator(json.loads(gzip.decompress(packed)))


def read_json(text: str) -> list[Found]:
    document = json.loads(text)
    schema = json.loads(resources.schema("report"))
    jsonschema.Draft202012Validator(schema).validate(document)
    members = ("path", "line", "column", "rule", "severity")
    return [Found(*(one[member] for member in members)) for one in document["findings"]]


def read_sarif(text: str) -> list[Found]:
    document = json.loads(text)
    sarif_schema().validate(document)
    (run,) = Sarif.model_validate(document).runs
    found = []
    for result in run.results or ():
        assert result.rule_index is not None
        assert run.tool.driver.rules
        assert run.tool.driver.rules[result.rule_index].id == result.rule_id
        place = (result.locations or [])[0].physical_location
        uri: Any = place and place.artifact_location and place.artifact_location.uri
        region: Any = place and place.region
        assert re.fullmatch(r"[\w.~/%-]+", uri, re.ASCII), "a relative URI"
        path = unquote_to_bytes(uri).decode("utf-8", "surrogateescape")
        level: Any = result.level
        severity = _LEVELS.get(level.value, level.value)
        found.append(
            Found(path, region.start_line, region.start_column, result.rule_id or "", severity)
        )
    return found


def read_gitlab(text: str) -> list[Found]:
    document = json.loads(text)
    jsonschema.Draft202012Validator(CODE_QUALITY).validate(document)
    fingerprints = [one["fingerprint"] for one in document]
    assert len(set(fingerprints)) == len(fingerprints)
    found = []
    for one in document:
        path, begin = one["location"]["path"], one["location"]["positions"]["begin"]
        severity = _LEVELS.get(one["severity"], one["severity"])
        found.append(Found(path, begin["line"], begin["column"], one["check_name"], severity))
    return found


def read_github(text: str) -> list[Found]:
    """Read commands as the runner does (actions/runner, ActionCommand.cs)."""
    commands = _COMMAND.findall(text)
    assert "".join("::{} {}::{}\n".format(*one) for one in commands) == text
    found = []
    for command, properties, message in commands:
        values = {}
        for pair in properties.split(","):
            name, _, value = pair.partition("=")
            for mark, code in (("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
                value = value.replace(code, mark)
            values[name] = value.replace("%25", "%")
        assert ("col" in values) == ("endColumn" in values) == (values["line"] == values["endLine"])
        assert message.replace("%25", "%").startswith(f"{values['file']}:{values['line']}:")
        column = int(values["col"]) if "col" in values else None
        severity = _LEVELS.get(command, command)
        found.append(Found(values["file"], int(values["line"]), column, values["title"], severity))
    return found


def read_concise(text: str) -> list[Found]:
    """Read lines with the problem matcher, as GitHub Actions does."""
    matchers = json.loads(resources.schema("problem-matcher"))["problemMatcher"]
    found = []
    for line in text.split("\n")[:-1]:
        matches = []
        for matcher in matchers:
            (pattern,) = matcher["pattern"]
            if match := re.search(pattern["regexp"], line):
                severity = match[pattern["severity"]] if "severity" in pattern else "info"
                assert line.endswith(match[pattern["message"]])
                path, number, column, rule = (
                    match[pattern[name]] for name in ("file", "line", "column", "code")
                )
                matches.append(Found(path, int(number), int(column), rule, severity))
        assert len(matches) == 1, line
        found += matches
    return found


def read_junit(text: str) -> list[Found]:
    """Read the lines of the cases; only files with errors fail."""
    found = []
    for suite in JUnitXml.fromstring(text.encode()):
        assert suite.tests == len(list(suite))
        assert suite.failures == sum(bool(case.result) for case in suite)
        for case in suite:
            texts = [one.text for one in case.result if isinstance(one, Failure)]
            assert len(texts) <= 1, "Jenkins and GitLab read only the first failure of a case"
            for part in [*texts, case.system_out]:
                lines = [line for line in (part or "").split("\n") if line[:1].strip()]
                assert all(line.startswith(f"{case.name}:") for line in lines)
                found += read_concise("".join(f"{line}\n" for line in lines))
    return found


READERS: dict[str, Callable[[str], list[Found]]] = {
    "json": read_json,
    "sarif": read_sarif,
    "gitlab": read_gitlab,
    "github": read_github,
    "concise": read_concise,
    "junit": read_junit,
}
