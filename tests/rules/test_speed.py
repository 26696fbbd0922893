"""The time of all rules, compared with that of parsing in the same process."""

from __future__ import annotations

import importlib.util

from tests.checkout import ROOT

GENEROUS = 3.0
"""The budget is 2; a machine that does other work at the same time may not fail the tests."""


def test_linting_takes_about_twice_as_long_as_parsing() -> None:
    spec = importlib.util.spec_from_file_location("rules", ROOT / "benchmarks" / "rules.py")
    assert spec
    assert spec.loader
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    assert max(benchmark.measure(300).values()) < GENEROUS
