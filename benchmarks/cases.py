"""What is measured, and the budgets that must be met."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import corpus

SMALL, TRAILING_COMMA, QUOTES = (
    "one small valid file",
    "one small broken file: a trailing comma in JSON",
    "one small broken file: JSON of single quotes",
)
ONE_CORE, TWO_CORES, ONE_PERCENT = (
    "1,000 files, 1 core",
    "1,000 files, 2 cores",
    "1,000 files, 1 % of them broken, 2 cores",
)
MANY, MANY_ONE_CORE, LARGE = (
    "10,000 files, 2 cores",
    "10,000 files, 1 core",
    "one file of 5,000 connections",
)

BUDGETS = {
    SMALL: {"check-jsonschema": 0.20, "yamllint": 0.62, "ajv-cli": 0.22},
    TRAILING_COMMA: {"check-jsonschema": 0.35},
    QUOTES: {"check-jsonschema": 0.35},
    TWO_CORES: {
        "check-jsonschema": 0.07, "yamllint": 0.06, "ajv-cli": 0.30, "Sourcemeta (JSON)": 2.0,
    },
    MANY: {
        "check-jsonschema": 0.035, "yamllint": 0.03, "ajv-cli": 0.7, "Sourcemeta (JSON)": 1.1,
    },
    LARGE: {"check-jsonschema": 0.09, "yamllint": 0.08, "ajv-cli": 0.7},
}  # fmt: skip
"""The largest ratio of the median time of outbound-lint to that of another program."""

MOST_SECONDS = 10.0
"""A program that has taken so long in a case does not run in further rounds of it."""

MEMORY_BUDGETS = {MANY_ONE_CORE: 24.0, LARGE: 56.0}
"""The most memory of outbound-lint, in MiB."""


class Case(NamedTuple):
    """Files to lint, and how often.

    Attributes:
        title: What it is called in the results.
        folder: The folder with the files and nothing else.
        cores: How many processors the programs may use.
        rounds: How often each program runs at most; with `--quick`, a third of that.
        broken: Whether the files have mistakes, which other programs may not see.
    """

    title: str
    folder: str
    cores: int = 2
    rounds: int = 3
    broken: bool = False


CASES = [
    Case(SMALL, "small", rounds=15),
    Case(TRAILING_COMMA, "trailing-comma", rounds=9, broken=True),
    Case(QUOTES, "quotes", rounds=9, broken=True),
    Case(ONE_CORE, "thousand", cores=1),
    Case(TWO_CORES, "thousand", rounds=7),
    Case(ONE_PERCENT, "one-percent", broken=True),
    Case(MANY, "ten-thousand"),
    Case(LARGE, "large", rounds=7),
]
MEMORY_CASES = [Case(MANY_ONE_CORE, "ten-thousand", cores=1), Case(LARGE, "large")]


def folders() -> dict[str, Iterator[corpus.File]]:
    """Return the files of each folder."""
    return {
        "small": corpus.valid(1),
        "trailing-comma": iter([corpus.broken(corpus.TRAILING_COMMA)]),
        "quotes": iter([corpus.broken(corpus.SINGLE_QUOTES)]),
        "thousand": corpus.valid(1_000),
        "one-percent": corpus.one_percent_broken(1_000),
        "ten-thousand": corpus.valid(10_000),
        "large": iter([corpus.large()]),
    }
