"""`outbound-lint rules`: all rules, in a table or as JSON."""

from __future__ import annotations

import click

from outbound_lint.cli.console import write
from outbound_lint.cli.errors import CommandError

_FORMATS = ("text", "json")

# Not docstrings, which `python -OO` drops.
_HELP = """List all rules with their severity, family, fix and summary.

Use the name of a rule or family with --select, --extend-select and --ignore of `outbound-lint
check`, and the name of a rule with `outbound-lint explain`.
"""


@click.command("rules", help=_HELP)
@click.option(
    "--format",
    "form",
    metavar="|".join(_FORMATS),
    type=click.Choice(_FORMATS),
    default="text",
    help="A table (default), or JSON for scripts.",
)
def command(form: str) -> None:
    """Run the command with the format that click passes."""
    from outbound_lint.findings.selection import DEFAULT
    from outbound_lint.rules import RULES

    try:
        rows = [
            {
                "name": rule.name,
                "family": rule.family,
                "severity": rule.severity,
                "fix": rule.fix,
                "summary": rule.info().summary,
                "default": rule.name in DEFAULT,
            }
            for rule in RULES
        ]
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None
    if form == "json":
        import json

        write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
        return
    from outbound_lint.reporters.tables import table

    columns = ("name", "severity", "family", "fix", "summary")
    cells = [tuple(str(row[column] or "-") for column in columns) for row in rows]
    families = ", ".join(dict.fromkeys(rule.family for rule in RULES))
    write(
        "\n".join(table([("RULE", "SEVERITY", "FAMILY", "FIX", "SUMMARY"), *cells]))
        + f"\n\nFamilies: {families}.\n"
        "A family selects its errors and warnings. Infos are off by default: select them by name\n"
        "or with `all`. Safe fixes are applied by `outbound-lint check --fix`; unsafe ones need\n"
        "--unsafe-fixes too.\n"
    )
