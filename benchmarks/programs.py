"""The programs that are compared, each installed as its users install it, in a separate folder.

None of the others looks into the JSON in the strings, so they do less. Two read YAML and know no
schema: yamllint and ryl. Two run with the same files as JSON: ajv-cli, and the native validator of
Sourcemeta once more.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
SCHEMA = ROOT / "schemas" / "outbound-connection.schema.json"
OURS = "outbound-lint"
FEWER_RULES = "{extends: relaxed, rules: {line-length: disable}}"


class Program(NamedTuple):
    """A program to compare.

    Attributes:
        name: What it is called in the results.
        package: What pip or npm installs, with its version.
        command: The program, in the folder where it is installed, and its arguments before the
            names of files. `{schema}`, `{definitions}` and `{ruleset}` are files beside it.
        suffix: The format that it reads.
        glob: Whether it finds the files itself, by this pattern, rather than getting their names.
        slow: Whether it runs only with single files.
    """

    name: str
    package: str
    command: tuple[str, ...]
    suffix: str = "yaml"
    glob: str | None = None
    slow: bool = False

    @property
    def from_npm(self) -> bool:
        """Whether npm installs it."""
        return self.command[0].startswith("node_modules/")

    def arguments(self, tools: Path, names: list[str]) -> list[str]:
        """Return the command for files.

        Args:
            tools: the folder that all programs are installed in.
            names: the names of the files, without their extension.
        """
        program = str(tools / folder_of(self.package) / self.command[0])
        inputs = [self.glob] if self.glob else [f"{name}.{self.suffix}" for name in names]
        files = {f"{{{file.stem}}}": str(file) for file in tools.glob("*.json")}
        return [program, *(files.get(word, word) for word in self.command[1:]), *inputs]


_NATIVE = "node_modules/@sourcemeta/jsonschema/build/github-releases/jsonschema-" + "-".join(
    (platform.system().lower(), {"aarch64": "arm64"}.get(platform.machine(), platform.machine()))
)
PROGRAMS = [
    Program(OURS, str(ROOT), ("bin/outbound-lint", "check")),
    Program(
        "check-jsonschema",
        "check-jsonschema==0.39.0",
        ("bin/check-jsonschema", "--schemafile", "{schema}"),
    ),
    Program("yamllint", "yamllint==1.38.0", ("bin/yamllint", "-d", FEWER_RULES)),
    Program(
        "ajv-cli",
        "ajv-cli@5.0.0",
        ("node_modules/.bin/ajv", "validate", "--strict=false", "-s", "{schema}", "-d"),
        suffix="json",
        glob="*.json",
    ),
    Program(
        "Spectral",
        "@stoplight/spectral-cli@6.16.3",
        ("node_modules/.bin/spectral", "lint", "--quiet", "--ruleset", "{ruleset}"),
        slow=True,
    ),
    Program(
        "Sourcemeta (JSON)",
        "@sourcemeta/jsonschema@16.11.0",
        (_NATIVE, "validate", "--fast", "{definitions}"),
        suffix="json",
    ),
    Program(
        "Sourcemeta (YAML)",
        "@sourcemeta/jsonschema@16.11.0",
        (_NATIVE, "validate", "--fast", "{definitions}"),
    ),
    Program("ryl", "ryl==0.26.1", ("bin/ryl", "check", "--no-cache", "-d", FEWER_RULES)),
]


def install(tools: Path) -> dict[str, str]:
    """Install what is missing, and outbound-lint anew.

    Args:
        tools: the folder for the programs and for what they need beside the files.

    Returns:
        The programs that could not be installed, and why.
    """
    tools.mkdir(parents=True, exist_ok=True)
    _write_settings(tools)
    missing = {}
    for program in PROGRAMS:
        folder = tools / folder_of(program.package)
        if folder.exists() and program.name != OURS:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        try:
            (_npm_install if program.from_npm else _pip_install)(folder, program.package)
        except (OSError, subprocess.CalledProcessError) as error:
            shutil.rmtree(folder, ignore_errors=True)
            output = (getattr(error, "stderr", None) or str(error)).strip()
            missing[program.name] = f"{program.package} cannot be installed"
            print(f"{missing[program.name]}:\n{output}", file=sys.stderr)
    return missing


def folder_of(package: str) -> str:
    """Return the name of the folder that a package is installed in."""
    return OURS if package == str(ROOT) else package.replace("/", "-").lstrip("@")


def version_of(program: Program) -> str:
    """Return the version of a program, which its package names."""
    if program.name != OURS:
        return program.package.replace("==", "@").rpartition("@")[2]
    text = (ROOT / "src" / "outbound_lint" / "__init__.py").read_text(encoding="utf-8")
    return text.partition('__version__ = "')[2].partition('"')[0]


def _write_settings(tools: Path) -> None:
    """Write the schema in the notations that the programs need.

    The native validator of Sourcemeta refuses `$defs` in a schema of draft-07, which calls it
    `definitions`; all others ignore that.
    """
    schema = SCHEMA.read_text(encoding="utf-8")
    then = {"function": "schema", "functionOptions": {"schema": json.loads(schema)}}
    ruleset = {"rules": {"connections": {"given": "$", "severity": "error", "then": then}}}
    (tools / "schema.json").write_text(schema, encoding="utf-8")
    (tools / "definitions.json").write_text(schema.replace("$defs", "definitions"), "utf-8")
    (tools / "ruleset.json").write_text(json.dumps(ruleset), encoding="utf-8")


def _pip_install(folder: Path, package: str) -> None:
    """Install a package into a virtual environment; pip compiles it."""
    venv.create(folder, with_pip=False, symlinks=os.name != "nt")
    pip = [sys.executable, "-m", "pip", "--quiet", "--python", str(folder / "bin" / "python")]
    _run([*pip, "--disable-pip-version-check", "install", package], folder)


def _npm_install(folder: Path, package: str) -> None:
    """Install a package of npm; none of its scripts is run."""
    folder.mkdir()
    (folder / "package.json").write_text('{"private": true}')
    options = ["--ignore-scripts", "--no-audit", "--no-fund"]
    _run(["npm", "install", *options, package], folder)


def _run(command: list[str], folder: Path) -> None:
    # Without this variable, which some people set, Python writes the code that it compiles.
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    subprocess.run(
        command,
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=600,
    )
