"""Every test that asks for `parser` runs with libyaml's binding and without it."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(params=["libyaml", "pure"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The parser that comes first; the other one is the second opinion, or absent."""
    if request.param == "pure":
        monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    return str(request.param)
