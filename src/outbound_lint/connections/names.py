"""The names of a connection's fields, and names that are almost one of them."""

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

API_NAMES: dict[str, str] = {ENDPOINT: "endpoint"}
"""The fields that the platform's API calls otherwise."""

EXAMPLES: dict[str, str] = {
    HEADERS: '{"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}',
    PAYLOAD: '{"name": "value"}',
}
"""An object that each field with embedded JSON could hold."""

MAX_EDITS = 2

_SEPARATORS = pattern(r"[\s_.\-]+")


def flat(name: str) -> str:
    """Return a name in lower case and without separators."""
    return _SEPARATORS.sub("", name).lower()


def is_close(name: str, field: str) -> bool:
    """Return whether a name is a field's, but for its case, its separators and two edits.

    An edit is an insertion, a deletion, a replacement, or a swap of two neighbours.
    """
    return is_within(flat(name), flat(field), MAX_EDITS)


@lru_cache(maxsize=1024)  # a file repeats the same few names
def meant_field(name: str) -> FieldName | None:
    """Return the field whose name is almost `name`; None for the exact name of a field.

    `triggerCallEndpoint` and `trigger_call_endpiont` mean `trigger_call_endpoint`. A name in
    capitals only is an environment variable and means no field.
    """
    if name in FIELD_NAMES or name.isupper():
        return None
    return next((field for field in FIELD_NAMES if is_close(name, field)), None)
