"""Every test that asks for `parser` runs with the binding of libyaml and without it."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The first parser; with libyaml the pure one is the second, without it there is no other."""
    if request.param == "pure":
        monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    return str(request.param)
