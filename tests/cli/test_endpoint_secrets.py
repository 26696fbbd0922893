"""What was meant to be a URL shows no password and no secret path, whatever stands before it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

PASSWORD = "pw" + "S3cretOfBob"
PATH = "/hooks/catch/12345/" + "abCdEf9x"


@pytest.mark.parametrize(
    "before", ['"', "URL=", "POST ", "<", "https//", "ht tp:", "https://a,", ""]
)
@pytest.mark.parametrize("rest", [f"bob:{PASSWORD}@voice.acme.dev/x", f"hooks.zapier.com{PATH}/"])
def test_no_prefix_lays_it_bare(run: Run, tmp_path: Path, before: str, rest: str) -> None:
    file = tmp_path / "agents.yaml"
    file.write_text(f"trigger_call_endpoint: '{before}https://{rest}'\n", encoding="utf-8")
    for arguments in (["-o", "text"], ["-o", "json"], ["--select", "all", "--verbose"]):
        output = run("check", *arguments, str(file))
        assert PASSWORD not in output.out
        assert "abCdEf9x" not in output.out
