"""JSON with the notation of JavaScript or Python in it, and how to make it JSON in one go."""

from __future__ import annotations

import re
from collections import Counter

from outbound_lint.patterns import pattern
from outbound_lint.source import Text
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.json_spots import FOREIGN, LONGEST_TO_REPAIR, PYTHON
from outbound_lint.syntax.nodes import Mapping, Sequence

_COMMENT = r"//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|\#[^\r\n]*+"
_TOKEN = pattern(
    rf"""
    (?P<kept> "(?:[^"\\\r\n]|\\.)*+ (?:"|(?=[\r\n])|\Z)
        | \$\{{[^{{}}\r\n]*+\}} | \{{\{{[^{{}}\r\n]*+\}}\}} )
    | ' (?P<quoted> (?:[^'\\\r\n]|\\.)*+ ) (?:'|(?=[\r\n])|\Z)
    | (?P<comment> {_COMMENT} )
    | (?P<comma> , (?= (?:\s|{_COMMENT})*+ [\]}})] ) )
    | (?P<bracket> [()] )
    | (?<![\w.]) (?P<hex> [+-]?0[xX][0-9a-fA-F]{{1,16}}+ (?!\w) )
    | (?<![\w.]) (?P<plus> \+ (?=[0-9.]) (?![0-9()\ -]{{7}}) )
    | (?P<point> (?<![\w.]) \. (?=[0-9]) | (?<=[0-9]) \. (?![0-9]) )
    | (?<!\w) (?P<prefix> [bfruBFRU]{{1,2}} (?=["']) )
    | (?<!\w) (?P<word> [^\W\d]\w*+ )
    """,
    re.VERBOSE | re.DOTALL,
)
_COLON = pattern(r"\s*+:")
_JSON_WORDS = frozenset(("true", "false", "null"))
_STEPS = {
    "comment": "remove all comments",
    "comma": "remove each comma before a closing bracket",
    "prefix": "remove each letter before a quote",
    "plus": "remove each `+` before a number",
    "point": "write a digit before and after each decimal point",
    "hex": "write each hexadecimal number in decimal digits",
    "bracket": "write `[` instead of `(`, and `]` instead of `)`",
    "quoted": "write `\"` instead of each `'` around a name or a string",
    "quote": 'write `\\"` for each `"` inside a string',
    "apostrophe": "write `'` instead of each `\\'`",
    "name": 'write `"` before and after each name and string',
}
_WORDS = PYTHON | FOREIGN


def repair_hint(text: str, *, only_objects: bool) -> str | None:
    """Return the hint that makes JSON of a text whose notation is wrong in several places.

    Args:
        text: a text that is not JSON.
        only_objects: whether it has to be an object.

    Returns:
        All that has to be changed; None where there is one such place only, or where the text would
        not be JSON after that.
    """
    if len(text) > LONGEST_TO_REPAIR or text.lstrip().startswith("("):
        return None  # brackets around the whole object are no tuple of Python
    steps: Counter[str] = Counter()
    repaired = _TOKEN.sub(lambda match: _repaired(match, text, steps), text)
    if steps.total() < 2:
        return None
    result = parse_json(Text(repaired))
    wanted = (Mapping,) if only_objects else (Mapping, Sequence)
    if result.mistake or not isinstance(result.root, wanted):
        return None
    said = [step for kind, step in _STEPS.items() if steps[kind]]
    said += sorted(kind for kind in steps if kind not in _STEPS and steps[kind])
    *first, last = said
    hint = f"{', '.join(first)}, and {last}." if first else f"{last}."
    return hint[0].upper() + hint[1:]


def _repaired(match: re.Match[str], text: str, steps: Counter[str]) -> str:
    """Return a piece of a text as JSON has it, and count what had to be done."""
    kind, piece = match.lastgroup, match.group()
    if kind in (None, "kept") or piece in _JSON_WORDS:
        return piece
    if kind == "quoted":
        inside = match["quoted"].replace("\\'", "'").replace('"', '\\"')
        steps["apostrophe"] += "\\'" in piece
        steps["quote"] += '"' in piece
        piece = f'"{inside}"'
    elif kind == "bracket":
        piece = {"(": "[", ")": "]"}[piece]
    elif kind == "hex":
        piece = "0"  # any number will do
    elif kind == "point":
        piece = "0." if text[match.end() : match.end() + 1].isdigit() else ".0"
    elif kind != "word":
        piece = ""
    elif not _COLON.match(text, match.end()) and (piece in _WORDS or piece.lower() in _JSON_WORDS):
        word = _WORDS.get(piece, piece.lower())
        kind, piece = f"write `{word}` instead of `{piece}`", word
    else:
        kind, piece = "name", f'"{piece}"'
    steps[kind or ""] += 1
    return piece
