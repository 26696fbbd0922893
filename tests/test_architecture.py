"""The layers of the package: what imports what, and that there is no import cycle."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.checkout import ROOT, files

PACKAGE = "outbound_lint"
LAYERS = (
    ("patterns", "spelling", "source", "resources", "facts"),
    ("syntax", "urls", "providers", "findings"),
    ("connections", "redaction", "reporters"),
    ("rule", "rules"),
    ("judging", "suppressions", "resolving", "grouping", "diagnosing", "engine", "fixing"),
    ("probe", "platform"),
    ("run",),
    ("lsp",),
    ("cli",),
    ("__main__",),
)
"""The packages and modules right under `outbound_lint`, from the lowest layer to the highest.

Each imports only from lower layers and from those before it in its own layer.
"""

LONGEST = 350
"""Lines; a longer module is two modules."""

A_MACHINE = re.compile(rb"(?<![\w.])/(?:work|farm)/|[.]library\b|[.][.]/shared\b")
"""Paths that exist on one machine only."""


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in (ROOT / "src" / PACKAGE).rglob("*.py")}


def imports(name: str) -> Iterator[str]:
    """Yield the modules of the package that a module imports, wherever in its text."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name}: write the whole name of what is imported"
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                if submodule in MODULES:
                    yield submodule
                elif node.module in MODULES:
                    yield node.module


def package_of(name: str) -> str:
    """Return the part of a module's name after `outbound_lint.`; empty for that itself."""
    return name.partition(".")[2].partition(".")[0]


ORDER = [name for layer in LAYERS for name in layer]


def rank(name: str) -> int:
    """Return the position of a module's package; `outbound_lint` itself comes first."""
    package = package_of(name)
    return ORDER.index(package) if package else -1


def test_every_package_has_a_layer() -> None:
    unknown = {package_of(name) for name in MODULES} - {"", *ORDER}
    assert not unknown, (
        f"{sorted(unknown)}: choose a layer, and add it to LAYERS in {__file__} and to the table "
        "in CONTRIBUTING.md"
    )


def test_contributing_lists_the_same_layers() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = [
        (int(layer), name)
        for layer, names in re.findall(r"^\| (\d+) \| ([^|]*) \|", text, re.MULTILINE)
        for name in re.findall(r"`(\w+)", names)
    ]
    assert table == [(layer, name) for layer, names in enumerate(LAYERS, 1) for name in names]


# The package itself imports the names of the library, but only when they are used.
@pytest.mark.parametrize("name", sorted(MODULES.keys() - {PACKAGE}))
def test_a_module_imports_only_from_lower_layers(name: str) -> None:
    above = sorted(
        other
        for other in imports(name)
        if package_of(other) != package_of(name) and rank(other) >= rank(name)
    )
    assert not above, (
        f"{name} imports {above} from its own layer or above. Move what both need to a lower "
        "layer, or pass it as an argument."
    )


def test_facts_import_nothing_but_facts() -> None:
    ours = {
        (name, other)
        for name in MODULES
        if package_of(name) == "facts"
        for other in imports(name)
        if package_of(other) not in {"facts", "patterns", "spelling"}
    }
    assert not ours, f"{ours}: facts are about the world; everything else belongs to a higher layer"


def test_only_its_command_imports_the_language_server() -> None:
    importing = {name for name in MODULES for other in imports(name) if package_of(other) == "lsp"}
    assert {name for name in importing if package_of(name) != "lsp"} == {f"{PACKAGE}.cli.lsp"}
    needing = {
        name
        for name, path in MODULES.items()
        if re.search(r"^\s*(?:from|import) (?:pygls|lsprotocol)", path.read_text("utf-8"), re.M)
    }
    assert {package_of(name) for name in needing} == {"lsp"}


def test_there_is_no_import_cycle() -> None:
    graph = {name: set(imports(name)) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        cycle = " <- ".join(error.args[1])
        pytest.fail(f"{cycle}: move what both need into a module of its own")


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_module_is_too_long(name: str) -> None:
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name}: {lines} lines; split it"


def test_no_file_names_a_path_of_one_machine() -> None:
    named = [
        f"{path}:{number}"
        for path in files()
        for number, line in enumerate((ROOT / path).read_bytes().split(b"\n"), 1)
        if A_MACHINE.search(line)
    ]
    assert not named, f"{named}: write a path that exists on every machine"
