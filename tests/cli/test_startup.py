"""What a run on small valid files imports: imports take most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.checkout import ROOT
from tests.cli import samples

ALLOWED = {
    "outbound_lint",
    # what `typing`, `enum`, `re` and `contextlib` import; the entry point needs no more
    "__future__", "_bisect", "_collections", "_functools", "_operator", "_sre", "_struct",
    "_typing", "_weakrefset", "bisect", "collections", "contextlib", "copy", "copyreg", "enum",
    "errno", "functools", "gc", "importlib", "itertools", "keyword", "operator", "re", "reprlib",
    "struct", "types", "typing", "warnings", "weakref",
    "_json",  # the C scanner of JSON, not the rest of the json package
    # the C parser of YAML, and what it imports itself
    "_ruamel_yaml", "_datetime", "base64", "binascii", "cython_runtime", "datetime", "fnmatch",
    "glob", "math", "ruamel",
}  # fmt: skip

ONLY_FOR_FINDINGS = {
    "connections.credentials", "connections.finder", "connections.model", "connections.request",
    "connections.schema", "diagnosing", "findings.probes", "judging", "redaction.redactor",
    "reporters.tables", "rule", "rules",
    "facts._malformed_placeholders", "facts.addresses", "facts.auth_schemes", "facts.media_types",
    "facts.scripts", "facts.secret_shapes", "facts.secret_urls",
    "facts.secret_values", "facts.secrets",
    "run.globs", "run.ignoring",  # only for folders
    "syntax.json_errors", "syntax.yaml_errors",
    "urls.addresses", "urls.hosts", "urls.names", "urls.remarks", "urls.second_opinion",
}  # fmt: skip

SCRIPT = """
import sys
before = set(sys.modules)
from outbound_lint.cli import main
status = main(sys.argv[1:])
print(*sorted(set(sys.modules) - before), file=sys.stderr)
sys.exit(status)
"""


def imported(*args: str, cwd: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {name for name in done.stderr.split() if not name.startswith("_cython_")}


@pytest.mark.parametrize(
    "paths", [["a.yaml"], ["."], [], ["--force-exclude", "a.yaml"]], ids=" ".join
)
def test_a_run_without_findings_imports_no_other_library(tmp_path: Path, paths: list[str]) -> None:
    samples.write(tmp_path, a=samples.VALID)
    names = {name.partition(".")[0] for name in imported("check", *paths, cwd=tmp_path)}
    assert names <= ALLOWED


def test_valid_files_import_nothing_that_only_findings_need(tmp_path: Path) -> None:
    samples.write(tmp_path, a=samples.VALID)
    modules = {f"outbound_lint.{name}" for name in ONLY_FOR_FINDINGS}
    assert all(find_spec(module) for module in modules)
    (tmp_path / "a.json").write_text(samples.VALID_JSON)
    assert not modules & imported("check", "a.yaml", "a.json", cwd=tmp_path)


@pytest.mark.parametrize(
    "paths",
    [
        ["yaml/a.yaml"],
        ["yaml"],
        ["json/a.json"],
        ["json"],
        ["yaml/a.yaml", "json/a.json"],
        ["."],
        [],
    ],
    ids=" ".join,
)
def test_a_run_without_findings_imports_at_most_42_modules_of_ours(
    tmp_path: Path, paths: list[str]
) -> None:
    samples.write(tmp_path / "yaml", a=samples.VALID)
    (tmp_path / "json").mkdir()
    (tmp_path / "json" / "a.json").write_text(samples.VALID_JSON)
    names = imported("check", *paths, cwd=tmp_path)
    ours = sorted(name for name in names if name.partition(".")[0] == "outbound_lint")
    assert len(ours) <= 42, ours


AS_YAML = """\
ignore: [auth]
severity: {endpoint-port: error}
allowed-hosts: [a.b]
exclude: [vendor/]
overrides: [{files: ['*.x'], select: [all]}]
"""
AS_TOML = """\
[tool.outbound-lint]
ignore = ['auth']
severity = {endpoint-port = 'error'}
[[tool.outbound-lint.overrides]]
files = ['*.x']
select = ['all']
"""


@pytest.mark.parametrize(
    ("name", "text"), [(".outbound-lint.yaml", AS_YAML), ("pyproject.toml", AS_TOML)]
)
def test_settings_import_neither_rules_nor_other_libraries(
    tmp_path: Path, name: str, text: str
) -> None:
    samples.write(tmp_path, a=samples.VALID)
    without = imported("check", "--no-config", cwd=tmp_path)
    (tmp_path / name).write_text(text)
    names = imported("check", cwd=tmp_path)
    assert {each.partition(".")[0] for each in names} <= ALLOWED | {"array"}
    needed = {f"outbound_lint.{each}" for each in ONLY_FOR_FINDINGS - {"run.globs", "run.ignoring"}}
    assert not names & needed
    assert len({each for each in names - without if each.startswith("outbound_lint")}) <= 9


def test_the_commands_are_not_imported_before_they_are_called() -> None:
    script = "import sys, outbound_lint.cli; print(*sys.modules)"
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    ours = {name for name in done.stdout.split() if name.startswith("outbound_lint")}
    assert ours == {
        "outbound_lint",
        "outbound_lint.cli",
        "outbound_lint.cli.console",
        "outbound_lint.cli.errors",
    }
