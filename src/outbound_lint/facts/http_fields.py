"""HTTP header names and values: their grammar, and the names that matter in a trigger.

The grammar is that of RFC 9110, sections 5.1, 5.5 and 5.6.2. Names in the tables are in ASCII lower
case, as `fold` returns them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal, NamedTuple

from outbound_lint.facts import word_set
from outbound_lint.patterns import pattern
from outbound_lint.spelling import is_within

_TOKEN: Final = pattern(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_ASCII_LOWER: Final = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


class FieldReason(NamedTuple):
    """Why a name is wrong here, as the end of a sentence, and the source."""

    why: str
    source: str


class ValueFlaw(NamedTuple):
    """A character that is not allowed in a header's value."""

    start: int
    kind: Literal["line-break", "control", "invisible", "outside-latin-1"]


_FRAMING: Final = "the client computes it from the body it sends"
_HOP: Final = "it describes one network connection, and the client sets it itself"
_PROXY: Final = "it is for a proxy, not for the endpoint"
_METADATA: Final = "it gives whoever can send it access to a cloud's metadata service"

RESERVED: Final[dict[str, FieldReason]] = {
    "host": FieldReason("the client takes it from the URL", "RFC 9110, section 7.2"),
    "content-length": FieldReason(_FRAMING, "RFC 9110, section 8.6"),
    "transfer-encoding": FieldReason(_FRAMING, "RFC 9112, section 6.1"),
    "connection": FieldReason(_HOP, "RFC 9110, section 7.6.1"),
    "keep-alive": FieldReason(_HOP, "RFC 9110, section 7.6.1"),
    "te": FieldReason(_HOP, "RFC 9110, section 10.1.4"),
    "trailer": FieldReason(_FRAMING, "RFC 9110, section 6.6.2"),
    "upgrade": FieldReason(_HOP, "RFC 9110, section 7.8"),
    "http2-settings": FieldReason(_HOP, "RFC 7540, section 3.2.1; RFC 9113, section 3.1"),
    "expect": FieldReason(
        "it makes the client wait for a response before it sends the body",
        "RFC 9110, section 10.1.1",
    ),
    "metadata": FieldReason(_METADATA, "Azure Instance Metadata Service"),
    "metadata-flavor": FieldReason(_METADATA, "Google Compute Engine metadata server"),
    "metadata-token": FieldReason(_METADATA, "Akamai (Linode) metadata service"),
    "metadata-token-expiry-seconds": FieldReason(_METADATA, "Akamai (Linode) metadata service"),
    "x-google-metadata-request": FieldReason(_METADATA, "Google Compute Engine metadata server"),
    "x-identity-header": FieldReason(_METADATA, "Azure App Service managed identities"),
    "x-metadata-token": FieldReason(_METADATA, "Huawei Cloud metadata service"),
    "x-metadata-token-ttl-seconds": FieldReason(_METADATA, "Huawei Cloud metadata service"),
    "x-aliyun-ecs-metadata-token": FieldReason(_METADATA, "Alibaba Cloud ECS metadata service"),
    "x-aliyun-ecs-metadata-token-ttl-seconds": FieldReason(
        _METADATA, "Alibaba Cloud ECS metadata service"
    ),
}
_RESERVED_STARTS: Final = {
    "proxy-": FieldReason(_PROXY, "RFC 9110, sections 7.6.1 and 11.7"),
    "x-aws-ec2-metadata-token": FieldReason(
        _METADATA, "AWS EC2 instance metadata service, version 2"
    ),
}

_COOKIE: Final = FieldReason(
    "it carries a browser's session, which expires", "RFC 6265, section 5.4"
)
_RANGE: Final = FieldReason(
    "it requests a part of a resource, which no trigger returns", "RFC 9110, 14"
)
_RELAYED: Final = FieldReason(
    "proxies on the way set it, and receivers trust it", "RFC 7239, section 8"
)
_METHOD: Final = FieldReason(
    "a receiver that supports it handles the POST as another method", "no standard; many frameworks"
)
_REWRITE: Final = FieldReason(
    "a receiver that supports it handles the request as one for another URL",
    "no standard; IIS, Symfony, nginx",
)

UNUSUAL: Final[dict[str, FieldReason]] = {
    **dict.fromkeys(("cookie", "cookie2"), _COOKIE),
    "set-cookie": FieldReason("only servers send it", "RFC 6265, section 4.1"),
    "content-encoding": FieldReason(
        "the body is sent as it is, uncompressed", "RFC 9110, section 8.4"
    ),
    **dict.fromkeys(("content-range", "range", "if-range"), _RANGE),
    **dict.fromkeys(("forwarded", "via", "x-real-ip", "client-ip", "true-client-ip"), _RELAYED),
    **dict.fromkeys(("x-client-ip", "x-cluster-client-ip", "x-originating-ip"), _RELAYED),
    **dict.fromkeys(("cf-connecting-ip", "fastly-client-ip"), _RELAYED),
    "x-original-forwarded-for": _RELAYED,
    **dict.fromkeys(("x-http-method", "x-http-method-override", "x-method-override"), _METHOD),
    **dict.fromkeys(("x-original-url", "x-original-uri", "x-original-host"), _REWRITE),
    **dict.fromkeys(("x-rewrite-url", "x-host", "x-accel-redirect", "x-sendfile"), _REWRITE),
}
_UNUSUAL_STARTS: Final = {"x-forwarded-": _RELAYED}

# Their values describe the request and never authenticate it, so they may be shown.
HARMLESS: Final = word_set(
    "accept accept-charset accept-encoding accept-language cache-control content-encoding "
    "content-language content-type pragma user-agent"
)

# Characters that are invisible or look like others (Unicode's Default_Ignorable_Code_Point, format
# controls, and spaces other than U+0020).
INVISIBLE: Final = (
    "\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_INVISIBLE: Final = pattern(rf"[{INVISIBLE}]+")
# Cyrillic and Greek letters that look like Latin ones (Unicode confusables.txt).
_LOOK_ALIKES: Final = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425"
    "\u0430\u0435\u0455\u0456\u0458\u043e\u0440\u0441\u0443\u0445"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u03bf",
    "ABESIJKMHOPCTXaesijopcyxABEZHIKMNOPTYXo",
)
_FLAW: Final = pattern(
    rf"(?P<line>[\r\n])|(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f])"
    rf"|(?P<invisible>[{INVISIBLE}])|(?P<outside>[^\x00-\xff])"
)
_KINDS: Final[dict[str, Literal["line-break", "control", "invisible", "outside-latin-1"]]] = {
    "line": "line-break",
    "control": "control",
    "invisible": "invisible",
    "outside": "outside-latin-1",
}


def fold(name: str) -> str:
    """Return a name in ASCII lower case, the only letters whose case HTTP ignores.

    Other letters stay: U+212A KELVIN SIGN does not become k, as it does with `str.lower`.
    """
    return name.lower() if name.isascii() else name.translate(_ASCII_LOWER)


def intended_name(name: str) -> str:
    """Return a name without invisible characters, and ASCII letters for those that look alike."""
    return name if name.isascii() else _INVISIBLE.sub("", name).translate(_LOOK_ALIKES)


def is_token(name: str) -> bool:
    """Whether a text is a token, and so may name a header (RFC 9110, section 5.6.2)."""
    return _TOKEN.fullmatch(name) is not None


def first_non_token(name: str) -> int:
    """Return the index of the first character that keeps a text from being a token.

    The length of the text if it is a token; 0 for an empty text, which is not.
    """
    match = _TOKEN.match(name)
    return match.end() if match else 0


def first_flaw(value: str) -> ValueFlaw | None:
    """Return the first character that is not allowed in a header's value, or None.

    CR and LF, NUL and all other controls except HTAB (RFC 9110, section 5.5; also C1 controls);
    characters outside Latin-1, in which values are sent; and invisible ones. Visible Latin-1 beyond
    ASCII (obs-text) is allowed; `has_obs_text` finds it.
    """
    if value.isascii() and value.isprintable():
        return None
    match = _FLAW.search(value)
    return match and ValueFlaw(match.start(), _KINDS[str(match.lastgroup)])


def has_obs_text(value: str) -> bool:
    """Whether a value contains obs-text, %x80-FF, which receivers read differently."""
    return any("\x80" <= letter <= "\xff" for letter in value)


def reserved(name: str) -> FieldReason | None:
    """Return why a configuration must not set this header; None if it may."""
    return _looked_up(fold(name), RESERVED, _RESERVED_STARTS)


def unusual(name: str) -> FieldReason | None:
    """Return why this header, although legal, does not belong in a trigger; None if it does."""
    return _looked_up(fold(name), UNUSUAL, _UNUSUAL_STARTS)


def _looked_up(
    folded: str, names: dict[str, FieldReason], starts: dict[str, FieldReason]
) -> FieldReason | None:
    reasons = (reason for start, reason in starts.items() if folded.startswith(start))
    return names.get(folded) or next(reasons, None)


USUAL_NAMES: Final = (
    "Authorization",  # RFC 9110, section 11.6.2
    "Content-Type",  # RFC 9110, section 8.3
    "Accept",  # RFC 9110, section 12.5.1
    "User-Agent",  # RFC 9110, section 10.1.5
    "Api-Key",  # Azure OpenAI, New Relic
    "X-API-Key",  # AWS API Gateway, Cartesia, Sarvam, Ultravox, Ringg
    "X-Auth-Token",  # OpenStack and others
    "Ocp-Apim-Subscription-Key",  # Azure API Management
    "X-Functions-Key",  # Azure Functions
    "X-Goog-Api-Key",  # Google
    "X-Make-ApiKey",  # Make
    "X-RapidAPI-Key",  # RapidAPI
    "xi-api-key",  # ElevenLabs
)
# A misspelled `Authentication`, a rare name, means `Authorization` as well.
_USUAL: Final = {
    **{name.lower(): name for name in USUAL_NAMES},
    "authentication": "Authorization",
}
_SHORTEST_OF_TWO_EDITS: Final = 12


@lru_cache(maxsize=1024)  # a file repeats the same few names
def usual_name(name: str) -> str | None:
    """Return the usual header that a misspelled name stands for.

    The name has the letters of a usual one with other separators, or differs by one edit; in a
    long name by two. A name that adds a word or a digit to a usual one is another header.

    Args:
        name: The name of a header in lower case.

    Returns:
        The usual spelling; None for a name that is right, or like none.
    """
    if name in _USUAL:
        return None
    if usual := _BY_LETTERS.get(_letters(name)):
        return usual
    if any(map(str.isdigit, name)):
        return None
    for right, usual in _USUAL.items():
        edits = 2 if len(right) >= _SHORTEST_OF_TWO_EDITS else 1
        if is_within(name, right, edits) and f"-{right}-" not in f"-{name}-":
            return usual
    return None


def _letters(name: str) -> str:
    return name.replace("-", "").replace("_", "").replace(".", "")


_BY_LETTERS: Final = {_letters(right): usual for right, usual in _USUAL.items()}
