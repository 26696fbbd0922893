"""Laws: no spelling hides an address, and both readings of a valid URL lead to one host."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from hypothesis import assume, given
from hypothesis import strategies as st

from outbound_lint.facts import addresses as facts
from outbound_lint.facts import placeholders
from outbound_lint.urls import judge
from outbound_lint.urls.addresses import why_not_global

DIGITS = ("0123456789", "０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⓪①②③④⑤⑥⑦⑧⑨", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SPECIAL = [
    ipaddress.IPv4Network(b.network) for b in (*facts.IPV4, *facts.METADATA) if "." in b.network
]


@st.composite
def special_addresses(draw: st.DrawFn) -> ipaddress.IPv4Address:
    network = draw(st.sampled_from(SPECIAL))
    return network[draw(st.integers(0, network.num_addresses - 1))]


@st.composite
def spellings(draw: st.DrawFn, address: ipaddress.IPv4Address) -> str:
    """Any way to write an address that inet_aton or UTS 46 read as it."""
    number, count = int(address), draw(st.integers(1, 4))
    octets = [number >> shift & 0xFF for shift in (24, 16, 8, 0)]
    rest = number & (1 << 8 * (5 - count)) - 1
    written = [draw(st.sampled_from(FORMS))(part) for part in (*octets[: count - 1], rest)]
    digits = str.maketrans(DIGITS[0], draw(st.sampled_from(DIGITS)))
    dot = draw(st.sampled_from(".。．｡"))
    return dot.join(written).translate(digits) + draw(st.sampled_from(["", "."]))


FORMS = (
    str,
    hex,
    lambda part: f"0X{part:X}",
    lambda part: f"0{part:o}",
    lambda part: f"0x00{part:x}",
)


@given(st.data(), special_addresses())
def test_any_spelling_of_a_special_address_is_recognised(
    data: st.DataObject, address: ipaddress.IPv4Address
) -> None:
    url = judge(f"https://{data.draw(spellings(address))}/")
    assert url.address == str(address)
    assert url.not_public
    assert url.not_public.why.startswith(why_not_global(address) or "-")


@given(st.data(), st.ip_addresses(v=4))
def test_a_global_address_is_valid_only_in_its_usual_spelling(
    data: st.DataObject, address: ipaddress.IPv4Address
) -> None:
    spelling = data.draw(spellings(address))
    url = judge(f"https://{spelling}/")
    assert url.address == str(address)
    passes = url.problem is None and url.not_public is None
    assert passes == (spelling.removesuffix(".") == str(address) and not why_not_global(address))


@given(
    special_addresses(), st.sampled_from(["nip.io", "sslip.io", "xip.io", "traefik.me"]), st.data()
)
def test_wildcard_dns_hides_no_special_address(
    address: ipaddress.IPv4Address, service: str, data: st.DataObject
) -> None:
    forms = [str(address), str(address).replace(".", "-"), f"{int(address):08x}"]
    before = data.draw(st.sampled_from(["", "www.", "app-", "a.b-c."]))
    assert judge(f"https://{before}{data.draw(st.sampled_from(forms))}.{service}/").not_public


def whatwg_authority(text: str) -> str:
    """Where a browser finds the authority: an independent reading, for texts with a scheme."""
    text = re.sub("[\t\n\r]", "", text.strip("".join(map(chr, range(33)))))
    rest = re.sub(r"^https?:[/\\]*", "", text, flags=re.IGNORECASE)
    return re.split(r"[/\\?#]", rest)[0].rpartition("@")[2]


def rfc_authority(text: str) -> str:
    """The same by the regular expression of RFC 3986, appendix B."""
    found = re.match(r"^([^:/?#]+):(//([^/?#]*))?", text)
    return (found[3] or "").partition("@")[2] or (found[3] or "") if found else ""


@given(
    st.lists(
        st.sampled_from(
            ["a.com", "127.0.0.1", "@", ":", "/", "\\", "?", "#", "[::1]", "x@", ":80", " ", "\t"]
        ),
        max_size=7,
    ).map("".join),
    st.sampled_from(["https://", "http://", "https:/", "https:", "https:///"]),
)
def test_a_url_that_two_standards_read_differently_is_invalid(tail: str, head: str) -> None:
    text = head + tail
    assume(not placeholders.find(text))  # `@@x@@` is one
    if judge(text).problem is None:
        assert whatwg_authority(text) == rfc_authority(text)
        assert urlsplit(text).hostname == (judge(text).host or "").strip("[]")
