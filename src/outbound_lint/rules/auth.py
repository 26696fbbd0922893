"""Rules of family auth: the header with which a request authenticates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from outbound_lint.connections.model import Connection, Field
from outbound_lint.connections.names import HEADERS
from outbound_lint.facts import placeholders
from outbound_lint.findings.model import Finding
from outbound_lint.findings.settings import Settings
from outbound_lint.patterns import pattern
from outbound_lint.rule import Context, connection_rule, field_rule
from outbound_lint.rules import credentials
from outbound_lint.rules.credentials import Credential, CredentialFlaw
from outbound_lint.source import Place

# What cannot stand in a header's name is told by header-name; around one it hides none.
_AROUND_NAMES = " \t\r\n:\"'"
# Stripe's and its kin's `t=…,v1=…`, and GitHub's `sha256=…`: signatures of one body.
_SIGNATURE = pattern(r"(?:t=[0-9]+,)?(?:v[0-9]|sha1|sha256|sha512)=[0-9a-fA-F]{32,}")
_SOON = 30 * 24 * 60 * 60


@connection_rule("auth-missing", "auth", "warning")
def auth_missing(connection: Connection, context: Context) -> Iterator[Finding]:
    """No header authenticates the request.

    ## What it finds
    Headers without one that authenticates (`Authorization`, `X-API-Key` and their kin, and the
    names under `auth-headers` in the settings), and a connection without headers. Nothing is said
    where the URL itself carries the secret: in its userinfo, its query, or a webhook's path.

    ## Why it matters
    Either the webhook refuses the request, and no call starts; or it takes everybody's, and whoever
    finds the URL starts calls at your expense.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: '{"Content-Type": "application/json"}'
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Add the header that the receiver asks for, with a placeholder as the credential.
    """
    endpoint, headers = connection.endpoint, connection.headers
    if endpoint is None or any(name == HEADERS for _, name in connection.misspelled):
        return
    if headers is None:
        place = endpoint.key.place
        message = "no header authenticates the request, for there are none: "
    elif headers.text and headers.object and not _has_credential(headers, context.settings):
        start = headers.object.start
        place = Place(headers.text, start, start + 1)
        message = "no header authenticates the request: "
    else:
        return
    if not _url_may_authenticate(endpoint):
        message += "the webhook refuses it, or lets everybody in"
        hint = 'Add the header it asks for, such as `"Authorization": "Bearer ${VOICE_TOKEN}"`.'
        yield Finding(place, message, hint, absent=True)


@field_rule("auth-malformed", "auth", "error")
def auth_malformed(connection: Connection, context: Context) -> Iterator[Finding]:
    """A credential is written so that no receiver can read it.

    ## What it finds
    In `Authorization`: a scheme without a credential, a scheme twice, misspelled, with `:` or `=`
    after it, or glued to the credential; quotes or spaces in the credential of `Bearer` and
    `Basic`; a `Basic` credential that is not base64 of `user:password`. In any header that
    authenticates: the whole header line as its value; `null`, `undefined` or `None`.

    ## Why it matters
    The receiver answers 401, and no call starts. A raw key without a scheme is fine, where a
    receiver asks for one.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer: ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write the scheme once, one space, and the credential as it was issued (RFC 9110, section 11.4).
    """
    return _found("auth-malformed", connection, context)


@field_rule("auth-static", "auth", "warning")
def auth_static(connection: Connection, context: Context) -> Iterator[Finding]:
    """The scheme needs a new credential for each request.

    ## What it finds
    Schemes that a fixed header can't serve: answers to a challenge (`Digest`, `Negotiate`),
    signatures of one request (`AWS4-HMAC-SHA256`, `HMAC`, `sha256=…`), proofs that end within
    minutes.

    ## Why it matters
    The platform sends the same headers with every trigger, and a body that differs in the number.
    The first request may pass; later ones are refused.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Digest ${VOICE_DIGEST}", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Let the receiver take a token or a key that stays the same, or put a small function in front of
    it that checks one and signs the request.
    """
    return _found("auth-static", connection, context)


@field_rule("auth-placeholder", "auth", "warning")
def auth_placeholder(connection: Connection, context: Context) -> Iterator[Finding]:
    """The credential is an example's.

    ## What it finds
    The documentation's `token123`, and texts such as `YOUR_TOKEN`, `your-api-key-here`,
    `changeme`, `xxxx` and `<YOUR_TOKEN>` as the credential of a header that authenticates.

    ## Why it matters
    Nobody was issued it, so the receiver answers 401, and no call starts.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer YOUR_TOKEN", "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Write a placeholder that your deployment fills, such as `${VOICE_TOKEN}`.
    """
    return _found("auth-placeholder", connection, context)


@field_rule("auth-expired", "auth", "error")
def auth_expired(connection: Connection, context: Context) -> Iterator[Finding]:
    """The token in a header has expired.

    ## What it finds
    A JWT as the credential of a header that authenticates, whose `exp` lies in the past. The token
    is read, never verified, and neither it nor its date is shown.

    ## Why it matters
    The receiver answers 401, and no call starts.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.${SIGNATURE}",
       "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Let the deployment fill in a fresh token, or use a key that does not end.
    """
    return _found("auth-expired", connection, context)


@field_rule("auth-expiring", "auth", "warning")
def auth_expiring(connection: Connection, context: Context) -> Iterator[Finding]:
    """The token in a header ends within 30 days.

    ## What it finds
    A JWT as the credential of a header that authenticates, whose `exp` lies within the next 30
    days. The token is read, never verified, and neither it nor its date is shown.

    ## Why it matters
    From that day on the receiver answers 401, and no call starts, though nobody changed anything.

    ## Wrong
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3Njg0MzUyMDB9.${SIGNATURE}",
       "Content-Type": "application/json"}
    ```

    ## Right
    ```yaml
    trigger_call_endpoint: https://voice.acme.dev/outbound
    trigger_call_headers: |
      {"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}
    ```

    ## How to mend
    Let the deployment fill in a fresh token, or use a key that does not end.
    """
    return _found("auth-expiring", connection, context)


def _found(name: str, connection: Connection, context: Context) -> Iterator[Finding]:
    """Yield what one rule finds: of the rules about one credential the first that holds speaks."""
    for told, finding in _findings(connection, context):
        if told == name:
            yield finding


@lru_cache(maxsize=1)
def _findings(connection: Connection, context: Context) -> tuple[tuple[str, Finding], ...]:
    """Judge all credentials of a connection, once for the rules that ask in turn."""
    found = []
    for credential in credentials.read(connection, context.settings):
        told, flaw = _verdict(credential, context.now)
        if flaw:
            place = credential.header.place(credential.start, credential.end)
            found.append((told, Finding(place, flaw.message, flaw.hint)))
    return tuple(found)


def _verdict(credential: Credential, now: float) -> tuple[str, CredentialFlaw | None]:
    flaw = credentials.malformed(credential)
    if flaw:
        return "auth-malformed", flaw
    from outbound_lint.facts.auth_schemes import not_static

    why = not_static(credential.scheme, credential.text)
    if why is None and _SIGNATURE.fullmatch(credential.text):
        why = "it is the signature of one request"
    if why:
        subject = f"`{credential.scheme}`" if credential.scheme else "this credential"
        message = f"a fixed header can't serve {subject}: {why}"
        return "auth-static", CredentialFlaw(message, "Use a token or a key that stays the same.")
    if credentials.is_stand_in(credential):
        message = "an example stands where the credential belongs: every request is refused"
        return "auth-placeholder", CredentialFlaw(
            message, "Write a placeholder, such as `${VOICE_TOKEN}`."
        )
    return _date_verdict(credential, now)


def _date_verdict(credential: Credential, now: float) -> tuple[str, CredentialFlaw | None]:
    from outbound_lint.rules.tokens import expiry

    hint = "Let the deployment fill in a fresh token, e.g. with `${VOICE_TOKEN}`."
    at = expiry(credential.text)
    if at is None or at > now + _SOON:
        return "", None
    if at <= now:
        return "auth-expired", CredentialFlaw(
            "the token has expired: every request is refused", hint
        )
    message = "the token ends within 30 days: from then on every request is refused"
    return "auth-expiring", CredentialFlaw(message, hint)


def _has_credential(headers: Field, settings: Settings) -> bool:
    """Tell whether a header authenticates, or may do so: its name may be a placeholder."""
    return any(
        header.unknown_name
        or credentials.authenticates(header.folded, settings)
        or (
            header.fault == "name"
            and credentials.authenticates(header.folded.strip(_AROUND_NAMES), settings)
        )
        for header in headers.header_fields
    )


def _url_may_authenticate(endpoint: Field) -> bool:
    """Tell whether the URL carries a secret, or is hidden and may do so."""
    url = endpoint.url
    if url is None or url.userinfo_span:
        return True
    from outbound_lint.facts import secret_urls
    from outbound_lint.facts.secret_names import looks_secret_name
    from outbound_lint.rules.queries import parameters

    if any(secret_urls.secret_query(parameter.name) for parameter in parameters(url)):
        return True
    path = url.text[slice(*url.path_span)] if url.path_span else ""
    if secret_urls.secret_path(url.host or "", path):
        return True
    return any(looks_secret_name(one.name) for one in placeholders.find(path))
