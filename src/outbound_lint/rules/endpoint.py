"""Rules of family endpoint: the URL that starts the call, as a text."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place
from outbound_lint.syntax.nodes import Scalar
from outbound_lint.syntax.places import Decoded
from outbound_lint.urls import Url

_LONGEST = 200  # the platform's API, create and update agent: `endpoint`, maxLength


@field_rule("endpoint-invalid", "endpoint", "error")
def endpoint_invalid(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is not an absolute URL with a sound host.

    ## What it finds
    A text without `https://`, without a host or with two; white space, control and invisible
    characters, quotes and backslashes; a host that is not letters, digits and hyphens (after
    UTS 46), with percent-encoding, empty labels or broken punycode; IPv6 addresses that are none;
    ports that are none. Also whatever the WHATWG URL standard and RFC 3986 read differently. A
    placeholder stands for any text, so nothing is said of what it hides.

    ## Why it matters
    No request can be sent to such a text, or programs differ about the host it goes to: one checks
    one host, and another one calls a different one.

    ## Wrong
    ```yaml
    trigger_call_endpoint: voice.acme.dev/outbound
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
    Type what the finding says at the characters it shows.
    """
    url = connection.endpoint.url if connection.endpoint else None
    if url and url.problem:
        problem = url.problem
        yield Finding(
            place_of(connection, problem.span),
            f"the endpoint can't be called: {problem.message}",
            problem.hint,
        )


@field_rule("endpoint-scheme", "endpoint", "error")
def endpoint_scheme(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is not an https URL.

    ## What it finds
    A URL with another scheme than https. What stands before `://` as a placeholder is not judged.

    ## Why it matters
    The request carries a credential and the number to call. Over http everybody on the way can
    read both, and the platform asks for HTTPS.

    ## Wrong
    ```yaml
    trigger_call_endpoint: http://voice.acme.dev/outbound
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
    Write `https://`, and see that the server answers there.
    """
    url = sound_url(connection)
    if not (url and url.scheme_span) or url.scheme in (None, "https"):
        return
    if url.scheme == "http":
        message = "over http everybody on the way can read the credential and the number to call"
        hint = "Write `https`, and see that the server answers there."
    else:
        # What stands before a colon without slashes may be anything, a user's name too.
        is_named = url.text.startswith("://", url.scheme_span[1])
        named = f"`{url.scheme}` is no scheme" if is_named else "this is no URL"
        message = f"{named} the platform can send the request to: it asks for https"
        hint = "Write the https URL of the webhook that starts the call."
    yield Finding(place_of(connection, url.scheme_span), message, hint)


@field_rule("endpoint-credentials", "endpoint", "error")
def endpoint_credentials(connection: Connection, context: Context) -> Iterator[Finding]:
    """The URL carries a user and a password.

    ## What it finds
    Anything before an `@` in front of the host, placeholders too.

    ## Why it matters
    Nothing may send such a URL (RFC 9110, section 4.2.4). Many clients refuse it; others turn it
    into a Basic credential, which takes the place of a configured `Authorization` or stands beside
    it. And a URL is shown and logged where a header is not.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://${VOICE_USER}:${VOICE_PASSWORD}@voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Basic ${VOICE_CREDENTIAL}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Send them as a header: `Authorization`, with `Basic` and the base64 of `user:password`.
    """
    url = sound_url(connection)
    if url is None or url.userinfo_span is None:
        return
    start, end = url.userinfo_span
    yield Finding(
        place_of(connection, (start, max(end, start + 1))),
        "a user and a password stand before the host: "
        "clients refuse such a URL, drop them, or overwrite the `Authorization` header with them",
        "Remove them with the `@`, and send `Authorization: Basic` and their base64 as a header.",
    )


@field_rule("endpoint-fragment", "endpoint", "warning")
def endpoint_fragment(connection: Connection, context: Context) -> Iterator[Finding]:
    """The URL has a fragment, which never reaches the server.

    ## What it finds
    A `#` in the URL, and what follows it; `#{name}` is a placeholder.

    ## Why it matters
    A fragment stays with the client (RFC 9110, section 7.1). If the `#` belongs to the path, the
    request goes to a shorter path; if it was copied from a browser, the URL is that of a page.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound#calls
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
    Remove it, or write `%23` where the `#` belongs to the path.
    """
    url = sound_url(connection)
    if url and url.fragment_span and url.host_span:
        yield Finding(
            place_of(connection, (url.fragment_span[0], url.fragment_span[0] + 1)),
            "what stands from `#` on never reaches the server",
            "Remove it, or write `%23` if the `#` belongs to the path.",
        )


@field_rule("endpoint-too-long", "endpoint", "warning")
def endpoint_too_long(connection: Connection, context: Context) -> Iterator[Finding]:
    r"""The URL is longer than the platform's API takes.

    ## What it finds
    More than 200 characters, in any shape of the file; placeholders are not counted.

    ## Why it matters
    The platform's API refuses an agent whose `endpoint` is longer, so such a connection can't be
    created or changed by a script.

    ## Wrong
    ```yaml
    trigger_call_endpoint: "https://voice.acme.dev/outbound?campaign=summer-2024-renewals-europe-\
      north-and-baltics&queue=customer-success-escalations-second-line&callback=%2Fv1%2Fcalls%2F\
      status%2Fupdates&locale=en-GB&timezone=Europe%2FTallinn"
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound?campaign=summer-2024
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Let the payload carry what the query does, or shorten the path.
    """
    url = sound_url(connection)
    if url is None or connection.endpoint is None or len(url.text) <= _LONGEST:
        return
    hidden = sum(found.end - found.start for found in placeholders.find(url.text))
    length = len(url.text) - hidden
    if length > _LONGEST:
        yield Finding(
            connection.endpoint.value.place,
            f"the URL has {length} characters: "
            f"the platform's API refuses an endpoint of more than {_LONGEST}",
            "Shorten it: what the query carries can go into the payload.",
        )


def sound_url(connection: Connection) -> Url | None:
    """Return the endpoint's URL; none where it is hidden, absent, or endpoint-invalid speaks."""
    url = connection.endpoint.url if connection.endpoint else None
    return None if url is None or url.problem else url


def place_of(connection: Connection, span: tuple[int, int]) -> Place:
    """Return the place of a part of the endpoint's URL."""
    assert connection.endpoint is not None
    assert isinstance(connection.endpoint.value, Scalar)
    return Place(Decoded(connection.endpoint.value), *span)
