"""Names of secrets, and values that are too random to be anything else.

Names are split into words at separators and in camelCase, so `xApiKey`, `X-API-KEY` and `x_api_key`
are one name. Redaction asks `looks_secret_name`, which includes names that are often secret; rules
ask `names_credential` and `suspected`, which avoid false alarms.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from typing import Final

from outbound_lint.facts import word_set
from outbound_lint.patterns import pattern

# A name with one of these words, anywhere in it, is that of a secret.
_SECRET: Final = word_set(
    "password passwd pwd passphrase passcode secret secrets token tokens credential credentials "
    "apikey apikeys apitoken authtoken accesstoken accesskey secretkey clientsecret privatekey "
    "auth authorization authentication bearer jwt pat"
)
# So is a name with a word that ends so: xapikey, mytoken.
_SECRET_ENDS: Final = ("apikey", "token", "secret", "password")
# Only redaction takes these for secrets: often they are, but as often a state or a digest.
_PERHAPS_SECRET: Final = word_set("signature sig hmac cookie cookies pass pin otp mfa sas")
# Tokens that are counted are those of a language model: max_tokens, prompt_tokens.
_COUNTED: Final = word_set("max min total prompt completion input output used remaining")

# Words before `key` in names of keys that give no access.
_NO_CREDENTIAL: Final = word_set(
    "idempotency cache partition sort primary foreign phone number routing dedup dedupe "
    "deduplication public publishable pub object hash lookup row index map dict translation i18n "
    "feature flag group correlation trace message event surrogate range unique record item entity "
    "issue project ordering order shard file s3 asset recording media image template prompt agent "
    "customer contact lead campaign tenant queue business natural composite search external "
    "reference ref kms websocket header field json column property config settings env variable "
    "conversation thread call locale string request batch job retry schedule"
)
# Words after the secret's word in names of facts about a secret: tokenUrl, secret_name.
_ABOUT: Final = word_set(
    "url uri href endpoint host domain name names id ids kid version versions type format length "
    "size count counts limit limits max min budget usage ttl expiry expires expired expiration at "
    "date time timestamp age path file filename location header headers field param prefix suffix "
    "scheme method mode enabled disabled required status state provider source kind algorithm alg "
    "hint label region issuer audience scope scopes policy hash digest checksum fingerprint "
    "thumbprint sha1 sha256 md5 arn ref reference alias description rotation owner created updated "
    "env variable var role group level strategy"
)
_PASSWORD: Final = frozenset({"password", "passwd", "pwd", "passphrase", "passcode"})

_WORD: Final = pattern(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")

_SHORTEST: Final = 16
_LEAST_ENTROPY: Final = 3.0

_SCHEME: Final = pattern(r"[A-Za-z][0-9A-Za-z-]* +(?=\S+$)")
_NO_SECRET: Final = pattern(
    r"""
      [0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}              # a UUID
    | [a-z][0-9a-z+.-]*://.* | arn:.* | projects/.* | (?:www\.|\.{0,2}/).*   # URLs, ARNs, paths
    | (?:sha[0-9_-]+|md5)[=:~-].* | (?:w/)?".*                 # named digests, ETags
    | (?:pk|pub|public|publishable)[_.-].* | ssh-(?:rsa|ed25519).* | -----begin\ (?!.*private).*
    | [0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9:.]+(?:z|[+-][0-9:]+)?)?             # a date
    | \+?[0-9 ().-]+                                           # a number, a phone number
    | v?[0-9]+(?:\.[0-9]+)+(?:[+-][0-9a-z.-]+)?                # a version
    | [0-9a-z_.+-]+@[0-9a-z-]+(?:\.[0-9a-z-]+)+                # an address
    """,
    re.VERBOSE | re.DOTALL,
)
_DUMMY: Final = pattern(
    r"(?<![a-z])(?:your|example|sample|dummy|placeholder|change-?_?me|replace|insert|redacted|todo"
    r"|fake|x{4,}|0{6,}|\*{3,}|\.{3})(?![a-z])"
)
_PIECE: Final = pattern(
    r"(?:[A-Z]?[a-z]{0,18}|[A-Z]{1,18}|[0-9]{1,8}|[vV][0-9]{1,4}|[a-z]{2,12}[0-9]{1,2}|[A-Z]{2,12}[0-9]{1,2}"
    r"|[a-z]2[a-z]|[A-Z]2[A-Z])"  # b2b, P2P
)
_SEPARATOR: Final = pattern(r"[-_./:, ]")


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `xApi-Key2` gives x, api, key2."""
    return [word.lower() for word in _WORD.findall(name)]


def looks_secret_name(name: str) -> bool:
    """Whether a value under this name should not be shown.

    What `names_credential` says, and signatures, cookies, PINs; but not where the name ends in a
    word that speaks about them (`token_url`, `keyId`, `secret-name`), nor counts (`max_tokens`).
    """
    spoken = words(name)
    if spoken[-1:] == ["tokens"] and not _COUNTED.isdisjoint(spoken):
        return False
    return names_credential(name) or _names_secret(spoken, _PERHAPS_SECRET)


def names_credential(name: str) -> bool:
    """Whether a value under this name gives access.

    Passwords, tokens, secrets, and keys except those of caches, rows, messages and the like; not
    public keys, nor names of facts about a secret (`token_url`, `keyId`).
    """
    spoken = words(name)
    if not {"public", "publishable"}.isdisjoint(spoken):
        return False
    if _names_secret(spoken, _SECRET):
        return True
    if "key" not in spoken or not _names_secret(spoken, frozenset({"key"})):
        return False
    before = spoken[: spoken.index("key")]
    return bool(before) and before != ["x"] and _NO_CREDENTIAL.isdisjoint(before)


def suspected(name: str, value: str) -> bool:
    """Whether a value without a known shape is a secret.

    Its name must be that of a credential, and the value at least 16 characters with a digit and an
    entropy of at least 3.0 bits per character. UUIDs, digests, URLs, paths, dates, versions, public
    keys, resource names, dummies and plain words do not count. A scheme before the credential
    (`Bearer …`) is skipped.

    Args:
        name: The name of the header, member or parameter.
        value: Its value, without placeholders.
    """
    if not names_credential(name):
        return False
    plain = value.strip()
    scheme = _SCHEME.match(plain)
    credential = plain[scheme.end() :] if scheme else plain
    if len(credential) < _SHORTEST or not any(letter.isdigit() for letter in credential):
        return False
    is_password = not _PASSWORD.isdisjoint(words(name))
    if any(letter.isspace() for letter in credential) and not is_password:
        return False
    lower = credential.lower()
    if _NO_SECRET.fullmatch(lower) or _NO_SECRET.fullmatch(plain.lower()) or _DUMMY.search(lower):
        return False
    shares = [count / len(credential) for count in Counter(credential).values()]
    entropy = -sum(share * log2(share) for share in shares)  # Shannon's, in bits per character
    return entropy >= _LEAST_ENTROPY and (is_password or not is_readable(credential))


def is_readable(text: str) -> bool:
    """Whether a text consists of words, short numbers and versions between separators.

    Names of keys do (`voice-prod-signing-key-2024`); in a generated text of that length letters and
    digits are mixed.
    """
    pieces = _SEPARATOR.split(text)
    return len(pieces) > 1 and all(_PIECE.fullmatch(piece) for piece in pieces)


def _names_secret(spoken: list[str], secret: frozenset[str]) -> bool:
    for word in reversed(spoken):
        plain = word.rstrip("0123456789")
        if plain in secret or plain.endswith(_SECRET_ENDS):
            return True
        if plain in _ABOUT or word in _ABOUT:
            return False
    return False
