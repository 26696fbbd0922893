"""Rules of family probe: what a receiver's answer to a dry trigger means."""

from __future__ import annotations

from outbound_lint.rule import engine_rule


@engine_rule("probe-redirect", "probe", "error")
def probe_redirect() -> None:
    """The receiver answers with a redirect.

    ## What it finds
    Any status from 300 to 399. The probe does not follow it.

    ## Why it matters
    After most redirects a POST becomes a GET without the body, and credentials are not sent to
    another host (RFC 9110, section 15.4). Callers of webhooks take a redirect for a failure.

    ## How to mend
    Write the URL that the redirect leads to, once you know that it is yours: https instead of http,
    `www.` or not, a slash at the end or not.
    """


@engine_rule("probe-auth", "probe", "error")
def probe_auth() -> None:
    """The receiver refuses the credential.

    ## What it finds
    The statuses 401, 403 and 407, at the credential in the headers.

    ## Why it matters
    The platform sends the same credential, so no call starts.

    ## How to mend
    For 401, see that the credential is current, of this environment, and behind the scheme and in
    the header that the receiver documents. For 403, see what it is allowed to do; a receiver that
    lets in the platform's addresses only also answers so.
    """


@engine_rule("probe-not-found", "probe", "error")
def probe_not_found() -> None:
    """There is nothing at the path of the URL.

    ## What it finds
    The statuses 404 and 410.

    ## Why it matters
    The trigger reaches the host, and nobody there takes it.

    ## How to mend
    Compare the path with the receiver's documentation, letter by letter: case, slashes, version,
    the name of the workflow. Some receivers answer so where the credential is not of this account.
    """


@engine_rule("probe-method", "probe", "error")
def probe_method() -> None:
    """The URL takes no POST.

    ## What it finds
    The status 405.

    ## Why it matters
    The platform sends POST, always.

    ## How to mend
    Write the URL that starts calls. One that only shows them, or a page for people, takes GET.
    """


@engine_rule("probe-media-type", "probe", "error")
def probe_media_type() -> None:
    """The receiver does not take the media type of the body.

    ## What it finds
    The status 415, at `Content-Type`.

    ## Why it matters
    The platform sends JSON. A receiver that takes forms only can't be triggered directly.

    ## How to mend
    Set `"Content-Type": "application/json"`. If it is set, put something between that takes JSON.
    """


@engine_rule("probe-rejected", "probe", "warning")
def probe_rejected() -> None:
    """The receiver refuses the body.

    ## What it finds
    The other statuses from 400 to 499, such as 400, 409 and 422, at the payload.

    ## Why it matters
    A member may be missing, misnamed or of the wrong type: then no call starts. Or the receiver
    only refuses the number, which is one for fiction and rings nobody.

    ## How to mend
    Compare payload and `phone_number_key` with the receiver's documentation. To rule the number
    out, probe with a test line of your own: `--probe-number`.
    """


@engine_rule("probe-rate-limited", "probe", "warning")
def probe_rate_limited() -> None:
    """The receiver has had too many requests.

    ## What it finds
    The status 429.

    ## Why it matters
    A run of many simulations triggers many calls: some may not start.

    ## How to mend
    Probe again later, and ask for a limit that fits the number of simulations.
    """


@engine_rule("probe-server-error", "probe", "error")
def probe_server_error() -> None:
    """The receiver failed.

    ## What it finds
    Any status from 500 to 599.

    ## Why it matters
    Nothing says that a call would have started. Some receivers fail so on a body that they did not
    expect.

    ## How to mend
    Read the receiver's log at the time of the probe: it carries `User-Agent: outbound-lint/…`. For
    502 to 504, see whether the service behind the gateway runs.
    """


@engine_rule("probe-slow", "probe", "warning")
def probe_slow() -> None:
    """The receiver takes more than 10 seconds.

    ## What it finds
    A success that took longer than 10 seconds, from the name to the end of the answer.

    ## Why it matters
    The platform gives up after 30 seconds, and other callers of webhooks after 10. Under the load
    of many simulations a slow receiver only becomes slower.

    ## How to mend
    Answer as soon as the trigger is taken, and make the call after that.
    """
