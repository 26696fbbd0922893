"""Host names that mean something special, each row with its source.

Names are in lower case, without a trailing dot; a row holds for the name and all below it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Suffix(NamedTuple):
    """A name under which nothing is public: why, in plain words, and where that stands."""

    name: str
    why: str
    source: str


PRIVATE = (
    Suffix("localhost", "this machine itself", "RFC 6761, section 6.3"),
    Suffix("test", "reserved for tests", "RFC 6761, section 6.2"),
    Suffix("invalid", "reserved to be invalid", "RFC 6761, section 6.4"),
    Suffix("example", "reserved for examples", "RFC 6761, section 6.5"),
    Suffix("local", "found only on the local network (multicast DNS)", "RFC 6762, section 3"),
    Suffix("onion", "reachable only through Tor", "RFC 7686"),
    Suffix("alt", "outside the DNS", "RFC 9476"),
    Suffix("arpa", "reserved for infrastructure and home networks", "RFC 3172; RFC 8375"),
    Suffix("internal", "reserved for private networks", "ICANN board resolution, 29 July 2024"),
    Suffix("intranet", "used only in private networks", "RFC 6762, appendix G"),
    Suffix("private", "used only in private networks", "RFC 6762, appendix G"),
    Suffix("corp", "used only in private networks", "RFC 6762, appendix G; ICANN, 4 February 2018"),
    Suffix("home", "used only in private networks", "RFC 6762, appendix G; ICANN, 4 February 2018"),
    Suffix("lan", "used only in private networks", "RFC 6762, appendix G"),
    Suffix("mail", "never delegated, used only in private networks", "ICANN, 4 February 2018"),
    Suffix("localdomain", "used only on one machine or network", "ICANN SAC 045"),
    Suffix("domain", "used only in private networks", "ICANN SAC 045"),
    Suffix("localdomain4", "used only on one machine", "/etc/hosts of Red Hat's systems"),
    Suffix("localdomain6", "used only on one machine", "/etc/hosts of Red Hat's systems"),
    Suffix("workgroup", "used only in private networks", "ICANN SAC 045"),
    Suffix("i2p", "reachable only through I2P", "geti2p.net/en/docs/naming"),
    Suffix("svc", "services inside one Kubernetes cluster", "kubernetes.io, DNS for services"),
    Suffix("default", "services inside one Kubernetes cluster", "kubernetes.io, DNS for services"),
    Suffix("consul", "services inside one Consul network", "developer.hashicorp.com/consul, DNS"),
    Suffix("docker", "containers of one machine", "github.com/aacebedo/dnsdock"),
)

METADATA = (
    Suffix("metadata.google.internal", "Google Cloud", "cloud.google.com/compute/docs/metadata"),
    Suffix("metadata.goog", "Google Cloud", "cloud.google.com/compute/docs/metadata"),
    Suffix("instance-data.ec2.internal", "AWS", "docs.aws.amazon.com/AWSEC2, instance metadata"),
    Suffix("instance-data", "AWS", "docs.aws.amazon.com/AWSEC2, instance metadata"),
    Suffix("metadata.tencentyun.com", "Tencent Cloud", "tencentcloud.com/document/product/213"),
    Suffix("metadata.platformequinix.com", "Equinix Metal", "deploy.equinix.com, Metal"),
    Suffix("metadata.packet.net", "Packet", "deploy.equinix.com, Metal"),
    Suffix("api.metadata.cloud.ibm.com", "IBM Cloud", "cloud.ibm.com/docs/vpc, instance metadata"),
    Suffix("rancher-metadata", "Rancher", "rancher.com/docs/rancher/v1.6, metadata service"),
)


class Resolver(NamedTuple):
    """A DNS service whose answer follows from the name.

    `carried`: the address written in the name. `loopback`: 127.0.0.1. `either`: the address
    written in the name, else 127.0.0.1. `rebinding`: now one address, now another.
    """

    name: str
    answers: Literal["carried", "loopback", "either", "rebinding"]
    source: str


RESOLVERS = (
    Resolver("nip.io", "carried", "nip.io"),
    Resolver("sslip.io", "carried", "sslip.io"),
    Resolver("xip.io", "carried", "xip.io (gone since 2021)"),
    Resolver("xip.name", "carried", "xip.name"),
    Resolver("ip.addr.tools", "carried", "addr.tools"),
    Resolver("iep.ee", "carried", "github.com/billopark/iep.ee"),
    Resolver("backname.io", "carried", "backname.io"),
    Resolver("ipq.co", "carried", "ipq.co"),
    Resolver("plex.direct", "carried", "support.plex.tv, secure server connections"),
    Resolver("local-ip.co", "carried", "local-ip.co"),
    Resolver("local-ip.sh", "carried", "local-ip.sh"),
    Resolver("local-ip.medicmobile.org", "carried", "local-ip.medicmobile.org"),
    Resolver("traefik.me", "either", "traefik.me"),
    Resolver("localtest.me", "loopback", "readme.localtest.me"),
    Resolver("lvh.me", "loopback", "lvh.me"),
    Resolver("vcap.me", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("fuf.me", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("ulh.us", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("lacolhost.com", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("smackaho.st", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("42foo.com", "loopback", "superuser.com, domain names that resolve to 127.0.0.1"),
    Resolver("127-0-0-1.org.uk", "loopback", "superuser.com, names that resolve to 127.0.0.1"),
    Resolver("localho.st", "loopback", "localho.st"),
    Resolver("localh.st", "loopback", "PayloadsAllTheThings, Server Side Request Forgery"),
    Resolver("localhost.direct", "loopback", "get.localhost.direct"),
    Resolver("localdomain.pw", "loopback", "PayloadsAllTheThings, Server Side Request Forgery"),
    Resolver("bugbounty.dod.network", "loopback", "PayloadsAllTheThings, SSRF"),
    Resolver("spoofed.burpcollaborator.net", "loopback", "PayloadsAllTheThings, SSRF"),
    Resolver("lcl.host", "loopback", "anchor.dev/docs, lcl.host"),
    Resolver("lndo.site", "loopback", "docs.lando.dev, networking"),
    Resolver("ddev.site", "loopback", "ddev.readthedocs.io, name resolution"),
    Resolver("rbndr.us", "rebinding", "github.com/taviso/rbndr"),
    Resolver("1u.ms", "rebinding", "github.com/neex/1u.ms"),
    Resolver("rebind.network", "rebinding", "github.com/brannondorsey/whonow"),
    Resolver("rebind.it", "rebinding", "github.com/nccgroup/singularity"),
    Resolver("rbnd.gl0.eu", "rebinding", "github.com/mogwailabs/DNSrebinder"),
)

EXAMPLE = {
    "example.com": "RFC 2606, section 3",
    "example.net": "RFC 2606, section 3",
    "example.org": "RFC 2606, section 3",
    "your-endpoint.com": "the platform's documentation of outbound voice connections",
}
"""Hosts of documentation, with their sources: public names at which nobody's service answers."""
