"""The catalog of rules, which selects them without importing them."""

from __future__ import annotations

import subprocess
import sys

from outbound_lint.findings.selection import CATALOG
from outbound_lint.rules import RULES


def test_the_catalog_has_the_family_and_severity_of_each_rule() -> None:
    assert dict(CATALOG) == {rule.name: (rule.family, rule.severity) for rule in RULES}, (
        "list each rule in src/outbound_lint/findings/selection.py"
    )


def test_selecting_rules_does_not_import_them() -> None:
    script = (
        "import sys; from outbound_lint.findings.selection import select\n"
        "select(['auth'], ['payload'], ['auth-missing'])\n"
        "assert 'outbound_lint.rules' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
