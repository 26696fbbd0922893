"""Phone numbers that are not written as E.164, and the members that hold phone numbers.

E.164 is `+`, the country code and the number: at most 15 digits, the first not 0 (ITU-T E.164,
section 6). A text is a phone number only as far as its name and its form together show it: orders,
dates, amounts and ids are digits too.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

from outbound_lint.facts import word_set
from outbound_lint.facts.numbers import is_phone_number, words
from outbound_lint.patterns import pattern

Flaw = Literal["punctuation", "trunk-zero", "zeros", "only-plus", "no-country", "number"]
"""What is wrong with a phone number: it has more than `+` and digits, or a `(0)`; it starts with
`00`; it lacks the `+` alone; it may lack the country code as well; it is a number of JSON."""

_PHONES: Final = word_set("phone telephone cellphone mobile msisdn tel phonenumber telephonenumber")
# Words beside `number` or `to` in the names of phone numbers.
_BESIDE: Final = word_set(
    "ani backup call callback called callee caller calling cell contact destination dial emergency "
    "escalation fallback forward forwarding from handoff inbound outbound outgoing recipient "
    "sender sip sms to transfer twilio voicemail whatsapp"
)
_NAMES: Final = word_set(
    "ani callback called callee caller callerid callernumber callbacknumber cli destination dialto "
    "escalateto forwardnumber forwardto from fromnumber handoffto outboundcallerid recipient "
    "redirectto sender sendto to tonumber transferdestination transfernumber transferto"
)

_E164: Final = pattern(r"\+[1-9][0-9]{6,14}")
_SEPARATED: Final = pattern(
    r"\+?1?[ .-]?(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[ .-])[2-9][0-9]{2}[ .-][0-9]{4}"
)
# The North American Numbering Plan: neither area code nor exchange starts with 0 or 1.
_NORTH_AMERICAN: Final = pattern(r"1?[2-9][0-9]{2}[2-9][0-9]{6}")
_NATIONAL: Final = pattern(r"\(?0[1-9][0-9() ./-]*[0-9]")
_DATE: Final = pattern(
    r"[0-9]{1,2}([-/. ])[0-9]{1,2}\1(?:[0-9]{4}|[0-9]{2})"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-9]{4}|[0-9]{6})?"
    r"|1[0-9]{9}|1[0-9]{12}"  # seconds or milliseconds since 1970
)
_ZIP_4: Final = pattern(r"[0-9]{5}-[0-9]{4}")

# Providers whose API references write numbers without the plus: Plivo ("from": "14157654321"),
# Vonage (7 to 15 digits, no leading + or 00), Infobip (41793026727), Exotel (0 and ten digits).
_WITHOUT_PLUS: Final = (
    "plivo.com", "nexmo.com", "vonage.com", "infobip.com", "exotel.com", "exotel.in",
)  # fmt: skip

_CERTAIN: Final = 3


def flaw(name: str, value: str, *, is_number: bool, host: str = "") -> Flaw | None:
    """Return what is wrong with a phone number; None for one in E.164, and for other values.

    Args:
        name: The name of the member that holds it, or the list that it is in.
        value: The text of the value.
        is_number: Whether the value is a number of JSON rather than a string.
        host: The host that the number is sent to, in lower case.
    """
    text = value.strip()
    if _E164.fullmatch(value) or not is_phone_number(text) or (is_number and not text.isdigit()):
        return None
    if text.lower().startswith("tel:") or is_other(text):
        return None
    if _certainty_of_form(text) + _certainty_of_name(name) < _CERTAIN:
        return None
    if is_number:
        return "number"
    found = _flaw_of_text(text)
    digits_alone = value.isdigit() and found != "zeros"
    return None if digits_alone and _takes_digits(host) else found


def is_other(text: str) -> bool:
    """Whether digits in the form of a phone number are rather a date, a time or a ZIP code."""
    return bool(_DATE.fullmatch(text) or _ZIP_4.fullmatch(text))


def _takes_digits(host: str) -> bool:
    return host.endswith(tuple(f".{provider}" for provider in _WITHOUT_PLUS))


def _flaw_of_text(text: str) -> Flaw:
    if text.startswith("+"):
        return "trunk-zero" if "(0)" in text else "punctuation"
    if text.startswith("00"):
        return "zeros"
    has_country = text[0] == "1" and _NORTH_AMERICAN.fullmatch(text)
    return "only-plus" if has_country else "no-country"


def _certainty_of_form(text: str) -> int:
    """How clearly a number is a phone number: 0 to 2."""
    if text.startswith("+") or ("(" in text and _SEPARATED.fullmatch(text)):
        return 2
    usual = (_SEPARATED, _NORTH_AMERICAN, _NATIONAL)
    return 1 if text.startswith("00") or any(form.fullmatch(text) for form in usual) else 0


@lru_cache(maxsize=1024)  # the names of members repeat
def _certainty_of_name(name: str) -> int:
    """How clearly a member of this name holds a phone number: 0 to 3."""
    *before, last = words(name) or [""]
    last = last.removesuffix("s")
    if last in _PHONES or (last == "number" and not _PHONES.isdisjoint(before)):
        return 3
    whole = "".join((*before, last))
    if whole in _NAMES or (last in ("number", "to") and not _BESIDE.isdisjoint(before)):
        return 2
    if last == "id" and before[-1:] == ["caller"]:
        return 2
    return 1 if last == "number" else 0
