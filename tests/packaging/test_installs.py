"""The schemas and rule pages are found however the program is installed."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from outbound_lint.rules import RULES
from tests.checkout import ROOT, copy_to, files
from tests.registry import require_registry

pytestmark = pytest.mark.registry

READ_ALL = """
import hashlib, json, sys
from outbound_lint import resources
from outbound_lint.facts.provider_hosts import HOSTS
texts = {f"schemas/{name}": resources.schema(name) for name in resources.schema_names()}
texts |= {f"docs/rules/{name}.md": resources.rule_page(name) for name in sys.argv[1:]}
texts |= {f"schemas/providers/{name}.yaml": resources.provider(name) for _, name in HOSTS}
print(json.dumps({path: hashlib.sha256(text.encode()).hexdigest() for path, text in texts.items()}))
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
def test_the_schemas_and_pages_can_be_read(
    form: str, distributions: dict[str, Path], tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, with_pip=True)
    python = environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    editable = ["--editable"] if form == "editable" else []
    run(python, "-m", "pip", "install", "--no-deps", *editable, distributions[form], cwd=tmp_path)
    rules = [rule.name for rule in RULES]
    read = json.loads(run(python, "-I", "-c", READ_ALL, *rules, cwd=tmp_path))
    assert read == {
        path.removesuffix(".json").removesuffix(".schema"): hashlib.sha256(
            (ROOT / path).read_bytes()
        ).hexdigest()
        for path in files()
        if re.fullmatch(r"schemas/.*\.(json|yaml)|docs/rules/(?!README).*\.md", path)
    }


def test_no_copy_of_a_schema_is_committed() -> None:
    schemas = [path for path in files() if path.endswith(".schema.json")]
    assert schemas
    assert all(path.startswith("schemas/") for path in schemas)


def test_no_copy_of_a_rule_page_is_committed() -> None:
    pages = [path for path in files() if Path(path).name == "payload-key-collision.md"]
    assert pages == ["docs/rules/payload-key-collision.md"]
