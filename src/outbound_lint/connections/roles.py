"""What the keys around a mapping make of it."""

from __future__ import annotations

from enum import IntEnum

from outbound_lint.connections.names import BASE_KEYS, is_base_key, is_template_key


class Role(IntEnum):
    """What the surroundings make of a mapping; the lowest of several ways to it counts."""

    CONNECTION = 0
    BASE = 1
    """A template if others merge it."""
    TEMPLATE = 2


def role_of(key: str, *, listed: bool) -> Role:
    """Return what a key makes of a mapping below it.

    Args:
        key: the key.
        listed: whether it is below `connections`, but not inside a connection there.
    """
    if is_template_key(key):
        return Role.TEMPLATE
    if key in BASE_KEYS and not listed:
        return Role.TEMPLATE
    return Role.BASE if is_base_key(key) else Role.CONNECTION
