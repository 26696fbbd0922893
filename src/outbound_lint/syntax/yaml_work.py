"""How much the pure parser may do for one stream: it is slow, and its time depends on the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.error import YAMLError

MAX_PURE_CHARACTERS = 384 * 1024
"""How many characters of one stream the pure parser reads: of long values, in about a second."""

START_COST = 4096
"""Starting the parser takes as long as so many characters."""

EVENT_COST = 20
"""An event takes as long as so many more characters; `[[a,a]]` has one for each of its own."""


class UsedUpError(YAMLError):
    """The pure parser may do no more for a stream."""


class PureWork:
    """Counts what the pure parser does for one stream."""

    def __init__(self) -> None:
        self._left = MAX_PURE_CHARACTERS

    def allows(self, length: int) -> bool:
        """Return whether a text of so many characters may be parsed; it is counted if so."""
        cost = max(length, START_COST)
        if cost > self._left:
            return False
        self._left -= cost
        return True

    def counted(self, events: Iterator[Any]) -> Iterator[Any]:
        """Iterate over the events of the parser.

        Raises:
            UsedUpError: there are too many.
        """
        for event in events:
            self._left -= EVENT_COST
            if self._left < 0:
                raise UsedUpError
            yield event
