"""What keeps a text from being YAML, and what to type instead.

The words come from a fixed table and quote only single characters: the text may hold secrets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from ruamel.yaml.error import YAMLError

from outbound_lint.facts.placeholders import hint_to_quote
from outbound_lint.patterns import pattern
from outbound_lint.syntax.mistakes import CHARACTER_NAMES, merge_conflict
from outbound_lint.syntax.nodes import SyntaxProblem
from outbound_lint.syntax.yaml_cases import CASES, Case
from outbound_lint.syntax.yaml_lines import INDENT, KEY
from outbound_lint.syntax.yaml_spots import Spot
from outbound_lint.syntax.yaml_trace import trace

_TEMPLATE_LINE = pattern(
    INDENT + r"(?:\{\{[^\r\n]*\}\}[ \t]*(?=[\r\n]|\Z)"
    rf"|(?:{KEY}[ \t]*:[ \t]+)?(?:\{{\{{-|\{{%|<%))"
)
_TEMPLATE_VALUE = pattern(rf"{INDENT}{KEY}[ \t]*:[ \t]+((?:\{{\{{(?!-)|\{{%|<%)[^\r\n]*)")
_NAME = pattern(r"\$(\w+)")
_RENDER = "Render the template, and pipe the rendered text to `outbound-lint check -`."
# What is not c-printable (YAML 1.2.2, section 5.1). The class of what is, negated, takes ten times
# as long to compile.
_UNPRINTABLE = pattern("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def unprintable_character(text: str, base: int) -> SyntaxProblem | None:
    """Find a character that may not be in YAML.

    Args:
        text: a part of a stream.
        base: where it starts in the stream.
    """
    match = _UNPRINTABLE.search(text)
    if match is None:
        return None
    message = f"control character U+{ord(match.group()):04X} is not allowed in YAML"
    at = base + match.start()
    return SyntaxProblem(at, at + 1, message, "Remove it.")


def explain(
    errors: Sequence[YAMLError],
    events: Iterable[Any],
    text: str,
    start: int,
    end: int,
) -> SyntaxProblem:
    """Put what parsers say about a document into words.

    The table is in the order of what points at the mistake best, so the first case that fits the
    error of any parser decides.

    Args:
        errors: what each parser raised.
        events: those of a parser, up to its error.
        text: the whole stream.
        start: the offset at which the document starts; the marks of the errors count from there.
        end: the offset at which it ends.

    Returns:
        The problem, at the place to change.
    """
    conflict = merge_conflict(text, start, end)
    if conflict:
        return conflict
    followed = trace(events, start)
    spots = [Spot(error, text, start, end, followed) for error in errors]
    for case in CASES:
        for spot in spots:
            if re.search(case.said, spot.said) and case.when(spot):
                for offset in case.at(spot):
                    match = re.compile(case.here, re.S).match(text, offset, end)
                    if match:
                        return _problem(case, spot, match)
    raise AssertionError  # the last case matches anywhere


def _problem(case: Case, spot: Spot, match: re.Match[str]) -> SyntaxProblem:
    mark = "mark" if "mark" in match.re.groupindex else 0
    marked = match.group(mark)
    code = ord(marked[0]) if marked else 0
    spot.name = CHARACTER_NAMES.get(marked[:1], f"U+{code:04X}")
    spot.marked = marked if len(marked) <= 4 and marked.isprintable() else spot.name
    message, hint = case.message, case.hint
    lines = (spot.line_of(match.start(mark)), max(spot.above, spot.start))
    value = _TEMPLATE_VALUE.match(spot.text, lines[0], spot.end)
    if value and (quoted := hint_to_quote(value[1].rstrip())):
        message, hint = "template code without quotes: YAML reads its braces as a mapping", quoted
    elif any(_TEMPLATE_LINE.match(spot.text, line, spot.end) for line in lines):
        message, hint = "template code: the file is not YAML until it is rendered", _RENDER
    message, hint = (_NAME.sub(lambda name: str(spot[name[1]]), one) for one in (message, hint))
    opened = getattr(spot, case.opened) if case.opened else -1
    related = ((opened, opened + 1, "opened here"),) if opened >= 0 else ()
    return SyntaxProblem(*match.span(mark), message, hint, related)
