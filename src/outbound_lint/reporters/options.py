"""How a report is to be shown."""

from __future__ import annotations

from typing import NamedTuple


class RenderOptions(NamedTuple):
    """What the reporters are told beside the report.

    Attributes:
        version: the version of the program.
        color: whether escape sequences for colours may be written; only `text` has colours.
        quiet: whether the summary of `text` is left out; what was found is always shown.
        verbose: whether `text` also shows JSON Pointers and every finding of a rule.
        statistics: whether `text` counts the findings of each rule.
        per_rule: how many findings of one rule in one file `text` shows one by one.
    """

    version: str
    color: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    per_rule: int = 50
