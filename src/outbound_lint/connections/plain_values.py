"""Proofs that single values of a connection are plainly valid, for `connections.fast_path`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from outbound_lint.connections.names import FIELD_NAMES
from outbound_lint.facts.host_endings import (
    EXAMPLE_SIGNS,
    PROVIDER_ENDINGS,
    SPECIAL_ENDINGS,
    ending,
)
from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import CORE_WORDS
from outbound_lint.syntax.values import UnsureError, require, scan_json

JsonMembers = list[tuple[str, Any]]
"""The names and values of an object of JSON, in their order."""

# YAML 1.1 reads these as booleans (https://yaml.org/type/bool.html).
AMBIGUOUS_WORDS = frozenset(("y", "n", "yes", "no", "on", "off"))
_CONTENT_TYPES = (
    "application/json", "application/json;charset=utf-8", "application/json; charset=utf-8",
)  # fmt: skip
_WORDS_FOR_NOTHING = frozenset(("none", "null", "undefined", "nil", "nan", "true", "false"))
_LONGEST_ENDPOINT = 200
_LONGEST_HEADER = 8192
_SHORTEST_CREDENTIAL = 16
_SHORTEST_PHONE_NUMBER = 7
_LEAST_PHONE_NUMBER = 10 ** (_SHORTEST_PHONE_NUMBER - 1)
_START_OF_NUMBER = frozenset("+0123456789(")
_LONGEST_E164 = 16
_JSON_WHITESPACE = " \t\r\n"

# No credential of a known shape (`facts.secret_shapes`) is a run of fewer than 20 characters, a
# host name with short labels, lower-case words (but Stripe's keys), or a UUID.
_END = r"(?![\w.-])"
_LABEL = r"(?:[\da-z-]{1,15}+(?![\w-])|[a-z]{1,15}+(?:-[a-z]{1,15}+)++(?![\w-]))"
_RUN = (
    rf"(?:[\w.-]{{1,19}}+{_END}|{_LABEL}(?:\.{_LABEL})++{_END}"
    rf"|(?![rs]k_)[a-z]{{1,15}}+(?:[_-][a-z]{{1,15}}+)++(?:[_-]\d{{1,4}}+)?+{_END}"
    rf"|[\da-f]{{8}}-(?:[\da-f]{{4}}-){{3}}[\da-f]{{12}}{_END})"
)
_CAPITALS = r"[A-Z]{1,19}+(?:_[A-Z\d]{1,19}+)*+"
_VARIABLE = (
    rf"(?:\$\{{{_CAPITALS}\}}|\{{\{{ ?(?!(?:else|end|if|range|raw|with))"
    rf"(?:[a-z]{{1,15}}+(?:[_.][a-z]{{1,15}}+)*+|{_CAPITALS}) ?\}}\}})(?!\}})"
)
_PUNCTUATION = (
    r"(?:[^\x00-\x7f\ud800-\udfff]|[ !&'*+,/:;=>?@\[\]^|~)])++|[#<(](?![{%(])|\$(?=\d)"
    r"|%(?!24%7[Bb]|7[Bb]%7[Bb])"
)
_ESCAPE = (
    r'\\(?:["\\/bfnrt]|u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}'
    r"|u(?!00[0-7]|[dD][89a-fA-F])[\da-fA-F]{4})"
)
_JSON = pattern(
    rf'(?:[{_JSON_WHITESPACE}{{}}\[\],:]++|"(?:{_PUNCTUATION}|{_RUN}|{_VARIABLE}|{_ESCAPE})*+"'
    r"|-?\d{1,15}+(?:\.\d{1,15}+)?+(?![\d.eE])|true|false|null)*+",
    re.ASCII,
)
_PARAMETER = rf"[\w.-]{{1,19}}+=(?:{_VARIABLE}|[\w.-]{{0,15}}+{_END})"
_URL = pattern(
    r"https://(?:(?P<host>(?:(?!xn--)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+(?!xn--)[a-z]{2,63})"
    rf"|\$\{{{_CAPITALS}\}})(?::[1-9]\d{{0,3}})?"
    rf"(?:/(?:{_RUN}|{_VARIABLE}|[~+:=@])*+)*+(?:\?{_PARAMETER}(?:&{_PARAMETER})*+)?",
    re.ASCII,
)
_CREDENTIAL = pattern(rf"(?:(?:Bearer|Basic|Token|ApiKey) )?{_VARIABLE}", re.ASCII)
_USERINFO = pattern(r":\\?/\\?/[^\s\"/@]*+@")
_URL_PARAMETER = pattern(r"[?#&;]([^?#&;=\s\"]*+)=[^?#&;\s\"]{16}")
_ONE_RUN = pattern(_RUN, re.ASCII)

_CHAT_WEBHOOKS = ("hooks.slack.com/", "/api/webhooks/", ".webhook.office.com/")
"""Parts of URLs that are credentials although no run of them is long."""

_CREDENTIAL_WORD = pattern("key|token|secret|pass|pwd|cred|auth|bearer|jwt|pat", re.IGNORECASE)
"""What the name of every credential contains."""


@lru_cache(maxsize=64)
def prove_phone_number_key(text: str) -> None:
    """Prove a phone number key: a plain name, and no word of YAML or of a program."""
    require(text.isascii() and text.isidentifier() and _ONE_RUN.fullmatch(text))
    require(text not in CORE_WORDS and text not in FIELD_NAMES)
    require(text.lower() not in _WORDS_FOR_NOTHING)
    require(text.lower() not in AMBIGUOUS_WORDS)


@lru_cache(maxsize=1024)  # environments share endpoints
def prove_endpoint(text: str) -> str | None:
    """Prove an endpoint: https, a public host, no credential, at most 200 characters.

    Returns:
        The host; None if a placeholder stands for it.
    """
    url = _URL.fullmatch(text)
    if url is None or len(text) > _LONGEST_ENDPOINT or "-test" in text:
        raise UnsureError
    require(not any(webhook in text for webhook in _CHAT_WEBHOOKS))
    host: str | None = url["host"]
    require(host is None or _is_plain_host(host))
    return host


@lru_cache(maxsize=1024)
def may_have_profile(host: str | None) -> bool:
    """Return whether a provider's profile may be for a host, so that its rules have to decide."""
    return host is not None and ending(host) in PROVIDER_ENDINGS


@lru_cache(maxsize=1024)
def _is_plain_host(host: str) -> bool:
    """Prove that a host name is public, permanent and not an example's."""
    end = host.rsplit(".", 2)[-2:]
    is_special = not SPECIAL_ENDINGS.isdisjoint((end[-1], ".".join(end)))
    is_special = is_special or any(sign in host for sign in EXAMPLE_SIGNS)
    return not is_special and _ONE_RUN.fullmatch(host) is not None


@lru_cache(maxsize=256)  # connections of one team send the same headers
def prove_headers(text: str) -> frozenset[str]:
    """Prove headers; return their names in lower case, and `credential` if one is there."""
    require(text.isascii() and "\\" not in text and len(text) <= _LONGEST_HEADER)
    found = set()
    for name, value in _object(text, _distinct):
        folded = name.lower()
        require(type(value) is str and folded not in found)
        found.add(folded)
        if folded == "content-type":
            require(value in _CONTENT_TYPES)
        elif _authenticates(folded):
            require(_CREDENTIAL.fullmatch(value))
            found.add("credential")
        else:
            require(value and value == value.strip() and "asic " not in value.lower())
    return frozenset(found)


@lru_cache(maxsize=1024)
def _authenticates(folded: str) -> bool:
    """Return whether a header authenticates, if no rule reports its name."""
    from outbound_lint.facts import credential_names, http_fields

    require(http_fields.is_token(folded) and folded not in ("credential", "bearer"))
    require(not http_fields.reserved(folded) and not http_fields.unusual(folded))
    require(not http_fields.usual_name(folded))
    require(not credential_names.signs(folded))
    authenticates = credential_names.authenticates(folded)
    require(authenticates or not _may_name_credential(folded))
    return authenticates


@lru_cache(maxsize=1024)
def _may_name_credential(text: str) -> bool:
    return _CREDENTIAL_WORD.search(text) is not None


@lru_cache(maxsize=256)
def prove_payload(text: str, key: str | None = None) -> None:
    """Prove a payload.

    Args:
        text: the payload.
        key: the phone number key, if the payload may hold no other number to call.
    """
    require("asic " not in text.lower())  # a credential of Basic may be short
    members = _object(text, _without_credentials)
    if key is not None:
        _prove_no_other_number(members, key)


def _object(text: str, take: Any) -> JsonMembers:
    """Read an object of JSON, if none of its names, strings and numbers needs a closer look.

    Args:
        text: the text.
        take: what proves the members of each object in it.
    """
    body = text.strip(_JSON_WHITESPACE)
    require(body.startswith("{") and _JSON.fullmatch(body))
    require(not any(webhook in body for webhook in _CHAT_WEBHOOKS))
    if ":/" in body or ":\\/" in body:
        require("curl" not in body and not _USERINFO.search(body))
        for parameter in _URL_PARAMETER.finditer(body):
            name = parameter[1].lower()
            require(name not in ("code", "pw", "sig") and not _CREDENTIAL_WORD.search(name))
    members: JsonMembers = scan_json(body, take)
    return members


def _distinct(members: JsonMembers) -> JsonMembers:
    require(len(dict(members)) == len(members))
    return members


def _without_credentials(members: JsonMembers) -> JsonMembers:
    for name, value in members:
        if type(value) in (str, list) and value and _may_name_credential(name):
            require(type(value) is str and len(value) < _SHORTEST_CREDENTIAL)
        for item in value if type(value) is list else (value,):
            if type(item) is str:
                if len(item) >= _SHORTEST_PHONE_NUMBER and not item[0].isalpha():
                    _prove_no_flaw_of_number(name, item, is_number=False)
            elif type(item) is int and abs(item) >= _LEAST_PHONE_NUMBER:
                _prove_no_flaw_of_number(name, str(item), is_number=True)
    return _distinct(members)


def _prove_no_flaw_of_number(name: str, value: str, *, is_number: bool) -> None:
    """Prove that a value is no phone number in another format than E.164."""
    text = value.strip()
    if len(text) < _SHORTEST_PHONE_NUMBER or text[0] not in _START_OF_NUMBER:
        return
    if text[0] == "+" and text[1] != "0" and value[1:].isdigit() and len(value) <= _LONGEST_E164:
        return
    from outbound_lint.facts import number_formats

    require(not number_formats.flaw(name, value, is_number=is_number))


@lru_cache(maxsize=1024)
def _flat(name: str) -> str:
    """Return a name without case and separators, as `facts.numbers.flattened` does."""
    return "".join(filter(str.isalnum, name.lower()))


def _prove_no_other_number(payload: JsonMembers, key: str) -> None:
    """Prove that a payload has no number to call, and no member that means the key."""
    wanted = _flat(key)
    for name, value in payload:
        require(_flat(name) != wanted)
        text = str(value) if type(value) in (str, int) else ""
        number = text.strip()
        if len(number) >= _SHORTEST_PHONE_NUMBER and number[0] in "+0123456789(t":
            from outbound_lint.facts import numbers

            require(not (numbers.names_called_number(name) and numbers.is_phone_number(text)))
