"""The names of a connection's fields, names that are almost one, and the keys around them."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Literal

from outbound_lint.facts.http_fields import INVISIBLE
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

OVERRIDES = "config_overrides"
MUTATION_KEYS = frozenset((OVERRIDES, "parameter_values"))
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

DESCRIBING_KEYS = frozenset(
    # JSON Schema, ajv-errors, react-jsonschema-form
    ("dependentRequired", "dependentSchemas", "dependencies", "patternProperties", "errorMessage",
     "uiSchema",
     # messages for people, forms
     "errors", "error_messages", "field_errors", "fieldErrors", "validations",
     "validators", "labels", "tooltip", "tooltips", "placeholders", "help_text", "helpText",
     "help_texts", "helpTexts", "hints", "translations", "icons", "initialValues", "touched",
     # other names of the fields, or where they come from
     "columns", "column_types", "selectors", "extract", "redirects", "rename", "widths",
     "scripts")  # of npm
)  # fmt: skip
"""Keys of mappings with something about the fields, by their names; not below `connections`."""

API_NAMES: dict[str, str] = {ENDPOINT: "endpoint"}
"""The fields that the platform's API calls otherwise."""

EXAMPLES: dict[str, str] = {
    HEADERS: '{"Authorization": "Bearer ${VOICE_TOKEN}", "Content-Type": "application/json"}',
    PAYLOAD: '{"name": "value"}',
}
"""An object that each field with embedded JSON could hold."""

MAX_EDITS = 2

# Spaces and invisible characters, which YAML takes for text; signs that people write for a colon.
_GAP = r"(?:[^\S\n]|[\u00ad\u200b-\u200f\u2060-\u2064\ufeff])*+"
_COLON = rf"{_GAP}:(?![ \t\r\n]){_GAP}"
_SIGN = r"=>|->|:=|[=;\u2192\u2236\ufe55\uff1a]"
_OTHER = rf"{_GAP}(?:{_SIGN}){_GAP}|[ \t]{_GAP}"
# What can start the value of each field: other texts with a colon are names of something else.
# One pattern would not start with plain text, and would be searched for more slowly.
UNSPACED = (
    pattern(
        rf"trigger_call_(?:endpoint(?={_COLON}(?:[\"'<${{%]|\w+://)"
        rf"|(?:{_OTHER})[\"']?(?:\w+://|\$\{{|\{{\{{))"
        rf"|(?:headers|payload)(?={_COLON}[\"'<${{|>]|(?:{_OTHER})[\"']?\$?\{{))"
        rf"{_GAP}(?P<sign>{_SIGN}|:)?+"
    ),
    pattern(
        rf"phone_number_key(?={_COLON}[\w\"'<${{]|{_GAP}(?:{_SIGN}){_GAP}[\w\"'<${{]"
        rf"|[ \t]{_GAP}[\w\"']++\s*\Z){_GAP}(?P<sign>{_SIGN}|:)?+"
    ),
)
"""A field that YAML does not see as one: `trigger_call_endpoint:https://…`, `… = https://…`.

The space after its colon is missing, or the colon itself: another sign is there, or none.
"""

# Most names of fields are followed by a quote, or by a colon and a space, or are a whole key: such
# files need not pay for the patterns above.
_NOT_PLAIN = r"(?![\"']|:[ \t\r\n]|\Z)"
_UNCLEAR = (
    pattern(rf"trigger_call_(?:endpoint|headers|payload){_NOT_PLAIN}"),
    pattern(rf"phone_number_key{_NOT_PLAIN}"),
)

_LONGEST_START = 40

_SEPARATORS = pattern(rf"[\s_.\-{INVISIBLE}]+")


def flat(name: str) -> str:
    """Return a name in lower case and without separators and invisible characters."""
    return _SEPARATORS.sub("", name).lower()


@cache
def _flat_field(field: str) -> tuple[str, frozenset[str]]:
    """Return the name of a field as `flat` does, and its letters."""
    known = flat(field)
    return known, frozenset(known)


def is_template_key(name: str) -> bool:
    """Return whether a key holds parts of connections, wherever it is."""
    return name in TEMPLATE_KEYS or name.startswith(TEMPLATE_STARTS)


def is_skipped_key(name: str, *, listed: bool) -> bool:
    """Return whether nothing below a key is a connection; `listed`: it is below `connections`."""
    return name in SKIPPED_KEYS or (name in DESCRIBING_KEYS and not listed)


def resembles_field(name: str) -> bool:
    """Return whether a rule may look at a member for its name: a field, or one like a field."""
    start = flat(name[:_LONGEST_START])
    return start.startswith(("trigger", "phonenumber")) or meant_field(name) is not None


@lru_cache(maxsize=1024)
def is_base_key(name: str) -> bool:
    """Return whether a key is the usual one of a mapping that others merge: `voice-base`."""
    return not _BASE_WORDS.isdisjoint(_SEPARATORS.split(name.lower()))


def may_be_unspaced(text: str, start: int, end: int) -> bool:
    """Return whether a part of a text may hold a field without its colon, or the space after it."""
    for unclear, unspaced in zip(_UNCLEAR, UNSPACED, strict=True):
        if unclear.search(text, start, end) and unspaced.search(text, start, end):
            return True
    return False


def is_close(name: str, field: str) -> bool:
    """Return whether a name is a field's, but for its case, its separators and two edits.

    An edit is an insertion, a deletion, a replacement, or a swap of two neighbours.
    """
    known, letters = _flat_field(field)
    if len(name) < len(known) - MAX_EDITS:
        return False
    short = flat(name)
    # An edit loses one letter at most, and counting the lost ones takes far less time.
    return len(letters.difference(short)) <= MAX_EDITS and is_within(short, known, MAX_EDITS)


@lru_cache(maxsize=1024)  # a file repeats the same few names
def meant_field(name: str) -> FieldName | None:
    """Return the field whose name is almost `name`; None for the exact name of a field.

    `triggerCallEndpoint` and `trigger_call_endpiont` mean `trigger_call_endpoint`. A name in
    capitals only is an environment variable and means no field.
    """
    if name in FIELD_NAMES or name.isupper():
        return None
    return next((field for field in FIELD_NAMES if is_close(name, field)), None)
