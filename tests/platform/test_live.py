"""`outbound-lint check --live`: files compared with the platform, by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from outbound_lint import resources
from outbound_lint.platform.matching import may_be
from tests.cli.conftest import Run
from tests.platform.conftest import Ask
from tests.platform.standin import KEY, TOKEN, Platform, agent

HEADERS = '{"content-type": "application/json", "Authorization": "Bearer ${TOKEN}"}'
PAYLOAD = '{"retries": 2, "campaign_id": "${CAMPAIGN}"}'
SAME = {
    "name": "support",
    "trigger_call_endpoint": "https://${VOICE_HOST}/outbound",
    "trigger_call_headers": HEADERS,
    "phone_number_key": "to",
    "trigger_call_payload": PAYLOAD,
}


def write(folder: Path, *connections: dict[str, Any], name: str = "agents.yaml") -> str:
    text = json.dumps({"connections": connections}, indent=1)
    (folder / name).write_text(text, encoding="utf-8")
    return text


def drift(ask: Ask, platform: Platform, *args: str) -> list[dict[str, Any]]:
    """Return the findings of the family drift."""
    report = ask(platform, "check", "--live", "-o", "json", *args).report()
    jsonschema.validate(report, json.loads(resources.schema("report")))
    return [one for one in report["findings"] if one["rule"].startswith("drift-")]


def marked(text: str, finding: dict[str, Any]) -> str:
    line = text.split("\n")[finding["line"] - 1]
    return line[finding["column"] - 1 : finding["end_column"] - 1]


def test_the_same_connection_has_no_finding(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    write(tmp_path, SAME)
    result = ask(platform, "check", "--live")
    assert result.status == 0
    assert "No problems found" in result.out
    assert result.err == f"Compared with 1 outbound voice agent of localhost:{platform.port}.\n"
    assert ask(platform, "check", "--live", "-q").err == ""


def test_what_pull_wrote_has_no_finding(ask: Ask, platform: Platform) -> None:
    platform.agents = [agent("a"), agent("b", endpoint="https://x.acme.dev/h?api_key=" + TOKEN)]
    assert ask(platform, "pull").status == 0
    assert ask(platform, "check", "--live", "--fail-on", "info").status == 0


@pytest.mark.parametrize(
    ("changes", "message", "mark"),
    [
        (
            {"trigger_call_endpoint": "https://voice.acme.dev/v2"},
            "the agent on the platform has another `trigger_call_endpoint`: `https://{host}/outbound`",
            '"https://voice.acme.dev/v2"',
        ),
        (
            {"phone_number_key": "phone"},
            "the agent on the platform has another `phone_number_key`: `to`",
            '"phone"',
        ),
        (
            {"phone_number_key": None},
            "only the agent on the platform has `phone_number_key`",
            '"name"',
        ),
        (
            {"trigger_call_payload": '{"campaign_id": "x", "retries": 2, "b": 1}'},
            "the agent on the platform has another `trigger_call_payload`, in `campaign_id`, `b`",
            r"\"x\"",
        ),
        (
            {"trigger_call_payload": '{"campaign_id": "summer2024"}'},
            "the agent on the platform has another `trigger_call_payload`, in `retries`",
            r'"{\"campaign_id\": \"summer2024\"}"',
        ),
        (
            {"trigger_call_payload": '{"campaign_id": "summer2024", "retries": "2"}'},
            "the agent on the platform has another `trigger_call_payload`, in `retries`",
            r"\"2\"",
        ),
        (
            {"trigger_call_headers": HEADERS.replace("Bearer ", "Token ")},
            "the agent on the platform has another `trigger_call_headers`, in `authorization`",
            r"\"Token ${TOKEN}\"",
        ),
    ],
)
def test_a_field_that_differs(
    ask: Ask,
    platform: Platform,
    tmp_path: Path,
    *,
    changes: dict[str, Any],
    message: str,
    mark: str,
) -> None:
    fields = {name: value for name, value in {**SAME, **changes}.items() if value is not None}
    text = write(tmp_path, fields)
    (found,) = drift(ask, platform)
    assert (found["rule"], found["severity"], found["connection"]) == (
        "drift-field",
        "info",
        "support",
    )
    assert (found["message"], marked(text, found)) == (
        message.replace("{host}", "voice.acme.dev"),
        mark,
    )


def test_a_field_that_only_the_file_has(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    platform.agents = [agent("support", metadata={"trigger_call_payload": None})]
    write(tmp_path, SAME)
    (found,) = drift(ask, platform)
    assert found["message"] == "the agent on the platform has no `trigger_call_payload`"


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ({"phone_number_key": "phone_number"}, {"phone_number_key": None}),
        ({}, {"phone_number_key": "phone_number"}),
        ({"phone_number_key": "${KEY}"}, {"phone_number_key": "to"}),
        ({"trigger_call_payload": "{ }"}, {"trigger_call_payload": None}),
        ({}, {"trigger_call_payload": "{}"}),
        ({"trigger_call_payload": '{"a": [${N}, {"b": "x-${Y}"}]}'},
         {"trigger_call_payload": '{"a":[1,{"b":"x-2"}]}'}),
    ],
)  # fmt: skip
def test_values_that_are_sent_alike(
    ask: Ask, platform: Platform, tmp_path: Path, here: dict[str, str], there: dict[str, Any]
) -> None:
    unset = {"phone_number_key": None, "trigger_call_payload": None}
    platform.agents = [agent("support", metadata={**unset, **there})]
    left = {name: value for name, value in SAME.items() if name not in unset}
    write(tmp_path, {**left, **here})
    assert drift(ask, platform) == []


def test_a_connection_that_the_platform_does_not_have(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    text = write(tmp_path, SAME, {**SAME, "name": "suport"})
    (found,) = drift(ask, platform)
    assert found["rule"] == "drift-not-on-platform"
    assert found["message"] == "the platform has no outbound voice agent named `suport`"
    assert "did you mean support?" in found["hint"]
    assert marked(text, found) == '"suport"'


def test_connections_without_a_name_and_with_an_unknown_one(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    unnamed = {name: value for name, value in SAME.items() if name != "name"}
    write(tmp_path, SAME, unnamed, {**SAME, "name": "${NAME}"})
    (found,) = drift(ask, platform)
    assert found["message"].startswith("this connection has no name")


def test_an_agent_that_no_file_has(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    secret = agent("sales", endpoint="https://a.acme.dev/?api_key=" + TOKEN)
    platform.agents = [agent("support"), secret, secret]
    write(tmp_path, SAME)
    (found,) = drift(ask, platform)
    assert (found["rule"], found["path"]) == ("drift-not-in-files", "<platform>")
    assert found["message"] == "no file has the agent `sales`: what it sends is not checked"
    assert found["pointer"] == "/agents/1/display_name"
    for name in ("text", "concise", "sarif", "github", "gitlab", "junit"):
        result = ask(platform, "check", "--live", "-o", name)
        assert TOKEN not in result.out + result.err
        assert "sales" in result.out


def test_files_of_a_folder_are_compared_together(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("a"), agent("b")]
    write(tmp_path, {**SAME, "name": "a"}, name="a.yaml")
    write(tmp_path, {**SAME, "name": "b"}, name="b.yaml")
    assert drift(ask, platform) == []
    assert [one["rule"] for one in drift(ask, platform, "a.yaml")] == ["drift-not-in-files"]


def test_of_agents_with_one_name_the_most_similar_is_compared(
    ask: Ask, platform: Platform, tmp_path: Path
) -> None:
    platform.agents = [agent("support", endpoint="https://old.acme.dev"), agent("support")]
    write(tmp_path, SAME)
    assert drift(ask, platform) == []


def test_secrets_of_both_sides_are_masked(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    there, here = "sk_" + "live_" + "4eC39HqLyjWDarjtT1zdp7dc", TOKEN[::-1]
    platform.agents = [agent("support", endpoint=f"https://voice.acme.dev/x?api_key={there}")]
    headers = HEADERS.replace("${TOKEN}", here)
    write(tmp_path, {**SAME, "trigger_call_headers": headers, "trigger_call_payload": "{"})
    for name in ("text", "json"):
        result = ask(platform, "check", "--live", "-o", name)
        assert "drift-field" in result.out
        for secret in (there, here, TOKEN):
            assert secret not in result.out + result.err


def test_drift_fails_a_run_only_if_infos_do(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    write(tmp_path, {**SAME, "phone_number_key": "phone"})
    assert ask(platform, "check", "--live").status == 0
    assert ask(platform, "check", "--live", "--fail-on", "info").status == 1
    (tmp_path / ".outbound-lint.yaml").write_text("severity: {drift-field: error}\n")
    assert ask(platform, "check", "--live").status == 1


@pytest.mark.parametrize(
    ("args", "settings", "expected"),
    [
        ((), "", 1),
        (("--ignore", "drift"), "", 0),
        (("--select", "endpoint"), "", 0),
        (("--select", "drift"), "", 1),
        (("--select", "drift-field"), "", 1),
        ((), "ignore: [drift-field]\n", 0),
        ((), "select: [auth]\n", 0),
    ],
)
def test_the_rules_can_be_left_out(
    ask: Ask,
    platform: Platform,
    tmp_path: Path,
    *,
    args: tuple[str, ...],
    settings: str,
    expected: int,
) -> None:
    if settings:
        (tmp_path / ".outbound-lint.yaml").write_text(settings)
    write(tmp_path, {**SAME, "phone_number_key": "phone"})
    assert len(drift(ask, platform, *args)) == expected


def test_an_ignore_comment_hides_drift_and_is_not_unused_without_live(
    ask: Ask, run: Run, platform: Platform, tmp_path: Path
) -> None:
    (tmp_path / "agents.yaml").write_text(
        "name: support\n"
        "trigger_call_endpoint: https://voice.acme.dev/outbound\n"
        f"trigger_call_headers: '{HEADERS}'\n"
        "phone_number_key: phone  # outbound-lint: ignore[drift-field] being moved\n"
        f"trigger_call_payload: '{PAYLOAD}'\n"
    )
    assert drift(ask, platform) == []
    assert run("check", "--fail-on", "info").status == 0


def test_a_baseline_hides_known_drift(ask: Ask, platform: Platform, tmp_path: Path) -> None:
    platform.agents = [agent("support"), agent("sales")]
    write(tmp_path, {**SAME, "phone_number_key": "phone"})
    assert len(drift(ask, platform)) == 2
    assert ask(platform, "check", "--live", "--write-baseline", "known.json").status == 0
    assert drift(ask, platform, "--baseline", "known.json") == []
    assert TOKEN not in (tmp_path / "known.json").read_text()


@pytest.mark.parametrize(
    "args",
    [
        ("--probe",),
        ("--probe-connect",),
        ("--fix",),
        ("--diff",),
        ("--shard", "1/2"),
        ("--connection", "support"),
        ("--add-ignores", "--reason", "x"),
        ("--probe-limit", "3"),
        ("--require-probes",),
    ],
)
def test_options_that_do_not_fit(ask: Ask, platform: Platform, args: tuple[str, ...]) -> None:
    result = ask(platform, "check", "--live", *args)
    assert result.status == 2
    assert args[0].removesuffix("-connect").replace("--diff", "--fix") in result.err
    assert platform.requests == []


def test_the_url_has_no_effect_without_live(run: Run) -> None:
    result = run("check", "--api-url", "https://api.coval.dev/v1")
    assert (result.status, "--api-url has no effect without --live" in result.err) == (2, True)


@pytest.mark.parametrize("name", ["live", "api-url", "api_url"])
def test_a_settings_file_cannot_switch_it_on(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text(f"{name}: true\n")
    write(tmp_path, SAME)
    assert run("check").status == 2


def test_without_live_the_rules_find_nothing(
    run: Run, platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COVAL_API_KEY", KEY)
    write(tmp_path, {**SAME, "name": "other"})
    result = run("check", "--select", "drift", "-o", "json")
    assert (result.status, result.report()["findings"], platform.requests) == (0, [], [])


@pytest.mark.parametrize(
    ("written", "text", "expected"),
    [
        ("a", "a", True),
        ("a", "b", False),
        ("${A}", "", True),
        ("x${A}y", "xy", True),
        ("x${A}y", "x1y", True),
        ("x${A}x", "x", False),
        ("x${A}y${B}z", "x1y2z", True),
        ("x${A}y${B}z", "x1z", False),
        ("x${A}y${B}z", "x12z", False),
        ("Bearer ${A}", "Basic a", False),
        ("{{simulation_output_id}}", "{{simulation_output_id}}", True),
    ],
)
def test_a_placeholder_stands_for_any_text(written: str, text: str, *, expected: bool) -> None:
    assert may_be(written, text) is expected
