"""Host names that lead to no public address, recognised without asking any DNS server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from outbound_lint.facts import hosts as facts
from outbound_lint.patterns import pattern
from outbound_lint.urls import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PRIVATE = {row.name: row for row in facts.PRIVATE}
_METADATA = {row.name: row for row in facts.METADATA}
_RESOLVERS = {row.name: row for row in facts.RESOLVERS}

_DECIMAL = pattern(r"(?<![^.-])(?=(\d{1,3})([.-])(\d{1,3})\2(\d{1,3})\2(\d{1,3})(?![^.-]))")
_HEX_IPV4 = pattern(r"(?<![^.-])(?:0x)?([0-9a-f]{8})(?![^.-])")
_HEX_IPV6 = pattern(r"(?<![^.-])([0-9a-f]{32})(?![^.-])")

Row = TypeVar("Row")


def why_not_public(name: str) -> str | None:
    """Say why a host name is not public; None for a name that may be public.

    Args:
        name: A name, not an address: in lower case, ASCII, without a trailing dot. With a leading
            dot it is the known end of a name.
    """
    if metadata := row_of(name, _METADATA):
        return f"the cloud metadata service ({metadata.why})"
    if private := row_of(name, _PRIVATE):
        if private.name == "localhost":
            return "`localhost` is the local machine itself"
        return f"names under `.{private.name}` are {private.why}"
    if resolver := row_of(name, _RESOLVERS):
        return _why_not_resolved(name, resolver)
    if "." not in name:
        return "a name without a dot exists only in a private network"
    return None


def row_of(name: str, rows: Mapping[str, Row]) -> Row | None:
    """Find the row for a name: that of the name, or of the nearest name above it."""
    while name:
        if name in rows:
            return rows[name]
        name = name.partition(".")[2]
    return None


def _why_not_resolved(name: str, resolver: facts.Resolver) -> str | None:
    if resolver.answers == "rebinding":
        return f"names under `{resolver.name}` change their address between two lookups"
    if resolver.answers == "loopback":
        return f"`{resolver.name}` and all names under it are 127.0.0.1, the local machine itself"
    carried = list(_carried(name[: -len(resolver.name)].rstrip(".")))
    for address in carried:
        if why := addresses.why_not_global(address):
            return f"`{resolver.name}` resolves this name to the {why}"
    if resolver.answers == "either" and not carried:
        return f"names under `{resolver.name}` without an address are 127.0.0.1"
    return None


def _carried(text: str) -> Iterator[str]:
    """Yield the addresses written in a name: all decimal ones, else those in hexadecimal.

    Services differ about which of several they take, so all of them count.
    """
    octets = ([int(part) for part in found.group(1, 3, 4, 5)] for found in _DECIMAL.finditer(text))
    decimals = [".".join(map(str, four)) for four in octets if max(four) <= 0xFF]
    yield from decimals
    yield from filter(None, map(_dashed_ipv6, text.split(".")))
    if decimals:
        return
    for found in _HEX_IPV4.finditer(text):
        yield ".".join(str(octet) for octet in bytes.fromhex(found[1]))
    for found in _HEX_IPV6.finditer(text):
        yield ":".join(re.findall("....", found[1]))


def _dashed_ipv6(label: str) -> str | None:
    """Read `app-fe80--1` as fe80::1: the longest end of a label that is an address."""
    if label.count("-") < 2:  # the fewest, as in fe80--1
        return None
    parts = label.split("-")
    ends = (":".join(parts[index:]) for index in range(len(parts)))
    return next(filter(None, map(addresses.canonical_ipv6, ends)), None)
