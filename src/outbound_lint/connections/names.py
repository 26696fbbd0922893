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
    flat = _SEPARATORS.sub("", name).lower()
    if flat in _FLAT:
        return _FLAT[flat]
    lower = name.lower()
    near = [(edits(lower, field), field) for field in FIELD_NAMES]
    near.extend((edits(flat, short), field) for short, field in _FLAT.items())
    fewest, field = min(near, key=lambda pair: pair[0])
    return field if fewest <= MAX_EDITS else None


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
