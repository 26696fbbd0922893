"""The configurations in docs/editors.md, in a project with the schema at its root."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.checkout import ROOT
from tests.editors.conftest import YAML
from tests.editors.documents import MISTAKE
from tests.editors.lsp import Server

pytestmark = pytest.mark.registry

DOCUMENT = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
MESSAGE = "The endpoint must be a string with the HTTPS URL of the webhook."


def example(heading: str, language: str) -> str:
    """Return the example in a section of the document."""
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENT, re.M | re.S)
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)
    return str(block)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in which the schema was written as the document says."""
    (tmp_path / "agents").mkdir()
    (command,) = example("Get the schema", "bash").splitlines()
    program = f"'{sys.executable}' -m outbound_lint"
    script = command.replace("outbound-lint", program, 1)
    subprocess.run(["sh", "-c", script], cwd=tmp_path, check=True)
    return tmp_path


def yaml_server(packages: Path, version: str, settings: dict[str, Any], root: Path) -> Server:
    program = packages / version / "bin" / "yaml-language-server"
    yaml = {"schemaStore": {"enable": False}, "validate": True, **settings}
    return Server(["node", program, "--stdio"], {"yaml": yaml}, {}, "yaml", root)


def json_server(packages: Path, settings: dict[str, Any], root: Path) -> Server:
    program = packages / "vscode-langservers-extracted" / "bin" / "vscode-json-language-server"
    options = {"handledSchemaProtocols": ["file"]}
    json = {"validate": {"enable": True}, **settings}
    return Server(["node", program, "--stdio"], {"json": json}, options, "json", root)


def test_the_schema_is_the_one_that_is_tested(project: Path) -> None:
    written = (project / "outbound-connection.schema.json").read_bytes()
    assert written == (ROOT / "schemas" / "outbound-connection.schema.json").read_bytes()


@pytest.mark.parametrize("version", YAML)
def test_the_first_line_of_a_yaml_file_is_relative_to_the_file(
    packages: Path, project: Path, version: str
) -> None:
    line = example("In the file itself", "yaml")
    with yaml_server(packages, version, {}, project) as server:
        uri = server.open(project / "agents" / "support.yaml", line + MISTAKE[".yaml"])
        assert server.problems(uri) == [MESSAGE]
        uri = server.open(project / "support.yaml", line + MISTAKE[".yaml"])
        assert MESSAGE not in server.problems(uri)


def test_the_schema_member_of_a_json_file_is_relative_to_the_file(
    packages: Path, project: Path
) -> None:
    document = json.loads(example("In the file itself", "json")) | json.loads(MISTAKE[".json"])
    with json_server(packages, {}, project) as server:
        uri = server.open(project / "agents" / "support.json", json.dumps(document))
        assert server.problems(uri) == [MESSAGE]


def documented_schemas(editor: str) -> dict[str, Any]:
    """Return the setting `yaml.schemas` in the example of an editor."""
    if editor == "Visual Studio Code":
        found: dict[str, Any] = json.loads(example(editor, "json"))["yaml.schemas"]
        return found
    if editor == "Helix":
        servers = tomllib.loads(example(editor, "toml"))["language-server"]
        return dict(servers["yaml-language-server"]["config"]["yaml"]["schemas"])
    return dict(re.findall(r'\["(.+)"\] = "(.+)"', example(editor, "lua")))


@pytest.mark.parametrize("editor", ["Visual Studio Code", "Neovim", "Helix"])
@pytest.mark.parametrize("version", YAML)
def test_the_configuration_of_an_editor(
    packages: Path, project: Path, version: str, editor: str
) -> None:
    settings = {"schemas": documented_schemas(editor)}
    with yaml_server(packages, version, settings, project) as server:
        path = project / "agents" / "support.yaml"
        for number in range(20):  # before it has its configuration, it finds nothing
            uri = server.open(path.with_stem(f"support-{number}"), MISTAKE[".yaml"])
            if found := server.problems(uri):
                break
        assert found == [MESSAGE]


def test_the_configuration_of_visual_studio_code_for_json(packages: Path, project: Path) -> None:
    (schema,) = json.loads(example("Visual Studio Code", "json"))["json.schemas"]
    # Visual Studio Code itself makes the address absolute, and adds the folder to the patterns.
    schema["url"] = (project / schema["url"]).resolve().as_uri()
    with json_server(packages, {"schemas": [schema]}, project) as server:
        uri = server.open(project / "agents" / "support.json", MISTAKE[".json"])
        assert server.problems(uri) == [MESSAGE]


def test_another_validator(project: Path) -> None:
    command = example("Other tools", "bash").split()
    (project / "agents" / "support.yaml").write_text(MISTAKE[".yaml"])
    done = subprocess.run(
        [sys.executable, "-m", command[0].replace("-", "_"), *command[1:]],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "trigger_call_endpoint: 1 is not of type 'string'" in done.stdout
