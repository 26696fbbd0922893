"""Headers that most triggers have, and how their names are misspelled."""

from __future__ import annotations

from typing import Final

from outbound_lint.spelling import is_within

USUAL: Final = (
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
_USUAL: Final = {**{name.lower(): name for name in USUAL}, "authentication": "Authorization"}
_SHORTEST_OF_TWO_EDITS: Final = 12


def meant(name: str) -> str | None:
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
