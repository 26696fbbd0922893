"""Values that, under the name of a credential, are too random to be anything else."""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from typing import Final

from outbound_lint.facts.credential_names import words
from outbound_lint.patterns import pattern

_PASSWORD: Final = frozenset({"password", "passwd", "pwd", "passphrase", "passcode"})

_SHORTEST: Final = 16
_LEAST_ENTROPY: Final = 3.0

_SCHEME: Final = pattern(r"[A-Za-z][0-9A-Za-z-]* +(?=\S+$)")
_NO_SECRET: Final = pattern(
    r"""
      [a-z][0-9a-z+.-]*://.* | arn:.* | projects/.* | (?:www\.|\.{0,2}/).*   # URLs, ARNs, paths
    | (?:sha[0-9_-]+|md5)[=:~-].* | (?:w/)?".*                 # named digests, ETags
    | ssh-(?:rsa|ed25519).* | -----begin\ (?!.*private).*
    | [0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9:.]+(?:z|[+-][0-9:]+)?)?             # a date
    | \+?[0-9 ().-]+                                           # a number, a phone number
    | v?[0-9]+(?:\.[0-9]+)+(?:[+-][0-9a-z.-]+)?                # a version
    | [0-9a-z_.+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+                # an address
    """,
    re.VERBOSE | re.DOTALL,
)
# What vendors publish on purpose: keys for browsers of Stripe, Clerk, Mapbox (pk), Supabase,
# PostHog (phc), RevenueCat (appl, goog) and Retell AI.
_PUBLISHED: Final = pattern(
    r"(?:pk|pub|public|publishable|sb_publishable|phc|appl|goog)[_.-].*", re.DOTALL | re.IGNORECASE
)
_DUMMY: Final = pattern(
    r"(?<![a-z])(?:your|example|sample|dummy|placeholder|change-?_?me|replace|insert|redacted|todo"
    r"|fake|x{4,}|0{6,}|\*{3,}|\.{3})(?![a-z])"
)
_PIECE: Final = pattern(
    r"(?:[A-Z]?[a-z]{0,18}|[A-Z]{1,18}|[0-9]{1,8}|[vV][0-9]{1,4}|[a-z]{2,12}[0-9]{1,2}|[A-Z]{2,12}[0-9]{1,2}"
    r"|[a-z]2[a-z]|[A-Z]2[A-Z])"  # b2b, P2P
)
_CALL: Final = pattern(r"[A-Za-z_]\w*\(([^()]*)\)")  # base64(user:password)
_SEPARATOR: Final = pattern(r"[-_./:, ]")


def suspected(name: str, value: str) -> bool:
    """Whether a value without a known shape is a secret, if its name is that of a credential.

    It has at least 16 characters with a digit and an entropy of at least 3.0 bits per character.
    Digests, URLs, paths, dates, versions, public keys, resource names, dummies and plain words do
    not count. A scheme before the credential (`Bearer …`) is skipped.

    Args:
        name: The name of the header, member or parameter; a password may have spaces and words.
        value: Its value, without placeholders.
    """
    plain = value.strip()
    scheme = _SCHEME.match(plain)
    credential = plain[scheme.end() :] if scheme else plain
    if call := _CALL.fullmatch(credential):
        credential = call[1]
    if len(credential) < _SHORTEST or not any(letter.isdigit() for letter in credential):
        return False
    is_password = not _PASSWORD.isdisjoint(words(name))
    if any(letter.isspace() for letter in credential) and not is_password:
        return False
    lower = credential.lower()
    if _NO_SECRET.fullmatch(lower) or _NO_SECRET.fullmatch(plain.lower()) or _DUMMY.search(lower):
        return False
    if is_published(credential):
        return False
    shares = [count / len(credential) for count in Counter(credential).values()]
    entropy = -sum(share * log2(share) for share in shares)  # Shannon's, in bits per character
    return entropy >= _LEAST_ENTROPY and (is_password or not is_readable(credential))


def is_published(credential: str) -> bool:
    """Whether a credential is one that its vendor publishes on purpose."""
    return _PUBLISHED.fullmatch(credential) is not None


def is_readable(text: str) -> bool:
    """Whether a text consists of words, short numbers and versions between separators.

    Names of keys do (`voice-prod-signing-key-2024`); in a generated text of that length letters and
    digits are mixed.
    """
    pieces = _SEPARATOR.split(text)
    return len(pieces) > 1 and all(_PIECE.fullmatch(piece) for piece in pieces)
