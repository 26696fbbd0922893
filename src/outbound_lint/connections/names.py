"""The names of a connection's fields, and names that are close to one of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from outbound_lint.patterns import pattern
from outbound_lint.spelling import is_within

FieldName = Literal[
    "trigger_call_endpoint", "trigger_call_headers", "phone_number_key", "trigger_call_payload"
]

ENDPOINT: FieldName = "trigger_call_endpoint"
HEADERS: FieldName = "trigger_call_headers"
PHONE_NUMBER_KEY: FieldName = "phone_number_key"
PAYLOAD: FieldName = "trigger_call_payload"
FIELD_NAMES: tuple[FieldName, ...] = (ENDPOINT, HEADERS, PHONE_NUMBER_KEY, PAYLOAD)
DEFAULT_PHONE_NUMBER_KEY = "phone_number"

MAX_EDITS = 2

_SEPARATORS = pattern(r"[\s_.\-]+")
_LENGTHS = range(12, 2 * max(map(len, FIELD_NAMES)))


def flat(name: str) -> str:
    """Return a name without its case and separators."""
    return _SEPARATORS.sub("", name).lower()


def _cut(text: str, parts: int) -> tuple[str, ...]:
    size = -(-len(text) // parts)
    return tuple(text[start : start + size] for start in range(0, len(text), size))


_FLAT: dict[str, FieldName] = {name.replace("_", ""): name for name in FIELD_NAMES}
# An edit spoils at most two parts, so one part of five is left as it was.
_PARTS = {short: _cut(short, 2 * MAX_EDITS + 1) for short in _FLAT}


def meant_field(name: str) -> FieldName | None:
    """Return the field that a name means although it is not spelled so.

    It means a field in another case or separator style (`triggerCallEndpoint`), or within two
    edits of one: insertions, deletions, replacements and swaps of neighbours, separators left out.
    A name wholly in capitals is an environment variable and means none.
    """
    if len(name) not in _LENGTHS or name in FIELD_NAMES:
        return None
    return _meant(name)


@lru_cache(maxsize=1024)
def _meant(name: str) -> FieldName | None:
    if name.isupper():
        return None
    letters = flat(name)
    for short, field in _FLAT.items():
        if any(part in letters for part in _PARTS[short]) and is_within(letters, short, MAX_EDITS):
            return field
    return None
