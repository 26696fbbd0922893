"""`providers`, `explain provider:NAME` and `init --provider NAME`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from outbound_lint.providers.describing import why_not
from outbound_lint.providers.reading import built_in, built_in_names
from tests.cli.conftest import Run

RETELL = "https://api.retellai.com/v2/create-phone-call"
DIRECT = [name for name in built_in_names() if why_not(built_in(name)) is None]
NOT_DIRECT = [name for name in built_in_names() if name not in DIRECT]


def test_all_providers_are_listed(run: Run) -> None:
    result = run("providers")
    assert (result.status, result.err) == (0, "")
    head, *rows = result.out.splitlines()
    assert head.split() == ["NAME", "DIRECT", "NUMBER", "CREDENTIAL"]
    assert [row.split()[0] for row in rows] == built_in_names()
    assert {row.split()[0] for row in rows if row.split()[1] == "yes"} == {*DIRECT}


def test_a_row_has_the_key_and_the_credential(run: Run) -> None:
    rows = {row.split()[0]: row.split(maxsplit=3)[1:] for row in run("providers").out.splitlines()}
    assert rows["retell"] == ["yes", "to_number", "Authorization: Bearer"]
    assert rows["elevenlabs-twilio"] == ["yes", "to_number", "xi-api-key"]
    assert rows["vapi"] == ["no", "customer.number", "Authorization: Bearer"]
    assert rows["bandwidth"] == ["yes", "to", "Authorization: Basic or Bearer"]
    assert rows["zapier"] == ["yes", "-", "-"]


def test_the_list_in_json_has_all_that_a_profile_says(run: Run) -> None:
    profiles = {one["id"]: one for one in json.loads(run("providers", "--format", "json").out)}
    assert list(profiles) == built_in_names()
    assert profiles["retell"]["why_not_direct"] is None
    assert profiles["retell"]["number"]["member"] == "to_number"
    assert profiles["retell"]["auth"]["schemes"] == ["Bearer"]
    assert profiles["retell"]["sources"]["sdk"].startswith("https://github.com/RetellAI/")
    assert profiles["vapi"]["why_not_direct"] == "the number belongs into the object `customer`"


def test_a_url_has_the_page_of_its_provider(run: Run) -> None:
    result = run("providers", "--match", RETELL)
    assert result == (0, run("explain", "provider:retell").out, "")
    assert "- Number to call: `to_number`, E.164, such as +12025550123\n" in result.out
    assert "- Credential: `Authorization: Bearer`, an API key\n" in result.out
    data = json.loads(run("providers", "--match", RETELL, "--format", "json").out)
    assert (data["id"], data["wrong_endpoint"]) == ("retell", None)


@pytest.mark.parametrize(
    "url", ["https://voice.acme.dev/call", "https://api.retellai.com/v2/x", "${URL}", "x", ""]
)
def test_an_unknown_url_has_none(run: Run, url: str) -> None:
    message = "No known API has this URL.\n"
    assert run("providers", "--match", url) == (1, "", message)
    assert run("providers", "--match", url, "--format", "json") == (1, "null\n", "")


def test_a_path_that_starts_no_call_is_said(run: Run) -> None:
    url = "https://api.openai.com/v1/realtime/calls"
    result = run("providers", "--match", url)
    assert result.status == 0
    assert result.err == "This path starts no call: it creates a WebRTC call and dials nobody.\n"
    data = json.loads(run("providers", "--match", url, "--format", "json").out)
    assert data["wrong_endpoint"]["path"] == "/v1/realtime/calls"


@pytest.mark.parametrize("name", built_in_names())
def test_a_provider_is_explained_with_its_sources(run: Run, name: str) -> None:
    result = run("explain", f"provider:{name}")
    profile = built_in(name)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith(f"# provider:{name}\n\n{profile.name}: {profile.api}. ")
    assert all(f"- {url}\n" in result.out for _, url in profile.sources)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["explain", "provider:retel"], "no such provider: retel — did you mean retell?"),
        (["explain", "provider:"], "no such provider: (an empty name)"),
        (["init", "--provider", "xyzzy"], "`outbound-lint providers` lists them"),
        (["init", "--provider", "vapi", "--from", "-"], "--from and --provider contradict"),
    ],
)
def test_a_wrong_name_is_a_usage_error(run: Run, args: list[str], message: str) -> None:
    result = run(*args)
    assert (result.status, result.out) == (2, "")
    assert message in result.err


@pytest.mark.parametrize("name", DIRECT)
def test_init_writes_a_connection_in_which_nothing_is_found(
    run: Run, tmp_path: Path, name: str
) -> None:
    assert run("init", "--provider", name).status == 0
    result = run("check", "-o", "concise", "outbound-connections.yaml")
    assert result.out == ""
    assert result.status == 0


@pytest.mark.parametrize("name", NOT_DIRECT)
def test_init_refuses_what_cannot_be_called_directly(run: Run, tmp_path: Path, name: str) -> None:
    result = run("init", "--provider", name)
    assert (result.status, result.out) == (2, "")
    assert f"directly: {why_not(built_in(name))}" in result.err
    assert not list(tmp_path.iterdir())


def test_the_connection_of_init_has_the_key_the_headers_and_the_members(
    run: Run, tmp_path: Path
) -> None:
    run("init", "--provider", "retell")
    text = (tmp_path / "outbound-connections.yaml").read_text(encoding="utf-8")
    assert f"trigger_call_endpoint: {RETELL}\n" in text
    assert '"Authorization": "Bearer ${RETELL_API_KEY}"\n' in text
    assert "phone_number_key: to_number\n" in text
    assert '"from_number": "${RETELL_FROM_NUMBER}",\n' in text
    assert '"simulation_output_id": "{{simulation_output_id}}"\n' in text


def test_init_keeps_existing_connections(run: Run, tmp_path: Path) -> None:
    (tmp_path / "outbound-connections.yaml").write_text("connections: []\n", encoding="utf-8")
    result = run("init", "--provider", "retell")
    assert (result.status, result.out) == (2, "")
    assert "outbound-connections.yaml exists" in result.err
    assert [path.name for path in tmp_path.iterdir()] == ["outbound-connections.yaml"]


GATEWAY = """\
name: Acme
api: Dial
page: docs
hosts: {names: [voice.acme.dev], source: docs}
paths: {names: [/v1/dial], source: docs}
number: {member: callee, place: top-level, source: docs}
auth: {header: X-Acme-Key, scheme: raw, value: a key, source: docs}
members:
- {name: flow, type: string, source: docs}
sources: {docs: "https://docs.acme.dev/dial"}
"""


@pytest.fixture
def gateway(run: Run, tmp_path: Path) -> Path:
    """A folder with a profile of an in-house gateway."""
    folder = tmp_path / "gateways"
    folder.mkdir()
    (folder / "acme.yaml").write_text(GATEWAY, encoding="utf-8")
    return folder


def test_profiles_of_a_folder_are_listed_and_matched(run: Run, gateway: Path) -> None:
    row = "acme                  yes     callee"
    assert row not in run("providers").out
    assert row in run("providers", "--providers", gateway).out
    url = "https://voice.acme.dev/v1/dial"
    assert run("providers", "--match", url).status == 1
    result = run("providers", "--match", url, "--providers", gateway)
    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("# provider:acme\n")


def test_profiles_of_the_settings_have_names(run: Run, gateway: Path, tmp_path: Path) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text("providers: gateways\n", encoding="utf-8")
    assert "\nacme " in run("providers").out
    assert run("explain", "provider:acme").out.startswith("# provider:acme\n\nAcme: Dial. ")
    assert "did you mean acme?" in run("explain", "provider:acmee").err
    assert run("init", "--provider", "acme").status == 0
    text = (tmp_path / "outbound-connections.yaml").read_text(encoding="utf-8")
    assert '"X-Acme-Key": "${ACME_TOKEN}"' in text
    assert run("check", "outbound-connections.yaml").status == 0


def test_mistakes_in_profiles_are_printed(run: Run, gateway: Path) -> None:
    (gateway / "acme.yaml").write_text(GATEWAY.replace("callee", "a b"), encoding="utf-8")
    result = run("providers", "--providers", gateway)
    assert (result.status, result.out) == (2, "")
    assert "gateways/acme.yaml:6:18" in result.err
