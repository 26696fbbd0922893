"""Edit distance and suggestions for misspelled names."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], *, least: float = 0.6) -> str:
    """Return ` — did you mean NAME?` with the most similar known name, or an empty string.

    Args:
        word: what was written.
        known: the names.
        least: how similar the name is at least, as `difflib` measures it.
    """
    from difflib import get_close_matches

    similar = get_close_matches(word.lower(), list(known), n=1, cutoff=least)
    return f" — did you mean {similar[0]}?" if similar else ""


def is_within(left: str, right: str, edits: int) -> bool:
    """Return whether at most `edits` edits turn one string into the other.

    An edit inserts, deletes or replaces a character, or swaps two neighbors (optimal string
    alignment distance). Time grows with 4 to the power of `edits`, and barely with the length.
    """
    if not edits or abs(len(left) - len(right)) > edits:
        return left == right
    same = 0
    for one, other in zip(left, right, strict=False):
        if one != other:
            break
        same += 1
    left, right = left[same:], right[same:]
    if not (left and right):
        return len(left) + len(right) <= edits
    return (
        is_within(left[1:], right[1:], edits - 1)
        or is_within(left, right[1:], edits - 1)
        or is_within(left[1:], right, edits - 1)
        or (left[:2] == right[1::-1] and is_within(left[2:], right[2:], edits - 1))
    )
