"""SARIF in the eyes of Microsoft's SARIF Multitool, the validator that most hosts recommend."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.editors.npm import install

pytestmark = [
    pytest.mark.registry,
    pytest.mark.skipif(
        (sys.platform, platform.machine()) != ("linux", "x86_64"), reason="the program is for Linux"
    ),
]

PACKAGES = {"@microsoft/sarif-multitool-linux": "5.7.0"}

NO_HOME_PAGE = "SARIF2005"
"""The only remark: the report names no web page of the tool, for none is published."""


@pytest.fixture(scope="module")
def multitool(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cache = getattr(request.config, "cache", None)
    folder = cache.mkdir("multitool") if cache else tmp_path_factory.mktemp("npm")
    package = install(Path(folder), PACKAGES) / "node_modules" / next(iter(PACKAGES))
    program = package / "Sarif.Multitool"
    program.chmod(0o755)
    return program


def remarks(multitool: Path, report: Path) -> list[str]:
    """Return the names of the rules by which the program finds something."""
    done = subprocess.run(
        [multitool, "validate", report],
        env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Analysis completed successfully." in done.stdout, done.stdout + done.stderr
    return re.findall(r": (?:error|warning|note) (\w+):", done.stdout)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """The report of examples with mistakes, one of which has an unusual name."""
    folder = shutil.copytree(ROOT / "examples" / "broken", tmp_path / "broken")
    (folder / "agents" / "sales.yaml").rename(folder / "a:b,c %41 [x](y) #é.yaml")
    command = [sys.executable, "-m", "outbound_lint", "check", "-o", "sarif=report.sarif"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    assert subprocess.run(command, cwd=folder, env=env, check=False).returncode == 1
    return folder / "report.sarif"


def test_the_multitool_finds_no_mistake(multitool: Path, report: Path) -> None:
    assert remarks(multitool, report) == [NO_HOME_PAGE]


def test_the_multitool_would_find_a_mistake(multitool: Path, report: Path) -> None:
    text = report.read_text(encoding="utf-8")
    report.write_text(re.sub(r'"endLine": \d+', '"endLine": 1', text), encoding="utf-8")
    assert "SARIF1007" in remarks(multitool, report)
