"""Rules of family endpoint: the host that is called, and its port.

Of those about the host the first that holds speaks, in the order of this file.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.rules.endpoint import place_of, sound_url

_HTTPS = 443


@field_rule("endpoint-not-public", "endpoint", "error")
def endpoint_not_public(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint can't be reached from the Internet.

    ## What it finds
    Localhost, private and special IP addresses in any spelling (decimal, octal, hexadecimal, short,
    in look-alike digits), every IPv6 form that carries an IPv4 address, cloud metadata services;
    names that only private networks know (`.local`, `.internal`, `.svc` and their kin, names
    without a dot); names of DNS services that mean such an address, such as `10.0.0.1.nip.io`.

    ## Why it matters
    The platform calls from the Internet. There such a host is nobody, or a machine of the platform
    itself, which must not be called. So no call starts.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://localhost:8443/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write the public name of the host; a receiver in a private network needs a gateway before it.
    """
    url = sound_url(connection)
    if url and url.not_public:
        yield Finding(
            place_of(connection, url.not_public.span),
            f"the platform can't reach this host: {url.not_public.why}",
            "Write the public name of the host.",
        )


@field_rule("endpoint-placeholder", "endpoint", "warning")
def endpoint_placeholder(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is an example of documentation.

    ## What it finds
    `your-endpoint.com`, the host of the platform's documentation, and `example.com`,
    `example.net` and `example.org`, which are reserved for documentation (RFC 2606), with all
    names under them.

    ## Why it matters
    Nothing there starts a call.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://your-endpoint.com/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write the host of the webhook that starts the call.
    """
    url = sound_url(connection)
    if url is None or url.not_public:
        return
    from outbound_lint.urls import remarks

    remark = remarks.documentation_host(url)
    if remark:
        yield Finding(
            place_of(connection, remark.span),
            f"this is {remark.why}, so no call starts",
            "Write the host of the webhook that starts the call.",
        )


@field_rule("endpoint-temporary", "endpoint", "warning")
def endpoint_temporary(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint works today and is gone tomorrow.

    ## What it finds
    Tunnels to somebody's machine (ngrok, trycloudflare, localtunnel and their kin), services that
    only record requests (webhook.site, RequestBin and their kin), and test URLs of n8n
    (`/webhook-test/`).

    ## Why it matters
    A tunnel ends with the program that opened it, and its name may pass to a stranger, who then
    receives the credential and the numbers. A request bin calls nobody. A test URL answers one
    request, while somebody waits for it in the editor.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://4f2a-203-0-113-7.ngrok-free.app/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write the lasting URL of the receiver; that of an n8n workflow has `/webhook/`.
    """
    url = sound_url(connection)
    if url is None:
        return
    from outbound_lint.urls import remarks

    remark = remarks.temporary(url)
    if remark is None:
        return
    is_about_host = remark.span == url.host_span
    if is_about_host and (url.not_public or remarks.documentation_host(url)):
        return
    yield Finding(
        place_of(connection, remark.span),
        f"this is {remark.why}",
        "Write the lasting URL of the receiver." if is_about_host else "Write `/webhook`.",
    )


@field_rule("endpoint-homograph", "endpoint", "warning")
def endpoint_homograph(connection: Connection, context: Context) -> Iterator[Finding]:
    """The host may not be the one it looks like.

    ## What it finds
    Letters of different scripts in one label of the host (Cyrillic `а` among Latin letters), labels
    made of letters that look like Latin ones, and look-alikes of ASCII letters such as fullwidth
    ones; also in `xn--` labels. Mixes that languages use, such as Japanese, are none.

    ## Why it matters
    Such a host belongs to somebody else than the one that is read, and gets the credential and the
    number to call.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.аcme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Type the host anew instead of copying it.
    """
    url = sound_url(connection)
    if url is None or url.not_public:
        return
    from outbound_lint.urls import remarks

    remark = remarks.homograph(url)
    if remark is None:
        return
    earlier = remarks.documentation_host(url), remarks.temporary(url)
    if all(one is None or one.span != remark.span for one in earlier):
        yield Finding(
            place_of(connection, remark.span),
            f"the host may not be the one it looks like: {remark.why}",
            "Type the host anew, in ASCII letters, unless this very name is meant.",
        )


@field_rule("endpoint-port", "endpoint", "info")
def endpoint_port(connection: Connection, context: Context) -> Iterator[Finding]:
    """The URL names another port than 443.

    ## What it finds
    A port in the URL other than that of https.

    ## Why it matters
    It works where the receiver listens there and nothing on the way stands against it. Firewalls
    and gateways often let only 443 through, and many a port in a URL was left over from
    development.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev:8443/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Let the receiver listen on 443, and leave the port out.
    """
    url = sound_url(connection)
    if url and url.port_span and url.port not in (None, _HTTPS):
        yield Finding(
            place_of(connection, url.port_span),
            f"the port is {url.port}: firewalls and gateways often let only {_HTTPS} through",
            "Leave the port out if the receiver listens on 443 as well.",
        )
