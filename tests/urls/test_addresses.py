"""Which addresses may be called."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbound_lint.facts import addresses as facts
from outbound_lint.urls import judge
from outbound_lint.urls.addresses import canonical_ipv6, verdict, why_not_global

BLOCKS = (*facts.IPV4, *facts.IPV6, *facts.METADATA)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.network)
def test_no_address_of_a_special_block_is_global(block: facts.Block) -> None:
    network = ipaddress.ip_network(block.network)
    for address in (network[0], network[-1], network[network.num_addresses // 2]):
        assert verdict(address)
        assert why_not_global(str(address)) == why_not_global(address)


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.network)
def test_every_block_has_a_source(block: facts.Block) -> None:
    assert block.source
    assert block.name


@pytest.mark.parametrize(
    "address",
    """1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0
    169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0
    192.31.195.255 192.31.197.0 192.52.192.255 192.52.194.0 192.88.98.255 192.88.100.0
    192.167.255.255 192.169.0.0 192.175.47.255 192.175.49.0 198.17.255.255 198.20.0.0
    198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0 223.255.255.255 168.63.129.15
    168.63.129.17 2001:200:: 2001:db7:ffff:: 2001:db9:: 2003:: 2620:4f:7fff:: 2620:4f:8001::
    3fff:1000:: 3ffd:: 2606:4700:4700::1111 2a00:1450:4001:81b::200e""".split(),
)
def test_addresses_next_to_special_blocks_are_global(address: str) -> None:
    assert verdict(address) is None


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("127.0.0.1", "loopback"),
        ("::1", "loopback"),
        ("10.1.2.3", "private"),
        ("100.64.1.1", "private"),
        ("fd00::1", "private"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("169.254.169.254", "metadata"),
        ("100.100.100.200", "metadata"),
        ("168.63.129.16", "metadata"),
        ("192.0.0.192", "metadata"),
        ("fd00:ec2::254", "metadata"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "multicast"),
        ("ff02::1", "multicast"),
        ("0.0.0.0", "unspecified"),
        ("0.1.2.3", "unspecified"),
        ("::", "unspecified"),
        ("192.0.2.1", "reserved"),
        ("::ffff:127.0.0.1", "reserved"),
        ("2002:a00:1::", "reserved"),
        ("64:ff9b::10.0.0.1", "reserved"),
    ],
)
def test_only_loopback_and_private_addresses_can_be_allowed(address: str, kind: str) -> None:
    judged = verdict(address)
    assert judged
    assert judged.kind == kind
    assert judged.grantable == (kind in ("loopback", "private"))


@given(st.ip_addresses(v=4))
def test_no_ipv6_form_that_contains_an_ipv4_address_is_global(
    address: ipaddress.IPv4Address,
) -> None:
    number = int(address)
    forms = (
        number,
        0xFFFF << 32 | number,
        0xFFFF << 48 | number,
        0x0064_FF9B << 96 | number,
        0x0064_FF9B_0001 << 80 | number,
        0x2002 << 112 | number << 80,
        0x2001_0000 << 96 | (number ^ 0xFFFFFFFF),
        0x2606_4700 << 96 | 0x00005EFE << 32 | number,
        0x2606_4700 << 96 | 0x02005EFE << 32 | number,
    )
    for form in map(ipaddress.IPv6Address, forms):
        judged = verdict(form)
        assert judged
        assert int(form) <= 1 or str(address) in judged.why


@given(st.ip_addresses(v=6))
def test_outside_2000_3_nothing_is_global(address: ipaddress.IPv6Address) -> None:
    assert verdict(address) or int(address) >> 125 == 1


@given(st.ip_addresses(v=6))
def test_the_canonical_form_follows_rfc_5952(address: ipaddress.IPv6Address) -> None:
    written = canonical_ipv6(address.exploded)
    assert written == canonical_ipv6(str(address))
    assert written
    assert ipaddress.IPv6Address(written) == address
    if address.ipv4_mapped is None:
        assert written == str(address)


@given(st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_an_address_in_a_url_is_judged_by_the_same_table(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    url = judge(f"https://{address}/" if address.version == 4 else f"https://[{address}]/")
    assert url.problem is None
    assert (url.not_public and url.not_public.why) == why_not_global(address)
    assert url.address


@pytest.mark.parametrize(
    "text", ["fe80::1%eth0", "2606:4700::1111%1", "127.1", "", "x", "1.2.3.04"]
)
def test_a_text_that_is_not_an_address_raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|octet|zone|appear"):
        verdict(text)
