"""Phone numbers, and the members in which voice APIs expect the number to call.

Member names come from the create-call requests of the providers (their API references); number
formats from ITU-T E.164 (at most 15 digits, the first not 0) and RFC 3966, section 3 (the visual
separators).
"""

from __future__ import annotations

from typing import Final

from outbound_lint.facts import word_set
from outbound_lint.patterns import pattern

_WORDS: Final = pattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

# Names of the number to call, as words without separators and case: Aircall (contactphone), Vapi
# (customer.number, flattened), Amazon Connect (destinationphonenumber), Ringg (mobilenumber),
# Synthflow and Air AI (phone), the platform's default, Bland, Dialpad and Genesys (phonenumber),
# Bolna (recipientphonenumber), LiveKit (sipcallto), Telnyx, Twilio, Plivo, Voiceflow, Bandwidth and
# Infobip (to), Retell, ElevenLabs and Cartesia (tonumber), Millis (tophone); and similar names.
CALLED: Final = word_set(
    "called callednumber callee calleenumber contactnumber contactphone contactphonenumber "
    "customernumber customerphone customerphonenumber destination destinationnumber "
    "destinationphonenumber destnumber dialnumber dialto leadphone mobile mobilenumber msisdn "
    "number numbertocall phone phonenumber phonenumbertocall recipient recipientnumber "
    "recipientphone recipientphonenumber sipcallto targetnumber targetphonenumber telephone "
    "telephonenumber to tonumber tophone tophonenumber usernumber userphone userphonenumber"
)
# Words in the names of other numbers: the caller's, or one that is not part of this call.
_NOT_CALLED: Final = word_set(
    "from caller callerid calling source origin originating sender agent assistant own my outgoing "
    "transfer forward forwarding fallback escalation support office business twilio telnyx plivo "
    "trunk id ids pool callback voicemail emergency"
)

# Names of digits that nobody calls: ids, times, amounts, secrets, and things that have an id.
_COUNTED: Final = word_set(
    "account amount at auth authorization balance batch budget build campaign case checksum code "
    "contract count created date deadline end epoch exp expires expiry flow form hash iat id imei "
    "index invoice isbn key limit max min model ms nonce offset order org organization page "
    "password pin policy price project quantity ref reference revision secret seed segment "
    "sequence serial session signature size sku start started team template tenant ticket time "
    "timestamp token total trace tracking transaction ts ttl uid updated uuid version vin workflow "
    "workspace zip"
)

_NUMBER: Final = pattern(r"(?:tel:)?\+?[0-9(][0-9().\-/ \u00a0\u2010-\u2013]*[0-9]")
# A date, a decimal, an IPv4 address.
_OTHER: Final = pattern(
    r"[0-9]{4}([-/.])[0-9]{2}\1[0-9]{2}(?: .*)?|[0-9]+\.[0-9]+(?:(?:\.[0-9]+){2})?"
)
_LONGEST: Final = 40


def names_called_number(name: str) -> bool:
    """Whether a member of this name usually holds the number to call.

    Case and separators are ignored. Names of the caller's number are not such names: `from_number`,
    `callerId`, `agent_phone_number_id`.
    """
    return flattened(name) in CALLED and not names_other_number(name)


def names_other_number(name: str) -> bool:
    """Whether a member of this name holds another number: the caller's, a transfer target."""
    return not _NOT_CALLED.isdisjoint(words(name))


def names_counted(name: str) -> bool:
    """Whether digits under this name are no phone number: `campaign_id`, `orderNumber`, `trace`."""
    *before, last = words(name) or [""]
    if last in ("number", "no", "nr"):
        return not _COUNTED.isdisjoint(before)
    return not _COUNTED.isdisjoint((last, last.removesuffix("s"))) or last.endswith(("id", "ids"))


def words(name: str) -> list[str]:
    """Return the words of a name in lower case: `fromNumber` gives from, number."""
    return [word.lower() for word in _WORDS.findall(name)]


def flattened(name: str) -> str:
    """Return a name without separators and case, for comparing names that are easily confused."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def is_phone_number(text: str) -> bool:
    """Whether a text is a phone number in any usual format.

    `+12025550123`, `tel:+44 1632 960000`, `(202) 555-0123`: 7 to 15 digits with a plus, 00 or
    separators, 10 to 15 without. Fewer digits alone may be any number.
    """
    plain = text.strip()
    if len(plain) > _LONGEST or not _NUMBER.fullmatch(plain) or _OTHER.fullmatch(plain):
        return False
    digits = len([letter for letter in plain if letter in "0123456789"])
    least = 10 if plain.isdigit() else 7
    most = 17 if plain.startswith("00") else 15
    return least <= digits <= most
