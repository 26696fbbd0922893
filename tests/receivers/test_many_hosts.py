"""A run with many connections takes the time of the hosts, eight at a time, and little more."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

import pytest
import trustme

from tests.cli.conftest import Run
from tests.probe.conftest import serving
from tests.probe.receiver import OK, Line, Receiver, listening, read_request

HOSTS = [f"127.0.0.{number}" for number in range(1, 21)]
HANGING = HOSTS[3]
CONNECTIONS = 10
"""For each host."""

SECONDS = 0.1
"""Until a response."""

MOST = 12 - (0.3 - SECONDS) * len(HOSTS) * CONNECTIONS / 8
"""Seconds for the run: 12 if a response takes 0.3 s, with eight hosts at a time."""


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has one loopback address")
def test_200_connections_to_20_hosts_of_which_one_hangs(
    run: Run, authority: trustme.CA, bundle: Path, tmp_path: Path
) -> None:
    asked: Counter[str] = Counter()

    def script(receiver: Receiver, line: Line) -> None:
        request = read_request(line).decode()
        host = request.partition("Host: ")[2].partition(":")[0]
        asked[host] += 1
        receiver.released.wait(60 if host == HANGING else SECONDS)
        line.sendall(OK)

    answering = [host for host in HOSTS if host != HANGING]
    with listening(script, serving(authority.issue_cert(*HOSTS)), "0.0.0.0") as peer:
        hosts = [f"{host}:{peer.port}" for host in HOSTS]
        (tmp_path / "agents.yaml").write_text(
            "".join(
                f"- trigger_call_endpoint: https://{host}/calls/{number}\n"
                for number in range(CONNECTIONS)
                for host in hosts
            )
        )
        for _ in range(3):  # something else may keep the machine busy meanwhile
            asked.clear()
            started = time.monotonic()
            result = run(
                "check", "--probe", "agents.yaml", "-o", "json", "--probe-ca-bundle", bundle,
                "--probe-limit", "200", "--probe-timeout", "3",
                *(part for host in hosts for part in ("--probe-allow-host", host)),
            )  # fmt: skip
            if (taken := time.monotonic() - started) < MOST:
                break
    probes = result.report()["probes"]
    outcomes = Counter((one["host"], one["outcome"]) for one in probes)
    ok = {(host, "ok"): CONNECTIONS for host in answering}
    not_sent = (HANGING, "probe-skipped")
    assert outcomes == ok | {(HANGING, "probe-timeout"): 1, not_sent: CONNECTIONS - 1}
    assert all((one["sent"] is None) == (one["outcome"] == "probe-skipped") for one in probes)
    assert asked == dict.fromkeys(answering, CONNECTIONS) | {HANGING: 1}
    assert taken < MOST
