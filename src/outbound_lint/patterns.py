"""Regular expressions that are compiled when they are first used.

Compiling one takes 0.1 ms or more, and most of them are needed only after something was found: a
run without findings must not pay for them at start-up.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Pattern:
    """A stand-in for a compiled expression; looks up each of its methods once."""

    def __init__(self, *arguments: Any) -> None:
        self._arguments = arguments

    def __getattr__(self, name: str) -> Any:
        # `re` caches compiled expressions, so all methods use the same one.
        method = getattr(re.compile(*self._arguments), name)
        setattr(self, name, method)
        return method


def pattern(expression: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """Return an object that behaves like `re.compile(expression, flags)`, compiled at first use.

    Raises:
        re.error: at first use, if the expression is invalid.
    """
    return cast("re.Pattern[AnyStr]", _Pattern(expression, flags))
