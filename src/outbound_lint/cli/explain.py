"""`outbound-lint explain RULE`: the documentation of one rule."""

from __future__ import annotations

import click

from outbound_lint.cli.console import printable, write
from outbound_lint.cli.errors import CommandError, UsageError

# Not docstrings, which `python -OO` drops.
_HELP = "Print the documentation of RULE: what it finds, why it matters, examples, how to fix it."
_EPILOG = """\b
Example:
  outbound-lint explain payload-key-collision
"""


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.rules import RULES

    return [rule.name for rule in RULES if rule.name.startswith(incomplete)]


@click.command("explain", help=_HELP, epilog=_EPILOG)
@click.argument("rule", shell_complete=_complete)
def command(rule: str) -> None:
    """Run the command with the name that click passes."""
    from outbound_lint import resources
    from outbound_lint.rules import RULES

    names = [each.name for each in RULES]
    if rule not in names:
        from outbound_lint.spelling import did_you_mean

        if members := [each.name for each in RULES if each.family == rule]:
            help_text = f" — it is a family: {', '.join(members)}"
        else:
            help_text = did_you_mean(rule, names) or " — `outbound-lint rules` lists them"
        raise UsageError(f"no such rule: {printable(rule)}{help_text}")
    try:
        write(resources.rule_page(rule))
    except FileNotFoundError as error:
        raise CommandError(str(error)) from None
