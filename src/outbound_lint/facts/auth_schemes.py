"""Authentication schemes of the Authorization header, and whether a fixed header can serve them.

Sources: IANA's HTTP Authentication Scheme Registry (with the RFCs it names), and the schemes that
vendors use without registering them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from outbound_lint.facts.http_fields import fold
from outbound_lint.patterns import pattern
from outbound_lint.spelling import is_within


class Scheme(NamedTuple):
    """An authentication scheme; `not_static` says why a fixed header can't serve it, if so."""

    name: str
    not_static: str | None
    source: str


_CHALLENGE: Final = "each request answers a challenge from the server"
_SIGNED: Final = "each request is signed, including its body and time"

_SCHEMES: Final = (
    # Registered with IANA
    Scheme("Basic", None, "RFC 7617"),
    Scheme("Bearer", None, "RFC 6750"),
    Scheme("Concealed", _SIGNED, "RFC 9729"),
    Scheme("Digest", _CHALLENGE, "RFC 7616"),
    Scheme("DPoP", _SIGNED, "RFC 9449, section 7.1"),
    Scheme("GNAP", _SIGNED, "RFC 9635, section 7.2"),
    Scheme("HOBA", _CHALLENGE, "RFC 7486, section 3"),
    Scheme("Mutual", _CHALLENGE, "RFC 8120"),
    Scheme("Negotiate", _CHALLENGE, "RFC 4559, section 3"),
    Scheme("OAuth", None, "RFC 5849, section 3.5.1"),  # signed only in OAuth 1.0: `not_static`
    Scheme("PrivateToken", "each token can be used only once", "RFC 9577, section 2.2"),
    Scheme("SCRAM-SHA-1", _CHALLENGE, "RFC 7804"),
    Scheme("SCRAM-SHA-256", _CHALLENGE, "RFC 7804"),
    Scheme("vapid", "its proof expires within minutes or hours", "RFC 8292, section 3"),
    # Not registered
    Scheme("AWS4-HMAC-SHA256", _SIGNED, "AWS Signature Version 4"),
    Scheme("AWS4-ECDSA-P256-SHA256", _SIGNED, "AWS Signature Version 4A"),
    Scheme("GOOG4-HMAC-SHA256", _SIGNED, "Google Cloud Storage, V4 signing"),
    Scheme("GOOG4-RSA-SHA256", _SIGNED, "Google Cloud Storage, V4 signing"),
    Scheme("TC3-HMAC-SHA256", _SIGNED, "Tencent Cloud, signature method v3"),
    Scheme("SharedKey", _SIGNED, "Azure Storage, authorize with Shared Key"),
    Scheme("SharedKeyLite", _SIGNED, "Azure Storage, authorize with Shared Key"),
    Scheme("AWS", _SIGNED, "Amazon S3, Signature Version 2"),
    Scheme("ACS3-HMAC-SHA256", _SIGNED, "Alibaba Cloud, signature method V3"),
    Scheme("EG1-HMAC-SHA256", _SIGNED, "Akamai EdgeGrid"),
    Scheme("SDK-HMAC-SHA256", _SIGNED, "Huawei Cloud, AK/SK signing"),
    Scheme("HMAC-SHA1", _SIGNED, "no standard"),
    Scheme("HMAC-SHA512", _SIGNED, "no standard"),
    Scheme("HmacSHA256", _SIGNED, "no standard"),
    Scheme("MAC", _SIGNED, "draft-ietf-oauth-v2-http-mac"),
    Scheme("WSSE", _SIGNED, "OASIS Web Services Security, UsernameToken profile"),
    Scheme("HMAC-SHA256", _SIGNED, "Azure App Configuration and Communication Services"),
    Scheme("Hawk", _SIGNED, "github.com/mozilla/hawk"),
    Scheme("HMAC", _SIGNED, "no standard"),
    Scheme("Signature", _SIGNED, "draft-cavage-http-signatures"),
    Scheme("NTLM", _CHALLENGE, "Microsoft MS-NTHT"),
    Scheme("Kerberos", _CHALLENGE, "no standard"),
    Scheme("IBSSO", "it is a session, which expires", "Infobip"),
    Scheme("AccessKey", None, "MessageBird"),
    Scheme("ApiKey", None, "Elastic"),
    Scheme("Api-Key", None, "Yandex Cloud"),
    Scheme("App", None, "Infobip"),
    Scheme("Bot", None, "Discord"),
    Scheme("Client-ID", None, "Unsplash, Imgur"),
    Scheme("GenieKey", None, "Opsgenie"),
    Scheme("GoogleLogin", None, "Google ClientLogin"),
    Scheme("JWT", None, "no standard"),
    Scheme("Key", None, "fal"),
    Scheme("Klaviyo-API-Key", None, "Klaviyo"),
    Scheme("Secret", None, "no standard"),
    Scheme("SharedAccessSignature", None, "Azure Event Hubs and Service Bus"),
    Scheme("Splunk", None, "Splunk HTTP Event Collector"),
    Scheme("SSWS", None, "Okta"),
    Scheme("Token", None, "Deepgram, Django REST framework"),
    Scheme("Zoho-oauthtoken", None, "Zoho"),
)
SCHEMES: Final[dict[str, Scheme]] = {fold(scheme.name): scheme for scheme in _SCHEMES}

# The schemes that are written by hand, and so misspelled.
_WRITTEN_BY_HAND: Final = (("bearer", 2), ("basic", 1), ("digest", 1), ("token", 1))
# RFC 5849, section 3.1
_OF_OAUTH_1: Final = ("oauth_signature", "oauth_nonce", "oauth_timestamp", "oauth_consumer_key")
_WORD: Final = pattern(r"[A-Za-z]{3,10}")


def not_static(scheme: str, credential: str) -> str | None:
    """Return why a fixed header can't serve this scheme; None if it can.

    Args:
        scheme: The scheme's name, in any letter case.
        credential: What follows it; OAuth is signed only if it has the parameters of OAuth 1.0.
    """
    known = SCHEMES.get(fold(scheme))
    if known is None:
        return None
    if known.name == "OAuth" and any(name in credential for name in _OF_OAUTH_1):
        return _SIGNED
    return known.not_static


def corrected(word: str) -> str | None:
    """Return the scheme that a misspelled word stands for: `Baerer`, `Bearer:`, `Basik`.

    None for a correctly spelled scheme, and for words too far from any.
    """
    folded = fold(word.rstrip(":=,;./_-"))
    if folded in SCHEMES:
        return SCHEMES[folded].name if folded != fold(word) else None
    if not _WORD.fullmatch(folded):
        return None
    for name, most in _WRITTEN_BY_HAND:
        if folded[0] == name[0] and is_within(folded, name, most):
            return SCHEMES[name].name
    return None
