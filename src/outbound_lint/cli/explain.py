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
    """Print what RULE finds, why it matters, a wrong and a right example, and how to mend it."""
    from outbound_lint.rules import RULES

    info = next((each.info() for each in RULES if each.name == rule), None)
    if info is None:
        raise click.UsageError(_unknown(rule))
    off = ", off unless selected" if info.severity == "info" else ""
    write(
        f"# {info.name}\n\n{info.summary}\n\n"
        f"Severity: {info.severity}{off}. Family: {info.family}.\n\n{info.explanation}\n"
    )


def _unknown(name: str) -> str:
    from outbound_lint.rules import RULES
    from outbound_lint.spelling import did_you_mean

    message = f"no such rule: {printable(name)}"
    members = [rule.name for rule in RULES if rule.family == name]
    if members:
        return f"{message} — it is a family: {', '.join(members)}"
    meant = did_you_mean(name, [rule.name for rule in RULES])
    return message + (meant or " — `outbound-lint rules` lists them")
