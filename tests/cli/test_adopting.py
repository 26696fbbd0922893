"""A repository with 500 findings is adopted with one command, and stays adopted.

The old findings stay hidden after other people have worked on the files, and a new mistake is
reported, whether they are hidden by a baseline or by comments.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from outbound_lint.cli import main
from tests.cli.conftest import Run

VALID = {
    "trigger_call_endpoint": "https://voice.acme.dev/outbound",
    "trigger_call_headers": '{"Content-Type": "application/json", "X-API-Key": "${KEY}"}',
    "trigger_call_payload": '{"campaign": "renewal", "attempts": 3}',
    "phone_number_key": "to",
}
OLD: dict[str, dict[str, str]] = {
    "endpoint-scheme": {"trigger_call_endpoint": "http://voice.acme.dev/outbound"},
    "auth-missing": {"trigger_call_headers": '{"Content-Type": "application/json"}'},
    "payload-invalid-json": {"trigger_call_payload": '{"campaign": "renewal",}'},
    "phone-key-path": {"phone_number_key": "patient.phone"},
    "missing-field": {"trigger_call_endpoint": ""},
}
FILES, EACH = 50, 2
ADOPT = {
    "baseline": ["--write-baseline", "known.json"],
    "comments": ["--add-ignores", "--reason", "known before 2026"],
}
KEY = re.compile(r"((?: {4}#.*\n)*) {4}(\w+): '(.*)'\n")
CONNECTION = re.compile(r"((?: {2}#.*\n)*) {2}([\w-]+):\n((?: {4}.*\n)+)")


def connection(name: str, fields: dict[str, str]) -> str:
    lines = (f"    {key}: '{value}'\n" for key, value in (VALID | fields).items() if value)
    return f"  {name}:\n{''.join(lines)}"


@pytest.fixture(scope="module", params=list(ADOPT))
def adopted(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with 500 findings, after the one command."""
    folder = tmp_path_factory.mktemp("adopted")
    for number in range(FILES):
        connections = (
            connection(f"{rule}-{count}", fields)
            for rule, fields in OLD.items()
            for count in range(EACH)
        )
        (folder / f"a{number}.yaml").write_text(f"connections:\n{''.join(connections)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert main(["check", "-q", "--jobs", "1", *ADOPT[request.param]]) == 0
    return folder


@pytest.fixture
def repository(adopted: Path, tmp_path: Path, run: Run) -> Path:
    shutil.copytree(adopted, tmp_path, dirs_exist_ok=True)
    if (tmp_path / "known.json").exists():
        (tmp_path / ".outbound-lint.yaml").write_text("baseline: known.json\n")
    return tmp_path


def reported(run: Run) -> Counter[tuple[str, str]]:
    """Return the file and the rule of each finding, and check that the 500 are hidden."""
    report = run("check", "-o", "json", "--jobs", "1").report()
    summary = report["summary"]
    assert sorted([summary["baselined"], summary["suppressed"]]) == [0, 500]
    return Counter((one["path"], one["rule"]) for one in report["findings"])


def edited(connections: str, *, indent: int, quote: str, turned: int | None) -> str:
    """Return connections with another indentation and other quotes.

    Their keys are in reverse from one on, and a comment above a key moves with it.
    """
    space = " " * indent

    def key(found: re.Match[str]) -> str:
        comments, name, value = found.groups()
        value = json.dumps(value) if quote == '"' else f">-\n{space * 3}{value}"
        return f"{comments.replace('    #', f'{space * 2}#')}{space * 2}{name}: {value}\n"

    def one(found: re.Match[str]) -> str:
        comments, name, keys = found.groups()
        parts = [key(part) for part in KEY.finditer(keys)]
        if turned is not None:
            parts[turned:] = reversed(parts[turned:])
        return f"{comments.replace('  #', f'{space}#')}{space}{name}:\n{''.join(parts)}"

    found = list(CONNECTION.finditer(connections))
    assert "".join(part[0] for part in found) == connections
    return "".join(map(one, found))


def test_nothing_old_is_reported_and_a_new_mistake_is(repository: Path, run: Run) -> None:
    assert reported(run) == {}
    text = (repository / "a7.yaml").read_text()
    new = connection("new", OLD["payload-invalid-json"])
    (repository / "a7.yaml").write_text(text + new)
    (repository / "b.yaml").write_text(f"connections:\n{new}")
    assert reported(run) == {
        ("a7.yaml", "payload-invalid-json"): 1,
        ("b.yaml", "payload-invalid-json"): 1,
    }
    assert run("check", "-q").status == 1


@pytest.mark.parametrize(("indent", "quote", "turn"), [(4, '"', False), (1, ">", True)])
def test_other_work_on_the_files_changes_nothing(
    repository: Path, run: Run, indent: int, quote: str, turn: bool
) -> None:
    # A comment about a missing field is above the first key, and works only there.
    turned = (0 if (repository / "known.json").exists() else 1) if turn else None
    inserted = connection("inserted", {"trigger_call_payload": "{,}"})
    for file in repository.glob("a*.yaml"):
        connections = inserted + file.read_text().removeprefix("connections:\n")
        text = edited(connections, indent=indent, quote=quote, turned=turned)
        file.write_text(f"# The agents.\n\n\nconnections:\n\n{text}")
    assert reported(run) == {(f"a{n}.yaml", "payload-invalid-json"): 1 for n in range(FILES)}
