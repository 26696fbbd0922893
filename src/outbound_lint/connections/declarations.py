"""Mappings that describe fields of a connection, or name them for people, and set none of them."""

from __future__ import annotations

from collections.abc import Collection

from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve, type_of

# JSON Schema, OpenAPI, inputs of GitHub actions, variables of Terraform, parameters of
# CloudFormation (in other letter case) and of Azure Resource Manager; messages of WebExtensions,
# references of CloudFormation and Kubernetes.
_DECLARING = frozenset(("type", "$ref", "description", "default", "required"))
_MORE_DECLARING = _DECLARING | frozenset(
    ("title", "label", "value", "enum", "const", "format", "anyof", "allof", "oneof", "examples",
     "sensitive", "secret", "deprecated", "nullable", "widget", "help", "placeholder",
     "message", "ref", "valuefrom")
)  # fmt: skip
_TYPE_NAMES = frozenset(
    ("string", "str", "text", "varchar", "url", "uri", "json", "jsonb", "object", "dict", "map",
     "required", "optional", "readonly", "writable", "nullable", "not null", "hidden", "masked",
     "off", "warn", "error")
)  # fmt: skip

# Two words or more, or one with a capital or beyond ASCII. Credentials, URLs, JSON, header lines
# and placeholders have other characters.
_WORD = r"(?:[^\W\d_]+(?:['’-][^\W\d_]+)*|\d{1,4})"
_PHRASE = pattern(
    rf"(?![\w-]+:\s)[^\w\s{{\[]*(?:{_WORD}(?:[,.;:!?…)”»]*\s+(?:[&/–]\s+)?[(“„«]*{_WORD})+"
    r"|[A-Z][a-z]+|[A-Z][A-Za-z]+(?:-[A-Z][a-z]+)+"
    r"|(?=[\x00-\x7f]*+[^\W\d_\x00-\x7f])[^\W\d_]++(?:-[^\W\d_]++)*+)[^\w\s}\]]*"
)
_LONGEST_PHRASE = 500
_TYPE_END = pattern(r"[(|]")  # `varchar(64)`; `required|url|max:200`, as Laravel validates
_MOST_PARTS = 100
"""Of how many members or items a declaration or a list of messages is; more are read as values."""

_FIELD_WORDS = pattern(r"(?i:trigger|call|endpoint|url|webhook|headers?|payload|json|required|key)")


def declares(values: Collection[Node]) -> bool:
    """Return whether the values of a mapping's fields declare these fields, and set none.

    Args:
        values: the values of all members that have, or almost have, the name of a field.
    """
    kinds = {type_of(value) for value in values}
    if kinds in ({"boolean"}, {"integer"}):
        return len(values) > 1  # which fields to show, to log or to require; in which order
    if "mapping" in kinds and kinds <= {"mapping", "null", "boolean"}:
        declarations = [value for value in values if _is_declaration(value)]
        rest = [value for value in values if isinstance(value, Mapping) and value.members]
        return bool(declarations) and len(declarations) == len(rest)
    return _are_labels(values)


def _is_declaration(value: Node) -> bool:
    if not isinstance(value, Mapping) or not 0 < len(value.members) <= _MOST_PARTS:
        return False
    names = [member.name.lower() for member in value.members]
    if not _DECLARING.isdisjoint(names):
        return True
    others = [name for name in names if not name.startswith("x-")]  # as extensions, and headers
    return bool(others) and all(
        name in _MORE_DECLARING or name.startswith(("ui:", "fn::")) for name in others
    )


def _are_labels(values: Collection[Node]) -> bool:
    """Return whether all values are phrases for people, or all are names of types."""
    texts = [text for value in values for text in _texts(value)]
    if not texts or any(len(text) > _LONGEST_PHRASE for text in texts):
        return False
    if all(_TYPE_END.split(text, 1)[0].lower() in _TYPE_NAMES for text in texts):
        return True
    if len(values) == 1 and not all(_names_field(text) for text in texts):
        return False  # a single field with words in it is rather a mistake
    return all(map(_PHRASE.fullmatch, texts))


def _names_field(text: str) -> bool:
    return text[:1].isupper() and _FIELD_WORDS.search(text) is not None


def _texts(value: Node) -> list[str]:
    """Return the text of a scalar, or those of a list of scalars, as of messages; else one text."""
    if not isinstance(value, Sequence):
        items = [value]
    elif len(value.items) <= _MOST_PARTS:
        items = [resolve(item) for item in value.items]
    else:
        items = []
    return [
        item.value.strip() if isinstance(item, Scalar) and type_of(item) == "string" else ""
        for item in items
    ] or [""]
