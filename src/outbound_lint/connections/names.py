"""The names of a connection's fields, and names that are close to one of them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

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

_SEPARATORS = re.compile(r"[\s_.\-]+")
_FLAT: dict[str, FieldName] = {name.replace("_", ""): name for name in FIELD_NAMES}
_LENGTHS = range(min(map(len, _FLAT)) - MAX_EDITS, 2 * max(map(len, FIELD_NAMES)))


def flat(name: str) -> str:
    """Return a name without its case and separators."""
    return _SEPARATORS.sub("", name).lower()


def meant_field(name: str) -> FieldName | None:
    """Return the field that a name means although it is not spelled so.

    It means a field in another case or separator style (`triggerCallEndpoint`), or within two
    edits of one. A name wholly in capitals is an environment variable and means none.
    """
    if len(name) not in _LENGTHS or name in FIELD_NAMES:
        return None
    return _meant(name)


@lru_cache(maxsize=1024)
def _meant(name: str) -> FieldName | None:
    if name.isupper():
        return None
    letters = flat(name)
    if letters in _FLAT:
        return _FLAT[letters]
    lower = name.lower()
    near = [(edits(lower, field), field) for field in FIELD_NAMES if _alike(lower, field)]
    near += [(edits(letters, short), _FLAT[short]) for short in _FLAT if _alike(letters, short)]
    fewest, field = min(near, key=lambda pair: pair[0], default=(MAX_EDITS + 1, ENDPOINT))
    return field if fewest <= MAX_EDITS else None


def _alike(left: str, right: str) -> bool:
    """Tell quickly whether two texts can be within the edits: each changes one letter at most."""
    return (
        abs(len(left) - len(right)) <= MAX_EDITS
        and len(set(left) - set(right)) <= MAX_EDITS
        and len(set(right) - set(left)) <= MAX_EDITS
    )


def edits(left: str, right: str) -> int:
    """Count the insertions, deletions, replacements and swaps of neighbours from left to right.

    This is the optimal string alignment distance.
    """
    two_above: list[int] = []
    above = list(range(len(right) + 1))
    for i, one in enumerate(left, 1):
        row = [i]
        for j, other in enumerate(right, 1):
            fewest = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (one != other))
            if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                fewest = min(fewest, two_above[j - 2] + 1)
            row.append(fewest)
        two_above, above = above, row
    return above[-1]
