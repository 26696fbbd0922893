"""What is wrong with the JSON that a field holds as a string."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outbound_lint.connections.model import Field
from outbound_lint.connections.names import EXAMPLES, HEADERS
from outbound_lint.findings.fixes import Fix
from outbound_lint.findings.model import Finding, Related
from outbound_lint.patterns import pattern
from outbound_lint.source import Place, line_start
from outbound_lint.syntax.edits import Edit, in_few
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.nodes import Mapping, Node, Scalar, Sequence
from outbound_lint.syntax.places import Decoded
from outbound_lint.syntax.quoting import as_typed
from outbound_lint.syntax.unescaping import unescape

_LITERAL = pattern(r"(?<=rite )`(true|false|null)`")
_REST_OF_LINE = pattern(r"(?P<blanks>[ \t\r]*+)(?:\n|\Z)")
_LINE_BREAK = "Write `\\n` instead of each line break in the string."
_ONE_LINE = "Write one space instead of each line break and the spaces around it."


def invalid_json(field: Field | None) -> Iterator[Finding]:
    """Find the character at which the text of a field stops being JSON (RFC 8259)."""
    if not (field and field.text and field.json and field.json.mistake):
        return
    from outbound_lint.syntax import json_errors

    example = EXAMPLES[field.name]
    problem = json_errors.explain_json(field.text.value, field.json.mistake, example)
    message = as_typed(problem.message, field.text)
    hint = problem.hint
    if field.name == HEADERS:  # the value of a header is a string of one line
        hint = _LITERAL.sub(_as_header_value, hint).replace(_LINE_BREAK, _ONE_LINE)
    if problem.start == 0 and hint.startswith("Remove") and field.text.scalar.style == "plain":
        hint += " Put the value in single quotes."  # without them, `{` starts a mapping
    yield Finding(
        Place(field.text, problem.start, problem.end),
        f"`{field.name}` is not valid JSON: {message}",
        hint,
        tuple(
            Related(Place(field.text, start, end), label) for start, end, label in problem.related
        ),
        fix=_repaired(field.text, hint if hint == problem.hint else ""),
    )


def _repaired(text: Decoded, hint: str) -> Fix | None:
    """Return the fix that makes JSON of a text in another notation.

    Args:
        text: the text.
        hint: the hint of the finding, which may be about some of the mistakes only; empty if it
            asks for something else.
    """
    from outbound_lint.syntax import json_dialects, json_repair

    edits = json_repair.repair(text.value, only_objects=True)
    if not edits:
        return None
    repairs = [*json_dialects.find_repairs(text.value)]
    says_all = (
        len(repairs) == 1
        or all(one.kind == "typographic" for one in repairs)
        or hint == json_dialects.repair_hint(text.value, only_objects=True)
    )
    message = hint if hint and says_all and ", or " not in hint else "Write the text as JSON."
    local = (Edit(Place(text, *_whole(text.value, start, end)), new) for start, end, new in edits)
    return Fix(message, in_few([*local]))


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of a comment with the spaces before it, or with its line if it is alone."""
    rest = _REST_OF_LINE.match(text, end)
    if not text.startswith(("#", "//", "/*"), start) or not rest:
        return start, end
    line = line_start(text, start)
    before = line + len(text[line:start].rstrip(" \t"))
    return before, rest.end() if before == line else rest.end("blanks")


def _as_header_value(match: re.Match[str]) -> str:
    return "a string" if match[1] == "null" else f'`"{match[1]}"`'


def not_object(field: Field | None) -> Iterator[Finding]:
    """Find a field whose JSON is valid, but not an object."""
    root = field.root if field else None
    if field is None or root is None or isinstance(root, Mapping):
        return
    kind = "an array"
    if isinstance(root, Scalar):
        if root.style == "gap":
            return
        if root.style == "string" and isinstance(parse_json(Decoded(root)).root, Mapping):
            edits = unescape(root)
            message = "Remove the outer quotes and the backslashes that escape the inner ones."
            yield Finding(
                root.place,
                f"`{field.name}` is a JSON string that contains an object: it was encoded twice",
                'Remove the outer `"`, and write `"` instead of each `\\"` inside.',
                fix=Fix(message, edits) if edits else None,
            )
            return
        kind = {"string": "a string", "number": "a number"}.get(root.style, f"`{root.value}`")
    hint, fix = f"Write an object: `{EXAMPLES[field.name]}`.", None
    item = root.items[0] if isinstance(root, Sequence) and len(root.items) == 1 else None
    if isinstance(item, Mapping) and not any(one.name.lower() == "value" for one in item.members):
        hint = "Remove the `[` and the `]` around the object."
        start, end = Place(root.text, root.start, item.start), Place(root.text, item.end, root.end)
        fix = Fix(hint, (Edit(start, ""), Edit(end, "")))
    yield Finding(
        root.place,
        f"`{field.name}` is {kind} instead of an object: it has no members",
        hint,
        fix=fix,
    )


def double_quotes(node: Node) -> str:
    """Return how a hint speaks of the quotes to put around a value of embedded JSON.

    Args:
        node: the value; where the text around it is in double quotes itself, they are escaped.
    """
    outer = node.text.scalar.style if isinstance(node.text, Decoded) else ""
    return 'double quotes, each written `\\"`' if outer in ("double", "string") else "double quotes"
