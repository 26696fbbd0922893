"""Running language servers, one of each kind for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.editors.documents import Editor
from tests.editors.lsp import Server
from tests.editors.npm import install

SCHEMA = ROOT / "schemas" / "outbound-connection.schema.json"
YAML = ("yaml-1.15", "yaml-1.19", "yaml-2.0")


@pytest.fixture(scope="session")
def packages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that contains the packages from npm, kept in pytest's cache for the next run."""
    cache = getattr(request.config, "cache", None)  # pytest can run without it
    folder = cache.mkdir("language-servers") if cache else tmp_path_factory.mktemp("npm")
    return install(Path(folder)) / "node_modules"


@pytest.fixture(scope="session", params=YAML)
def yaml(
    request: pytest.FixtureRequest, packages: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Editor]:
    """An editor of YAML files that uses the schema."""
    program = packages / request.param / "bin" / "yaml-language-server"
    settings = {
        "yaml": {
            "schemas": {SCHEMA.as_uri(): ["*.yaml"]},
            "schemaStore": {"enable": False},
            "validate": True,
            "hover": True,
            "completion": True,
        }
    }
    with Server(["node", program, "--stdio"], settings, {}, "yaml") as server:
        yield Editor(server, tmp_path_factory.mktemp("yaml"), ".yaml")


@pytest.fixture(scope="session")
def json(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor of JSON files that uses the schema."""
    program = packages / "vscode-langservers-extracted" / "bin" / "vscode-json-language-server"
    schemas = [{"fileMatch": ["*.json"], "url": SCHEMA.as_uri()}]
    settings = {"json": {"schemas": schemas, "validate": {"enable": True}}}
    options = {"handledSchemaProtocols": ["file"]}
    with Server(["node", program, "--stdio"], settings, options, "json") as server:
        yield Editor(server, tmp_path_factory.mktemp("json"), ".json")
