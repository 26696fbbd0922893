"""JSON in the notation of JavaScript, Python or a word processor: what has to be changed in it.

One list of repairs is behind both the hint that names them and the edits of a fix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from outbound_lint.patterns import pattern
from outbound_lint.source import Text, with_edits
from outbound_lint.syntax.json import parse_json
from outbound_lint.syntax.json_spots import FOREIGN, LONGEST_TO_REPAIR, PYTHON
from outbound_lint.syntax.nodes import MAX_NODES, Mapping, Sequence

# A string in typographic quotes starts and ends with any of one of these two kinds.
_DOUBLE, _SINGLE = "\u201c\u201d\u201e\u201f\uff02", "\u2018\u2019\u201a\u201b\uff07"
_COMMENT = r"//[^\r\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|\#[^\r\n]*+"
# No character is read more than twice: a string in straight quotes matches at least up to the end
# of its line, and a string in typographic ones does not start with what may be inside another one.
_ESCAPE = r"\\(?:\r\n|.)"
_IN_CURLY_QUOTES = rf"""
    (?<!\\) [{_DOUBLE}] (?P<double> (?:[^"{_DOUBLE}\\\r\n]|{_ESCAPE})*+ ) [{_DOUBLE}]
    | (?<![\w\\]) [{_SINGLE}]
        (?P<single> (?:[^{_SINGLE}\\\r\n]|{_ESCAPE}|(?<=\w)[{_SINGLE}](?=\w))*+ ) [{_SINGLE}] |
    """
_OTHERS = rf"""
    (?P<kept> "(?:[^"\\\r\n]|{_ESCAPE})*+ (?:"|(?=[\r\n])|\\?+\Z)
        | \$\{{[^{{}}\r\n]*+\}} | \{{\{{[^{{}}\r\n]*+\}}\}} )
    | ' (?P<quoted> (?:[^'\\\r\n]|{_ESCAPE})*+ ) (?:'|(?=[\r\n])|\\?+\Z)
    | (?P<comment> {_COMMENT} )
    | (?P<comma> , (?= (?:\s|{_COMMENT})*+ [\]}})] ) )
    | (?P<bracket> [()] )
    | (?<![\w.]) (?P<hex> [+-]?0[xX][0-9a-fA-F]{{1,16}}+ (?!\w) )
    | (?<![\w.]) (?P<plus> \+ (?=[0-9.]) (?![0-9()\ -]{{7}}) )
    | (?P<point> (?<![\w.]) \. (?=[0-9]) | (?<=[0-9]) \. (?![0-9]) )
    | (?<!\w) (?P<prefix> [bfruBFRU]{{1,2}} (?=["']) )
    | (?<![\w$]) (?P<dollar> (?!\d) \w*+ \$ [\w$]*+ (?=\s*+:) )
    | (?<![\w.]) (?P<word> [^\W\d]\w*+ )
    """
_TOKEN = pattern(_IN_CURLY_QUOTES + _OTHERS, re.VERBOSE | re.DOTALL)
_ASCII_TOKEN = pattern(_OTHERS, re.VERBOSE | re.DOTALL)
_IN_STRING = pattern(
    rf"""(?P<quote> " )
    | \\ (?: (?P<apostrophe> ' ) | (?P<curly> [{_DOUBLE}{_SINGLE}] )
        | 0(?![0-9]) | \r\n | [^0-9] )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPES = {"x": "u00", "v": "u000b", "0": "u0000"}
_CONTINUED = frozenset(("\n", "\r", "\r\n"))
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


class Replacement(NamedTuple):
    """Characters of a text, from `start` up to `end`, and what to write instead of them."""

    start: int
    end: int
    text: str


class Repair(NamedTuple):
    """What has to be changed at one place: its kind, and the edits in order.

    The kinds are those of `_STEPS`, "word" for a word of another language, "escape" for escape
    sequences in a string, and "typographic" for all edits of a string in typographic quotes.
    """

    kind: str
    edits: tuple[Replacement, ...]

    def of(self, text: str) -> str:
        """Return the characters of a text that the first edit replaces."""
        start, end, _ = self.edits[0]
        return text[start:end]


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
    repairs = list(islice(find_repairs(text), MAX_NODES))
    if not 2 <= len(repairs) < MAX_NODES or any(
        repair.kind in ("typographic", "escape") for repair in repairs
    ):
        return None
    result = parse_json(Text(with_edits(text, _in_order(repairs))))
    wanted = (Mapping,) if only_objects else (Mapping, Sequence)
    if result.mistake or not isinstance(result.root, wanted):
        return None
    kinds = {repair.kind for repair in repairs}
    said = [step for kind, step in _STEPS.items() if kind in kinds]
    words = (repair for repair in repairs if repair.kind == "word")
    said += sorted({f"write `{one.edits[0].text}` instead of `{one.of(text)}`" for one in words})
    *first, last = said
    hint = f"{', '.join(first)}, and {last}." if first else f"{last}."
    return hint[0].upper() + hint[1:]


def find_repairs(text: str) -> Iterator[Repair]:
    """Find what has to be changed to make JSON of a text in another notation.

    Args:
        text: a text that is not JSON.

    Yields:
        What somebody most likely intended, from the start to the end. The text may still not be
        JSON with it, or not mean the same.
    """
    for match in (_ASCII_TOKEN if text.isascii() else _TOKEN).finditer(text):
        kind, (start, end) = match.lastgroup or "", match.span()
        if kind == "kept":
            if text[start] == '"':
                yield from _in_string(text, start + 1, end - 1)
        elif kind in ("quoted", "double", "single"):
            first, last = match.span(kind)
            quotes = Replacement(start, first, '"'), Replacement(last, end, '"')
            inside = _in_string(text, first, last, is_typographic=kind != "quoted")
            if kind == "quoted":
                yield Repair("quoted", quotes)
                yield from inside
            else:
                edits = (edit for repair in inside for edit in repair.edits)
                yield Repair("typographic", (quotes[0], *sorted(edits), quotes[1]))
        elif kind in ("word", "dollar"):
            yield from _word(text, start, end)
        else:
            yield Repair(kind, (Replacement(start, end, _instead(kind, text, start, end)),))


def _in_string(
    text: str, start: int, end: int, *, is_typographic: bool = False
) -> Iterator[Repair]:
    """Yield the repairs between the quotes of a string, one of each kind."""
    if text.find("\\", start, end) < 0 and text.find('"', start, end) < 0:
        return
    found: dict[str, list[Replacement]] = {}
    for match in _IN_STRING.finditer(text, start, end):
        kind, (at, after) = match.lastgroup or "escape", match.span()
        escaped = text[at + 1 : after]
        if kind == "quote":
            edit = Replacement(at, at, "\\")
        elif kind == "apostrophe":
            edit = Replacement(at, after, "'")
        elif kind == "curly" and is_typographic:  # all quotes were made typographic
            edit = Replacement(at, after, '\\"' if escaped in _DOUBLE else "'")
        elif escaped in _CONTINUED:
            edit = Replacement(at, after, "")
        elif escaped in _ESCAPES:
            edit = Replacement(at + 1, after, _ESCAPES[escaped])
        else:
            continue
        found.setdefault(kind, []).append(edit)
    for kind, edits in found.items():
        yield Repair(kind, tuple(edits))


def _word(text: str, start: int, end: int) -> Iterator[Repair]:
    """Yield the repair of a name without quotes or of a word, unless it is a word of JSON."""
    word = text[start:end]
    if word in _JSON_WORDS:
        return
    if not _COLON.match(text, end) and (word in _WORDS or word.lower() in _JSON_WORDS):
        yield Repair("word", (Replacement(start, end, _WORDS.get(word, word.lower())),))
    else:
        yield Repair("name", (Replacement(start, start, '"'), Replacement(end, end, '"')))


def _instead(kind: str, text: str, start: int, end: int) -> str:
    """Return what to write instead of a sign, a number or a comment."""
    piece = text[start:end]
    if kind == "bracket":
        return {"(": "[", ")": "]"}[piece]
    if kind == "hex":
        return str(int(piece, 16))
    if kind == "point":
        return "0." if text[end : end + 1].isdigit() else ".0"
    return ""


def joined(repairs: Iterable[Repair], text: str) -> tuple[Replacement, ...]:
    """Return the edits of repairs of a text in order, without characters that stay the same.

    Edits that touch become one.
    """
    runs: list[list[Replacement]] = []
    for edit in _in_order(repairs):
        least = _least(edit, text)
        if runs and runs[-1][-1].end == least.start:
            runs[-1].append(least)
        else:
            runs.append([least])
    return tuple(_least(_whole(run), text) for run in runs)


def _whole(run: list[Replacement]) -> Replacement:
    """Return one edit for edits that touch."""
    if len(run) == 1:
        return run[0]
    return Replacement(run[0].start, run[-1].end, "".join(edit.text for edit in run))


def _in_order(repairs: Iterable[Repair]) -> list[Replacement]:
    return sorted(edit for repair in repairs for edit in repair.edits)


def _least(edit: Replacement, text: str) -> Replacement:
    """Return an edit without what both start with, and what both end with."""
    start, end, new = edit
    while start < end and new.startswith(text[start]):
        start, new = start + 1, new[1:]
    while start < end and new.endswith(text[end - 1]):
        end, new = end - 1, new[:-1]
    return edit if new is edit.text else Replacement(start, end, new)
