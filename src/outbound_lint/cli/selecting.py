"""The options that select rules: `--select`, `--extend-select` and `--ignore`."""

from __future__ import annotations

from collections.abc import Sequence

from outbound_lint.cli.console import printable
from outbound_lint.cli.errors import UsageError
from outbound_lint.findings.selection import DEFAULT, Selection, UnknownRuleError


def selection(
    select: Sequence[str], extend_select: Sequence[str], ignore: Sequence[str]
) -> Selection:
    """Return what the options say.

    Args:
        select: The values of `--select`; if there are none, the default rules are kept.
        extend_select: The values of `--extend-select`.
        ignore: The values of `--ignore`.

    Raises:
        UsageError: A rule or family does not exist, or a value names none.
    """
    selected = Selection(
        tuple(names("--select", select)) if select else None,
        tuple(names("--extend-select", extend_select)),
        tuple(names("--ignore", ignore)),
    )
    try:
        selected.apply(DEFAULT)
    except UnknownRuleError as error:
        from outbound_lint.spelling import did_you_mean

        hint = did_you_mean(error.name, error.known) or " — `outbound-lint rules` lists them"
        raise UsageError(f"no such rule or family: {printable(error.name)}{hint}") from None
    return selected


def names(option: str, values: Sequence[str]) -> list[str]:
    """Split the values of an option at their commas.

    Args:
        option: The name of the option.
        values: Its values.

    Raises:
        UsageError: There are values, but no name in them.
    """
    found = [name.strip() for value in values for name in value.split(",") if name.strip()]
    if values and not found:
        raise UsageError(f"{option} names no rule: `outbound-lint rules` lists them")
    return found
