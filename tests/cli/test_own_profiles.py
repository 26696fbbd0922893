"""Profiles of the user: `--providers`, the setting `providers`, and `read_profiles`."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from outbound_lint import Settings, lint_text, read_profiles
from tests.cli.conftest import Run
from tests.rules.marks import unmark

PROFILE = """\
name: Acme
api: Dial
page: docs
hosts: {names: [dial.acme.dev, "*.dial.acme.dev"], source: docs}
paths: {names: [/v1/dial], source: docs}
body: {type: json, source: docs}
number: {member: to, place: top-level, format: digits, source: docs}
auth: {header: X-Acme-Key, scheme: raw, value: an API key, pattern: "^ak-[0-9]{4}$", source: docs}
headers:
- {name: X-Acme-Version, value: a date, source: docs}
members:
- {name: queue, type: string, pattern: "[a-z]+-[0-9]{1,4}", value: a queue, source: docs}
one-of:
- {names: [agent, flow], source: [docs, sdk]}
unique:
- {name: call_id, why: later calls are dropped, source: docs}
silent-failures:
- {why: the queue may be full, when: {member: queued, equals: false}, source: docs}
wrong-endpoints:
- {path: /v1/agents, why: it lists agents, source: docs}
sources:
  docs: https://docs.acme.dev/dial
  sdk: https://docs.acme.dev/sdk
"""
HEADERS = {
    "Content-Type": "application/json",
    "X-Acme-Key": "${ACME_KEY}",
    "X-Acme-Version": "2026-01-01",
}
PAYLOAD = {"queue": "sales-1", "agent": "mia"}


def connection(
    url: str = "https://dial.acme.dev/v1/dial",
    headers: dict[str, str] = HEADERS,
    key: str = "to",
    payload: dict[str, object] = PAYLOAD,  # type: ignore[assignment]
) -> str:
    return json.dumps(
        {
            "trigger_call_endpoint": url,
            "trigger_call_headers": json.dumps(headers),
            "phone_number_key": key,
            "trigger_call_payload": json.dumps(payload),
        }
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "acme.yaml").write_text(PROFILE)
    (folder / "README.md").write_text("not a profile")
    return folder


def rules(out: str) -> list[str]:
    return [line.partition("[")[2].partition("]")[0] for line in out.splitlines() if "[" in line]


DEVIATIONS = [
    (connection(), []),
    (connection("https://eu.dial.acme.dev/v1/dial/"), []),
    (connection("https://dial.acme.dev/v2/dial", {**HEADERS, "X-Acme-Key": "Bearer ${K}"}), []),
    (connection("https://dial.acme.dev/v1/agents"), ["provider-wrong-endpoint"]),
    (connection(key="number"), ["provider-phone-key"]),
    (connection(headers={**HEADERS, "X-Acme-Key": "Bearer ${K}"}), ["provider-auth-scheme"]),
    (connection(headers={**HEADERS, "X-Acme-Key": "ak-12345"}), ["provider-auth-scheme"]),
    (connection(headers={**HEADERS, "X-Acme-Key": "ak-1234"}), []),
    (
        connection(headers={name: HEADERS[name] for name in ("Content-Type", "X-Acme-Key")}),
        ["provider-auth-header"],
    ),
    (
        connection(headers={name: HEADERS[name] for name in ("Content-Type", "X-Acme-Version")}),
        ["provider-auth-header"],
    ),
    (connection(payload={"queue": "sales-1"}), ["provider-missing-member"]),
    (connection(payload={"flow": "x"}), ["provider-missing-member"]),
    (connection(payload={**PAYLOAD, "queue": 7}), ["provider-member-type"]),
    (connection(payload={**PAYLOAD, "queue": "Sales"}), ["provider-member-type"]),
    (connection(payload={**PAYLOAD, "call_id": "one"}), ["provider-static-id"]),
    (connection(payload={**PAYLOAD, "from": "+12025550123"}), ["provider-number-format"]),
    (connection(payload={**PAYLOAD, "from": "12025550123"}), []),
]


@pytest.mark.parametrize(("text", "expected"), DEVIATIONS)
def test_each_deviation_from_a_profile_is_one_finding(
    run: Run, tmp_path: Path, folder: Path, text: str, expected: list[str]
) -> None:
    (tmp_path / "a.json").write_text(text)
    assert rules(run("check", "-o", "concise", "--providers", "profiles", "a.json").out) == expected
    settings = pickle.loads(pickle.dumps(Settings(providers=read_profiles(str(folder)))))
    report = lint_text(text, path="a.json", settings=settings, now=0.0)
    assert [one.rule for _, one in report.diagnostics()] == expected


def test_without_the_profile_the_connection_is_valid(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(connection(key="number"))
    assert run("check", "a.json").status == 0


def test_the_setting_is_relative_to_its_file(run: Run, tmp_path: Path, folder: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    folder.rename(inner / "own")
    (inner / ".outbound-lint.yaml").write_text("providers: own\n")
    for place in (tmp_path, inner):
        (place / "a.json").write_text(connection(key="number"))
    result = run("check", "-o", "concise")
    assert rules(result.out) == ["provider-phone-key"]
    assert result.out.startswith("inner/a.json:1:")


def test_the_option_adds_to_the_setting(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text("providers: profiles\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "other.yml").write_text(PROFILE.replace("dial.acme", "call.acme"))
    (tmp_path / "a.json").write_text(connection(key="number"))
    (tmp_path / "b.json").write_text(connection("https://call.acme.dev/v1/dial", key="number"))
    found = rules(run("check", "-o", "concise", "--providers", "more").out)
    assert found == ["provider-phone-key"] * 2
    assert len(rules(run("check", "-o", "concise", "--providers", "profiles").out)) == 1


def test_the_settings_of_a_file_show_the_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / ".outbound-lint.yaml").write_text("# ours\nproviders: profiles\n")
    rows = [line.split() for line in run("settings", ".").out.splitlines()]
    assert ["providers", "profiles", ".outbound-lint.yaml:2"] in rows


WRONG = [
    ("name: Acme", "⟦nmae⟧: Acme", "unknown key in the profile", "Write `name`."),
    ("api: Dial\n", "", "the profile lacks `api`", "Add `api`."),
    ("page: docs", "page: ⟦web⟧", "`page` names no key of `sources`", "`sources`"),
    ("type: json, source: docs}", "type: json}", "`body` lacks `source`", "Add `source`."),
    ("type: json,", "type: ⟦xml⟧,", "`type` has an unknown value", "`json`, `form`, `any`"),
    ("type: json,", "type: ⟦[json]⟧,", "`type` has an unknown value", "`json`"),
    ("[/v1/dial]", "[⟦v1/dial⟧]", "an item of `names` is not valid", ""),
    ("[/v1/dial]", "⟦/v1/dial⟧", "`names` is not an array", "Paths"),
    ("source: [docs, sdk]", "source: [docs, ⟦web⟧]", "`source` names no key", "`sources`"),
    ('"[a-z]+-[0-9]{1,4}"', '⟦"(a+)+-x"⟧', "more than linear time", "limit"),
    ('"[a-z]+-[0-9]{1,4}"', '⟦"[a-z"⟧', "not a valid regular expression", "Fix"),
    ("name: Acme", "name: ⟦[Acme]⟧", "`name` is not a string", "provider"),
    ("name: Acme", "name: &a Acme\nx: ⟦*a⟧", "aliases are not supported", "Write"),
    ("name: Acme", f"name: ⟦{'x' * 501}⟧", "at most 500 printable characters", "Shorten"),
    ("api: Dial", "api: Dial\n⟦api⟧: Dial", "a key that is repeated", "Remove"),
    (
        'hosts: {names: [dial.acme.dev, "*.dial.acme.dev"], source: docs}\npaths: {names: [/v1',
        "⟦hosts⟧: {names: [api.bolna.ai], source: docs}\npaths: {names: ['/*', /v1",
        "a URL can match this profile and the profile `bolna`",
        "hosts and paths",
    ),
]


@pytest.mark.parametrize("case", WRONG, ids=[f"{one[1][:30]}" for one in WRONG])
def test_a_profile_that_is_not_valid_is_refused_at_its_place(
    run: Run, tmp_path: Path, folder: Path, case: tuple[str, str, str, str]
) -> None:
    old, new, message, hint = case
    assert old in PROFILE
    marked = unmark(PROFILE.replace(old, new, 1), "syntax-error")
    (folder / "acme.yaml").write_text(marked.value)
    (tmp_path / "a.json").write_text(connection())
    result = run("check", "--providers", "profiles", "a.json")
    assert (result.status, result.out) == (2, "")
    assert message in result.err
    assert hint in result.err.replace("\n          ", " ")
    if marked.marks:
        before = marked.value[: marked.marks[0].start]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        assert f"--> profiles/acme.yaml:{line}:{column}\n" in result.err
    with pytest.raises(ValueError, match=r"profiles/acme.yaml:\d+:\d+: "):
        read_profiles(str(folder))


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("other.yaml", PROFILE, "a URL can match this profile and the profile `acme`"),
        ("bolna.yaml", PROFILE.replace("dial.", "call."), "another profile with the name `bolna`"),
        ("other.yaml", "- a\n", "a profile is a mapping"),
        ("other.yaml", "", "a profile is one document"),
        ("other.yaml", f"{PROFILE}---\n{PROFILE}", "a profile is one document"),
        ("other.yaml", "a: [", "missing or invalid value"),
        ("other.yaml", f"# {'x' * 70_000}", "at most 64 KiB"),
    ],
)
def test_another_file_that_is_no_profile_is_refused(
    run: Run, folder: Path, name: str, text: str, message: str
) -> None:
    (folder / name).write_text(text)
    result = run("check", "--providers", "profiles")
    assert result.status == 2
    assert f"--> profiles/{name}:" in result.err
    assert message in result.err


def test_a_folder_without_profiles_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, message in (("empty", "no profile in this folder"), ("none", "no such folder")):
        result = run("check", "--providers", name)
        assert (result.status, message in result.err) == (2, True)


def test_a_link_that_leads_outside_is_not_read(run: Run, tmp_path: Path, folder: Path) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside.yaml"
    outside.write_text("a: [")
    (folder / "link.yaml").symlink_to(outside)
    result = run("check", "--providers", "profiles")
    assert result.status == 2
    assert "the link leads outside the working directory" in result.err
