"""IP addresses that no outbound request may reach, each row with its source.

The IANA registries of special-purpose addresses (RFC 6890, as updated by RFC 8190), address spaces
reserved elsewhere, and the addresses at which clouds answer requests from their machines. Of two
blocks that contain an address the one with the longer prefix decides.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

AddressKind = Literal[
    "loopback", "private", "link-local", "metadata", "multicast", "unspecified", "reserved"
]


class Block(NamedTuple):
    """A block of addresses: CIDR notation, kind, name in messages, and source."""

    network: str
    kind: AddressKind
    name: str
    source: str


IPV4 = (
    Block("0.0.0.0/8", "unspecified", "'this network' address", "RFC 791, section 3.2"),
    Block("0.0.0.0/32", "unspecified", "unspecified address", "RFC 1122, section 3.2.1.3"),
    Block("10.0.0.0/8", "private", "private address", "RFC 1918"),
    Block("100.64.0.0/10", "private", "shared (carrier-grade NAT) address", "RFC 6598"),
    Block("127.0.0.0/8", "loopback", "loopback address", "RFC 1122, section 3.2.1.3"),
    Block("169.254.0.0/16", "link-local", "link-local address", "RFC 3927"),
    Block("172.16.0.0/12", "private", "private address", "RFC 1918"),
    Block("192.0.0.0/24", "reserved", "IETF protocol address", "RFC 6890, section 2.1"),
    Block("192.0.2.0/24", "reserved", "documentation address", "RFC 5737"),
    Block("192.31.196.0/24", "reserved", "AS112 (DNS sink) address", "RFC 7535"),
    Block("192.52.193.0/24", "reserved", "multicast tunnelling (AMT) address", "RFC 7450"),
    Block("192.88.99.0/24", "reserved", "6to4 relay address", "RFC 7526"),
    Block("192.168.0.0/16", "private", "private address", "RFC 1918"),
    Block("192.175.48.0/24", "reserved", "AS112 (DNS sink) address", "RFC 7534"),
    Block("198.18.0.0/15", "reserved", "benchmarking address", "RFC 2544"),
    Block("198.51.100.0/24", "reserved", "documentation address", "RFC 5737"),
    Block("203.0.113.0/24", "reserved", "documentation address", "RFC 5737"),
    Block("224.0.0.0/4", "multicast", "multicast address", "RFC 5771"),
    Block("240.0.0.0/4", "reserved", "reserved address", "RFC 1112, section 4"),
    Block("255.255.255.255/32", "multicast", "broadcast address", "RFC 919; RFC 8190"),
)

GLOBAL_IPV6 = Block("2000::/3", "reserved", "global unicast address", "RFC 4291, section 2.4")
"""All that IANA assigns for use on the Internet; anything outside is refused."""

IPV6 = (
    Block("::/128", "unspecified", "unspecified address", "RFC 4291, section 2.5.2"),
    Block("::1/128", "loopback", "loopback address", "RFC 4291, section 2.5.3"),
    Block("100::/64", "reserved", "discard-only address", "RFC 6666"),
    Block("100:0:0:1::/64", "reserved", "dummy prefix address", "RFC 9780"),
    Block("2001::/23", "reserved", "IETF protocol address", "RFC 2928"),
    Block("2001:2::/48", "reserved", "benchmarking address", "RFC 5180"),
    Block("2001:3::/32", "reserved", "multicast tunnelling (AMT) address", "RFC 7450"),
    Block("2001:4:112::/48", "reserved", "AS112 (DNS sink) address", "RFC 7535"),
    Block("2001:10::/28", "reserved", "ORCHID identifier", "RFC 4843"),
    Block("2001:20::/28", "reserved", "ORCHIDv2 identifier", "RFC 7343"),
    Block("2001:30::/28", "reserved", "drone identifier", "RFC 9374"),
    Block("2001:db8::/32", "reserved", "documentation address", "RFC 3849"),
    Block("2620:4f:8000::/48", "reserved", "AS112 (DNS sink) address", "RFC 7534"),
    Block("3ffe::/16", "reserved", "address of the former 6bone", "RFC 3701"),
    Block("3fff::/20", "reserved", "documentation address", "RFC 9637"),
    Block("5f00::/16", "reserved", "segment routing identifier", "RFC 9602"),
    Block("fc00::/7", "private", "private (unique local) address", "RFC 4193"),
    Block("fe80::/10", "link-local", "link-local address", "RFC 4291, section 2.5.6"),
    Block("fec0::/10", "reserved", "site-local address", "RFC 3879"),
    Block("ff00::/8", "multicast", "multicast address", "RFC 4291, section 2.7"),
)

METADATA = tuple(
    Block(network, "metadata", name, source)
    for network, name, source in (
        ("100.100.100.200/32", "cloud metadata address (Alibaba Cloud)", "Alibaba Cloud ECS"),
        ("168.63.129.16/32", "cloud platform address (Azure)", "Azure, IP address 168.63.129.16"),
        ("169.254.42.42/32", "cloud metadata address (Scaleway)", "Scaleway Instances, cloud-init"),
        ("169.254.169.254/32", "cloud metadata address", "AWS EC2, IMDS; most other clouds"),
        ("169.254.170.2/32", "container credentials address (Amazon ECS)", "ECS, task IAM roles"),
        ("169.254.170.23/32", "container credentials address (Amazon EKS)", "EKS, Pod Identity"),
        ("192.0.0.192/32", "cloud metadata address (Oracle Cloud Classic)", "Oracle IaaS Classic"),
        ("fd00:42::42/128", "cloud metadata address (Scaleway)", "Scaleway Instances, cloud-init"),
        ("fd00:c1::a9fe:a9fe/128", "cloud metadata address (Oracle Cloud)", "OCI Compute, IMDS"),
        ("fd00:ec2::23/128", "container credentials address (Amazon EKS)", "EKS, Pod Identity"),
        ("fd00:ec2::254/128", "cloud metadata address (AWS)", "AWS EC2, IMDS"),
        ("fd20:ce::254/128", "cloud metadata address (Google Cloud)", "Compute Engine, metadata"),
        ("fe80::a9fe:a9fe/128", "cloud metadata address (OpenStack)", "OpenStack Nova, metadata"),
    )
)
"""Addresses at which clouds answer their machines; the sources are parts of their documentation."""


class Carrier(NamedTuple):
    """A form of IPv6 address that contains an IPv4 address.

    An address has this form if `address & mask == value`; the IPv4 address is the low 32 bits of
    `address >> shift`, each bit inverted if `inverted`.
    """

    name: str
    mask: int
    value: int
    shift: int
    inverted: bool
    source: str


def _prefix(leading: int, length: int) -> tuple[int, int]:
    """Return the mask and the value of the prefix whose first `length` bits are `leading`."""
    return ((1 << length) - 1) << (128 - length), leading << (128 - length)


CARRIERS = (
    Carrier("IPv4-mapped", *_prefix(0xFFFF, 96), 0, False, "RFC 4291, section 2.5.5.2"),
    Carrier("IPv4-translated", *_prefix(0xFFFF << 16, 96), 0, False, "RFC 2765, section 2.1"),
    Carrier("IPv4-compatible", *_prefix(0, 96), 0, False, "RFC 4291, section 2.5.5.1"),
    Carrier("NAT64", *_prefix(0x0064_FF9B << 64, 96), 0, False, "RFC 6052, section 2.1"),
    Carrier("local-use NAT64", *_prefix(0x0064_FF9B_0001, 48), 0, False, "RFC 8215"),
    Carrier("6to4", *_prefix(0x2002, 16), 80, False, "RFC 3056, section 2"),
    Carrier("Teredo", *_prefix(0x2001_0000, 32), 0, True, "RFC 4380, section 4"),
    # The identifier is 0000:5efe or, with the universal bit set, 0200:5efe, under any prefix.
    Carrier("ISATAP", 0xFDFFFFFF << 32, 0x00005EFE << 32, 0, False, "RFC 5214, section 6.1"),
)
