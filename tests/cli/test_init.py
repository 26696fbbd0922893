"""`outbound-lint init`: the files it writes pass the check, and none is overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from outbound_lint import resources
from tests.checkout import ROOT
from tests.cli.conftest import Run

FILES = [
    ".outbound-lint.yaml",
    ".pre-commit-config.yaml",
    "outbound-connection.schema.json",
    "outbound-connections.yaml",
]
CONNECTIONS = "outbound-connections.yaml"
TOKEN = "8f14e45fceea167a" + "5a36dedd4bea2543"
KEY = "zx81Q-7Tk" + "29LmPq04Rw"
VENDOR = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc"


def load(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def agent(name: str, **fields: str | None) -> dict[str, Any]:
    endpoint = fields.pop("endpoint", "https://voice.acme.dev/outbound")
    return {
        "display_name": name,
        "model_type": "MODEL_TYPE_OUTBOUND_VOICE",
        "endpoint": endpoint,
        "metadata": fields,
    }


def export(folder: Path, *agents: dict[str, Any]) -> Path:
    path = folder / "export.json"
    path.write_text(json.dumps({"agents": agents}), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A working directory of its own, so that an export is not checked."""
    made = tmp_path / "repository"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def test_the_files_pass_the_check(run: Run, folder: Path) -> None:
    result = run("init")
    assert result.status == 0
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert all(f"Wrote {name}: " in result.out for name in FILES)
    checked = run("check", "--fail-on", "info", "--require-connections", "--extend-select", "all")
    assert checked.status == 0, checked.out
    assert (folder / FILES[2]).read_text() == resources.schema("outbound-connection")
    assert load(folder / ".outbound-lint.yaml") == {"fail-on": "warning"}
    (hook,) = load(folder / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    assert hook["entry"] == "outbound-lint check --force-exclude"


def test_every_setting_in_the_comments_of_the_settings_file_is_valid(
    run: Run, folder: Path
) -> None:
    run("init")
    path = folder / ".outbound-lint.yaml"
    lines = path.read_text().splitlines()
    settings = [line.removeprefix("# ") for line in lines if line.endswith("]") or line[-1:] == ":"]
    assert len(settings) == 6
    path.write_text("\n".join(settings))
    assert run("check").status == 0
    assert set(load(path)) == {"ignore", "extend-select", "overrides", "exclude"}


@pytest.mark.parametrize("name", FILES)
def test_an_existing_file_is_kept(run: Run, folder: Path, name: str) -> None:
    (folder / name).write_text("# mine\n")
    result = run("init")
    assert result.status == 0
    assert f"Kept {name}, which exists already." in result.out
    assert (folder / name).read_text() == "# mine\n"
    assert sorted(path.name for path in folder.iterdir()) == FILES
    assert ("repos:` in it:\n  - repo: local" in result.out) == (name == FILES[1])


def test_settings_in_pyproject_stay_in_effect(run: Run, folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[tool.outbound-lint]\nfail-on = "never"\n')
    assert "Kept the settings in pyproject.toml.\n" in run("init").out
    assert not (folder / ".outbound-lint.yaml").exists()


def test_a_link_to_nothing_is_kept_too(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / CONNECTIONS).symlink_to(tmp_path / "elsewhere")
    assert run("init").status == 0
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_becomes_a_connection_file_that_passes_the_check(run: Run, folder: Path) -> None:
    result = run("init", "--from", ROOT / "examples/valid/exports/agents.json")
    assert result.status == 0
    assert result.err == ""
    assert load(folder / CONNECTIONS) == {
        "connections": [
            {
                "name": "Support, English",
                "trigger_call_endpoint": "https://voice.acme.dev/outbound/support/en",
                "trigger_call_headers": '{"Content-Type": "application/json", '
                '"Authorization": "Bearer ${SUPPORT_TOKEN}"}',
                "phone_number_key": "to",
                "trigger_call_payload": '{"agent": "support-en", '
                '"greeting": "Hello, this is Acme support."}',
            }
        ]
    }
    assert run("check").status == 0


def test_credentials_become_placeholders(run: Run, folder: Path, tmp_path: Path) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {TOKEN}"}
    path = export(
        tmp_path,
        agent("Support, English", trigger_call_headers=json.dumps(headers)),
        agent(
            "2nd",
            endpoint=f"https://voice.acme.dev/x?api_key={KEY}&y=1",
            trigger_call_headers=json.dumps({"X-API-Key": VENDOR, "X-Other": "${KEPT}"}),
            trigger_call_payload=json.dumps({"token": KEY, "it's": "ü\n"}, ensure_ascii=False),
        ),
    )
    result = run("init", "--from", path)
    assert result.status == 0
    text = (folder / CONNECTIONS).read_text(encoding="utf-8")
    for secret in (TOKEN, KEY, VENDOR, VENDOR[8:]):
        assert secret not in text + result.out + result.err
    first, second = load(folder / CONNECTIONS)["connections"]
    assert json.loads(first["trigger_call_headers"]) == headers | {
        "Authorization": "Bearer ${SUPPORT_ENGLISH_TOKEN}"
    }
    assert second["trigger_call_endpoint"] == "https://voice.acme.dev/x?api_key=${_2ND_API_KEY}&y=1"
    assert json.loads(second["trigger_call_headers"]) == {
        "X-API-Key": "${_2ND_X_API_KEY}",
        "X-Other": "${KEPT}",
    }
    assert json.loads(second["trigger_call_payload"]) == {"token": "${_2ND_TOKEN}", "it's": "ü\n"}
    assert "4 credentials became placeholders: SUPPORT_ENGLISH_TOKEN, " in result.err
    assert run("check", "--select", "secret,placeholder,document").status == 0


def test_connections_of_one_name_get_different_ones(run: Run, folder: Path, tmp_path: Path) -> None:
    headers = json.dumps({"Authorization": f"Bearer {TOKEN}"})
    one, unnamed = agent("a", trigger_call_headers=headers), agent("", phone_number_key="to")
    run("init", "--from", export(tmp_path, one, one, unnamed, agent("a 2"), one))
    connections = load(folder / CONNECTIONS)["connections"]
    names = ["a", "a 2", "connection-3", "a 2 2", "a 3"]
    assert [each["name"] for each in connections] == names
    assert "${A_TOKEN}" in connections[0]["trigger_call_headers"]
    assert "${A_2_TOKEN}" in connections[1]["trigger_call_headers"]


def test_characters_that_yaml_must_not_contain_are_escaped(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    text = '{"a": "\x00\t\x85\u202e\U000e0001"}'
    run("init", "--from", export(tmp_path, agent('a\n"b\ud800', trigger_call_payload=text)))
    (connection,) = load(folder / CONNECTIONS)["connections"]
    assert connection["name"] == 'a\n"b\ud800'
    assert connection["trigger_call_payload"] == text
    assert b"\0" not in (folder / CONNECTIONS).read_bytes()


def test_fields_without_a_value_are_left_out(run: Run, folder: Path, tmp_path: Path) -> None:
    run("init", "--from", export(tmp_path, agent("a", trigger_call_payload=None)))
    (connection,) = load(folder / CONNECTIONS)["connections"]
    assert connection.keys() == {"name", "trigger_call_endpoint"}


def test_an_export_is_read_from_standard_input(run: Run, folder: Path) -> None:
    text = (ROOT / "examples/valid/exports/agents.json").read_bytes()
    assert run("init", "--from", "-", stdin=text).status == 0
    assert len(load(folder / CONNECTIONS)["connections"]) == 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"agents": []}', "there is no outbound voice connection in it"),
        (b'{"model_type": "MODEL_TYPE_OUTBOUND_VOICE",', "line 1, column "),
        (b"\xff\xfe", "the file is not UTF-8"),
        (None, "--from: no such file: ../export.json"),
        (
            b'{"trigger_call_endpoint": "https://a.b", "trigger_call_headers": {"a": "b"}}',
            "a value of `trigger_call_headers` is not a string: `outbound-lint check` explains it",
        ),
    ],
)
def test_nothing_is_written_if_an_export_cannot_be_used(
    run: Run, folder: Path, tmp_path: Path, content: bytes | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "export.json").write_bytes(content)
    result = run("init", "--from", "../export.json")
    assert (result.status, result.out) == (2, "")
    assert "../export.json" in result.err
    assert message in result.err
    assert not [*folder.iterdir()]


def test_an_export_does_not_replace_connections(run: Run, folder: Path, tmp_path: Path) -> None:
    (folder / CONNECTIONS).write_text("# mine\n")
    result = run("init", "--from", export(tmp_path, agent("a")))
    assert result.status == 2
    assert f"{CONNECTIONS} exists: move it away first" in result.err
    assert [path.name for path in folder.iterdir()] == [CONNECTIONS]
