"""The settings of a run."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """What to check.

    Attributes:
        rules: the names of the selected rules; None selects the default rules.
        auth_headers: additional names of headers that authenticate, in lower case.
    """

    rules: frozenset[str] | None = None
    auth_headers: frozenset[str] = frozenset()
