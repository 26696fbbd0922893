"""When the token in a credential ends: the `exp` claim of a JWT (RFC 7519, section 4.1.4)."""

from __future__ import annotations

import re

from outbound_lint.patterns import pattern

# A token starts a word, or the search would start anew at each letter of a long one.
_JWT = pattern(r"(?<![\w-])eyJ[\w-]++\.[\w-]++\.[\w-]*+", re.ASCII)


def expiry(text: str) -> float | None:
    """Return when the first JWT of a text that says so ends, in seconds since 1970-01-01 UTC.

    The token is read, never verified.
    """
    for match in _JWT.finditer(text):
        from outbound_lint.facts.secrets import jwt_claims

        at = (jwt_claims(match.group()) or {}).get("exp")
        if isinstance(at, (int, float)) and not isinstance(at, bool):
            return at
    return None
