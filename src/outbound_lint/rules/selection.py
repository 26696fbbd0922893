"""Which rules a run uses: names, families, `all` and `default`."""

from __future__ import annotations

from collections.abc import Iterable

from outbound_lint.rules import RULES

ALWAYS = frozenset({"syntax-error", "unreadable-file", "internal-error"})
"""The rules that can't be deselected: without them a file could pass unseen."""

DEFAULT = frozenset(rule.name for rule in RULES if rule.severity != "info")


class UnknownRuleError(ValueError):
    """A selector that names no rule, no family and no group.

    Attributes:
        name: the selector.
        known: all that could have been meant.
    """

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def select(
    select: Iterable[str] | None, extend_select: Iterable[str], ignore: Iterable[str]
) -> frozenset[str]:
    """Work out the names of the rules to use.

    Args:
        select: the selectors that replace the default; none keeps it.
        extend_select: selectors that are added.
        ignore: selectors that are taken away, last.

    Raises:
        UnknownRuleError: a selector names nothing.
    """
    chosen = set(DEFAULT) if select is None else _expand(select)
    chosen |= _expand(extend_select)
    chosen -= _expand(ignore, infos=True)
    return frozenset(chosen | ALWAYS)


def selectors() -> tuple[str, ...]:
    """Return all that can be selected: rules, families and the two groups."""
    families = dict.fromkeys(rule.family for rule in RULES)
    return (*(rule.name for rule in RULES), *families, "all", "default")


def _expand(names: Iterable[str], *, infos: bool = False) -> set[str]:
    """Turn selectors into rule names; a family means its infos only where asked."""
    chosen: set[str] = set()
    for name in names:
        matching = {
            rule.name
            for rule in RULES
            if name in (rule.name, "all")
            or (name == rule.family and (infos or rule.severity != "info"))
            or (name == "default" and rule.name in DEFAULT)
        }
        if not matching:
            raise UnknownRuleError(name, selectors())
        chosen |= matching
    return chosen
