"""Types of arguments and options."""

from __future__ import annotations

from typing import Any

import click

from outbound_lint.cli.console import printable

PATH = click.Path(readable=False, allow_dash=True)
"""The type of PATH arguments: completed by shells; whether they exist is checked by `find_files`,
and whether they can be read is a finding."""


class _Count(click.IntRange):
    """A whole number of 1 or more; click's messages are about ranges."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{printable(str(value))!r} is not a whole number of 1 or more", param, ctx)


COUNT = _Count(min=1)
"""The type of options that are how many."""
