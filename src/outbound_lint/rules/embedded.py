"""What the rules over both JSON-string fields share."""

from __future__ import annotations

from collections.abc import Iterator

from outbound_lint.connections.model import Field
from outbound_lint.findings.model import Finding, Related
from outbound_lint.source import Place
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.places import Decoded


def invalid_json(field: Field | None) -> Iterator[Finding]:
    """Find the character at which a field's text stops being JSON."""
    if not (field and field.text and field.json and field.json.mistake):
        return
    from outbound_lint.syntax import json_errors

    problem = json_errors.explain_json(field.text.value, field.json.mistake)
    yield Finding(
        Place(field.text, problem.start, problem.end),
        f"`{field.name}` is not valid JSON: {problem.message}",
        problem.hint,
        tuple(
            Related(Place(field.text, start, end), label) for start, end, label in problem.related
        ),
    )


def not_object(field: Field | None) -> Iterator[Finding]:
    """Find a field whose JSON is no object."""
    root = field.json.root if field and field.json else None
    if field is None or root is None or isinstance(root, Mapping) or _is_gap(root):
        return
    if _is_encoded_object(root):
        message = f"`{field.name}` is encoded twice: a JSON string that holds the object"
        hint = "Remove the outer quotes and the backslashes before the inner ones."
    else:
        message = f"`{field.name}` is {_kind(root)}, not an object: it names nothing"
        hint = 'Write one object: `{"name": "value"}`.'
    yield Finding(root.place, message, hint)


def _is_gap(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "gap"


def _is_encoded_object(node: Node) -> bool:
    if not isinstance(node, Scalar) or node.style != "string":
        return False
    return isinstance(parse_json(Decoded(node)).root, Mapping)


def _kind(node: Node) -> str:
    if isinstance(node, Sequence):
        return "an array"
    if isinstance(node, Scalar) and node.style == "word":
        return node.value
    return "a string" if isinstance(node, Scalar) and node.style == "string" else "a number"
