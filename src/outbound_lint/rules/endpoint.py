"""Rules of the family endpoint: the URL that starts the call.

Of the rules about the host only the first that applies reports it: endpoint-not-public,
endpoint-placeholder, endpoint-temporary, endpoint-homograph. endpoint-unusual comes after the first
two of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import ENDPOINT, EXAMPLES, HEADERS
from outbound_lint.facts import placeholders
from outbound_lint.findings.fixes import Fix, replace
from outbound_lint.findings.model import Finding
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, field_rule
from outbound_lint.source import Place, Span
from outbound_lint.spelling import is_within
from outbound_lint.syntax.places import Decoded
from outbound_lint.urls import Url

_LONGEST = 200  # the platform's API, create and update agent: `endpoint`, maxLength
_HTTPS = 443
_BLOCK = pattern(r"[|>][-+\d]*+")  # YAML 1.2.2, section 8.1
_WEBHOOK = "Write the HTTPS URL of the webhook that starts the call."


def _without_userinfo(connection: Connection) -> str:
    """Say where to write the user name and the password instead of before the host."""
    headers = connection.headers
    if headers and headers.once("has Authorization", lambda: _has_authorization(headers)):
        instead = (
            "replace the value of the `Authorization` header with `Basic ${VOICE_CREDENTIALS}`"
        )
    elif headers:
        instead = "add an `Authorization` header with `Basic ${VOICE_CREDENTIALS}`"
    else:
        text = EXAMPLES[HEADERS].replace("Bearer ${VOICE_TOKEN}", "Basic ${VOICE_CREDENTIALS}")
        instead = f"add `trigger_call_headers` with `{text}`"
    return (
        f"Remove everything between `//` and the host, and {instead}; the variable holds "
        "`user:password` in base64."
    )


def _has_authorization(headers: Field) -> bool:
    return any(header.folded == "authorization" for header in headers.header_fields)


@field_rule("endpoint-invalid", "endpoint", "error", about=ENDPOINT, given=_without_userinfo)
def endpoint_invalid(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is not an absolute URL with a valid host."""
    url = connection.url
    if url and url.problem:
        span, message, hint = url.problem
        for one in placeholders.find_malformed(url.text):
            if one.start < span.end and span.start < one.end:
                span, message, hint = Span(one.start, one.start + 1), one.message, one.hint
                break
        place = _place(connection, span)
        if url.userinfo_span and url.userinfo_span.start <= span.start < url.userinfo_span.end:
            hint = _without_userinfo(connection)
        elif place.value.isspace():
            message, hint = _line_break(place) or (message, hint)
        yield Finding(place, f"the endpoint is not a valid URL: {message}", hint)


def _line_break(place: Place) -> tuple[str, str] | None:
    """Describe whitespace that comes from a line break; None if it does not."""
    text, start, end = place
    assert isinstance(text, Decoded)
    written = place.trace()
    is_break = any(one in "\r\n" for one in written.source.value[written.start : written.end])
    block = _BLOCK.match(text.scalar.place.value)
    if not is_break:
        rest = text.value[start:]
        if not rest.strip("\r\n"):
            return "it ends with a line break", f"Remove `{rest}`."
        if block and not text.value[:start].strip():
            return "it starts with whitespace", "Write the URL on the line of its key."
        if place.value in "\r\n" and "://" not in rest:
            breaks = " and each ".join(f"`{one}`" for one in "\r\n" if one in rest)
            return "a line break splits it", f"Remove each {breaks}."
        return None
    at_end = not text.value[end:].strip()
    if at_end and block:
        strip = f"{block[0].strip('+-')}-"
        hint = f"Write `{strip}` instead of `{block[0]}`, or write the URL on the line of its key."
        return "it ends with a line break", hint
    where = "on the line of its key" if block else "on one line"
    verb = "splits it" if text.value[:start].strip() else "comes before it"
    reading = "" if place.value == "\n" else ", which YAML reads as a space"
    return f"a line break {verb}{reading}", f"Write the whole URL {where}."


@field_rule("endpoint-scheme", "endpoint", "error", about=ENDPOINT, fix="unsafe")
def endpoint_scheme(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is not an HTTPS URL."""
    url = _valid_url(connection)
    if not (url and url.scheme_span) or url.scheme in (None, "https"):
        return
    is_close = url.scheme != "ftp" and is_within(url.scheme or "", "https", 2)
    fix: Fix | None = replace(_place(connection, url.scheme_span), "https", "Write `https`.")
    if url.scheme == "http":
        message = "http is not encrypted: anyone on the network path can read the credential"
        hint = "Write `https`, and make sure that the server supports it."
    else:
        # Before a colon without slashes there may be anything, such as a user name.
        is_named = url.text.startswith("://", url.scheme_span[1])
        scheme = (
            f"the scheme {context.quoted(url.scheme or '')}" if is_named else "this kind of URL"
        )
        message = f"{scheme} is not supported: the platform requires https"
        hint, fix = ("Write `https`.", fix) if is_named and is_close else (_WEBHOOK, None)
    yield Finding(_place(connection, url.scheme_span), message, hint, fix=fix)


@field_rule("endpoint-not-public", "endpoint", "error", about=ENDPOINT)
def endpoint_not_public(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint cannot be reached from the Internet."""
    url = _valid_url(connection)
    if url and url.not_public and not context.settings.allows_host(url.host or url.host_tail or ""):
        yield Finding(
            _place(connection, url.not_public.span),
            f"the platform cannot reach this host: {url.not_public.why}",
            "Write the public name of the host.",
        )


@field_rule("endpoint-credentials", "endpoint", "error", about=ENDPOINT, given=_without_userinfo)
def endpoint_credentials(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint contains a user name or a password."""
    url = _valid_url(connection)
    if url and url.userinfo_span:
        start, end = url.userinfo_span
        place = _place(connection, (start, max(end, start + 1)))
        empty = url.text[start:end]
        if empty in ("", ":"):
            message = "there is no user name before the `@`: some clients reject the URL"
            yield Finding(place, message, f"Remove `{empty}@`.")
            return
        yield Finding(
            place,
            "the URL contains a user name or a password: clients reject it, drop them, or "
            "overwrite the `Authorization` header",
            _without_userinfo(connection),
        )


@field_rule("endpoint-fragment", "endpoint", "warning", about=ENDPOINT, fix="safe")
def endpoint_fragment(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint has a fragment, which is never sent to the server."""
    url = _valid_url(connection)
    from outbound_lint.urls import unusual

    if url and url.fragment_span and url.host_span and not unusual.has_escaped_ampersand(url):
        start, end = url.fragment_span
        yield Finding(
            _place(connection, (start, start + 1)),
            "the fragment (`#…`) is never sent",
            "Remove the fragment, or write `%23` if the `#` belongs to the path.",
            fix=replace(_place(connection, (start, end)), "", "Remove the fragment.", safe=True),
        )


@field_rule("endpoint-placeholder", "endpoint", "warning", about=ENDPOINT)
def endpoint_placeholder(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is an example from the documentation."""
    from outbound_lint.urls import remarks

    url = _valid_url(connection)
    remark = remarks.documentation_host(url) if url and not url.not_public else None
    if remark:
        hint = "Write the host of the webhook that starts the call."
        yield Finding(_place(connection, remark.span), f"this is {remark.why}", hint)


@field_rule("endpoint-temporary", "endpoint", "warning", about=ENDPOINT)
def endpoint_temporary(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is a tunnel, a request bin or a test URL."""
    from outbound_lint.urls import remarks

    url = _valid_url(connection)
    remark = remarks.temporary(url) if url else None
    if url is None or remark is None:
        return
    is_host = remark.span == url.host_span
    if is_host and (url.not_public or remarks.documentation_host(url)):
        return
    place = _place(connection, remark.span)
    lasting = place.value.removesuffix("-test")
    hint = "Write the permanent URL of the receiver." if is_host else f"Write `{lasting}`."
    yield Finding(place, f"this is {remark.why}", hint)


@field_rule("endpoint-too-long", "endpoint", "warning", about=ENDPOINT)
def endpoint_too_long(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint is longer than 200 characters, the limit of the platform's API."""
    url = _valid_url(connection)
    if url is None or connection.endpoint is None:
        return
    hidden = sum(found.end - found.start for found in placeholders.find(url.text))
    length = len(url.text) - hidden
    if length > _LONGEST:
        yield Finding(
            connection.endpoint.value.place,
            f"the URL has {length} characters: the platform's API accepts at most {_LONGEST}",
            "Shorten the URL, for example by moving query parameters to the payload.",
        )


@field_rule("endpoint-homograph", "endpoint", "warning", about=ENDPOINT)
def endpoint_homograph(connection: Connection, context: Context) -> Iterator[Finding]:
    """The host contains letters that look like other letters."""
    from outbound_lint.urls import remarks

    url = _valid_url(connection)
    remark = remarks.homograph(url) if url and not url.not_public else None
    if url is None or remark is None:
        return
    earlier = remarks.documentation_host(url), remarks.temporary(url)
    if all(one is None or one.span != remark.span for one in earlier):
        yield Finding(
            _place(connection, remark.span),
            f"the host may not be the one that it looks like: {remark.why}",
            "Retype the host in ASCII letters, unless you want exactly this name.",
        )


@field_rule("endpoint-unusual", "endpoint", "warning", about=ENDPOINT)
def endpoint_unusual(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint has a part that clients read differently, or that is likely a typo."""
    from outbound_lint.urls import remarks
    from outbound_lint.urls.unusual import unusual

    url = _valid_url(connection)
    if url is None:
        return
    host_is_reported = url.not_public or remarks.documentation_host(url)
    for span, message, hint in unusual(url):
        if not (host_is_reported and url.host_span and span.end <= url.host_span.end):
            yield Finding(_place(connection, span), message, hint)


@field_rule("endpoint-port", "endpoint", "info", about=ENDPOINT)
def endpoint_port(connection: Connection, context: Context) -> Iterator[Finding]:
    """The endpoint uses a port other than 443."""
    url = _valid_url(connection)
    if url and url.port_span and url.port not in (None, _HTTPS):
        yield Finding(
            _place(connection, url.port_span),
            f"the port is {url.port}: many firewalls and gateways allow only {_HTTPS}",
            "Remove the port if the receiver also listens on 443.",
        )


def _valid_url(connection: Connection) -> Url | None:
    """Return the URL of the endpoint if it is known and endpoint-invalid does not report it."""
    url = connection.url
    return None if url is None or url.problem else url


def _place(connection: Connection, span: tuple[int, int]) -> Place:
    assert connection.endpoint is not None
    return connection.endpoint.place(*span)
