"""Parsed values, each with its span in the text.

Values stay strings: nothing in a file is ever constructed, expanded or evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from outbound_lint.patterns import pattern
from outbound_lint.source import Place, Text

if TYPE_CHECKING:
    from array import array

ScalarStyle = Literal[
    "plain", "single", "double", "literal", "folded",
    "string", "number", "word", "gap",
    "bare", "quoted", "heredoc", "encoded", "whole",
]  # fmt: skip
"""How a scalar is written: the five styles of YAML; in JSON a string, a number or one of the words
true, false and null, or a gap, in place of an unquoted placeholder or an undefined alias; in HCL
also a bare name, a quoted string, a heredoc, what `jsonencode` makes of an object, or a text whose
characters come from the scalar as a whole, such as a placeholder for an expression."""

HCL_STYLES: frozenset[ScalarStyle] = frozenset(("bare", "quoted", "heredoc", "encoded", "whole"))
"""The styles that only HCL has; its keys have one of them."""

Type = Literal[
    "string", "null", "boolean", "integer", "float", "mapping", "sequence", "other", "unknown"
]
"""The type of a value; other if a tag of YAML names one that is none of these (`!!binary`, `!!set`,
`!!python/name`); unknown if a tag of an application or a placeholder hides it."""

MAX_NODES = 250_000
"""How many values and keys of one text are read; a file of 16 MiB could hold millions."""

MAX_DEPTH = 100
"""How many levels deep the values of a file may be nested."""

YAML_TAG = "tag:yaml.org,2002:"

_TAG_TO_CONTENT = pattern(
    r"(?<![^\s\[{,:])(!\S*+)(?:\s++&\S++)?+(?:\s++(?:#[^\r\n]*+)?+)*+", re.ASCII
)
_MOST_MARKS = 9
"""How many exclamation marks before a value are tried as the start of its tag."""

# Nodes are built step by step (an alias may name a collection that is still open), are compared by
# identity, and can be many. So they are plain classes, neither frozen nor dataclasses, and each of
# the frequent ones sets all its attributes.


class Node:
    """A value in a text, from `start` to `end`; a scalar's span includes its quotes."""

    __slots__ = ("end", "start", "tag", "text")

    def __init__(self, text: Text, start: int, end: int, tag: str | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.tag = tag

    @property
    def place(self) -> Place:
        """The place of the whole value."""
        return Place(self.text, self.start, self.end)

    @property
    def tag_place(self) -> Place:
        """The place of the tag; of the value if it has none."""
        text, start = self.text.value, self.start
        for _ in range(_MOST_MARKS):
            start = text.rfind("!", 0, start)
            match = _TAG_TO_CONTENT.fullmatch(text, start, self.start) if start >= 0 else None
            if match:
                return Place(self.text, start, match.end(1))
        return self.place


_Offsets: TypeAlias = "array[int] | tuple[int, ...]"

ScalarMap: TypeAlias = tuple[_Offsets, _Offsets, _Offsets]
"""The offsets of pieces in a decoded text, and last its length; the spans they come from."""


class Scalar(Node):
    """A scalar: `value` is its decoded text, `map` leads back from it once a place is traced."""

    __slots__ = ("map", "style", "value")

    def __init__(  # noqa: PLR0913, PLR0917  # what a scalar is
        self, text: Text, start: int, end: int, tag: str | None, value: str, style: ScalarStyle
    ) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.tag = tag
        self.value = value
        self.style: ScalarStyle = style
        self.map: ScalarMap | None = None


class Member:
    """A key and its value in a mapping; `name` is the text of the key, empty for a collection."""

    __slots__ = ("key", "name", "value")

    def __init__(self, key: Node, value: Node) -> None:
        self.key = key
        self.value = value
        key = resolve(key)
        self.name = key.value if isinstance(key, Scalar) else ""


class Mapping(Node):
    """A mapping of YAML or an object of JSON, with its members in their order and duplicates."""

    __slots__ = ("members",)

    def __init__(self, text: Text, start: int, end: int, tag: str | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.tag = tag
        self.members: list[Member] = []


class Sequence(Node):
    """A sequence of YAML or an array of JSON."""

    __slots__ = ("items",)

    def __init__(self, text: Text, start: int, end: int, tag: str | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.tag = tag
        self.items: list[Node] = []


class Alias(Node):
    """An alias: `target` is the node it names."""

    __slots__ = ("target",)

    def __init__(self, text: Text, start: int, end: int, target: Node) -> None:
        super().__init__(text, start, end, None)
        self.target = target


class Document:
    """One document of a stream: its number from 0, its root, and what other parsers refuse."""

    __slots__ = ("index", "notes", "root")

    def __init__(self, index: int, root: Node, notes: tuple[SyntaxProblem, ...] = ()) -> None:
        self.index = index
        self.root = root
        self.notes = notes


def resolve(node: Node) -> Node:
    """Return the node itself, or the one an alias names."""
    while isinstance(node, Alias):
        node = node.target
    return node


def descendants(root: Node) -> Iterator[Mapping | Sequence]:
    """Yield the collections from a node downwards, in their order, each once.

    Aliases are followed; it always ends, whatever the cycles and the depth.
    """
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = resolve(waiting.pop())
        if not isinstance(node, (Mapping, Sequence)) or id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Mapping):
            held = [member.value for member in reversed(node.members)]
        else:
            held = node.items[::-1]
        waiting += [each for each in held if not isinstance(each, Scalar)]


def strings(root: Node) -> Iterator[tuple[str, Scalar]]:
    """Yield the strings of a value in document order, each with the name of its member.

    An item of a list has the name of the list. Names are yielded as well, and have no name
    themselves. Aliases are followed; every collection is visited once.
    """
    seen: set[int] = set()
    waiting = [("", root)]
    while waiting:
        name, node = waiting.pop()
        node = resolve(node)
        if isinstance(node, Scalar):
            if node.style not in ("number", "word", "gap"):
                yield name, node
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Mapping):
                for member in reversed(node.members):
                    waiting += [(member.name, member.value), ("", member.key)]
            elif isinstance(node, Sequence):
                waiting += [(name, item) for item in reversed(node.items)]


# The core schema of YAML 1.2.2, section 10.3.2.
CORE_WORDS: ReadOnly[str, Type] = MappingProxyType(
    {
        **dict.fromkeys(("", "~", "null", "Null", "NULL"), "null"),
        **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "boolean"),
    }
)
"""The plain scalars that are neither strings nor numbers."""

_CORE_NUMBER = pattern(
    r"(?P<integer>[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)"
    r"|(?P<float>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
    r"|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)"
)
# No number starts with another character, so most texts skip the expression.
_NUMBER_START = frozenset("+-.0123456789")
_TAGGED: dict[str, Type] = {
    "!": "string",
    YAML_TAG + "str": "string",
    YAML_TAG + "null": "null",
    YAML_TAG + "bool": "boolean",
    YAML_TAG + "int": "integer",
    YAML_TAG + "float": "float",
    YAML_TAG + "map": "mapping",
    YAML_TAG + "seq": "sequence",
}
_COLLECTIONS = ("mapping", "sequence")


def type_of(node: Node) -> Type:
    """Return the type of a value by the core schema (YAML 1.2.2, section 10.3).

    Under the tag of an application (`!secret`, `!Ref`) it is unknown. A collection stays one,
    whatever scalar its tag names.
    """
    node = resolve(node)
    if node.tag is None:
        return untagged_type(node)
    tagged = _TAGGED.get(node.tag)
    if tagged is None:
        return "other" if node.tag.startswith(YAML_TAG) else "unknown"
    own = untagged_type(node)
    is_collection = own in _COLLECTIONS
    if is_collection != (tagged in _COLLECTIONS):
        return own if is_collection else "other"
    return tagged


def untagged_type(node: Node) -> Type:
    """Return the type that a value has without its tag."""
    if not isinstance(node, Scalar):
        return "mapping" if isinstance(node, Mapping) else "sequence"
    if node.style == "plain":
        return plain_type(node.value)
    if node.style == "number":
        return "float" if any(mark in node.value for mark in ".eE") else "integer"
    if node.style == "word":
        return "null" if node.value == "null" else "boolean"
    return "unknown" if node.style == "gap" else "string"


def plain_type(text: str) -> Type:
    """Return the type of an untagged plain scalar by the core schema (YAML 1.2.2, section 10.3)."""
    if text in CORE_WORDS:
        return CORE_WORDS[text]
    if text[0] not in _NUMBER_START:
        return "string"
    match = _CORE_NUMBER.fullmatch(text)
    return match.lastgroup if match else "string"  # type: ignore[return-value]  # names of Type


class SyntaxProblem(NamedTuple):
    """Why a text can't be read, or why other parsers can't read it.

    Attributes:
        start: the first offset at which the text is not valid.
        end: the end of the characters to underline.
        message: what is wrong.
        hint: what to type instead.
        related: other places that explain it, each with a label: its start, its end, the label.
    """

    start: int
    end: int
    message: str
    hint: str
    related: tuple[tuple[int, int, str], ...] = ()


class YamlStream(NamedTuple):
    """The documents of a stream of YAML that could be read, and what is wrong with the others."""

    documents: list[Document]
    problems: list[SyntaxProblem]
