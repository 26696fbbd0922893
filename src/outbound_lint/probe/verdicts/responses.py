"""The messages and hints of responses: by the outcome, and by the status or what else is known."""

from __future__ import annotations

from outbound_lint.probe.outcomes import Name
from outbound_lint.probe.verdicts.before_response import FIREWALL, READ_LOG, RESPONSE, Text

_TO = f"{RESPONSE}: it redirects to"
_TRUST_GATEWAY = (
    "A server behind a gateway may not know that the request came over HTTPS: configure it to "
    "trust the gateway's `X-Forwarded-Proto`."
)
_READ_TARGET = "To see the target, probe again with `--probe-save FILE`."

_REDIRECTS: dict[str | None, Text] = {
    "slash": Text(f"{_TO} the same URL with a slash at the end", "Add the slash to the path."),
    "no-slash": Text(
        f"{_TO} the same URL without the slash at the end", "Remove the slash from the path."
    ),
    "www": Text(f"{_TO} the same host with `www.`", "Write `www.` before the host."),
    "no-www": Text(f"{_TO} the same host without `www.`", "Remove `www.` from the host."),
    "http": Text(
        f"{_TO} the same host over http, which is not encrypted",
        f"Keep `https`. {_TRUST_GATEWAY}",
    ),
    "https": Text(f"{_TO} the same host over https", "Write `https` instead of `http`."),
    "port": Text(f"{_TO} another port: {{target}}", "Write this port, if it is the receiver's."),
    "path": Text(
        f"{_TO} another path of the same host",
        f"Write the path that the receiver's documentation gives. {_READ_TARGET}",
    ),
    "login": Text(
        f"{_TO} a login page",
        "The receiver does not accept the credential at this path: check that the path is the "
        "API's and not a page's, and that the credential is the one that the API requires.",
    ),
    "host": Text(
        f"{_TO} another host: {{target}}",
        "If that host may receive the credential, write its URL instead, with `https`. "
        f"{_READ_TARGET}",
    ),
    "same": Text(
        f"{_TO} the same URL, so clients that follow redirects never get a response",
        f"Remove this redirect from the receiver. {_TRUST_GATEWAY}",
    ),
    "none": Text(f"{RESPONSE}: a redirect without a valid target", READ_LOG),
}

_COMPARE = "Compare the payload and `phone_number_key` with the receiver's documentation."
_READ_REASON = "The response may name the reason: to see it, probe again with `--probe-save FILE`."
_OWN_NUMBER = "To rule out the number, probe with your own test line: `--probe-number`."
_WAIT = "Probe again{later}."

RESPONSES: dict[Name, dict[str | None, Text]] = {
    "probe-redirect": {
        **_REDIRECTS,
        "300": Text(f"{RESPONSE}: it offers several URLs", "Write one of them."),
        "304": Text(
            f"{RESPONSE}: its cache answered, and nothing received the request",
            "Configure the cache or the gateway before the receiver to pass POST on.",
        ),
        "305": Text(f"{RESPONSE}: it must be used through its own proxy", READ_LOG),
    },
    "probe-auth": {
        "absent": Text(
            f"{RESPONSE}: no header authenticates the request",
            "Add the header that it requires, such as "
            '`"Authorization": "Bearer ${{VOICE_TOKEN}}"`.',
        ),
        "scheme": Text(
            f"{RESPONSE}: it asks for the authentication scheme {{challenge}}",
            "Write the credential as `{challenge} …`, in the form that the receiver documents.",
        ),
        "scheme Basic": Text(
            f"{RESPONSE}: it asks for a user and a password (the authentication scheme Basic)",
            "Write `Basic ` and the base64 of `user:password` in the header `Authorization`.",
        ),
        "scheme ApiKey": Text(
            f"{RESPONSE}: it asks for an API key, and found none or an invalid one",
            "Check the key, and that its header is the one that the receiver documents, such as "
            "`X-API-Key`.",
        ),
        "403": Text(
            f"{RESPONSE}: access is denied, although the credential may be valid",
            f"Check that the credential may start calls. If it may, {FIREWALL}",
        ),
        "absent 403": Text(
            f"{RESPONSE}: access is denied, and no header authenticates the request",
            "Add the header that it requires, such as "
            f'`"Authorization": "Bearer ${{{{VOICE_TOKEN}}}}"`. If it requires none, {FIREWALL}',
        ),
        "407": Text(
            f"{RESPONSE}: a proxy in front of it requires its own credentials",
            "Write the URL of the receiver itself, which callers from outside can use.",
        ),
        None: Text(
            f"{RESPONSE}: it rejected this credential",
            "Check that it has not expired, belongs to this environment, and uses the right scheme "
            "(Bearer, Basic).",
        ),
    },
    "probe-not-found": {
        "410": Text(
            f"{RESPONSE}: what was at this path is gone for good",
            "Write the path that the receiver's documentation gives now.",
        ),
        None: Text(
            f"{RESPONSE}: nothing was found at this path",
            "Compare the path with the receiver's documentation character by character. Some "
            "receivers also respond with 404 if the path exists, but does not accept POST.",
        ),
    },
    "probe-method": {
        None: Text(
            f"{RESPONSE}: this path does not accept POST, which the platform sends",
            "Write the path that starts calls.",
        ),
    },
    "probe-media-type": {
        None: Text(
            f"{RESPONSE}: it does not accept this Content-Type",
            'Set `"Content-Type": "application/json"`. The platform can\'t trigger a receiver that '
            "accepts only forms.",
        ),
    },
    "probe-rate-limited": {
        None: Text(
            f"{RESPONSE}: its rate limit is reached",
            f"{_WAIT} Simulations send one request for each call.",
        ),
    },
    "probe-rejected": {
        "400": Text(
            f"{RESPONSE}: it rejected the body, or just the test number in it",
            f"{_COMPARE} {_READ_REASON} {_OWN_NUMBER} Receivers that accept only forms also "
            "respond with 400: the platform can't trigger them.",
        ),
        "hidden": Text(
            f"{RESPONSE}, which hides a failure: {{why}}",
            f"{_READ_REASON} {_OWN_NUMBER}",
        ),
        "content-type": Text(
            f"{RESPONSE}: it rejected the body, perhaps because of this Content-Type",
            'Set `"Content-Type": "application/json"`: the platform always sends JSON. If that '
            "does not help, compare the payload and `phone_number_key` with the receiver's "
            "documentation.",
        ),
        "client-certificate": Text(
            f"{RESPONSE}: it requires a client certificate (mTLS), and the platform sends none",
            "Configure the receiver to authenticate requests with a header instead.",
        ),
        "plain-http": Text(
            f"{RESPONSE}: the request came as plain HTTP to a port for HTTPS, so a gateway before "
            "the receiver ends TLS",
            "Configure the gateway to connect to the receiver over HTTPS, or to its port for HTTP.",
        ),
        "http plain-http": Text(
            f"{RESPONSE}: this port expects HTTPS instead of HTTP",
            "Write `https` instead of `http`.",
        ),
        "http 400": Text(
            f"{RESPONSE}: it rejected the body, or this port expects HTTPS instead of HTTP",
            f"If the port expects HTTPS, write `https` instead of `http`. {_COMPARE}",
        ),
        "402": Text(
            f"{RESPONSE}: it requires payment", "Check the balance and the plan of the account."
        ),
        "406": Text(
            f"{RESPONSE}: it can't respond in the form that the headers accept",
            "Remove `Accept` headers, or write the media type that the receiver documents.",
        ),
        "408": Text(f"{RESPONSE}: it did not receive the whole request in time", _WAIT),
        "411": Text(
            f"{RESPONSE}: it requires Content-Length, which the request has",
            "A gateway before the receiver may remove it: check its configuration.",
        ),
        "413": Text(
            f"{RESPONSE}: the body is too large",
            "Shorten the payload, or raise the limit of the receiver or of the gateway before it, "
            "such as `client_max_body_size` of nginx.",
        ),
        "414": Text(f"{RESPONSE}: the URL is too long", "Shorten the query."),
        "421": Text(
            f"{RESPONSE}: this server does not serve this host name",
            "Check the host. If it is correct, configure the server to serve it.",
        ),
        "422": Text(
            f"{RESPONSE}: it rejected the body: a member may be missing or have a wrong value, "
            "such as the test number",
            f"{_COMPARE} {_READ_REASON} {_OWN_NUMBER} Receivers that accept only forms also "
            "respond with 422: the platform can't trigger them.",
        ),
        "425": Text(f"{RESPONSE}: it does not accept requests so early in a connection", _WAIT),
        "426": Text(
            f"{RESPONSE}: it requires another protocol than HTTP/1.1",
            "Use the HTTP endpoint, not the WebSocket one.",
        ),
        "431": Text(f"{RESPONSE}: the headers are too large", "Shorten or remove headers."),
        "451": Text(
            f"{RESPONSE}: it may not serve this request for legal reasons",
            "It may block the country of this machine: probe from another one.",
        ),
        None: Text(
            f"{RESPONSE}: it rejected the body, or just the test number in it",
            f"{_COMPARE} {_OWN_NUMBER}",
        ),
    },
    "probe-server-error": {
        "501": Text(
            f"{RESPONSE}: it does not implement POST, or this path",
            "Write the path that starts calls.",
        ),
        "502": Text(
            f"{RESPONSE}: a gateway got no valid response from the service behind it",
            "Check that the service behind the gateway runs, and that the gateway has its address.",
        ),
        "503": Text(
            f"{RESPONSE}: it is unavailable, or the service behind a gateway does not run",
            f"Start the service. {_WAIT}",
        ),
        "504": Text(
            f"{RESPONSE}: the service behind a gateway did not respond in time",
            "Respond as soon as the trigger is accepted, and place the call afterwards.",
        ),
        "505": Text(f"{RESPONSE}: it does not support HTTP/1.1", "Configure it to support that."),
        None: Text(
            f"{RESPONSE}: it failed on this request, so a real trigger would probably fail too",
            f"{READ_LOG} Some receivers fail on a body that they do not expect.",
        ),
    },
}
"""By outcome, and by what `verdicts` tells apart within it."""
