"""Rules of the family provider about headers: how the API of a provider authenticates requests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections import providers, type_hints
from outbound_lint.connections.credential_parts import split
from outbound_lint.connections.credentials import Credential
from outbound_lint.connections.headers import Header
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import HEADERS
from outbound_lint.facts import http_fields, placeholders
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule
from outbound_lint.rules.auth import url_may_authenticate
from outbound_lint.rules.provider import called, see
from outbound_lint.source import Place
from outbound_lint.syntax.edits import with_member
from outbound_lint.syntax.nodes import Mapping
from outbound_lint.syntax.quoting import json_string

if TYPE_CHECKING:
    from outbound_lint.providers.model import Auth, Profile


@connection_rule("provider-auth-header", "provider", "error", fix="unsafe")
def provider_auth_header(connection: Connection, context: Context) -> Iterator[Finding]:
    """A header that the provider requires is missing."""
    profile, headers = called(connection, context), connection.headers
    if profile is None or (headers and not headers.object):
        return
    if HEADERS in connection.unseen or any(name == HEADERS for _, name in connection.misspelled):
        return
    if profile.auth:
        yield from _missing_credential(connection, profile, profile.auth, context)
    if headers and headers.object and not any(one.unknown_name for one in headers.header_fields):
        yield from _missing_headers(headers.header_fields, headers.object, profile)


def _missing_credential(
    connection: Connection, profile: Profile, auth: Auth, context: Context
) -> Iterator[Finding]:
    endpoint, headers = connection.endpoint, connection.headers
    if endpoint is None or url_may_authenticate(endpoint):
        return
    if providers.auth_headers(connection, auth):
        return
    from outbound_lint.providers.examples import credential

    value = credential(profile, auth) if auth.schemes else None
    pair = json_string(auth.header), json_string(value or "${KEY}")
    message = f"{profile.name} authenticates requests with the header `{auth.header}`"
    rejected = "it rejects every request"
    other = _other_credential(connection, context)
    fix = None
    if other:
        place = other.key.place
        message = f"{message}, not with {context.quoted(other.name)}: {rejected}"
        hint = f"Write `{': '.join(pair)}` instead of this header."
    elif headers and headers.object:
        place = _start(headers.object)
        message = f"{message}, which is missing: {rejected}"
        hint = f"Add `{': '.join(pair)}`."
        fix = Fix(hint, (with_member(headers.object, *pair),)) if value else None
    else:
        place = endpoint.key.place
        message = f"{message}, and there are no headers: {rejected}"
        text = f'{{{": ".join(pair)}, "Content-Type": "application/json"}}'
        text = type_hints.quoted(text, in_json=type_hints.is_json(endpoint.key))
        hint = f"Add `{HEADERS}: {text}`."
    yield Finding(place, message, f"{hint} {see(profile)}", absent=not other, fix=fix)


def _missing_headers(
    headers: Iterable[Header], written: Mapping, profile: Profile
) -> Iterator[Finding]:
    from outbound_lint.providers.examples import variable

    names = {one.folded for one in headers}
    for header in profile.headers:
        if http_fields.fold(header.name) not in names:
            pair = (
                json_string(header.name),
                json_string(variable(profile, header.name)),
            )
            hint = f"Add `{': '.join(pair)}` ({header.value})."
            yield Finding(
                _start(written),
                f"{profile.name} requires the header `{header.name}`: it rejects every request",
                f"{hint} {see(profile)}",
                absent=True,
                fix=Fix(hint, (with_member(written, *pair),)),
            )


def _other_credential(connection: Connection, context: Context) -> Header | None:
    """Return the first header that authenticates, but is not the one of the provider."""
    further = context.settings.auth_headers
    for header in connection.header_fields:
        if not header.fault and header.authenticates(further):
            return header
    return None


@connection_rule("provider-auth-scheme", "provider", "error")
def provider_auth_scheme(connection: Connection, context: Context) -> Iterator[Finding]:
    """The credential does not have the form that the provider expects."""
    profile = called(connection, context)
    auth = profile and profile.auth
    for header in connection.header_fields if profile and auth else ():
        one = header.credential if auth and header.folded == http_fields.fold(auth.header) else None
        if profile and auth and one and not (one.flaw or one.not_static):
            yield from _wrong_scheme(header, one, auth, profile)


def _wrong_scheme(
    header: Header, credential: Credential, auth: Auth, profile: Profile
) -> Iterator[Finding]:
    value = header.value or ""
    word, _, _ = split(value)
    if placeholders.find(word):
        return
    from outbound_lint.providers.model import RAW

    schemes = auth.schemes
    if schemes and (word or RAW).lower() not in map(str.lower, schemes):
        found = _other_scheme(word, credential, schemes)
    elif auth.pattern and credential.is_visible and not _matches(auth.pattern, credential.raw):
        found, word = ("a credential in another form than this", f"Write {auth.value}."), ""
    else:
        return
    if found:
        start = value.index(word)
        span = (start, start + len(word)) if word else (credential.start, credential.end)
        expected, hint = found
        yield Finding(
            header.place(*span),
            f"{profile.name} expects {expected}: it rejects every request",
            f"{hint} {see(profile)}",
        )


def _other_scheme(
    word: str, credential: Credential, schemes: tuple[str, ...]
) -> tuple[str, str] | None:
    """Return what is expected instead of the word before a credential, and what to do."""
    from outbound_lint.providers.model import RAW

    wanted = schemes[0]
    if schemes == (RAW,):
        known = credential.scheme  # another word is the first one of a key
        expected = f"the credential alone, without `{known}`"
        return (expected, f"Remove `{word}` and the space after it.") if known else None
    if wanted == RAW:
        wanted = schemes[1]
    if word:
        expected = f"the authentication scheme `{wanted}`"
        return expected, f"Write `{wanted}` instead, and the credential for it."
    expected = f"the authentication scheme `{wanted}` before the credential"
    return expected, f"Write `{wanted}` and one space before the credential."


def _matches(expression: str, text: str) -> bool:
    return re.fullmatch(expression, text, re.ASCII) is not None


def _start(headers: Mapping) -> Place:
    return Place(headers.text, headers.start, headers.start + 1)
