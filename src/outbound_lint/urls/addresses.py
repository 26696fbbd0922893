"""Which IP addresses may be called: one table for the linter and for the guard of the probe.

The standard library's `is_global` changes between micro versions of Python, so `ipaddress` only
parses here; the verdicts are those of `facts.addresses` alone.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from outbound_lint.facts import addresses as facts

if TYPE_CHECKING:
    import ipaddress

    from outbound_lint.facts.addresses import AddressKind

_IPV4_BITS, _IPV6_BITS = 32, 128
_IPV4_MAX = (1 << _IPV4_BITS) - 1


class AddressVerdict(NamedTuple):
    """Why an address is not globally routable: what it is, and that in plain words."""

    kind: AddressKind
    why: str

    @property
    def grantable(self) -> bool:
        """Whether a host that the user allows by name may resolve to such an address."""
        return self.kind in ("loopback", "private")


def verdict(address: str | ipaddress.IPv4Address | ipaddress.IPv6Address) -> AddressVerdict | None:
    """Judge one address.

    Args:
        address: An address as `getaddrinfo` gives it, or parsed. An IPv4 address has four decimal
            parts; an IPv6 address may have no zone.

    Returns:
        None for a globally routable address, else what it is. A form of IPv6 that carries an IPv4
        address is never routable, whatever it carries.

    Raises:
        ValueError: The text is no such address.
    """
    number, bits = _parse(str(address))
    return _of_ipv4(number) if bits == _IPV4_BITS else _of_ipv6(number)


def why_not_global(
    address: str | ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> str | None:
    """Say in plain words why an address is not globally routable; None when it is.

    Raises:
        ValueError: The text is no address.
    """
    judged = verdict(address)
    return judged.why if judged else None


def ipv4_text(number: int) -> str:
    """Write an IPv4 address in the four decimal parts of RFC 6943, section 3.1.1."""
    return ".".join(str(number >> shift & 0xFF) for shift in (24, 16, 8, 0))


def canonical_ipv6(text: str) -> str | None:
    """Write an IPv6 address as RFC 5952 has it (hexadecimal throughout), on every Python alike.

    Args:
        text: The address without brackets.

    Returns:
        None when the text is no IPv6 address or has a zone.
    """
    try:
        number, bits = _parse(text)
    except ValueError:
        return None
    return _ipv6_text(number) if bits == _IPV6_BITS else None


def _ipv6_text(number: int) -> str:
    groups = [f"{number >> shift & 0xFFFF:x}" for shift in range(112, -16, -16)]
    start, length = _longest_zeros(groups)
    if length < 2:
        return ":".join(groups)
    return f"{':'.join(groups[:start])}::{':'.join(groups[start + length :])}"


def _longest_zeros(groups: list[str]) -> tuple[int, int]:
    best, run = (0, 0), 0
    for index, group in enumerate(groups):
        run = run + 1 if group == "0" else 0
        if run > best[1]:
            best = (index - run + 1, run)
    return best


def _parse(text: str) -> tuple[int, int]:
    import ipaddress

    if "%" in text:
        raise ValueError("an address with a zone names an interface of one machine")
    parsed = ipaddress.ip_address(text)
    return int(parsed), parsed.max_prefixlen


def _of_ipv4(number: int) -> AddressVerdict | None:
    block = _holder(_table(_IPV4_BITS), number)
    return block and AddressVerdict(block.kind, f"{block.name} {ipv4_text(number)}")


def _of_ipv6(number: int) -> AddressVerdict | None:
    text = _ipv6_text(number)
    block = _holder(_table(_IPV6_BITS), number)
    if block and block.kind in ("unspecified", "loopback", "metadata"):
        return AddressVerdict(block.kind, f"{block.name} {text}")
    for carrier in facts.CARRIERS:
        if number & carrier.mask == carrier.value:
            return _carried(carrier, number, text)
    if block:
        return AddressVerdict(block.kind, f"{block.name} {text}")
    if not _holder((_row(facts.GLOBAL_IPV6),), number):
        return AddressVerdict("reserved", f"address outside the global range of IPv6, {text}")
    return None


def _carried(carrier: facts.Carrier, number: int, text: str) -> AddressVerdict:
    ipv4 = number >> carrier.shift & _IPV4_MAX
    if carrier.inverted:
        ipv4 ^= _IPV4_MAX
    inner = _of_ipv4(ipv4)
    why = inner.why if inner else f"IPv4 address {ipv4_text(ipv4)}"
    # Nobody may be granted these: what a relay or a translator makes of them is not ours to see.
    return AddressVerdict("reserved", f"{carrier.name} address {text}, which carries the {why}")


def _holder(table: tuple[_Row, ...], number: int) -> facts.Block | None:
    return next((row.block for row in table if number >> row.shift == row.value), None)


class _Row(NamedTuple):
    shift: int
    value: int
    block: facts.Block


@functools.cache
def _table(bits: int) -> tuple[_Row, ...]:
    """The blocks of one family as numbers, longest prefix first."""
    blocks = facts.IPV4 if bits == _IPV4_BITS else facts.IPV6
    rows = [_row(block) for block in blocks]
    rows += [
        _row(block) for block in facts.METADATA if (":" in block.network) == (bits == _IPV6_BITS)
    ]
    return tuple(sorted(rows, key=lambda row: row.shift))


def _row(block: facts.Block) -> _Row:
    base, _, length = block.network.partition("/")
    number, bits = _parse(base)
    shift = bits - int(length)
    return _Row(shift, number >> shift, block)
