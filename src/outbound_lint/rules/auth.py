"""Rules of the family auth: the header with which a request authenticates.

Of the rules about one credential only the first that applies reports it, in the order of this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from outbound_lint.connections import providers, type_hints
from outbound_lint.connections.credentials import Credential, authenticates
from outbound_lint.connections.headers import Header, misspelled
from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import EXAMPLES, HEADERS
from outbound_lint.facts import credential_names, http_fields, placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.source import Place
from outbound_lint.urls.parameters import parameters

_DAYS_30 = 30 * 24 * 60 * 60
_FRESH = (
    "Write a placeholder, such as `${VOICE_TOKEN}`, that the deployment fills with a new token."
)
_LINE_END = pattern(r"[:=]")  # of a name with which its value was pasted
# Characters around a name that header-name reports.
_AROUND_NAMES = " \t\r\n:\"'"


@connection_rule("auth-missing", "auth", "warning")
def auth_missing(connection: Connection, context: Context) -> Iterator[Finding]:
    """No header authenticates the request."""
    endpoint, headers = connection.endpoint, connection.headers
    if endpoint is None or any(name == HEADERS for _, name in connection.misspelled):
        return
    if HEADERS in connection.unseen:  # they may be in what a placeholder stands for
        return
    profile = providers.called(connection, context.settings.providers)
    if profile and profile.auth:
        return  # provider-auth-header
    if headers is None:
        place = endpoint.key.place
        problem = "there are no headers, so nothing authenticates the request"
        text = type_hints.quoted(EXAMPLES[HEADERS], in_json=type_hints.is_json(endpoint.key))
        hint = f"Add `trigger_call_headers` with the required header, such as `{text}`."
    elif headers.object and not headers.once(
        ("may authenticate", context.settings.auth_headers),
        partial(_may_authenticate, headers.header_fields, context),
    ):
        place = Place(headers.object.text, headers.object.start, headers.object.start + 1)
        problem = "no header authenticates the request"
        hint = 'Add the required header, such as `"Authorization": "Bearer ${VOICE_TOKEN}"`.'
    else:
        return
    if not endpoint.once("may authenticate", partial(url_may_authenticate, endpoint)):
        message = f"{problem}: the webhook will reject it, or accepts anyone"
        yield Finding(place, message, hint, absent=True)


@field_rule("auth-malformed", "auth", "error", about=HEADERS)
def auth_malformed(connection: Connection, context: Context) -> Iterator[Finding]:
    """The credential in a header is malformed."""
    for header in connection.header_fields:
        if header.folded == "bearer":
            yield Finding(
                header.key.place,
                "`Bearer` is a scheme instead of the name of a header: the receiver reads no "
                "credential",
                "Write `Authorization` as the name, and `Bearer ${VOICE_TOKEN}` as the value.",
            )
    for header, credential in _credentials(connection, context):
        if header.folded != "bearer" and (flaw := credential.flaw):
            yield Finding(header.place(flaw.start, flaw.end), flaw.message, flaw.hint)


@field_rule("auth-static", "auth", "warning", about=HEADERS)
def auth_static(connection: Connection, context: Context) -> Iterator[Finding]:
    """The authentication scheme needs a new credential for every request."""
    for header, credential in _credentials(connection, context):
        if credential.not_static and not credential.flaw:
            subject = f"`{credential.scheme}`" if credential.scheme else "this credential"
            yield Finding(
                header.place(credential.start, credential.end),
                f"{subject} does not work in a fixed header: {credential.not_static}",
                "Replace the whole value with a token that stays the same, such as "
                "`Bearer ${VOICE_TOKEN}`."
                if header.folded.endswith("authorization")
                else "Remove this header, and send a token that stays the same, such as "
                "`Bearer ${VOICE_TOKEN}` in an `Authorization` header.",
            )


@field_rule("auth-placeholder", "auth", "warning", about=HEADERS)
def auth_placeholder(connection: Connection, context: Context) -> Iterator[Finding]:
    """The credential in a header is an example value."""
    for header, credential in _credentials(connection, context):
        if credential.is_example and not (credential.flaw or credential.not_static):
            yield Finding(
                header.place(credential.start, credential.end),
                "the credential is an example value: every request is rejected",
                "Write a placeholder, such as `${VOICE_TOKEN}`.",
            )


@field_rule("auth-expired", "auth", "error", about=HEADERS)
def auth_expired(connection: Connection, context: Context) -> Iterator[Finding]:
    """The token in a header has expired."""
    for place, expiry in _expiries(connection, context):
        if expiry <= context.now:
            yield Finding(place, "the token has expired: every request is rejected", _FRESH)


@field_rule("auth-expiring", "auth", "warning", about=HEADERS)
def auth_expiring(connection: Connection, context: Context) -> Iterator[Finding]:
    """The token in a header expires within 30 days."""
    for place, expiry in _expiries(connection, context):
        if context.now < expiry <= context.now + _DAYS_30:
            message = "the token expires within 30 days: then every request is rejected"
            yield Finding(place, message, _FRESH)


def _credentials(connection: Connection, context: Context) -> Iterator[tuple[Header, Credential]]:
    for header in connection.header_fields:
        if header.authenticates(context.settings.auth_headers) and header.credential:
            yield header, header.credential


def _expiries(connection: Connection, context: Context) -> Iterator[tuple[Place, float]]:
    for header, one in _credentials(connection, context):
        if not (one.flaw or one.not_static or one.is_example) and one.expiry is not None:
            yield header.place(one.start, one.end), one.expiry


def _may_authenticate(headers: tuple[Header, ...], context: Context) -> bool:
    return any(_may_be_credential(one, context) for one in headers) or any(
        credential_names.authenticates(usual) for _, usual in misspelled(headers)
    )


def _may_be_credential(header: Header, context: Context) -> bool:
    """Return whether a header authenticates, would but for its name, or is filled with a secret.

    A cookie authenticates as well; that it expires is for header-unusual to say.
    """
    further = context.settings.auth_headers
    if header.unknown_name or header.folded == "cookie" or header.authenticates(further):
        return True
    if header.fault == "name" and authenticates(
        http_fields.intended_name(_LINE_END.split(header.name.strip(_AROUND_NAMES), 1)[0]), further
    ):
        return True
    filled = placeholders.find(header.value or "")
    names = (header.name, *(one.name for one in filled)) if filled else ()
    return not header.unusual and any(
        credential_names.names_credential(one, filled=True) for one in names
    )


def url_may_authenticate(endpoint: Field) -> bool:
    """Return whether the URL contains a secret, or is unknown and may contain one."""
    from outbound_lint.facts import secret_urls

    url = endpoint.url
    if url is None or url.userinfo_span:
        return True
    if any(secret_urls.secret_query(parameter.name) for parameter in parameters(url)):
        return True
    path = url.text[slice(*url.path_span)] if url.path_span else ""
    if secret_urls.secret_path(url.host or "", path):
        return True
    filled = placeholders.find(path)
    if filled and "hook" in f"{url.host}{path}".lower():
        return True  # automation tools accept whoever knows the id in the path
    return any(credential_names.looks_secret_name(one.name) for one in filled)
