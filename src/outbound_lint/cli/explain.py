"""`outbound-lint explain RULE`: the documentation of one rule, or of one provider."""

from __future__ import annotations

import click

from outbound_lint.cli.console import printable, write
from outbound_lint.cli.errors import CommandError, UsageError

# Not docstrings, which `python -OO` drops.
_HELP = """Print the documentation of RULE: what it finds, why it matters, examples, how to fix it.

provider:NAME prints what the API of a voice provider expects; `outbound-lint providers` lists them.
"""
_EPILOG = """\b
Examples:
  outbound-lint explain payload-key-collision
  outbound-lint explain provider:retell
"""
_PROVIDER = "provider:"


def _complete(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    from outbound_lint.rules import RULES

    names = [rule.name for rule in RULES]
    if incomplete.startswith(_PROVIDER[:1]):
        from outbound_lint.providers.reading import built_in_names

        names += [f"{_PROVIDER}{name}" for name in built_in_names()]
    return [name for name in names if name.startswith(incomplete)]


@click.command("explain", help=_HELP, epilog=_EPILOG)
@click.argument("rule", shell_complete=_complete)
def command(rule: str) -> None:
    """Run the command with the name that click passes."""
    if rule.startswith(_PROVIDER):
        from outbound_lint.cli.providers import named
        from outbound_lint.providers.describing import page

        write(page(named(rule.removeprefix(_PROVIDER))))
        return
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
