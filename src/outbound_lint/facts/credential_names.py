"""Names under which credentials are sent: of headers, of members of JSON, of query parameters.

One notion for all: the rules, the proof and the probe ask `authenticates` about headers, and
`names_credential` about any other name; the redactor asks `looks_secret_name`, which includes names
that are often secret. Names are split into words at separators and in camelCase, so `xApiKey`,
`X-API-KEY` and `x_api_key` are one name.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from outbound_lint.facts import word_set
from outbound_lint.facts.http_fields import HARMLESS, fold, reserved
from outbound_lint.patterns import pattern

# Names of headers in ASCII lower case, and who documents them. Other names are recognized by their
# words; `key` and `signature` alone would be names of too many other things.
HEADERS: Final = {
    "authorization": "RFC 9110, section 11.6.2; most voice APIs",
    "aeg-sas-key": "Azure Event Grid, authenticate publishing clients",
    "aeg-sas-token": "Azure Event Grid, authenticate publishing clients",
    "api-key": "Azure OpenAI, New Relic, Brevo",
    "apikey": "Supabase, Kong, Evolution API",
    "auth": "no standard",
    "authentication": "no standard",
    "cf-access-client-secret": "Cloudflare Access, service tokens",
    "cf-access-token": "Cloudflare Access, application tokens",
    "cron-secret": "no standard",
    "dd-api-key": "Datadog",
    "job-token": "GitLab CI/CD job tokens",
    "modal-secret": "Modal, proxy auth tokens",
    "ocp-apim-subscription-key": "Azure API Management",
    "private-token": "GitLab, personal access tokens",
    "token": "no standard",
    "x-api-key": "AWS API Gateway; Anthropic, Cartesia, Ringg, Sarvam, Ultravox",
    "x-api-token": "Thoughtly",
    "x-auth-token": "OpenStack Identity",
    "xapikey": "no standard; tutorials of ASP.NET Core",
    "x-functions-key": "Azure Functions, access keys",
    "x-goog-api-key": "Google Cloud, API keys",
    "x-key": "no standard",
    "x-make-apikey": "Make, webhooks",
    "x-parse-rest-api-key": "Parse Platform, REST guide",
    "x-rapidapi-key": "RapidAPI",
    "x-serverless-authorization": "Google Cloud Run",
    "x-vapi-secret": "Vapi, server authentication",
    "x-vercel-protection-bypass": "Vercel, protection bypass for automation",
    "x-vgai-key": "Vonage AI Studio",
    "xi-api-key": "ElevenLabs",
}

# The public half of a pair of headers: it takes part in authentication, and is no secret.
PUBLIC_HALVES: Final = {
    "cf-access-client-id": "Cloudflare Access, service tokens",
    "modal-key": "Modal, proxy auth tokens",
    "x-parse-application-id": "Parse Platform, REST guide",
}

# Each of these is computed from one request, mostly with the time, and is refused when repeated.
SIGNATURES: Final = {
    "dpop": "RFC 9449",
    "elevenlabs-signature": "ElevenLabs, post-call webhooks",
    "linear-signature": "Linear, webhooks",
    "paypal-transmission-sig": "PayPal, webhooks",
    "stripe-signature": "Stripe, webhooks",
    "svix-signature": "Svix, verifying payloads",
    "telnyx-signature-ed25519": "Telnyx, webhook signing",
    "webhook-signature": "Standard Webhooks, section Webhook headers",
    "x-cal-signature-256": "Cal.com, webhooks",
    "x-hub-signature": "WebSub, section 7.1; GitHub",
    "x-hub-signature-256": "GitHub, validating webhook deliveries; Meta",
    "x-line-signature": "LINE, Messaging API",
    "x-pagerduty-signature": "PagerDuty, webhooks",
    "x-plivo-signature-v2": "Plivo, signature validation",
    "x-plivo-signature-v3": "Plivo, signature validation",
    "x-retell-signature": "Retell AI, secure the webhook",
    "x-shopify-hmac-sha256": "Shopify, webhooks",
    "x-signature-ed25519": "Discord, interactions",
    "x-slack-signature": "Slack, verifying requests",
    "x-square-hmacsha256-signature": "Square, webhooks",
    "x-twilio-signature": "Twilio, webhooks security",
    "x-vapi-signature": "Vapi, server authentication",
    "x-wc-webhook-signature": "WooCommerce, webhooks",
    "x-wsse": "OASIS Web Services Security, UsernameToken profile",
    "x-zm-signature": "Zoom, webhooks",
}

# A name with one of these words gives access.
_STRONG: Final = word_set(
    "password passwd pwd passphrase passcode secret secrets credential credentials apikey apikeys "
    "apitoken authtoken accesstoken accesskey authkey appkey secretkey clientsecret privatekey"
)
_STRONG_ENDS: Final = ("apikey", "accesskey", "authkey", "token", "secret", "password")
# With one of these it does only as its last word: `X-Auth`, but not `X-Auth-Request-User`.
_WEAK: Final = word_set("auth authentication authorization assertion bearer jwt pat")
# Only redaction takes these for secrets: often they are, but as often a state or a digest.
_PERHAPS: Final = word_set("signature sig hmac cookie cookies pass pin otp mfa sas token tokens")

# Tokens that are counted are those of a language model or a rate limit.
_COUNTED: Final = word_set("max min total prompt completion input output used remaining")
# These tell repeated requests apart, or are for everyone, whatever follows. So do csrf and xsrf.
_PUBLIC: Final = word_set("public publishable pub")
_NO_ACCESS: Final = _PUBLIC | word_set("idempotency idempotent dedup dedupe")
# Before `token`: places in a list, or words of a language model.
_NO_TOKEN: Final = word_set(
    "page pagination continuation next previous prev sync cursor cache correlation trace request "
    "stop end start begin eos bos pad mask special"
)
# Before `key`: names of rows, objects, messages and members.
_NO_KEY: Final = word_set(
    "cache partition sort primary foreign phone number routing deduplication object hash lookup "
    "row index map dict translation i18n n flag feature correlation trace message event surrogate "
    "range unique record item entity ordering order sequence shard sharding file s asset recording "
    "media image template prompt natural composite websocket header field json column property "
    "config settings setting env variable variant experiment segment conversation thread locale "
    "language lang region string request batch job retry schedule reference ref lock tag label "
    "metric attribute namespace join context step slot"
)
# Before `key` or `token` these may name a thing, or what gives access to it.
_PERHAPS_NO_KEY: Final = word_set(
    "group issue project agent customer contact lead campaign tenant queue business external "
    "search kms call session device workflow flow"
)
_PERHAPS_NO_TOKEN: Final = word_set("device push fcm apns")
# Words after the secret's word in names of facts about a secret: tokenUrl, secret_name.
_ABOUT: Final = word_set(
    "url uri href endpoint host domain name names id ids kid version versions type format length "
    "size count counts limit limits max min budget usage ttl expiry expires expired expiration at "
    "date time timestamp age path file filename location header headers field param prefix suffix "
    "scheme method mode enabled disabled required status state provider source kind algorithm alg "
    "hint label region issuer audience scope scopes policy hash digest checksum fingerprint "
    "thumbprint sha md arn ref reference alias description rotation owner created updated "
    "env variable var role group level strategy"
)
_ABOUT_ACCOUNTS: Final = word_set(
    "user username email login bucket balance price cost rate quota subject request flow context"
)

# Every name that is recognized has one of these letters in a row, and most names have none.
_HINTED: Final = pattern(
    "access|assertion|auth|bearer|bypass|cookie|credential|dpop|hmac|jwt|key|mfa|otp|parse|pass|pat"
    "|pin|pwd|sas|secret|sig|token|wsse"
)
_WORD: Final = pattern(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")
_SIGNATURE_END: Final = pattern(
    r"(?:^|[-_.])(?:signature|hmac)(?:[-_.](?:256|v[0-9]|(?:hmac-?)?sha-?[0-9]+|ed25519))?$"
)


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `xApi-Key2` gives x, api, key2."""
    return [word.lower() for word in _WORD.findall(name)]


def may_name_credential(name: str) -> bool:
    """Whether a name can be one that is recognized here; if not, no other function need be asked.

    This costs far less than splitting the name into words.
    """
    return _HINTED.search(name.lower()) is not None


@lru_cache(maxsize=1024)  # a file repeats the same few names
def authenticates(header: str) -> bool:
    """Whether a header of this name has to do with authentication.

    Those that `names_credential` says, and those whose value is no secret that can be kept:
    signatures of one request, and public halves of pairs.
    """
    folded = fold(header)
    if folded in HARMLESS or reserved(folded):
        return False
    return folded in PUBLIC_HALVES or names_credential(header) or signs(folded)


def signs(header: str) -> bool:
    """Whether a header of this name, in lower case, holds the signature of one request."""
    return header in SIGNATURES or _SIGNATURE_END.search(header) is not None


@lru_cache(maxsize=1024)  # a file repeats the same few names
def names_credential(name: str, *, filled: bool = False) -> bool:
    """Whether a value under this name gives access.

    Passwords, tokens, secrets and keys; not keys of caches, rows, messages and the like, not
    tokens against forged or repeated requests, not public keys, nor names of facts about a secret
    (`token_url`, `keyId`).

    Args:
        name: the name.
        filled: whether the value is kept out of the file, so that `X-Tenant-Key` is a secret too.
    """
    folded = fold(name)
    if folded in HEADERS:
        return True
    if folded in PUBLIC_HALVES:
        return False
    return _gives_access(words(name), filled) or (
        folded != name and _gives_access(words(folded), filled)
    )


@lru_cache(maxsize=1024)  # a file repeats the same few names
def looks_secret_name(name: str) -> bool:
    """Whether a value under this name should not be shown.

    What `names_credential` says, and signatures, cookies, PINs; but not where the name ends in a
    word that speaks about them (`token_url`, `keyId`, `secret-name`), nor counts (`max_tokens`).
    """
    spoken = words(name)
    if _counts(spoken):
        return False
    if names_credential(name):
        return True
    often = _PERHAPS if not _PUBLIC.isdisjoint(spoken) else _PERHAPS | _WEAK | _STRONG
    for word in reversed(spoken):
        plain = word.rstrip("0123456789")
        if plain in often or (often is not _PERHAPS and plain.endswith(_STRONG_ENDS)):
            return True
        if plain in _ABOUT:
            return False
    return False


def _gives_access(spoken: list[str], filled: bool) -> bool:
    is_harmless = not _NO_ACCESS.isdisjoint(spoken) or any("srf" in word for word in spoken)
    if is_harmless or _counts(spoken):
        return False
    plain = [word.rstrip("0123456789") for word in spoken]
    is_last = True
    for at in reversed(range(len(plain))):
        word = plain[at]
        if word in ("key", "token", "tokens"):
            return _opens(word, plain[at - 1] if at else "", filled)
        if word in _ABOUT or word in _ABOUT_ACCOUNTS:
            return False
        if word in _STRONG or word.endswith(_STRONG_ENDS) or (word in _WEAK and is_last):
            return True
        is_last = is_last and not word
    return False


def _opens(word: str, before: str, filled: bool) -> bool:
    """Return whether a key or a token gives access, by the word before it."""
    if word != "key":
        return before not in _NO_TOKEN and (filled or before not in _PERHAPS_NO_TOKEN)
    if before in ("", "x"):
        return filled
    return before not in _NO_KEY and (filled or before not in _PERHAPS_NO_KEY)


def _counts(spoken: list[str]) -> bool:
    return spoken[-1:] == ["tokens"] and not _COUNTED.isdisjoint(spoken)
