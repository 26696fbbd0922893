"""The floors of the building: a room imports from the floors below it, and from nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.checkout import ROOT, files

PACKAGE = "outbound_lint"
FLOORS = (
    ("patterns", "spelling"),
    ("source", "facts", "schema_files"),
    ("syntax", "findings", "urls"),
    ("connections", "reporters"),
    ("rules",),
    ("diagnosing",),
    ("engine", "probe"),
    ("run",),
    ("cli",),
    ("__main__",),
)
"""The rooms from the ground up; each is a package or a module right under `outbound_lint`."""

LONGEST = 350
"""A module with more lines is two modules."""

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


def room_of(name: str) -> str:
    """The part of the name after the package's; empty for the package itself."""
    return name.partition(".")[2].partition(".")[0]


def floor_of(name: str) -> int:
    """The package itself holds the version only, and stands on the ground."""
    room = room_of(name)
    return next((floor for floor, rooms in enumerate(FLOORS) if room in rooms), -1)


def test_every_room_has_its_floor() -> None:
    rooms = {room_of(name) for name in MODULES} - {""}
    unknown = rooms - {room for floor in FLOORS for room in floor}
    assert not unknown, (
        f"{sorted(unknown)}: decide on which floor it stands, and add it to FLOORS in {__file__} "
        "and to the table in CONTRIBUTING.md"
    )


def test_the_plan_in_the_documents_is_this_one() -> None:
    plan = re.findall(r"^\| (\d+) \| `(\w+)` \|", (ROOT / "CONTRIBUTING.md").read_text(), re.M)
    assert {(int(floor), room) for floor, room in plan} == {
        (floor, room) for floor, rooms in enumerate(FLOORS, 1) for room in rooms
    }


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_room_imports_only_from_floors_below(name: str) -> None:
    above = sorted(
        other
        for other in imports(name)
        if room_of(other) != room_of(name) and floor_of(other) >= floor_of(name)
    )
    assert not above, (
        f"{name} imports {above}, which stand on its own floor or above. Move what both need to "
        "a floor below, or hand it over as an argument."
    )


def test_facts_know_nothing_of_the_program() -> None:
    ours = {
        (name, other)
        for name in MODULES
        if room_of(name) == "facts"
        for other in imports(name)
        if room_of(other) not in {"facts", "patterns", "spelling"}
    }
    assert not ours, f"{ours}: facts are what the world says; what is ours belongs to a room above"


def test_there_is_no_circle() -> None:
    graph = {name: set(imports(name)) - {name} for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        circle = " <- ".join(error.args[1])
        pytest.fail(f"{circle}: move what both need into a module of its own")


@pytest.mark.parametrize("name", sorted(MODULES))
def test_no_module_is_too_long(name: str) -> None:
    lines = len(MODULES[name].read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST, f"{name}: {lines} lines; look for the wall between two rooms in it"


def test_no_file_names_a_place_of_one_machine() -> None:
    named = [
        f"{path}:{number}"
        for path in files()
        for number, line in enumerate((ROOT / path).read_bytes().split(b"\n"), 1)
        if A_MACHINE.search(line)
    ]
    assert not named, f"{named}: write a path that exists on every machine"
