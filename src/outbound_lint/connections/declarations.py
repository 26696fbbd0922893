"""Mappings that describe fields of a connection, or name them for people, and set none of them."""

from __future__ import annotations

from collections.abc import Collection

from outbound_lint.connections.names import PHONE_NUMBER_KEY, FieldName
from outbound_lint.patterns import pattern
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence, resolve, type_of

# JSON Schema, OpenAPI, inputs of GitHub actions, variables of Terraform, parameters of
# CloudFormation (in other letter case) and of Azure Resource Manager; messages of WebExtensions,
# references of CloudFormation and Kubernetes.
_DECLARING = frozenset(("type", "$ref", "description", "default", "required"))
_MORE_DECLARING = _DECLARING | frozenset(
    ("title", "label", "value", "enum", "const", "format", "anyof", "allof", "oneof", "examples",
     "sensitive", "secret", "deprecated", "nullable", "widget", "help", "placeholder",
     "message", "ref", "valuefrom", "deprecationmessage", "rows", "hint", "tooltip", "hidden",
     "disabled", "minlength", "maxlength")
)  # fmt: skip
_TYPE_NAMES = frozenset(
    ("string", "str", "text", "varchar", "url", "uri", "json", "jsonb", "object", "dict", "map",
     "required", "optional", "readonly", "writable", "nullable", "not null", "hidden", "masked",
     "off", "warn", "error")
)  # fmt: skip

# Two words or more, or one with a capital or beyond ASCII. Credentials, URLs, JSON, header lines
# and placeholders have other characters.
_WORD = r"(?:[^\W\d_]+(?:['’_-][^\W\d_]+)*|\d{1,4})"
_PHRASE = pattern(
    rf"(?!(?!Default|Standard)[\w-]+:\s)[^\w\s{{\[]*"
    rf"(?:{_WORD}(?:[,.;:!?…)”»]*\s+(?:[&/–—;:!?-]\s+)?(?:[(“„«]+\s?)?{_WORD})+"
    r"|[A-Z][a-z]+|[A-Z][A-Za-z]+(?:-[A-Z][a-z]+)+"
    r"|(?=[\x00-\x7f]*+[^\W\d_\x00-\x7f])[^\W\d_]++(?:-[^\W\d_]++)*+)(?:\s?[^\w\s}\]])*"
)
_LONGEST_PHRASE = 500
_LONG = 5
"""Words; `not a valid URL` is rather a mistake than a label."""
_CREDENTIAL = pattern(r"(?i:bearer|basic|token)\s+\S+")

# `e.g. https://…`, in the languages of the texts; what follows is an example.
_EXAMPLE = pattern(
    r"(?i)(?<!\w)(?:e\. ?g\.|eg\.|for example|such as|z\. ?b\.|zum beispiel|p\. ?ex\.|par exemple"
    r"|p\. ?ej\.|por ejemplo|por exemplo|ad es\.|per esempio|bijv\.|np\.|t\.ex\.|напр\.|例如|例えば"
    r")[ ,:]"
)
# What the program fills in: `%{attribute}` of Rails, `{count}` and `{count, plural, …}` of ICU.
_GAP = pattern(r"%\{\w+\}|(?<![{$%#])\{\w+(?:,(?:[^{}]|\{[^{}]*\})*)?\}")
_SPACE = pattern(r"\s")
_SENTENCE = pattern(r"[A-ZÀ-Þ][^\s:/{}]*+(?:\s++[^\s:/{}]++){2,}+(?<=[.!])")
_NAME = pattern(r"[A-Za-z_]\w*")
_MASKED = pattern(r"\*{3,}|•{3,}|(?i:<redacted>|\[redacted\])")
_TYPE_END = pattern(r"[(|]")  # `varchar(64)`; `required|url|max:200`, as Laravel validates
_MOST_PARTS = 100
"""Of how many members or items a declaration or a list of messages is; more are read as values."""

_FIELD_WORDS = pattern(r"(?i:trigger|call|endpoint|url|webhook|headers?|payload|json|required|key)")


def describes(values: dict[FieldName, Node], misspelled: Collection[Node], *, listed: bool) -> bool:
    """Return whether the members of a mapping describe fields or name them, and set none.

    Args:
        values: the values of the fields.
        misspelled: the values of the members that almost have the name of a field.
        listed: whether the mapping is below `connections`, where a name is rather a mistake.
    """
    every = [*values.values(), *misspelled]
    if any(isinstance(value, Mapping) for value in every):
        return _declare(every)
    names = [value for name, value in values.items() if name != PHONE_NUMBER_KEY]
    return not listed and (_choose(every) or _are_labels(every) or _name_others(names))


def _declare(values: Collection[Node]) -> bool:
    """Return whether all values say of what type a field is, or the like."""
    if not {type_of(value) for value in values} <= {"mapping", "null", "boolean"}:
        return False
    declarations = [value for value in values if _is_declaration(value)]
    rest = [value for value in values if isinstance(value, Mapping) and value.members]
    return bool(declarations) and len(declarations) == len(rest)


def _choose(values: Collection[Node]) -> bool:
    """Return whether the values say which fields to show, in which order, or offer choices."""
    kinds = {type_of(value) for value in values}
    if len(values) < 2:
        return False
    if kinds == {"sequence"}:
        return all(isinstance(value, Sequence) and len(value.items) > 1 for value in values)
    return kinds in ({"boolean"}, {"integer"})


def _name_others(values: Collection[Node]) -> bool:
    """Return whether all values are masked, or names of fields elsewhere, as of columns."""
    texts = [text for value in values for text in _texts(value)]
    if len(texts) != len(values) or len(texts) < 2:
        return False
    are_names = all(_NAME.fullmatch(text) and _FIELD_WORDS.search(text) for text in texts)
    return all(map(_MASKED.fullmatch, texts)) or (are_names and len({*texts}) > 1)


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
    if all(_TYPE_END.split(text, 1)[0].strip().lower() in _TYPE_NAMES for text in texts):
        return True
    is_list = any(isinstance(value, Sequence) for value in values)
    if len(values) == 1 and not is_list and not all(map(_is_for_people, texts)):
        return False  # a single field with words in it is rather a mistake
    return all(_is_phrase(text, in_list=is_list) for text in texts)


def _is_for_people(text: str) -> bool:
    """Return whether a text, if it is a phrase, can't be meant as the value of a field."""
    names_field = text[:1].isupper() and _FIELD_WORDS.search(text)
    return bool(
        names_field
        or (_GAP.search(text) and _SPACE.search(text))
        or _EXAMPLE.search(text)
        or _SENTENCE.fullmatch(text)
    )


def _is_phrase(text: str, *, in_list: bool) -> bool:
    """Return whether a text is a phrase; in lower case only a long one, or a message in a list."""
    before, *example = _EXAMPLE.split(text, 1)
    phrase = _GAP.sub("Value", before.rstrip(" (,;:–-") if example else text)
    if example and not phrase:
        return True
    is_short = phrase[:1].islower() and phrase[:1].isascii() and len(phrase.split()) < _LONG
    if _CREDENTIAL.fullmatch(phrase) or (is_short and not (in_list or example)):
        return False
    return _PHRASE.fullmatch(phrase) is not None


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
