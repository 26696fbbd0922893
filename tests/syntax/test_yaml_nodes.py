"""Where each node of a YAML document starts and ends, with libyaml and without it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from outbound_lint.source import Source
from outbound_lint.syntax import yaml_events, yaml_work
from outbound_lint.syntax.nodes import MAX_DEPTH, MAX_NODES, Alias, Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.yaml_events import (
    MAX_ALIASES,
    MAX_DOCUMENTS,
    parse_stream,
)
from outbound_lint.syntax.yaml_work import MAX_PURE_CHARACTERS

LITTLE = 20_000
"""So many characters may be read by the pure parser, so that a test of its limit is fast."""


def parsed(text: str) -> Node:
    stream = parse_stream(Source(text, ""))
    assert not stream.problems
    return stream.documents[0].root


def all_nodes(root: Node) -> list[Node]:
    """The node, and all in it, in their order."""
    nodes, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        if isinstance(node, Mapping):
            for member in reversed(node.members):
                waiting += [member.value, member.key]
        elif isinstance(node, Sequence):
            waiting += reversed(node.items)
    return nodes


# ⟦…⟧ encloses the last node that starts there, by hand.
EMPTY_VALUES = [
    "a:⟦⟧\n",
    "a :⟦⟧ # why\nb: 1\n",
    "a:⟦⟧\n\n\nb: 1\n",
    "{a:⟦⟧ , b: 1}",
    "{a⟦⟧, b: 1}",
    "-⟦⟧ ",
    "- a\n-⟦⟧\n- b\n",
    # A key without a colon, and on the next line a key that starts with one.
    "? |\n  a\n⟦⟧:b: 1\n",
    "a:⟦⟧ &x\nb: 1\n",
    "a:⟦⟧ !!str\nb: 1\n",
]


@pytest.mark.parametrize("marked", EMPTY_VALUES)
def test_an_empty_value_is_right_after_its_colon(marked: str, parser: str) -> None:
    place = marked.index("⟦")
    root = parsed(marked.replace("⟦⟧", ""))
    empty = [node for node in all_nodes(root) if isinstance(node, Scalar) and not node.value]
    assert [(node.start, node.end) for node in empty] == [(place, place)]


COLLECTIONS = [
    "⟦a: 1\nb: 2⟧ # why\n",
    "⟦- a\n- 'b'⟧  \n\n",
    "⟦{a: 1, b: [] }⟧ # why\n",
    "⟦[ a, b ]⟧\n",
    "x: ⟦[]⟧\n",
    "x: ⟦{ }⟧\n",
    "x: &y !!map ⟦{ a: 1 }⟧\n",
    "x: !!map &y # why\n  ⟦a: 1⟧\n",
    "x:\n  ⟦- a⟧\ny: 1\n",
    "x: [⟦a: b⟧ , c]\n",
    # The first key is a flow collection, whose bracket does not make the mapping one.
    "⟦{a: 1}: b\nc: d⟧ # why\n",
    "x: [⟦[a]: b⟧ , c]\n",
]


@pytest.mark.parametrize("marked", COLLECTIONS)
def test_a_collection_ends_with_its_bracket_or_its_last_value(marked: str, parser: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    root = parsed(re.sub("[⟦⟧]", "", marked))
    collections = [node for node in all_nodes(root) if isinstance(node, (Mapping, Sequence))]
    assert (start, end) in [(node.start, node.end) for node in collections]


SCALARS = [
    "x: ⟦plain text⟧ # why\n",
    "x: ⟦'a b'⟧\n",
    'x: ⟦"a\\n b"⟧\n',
    "x: &y ⟦a⟧\n",
    "x: &y !z ⟦a⟧\n",
    "x: !z &y ⟦a⟧\n",
    "x: ! ⟦a⟧\n",
    "x: !!str # why\n  ⟦a⟧\n",
    "x: &y\n\n  ⟦'a'⟧\n",
]


@pytest.mark.parametrize("marked", SCALARS)
def test_a_scalar_starts_after_its_anchor_and_tag(marked: str, parser: str) -> None:
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    root = parsed(re.sub("[⟦⟧]", "", marked))
    assert [(node.start, node.end) for node in all_nodes(root)][-1] == (start, end)


def test_an_alias_is_the_node_it_names(parser: str) -> None:
    root = parsed("a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x\n")
    assert isinstance(root, Mapping)
    first, alias, second, other = [member.value for member in root.members]
    assert isinstance(alias, Alias)
    assert (alias.target, alias.start, alias.end) == (first, 16, 18)
    assert isinstance(other, Alias)
    assert other.target is second


def test_an_anchor_belongs_to_one_document(parser: str) -> None:
    stream = parse_stream(Source("a: &x 1\n---\nb: *x\n", ""))
    assert [(problem.start, problem.end) for problem in stream.problems] == [(15, 17)]


def test_two_escapes_of_a_surrogate_pair_are_one_character(parser: str) -> None:
    (node,) = all_nodes(parsed('"é\\ud83d\\ude00\\ud83d"'))
    assert isinstance(node, Scalar)
    assert node.value == "é😀\ud83d"


def test_documents_are_numbered_in_their_order(parser: str) -> None:
    documents = parse_stream(Source("a\n---\n---\nb\n...\n---\nc\n", "")).documents
    assert [document.index for document in documents] == [0, 1, 2, 3]
    roots = [document.root for document in documents]
    assert [root.value for root in roots if isinstance(root, Scalar)] == ["a", "", "b", "c"]


LIMITS = {
    "levels": ("[" * MAX_DEPTH + "]" * MAX_DEPTH, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)),
    "aliases": (
        "a: &a 1\nx: [" + "*a, " * MAX_ALIASES + "]\n",
        "a: &a 1\nx: [" + "*a, " * (MAX_ALIASES + 1) + "]\n",
    ),
    "values": ("- a\n" * (MAX_NODES - 1), "- a\n" * MAX_NODES),
    "documents": ("--- a\n" * MAX_DOCUMENTS, "--- a\n" * (MAX_DOCUMENTS + 1)),
}


@pytest.mark.parametrize("kind", LIMITS)
def test_what_is_within_the_limits_is_read_and_no_more(kind: str) -> None:
    within, beyond = LIMITS[kind]
    assert not parse_stream(Source(within, "")).problems
    problem = parse_stream(Source(beyond, "")).problems[0]
    assert problem.message.startswith(("there are more than", "values are nested more than"))


def test_all_documents_of_a_broken_stream_share_its_limits() -> None:
    half = "- a\n" * (MAX_NODES // 2 + 1)
    problems = parse_stream(Source("---\n".join(["a: ]\n", half, half, "b: ]\n"]), "")).problems
    limit = f"there are more than {MAX_NODES} values"
    assert [problem.message for problem in problems] == ["unmatched `]`", limit]


def test_the_pure_parser_reads_only_so_much_of_a_broken_stream(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read: list[str] = []

    def pure_events(text: str) -> Iterator[Any]:
        read.append(text)
        return original(text)

    original = yaml_events._pure_events
    monkeypatch.setattr(yaml_events, "_pure_events", pure_events)
    document = "a: ]\nb: " + "x" * (MAX_PURE_CHARACTERS // 10) + "\n"
    assert len(parse_stream(Source("---\n".join([document] * 30), "")).problems) == 30
    assert len(read) == 9


@pytest.mark.parametrize("piece", ["[" * 9 + "]" * 9 + ",", "a,", "{a: b},", "[],", "'',", "*a,"])
def test_the_pure_parser_makes_only_so_many_events_of_a_broken_stream(
    monkeypatch: pytest.MonkeyPatch, piece: str
) -> None:
    """A short text with many events takes far longer than a long value."""
    made: list[object] = []

    def pure_events(text: str) -> Iterator[Any]:
        for event in original(text):
            made.append(event)
            yield event

    original = yaml_events._pure_events
    monkeypatch.setattr(yaml_events, "_pure_events", pure_events)
    monkeypatch.setattr(yaml_work, "MAX_PURE_CHARACTERS", LITTLE)
    document = f"x: &a 1\na: [{piece * 400}]\nb: ]\n"
    problems = parse_stream(Source("---\n".join([document] * 30), "")).problems
    assert {problem.message for problem in problems} == {"unmatched `]`"}
    assert 0 < len(made) <= LITTLE / yaml_work.EVENT_COST + 1
