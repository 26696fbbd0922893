"""Rules of the family provider: what the API of a known voice provider expects.

Where a trigger cannot call an API directly, or the path starts no call, nothing else is reported of
it. The rules about headers and members are in `provider_headers` and `provider_payload`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outbound_lint.connections import providers
from outbound_lint.connections.model import Connection
from outbound_lint.connections.names import PHONE_NUMBER_KEY
from outbound_lint.findings.fixes import Fix, replace
from outbound_lint.findings.model import Finding
from outbound_lint.rule import Context, connection_rule
from outbound_lint.rules import phone_key
from outbound_lint.source import Place
from outbound_lint.syntax.edits import with_pair_before

if TYPE_CHECKING:
    from outbound_lint.providers.model import Obstacle, Profile


def called(connection: Connection, context: Context) -> Profile | None:
    """Return what the API that a connection calls expects; None if no provider is known."""
    return providers.called(connection, context.settings.providers)


def see(profile: Profile) -> str:
    """Return the last sentence of each hint: where the provider documents it."""
    return f"See {profile.page}."


def _host(connection: Connection) -> Place:
    """Return the place of the host, which a connection with a profile has."""
    endpoint, url = connection.endpoint, connection.url
    assert endpoint
    assert url
    assert url.host_span
    return endpoint.place(*url.host_span)


def _blocked(connection: Connection, context: Context, obstacle: Obstacle) -> Iterator[Finding]:
    """Find that a trigger cannot call an API, for the first reason that its profile gives."""
    found = providers.matching(connection, context.settings.providers)
    if found is None or found.wrong or found.profile.obstacle != obstacle:
        return
    from outbound_lint.providers.describing import why_not

    profile = found.profile
    native = profile.native_type
    yield Finding(
        _host(connection),
        f"a trigger cannot call {profile.name} directly: {why_not(profile)}",
        f"Use an agent of the type {native.type} instead. {see(profile)}"
        if native
        else "Write the URL of your own webhook, and let it send the request that the provider "
        f"expects. {see(profile)}",
    )


@connection_rule("provider-nested-number", "provider", "error")
def provider_nested_number(connection: Connection, context: Context) -> Iterator[Finding]:
    """The provider does not read the number from a top-level member."""
    return _blocked(connection, context, "number")


@connection_rule("provider-form-encoded", "provider", "error")
def provider_form_encoded(connection: Connection, context: Context) -> Iterator[Finding]:
    """The provider reads form fields, but the platform sends JSON."""
    return _blocked(connection, context, "form")


@connection_rule("provider-signed-requests", "provider", "error")
def provider_signed_requests(connection: Connection, context: Context) -> Iterator[Finding]:
    """The provider needs a new signature or token for every request."""
    return _blocked(connection, context, "signature")


@connection_rule("provider-wrong-endpoint", "provider", "error")
def provider_wrong_endpoint(connection: Connection, context: Context) -> Iterator[Finding]:
    """The path of the provider's API starts no call."""
    found = providers.matching(connection, context.settings.providers)
    endpoint, url = connection.endpoint, connection.url
    if found and found.wrong and endpoint and url and url.path_span:
        profile = found.profile
        path = next(iter(profile.paths), None)
        yield Finding(
            endpoint.place(*url.path_span),
            f"this path of {profile.name} starts no call: {found.wrong.why}",
            f"Write the path `{path}`{_with_ids(path)}. {see(profile)}"
            if path
            else f"Write the URL of an API that starts calls. {see(profile)}",
        )


def _with_ids(path: str) -> str:
    return ", with your ids in place of `*`" if "*" in path else ""


@connection_rule("provider-native-type", "provider", "warning")
def provider_native_type(connection: Connection, context: Context) -> Iterator[Finding]:
    """The platform has an agent type for this provider."""
    profile = called(connection, context)
    if profile and profile.native_type:
        kind, why = profile.native_type
        yield Finding(
            _host(connection),
            f"the platform has the agent type {kind} for {profile.name}: {why}",
            f"Use an agent of this type instead of an outbound connection. {see(profile)}",
        )


@connection_rule("provider-phone-key", "provider", "error", fix="unsafe")
def provider_phone_key(connection: Connection, context: Context) -> Iterator[Finding]:
    """The provider does not read the number from the phone number key."""
    profile, endpoint = called(connection, context), connection.endpoint
    written = providers.wrong_phone_key(connection, profile) if profile else None
    if not (profile and profile.number and written and endpoint):
        return
    field, wanted = connection.phone_number_key, profile.number.member
    if field is None:
        place, hint = endpoint.key.place, f"Add `{PHONE_NUMBER_KEY}: {wanted}`."
        fix = _added_key(connection, wanted, hint)
    elif phone_key.is_flawed(connection, context):
        return
    else:
        place, hint = field.whole, f"Write `{wanted}`."
        fix = replace(place, wanted, hint)
    body = connection.payload.object if connection.payload else None
    if body and any(member.name == wanted for member in body.members):
        hint, fix = f"{hint[:-1]}, and remove that member from the payload.", None
    yield Finding(
        field.value.place if field else place,
        f"the platform sends the number as {context.quoted(written)}, but {profile.name} reads "
        f"`{wanted}`: the request is rejected",
        f"{hint} {see(profile)}",
        absent=field is None,
        fix=fix,
    )


def _added_key(connection: Connection, name: str, hint: str) -> Fix | None:
    """Return the fix that adds the phone number key before the endpoint, where that is plain."""
    endpoint = connection.endpoint
    own = any(endpoint and member.key is endpoint.key for member in connection.node.members)
    if not endpoint or not own or connection.shape != "connection":
        return None
    edit = with_pair_before(connection.node, endpoint.key, PHONE_NUMBER_KEY, name)
    return Fix(hint, (edit,), reshapes=True) if edit else None


@connection_rule("provider-silent-success", "provider", "info")
def provider_silent_success(connection: Connection, context: Context) -> Iterator[Finding]:
    """The provider may respond with success although no call is made."""
    profile = called(connection, context)
    if profile is None:
        return
    for failure in profile.silent_failures:
        yield Finding(
            _host(connection),
            f"a response of {profile.name} with a status of success may hide a failure: "
            f"{failure.why}",
            f"Look for the call in your account after a run. {see(profile)}",
        )
