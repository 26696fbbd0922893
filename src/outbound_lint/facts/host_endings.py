"""How the host names of `facts.hosts` and of providers end, in a module that is cheap to import."""

SPECIAL_ENDINGS = frozenset(
    """
    1u.ms 42foo.com addr.tools alt arpa backname.io beeceptor.com bore.pub burpcollaborator.net
    company.com consul contoso.com corp csb.app ddev.site default devtunnels.ms docker dod.network
    domain domain.com ec2.internal example example.com example.net example.org expose.dev
    fabrikam.com fuf.me github.dev githubpreview.dev gitpod.io gl0.eu google.internal home
    hookbin.com hooktest.dev hoppscotch.io httpbin.dev httpbin.org httpbingo.org httpbun.com
    httpdump.app i2p ibm.com iep.ee instance-data interact.sh internal intranet invalid ipq.co
    jprq.io jprq.live jprq.site lacolhost.com lan lcl.host lhr.life lhr.pro lhr.rocks lhrtunnel.link
    lndo.site loca.lt local local-ip.co local-ip.sh localdomain localdomain.pw localdomain4
    localdomain6 localh.st localho.st localhost localhost.direct localhost.run localtest.me
    localtunnel.me loclx.io lvh.me mail medicmobile.org metadata.goog mockapi.io mockbin.io
    mockbin.org mocklab.io mocky.io ngrok-free.app ngrok-free.dev ngrok-free.pizza ngrok.app
    ngrok.dev ngrok.io ngrok.pizza ngrok.pro nip.io oast.fun oast.live oast.me oast.online oast.pro
    oast.site oastify.com onion org.uk packet.net packetriot.net pagekite.me pinggy.io pinggy.link
    pinggy.online pipedream.net platformequinix.com playit.gg plex.direct portr.dev postb.in
    postman-echo.com private pstmn.io ptsv2.com ptsv3.com putsreq.com pyjam.as rancher-metadata
    rbndr.us rebind.it rebind.network reqres.in requestb.in requestbin.com requestbin.net
    requestcatcher.com requestinspector.com requestrepo.com serveo.net serveousercontent.com
    sharedwithexpose.com smackaho.st smee.io srv.us sslip.io staqlab-tunnel.com svc svix.com
    telebit.cloud telebit.io tencentyun.com test tracebin.io traefik.me trycloudflare.com tunn.dev
    tunnelmole.net tunnelto.dev typedwebhook.tools typicode.com ulh.us vcap.me visualstudio.com
    webcontainer.io webhook.cool webhook.site webhookinbox.com webhookrelay.com webhooks.lol
    workgroup xip.io xip.name zrok.io
    """.split()
)
"""The last two labels, or the only one, of every name in the tables of `facts.hosts`.

A host is in none of the tables if neither its last label nor its last two labels are here. A test
compares this with the tables.
"""

EXAMPLE_SIGNS = (
    "your", "xxxx", "example", "my", "some", "any", "placeholder", "changeme", "change-me",
    "replaceme", "replace-me",
)  # fmt: skip
"""One of these is in every name that is an example by its words (`facts.hosts`)."""

PROVIDER_ENDINGS = frozenset(
    """
    air.ai aircall.io amazonaws.com bandwidth.com bland.ai bolna.ai cartesia.ai com.au daily.co
    dialpad.com elevenlabs.io exotel.com exotel.in hume.ai infobip.com livekit.cloud millis.ai
    mypurecloud.com mypurecloud.de mypurecloud.ie mypurecloud.jp nexmo.com openai.com plivo.com
    pure.cloud retellai.com ringg.ai sarvam.ai signalwire.com sinch.com synthflow.ai telnyx.com
    twilio.com ultravox.ai us-gov-pure.cloud vapi.ai voiceflow.com vonage.com voximplant.com
    zapier.com
    """.split()
)
"""The last two labels of the hosts of all profiles (`facts.provider_hosts`), generated with them.

Many other hosts end like them. A host that does not end so has no profile.
"""


def ending(host: str) -> str:
    """Return the last two labels of a host."""
    return ".".join(host.rsplit(".", 2)[-2:])
