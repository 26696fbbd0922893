"""Which IP addresses may be called: one table for the linter and for the guard of the probe.

`ipaddress` parses, compares and writes addresses; the verdicts come from `facts.addresses` alone,
because `is_global` of the standard library changes between micro versions of Python.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.facts import addresses as facts

if TYPE_CHECKING:
    import ipaddress

    from outbound_lint.facts.addresses import AddressKind

_IPV4_MAX = (1 << 32) - 1


class AddressVerdict(NamedTuple):
    """Why an address is not globally routable: its kind, the name of the kind, and the address."""

    kind: AddressKind
    name: str
    text: str

    @property
    def why(self) -> str:
        """The name of its kind, and the address."""
        return f"{self.name} {self.text}"

    @property
    def what(self) -> str:
        """The name of its kind with an article, without the address."""
        return f"{'an' if self.name[0] in 'aAeiIou' else 'a'} {self.name}"

    @property
    def grantable(self) -> bool:
        """Whether a host that the user allows by name may resolve to such an address."""
        return self.kind in ("loopback", "private")


def verdict(address: str | ipaddress.IPv4Address | ipaddress.IPv6Address) -> AddressVerdict | None:
    """Judge one address.

    Args:
        address: An address as `getaddrinfo` returns it, or parsed: an IPv4 address in four decimal
            parts, or an IPv6 address without a zone.

    Returns:
        None for a globally routable address, else what it is. An IPv6 address that contains an
        IPv4 address is never routable, whatever it contains.

    Raises:
        ValueError: The text is not such an address.
    """
    import ipaddress

    if "%" in str(address):
        raise ValueError("an address with a zone refers to a network interface of one machine")
    parsed = ipaddress.ip_address(address)
    return _of_ipv4(parsed) if isinstance(parsed, ipaddress.IPv4Address) else _of_ipv6(parsed)


def why_not_global(
    address: str | ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> str | None:
    """Say why an address is not globally routable; None if it is. Otherwise as `verdict`."""
    judged = verdict(address)
    return judged.why if judged else None


def canonical_ipv6(text: str) -> str | None:
    """Write an IPv6 address as RFC 5952 does, in hexadecimal throughout.

    Args:
        text: The address without brackets.

    Returns:
        None if the text is not an IPv6 address or has a zone.
    """
    import ipaddress

    try:
        return None if "%" in text else _ipv6_text(ipaddress.IPv6Address(text))
    except ValueError:
        return None


def _ipv6_text(address: ipaddress.IPv6Address) -> str:
    if address.ipv4_mapped:  # Python 3.13 and later write its IPv4 part in decimal
        number = int(address)
        return f"::ffff:{number >> 16 & 0xFFFF:x}:{number & 0xFFFF:x}"
    return str(address)


def _of_ipv4(address: ipaddress.IPv4Address) -> AddressVerdict | None:
    block = _block_of(address)
    return block and AddressVerdict(block.kind, block.name, str(address))


def _of_ipv6(address: ipaddress.IPv6Address) -> AddressVerdict | None:
    import ipaddress

    text, block = _ipv6_text(address), _block_of(address)
    special = block and AddressVerdict(block.kind, block.name, text)
    if special and special.kind in ("unspecified", "loopback", "metadata"):
        return special
    for carrier in facts.CARRIERS:
        if int(address) & carrier.mask == carrier.value:
            return _carried(carrier, int(address), text)
    if not special and address not in ipaddress.IPv6Network(facts.GLOBAL_IPV6.network):
        return AddressVerdict("reserved", "reserved IPv6 address", text)
    return special


def _carried(carrier: facts.Carrier, number: int, text: str) -> AddressVerdict:
    import ipaddress

    inversion = _IPV4_MAX if carrier.inverted else 0
    ipv4 = ipaddress.IPv4Address((number >> carrier.shift & _IPV4_MAX) ^ inversion)
    inner = _of_ipv4(ipv4)
    why = inner.why if inner else f"IPv4 address {ipv4}"
    # These can't be allowed by name: where a relay or a translator sends them is unknown.
    return AddressVerdict(
        "reserved", f"{carrier.name} address", f"{text}, which contains the {why}"
    )


def _block_of(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> facts.Block | None:
    return next((block for network, block in _table() if address in network), None)


@functools.cache
def _table() -> tuple[tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, facts.Block], ...]:
    """Return all special blocks, longest prefix first."""
    import ipaddress

    blocks = (*facts.IPV4, *facts.IPV6, *facts.METADATA)
    rows = [(ipaddress.ip_network(block.network), block) for block in blocks]
    return tuple(sorted(rows, key=lambda row: -row[0].prefixlen))
