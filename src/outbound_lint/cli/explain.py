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

    if rule not in {each.name for each in RULES}:
        raise click.UsageError(_unknown(rule))
    try:
        write(resources.rule_page(rule))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None


def _unknown(name: str) -> str:
    from outbound_lint.rules import RULES
    from outbound_lint.spelling import did_you_mean

    message = f"no such rule: {printable(name)}"
    members = [rule.name for rule in RULES if rule.family == name]
    if members:
        return f"{message} — it is a family: {', '.join(members)}"
    suggestion = did_you_mean(name, [rule.name for rule in RULES])
    return message + (suggestion or " — `outbound-lint rules` lists them")
