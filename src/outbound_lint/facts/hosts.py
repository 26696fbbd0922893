"""Host names with a special meaning, each row with its source.

Names are in lower case, without a trailing dot; a row is about the name and all names below it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from outbound_lint.patterns import pattern


class Suffix(NamedTuple):
    """A name under which nothing is public, why, and the source."""

    name: str
    why: str
    source: str


PRIVATE = (
    Suffix("localhost", "the local machine itself", "RFC 6761, section 6.3"),
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
    written in the name, else 127.0.0.1. `rebinding`: a different address each time.
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
    "company.com": "written in many documents; nobody's webhook",
    "domain.com": "written in many documents; nobody's webhook",
    "contoso.com": "learn.microsoft.com/style-guide, fictitious company names",
    "fabrikam.com": "learn.microsoft.com/style-guide, fictitious company names",
}
"""Hosts that are reserved for documentation: public names at which no service answers."""

_OWN = (
    "account|agent|agents|ai|api|app|application|assistant|backend|bot|business|calls?|caller|"
    "cloud|company|corp|crm|deployment|dialer|domain|endpoint|env|environment|fqdn|function|"
    "gateway|host|hostname|instance|ip|lambda|n8n|name|namespace|org|organi[sz]ation|phone|"
    "platform|project|proxy|region|resource|server|service|site|store|subdomain|team|telephony|"
    "tenant|tunnel|url|voice|voicebot|webhook|website|worker|workflow|workspace"
)
# Without a hyphen only words that no company would put after "your" in its own name.
_GLUED = (
    "account|api|app|backend|company|domain|endpoint|host|hostname|instance|org|organi[sz]ation|"
    "project|server|service|site|subdomain|tenant|url|webhook|website|workspace"
)
EXAMPLE_LABEL = pattern(
    rf"your(?:[-_]+(?:{_OWN})|(?:{_GLUED})(?:name|here|id|url)?)(?:[-_].*)?|x{{4,}}"
)
"""Labels that documentation writes for a reader to replace: `your-domain`, `yourcompany`, `xxxx`.

Coval (`your-endpoint.com`, `api.yourcompany.com`), Vapi, Retell, Twilio, n8n, Supabase and most
other documents of webhooks.
"""

EXAMPLE_DOMAIN = pattern(
    r"(?:example|(?:my|some|any)-?(?:api|app|company|domain|endpoint|host|server|site|webhook"
    r"|website)|(?:change|replace)-?me|placeholder|your\.(?:company|domain|host|server|site))"
    r"\.(?:(?:ac|co|com|net|org)\.)?[a-z]{2,}"
)
"""Domains of the same kind, from the registered label on: `example.io`, `mydomain.com`."""

REAL = {"your-server.de": "docs.hetzner.com, reverse DNS"}
"""Names that look like examples, but are not: Hetzner names the servers of its customers so."""

TUNNELS = {
    "app.github.dev": "docs.github.com/codespaces, forwarding ports",
    "bore.pub": "github.com/ekzhang/bore",
    "csb.app": "codesandbox.io/docs, preview",
    "devtunnels.ms": "learn.microsoft.com/azure/developer/dev-tunnels",
    "expose.dev": "expose.dev/docs",
    "githubpreview.dev": "docs.github.com/codespaces, forwarding ports",
    "gitpod.io": "gitpod.io/docs, ports",
    "jprq.io": "github.com/azimjohn/jprq",
    "jprq.live": "github.com/azimjohn/jprq",
    "jprq.site": "github.com/azimjohn/jprq",
    "lhr.life": "localhost.run/docs",
    "lhr.pro": "localhost.run/docs",
    "lhr.rocks": "localhost.run/docs",
    "lhrtunnel.link": "localhost.run/docs",
    "loca.lt": "github.com/localtunnel/localtunnel",
    "localhost.run": "localhost.run/docs",
    "localtunnel.me": "github.com/localtunnel/localtunnel",
    "loclx.io": "localxpose.io/docs",
    "ngrok-free.app": "ngrok.com/docs",
    "ngrok-free.dev": "ngrok.com/docs",
    "ngrok-free.pizza": "ngrok.com/docs",
    "ngrok.app": "ngrok.com/docs",
    "ngrok.dev": "ngrok.com/docs",
    "ngrok.io": "ngrok.com/docs",
    "ngrok.pizza": "ngrok.com/docs",
    "ngrok.pro": "ngrok.com/docs",
    "packetriot.net": "docs.packetriot.com",
    "pagekite.me": "pagekite.net",
    "pinggy.io": "pinggy.io/docs",
    "pinggy.link": "pinggy.io/docs",
    "pinggy.online": "pinggy.io/docs",
    "playit.gg": "playit.gg",
    "portr.dev": "portr.dev",
    "serveo.net": "serveo.net",
    "serveousercontent.com": "serveo.net",
    "sharedwithexpose.com": "expose.dev/docs",
    "srv.us": "docs.srv.us",
    "staqlab-tunnel.com": "tunnel.staqlab.com",
    "telebit.cloud": "telebit.cloud",
    "telebit.io": "telebit.cloud",
    "trycloudflare.com": "developers.cloudflare.com, quick tunnels",
    "tunn.dev": "tunnelto.dev",
    "tunnel.pyjam.as": "tunnel.pyjam.as",
    "tunnelmole.net": "tunnelmole.com/docs",
    "tunnels.api.visualstudio.com": "learn.microsoft.com/azure/developer/dev-tunnels",
    "tunnelto.dev": "tunnelto.dev",
    "webcontainer.io": "developer.stackblitz.com, previews",
    "zrok.io": "docs.zrok.io",
}

REQUEST_BINS = {
    "beeceptor.com": "beeceptor.com/docs",
    "bin.webhookrelay.com": "webhookrelay.com/webhook-bin",
    "burpcollaborator.net": "portswigger.net/burp/documentation/collaborator",
    "echo.hoppscotch.io": "docs.hoppscotch.io",
    "hookbin.com": "hookbin.com",
    "hooktest.dev": "hooktest.dev/docs",
    "httpbin.dev": "httpbin.dev",
    "httpbin.org": "httpbin.org",
    "httpbingo.org": "httpbingo.org",
    "httpbun.com": "httpbun.com",
    "httpdump.app": "httpdump.app",
    "interact.sh": "github.com/projectdiscovery/interactsh",
    "jsonplaceholder.typicode.com": "jsonplaceholder.typicode.com",
    "mock.pstmn.io": "learning.postman.com, mock servers",
    "mockapi.io": "mockapi.io",
    "mockbin.io": "mockbin.io",
    "mockbin.org": "mockbin.org",
    "mocklab.io": "mocklab.io",
    "mocky.io": "mocky.io",
    "oast.fun": "github.com/projectdiscovery/interactsh",
    "oast.live": "github.com/projectdiscovery/interactsh",
    "oast.me": "github.com/projectdiscovery/interactsh",
    "oast.online": "github.com/projectdiscovery/interactsh",
    "oast.pro": "github.com/projectdiscovery/interactsh",
    "oast.site": "github.com/projectdiscovery/interactsh",
    "oastify.com": "portswigger.net/burp/documentation/collaborator",
    "play.svix.com": "svix.com/play",
    "postb.in": "postb.in",
    "postman-echo.com": "learning.postman.com, Postman Echo",
    "ptsv2.com": "ptsv2.com",
    "ptsv3.com": "ptsv3.com",
    "putsreq.com": "putsreq.com",
    "reqres.in": "reqres.in",
    "requestb.in": "requestb.in",
    "requestbin.com": "requestbin.com",
    "requestbin.net": "requestbin.net",
    "requestcatcher.com": "requestcatcher.com",
    "requestinspector.com": "requestinspector.com",
    "requestrepo.com": "github.com/adrgs/requestrepo",
    "smee.io": "smee.io",
    "tracebin.io": "tracebin.io/documentation",
    "typedwebhook.tools": "typedwebhook.tools",
    "webhook.cool": "webhook.cool",
    "webhook.site": "docs.webhook.site",
    "webhookinbox.com": "webhookinbox.com",
    "webhooks.lol": "docs.webhooks.lol",
    "x.pipedream.net": "pipedream.com/requestbin (m.pipedream.net are lasting workflows)",
}

TEST_PATH = pattern(r"/(?:webhook|form)-test(?=/|$)")
"""n8n listens at its test URLs only while the editor waits for one call (docs.n8n.io, Webhook)."""
