"""The strict JSON parser: what it accepts, and where a text stops being JSON."""

from __future__ import annotations

import json
from itertools import chain, product

from hypothesis import given, settings
from hypothesis import strategies as st

from outbound_lint.source import Source
from outbound_lint.syntax import json_errors
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from tests.syntax.json_oracle import first_mistake

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)
TOKENS = [
    *"{}[]:,\"-+.eE0019 \t\n\r\\/'",
    *("true", "false", "null", "tru", '"a"', '"a":', '"\\u00e9"', '"\\ud83d\\ude00"', "\\u12"),
    *("1.5", "-0", "1e5", "1E+", "nul", "\x00", "\x1f", "\x7f", "\xa0", "é", "😀", "٣", "NaN"),
]


def mistake_of(text: str) -> int | None:
    mistake = parse_json(Source(text, "")).mistake
    return mistake.offset if mistake else None


def python_value(node: Node) -> object:
    """The value of a parsed text, with Python's reading of each number."""
    if isinstance(node, Mapping):
        pairs = [(member.key, python_value(member.value)) for member in node.members]
        return [(key.value, value) for key, value in pairs if isinstance(key, Scalar)]
    if isinstance(node, Sequence):
        return [python_value(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.value if node.style == "string" else json.loads(node.value)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = json.dumps(
        draw(JSON), ensure_ascii=draw(st.booleans()), indent=draw(st.none() | st.just(1))
    )
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 2))
        text = text[:at] + draw(st.sampled_from(["", *TOKENS])) + text[at + cut :]
    return text


@settings(max_examples=1000)
@given(mutated() | st.lists(st.sampled_from(TOKENS), max_size=12).map("".join))
def test_a_mistake_is_where_no_valid_text_can_continue(text: str) -> None:
    parsed = parse_json(Source(text, ""))
    if parsed.gaps:
        return  # an unquoted placeholder, which RFC 8259 does not know
    assert mistake_of(text) == first_mistake(text)


def test_the_same_holds_for_every_short_text() -> None:
    texts = chain.from_iterable(product('{}[],:"0-.e \\u1tn', repeat=n) for n in range(5))
    for text in map("".join, texts):
        assert mistake_of(text) == first_mistake(text), text


@settings(max_examples=300)
@given(mutated())
def test_every_mistake_has_a_message_a_hint_and_places_in_the_text(text: str) -> None:
    mistake = parse_json(Source(text, "")).mistake
    if mistake:
        problem = json_errors.explain_json(text, mistake)
        # At the end of the text the place is behind its last visible character.
        at_end = mistake.offset == len(text)
        assert problem.start == (len(text.rstrip(" \t\r\n")) if at_end else mistake.offset)
        assert problem.start <= problem.end <= len(text)
        assert problem.message
        assert problem.hint[0].isupper()
        assert problem.hint.endswith(".")
        assert all(0 <= start < end <= len(text) for start, end, _ in problem.related)


@given(JSON, st.booleans(), st.sampled_from([None, 0, 2]))
def test_valid_json_is_read_as_python_reads_it(
    value: object, ascii_only: bool, indent: int
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    root = parse_json(Source(text, "")).root
    assert root
    assert python_value(root) == json.loads(text, object_pairs_hook=list)


@given(JSON, st.sampled_from([None, 2]))
def test_the_span_of_every_node_is_exactly_its_text(value: object, indent: int) -> None:
    text = json.dumps(value, indent=indent)
    root = parse_json(Source(text, "")).root
    waiting = [root]
    while waiting:
        node = waiting.pop()
        assert node
        again = parse_json(Source(text[node.start : node.end], "")).root
        assert again
        assert python_value(again) == python_value(node)
        if isinstance(node, Mapping):
            waiting += [part for member in node.members for part in (member.key, member.value)]
        elif isinstance(node, Sequence):
            waiting += node.items
