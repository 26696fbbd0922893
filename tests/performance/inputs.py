"""What the guard against regressions runs: files of the benchmarks, in small numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus

(SMALL,) = corpus.valid(1)
LARGE = corpus.large(100)
FINDINGS = corpus.large(15).yaml.replace("https:", "http:")
SETTINGS_YAML = """\
ignore: [auth]
severity: {endpoint-port: error}
allowed-hosts: [a.b]
exclude: [vendor/]
overrides: [{files: ['*.x'], select: [all]}]
"""
SETTINGS_TOML = """\
[tool.outbound-lint]
ignore = ['auth']
severity = {endpoint-port = 'error'}
[[tool.outbound-lint.overrides]]
files = ['*.x']
select = ['all']
"""


class Input(NamedTuple):
    """The arguments of `check`, and the files in its working directory.

    Attributes:
        arguments: The arguments.
        files: The text of each file.
        status: The exit status.
    """

    arguments: str
    files: Mapping[str, str]
    status: int = 0

    def write(self, folder: Path) -> None:
        """Write the files; the search for settings does not look further up."""
        (folder / ".git").touch()
        for name, text in self.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8", newline="\n")


def _named(files: Iterator[corpus.File]) -> dict[str, str]:
    return {f"files/{file.name}.yaml": file.yaml for file in files}


VALID = {
    "a small file": Input("a.yaml", {"a.yaml": SMALL.yaml}),
    "a small JSON file": Input("a.json", {"a.json": SMALL.json}),
    "a file that a hook names": Input("--force-exclude a.yaml", {"a.yaml": SMALL.yaml}),
    "a folder with one file": Input(".", {"a.yaml": SMALL.yaml}),
    "settings in YAML": Input(
        "a.yaml", {"a.yaml": SMALL.yaml, ".outbound-lint.yaml": SETTINGS_YAML}
    ),
    "settings in TOML": Input("a.yaml", {"a.yaml": SMALL.yaml, "pyproject.toml": SETTINGS_TOML}),
    "a file of 100 connections": Input("a.yaml", {"a.yaml": LARGE.yaml}),
}
INPUTS = {
    **VALID,
    "a folder with 30 files": Input("--jobs 1 files", _named(corpus.valid(30))),
    "a trailing comma": Input(
        "a.yaml", {"a.yaml": corpus.broken(corpus.TRAILING_COMMA).yaml}, status=1
    ),
    "JSON in single quotes": Input(
        "a.yaml", {"a.yaml": corpus.broken(corpus.SINGLE_QUOTES).yaml}, status=1
    ),
    "a file of 15 findings": Input("a.yaml", {"a.yaml": FINDINGS}, status=1),
}
