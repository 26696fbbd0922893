"""The rules, in one explicit list."""

from __future__ import annotations

from outbound_lint.rule import Rule
from outbound_lint.rules import (
    ambiguous,
    auth,
    content_type,
    document,
    endpoint,
    endpoint_hosts,
    fields,
    header_fields,
    header_values,
    headers,
    payload,
    payload_values,
    phone_key,
    placeholder,
    probe,
    probe_answers,
    secret,
)

RULES: tuple[Rule, ...] = (
    document.syntax_error,
    document.unreadable_file,
    document.internal_error,
    document.duplicate_key,
    ambiguous.ambiguous_scalar,
    fields.missing_field,
    fields.misspelled_field,
    fields.unknown_field,
    fields.wrong_type,
    document.duplicate_name,
    endpoint.endpoint_invalid,
    endpoint.endpoint_scheme,
    endpoint_hosts.endpoint_not_public,
    endpoint.endpoint_credentials,
    endpoint.endpoint_fragment,
    endpoint_hosts.endpoint_placeholder,
    endpoint_hosts.endpoint_temporary,
    endpoint.endpoint_too_long,
    endpoint_hosts.endpoint_homograph,
    endpoint_hosts.endpoint_port,
    headers.headers_invalid_json,
    headers.headers_not_object,
    header_fields.header_duplicate,
    header_fields.header_name,
    header_values.header_value,
    header_values.header_value_unusual,
    header_fields.header_reserved,
    header_fields.header_unusual,
    content_type.content_type_missing,
    content_type.content_type_not_json,
    content_type.content_type_unusual,
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
    phone_key.phone_key_is_number,
    phone_key.phone_key_path,
    payload.payload_invalid_json,
    payload.payload_not_object,
    payload.payload_duplicate_key,
    payload.payload_key_collision,
    payload_values.payload_key_lookalike,
    payload_values.payload_lone_surrogate,
    payload_values.payload_number_precision,
    payload_values.payload_template,
    payload_values.payload_template_unknown,
    probe.probe_skipped,
    probe.probe_blocked,
    probe.probe_dns,
    probe.probe_connect,
    probe.probe_tls,
    probe.probe_tls_expiring,
    probe.probe_protocol,
    probe.probe_timeout,
    probe_answers.probe_redirect,
    probe_answers.probe_auth,
    probe_answers.probe_not_found,
    probe_answers.probe_method,
    probe_answers.probe_media_type,
    probe_answers.probe_rejected,
    probe_answers.probe_rate_limited,
    probe_answers.probe_server_error,
    probe_answers.probe_slow,
)
"""All rules, family by family, in the order in which documents list them."""


def find_rule(name: str) -> Rule:
    """Return the rule of a name.

    Raises:
        LookupError: there is no such rule.
    """
    for rule in RULES:
        if rule.name == name:
            return rule
    raise LookupError(name)
