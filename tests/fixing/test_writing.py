"""An edit of a decoded text becomes edits of the file that do exactly that, in every style."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.source import Place, Source, with_edits
from outbound_lint.syntax.comparing import changes_only
from outbound_lint.syntax.edits import Edit, rename, with_member, without_members
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Document, Mapping, Node, Scalar
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.writing import written
from outbound_lint.syntax.yaml import parse_yaml
from tests.fixing.documents import NOTES, object_text, scalar
from tests.rules.marks import MarkedText
from tests.rules.writing import EXACT_WRITERS, can_hold
from tests.syntax.writers import BREAKS, HCL

STYLES = sorted(EXACT_WRITERS.keys() - HCL.keys())
TEXTS = ("https://voice.acme.dev/a b?c=d e#f", "to be", "a word 12", "it's 'a' \"b\"")
PIECES = ('"', "'", "\\", " ", "a", "é", "😀", ": ", " #", ",", ", ", '"n": 1, ', "\\u00e9", "\n")
NAMES = ("campaign", "é😀", "it's", '"q"', "a: b", "#1", "\\", "e\u0301")
VALUES = (*NOTES, 1, 2.5, None, True, [1, {"a": []}], {"b": "c"}, " x ", "y  ", "\tz")


class File:
    """A file with one value in a style, and other values around it."""

    def __init__(self, random: Random, style: str, value: str) -> None:
        line_break = random.choice(BREAKS)
        text = scalar(random, style, value, line_break, 4)
        if style == "json":
            self.text = f'{{"other": "é😀",{line_break}"value": {text}, "last": "it\'s"}}'
        else:
            self.text = f"# 😀{line_break}other: 'it''s'{line_break}held:{line_break}   value: "
            self.text += random.choice(["", "!!str ", "&a "]) + text
            is_block = style in ("literal", "folded")
            self.text += "" if is_block else random.choice(["", "  # it's"]) + line_break
            self.text += f"   last: x{line_break}"
        self.as_json = style == "json"
        self.documents = self.parse(self.text)
        self.value = value_in(self.documents)
        assert self.value.value == value

    def parse(self, text: str) -> list[Document]:
        """Parse a text as this file is parsed."""
        if self.as_json:
            root = parse_json(Source(text, "")).root
            return [Document(0, root)] if root else []
        documents, problems = parse_yaml(Source(text, ""))
        return [] if problems else documents

    def with_edits(self, edits: Iterable[Edit]) -> str | None:
        """Return the value after edits that change nothing else; None if they can't be written."""
        every = [written(edit) for edit in edits]
        pieces = sorted(piece for one in every for piece in one or ())
        if None in every:
            return None
        start, end = self.value.start, self.value.end
        assert all(start <= piece.span.start <= piece.span.end <= end for piece in pieces)
        after = self.parse(with_edits(self.text, ((*piece.span, piece.text) for piece in pieces)))
        assert changes_only(self.documents, after, pieces), "something else is changed, too"
        return value_in(after).value


def value_in(documents: list[Document]) -> Scalar:
    """Return the value that is edited."""
    waiting: list[Node] = [document.root for document in documents]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Mapping):
            for member in node.members:
                if member.name == "value" and isinstance(member.value, Scalar):
                    return member.value
                waiting.append(member.value)
    raise AssertionError("there is no value")


Case = tuple[str, int, int, str, str | None]

# A value as it is written, the start and the end of an edit in what it decodes to, the new text,
# and the value as it must be written then; None where its style cannot hold that.
BY_HAND: list[Case] = [
    # plain
    ("ab", 1, 2, "c d", "ac d"),
    ("a b", 1, 1, ":", None),
    ("a b", 1, 1, " #", None),
    ("ab", 1, 1, ",", None),
    ("a - b", 0, 2, "", None),
    ("na", 1, 2, "o", None),
    ("a1", 0, 1, "", None),
    ("a\n  b c", 2, 3, "", None),
    # quotes
    ("'ab'", 1, 1, "'", "'a''b'"),
    ("'ab'", 1, 1, "\n", None),
    ("'ab'", 1, 1, "\0", None),
    ("'ab  \n  c'", 2, 2, "x ", None),
    ("'ab  \n  c'", 2, 2, " x", "'ab x  \n  c'"),
    ("'a\n\n  b'", 2, 3, "", "'a\n\n  '"),
    ("'a\n\n  b'", 1, 2, "", "'ab'"),
    ("'a\n\n  b'", 1, 2, " ", "'a b'"),
    ("'a\n  b\n  c'", 2, 4, "", "'a\n  c'"),
    ('"ab"', 1, 1, '"\\\n\t\x07é😀', '"a\\"\\\\\\n\\t\\u0007é😀b"'),
    ('"\\x61\\u0062\\\n  c"', 1, 2, "", '"\\x61\\\n  c"'),
    ('"a\\\n  b\\\n  c"', 1, 2, "", '"a\\\n  c"'),
    ('"a\\\n  b\\\n  c"', 1, 2, "x", '"a\\\n  x\\\n  c"'),
    ('"a:\n  \\\n  \\x22b c"', 3, 5, "", None),
    # blocks
    ("|\n  a\n  b\n", 2, 4, "", "|\n  a\n"),
    ("|\n  a\n  b\n", 0, 2, "", "|\n  b\n"),
    ("|\n  a\n  b\n", 2, 4, "c\n", "|\n  a\n  c\n"),
    ("|\n  a\n  b\n", 2, 3, "", None),
    ("|\n  a\n  b\n", 3, 4, "", "|-\n  a\n  b\n"),
    ("|\n  a\n  b\n", 2, 2, "c\nd\n", "|\n  a\n  c\n  d\n  b\n"),
    ("|2+\n  a\n\n", 1, 3, "b", "|2-\n  ab\n\n"),
    ("|+\n  a\n\n", 2, 3, "", None),
    ("|+\n  a\n\n", 1, 3, "\n", None),
    ("|\n  a\n", 0, 0, " ", None),
    ("|2\n  a\n", 0, 0, " ", "|2\n   a\n"),
    ("|\n\n  a\n", 1, 1, " ", None),
    ("|\n\n  a\n", 0, 1, "", "|\n  a\n"),
    ("|\n  a\n\n  b\n", 2, 2, "c", "|\n  a\n  c\n  b\n"),
    ("|\n  a\n", 0, 1, "", None),
    ("|\n  a\n", 1, 1, "\0", None),
    (">\n  a\n  b\n  c\n", 2, 4, "", ">\n  a\n  c\n"),
    (">\n  a\n\n  b\n", 1, 3, "", ">\n  a\n"),
    (">\n  a\n  b\n", 2, 2, " ", None),
    (">\n  a\n   b\n", 3, 4, "c", ">\n  a\n   c\n"),
]


@pytest.mark.parametrize("case", BY_HAND, ids=[repr(case[:4]) for case in BY_HAND])
@pytest.mark.parametrize("line_break", BREAKS)
def test_an_edit_is_written_as_by_hand(case: Case, line_break: str) -> None:
    raw, start, end, new, wanted = case
    head, tail = "x: ", "" if raw.endswith("\n") else "\n"
    text = f"{head}{raw}{tail}".replace("\n", line_break)
    (document,), _ = parse_yaml(Source(text, ""))
    root = document.root
    assert isinstance(root, Mapping)
    value = root.members[0].value
    assert isinstance(value, Scalar)
    pieces = written(Edit(Place(Decoded(value), start, end), new))
    if wanted is None:
        assert pieces is None
    else:
        assert pieces
        edited = with_edits(text, sorted((*piece.span, piece.text) for piece in pieces))
        assert edited == f"{head}{wanted}{tail}".replace("\n", line_break)


@given(st.randoms(use_true_random=False), st.sampled_from(STYLES))
def test_an_edit_of_a_value_does_what_it_should_or_is_refused(random: Random, style: str) -> None:
    members = [(name, random.choice(VALUES)) for name in random.sample(NAMES, 3)]
    value = random.choice(TEXTS) if style == "plain" else object_text(random, members)
    file = File(random, style if can_hold(style, MarkedText(value)) else "double", value)
    start = random.randint(0, len(value))
    end = min(start + random.choice([0, 0, 1, 3, 8]), len(value))
    new = "".join(random.choices(PIECES, k=random.randint(0, 3)))
    edited = file.with_edits([Edit(Place(Decoded(file.value), start, end), new)])
    assert edited in {None, value[:start] + new + value[end:]}


Change = Callable[[Random, Mapping, dict[str, Any]], Iterable[Edit]]
"""Changes an object of JSON, and returns the edits that do so in its text."""


def _add(random: Random, held: Mapping, members: dict[str, Any]) -> Iterable[Edit]:
    members["new 😀"] = "it's"
    return [with_member(held, '"new 😀"', '"it\'s"')]


def _remove(random: Random, held: Mapping, members: dict[str, Any]) -> Iterable[Edit]:
    gone = [member for member in held.members if random.random() < 0.5] or held.members[:1]
    for member in gone:
        del members[member.name]
    return without_members(held, gone)


def _rename(random: Random, held: Mapping, members: dict[str, Any]) -> Iterable[Edit]:
    member = random.choice(held.members)
    new = random.choice(["Content-Type", "it''s", 'say "hi"', "😀"])
    members[new] = members.pop(member.name)
    return [rename(member.key, new)]


def _replace(random: Random, held: Mapping, members: dict[str, Any]) -> Iterable[Edit]:
    member = random.choice(held.members)
    members[member.name] = random.choice(VALUES)
    text = json.dumps(members[member.name], ensure_ascii=random.random() < 0.5)
    return [Edit(member.value.place, text)]


def _strip(random: Random, held: Mapping, members: dict[str, Any]) -> Iterable[Edit]:
    for member in held.members:
        value = member.value
        if isinstance(value, Scalar) and value.style == "string" and value.value.strip():
            members[member.name] = stripped = value.value.strip()
            start = value.value.index(stripped)
            around = (0, start), (start + len(stripped), len(value.value))
            yield from (Edit(Place(Decoded(value), *one), "") for one in around if one[0] < one[1])


CHANGES: dict[str, Change] = {
    "add": _add,
    "remove": _remove,
    "rename": _rename,
    "replace": _replace,
    "strip": _strip,
}


@settings(max_examples=300)
@given(
    st.randoms(use_true_random=False),
    st.sampled_from([style for style in STYLES if style != "plain"]),
    st.sampled_from(sorted(CHANGES)),
    st.booleans(),
)
def test_usual_changes_of_json_can_be_written_in_every_style(
    random: Random, style: str, change: str, in_json: bool
) -> None:
    members = {name: random.choice(VALUES) for name in random.sample(NAMES, random.randint(1, 4))}
    value = object_text(random, [*members.items()])
    if in_json:
        value = object_text(random, [("first", "é"), ("text", value), ("last", [1])])
    # With more spaces before a folded text, its line breaks mean something else on some lines.
    value = value.lstrip(" ") if style == "folded" else value
    file = File(random, style if can_hold(style, MarkedText(value)) else "double", value)
    root = parse_json(Decoded(file.value)).root
    assert isinstance(root, Mapping)
    if in_json:
        inner = root.members[1].value
        assert isinstance(inner, Scalar)
        root = parse_json(Decoded(inner)).root
        assert isinstance(root, Mapping)
    edited = file.with_edits([*CHANGES[change](random, root, members)])
    assert edited is not None, "a fix would not be offered"
    after = json.loads(edited)
    assert (json.loads(after["text"]) if in_json else after) == members
    assert not in_json or {**after, "text": None} == {"first": "é", "text": None, "last": [1]}
