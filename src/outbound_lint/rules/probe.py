"""Rules of the families probe and drift: what a dry trigger and the platform show.

Their findings are made by `probe.verdicts` and `platform.drift`.
"""

from __future__ import annotations

from outbound_lint.findings.model import Severity
from outbound_lint.rule import Rule

_SEVERITIES: tuple[tuple[str, Severity], ...] = (
    ("skipped", "warning"),
    ("blocked", "error"),
    ("dns", "error"),
    ("proxy", "error"),
    ("connect", "error"),
    ("tls", "error"),
    ("tls-expiring", "warning"),
    ("protocol", "error"),
    ("timeout", "error"),
    ("redirect", "error"),
    ("auth", "error"),
    ("not-found", "error"),
    ("method", "error"),
    ("media-type", "error"),
    ("rejected", "warning"),
    ("rate-limited", "warning"),
    ("server-error", "error"),
    ("slow", "warning"),
)
PROBE_RULES = tuple(Rule(f"probe-{name}", "probe", severity) for name, severity in _SEVERITIES)
DRIFT_RULES = tuple(
    Rule(f"drift-{name}", "drift", "info") for name in ("not-on-platform", "not-in-files", "field")
)
