"""Secrets recognised by their shape, and the contents of Basic credentials and JWTs.

The shapes are data in `secret_shapes`; names of secrets are in `credential_names`, random values in
`secret_values`, and URLs with secrets in `secret_urls`. A JWT is read, never verified.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from outbound_lint.facts import word_set
from outbound_lint.facts.credential_names import names_credential, words
from outbound_lint.facts.secret_values import is_published, is_readable
from outbound_lint.patterns import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outbound_lint.facts.secret_shapes import Marked, Shape


class Secret(NamedTuple):
    """A secret: its span in the searched text, its vendor, and the prefix that may be shown."""

    start: int
    end: int
    vendor: str
    prefix: str


# No secret with a prefix is shorter than this, so most texts cost one search; possessive counting
# keeps it from trying shorter runs.
_SHORTEST: Final = 20
_RUN: Final = pattern(rf"[0-9A-Za-z][0-9A-Za-z_.-]{{{_SHORTEST - 1},}}+")

_compiled = cache(re.compile)


def find(text: str) -> tuple[Secret, ...]:
    """Return the secrets in a text that have a vendor's shape, in order and without overlap.

    Vendor keys, JWTs and private keys; neither entropy nor names count here. A body of plain
    words (`sk-ant-your-key-goes-here-now`) or with few different letters (`sk_live_xxxxxxxxxxxx`)
    is a dummy; dummy words in a generated body (`AKIAIOSFODNN7EXAMPLE`) are not. Linear in the
    text's length.

    Args:
        text: Any decoded text, of a field or of a whole file.
    """
    if _RUN.search(text) is None and "=" not in text:  # base64 after a = may have no such run
        return ()
    found: list[Secret] = []
    leads = _leads_by_letter()
    for run in _RUN.finditer(text):
        if run.group().startswith(leads.get(text[run.start()], ())):
            found.extend(_led(text, run.start()))
    for marker, shape in _marked_shapes():
        if marker in text:
            found.extend(_marked(text, shape))
    kept: list[Secret] = []
    for secret in sorted(found, key=lambda secret: (secret.start, -secret.end)):
        if not kept or secret.start >= kept[-1].end:
            kept.append(secret)
    return tuple(kept)


def contextual(name: str, value: str, host: str = "") -> str | None:
    """Return the vendor of a secret whose shape is not unique, such as Vapi's UUIDs.

    Args:
        name: The name of the header or member with the value; it must be that of a credential.
        value: The credential alone, without its scheme.
        host: The host the value is sent to, which may name the vendor instead.

    Returns:
        The vendor's name; None if neither name nor host names a vendor with such keys.
    """
    if not names_credential(name):
        return None
    from outbound_lint.facts.secret_shapes import CONTEXTUAL

    context = {*words(name), *host.lower().split(".")}
    for shape in CONTEXTUAL:
        if shape.word in context and _compiled(shape.pattern).fullmatch(value):
            return shape.vendor if _is_generated(value) else None
    return None


def decode_basic(credential: str) -> tuple[str, str] | None:
    """Return user and password of a Basic credential (RFC 7617, section 2), or None.

    Args:
        credential: The text after the scheme: the padded base64 (RFC 4648, section 4) of
            `user:password` in UTF-8 or Latin-1, without control characters; but line breaks at the
            end, which `echo` adds, are kept in the password.
    """
    import binascii

    if len(credential) % 4:
        return None
    try:
        raw = binascii.a2b_base64(credential, strict_mode=True)
    except ValueError:  # binascii.Error is one
        return None
    try:
        pair = raw.decode("utf-8")
    except UnicodeDecodeError:
        pair = raw.decode("latin-1")
    user, colon, password = pair.partition(":")
    if not colon or re.search(r"[\x00-\x1f\x7f-\x9f]", pair.rstrip("\r\n")):
        return None
    return user, password


def jwt_claims(token: str) -> dict[str, Any] | None:
    """Return the claims of a signed JWT (RFC 7519); None for any other text.

    The signature is not verified; the claims of an encrypted JWT (RFC 7516) can't be read.
    """
    parts = token.split(".")
    if len(parts) != 3 or not token.startswith("eyJ"):
        return None
    return None if _decoded_object(parts[0]) is None else _decoded_object(parts[1])


# A token starts at the start of a word; otherwise a search would restart at every letter.
_JWT: Final = pattern(r"(?<![\w-])eyJ[\w-]++\.[\w-]++\.[\w-]*+", re.ASCII)


def jwt_expiry(text: str) -> float | None:
    """Return when the first JWT in a text expires, in seconds since 1970-01-01 UTC, or None.

    That is the `exp` claim (RFC 7519, section 4.1.4); a token without it never expires. The token
    is read, not verified.
    """
    for match in _JWT.finditer(text):
        at = (jwt_claims(match.group()) or {}).get("exp")
        if isinstance(at, (int, float)) and not isinstance(at, bool):
            return at
    return None


def published(credential: str) -> bool:
    """Whether a credential is one that its vendor publishes on purpose.

    Publishable keys, and Supabase's JWT of the role `anon` (Supabase, "Understanding API keys").
    """
    claims = jwt_claims(credential) or {}
    return is_published(credential) or (
        claims.get("iss") == "supabase" and claims.get("role") == "anon"
    )


def documentation_credential(credential: str) -> bool:
    """Whether a credential is an example that must be replaced.

    The `token123` of the platform's documentation, `YOUR_TOKEN`, `your-api-key-here`, `<token>`,
    `{token}`, `xxxx`, `changeme`, `TODO`, `...`, `abc123` and the like. A secret that `find` finds
    is not an example, whatever words it contains.
    """
    plain = credential.strip().strip("\"'")
    if not plain or find(plain):
        return False
    if plain[0] + plain[-1] in {"<>", "[]"} or len(_letters(plain)) <= 2 or _BRACED.match(plain):
        return True
    if plain.isdigit():
        return plain in _COUNTED
    spoken = [word.rstrip("0123456789") or word for word in words(plain)]
    return any(word.startswith(_STAND_INS) for word in spoken) or _SAMPLE_WORDS.issuperset(spoken)


_BRACED: Final = pattern(r"\{[A-Za-z][\w .-]*\}\Z", re.ASCII)
# A credential with a word that starts so is an example.
_STAND_INS: Final = tuple(
    word_set(
        "your changeme changethis replace placeholder dummy example sample redacted insert todo "
        "fixme tbd foobar lorem xxxx fake"
    )
)
# So is a credential of only these words: my-secret-token, test_key_123, token123.
_SAMPLE_WORDS: Final = word_set(
    "a abc abcd abcdef access an api apikey auth bar basic baz bearer change client credential "
    "credentials def demo do fill foo goes ghi here in it jwt key live me mock mytoken mykey my of "
    "password pk private prod real secret secretkey secrettoken sk some str string super "
    "supersecret test testing testtoken testkey that the this to token tokens user valid value "
    "webhook with xyz 0 00 000 01 1 12 123 1234 12345 123456 1234567 12345678 123456789 "
    "1234567890"
)
_COUNTED: Final = "012345678901234567890"


@cache
def _shapes_by_lead() -> dict[str, list[Shape]]:
    from outbound_lint.facts.secret_shapes import SHAPES

    by_lead: dict[str, list[Shape]] = {}
    for shape in SHAPES:
        for lead in shape.leads:
            by_lead.setdefault(lead, []).append(shape)
    return by_lead


@cache
def _leads_by_letter() -> dict[str, tuple[str, ...]]:
    by_letter: dict[str, tuple[str, ...]] = {}
    for lead in sorted(_shapes_by_lead(), key=len, reverse=True):
        by_letter[lead[0]] = (*by_letter.get(lead[0], ()), lead)
    return by_letter


@cache
def _marked_shapes() -> list[tuple[str, Marked]]:
    from outbound_lint.facts.secret_shapes import MARKED

    return [(shape.marker, shape) for shape in MARKED]


def _led(text: str, start: int) -> Iterator[Secret]:
    for lead in _leads_by_letter()[text[start]]:
        if not text.startswith(lead, start):
            continue
        body = start + len(lead)
        for shape in _shapes_by_lead()[lead]:
            match = _compiled(shape.rest).match(text, body)
            if match and _is_generated(match.group()):
                # A prefix of two letters (SK, AA) does not tell a reader whose secret it is.
                shown = lead if len(lead) > 2 else ""
                yield Secret(start, match.end(), shape.vendor, shown)
                return


def _marked(text: str, shape: Marked) -> Iterator[Secret]:
    for match in _compiled(shape.pattern).finditer(text):
        shown = match.group(1) if match.re.groups else ""
        if _is_generated(text[match.start() + len(shown) : match.end()]):
            yield Secret(match.start(), match.end(), shape.vendor, shown)


def _is_generated(body: str) -> bool:
    # A body of three different letters was typed: xxxxxxxx, 0000-0000, abababab.
    return len(_letters(body)) > 3 and not is_readable(body)


def _letters(text: str) -> set[str]:
    return {letter for letter in text.lower() if letter.isalnum()}


def _decoded_object(part: str) -> dict[str, Any] | None:
    import base64
    import json

    try:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
