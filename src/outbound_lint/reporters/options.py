"""How to render a report: size, colors, level of detail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from outbound_lint.findings.model import Severity

if TYPE_CHECKING:
    from outbound_lint.findings.fixes import SourceFix

Style = Literal[
    Severity,
    "strong",
    "gutter",
    "success",
    "fixable",
    "removed",
    "removed part",
    "added",
    "added part",
]

_STYLES: Mapping[Style, Mapping[str, Any]] = MappingProxyType(
    {
        "error": {"fg": "red", "bold": True},
        "warning": {"fg": "yellow", "bold": True},
        "info": {"fg": "cyan", "bold": True},
        "strong": {"bold": True},
        "gutter": {"fg": "blue", "bold": True},
        "success": {"fg": "green"},
        "fixable": {"fg": "cyan", "bold": True},
        "removed": {"fg": "red"},
        "removed part": {"fg": "red", "underline": True},
        "added": {"fg": "green"},
        "added part": {"fg": "green", "underline": True},
    }
)


NARROWEST = 20
"""The fewest columns that `text` uses for the source lines it shows."""


class RenderOptions(NamedTuple):
    """Options of the reporters. What they say about the run is decided before it is reported.

    Attributes:
        version: the version of the program.
        color: whether `text` uses colors.
        width: how many columns `text` may use.
        quiet: whether `text` leaves out the summary.
        verbose: whether `text` also shows JSON Pointers and all findings of a rule.
        statistics: whether `text` counts the findings of each rule.
        show_suppressed: whether `text` and `json` list the findings that comments hide.
        per_rule: how many findings of one rule in one file `text` shows unless verbose.
        failing: the severities that fail the run.
        exit_status: the exit status of the run.
        unsafe_fixes: whether unsafe fixes are applied as well.
        shard: which part of the files the run checked, like `3/8`; None for all of them.
    """

    version: str
    color: bool = False
    width: int = 100
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    show_suppressed: bool = False
    per_rule: int = 50
    failing: Sequence[Severity] = ("error",)
    exit_status: int = 0
    shard: str | None = None
    unsafe_fixes: bool = False

    def applies(self, fix: SourceFix | None) -> bool:
        """Return whether `--fix` applies a fix."""
        return fix is not None and (fix.safe or self.unsafe_fixes)

    def paint(self, text: str, style: Style) -> str:
        """Return an escaped text in the colors of a style, or unchanged without colors."""
        if not (self.color and text):
            return text
        import click

        return click.style(text, **_STYLES[style])
