"""The program, and a stand-in for the platform's API whose certificate it trusts."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Result, Run
from tests.cli.conftest import run as run  # noqa: PLC0414 - a fixture
from tests.platform.standin import KEY, Platform
from tests.probe.conftest import authority as authority  # noqa: PLC0414
from tests.probe.conftest import bundle as bundle  # noqa: PLC0414
from tests.probe.conftest import environment as environment  # noqa: PLC0414
from tests.probe.conftest import server as server  # noqa: PLC0414
from tests.probe.receiver import Receiver, listening

Ask = Callable[..., Result]


@pytest.fixture
def platform(server: ssl.SSLContext) -> Iterator[Platform]:
    """Listen as the platform's API; a test sets what it responds with."""
    one = Platform()
    with listening(one.serve, server) as receiver:
        one.port = receiver.port
        yield one


@pytest.fixture
def ask(run: Run, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command with the options that lead it to a stand-in; no output has the key."""
    monkeypatch.setenv("COVAL_API_KEY", KEY)

    def call(peer: Platform | Receiver, *args: str | Path) -> Result:
        result = run(
            *args, "--api-url", f"https://localhost:{peer.port}/v1",
            "--probe-allow-host", f"localhost:{peer.port}", "--probe-ca-bundle", bundle,
        )  # fmt: skip
        assert KEY not in result.out + result.err
        assert "Traceback" not in result.err
        return result

    return call
