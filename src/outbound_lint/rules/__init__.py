"""The rules, in one explicit list."""

from __future__ import annotations

from outbound_lint.rule import Rule
from outbound_lint.rules import (
    auth,
    document,
    endpoint,
    headers,
    payload,
    phone_key,
    placeholder,
    probe,
    provider,
    provider_headers,
    provider_payload,
    secret,
    suppression,
)

RULES: tuple[Rule, ...] = (
    document.syntax_error,
    document.unreadable_file,
    document.internal_error,
    document.duplicate_key,
    document.invalid_merge,
    document.ambiguous_scalar,
    document.unportable_yaml,
    document.missing_field,
    document.misspelled_field,
    document.unknown_field,
    document.wrong_type,
    document.duplicate_name,
    endpoint.endpoint_invalid,
    endpoint.endpoint_scheme,
    endpoint.endpoint_not_public,
    endpoint.endpoint_credentials,
    endpoint.endpoint_fragment,
    endpoint.endpoint_placeholder,
    endpoint.endpoint_temporary,
    endpoint.endpoint_too_long,
    endpoint.endpoint_homograph,
    endpoint.endpoint_unusual,
    endpoint.endpoint_port,
    headers.headers_invalid_json,
    headers.headers_not_object,
    headers.header_duplicate,
    headers.header_name,
    headers.header_value,
    headers.header_value_unusual,
    headers.header_reserved,
    headers.header_misspelled,
    headers.header_unusual,
    headers.content_type_missing,
    headers.content_type_not_json,
    headers.content_type_unusual,
    auth.auth_missing,
    auth.auth_malformed,
    auth.auth_static,
    auth.auth_placeholder,
    auth.auth_expired,
    auth.auth_expiring,
    secret.secret_hardcoded,
    secret.secret_suspected,
    placeholder.placeholder_malformed,
    placeholder.placeholder_unquoted,
    phone_key.phone_key_empty,
    phone_key.phone_key_whitespace,
    phone_key.phone_key_invalid,
    phone_key.phone_key_is_number,
    phone_key.phone_key_path,
    payload.payload_invalid_json,
    payload.payload_not_object,
    payload.payload_duplicate_key,
    payload.payload_key_collision,
    payload.payload_key_lookalike,
    payload.payload_lone_surrogate,
    payload.payload_number_precision,
    payload.payload_number_format,
    payload.payload_template,
    payload.payload_template_unknown,
    payload.payload_correlation_missing,
    provider.provider_nested_number,
    provider.provider_form_encoded,
    provider.provider_signed_requests,
    provider.provider_wrong_endpoint,
    provider.provider_native_type,
    provider.provider_phone_key,
    provider_headers.provider_auth_header,
    provider_headers.provider_auth_scheme,
    provider_payload.provider_missing_member,
    provider_payload.provider_member_type,
    provider_payload.provider_static_id,
    provider_payload.provider_number_format,
    provider.provider_silent_success,
    suppression.suppression_unused,
    suppression.suppression_unknown,
    *probe.PROBE_RULES,
    *probe.DRIFT_RULES,
)
"""All rules by family, in the order of the documentation."""


def find_rule(name: str) -> Rule:
    """Return the rule with a name.

    Raises:
        LookupError: no rule has that name.
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    raise LookupError(name)
