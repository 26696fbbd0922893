"""`outbound-lint rules`: all rules in a table."""

from __future__ import annotations

import click

from outbound_lint.cli.console import write

# Not docstrings, which `python -OO` drops.
_HELP = """List all rules with their severity, family and summary.

Use the name of a rule or family with --select, --extend-select and --ignore of `outbound-lint
check`, and the name of a rule with `outbound-lint explain`.
"""


@click.command("rules", help=_HELP)
def command() -> None:
    """Run the command."""
    from outbound_lint.reporters.tables import table
    from outbound_lint.rules import RULES

    rows = [("RULE", "SEVERITY", "FAMILY", "SUMMARY")]
    try:
        rows += [(rule.name, rule.severity, rule.family, rule.info().summary) for rule in RULES]
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    families = ", ".join(dict.fromkeys(rule.family for rule in RULES))
    write(
        "\n".join(table(rows)) + f"\n\nFamilies: {families}.\n"
        "A family selects its errors and warnings. Infos are off by default: select them by name\n"
        "or with `all`.\n"
    )
