"""The rules, in one explicit list."""

from __future__ import annotations

from outbound_lint.rules import document, endpoint, headers, payload, placeholder
from outbound_lint.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    document.syntax_error,
    document.unreadable_file,
    document.internal_error,
    document.duplicate_key,
    document.ambiguous_scalar,
    document.missing_field,
    document.misspelled_field,
    document.unknown_field,
    document.wrong_type,
    document.duplicate_name,
    endpoint.endpoint_scheme,
    headers.headers_invalid_json,
    headers.headers_not_object,
    placeholder.placeholder_unquoted,
    payload.payload_invalid_json,
    payload.payload_not_object,
    payload.payload_duplicate_key,
    payload.payload_key_collision,
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
