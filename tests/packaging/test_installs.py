"""The schemas reach users in every way of installing the program."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.checkout import ROOT, copy_to, files
from tests.registry import require_registry

pytestmark = pytest.mark.registry

READ_ALL = """
import hashlib, json
from outbound_lint import resources
digest = lambda name: hashlib.sha256(resources.read(name).encode()).hexdigest()
print(json.dumps({name: digest(name) for name in resources.names()}))
"""


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    require_registry()
    return copy_to(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def distributions(checkout: Path) -> dict[str, Path]:
    for kind in ("--sdist", "--wheel"):
        run(sys.executable, "-m", "build", kind, cwd=checkout)
    (sdist,) = (checkout / "dist").glob("*.tar.gz")
    (wheel,) = (checkout / "dist").glob("*.whl")
    return {"sdist": sdist, "wheel": wheel, "editable": checkout}


@pytest.mark.parametrize("form", ["wheel", "sdist", "editable"])
def test_the_schemas_can_be_read(form: str, distributions: dict[str, Path], tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    editable = ["--editable"] if form == "editable" else []
    run(python, "-m", "pip", "install", "--no-deps", *editable, distributions[form], cwd=tmp_path)
    read = json.loads(run(python, "-I", "-c", READ_ALL, cwd=tmp_path))
    assert read == {
        path.name.removesuffix(".schema.json"): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (ROOT / "schemas").glob("*.schema.json")
    }


def test_no_copy_of_a_schema_is_committed() -> None:
    schemas = [path for path in files() if path.endswith(".schema.json")]
    assert schemas
    assert all(path.startswith("schemas/") for path in schemas)
