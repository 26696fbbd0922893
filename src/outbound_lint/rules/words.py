"""How messages speak of what stands in a file."""

from __future__ import annotations

_LONGEST = 60


def quoted(name: str) -> str:
    """Return the name of a member or a connection as messages show it: whole, unless very long."""
    if not name:
        return '`""`'
    return f"`{name}`" if len(name) <= _LONGEST else f"`{name[:_LONGEST]}…`"
