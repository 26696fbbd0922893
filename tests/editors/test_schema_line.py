"""A file that names its schema itself: its path is relative to the file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.editors.documents import MISTAKE
from tests.editors.lsp import Server

pytestmark = pytest.mark.registry

MESSAGE = "The endpoint must be a string with the HTTPS URL of the webhook."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the schema beside the folder of the connections."""
    (tmp_path / "agents").mkdir()
    command = [sys.executable, "-m", "outbound_lint", "schema"]
    with (tmp_path / "outbound-connection.schema.json").open("wb") as file:
        subprocess.run(command, stdout=file, check=True)
    return tmp_path


@pytest.mark.parametrize(("path", "found"), [("../", True), ("./", False)])
@pytest.mark.parametrize("version", ["yaml-1.15", "yaml-1.19", "yaml-2.0"])
def test_the_first_line_of_a_yaml_file(
    packages: Path, project: Path, version: str, path: str, found: bool
) -> None:
    program = packages / version / "bin" / "yaml-language-server"
    settings = {"yaml": {"schemaStore": {"enable": False}, "validate": True}}
    line = f"# yaml-language-server: $schema={path}outbound-connection.schema.json\n"
    with Server(["node", program, "--stdio"], settings, {}, "yaml") as server:
        uri = server.open(project / "agents" / "support.yaml", line + MISTAKE[".yaml"])
        assert (MESSAGE in server.problems(uri)) == found


def test_the_schema_member_of_a_json_file(packages: Path, project: Path) -> None:
    program = packages / "vscode-langservers-extracted" / "bin" / "vscode-json-language-server"
    document = {"$schema": "../outbound-connection.schema.json", **json.loads(MISTAKE[".json"])}
    settings = {"json": {"validate": {"enable": True}}}
    options = {"handledSchemaProtocols": ["file"]}
    with Server(["node", program, "--stdio"], settings, options, "json") as server:
        uri = server.open(project / "agents" / "support.json", json.dumps(document))
        assert server.problems(uri) == [MESSAGE]
