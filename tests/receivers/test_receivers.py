"""Messages and hints for the receivers that people run, as one reads them: `snapshot.txt`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.probe.samples import TOKEN, pieces
from tests.receivers.cases import CASES, Case

SNAPSHOT = Path(__file__).with_name("snapshot.txt")
HOW_TO_UPDATE = (
    "the words have changed: run `pytest tests/receivers --update-snapshots`, and review"
)

NAMES = {
    "fastapi": "FastAPI on uvicorn",
    "flask": "Flask on its development server",
    "nginx": "nginx before Express",
    "http2": "HTTP/2 only",
    "tls": "TLS",
    "cold": "A service that starts on the first request",
}


def written(case: Case, port: int) -> str:
    """Return a connection file."""
    return (
        f"trigger_call_endpoint: {case.scheme}://localhost:{port}{case.path}\n"
        f"trigger_call_headers: '{json.dumps(case.headers)}'\n"
        f"trigger_call_payload: '{json.dumps(case.payload)}'\n"
    )


def reported(text: str, report: dict[str, list[dict]]) -> Iterator[str]:
    """Yield the lines for the findings of the probe: place, message and hint."""
    lines = text.splitlines()
    yield from (f"  {one['outcome']}" for one in report["probes"] if one["outcome"] == "ok")
    for one in report["findings"]:
        if one["rule"].startswith("probe-"):
            marked = lines[one["line"] - 1][one["column"] - 1 : one["end_column"] - 1]
            yield f"  {one['severity']}[{one['rule']}] at {marked[:80]}"
            yield f"    {one['message']}"
            yield f"    {one['hint']}"


def sections(text: str) -> dict[str, str]:
    """Return the sections of a snapshot by their headings."""
    return {one.partition("\n")[0]: one for one in re.split(r"(?m)^(?=# )", text) if one}


@pytest.fixture
def probed(
    run: Run, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Case, int], str]:
    """Probe a connection to a port, and return what the snapshot has of it."""
    monkeypatch.setenv("VOICE", TOKEN)

    def probe(case: Case, port: int) -> str:
        text = written(case, port)
        (tmp_path / "agents.yaml").write_text(text)
        result = run(
            "check", "--probe", "agents.yaml", "-o", "json", "--probe-ca-bundle", bundle,
            "--probe-allow-host", f"localhost:{port}", "--probe-env", "VOICE", *case.options,
        )  # fmt: skip
        assert not [one for one in pieces(TOKEN) if one in result.out + result.err]
        lines = (case.title, f"  {text.split()[1]}", *reported(text, result.report()))
        return "".join(f"{line}\n" for line in lines).replace(f":{port}", ":PORT")

    return probe


@pytest.mark.parametrize("receiver", CASES)
def test_message_and_hint_let_the_reader_fix_the_fault(
    receiver: str,
    probed: Callable[[Case, int], str],
    request: pytest.FixtureRequest,
    update_snapshots: bool,
) -> None:
    ports = request.getfixturevalue(receiver)
    heading = f"# {NAMES[receiver]}"
    now = "\n".join([f"{heading}\n", *(probed(one, ports[one.server]) for one in CASES[receiver])])
    now += "\n"
    kept = sections(SNAPSHOT.read_text()) if SNAPSHOT.exists() else {}
    if update_snapshots:
        kept[heading] = now
        headings = [f"# {name}" for name in NAMES.values()]
        SNAPSHOT.write_text("".join(kept[one] for one in headings if one in kept))
    before = kept.get(heading, "")
    if before != now:
        names = ("snapshot.txt", "now")
        diff = unified_diff(before.splitlines(), now.splitlines(), *names, lineterm="")
        pytest.fail("\n".join([HOW_TO_UPDATE, *diff]), pytrace=False)


def test_the_snapshot_has_every_case() -> None:
    kept = sections(SNAPSHOT.read_text())
    assert list(kept) == [f"# {name}" for name in NAMES.values()]
    for receiver, cases in CASES.items():
        titles = re.findall(r"(?m)^(?![# ])(.+)$", kept[f"# {NAMES[receiver]}"])
        assert titles == [case.title for case in cases]
