"""The setting `baseline` stands for `--baseline`."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run

HTTP = "trigger_call_endpoint: http://voice.acme.dev/{}\n"


def test_the_setting_names_the_baseline_wherever_the_run_starts(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(HTTP.format("a"))
    (tmp_path / ".outbound-lint.yaml").write_text("baseline: known.json\n")
    missing = run("check")
    assert missing.status == 2
    assert missing.err == (
        "Error: no such baseline: known.json — write it with --write-baseline known.json\n"
    )
    assert run("check", "--write-baseline", "known.json").status == 0
    assert run("check").out.endswith("Hidden: 2 by the baseline.\n")
    assert run("check", "--no-config").status == 1
    assert run("check", "--no-baseline").status == 1
    (tmp_path / "b.yaml").write_text(HTTP.format("b"))
    found = run("check", "-o", "json").report()
    assert {one["path"] for one in found["findings"]} == {"b.yaml"}
    assert found["summary"]["baselined"] == 2


def test_a_secret_in_place_of_the_name_is_masked(run: Run, tmp_path: Path) -> None:
    secret = "ghp" + "_16C7e42F292c6912E7710c838347Ae178B4a"
    (tmp_path / ".outbound-lint.yaml").write_text(f"baseline: {secret}\n")
    for args in (["check"], ["settings", "."]):
        result = run(*args)
        assert "ghp_****" in result.out + result.err
        assert secret[4:] not in result.out + result.err
