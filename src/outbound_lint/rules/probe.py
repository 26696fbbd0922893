"""Rules of family probe: what kept a dry trigger from reaching its receiver."""

from __future__ import annotations

from outbound_lint.rule import engine_rule


@engine_rule("probe-skipped", "probe", "warning")
def probe_skipped() -> None:
    """A connection was not probed.

    ## What it finds
    With `--probe`: a connection with an error, or in a file with one that belongs to no connection;
    a placeholder in its URL or headers that nothing may fill; an environment variable that is not
    bound to its host with `--probe-env`, or that is unset or empty, as on pull requests from forks;
    and whatever comes after `--probe-limit` requests.

    ## Why it matters
    Nothing was sent, so nothing is known of what the receiver would have done.

    ## How to mend
    The finding says what stands in the way, at the characters that do. `--probe-connect` goes as
    far as TLS and needs no variables.
    """


@engine_rule("probe-blocked", "probe", "error")
def probe_blocked() -> None:
    """The host leads to an address that may not be called.

    ## What it finds
    A name with an answer that is not public: loopback, private and link-local addresses, those of
    cloud metadata services, and every form of IPv6 that carries an IPv4 address. One such answer
    among many is enough. Nothing was connected.

    ## Why it matters
    The platform calls from the Internet, where such an address leads nowhere or to another machine;
    and a linter that called it would be a tool against the network it runs in.

    ## How to mend
    Correct the DNS records of the host. For a stand-in on your own machine or in your own network,
    type `--probe-allow-host HOST:PORT`; link-local and metadata addresses stay blocked even so.
    """


@engine_rule("probe-dns", "probe", "error")
def probe_dns() -> None:
    """The host has no address.

    ## What it finds
    A name that the resolver of this machine does not know, or did not answer for in time.

    ## Why it matters
    The platform can't connect to a host without an address, so no call starts.

    ## How to mend
    Look for a slip in the host, and for its DNS record. Where the record exists in your own network
    only, or this machine reaches names through a proxy alone, the platform may see something else:
    see `--probe-use-proxy`.
    """


@engine_rule("probe-connect", "probe", "error")
def probe_connect() -> None:
    """No connection to the host could be made.

    ## What it finds
    A connection that was refused, that was ended before the receiver sent a byte, or that did not
    stand in time, at all addresses of the host; also a proxy that makes none.

    ## Why it matters
    If the platform meets the same, no call starts.

    ## How to mend
    See that the receiver runs, and listens at the port of the URL. A firewall may let in the
    platform's addresses only, and this machine may need its proxy: see `--probe-use-proxy`.
    """


@engine_rule("probe-tls", "probe", "error")
def probe_tls() -> None:
    """The receiver can't be trusted, or fails to agree on TLS.

    ## What it finds
    A certificate that has ended or not begun, is for another name, signs itself, or comes from an
    authority that is unknown here, also because the server sends its chain incomplete; versions
    before TLS 1.2; a receiver that wants a certificate of the caller.

    ## Why it matters
    The platform refuses such a connection, so no call starts; if it did not, whoever stands between
    could read the credential.

    ## How to mend
    Renew the certificate, have it issued for the host of the URL, and let the server send the
    intermediate certificates with it. Trust an authority of your own with `--probe-ca-bundle FILE`
    only where the platform trusts it too.
    """


@engine_rule("probe-tls-expiring", "probe", "warning")
def probe_tls_expiring() -> None:
    """The receiver's certificate ends within 21 days.

    ## What it finds
    A certificate that is valid now and will not be for long.

    ## Why it matters
    Certificates are usually renewed a month before they end. One that was not will stop every call
    on the day it ends.

    ## How to mend
    Renew it, and see why that did not happen by itself.
    """


@engine_rule("probe-protocol", "probe", "error")
def probe_protocol() -> None:
    """What answers is no HTTP receiver.

    ## What it finds
    Plain HTTP or another protocol at a port of TLS, and answers that are no HTTP: garbage, broken
    framing, an end in the middle, statuses 101 and from 600, informational answers without end.

    ## Why it matters
    The platform can't read the answer, so it takes the trigger for failed.

    ## How to mend
    See that the port of the URL is the receiver's port for HTTPS, and try
    `curl -i` with what `outbound-lint preview --format curl` prints.
    """


@engine_rule("probe-timeout", "probe", "error")
def probe_timeout() -> None:
    """The receiver did not finish in time.

    ## What it finds
    A receiver that accepted the connection and did not finish the TLS handshake within 10 seconds,
    or its answer within 30 (`--probe-timeout`). The body belongs to the answer of a success.

    ## Why it matters
    The platform waits for 30 seconds at most.

    ## How to mend
    Let the receiver answer as soon as it has taken the trigger, and make the call after that.
    """
