"""`outbound-lint rules`: all rules in a table."""

from __future__ import annotations

import click

from outbound_lint.cli.console import write


@click.command("rules")
def command() -> None:
    """List the rules with their severity and family, and what they find.

    The name of a rule goes into `outbound-lint explain`, and into --select,
    --extend-select and --ignore of `outbound-lint check`.
    """
    from outbound_lint.rules import RULES

    infos = [rule.info() for rule in RULES]
    rows = [("RULE", "SEVERITY", "FAMILY", "FINDS")]
    rows += [(info.name, info.severity, info.family, info.summary) for info in infos]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[3]])
        for row in rows
    ]
    families = ", ".join(dict.fromkeys(info.family for info in infos))
    write(
        "\n".join(table) + f"\n\nFamilies: {families}.\n"
        "A family selects its errors and warnings; infos are off unless selected by name "
        "or with `all`.\n"
    )
