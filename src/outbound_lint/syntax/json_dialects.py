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
    if len(text) > LONGEST_TO_REPAIR:
        return None
    if text.lstrip().startswith("("):  # not a tuple of Python, but around the whole object
        return None
    steps: Counter[str] = Counter()

    def repaired(match: re.Match[str]) -> str:
        kind, token = match.lastgroup, match.group()
        if kind in (None, "kept") or token in _JSON_WORDS:
            return token
        if kind == "quoted":
            inside = match["quoted"].replace("\\'", "'").replace('"', '\\"')
            steps["apostrophe"] += "\\'" in token
            steps["quote"] += '"' in token
            token = f'"{inside}"'
        elif kind == "bracket":
            token = {"(": "[", ")": "]"}[token]
        elif kind in ("hex", "point"):
            token = _decimal(token, text[match.end() : match.end() + 1])
        elif kind != "word":
            token = ""
        elif not _COLON.match(text, match.end()) and (
            token in _WORDS or token.lower() in _JSON_WORDS
        ):
            word = _WORDS.get(token, token.lower())
            kind, token = f"write `{word}` instead of `{token}`", word
        else:
            kind, token = "name", f'"{token}"'
        steps[kind or ""] += 1
        return token

    result = parse_json(Text(_TOKEN.sub(repaired, text)))
    wanted = (Mapping,) if only_objects else (Mapping, Sequence)
    if result.mistake or not isinstance(result.root, wanted) or steps.total() < 2:
        return None
    said = [step for kind, step in _STEPS.items() if steps[kind]]
    said += sorted(kind for kind in steps if kind not in _STEPS and steps[kind])
    *first, last = said
    hint = f"{', '.join(first)}, and {last}." if first else f"{last}."
    return hint[0].upper() + hint[1:]


def _decimal(piece: str, following: str) -> str:
    """Return a hexadecimal number, or a decimal point at the border of a number, as JSON has it."""
    if piece != ".":
        return str(int(piece, 16))
    return "0." if following.isdigit() else ".0"
