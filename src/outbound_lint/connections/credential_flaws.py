"""What keeps a receiver from reading the credential in a header, whatever fills its placeholders.

The grammar is that of RFC 9110, section 11.4: a scheme, spaces, and a credential; for Bearer and
Basic the latter is a token68, which has no quotes, commas and brackets.
"""

from __future__ import annotations

import re

from outbound_lint.connections.credential_parts import (
    HIDDEN,
    CredentialFlaw,
    Parts,
    scheme_of,
)
from outbound_lint.facts.auth_schemes import Scheme, corrected
from outbound_lint.facts.credential_names import authenticates
from outbound_lint.facts.http_fields import fold
from outbound_lint.patterns import pattern

# What programs write where a variable has no value.
_NO_VALUE = {
    "null": "null",
    "(null)": "(null)",
    "undefined": "undefined",
    "none": "None",
    "nil": "nil",
    "<nil>": "<nil>",
    "nan": "NaN",
    "true": "true",
    "false": "false",
    "[object object]": "[object Object]",
}
_HEADER_LINE = pattern(
    r"(?:-H\s*+|--header[\s=]\s*+)?[\"']?([A-Za-z][\w-]*+)\s*+(:(?!//)|=)(\s*+)(?=\S)"
)
_MARKED_SCHEME = pattern(r"([A-Za-z][\w-]*)([:=,;./])")
_BEFORE_SCHEME = pattern(r"([=:,;<({\[\"'`\\]++)\s*+([A-Za-z][0-9A-Za-z-]*+)(?=[\s:=]|\Z)")
_ENTITY = r"&(?:lt|gt|quot|apos|amp|nbsp|#[0-9]{2,3});"  # of HTML
_AROUND = pattern(
    rf"((?:[=:,;<({{\[@!#*|^\\]|{_ENTITY})*+)(\0(?:.*\0)?)"
    rf"((?:[>)}}\],;.!*|^]|\\[nrt]|%0[ADad]|{_ENTITY})*+)",
    re.DOTALL,
)
_TOKEN_NAME = pattern(
    r"((?:access[_-]?token|api[_-]?key|auth[_-]?token|token|key|jwt)[:=])\s*+(?=\S)", re.IGNORECASE
)
_BASE64 = pattern(r"[A-Za-z0-9+/_\0-]*+=*+\0*+")
_ESCAPED = pattern(r"\$\$(?:\{\w+\}|[A-Za-z_])")
_QUOTES = "\"'`"

_REJECTED = "every request is rejected"
_ONE_SPACE = "Write `{}`, one space and the credential."


def find_flaw(parts: Parts, *, to_replace: bool) -> CredentialFlaw | None:
    """Return the first thing that is wrong with a credential.

    Args:
        parts: the value of the header that holds it.
        to_replace: whether it is an example that says so, which has its own rule.
    """
    for find in (_header_line, _no_value, _escaped, _before_scheme):
        if flaw := find(parts):
            return flaw
    if not parts.header.endswith("authorization"):
        lone = scheme_of(parts.text) if fold(parts.text) in ("bearer", "basic", "digest") else None
        if lone:
            return _no_credential(parts, lone)
        return None if to_replace else _around(parts)
    if not parts.scheme:
        return _without_scheme(parts) or (None if to_replace else _around(parts))
    return _after_scheme(parts, to_replace)


def _header_line(parts: Parts) -> CredentialFlaw | None:
    """Find a header's name at the start of the value, as in `Authorization: Bearer x`."""
    value = parts.value.strip()
    match = _HEADER_LINE.match(value)
    if match:
        name, mark = fold(match[1]), match[2]
        is_line = (
            name == "authorization"
            or (name == parts.header and (mark == ":" or not name.isalpha()))
            or (mark == ":" and match[3] and "-" in name and authenticates(name))
        )
        after = "the colon" if mark == ":" else "the `=`"
    else:
        name, scheme, *credential = (*value.split(None, 2), "")[:3]
        is_line = fold(name) == "authorization" and bool(credential and scheme_of(scheme))
        after = "the name"
    if not is_line:
        return None
    message = "the value starts with the name of a header: it is sent as part of the credential"
    return parts.flaw(message, f"Write only what follows {after}.", _outer(parts.value))


def _no_value(parts: Parts) -> CredentialFlaw | None:
    written = _NO_VALUE.get(parts.raw[parts.start : parts.end].lower())
    if not written and parts.scheme == "Basic":
        pair = _basic(parts.text)
        if pair == ("", ""):
            message = f"there is neither a user name nor a password: {_REJECTED}"
            return parts.flaw(message, "Write a placeholder, such as `${VOICE_CREDENTIALS}`.")
        words = (one for one in pair or () if one.lower() in ("null", "undefined", "none"))
        written = next(words, None)
    if not written:
        return None
    is_boolean = written in ("true", "false")
    cause = "a program wrote a boolean instead" if is_boolean else "a program had no value to write"
    message = f"the credential is the word `{written}`: {cause}"
    return parts.flaw(message, "Write a placeholder, such as `${VOICE_TOKEN}`.")


def _escaped(parts: Parts) -> CredentialFlaw | None:
    """Find `$${T}`, which Docker Compose and Terraform turn into the text `${T}`."""
    if not _ESCAPED.match(parts.raw, parts.start):
        return None
    message = "`$$` is an escaped dollar sign: the name of the variable is sent, not its value"
    return parts.flaw(message, "Remove one `$`.", (parts.start, parts.start + 2))


def _before_scheme(parts: Parts) -> CredentialFlaw | None:
    """Find punctuation before the scheme, or before a placeholder without one."""
    start, end = _outer(parts.value)
    match = _BEFORE_SCHEME.match(parts.value, start)
    scheme = scheme_of(match[2]) if match else None
    if parts.value.startswith("=", start) and (scheme or parts.value[start + 1 :][:1] == HIDDEN):
        message = "the value starts with `=`, as expressions do in n8n: the `=` is sent as well"
        return parts.flaw(message, "Remove the `=`.", (start, start + 1))
    if not match or not scheme:
        return None
    if not set(match[1]).isdisjoint(_QUOTES):
        return _quoted(parts, match[1], (start, end))
    closing = _closing(parts.value[start:end])
    return parts.flaw(
        f"`{match[1]}` before `{scheme.name}`: the receiver does not recognize the scheme",
        f"Remove `{match[1]}`{f' and `{closing}`' if closing else ''}.",
        (start, end),
    )


def _without_scheme(parts: Parts) -> CredentialFlaw | None:
    """Judge a value without a known scheme: a key alone, or a scheme with a mistake."""
    word, *others = parts.value.split(None, 1)
    if not others and (scheme := scheme_of(word)):
        return _no_credential(parts, scheme)
    if flaw := _marked(parts, word, others) or _glued(parts, word):
        return flaw
    if others and fold(others[0]) in ("bearer", "basic") and HIDDEN in word:
        return parts.flaw(
            "the scheme comes after the credential: the receiver reads neither",
            f"Write `{others[0]}`, one space and the credential.",
        )
    if others and HIDDEN not in word and (meant := corrected(word)):
        message = f"the scheme `{meant}` is misspelled: the receiver does not know it"
        start = parts.value.index(word)
        gap = parts.value[start + len(word) : parts.value.index(others[0], start + len(word))]
        if len(gap) > 1:
            return parts.flaw(message, _ONE_SPACE.format(meant), (start, start + len(word + gap)))
        return parts.flaw(message, f"Write `{meant}`.", (start, start + len(word)))
    return None


def _no_credential(parts: Parts, scheme: Scheme) -> CredentialFlaw:
    variable = "${VOICE_CREDENTIALS}" if scheme.name == "Basic" else "${VOICE_TOKEN}"
    return parts.flaw(
        f"there is no credential after `{scheme.name}`: {_REJECTED}",
        f"Write the scheme, one space and the credential, such as `{scheme.name} {variable}`.",
    )


def _marked(parts: Parts, word: str, others: list[str]) -> CredentialFlaw | None:
    """Find punctuation after the scheme: `Bearer: x`, `Bearer:x`, `Bearer=x`, `Bearer, x`."""
    match = _MARKED_SCHEME.match(word)
    scheme = scheme_of(match[1]) if match else None
    if not match or not scheme or word.lower().startswith("key="):  # Firebase's legacy keys
        return None
    if match[2] in ",;./" and (match.end() < len(word) or not others):
        return None
    rest = f"{word[match.end() :]} {''.join(others)}".strip()
    if not rest:
        return _no_credential(parts, scheme)
    message = f"`{match[2]}` instead of a space after `{scheme.name}`: receivers reject this"
    return parts.flaw(message, _ONE_SPACE.format(scheme.name))


def _glued(parts: Parts, word: str) -> CredentialFlaw | None:
    """Find a credential that follows its scheme without a space."""
    lower = fold(word)
    for name in ("bearer", "basic", "apikey", "digest", "token"):
        rest = word[len(name) :]
        glued = lower.startswith(name) and (
            rest.startswith(HIDDEN)
            or (name == "bearer" and len(rest) > 1)
            or (name == "basic" and _basic(rest) is not None)
        )
        if glued:
            message = "there is no space after the scheme: the receiver reads one word"
            return parts.flaw(message, _ONE_SPACE.format(word[: len(name)]))
    return None


def _after_scheme(parts: Parts, to_replace: bool) -> CredentialFlaw | None:
    scheme, text, (start, end) = parts.scheme, parts.text, parts.gap
    if text[0] in ":=":
        message = f"`{text[0]}` between `{scheme}` and the credential: receivers reject this"
        return parts.flaw(message, _ONE_SPACE.format(scheme), _outer(parts.value))
    first, space, _ = text.partition(" ")
    marked = _MARKED_SCHEME.match(first)
    again = scheme_of(marked[1] if marked else first)
    if marked and (marked[2] not in ":=" or fold(marked[1]) not in ("bearer", "basic")):
        again = None  # a parameter, as in `Token token="x"`
    if again and (space or marked or again.name == scheme):
        what = "the scheme appears twice" if again.name == scheme else "there are two schemes"
        return parts.flaw(
            f"{what}: the receiver reads the second one as the credential",
            f"Write `{again.name}` once, then one space and the credential.",
            _outer(parts.value),
        )
    if "\t" in parts.value[start:end]:
        message = f"a tab instead of a space after `{scheme}`: receivers do not find the credential"
        return parts.flaw(message, "Write one space instead of the tab.", parts.gap)
    if to_replace:
        return None
    return _around(parts) or (_of_token(parts) if scheme in ("Bearer", "Basic") else None)


def _around(parts: Parts) -> CredentialFlaw | None:
    """Find quotes around the credential, and other punctuation around a placeholder."""
    text = parts.text.replace("\\", "")
    first, last = text[:1] in _QUOTES, text[-1:] in _QUOTES
    one_side = HIDDEN in text and sum(map(text.count, _QUOTES)) == 1
    if len(text) > 1 and ((first and text[-1] == text[0]) or (one_side and (first or last))):
        return _quoted(parts, text)
    match = _AROUND.fullmatch(parts.text)
    if not match or not (match[1] or match[3]):
        return None
    found = " and ".join(f"`{one}`" for one in (match[1], match[3]) if one)
    span = None if match[1] else (parts.end - len(match[3]), parts.end)
    verb = "are" if match[1] and match[3] else "is"
    message = f"{found} {verb} sent as part of the credential"
    return parts.flaw(message, f"Remove {found}.", span)


def _quoted(parts: Parts, text: str, span: tuple[int, int] | None = None) -> CredentialFlaw:
    quotes = "the backticks" if "`" in text else "the quotes"
    return parts.flaw(f"{quotes} are sent as part of the credential", f"Remove {quotes}.", span)


def _of_token(parts: Parts) -> CredentialFlaw | None:
    """Judge the credential of Bearer or Basic."""
    scheme, text = parts.scheme, parts.text
    if not set(text).isdisjoint(_QUOTES):
        return _quoted(parts, text)
    if scheme == "Bearer" and (match := _TOKEN_NAME.match(text)):
        message = f"`{match[1]}` before the token: it is sent as part of it"
        span = parts.start, parts.start + match.end(1)
        return parts.flaw(message, f"Remove `{match[1]}`.", span)
    if scheme == "Basic" and HIDDEN in text:
        return _of_basic(parts)
    if any(map(str.isspace, text)):
        return parts.flaw(
            f"the credential of `{scheme}` contains whitespace: receivers read only a part of "
            "it, or reject the request",
            "Remove the whitespace, and what does not belong to the credential.",
        )
    if text[-1] in ",;:":
        message = f"`{text[-1]}` is sent as part of the credential"
        return parts.flaw(message, f"Remove `{text[-1]}`.", (parts.end - 1, parts.end))
    return _of_basic(parts) if scheme == "Basic" else None


def _of_basic(parts: Parts) -> CredentialFlaw | None:
    text = parts.text
    if HIDDEN in text and _BASE64.fullmatch(text):
        return None
    pair = None if HIDDEN in text else _basic(text)
    if pair is None:
        return parts.flaw(
            "the credential is not `user:password` in base64, as `Basic` requires (RFC 7617)",
            "Encode the user name, a colon and the password together in base64, and write one "
            "placeholder for the result, such as `${VOICE_CREDENTIALS}`.",
        )
    if pair[1].endswith(("\r", "\n")):
        return parts.flaw(
            "the encoded password ends with a line break: the receiver compares it with another "
            "password",
            "Encode it again without the line break: `printf %s user:password | base64`.",
        )
    return None


def _outer(value: str) -> tuple[int, int]:
    start = len(value) - len(value.lstrip())
    return start, len(value.rstrip())


def _closing(text: str) -> str:
    return text[len(text.rstrip(">)}],;")) :]


def _basic(text: str) -> tuple[str, str] | None:
    from outbound_lint.facts.secrets import decode_basic

    return decode_basic(text)
