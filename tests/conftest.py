"""What holds for all tests: the profiles of Hypothesis, and the option to update snapshots."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

# A deadline fails on a busy machine; random examples may fail only where someone looks at them.
settings.register_profile("ci", derandomize=True, deadline=None)
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

UPDATE = "--update-snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(UPDATE, action="store_true", help="Write the snapshots of messages anew.")


def pytest_collection_finish() -> None:
    """Keep the garbage collector from visiting thousands of collected tests again and again."""
    gc.freeze()


@pytest.fixture
def update_snapshots(request: pytest.FixtureRequest) -> bool:
    """Whether snapshots are to be written instead of compared."""
    return bool(request.config.getoption(UPDATE))


@pytest.fixture(autouse=True)
def _without_git_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the git settings of the developer out of what is searched."""
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("XDG_CONFIG_HOME", os.devnull)
