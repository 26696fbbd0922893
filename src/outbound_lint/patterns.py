"""Regular expressions that are compiled when they are first used.

Compiling takes a tenth of a millisecond and more, and most of the expressions of this program are
for mistakes: a run that finds none should not pay for them at its start.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """Stands for a compiled expression; each of its methods is fetched once."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        # `re` keeps what it compiled, so the methods share one expression.
        method = getattr(re.compile(*self._arguments), name)
        setattr(self, name, method)
        return method


def pattern(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return what behaves as `re.compile(expression, flags)` and compiles at first use.

    Raises:
        re.error: at first use, if the expression is broken.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(expression, flags))
