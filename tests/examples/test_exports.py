"""The shapes in which the platform gives and takes agents: an example of each is found and judged.

The shapes are those of the platform's command line and of its API (github.com/coval-ai/cli and
github.com/coval-ai/coval-examples).
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.checkout import ROOT
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture

EXPORTS = ROOT / "examples" / "exports"


class Shape(NamedTuple):
    """What an example holds.

    Attributes:
        connections: How many connections.
        headers: The pointer of the first headers in it; empty where only the payload is changed.
    """

    connections: int
    headers: str


SHAPES = {
    "agents-list.json": Shape(2, "/0/metadata/trigger_call_headers"),
    "agent-get.json": Shape(1, "/metadata/trigger_call_headers"),
    "api-agents.json": Shape(1, "/agents/0/metadata/trigger_call_headers"),
    "api-agent.json": Shape(1, "/agent/metadata/trigger_call_headers"),
    "api-agent-versions.json": Shape(2, "/versions/0/metadata/trigger_call_headers"),
    "mutations-list.json": Shape(0, ""),
    "api-mutations.json": Shape(0, ""),
    "agent-with-mutations.json": Shape(3, "/agent/metadata/trigger_call_headers"),
    "create-agent.json": Shape(1, "/metadata/trigger_call_headers"),
    "update-agent.json": Shape(0, "/metadata/trigger_call_headers"),
    "create-mutation.json": Shape(0, ""),
    "metadata.json": Shape(0, "/trigger_call_headers"),
}


def test_every_example_is_in_the_table() -> None:
    assert {path.name for path in EXPORTS.iterdir()} == {*SHAPES}


@pytest.mark.parametrize("name", SHAPES)
def test_nothing_is_reported_for_a_valid_export(run: Run, name: str) -> None:  # noqa: F811
    report = run("check", EXPORTS / name, "-o", "json").report()
    assert report["findings"] == []
    assert report["summary"]["connections"] == SHAPES[name].connections


@pytest.mark.parametrize("name", [name for name, shape in SHAPES.items() if shape.headers])
def test_a_mistake_in_the_headers_of_an_export_is_reported(
    run: Run,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    text = (EXPORTS / name).read_text(encoding="utf-8")
    assert "application/json" in text
    (tmp_path / name).write_text(text.replace("application/json", "text/plain", 1))
    (found,) = run("check", name, "-o", "json").report()["findings"]
    assert found["rule"] == "content-type-not-json"
    assert found["pointer"] == SHAPES[name].headers
    assert found["embedded_pointer"] == "/Content-Type"


@pytest.mark.parametrize("name", [name for name in SHAPES if "mutation" in name])
def test_a_mistake_in_the_overrides_of_a_mutation_is_reported(
    run: Run,  # noqa: F811
    tmp_path: Path,
    name: str,
) -> None:
    text = (EXPORTS / name).read_text(encoding="utf-8")
    assert r"\"support-es\"" in text
    (tmp_path / name).write_text(text.replace(r"\"support-es\"", "support-es", 1))
    (found,) = run("check", name, "-o", "json").report()["findings"]
    assert found["rule"] == "payload-invalid-json"
    assert found["pointer"].endswith("/config_overrides/metadata/trigger_call_payload")
