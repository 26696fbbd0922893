"""Rules of the family suppression: ignore comments. `suppressions` makes their findings."""

from __future__ import annotations

from outbound_lint.rule import Rule

suppression_unused, suppression_unknown = (
    Rule(name, "suppression", "warning", fix="safe")
    for name in ("suppression-unused", "suppression-unknown")
)
