"""Whether a pattern of a placeholder, or of a provider's value, runs in linear time on any text.

Python's expressions backtrack, and the pattern may come from a stranger's pull request. So a
pattern is accepted only if backtracking cannot cost more than a constant: a repeat without a limit
is one character, what follows it cannot start with that character, and none of them can run over
the start of the next placeholder.
"""

from __future__ import annotations

import re

# The syntax tree that `re` itself compiles, so that nothing is read differently. It is private.
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_ALPHABET = frozenset(range(128)) | {0xA0, 0x663, 0x2014, 0x4E00}
"""The characters of ASCII, and a space, a digit, a sign and a letter for all others, which a
pattern of ASCII cannot tell apart."""

_LONGEST = 200
_MOST_WAYS = 256
"""In so many ways a match may be tried from one start."""

_EMPTY = frozenset[int]()


class NotLinearError(ValueError):
    """A pattern is refused.

    Attributes:
        message: Why.
        hint: What to write instead.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def check_pattern(pattern: str) -> None:
    """Refuse a placeholder pattern that may take more than linear time, or that has groups.

    Args:
        pattern: The pattern, as in Python's `re`.

    Raises:
        NotLinearError: The pattern is refused, or is not valid.
    """
    tree = _parse(pattern, "a placeholder pattern")
    items = list(tree)
    if not items or items[0][0] is not codes.LITERAL or tree.state.flags & ~re.UNICODE.value:
        raise NotLinearError(
            "a placeholder pattern must begin with a fixed character",
            "Begin it with the character that opens the placeholder, as in `%%[A-Z_]+%%`.",
        )
    shortest, _ = tree.getwidth()
    if shortest < 2:
        raise NotLinearError(
            "a placeholder pattern must match at least two characters",
            "Include the characters that close the placeholder.",
        )
    _check_ways(items, items[0][1])


def check_whole(pattern: str) -> None:
    """Refuse a pattern of whole values that may take more than linear time.

    Args:
        pattern: The pattern, as in Python's `re`; `^` and `$` around it change nothing.

    Raises:
        NotLinearError: The pattern is refused, or is not valid.
    """
    pattern = pattern.removeprefix("^")
    if pattern.endswith("$") and not pattern.endswith("\\$"):
        pattern = pattern[:-1]
    _check_ways(list(_parse(pattern, "a pattern")), None)


def _parse(pattern: str, noun: str) -> Any:
    if len(pattern) > _LONGEST:
        raise NotLinearError(
            f"{noun} has at most {_LONGEST} characters",
            "Write several patterns." if "placeholder" in noun else "Write a shorter one.",
        )
    if not pattern.isascii() or not pattern.isprintable():
        raise NotLinearError(
            f"{noun} has only printable ASCII characters", "Write other characters."
        )
    try:
        re.compile(pattern)
        return parser.parse(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        deep = isinstance(error, RecursionError)
        reason = "it is nested too deeply" if deep else str(getattr(error, "msg", error))
        raise NotLinearError(
            f"this is not a valid regular expression: {reason}", "Fix the pattern."
        ) from None


def _check_ways(items: list[Any], opening: int | None) -> None:
    if _ways(items, opening, []) > _MOST_WAYS:
        raise NotLinearError(
            "the limited repeats and alternatives of the pattern can match in too many ways",
            "Write fewer of them, or with smaller limits.",
        )


def _ways(items: list[Any], opening: int | None, after: list[Any]) -> int:
    """Return in how many ways a sequence can match at most, from one start.

    Args:
        items: The sequence.
        opening: The character with which the pattern begins; None if it is tried at one place only.
        after: What follows it.
    """
    ways = 1
    for index, (code, value) in enumerate(items):
        rest = [*items[index + 1 :], *after]
        if code in _REPEATS:
            ways *= _ways_of_repeat(value, opening, rest)
        elif code is codes.BRANCH:
            ways *= sum(_ways(list(branch), opening, rest) for branch in value[1])
        elif code is codes.SUBPATTERN and value[1:3] == (0, 0) and None in (value[0], opening):
            ways *= _ways(list(value[3]), opening, rest)
        elif code not in _SINGLE:
            raise NotLinearError(
                "groups that capture, flags, lookarounds, anchors and references are not supported",
                "Write `(?:…)` for a group, and leave out the others.",
            )
        if ways > _MOST_WAYS:
            break
    return min(ways, _MOST_WAYS + 1)


def _ways_of_repeat(repeat: tuple[int, int, Any], opening: int | None, rest: list[Any]) -> int:
    least, most, repeated = repeat
    items = list(repeated)
    is_single = len(items) == 1 and items[0][0] in _SINGLE
    if most is not codes.MAXREPEAT:
        if is_single:
            return most - least + 1
        inner = max(2, _ways(items, opening, [*items, *rest]))  # each time, it may also end
        return int(inner ** min(most, 9))
    if not is_single:
        raise NotLinearError(
            f"{_MORE}: it repeats more than one character without a limit",
            "Write a limit, such as `{1,5}` instead of `+`.",
        )
    characters, _ = _first(items)
    if opening is not None and opening in characters:
        raise NotLinearError(
            f"{_MORE}: a repeat matches `{chr(opening)}`, with which the pattern begins",
            f"Exclude `{chr(opening)}` from what is repeated, as in `[A-Z]+`, or write a limit, as "
            "in `{1,60}`.",
        )
    if characters & _first(rest)[0]:
        raise NotLinearError(
            f"{_MORE}: a repeat can also match what follows it",
            "Exclude what follows from what is repeated, or write a limit, as in `{1,60}`.",
        )
    return 1


_MORE = "this pattern can take more than linear time"
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_SINGLE = (codes.LITERAL, codes.NOT_LITERAL, codes.IN, codes.ANY)


def _first(items: list[Any]) -> tuple[frozenset[int], bool]:
    """Return with which characters a sequence can start, and whether it can be empty."""
    found = _EMPTY
    for code, value in items:
        if code in _REPEATS:
            first, empty = _first(list(value[2]))
            empty = empty or value[0] == 0
        elif code is codes.BRANCH:
            branches = [_first(list(branch)) for branch in value[1]]
            first = _EMPTY.union(*(one for one, _ in branches))
            empty = any(one for _, one in branches)
        elif code is codes.SUBPATTERN:
            first, empty = _first(list(value[3]))
        else:
            first, empty = _characters(code, value), False
        found |= first
        if not empty:
            return found, False
    return found, True


def _characters(code: Any, value: Any) -> frozenset[int]:
    """Return what one character of a pattern matches."""
    if code is codes.LITERAL:
        return frozenset({value})
    if code is codes.NOT_LITERAL:
        return _ALPHABET - {value}
    if code is codes.ANY:
        return _ALPHABET - {10}
    if code is codes.RANGE:
        return frozenset(range(value[0], value[1] + 1))
    if code is codes.CATEGORY:
        return _CATEGORIES.get(value, _ALPHABET)
    parts = [(one, inner) for one, inner in value if one is not codes.NEGATE]
    found = _EMPTY.union(*(_characters(one, inner) for one, inner in parts))
    return _ALPHABET - found if len(parts) < len(value) else found


def _of_category(letter: str) -> frozenset[int]:
    expression = re.compile(rf"\{letter}")
    return frozenset(one for one in _ALPHABET if expression.match(chr(one)))


_CATEGORIES = {
    getattr(codes, f"CATEGORY_{negation}{kind}"): _of_category(letter)
    for kind, letters in (("DIGIT", "dD"), ("SPACE", "sS"), ("WORD", "wW"))
    for negation, letter in zip(("", "NOT_"), letters, strict=True)
}
