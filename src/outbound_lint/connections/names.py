"""The names of a connection's fields, names that are almost one, and the keys around them."""

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
TRIGGER_FIELDS: frozenset[str] = frozenset((ENDPOINT, HEADERS, PAYLOAD))
"""The fields that make a mapping a connection wherever it is."""

METADATA_FIELDS = frozenset(FIELD_NAMES) - {ENDPOINT}
"""The fields that the API's shape has under `metadata`."""

DEFAULT_PHONE_NUMBER_KEY = "phone_number"

OUTBOUND_VOICE = "MODEL_TYPE_OUTBOUND_VOICE"
"""The model type of an agent that is an outbound voice connection."""

MUTATION_KEYS = frozenset(("config_overrides", "parameter_values"))
"""What a mutation of the platform changes in an agent (github.com/coval-ai/cli, mutation.rs)."""

TEMPLATE_KEYS = MUTATION_KEYS | {"defaults", "overrides", "example", "examples"}
"""Keys of parts of connections; so are all keys that start with `TEMPLATE_STARTS`."""

TEMPLATE_STARTS = ("x-", ".", "_")
BASE_KEYS = frozenset(("base", "bases", "common", "anchors", "template", "templates"))
"""Keys of parts as well, but below `connections`, where they may be the name of a connection."""

_BASE_WORDS = BASE_KEYS | {
    "default", "defaults", "shared", "anchor", "alias", "aliases", "mixin", "mixins", "abstract",
    "parent", "preset", "presets",
}  # fmt: skip

SKIPPED_KEYS = frozenset(("properties", "$defs", "encryptedData"))
"""Keys of declarations (JSON Schema), and of values that a Kubernetes SealedSecret encrypts."""
API_NAMES: dict[str, str] = {ENDPOINT: "endpoint"}
"""The fields that the platform's API calls otherwise."""

EXAMPLES: dict[str, str] = {
    HEADERS: '{"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}',
    PAYLOAD: '{"name": "value"}',
}
"""An object that each field with embedded JSON could hold."""

MAX_EDITS = 2

# What can start the value of each field: other texts with a colon are names of something else.
# One pattern would not start with plain text, and would be searched for more slowly.
UNSPACED = (
    pattern(
        r"trigger_call_(?:endpoint(?=:[^\S\n]*(?:[\"'<${%]|\w+://))"
        r"|(?:headers|payload)(?=:[^\S\n]*[\"'<${|>])):(?![ \t\r\n])"
    ),
    pattern(r"phone_number_key(?=:[^\S\n]*[\w\"'<${]):(?![ \t\r\n])"),
)
"""A field and its colon, after which the space is missing: `trigger_call_endpoint:https://…`."""

_LONGEST_START = 40

_SEPARATORS = pattern(r"[\s_.\-]+")


def flat(name: str) -> str:
    """Return a name in lower case and without separators."""
    return _SEPARATORS.sub("", name).lower()


def is_template_key(name: str) -> bool:
    """Return whether a key holds parts of connections, wherever it is."""
    return name in TEMPLATE_KEYS or name.startswith(TEMPLATE_STARTS)


def resembles_field(name: str) -> bool:
    """Return whether a rule may look at a member for its name: a field, or one like a field."""
    start = flat(name[:_LONGEST_START])
    return start.startswith(("trigger", "phonenumber")) or meant_field(name) is not None


@lru_cache(maxsize=1024)
def is_base_key(name: str) -> bool:
    """Return whether a key is the usual one of a mapping that others merge: `voice-base`."""
    return not _BASE_WORDS.isdisjoint(_SEPARATORS.split(name.lower()))


def may_be_unspaced(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text may hold a field without the space after its colon."""
    return any(one.search(text, start, end) for one in UNSPACED)


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
