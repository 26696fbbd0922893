"""The settings that rules and the engine read."""

from __future__ import annotations

from typing import NamedTuple


class Settings(NamedTuple):
    """What a run is asked to look for.

    Attributes:
        rules: the names of the rules that are selected; none selects the default ones.
        auth_headers: further header names that authenticate, in lower case.
    """

    rules: frozenset[str] | None = None
    auth_headers: frozenset[str] = frozenset()
