"""Valid connections as different teams write them: nothing is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from outbound_lint.cli import main

CONNECTIONS = {
    "headers-of-tracing-and-gateways.yaml": 20,
    "payloads-with-code-and-templates.yaml": 11,
    "agents-of-the-api.json": 2,
    "authentication.json": 53,
    "clouds-and-gateways.yaml": 68,
    "endpoints.yaml": 41,
    "hosting-platforms.json": 25,
    "kubernetes-and-ansible.yaml": 9,
    "long-payload.yaml": 2,
    "near-the-border.json": 67,
    "payloads.yaml": 39,
    "phone-number-keys.yaml": 47,
    "secret-stores.yaml": 22,
    "streams-and-mappings.yaml": 5,
    "styles-folded-and-anchors.yaml": 10,
    "template-languages.yaml": 31,
    "voice-providers.json": 35,
}
FOLDER = Path(__file__).parent


def test_every_file_is_checked() -> None:
    files = {path.name for path in FOLDER.iterdir() if path.suffix in (".json", ".yaml")}
    assert files == CONNECTIONS.keys()


@pytest.mark.parametrize("file", CONNECTIONS)
def test_a_valid_file_has_no_finding(file: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--no-config", "--fail-on", "warning", str(FOLDER / file)])
    expected = f"No problems found in {CONNECTIONS[file]} connections (1 file).\n"
    assert (status, capsys.readouterr().out) == (0, expected)
