"""docs/adopting.md: each line of the table leaves out what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from outbound_lint.cli import main
from tests.checkout import ROOT

PAGE = (ROOT / "docs" / "adopting.md").read_text(encoding="utf-8")
ROWS = dict(
    re.findall(
        r"^\| ([^|]+) \| [^`|]*`([^|]+)` \|$", PAGE.partition("## How do I")[2], re.MULTILINE
    )
)

HEADERS = (
    """trigger_call_headers: '{"Content-Type": "application/json", "X-API-Key": "${KEY}"}'\n"""
)
URL = "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
HTTP = URL.replace("https", "http") + HEADERS
WARNING = URL + HEADERS + "trigger_call_payload: '{\"id\": ${ID}}'\n"
UNAUTHENTICATED = URL + """trigger_call_headers: '{"Content-Type": "application/json"%s}'\n"""
JSON = '{"trigger_call_endpoint": "https://voice.acme.dev/outbound"}'


class Case(NamedTuple):
    """A file with a finding, and whether it is left out; if not, it only fails no more."""

    rule: str
    text: str
    file: str = "agents/a.yaml"
    gone: bool = True


UNUSUAL = Case("header-unusual", URL + HEADERS.replace('"}', '", "X-Forwarded-For": "10.0.0.1"}'))

CASES = {
    "one finding": Case("endpoint-port", URL.replace(".dev", ".dev:8443") + HEADERS),
    "a rule in one YAML file": Case("auth-missing", UNAUTHENTICATED % ""),
    "a rule in one JSON file": Case("auth-missing", JSON, "exports/agents.json"),
    "a rule in one folder": Case("endpoint-scheme", HTTP, "dev/a.yaml"),
    "a rule everywhere": UNUSUAL,
    "a rule in one run": UNUSUAL,
    "a family of rules": UNUSUAL._replace(
        rule="header-duplicate", text=URL + HEADERS.replace('"}', '", "x-api-key": "${KEY}"}')
    ),
    "all rules but some": Case("auth-missing", UNAUTHENTICATED % ""),
    "a file or a folder": Case("auth-missing", JSON, "exports/agents.json"),
    "a folder in one run": Case("endpoint-scheme", HTTP, "lib/vendor/a.yaml"),
    "all old findings": Case("endpoint-scheme", HTTP),
    "a failure because of warnings": Case("placeholder-unquoted", WARNING, gone=False),
    "a failure because of one rule": Case("endpoint-scheme", HTTP, gone=False),
    "a failure because of anything": Case("endpoint-scheme", HTTP, gone=False),
    "`endpoint-not-public` for hosts in our network": Case(
        "endpoint-not-public", HTTP.replace("http:", "https:").replace("acme.dev", "acme.internal")
    ),
    "`auth-missing`, because another header authenticates": Case(
        "auth-missing", UNAUTHENTICATED % ', "X-Acme-Caller": "billing"'
    ),
    "findings in our placeholders": Case(
        "payload-invalid-json", URL + HEADERS + "trigger_call_payload: '{\"id\": ~ID~}'\n"
    ),
    "missing fields in overlays": Case("missing-field", HEADERS, "kustomize/overlays/a.yaml"),
    "a file with syntax errors": Case("syntax-error", HTTP + "- [\n", "agents/template.yaml"),
}


def test_every_line_of_the_table_has_a_case() -> None:
    assert list(ROWS) == list(CASES)


@pytest.mark.parametrize("what", list(CASES))
def test_it_leaves_out_what_it_says(
    what: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    case, line = CASES[what], ROWS[what]
    file = tmp_path / case.file
    file.parent.mkdir(parents=True)
    file.write_text(case.text)
    monkeypatch.chdir(tmp_path)

    def check(*options: str) -> tuple[int, set[str]]:
        capfdbinary.readouterr()
        status = main(["check", "-o", "json", "--extend-select", "endpoint-port", *options])
        findings = json.loads(capfdbinary.readouterr().out)["findings"]
        return status, {one["rule"] for one in findings}

    status, rules = check("--fail-on", "info")
    assert (status, case.rule in rules) == (1, True)

    options: list[str] = []
    if line.startswith("#"):
        file.write_text(f"{line}\n{case.text}")
    elif line.startswith("outbound-lint check "):
        options = line.split()[2:]
        if "--write-baseline" in options:
            check(*options)
            options[0] = "--baseline"
    else:
        (tmp_path / ".outbound-lint.yaml").write_text(f"{line}\n")
    status, rules = check(*options)
    assert (case.rule in rules) is not case.gone
    assert status == 0
    assert not any(rule.startswith("suppression") for rule in rules)
