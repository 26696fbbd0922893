"""`outbound-lint explain RULE`: the documentation of one rule."""

from __future__ import annotations

import click

from outbound_lint.cli.console import printable, write

_EPILOG = """\b
Example:
  outbound-lint explain payload-key-collision
"""


@click.command("explain", epilog=_EPILOG)
@click.argument("rule")
def command(rule: str) -> None:
    """Print the documentation of RULE: what it finds, why it matters, examples, how to fix it."""
    from outbound_lint import resources
    from outbound_lint.rules import RULES

    names = [each.name for each in RULES]
    if rule not in names:
        from outbound_lint.spelling import did_you_mean

        if members := [each.name for each in RULES if each.family == rule]:
            help_text = f" — it is a family: {', '.join(members)}"
        else:
            help_text = did_you_mean(rule, names) or " — `outbound-lint rules` lists them"
        raise click.UsageError(f"no such rule: {printable(rule)}{help_text}")
    try:
        write(resources.rule_page(rule))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
