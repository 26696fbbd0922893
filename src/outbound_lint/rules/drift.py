"""Rules of the family drift: how files differ from the platform. `platform.drift` finds it."""

from __future__ import annotations

from outbound_lint.rule import Rule

DRIFT_RULES = tuple(
    Rule(f"drift-{name}", "drift", "info") for name in ("not-on-platform", "not-in-files", "field")
)
