"""`outbound-lint pull`: a connection file of the platform's agents, without their credentials."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from outbound_lint import __version__
from tests.cli.conftest import Run
from tests.platform.conftest import Ask
from tests.platform.standin import INBOUND, KEY, TOKEN, Platform, agent

FILE = "outbound-connections.yaml"


def test_the_agents_become_a_connection_file_that_passes_the_check(
    ask: Ask, run: Run, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("support"), INBOUND, agent("Sales, US", metadata={"other": None})]
    result = ask(platform, "pull")
    assert (result.status, result.out) == (
        0,
        f"Wrote {FILE}: 2 outbound voice agents.\n",
    )
    assert result.err == "Placeholders instead of credentials: SUPPORT_TOKEN, SALES_US_TOKEN\n"
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert TOKEN not in text
    first, second = YAML(typ="safe", pure=True).load(text)["connections"]
    assert second["name"] == "Sales, US"
    assert first == {
        "name": "support",
        "trigger_call_endpoint": "https://voice.acme.dev/outbound",
        "trigger_call_headers": '{"Content-Type": "application/json", '
        '"Authorization": "Bearer ${SUPPORT_TOKEN}"}',
        "phone_number_key": "to",
        "trigger_call_payload": '{"campaign_id": "summer2024", "retries": 2}',
    }
    assert run("check", "--fail-on", "warning", "--require-connections").status == 0


def test_the_request_is_that_of_the_api(ask: Ask, platform: Platform) -> None:
    ask(platform, "pull")
    (head,) = platform.requests
    assert head.split("\r\n") == [
        "GET /v1/agents?page_size=100 HTTP/1.1",
        f"Host: localhost:{platform.port}",
        f"X-API-Key: {KEY}",
        "Accept: application/json",
        f"User-Agent: outbound-lint/{__version__}",
        "",
        "",
    ]


def test_all_pages_are_read(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    platform.agents = [agent(f"line {number}") for number in range(5)]
    platform.page_size = 2
    assert ask(platform, "pull").status == 0
    assert [head.split(" ")[1].partition("&")[2] for head in platform.requests] == [
        "",
        "page_token=at%2F2",
        "page_token=at%2F4",
    ]
    assert (tmp_path / FILE).read_text().count("- name: 'line ") == 5


def test_standard_output_instead_of_a_file(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    result = ask(platform, "pull", "-")
    assert result.out.startswith("# Written by `outbound-lint pull`")
    assert "- name: 'support'\n" in result.out
    assert not [*tmp_path.iterdir()]


def test_an_object_in_place_of_a_json_string_is_written_as_one(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("a", metadata={"trigger_call_payload": {"id": 1}})]
    assert ask(platform, "pull").status == 0
    assert """trigger_call_payload: '{"id": 1}'\n""" in (tmp_path / FILE).read_text()


def test_a_file_that_pull_wrote_is_replaced_with_force(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    ask(platform, "pull")
    platform.agents = [agent("new")]
    refused = ask(platform, "pull")
    assert refused.status == 2
    assert f"{FILE} exists: add --force to replace it" in refused.err
    assert len(platform.requests) == 1
    assert ask(platform, "pull", "--force").status == 0
    assert "- name: 'new'\n" in (tmp_path / FILE).read_text()


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_other_files_and_links_are_never_replaced(
    ask: Ask, platform: Platform, tmp_path: Path, force: tuple[str, ...]
) -> None:
    (tmp_path / "mine.yaml").write_text("# mine\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "target.yaml")
    (tmp_path / "folder").mkdir()
    for name in ("mine.yaml", "link.yaml", "folder"):
        result = ask(platform, "pull", name, *force)
        assert result.status == 2
        assert f"{name} exists, and `outbound-lint pull` did not write it" in result.err
    assert (tmp_path / "mine.yaml").read_text() == "# mine\n"
    assert not (tmp_path / "target.yaml").exists()
    assert platform.requests == []


def test_a_link_out_of_the_working_directory_is_not_followed(
    ask: Ask, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    os.symlink(tmp_path / "there", "out")
    result = ask(platform, "pull", "out/agents.yaml")
    assert (result.status, [*(tmp_path / "there").iterdir()]) == (2, [])
    assert "leads outside the working directory" in result.err


def test_without_an_agent_nothing_is_written(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    platform.agents = [INBOUND]
    result = ask(platform, "pull")
    assert (result.status, [*tmp_path.iterdir()]) == (2, [])
    assert "the platform has no outbound voice agent" in result.err


def test_a_value_that_is_no_text_is_not_guessed(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("a", metadata={"phone_number_key": 7})]
    result = ask(platform, "pull")
    assert (result.status, [*tmp_path.iterdir()]) == (2, [])
    assert "a value of `phone_number_key` is not a string" in result.err


def test_control_characters_of_the_platform_reach_no_terminal(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("a\x1b[31m\u202e", metadata={"trigger_call_payload": '{"\ud800": 1}'})]
    result = ask(platform, "pull")
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert result.status == 0
    assert all(one.isprintable() or one == "\n" for one in result.out + result.err + text)
    (connection,) = YAML(typ="safe", pure=True).load(text)["connections"]
    assert connection["name"] == "a\x1b[31m\u202e"
    assert json.loads(connection["trigger_call_headers"])["Authorization"].startswith("Bearer ${A")
