r"""Patterns for one name, as git's wildmatch.c reads them: `*`, `?`, `[a-z]`, `[!a]`, `\*`."""

from __future__ import annotations

import re
from collections.abc import Callable

from outbound_lint.patterns import pattern

_TOKEN = pattern(
    r"""
    \\(?P<escaped>.)
    | (?P<stars>\*+)
    | (?P<any>\?)
    | \[ (?P<negated>[!^])? (?P<set> \]?+ (?: \[:\w+:\] | \\. | [^\]\\] )*+ ) \]
    | (?P<invalid>[\\\[])  # a set that is not closed, or a backslash at the end
    | (?P<literal>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_SET_ITEM = pattern(
    r"\[:(?P<name>\w+):\] | \\?(?P<first>.) (?: -\\?(?P<last>.) )?", re.VERBOSE | re.DOTALL
)
_CLASSES = {
    "alnum": "A-Za-z0-9",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": r"!-/:-@\[-`{-~",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "A-Fa-f0-9",
}
_NOTHING = "(?!)"


def matcher(glob: str) -> Callable[[str], object]:
    """Return a function that tells whether a name matches, in linear time.

    Args:
        glob: A pattern without `/`; one that git can't read matches nothing.
    """
    if not any(character in glob for character in "*?[\\"):
        return glob.__eq__
    # What is between two stars has a fixed length, so its first match is as good as any other:
    # the atomic groups never go back.
    fixed = [""]
    for token in _TOKEN.finditer(glob):
        if token["stars"]:
            fixed.append("")
        else:
            fixed[-1] += _translated(token)
    first, *others = fixed
    middle = "".join(f"(?>.*?{each})" for each in others[:-1])
    last = f".*{others[-1]}" if others else ""
    return re.compile(first + middle + last, re.DOTALL).fullmatch


def _translated(token: re.Match[str]) -> str:
    if token["any"]:
        return "."
    if token["set"] is not None:
        return _translated_set(token["set"], negated=token["negated"] is not None)
    return _NOTHING if token["invalid"] else re.escape(token["escaped"] or token["literal"])


def _translated_set(items: str, *, negated: bool) -> str:
    characters = ""
    for item in _SET_ITEM.finditer(items):
        name, first, last = item.group("name", "first", "last")
        if name:
            if name not in _CLASSES:
                return _NOTHING
            characters += _CLASSES[name]
        elif last and first <= last:
            characters += f"{re.escape(first)}-{re.escape(last)}"
        else:  # of a range in the wrong order, git matches the first character
            characters += re.escape(first)
    return f"[{'^' * negated}{characters}]"
